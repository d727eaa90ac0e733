#!/usr/bin/env python3
"""bgsnap regenerate, asking real Nix.

  regenerate_test.py PROGRAM_FOLDER [--root FOLDER]    as check_test.py

Exit 77: there is no Nix, or the program cannot do it yet.
"""

import json
import pathlib
import re
import shutil
import tempfile
import unittest

import nix_room

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
NIX = None

# Two roots, one on the other; neither is ever built.
EXPRESSION = r"""{ word ? "plain" }: rec {
  lib = derivation { name = "lib-1.0"; pname = "lib"; version = "1.0"; system = "x86_64-linux"; builder = "/no/such/builder"; };
  app = derivation { name = "app-1.0"; pname = "app"; version = "1.0"; system = "x86_64-linux"; builder = "/no/such/builder"; inherit lib word; };
  fails = throw "not on a Tuesday";
  set = { inherit app; };
  "odd.name" = lib;
}
"""
FLAKE = "{ outputs = _: { packages.x86_64-linux = import ./default.nix { }; }; }\n"


class Project:
    """A folder with an expression, a flake around it and a configuration."""

    def __init__(self, roots, expression=EXPRESSION, systems=("x86_64-linux",), **configuration):
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=NIX.scratch, prefix="project-"))
        self.write("default.nix", expression)
        self.write("flake.nix", FLAKE)
        self.write("bgsnap.json", json.dumps({"preset": "nixpkgs", "systems": list(systems), "roots": roots, **configuration}))
        self.snapshot = self.folder / "snapshots/x86_64-linux.json"

    def write(self, file, text):
        (self.folder / file).write_bytes(text if isinstance(text, bytes) else text.encode())

    def regenerate(self, *words, ok=True, **variables):
        return NIX.run(NIX.program / "bin/bgsnap", "regenerate", "--config", self.folder / "bgsnap.json", *words, ok=ok, **variables)

    def said(self, done):
        """What was answered, without the folder's name."""
        return done.stdout.replace(f"{self.folder}/", "")

    def complaint(self, *words, **variables):
        done = self.regenerate(*words, ok=False, **variables)
        assert done.returncode == 2, (done.returncode, done.stdout, done.stderr)
        assert not (self.folder / "snapshots").exists(), "something was written"
        return done.stderr.replace(f"{self.folder}/", "")

    def nodes(self):
        return re.findall(r'"id":"([^"]*)"', self.snapshot.read_text())


def of_file(attribute, **more):
    return {"file": "default.nix", "attr": attribute, **more}


class RegenerateTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.newer = tuple(map(int, re.search(r"(\d+)\.(\d+)", NIX.version).groups())) >= (2, 12)

    def test_every_committed_snapshot_is_what_its_graph_gives(self):
        folder = NIX.scratch / "committed"
        folder.mkdir()
        for part in ("examples", "snapshots", "baseline"):
            shutil.copytree(REPOSITORY / part, folder / part)
        shutil.copy(REPOSITORY / "bgsnap.json", folder / "bgsnap.json")
        answers = {}
        for config in sorted(folder.glob("**/bgsnap.json")):
            done = NIX.bgsnap("regenerate", "--check", "--config", config)
            answers[config.parent.name] = done.stdout.replace(f"{folder}/", "").splitlines(), done.stderr.splitlines()
        one = "x86_64-linux: {}snapshots/x86_64-linux.json is what its graph gives"
        self.assertEqual({
            "committed": ([one.format("")], []),
            "crate-workspace": ([one.format("examples/crate-workspace/")], []),
            "layered-build": ([one.format("examples/layered-build/")], []),
            "two-nixpkgs": ([one.format("examples/two-nixpkgs/")], []),
            "release-matrix": (["aarch64-darwin: examples/release-matrix/snapshots/aarch64-darwin.json is what its graph gives",
                                "  aarch64-darwin does not have the root packages.installer",
                                "x86_64-linux: examples/release-matrix/snapshots/x86_64-linux.json is what its graph gives",
                                "  x86_64-linux does not have the root packages.disk-image",
                                "  x86_64-linux does not have the root packages.installer",
                                "x86_64-windows: examples/release-matrix/snapshots/x86_64-windows.json is what its graph gives",
                                "  x86_64-windows does not have the root packages.disk-image"],
                               ["bgsnap: aarch64-darwin does not have the root packages.installer",
                                "bgsnap: x86_64-linux does not have the root packages.disk-image",
                                "bgsnap: x86_64-linux does not have the root packages.installer",
                                "bgsnap: x86_64-windows does not have the root packages.disk-image"]),
        }, answers)

    def test_a_root_is_an_attribute_of_a_flake_or_of_a_file_and_both_give_the_same(self):
        flake = Project({"app": ".#packages.{system}.app", "odd": '.#packages.{system}."odd.name"'})
        file = Project({"app": of_file("app"), "odd": of_file('"odd.name"')})
        self.assertEqual("x86_64-linux: snapshots/x86_64-linux.json written, for the first time\n", flake.said(flake.regenerate()))
        file.regenerate()
        self.assertEqual(["build/app", "build/lib"], flake.nodes())
        self.assertEqual(flake.snapshot.read_text(), file.snapshot.read_text())
        self.assertFalse((flake.folder / "flake.lock").exists())

    def test_what_changed_is_told_and_then_nothing_is(self):
        project = Project({"app": of_file("app")})
        project.regenerate()
        project.write("default.nix", EXPRESSION.replace("1.0", "1.1", 2))
        self.assertEqual(1, project.regenerate("--check", ok=False).returncode)
        self.assertIn("lib 1.0 → 1.1", project.regenerate().stdout)
        self.assertEqual("x86_64-linux: snapshots/x86_64-linux.json is what its graph gives\n", project.said(project.regenerate("--check")))

    def test_a_graph_that_is_no_text_is_read_from_the_drv_files(self):
        project = Project({"app": of_file("app")}, expression=EXPRESSION.encode().replace(b'"plain"', b'"caf\xe9"'))
        done = project.regenerate()
        self.assertEqual(["build/app", "build/lib"], project.nodes())
        if self.newer:
            self.assertRegex(done.stderr, r"x86_64-linux: Nix cannot print this graph \(.*316.*\), so it is read from the \.drv files")
        else:
            self.assertRegex(done.stderr, r"^bgsnap: \w{32}-app-1\.0\.drv: byte \d+ is not UTF-8; kept as it is \(nix derivation show: [^\n]*\)\n$")
        plain = Project({"app": of_file("app")})
        plain.regenerate()
        self.assertEqual(plain.snapshot.read_text(), project.snapshot.read_text())

    def test_strings_are_given_to_the_files_function(self):
        project = Project({"app": of_file("app", args={"word": "{system}"})})
        project.regenerate()
        # Evaluating alone writes nothing, so the .drv that is there was asked for by the program.
        drvs = {word: NIX.run("nix-instantiate", "--eval", project.folder / "default.nix", "-A", "app.drvPath", "--argstr", "word", word).stdout.strip().strip('"')
                for word in ("x86_64-linux", "another")}
        self.assertEqual({"x86_64-linux": True, "another": False}, {word: NIX.on_disk(drv).exists() for word, drv in drvs.items()})

    def test_a_failing_expression_is_told_in_nixs_words(self):
        for root, where in ((of_file("fails"), "fails in default.nix"), (".#packages.{system}.fails", ".#packages.x86_64-linux.fails")):
            with self.subTest(where):
                said = Project({"app": of_file("app"), "packages.fails": root}).complaint()
                self.assertTrue(said.endswith(f"bgsnap: bgsnap.json: /roots/packages.fails: x86_64-linux: the root packages.fails ({where}) cannot be evaluated: "
                                              "not on a Tuesday\n  correct the expression; nothing was written\n"), said)

    def test_an_expression_that_does_not_parse_is_told(self):
        said = Project({"app": of_file("app")}, expression="{ app = ; }").complaint()
        self.assertIn("the root app (app in default.nix) cannot be evaluated: syntax error, unexpected ';'", said)

    def test_an_attribute_that_does_not_exist_is_told_with_what_to_do(self):
        for root, where in ((of_file("apq"), "apq in default.nix: attribute 'apq' in selection path"),
                            (".#packages.{system}.apq", ".#packages.x86_64-linux.apq: flake 'path:"),
                            (of_file("set"), "set in default.nix: attribute 'drvPath' in selection path")):
            with self.subTest(where):
                said = Project({"app": root}).complaint()
                self.assertIn(f"bgsnap: bgsnap.json: /roots/app: x86_64-linux has no root app: there is no derivation {where}", said)
                self.assertIn('  name the attribute that there is, or say that x86_64-linux does not have this root: "app": null\n', said)

    def test_one_system_that_fails_keeps_the_others_from_being_written(self):
        Project({"app": '.#packages.{system}.app'}, systems=("x86_64-linux", "aarch64-darwin")).complaint()

    def test_a_missing_file_is_told(self):
        self.assertRegex(Project({"app": {"file": "no.nix"}}).complaint(), r"the root app \(no\.nix\) cannot be evaluated: .*no\.nix")

    def test_a_missing_nix_is_told(self):
        self.assertEqual("bgsnap: cannot run /no/nix: No such file or directory\n  BGSNAP_NIX names the program `nix`\n",
                         Project({"app": of_file("app")}).complaint(BGSNAP_NIX="/no/nix"))

    def test_lines_of_nix_eval_jobs_are_roots(self):
        project = Project({"app": of_file("app")})
        drv = NIX.run("nix-instantiate", project.folder / "default.nix", "-A", "app").stdout.strip()
        project.write("jobs", json.dumps({"attr": "app", "attrPath": ["app"], "drvPath": drv}) + "\n")
        project.regenerate("--eval-jobs", project.folder / "jobs", BGSNAP_NIX="/no/nix")
        self.assertEqual("x86_64-linux: snapshots/x86_64-linux.json is what its graph gives\n", project.said(project.regenerate("--check")))


def use(nix):
    global NIX
    NIX = nix


if __name__ == "__main__":
    nix_room.main(use)
