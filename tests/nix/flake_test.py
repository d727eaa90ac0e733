#!/usr/bin/env python3
"""Our flake, evaluated and checked by real Nix without a network: nixpkgs is a stand-in that brings a built bgsnap.

  flake_test.py PROGRAM_FOLDER [--root FOLDER]    as check_test.py

Exit 77: there is no Nix, or the program cannot do it yet.
"""

import json
import pathlib
import shutil
import tempfile
import unittest

import nix_room
from examples import EXAMPLES

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
NIX = None

# A flake of somebody else's. Its package is never built: there is no such builder.
CLIENT = """{
  inputs.bgsnap.url = "path:%(bgsnap)s";
  inputs.flake-parts.url = "path:%(flake_parts)s";
  outputs = inputs@{ self, bgsnap, flake-parts }: %(outputs)s;
}
"""
APP = 'derivation { name = "app-1.0"; pname = "app"; version = "1.0"; system = "%s"; builder = "/no/such/builder"; src = ./app.c; }'
BY_FUNCTION = """{
  packages.%(system)s.app = %(app)s;
  checks.%(system)s.graph = bgsnap.lib.mkCheck {
    system = "%(system)s";
    roots = { packages = self.packages.%(system)s; };
    snapshot = ./snapshot.json;
  };
  overlaid = (bgsnap.overlays.default { callPackage = file: arguments: import file; } { }) ? bgsnap;
}"""
BY_MODULE = """flake-parts.lib.mkFlake { inherit inputs; } {
  imports = [ bgsnap.flakeModules.default ];
  systems = [ "%(system)s" "aarch64-darwin" ];
  perSystem = { self', system, ... }: {
    packages.app = %(app)s;
    bgsnap.roots = { packages = self'.packages; };
    bgsnap.snapshot = if system == "%(system)s" then ./snapshot.json else null;
  };
}"""


def copy_of_ours(name):
    """The parts of the repository that the flake evaluates; a checkout's build folder would be copied into the store with it."""
    folder = NIX.scratch / name
    folder.mkdir()
    for part in ("flake.nix", "CMakeLists.txt"):
        shutil.copy(REPOSITORY / part, folder / part)
    for part in ("nix", "examples"):
        shutil.copytree(REPOSITORY / part, folder / part)
    return folder


class FlakeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.nixpkgs = NIX.scratch / "nixpkgs"
        shutil.copytree(HERE / "nixpkgs-stand-in", cls.nixpkgs)
        shutil.copytree(NIX.program, cls.nixpkgs / "bgsnap", symlinks=True)
        cls.flake_parts = NIX.scratch / "flake-parts"
        shutil.copytree(HERE / "flake-parts-stand-in", cls.flake_parts)
        cls.ours = copy_of_ours("ours")
        cls.system = NIX.run("nix-instantiate", "--eval", "--expr", "builtins.currentSystem").stdout.strip().strip('"')

    def nix(self, folder, *command, attribute="", ok=True, of="nixpkgs", **settings):
        """`nix COMMAND FLAKE#ATTRIBUTE`, offline, without a registry or a lock file."""
        verb = [word for word in command if not word.startswith("-")]
        options = [word for word in command if word.startswith("-")]
        flake = f"path:{folder}" + (f"#{attribute}" if attribute else "")
        return NIX.run("nix", *verb, flake, "--offline", "--no-write-lock-file", "--override-input", of, f"path:{self.nixpkgs}", *options, ok=ok, **settings)

    def drv(self, folder, attribute, of="nixpkgs"):
        return self.nix(folder, "eval", "--raw", attribute=f"{attribute}.drvPath", of=of).stdout

    def test_flake_check_passes_and_leaves_no_lock_file(self):
        self.nix(self.ours, "flake", "check")
        self.assertFalse((self.ours / "flake.lock").exists())
        again = self.nix(self.ours, "flake", "check")
        self.assertNotIn("building", again.stderr)

    def test_every_system_is_evaluated(self):
        for system in ("x86_64-linux", "aarch64-linux", "x86_64-darwin", "aarch64-darwin"):
            self.assertTrue(self.drv(self.ours, f"packages.{system}.default"))
            self.assertEqual(len(EXAMPLES), len(json.loads(self.nix(self.ours, "eval", "--json", attribute=f"checks.{system}").stdout)))

    def test_a_dependency_more_fails_the_check_by_name(self):
        folder = copy_of_ours("edited")
        edit = EXAMPLES[0].dependency
        file = folder / "examples" / EXAMPLES[0].folder / edit.file
        file.write_text(file.read_text().replace(edit.before, edit.after))
        done = self.nix(folder, "flake", "check", ok=False)
        self.assertNotEqual(0, done.returncode)
        self.assertIn(EXAMPLES[0].message, done.stderr)
        self.assertIn("bgsnap regenerate", done.stderr)

    def test_a_check_moves_with_its_own_files_only(self):
        folder = copy_of_ours("moved")
        name = f"checks.{self.system}.crate-workspace"
        before = self.drv(folder, name)
        (folder / "README.md").write_text("Something else.\n")
        (folder / "examples/two-nixpkgs/bgsnap.json").write_text('{ "preset": "nixpkgs" }\n')
        self.assertEqual(before, self.drv(folder, name))
        (folder / "examples/crate-workspace/bgsnap.json").write_text('{ "preset": "nixpkgs" }\n')
        self.assertNotEqual(before, self.drv(folder, name))

    def run_app(self, folder, *words):
        """`nix run FOLDER#regenerate -- WORDS`"""
        settings = dict(NIX.settings)
        # The stand-in's shell is the machine's, out of any sandbox.
        NIX.settings["sandbox"] = "false"
        try:
            said = NIX.run("nix", "run", f"path:{folder}#regenerate", "--offline", "--no-write-lock-file", "--override-input", "nixpkgs",
                           f"path:{self.nixpkgs}", "--", *words, ok=False)
        finally:
            NIX.settings = settings
        if "unable to execute" in said.stderr:
            # In a chroot `nix run` goes back to the mounts it came from, whose root is another. What it made runs all the same.
            program = self.nix(folder, "eval", "--raw", attribute=f"apps.{self.system}.regenerate.program").stdout
            said = NIX.run(program, *words, ok=False)
        return said

    def test_regenerate_is_an_app_that_makes_a_failing_check_pass(self):
        folder = copy_of_ours("regenerated")
        for example in EXAMPLES:
            file = folder / "examples" / example.folder / example.dependency.file
            file.write_text(file.read_text().replace(example.dependency.before, example.dependency.after))
        self.assertNotEqual(0, self.nix(folder, "flake", "check", ok=False).returncode)
        for config in sorted((folder / "examples").glob("*/bgsnap.json")):
            done = self.run_app(folder, "--config", config)
            self.assertEqual(0, done.returncode, done.stderr)
        self.nix(folder, "flake", "check")

    def test_regenerate_passes_on_what_the_program_says(self):
        said = self.run_app(self.ours, "--no-such-option")
        self.assertEqual(2, said.returncode, said.stderr)
        self.assertIn("bgsnap", said.stderr)

    def test_the_package_takes_its_version_from_cmake(self):
        version = NIX.run("nix-instantiate", "--eval", "--strict", "--expr", f"""(import {self.ours}/nix/package.nix (builtins.listToAttrs
            (map (name: {{ inherit name; value = null; }}) [ "cmake" "ninja" "pkg-config" "cli11" "fmt" "jemalloc" "nlohmann_json" "simdjson" "tomlplusplus" "xxHash" "zstd" ]) // {{
              lib.head = builtins.head;
              stdenv.mkDerivation = recipe: recipe;
            }})).version""").stdout.strip().strip('"')
        self.assertIn(f"project(bgsnap VERSION {version} ", (REPOSITORY / "CMakeLists.txt").read_text())

    def client(self, outputs):
        folder = pathlib.Path(tempfile.mkdtemp(dir=NIX.scratch, prefix="client-"))
        words = {"system": self.system, "bgsnap": self.ours, "flake_parts": self.flake_parts, "app": APP % self.system}
        (folder / "flake.nix").write_text(CLIENT % dict(words, outputs=outputs % words))
        (folder / "app.c").write_text("int main(void) { return 0; }\n")
        (folder / "snapshot.json").write_text("")
        drv = self.drv(folder, f"packages.{self.system}.app", of="bgsnap/nixpkgs")
        NIX.bgsnap("snapshot", drv, "--root", f"packages.app={drv}", "-o", folder / "snapshot.json")
        return folder

    def assert_guards(self, folder, check):
        self.nix(folder, "flake", "check", of="bgsnap/nixpkgs")
        flake = folder / "flake.nix"
        flake.write_text(flake.read_text().replace('version = "1.0"', 'version = "1.1"'))
        done = self.nix(folder, "build", "--no-link", attribute=f"checks.{self.system}.{check}", of="bgsnap/nixpkgs", ok=False)
        self.assertIn("version 1.0 → 1.1", done.stderr)

    def test_a_client_calls_mkcheck(self):
        folder = self.client(BY_FUNCTION)
        self.assert_guards(folder, "graph")
        self.assertEqual("true", self.nix(folder, "eval", attribute="overlaid", of="bgsnap/nixpkgs").stdout.strip())

    def test_a_client_imports_the_module(self):
        folder = self.client(BY_MODULE)
        self.assert_guards(folder, "bgsnap")
        self.assertEqual("{ }", self.nix(folder, "eval", attribute="checks.aarch64-darwin", of="bgsnap/nixpkgs").stdout.strip())


def use(nix):
    global NIX
    NIX = nix


if __name__ == "__main__":
    nix_room.main(use)
