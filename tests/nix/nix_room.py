"""Real Nix for tests: commands that see a /nix of their own, with the Nix that is installed or that of another root folder."""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent

SETTINGS = {
    "build-users-group": "",
    "experimental-features": "nix-command flakes",
    "substitute": "false",
    "builders": "",
    "flake-registry": "",
    "warn-dirty": "false",
}

# A derivation that ends badly however it is run: what is looked at is whether it was run at all.
PROBE = """derivation {
  name = "probe"; system = builtins.currentSystem; args = [ "no-such-verb" ];
  builder = "${builtins.path { path = %s; name = "bgsnap-portable"; }}/bin/bgsnap";
}"""


class Nix:
    """`scratch` is a folder that may be thrown away, and all that the commands see of the machine besides Nix. `root` is another Debian's."""

    def __init__(self, scratch, program, root=None):
        self.scratch = pathlib.Path(scratch).resolve()
        self.root = root
        (self.scratch / "nix").mkdir(parents=True)
        (self.scratch / "home").mkdir()
        self.program = self.scratch / "bgsnap"
        shutil.copytree(program, self.program, symlinks=True)
        self.settings = dict(SETTINGS, sandbox="false")
        self.own_store = self._in_room(["true"]).returncode == 0
        if not self.own_store and root:
            raise RuntimeError(f"cannot enter {root}: " + self._in_room(["true"]).stderr)
        self.version = self.run("nix", "--version").stdout.strip()
        self.sandboxed, self.why_not = self._try_sandbox()

    def run(self, *command, ok=True, **variables):
        """What the command said; unless `ok` is False, it must succeed."""
        words = [str(word) for word in command]
        done = self._in_room(words, variables) if self.own_store else self._in_place(words, variables)
        if ok and done.returncode != 0:
            raise AssertionError(f"{' '.join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def bgsnap(self, *arguments, ok=True):
        return self.run(self.program / "bin/bgsnap", *arguments, ok=ok)

    def on_disk(self, store_path):
        """Where a path of the store lies for this process, which is not in the room."""
        return self.scratch / store_path.strip().lstrip("/") if self.own_store else pathlib.Path(store_path.strip())

    def _environment(self, variables):
        config = "\n".join(f"{name} = {value}" for name, value in self.settings.items())
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "TERM") if name in os.environ}
        return dict(kept, NIX_CONFIG=config, HOME=str(self.scratch / "home"), TMPDIR="/tmp", **variables)

    def _in_room(self, words, variables=None):
        room = [str(HERE / "room"), str(self.scratch / "nix")] + ([str(self.root)] if self.root else []) + ["--"]
        return self._execute(room + words, variables)

    def _in_place(self, words, variables):
        return self._execute(words, variables)

    def _execute(self, words, variables):
        return subprocess.run(words, cwd=self.scratch, env=self._environment(variables or {}), text=True, errors="replace", capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=600, check=False)

    def _try_sandbox(self):
        """(True, "") when the kernel lets Nix run builders in a sandbox, which is then used; else (False, what Nix said)."""
        self.settings.update({"sandbox": "true", "sandbox-fallback": "false"})
        said = self.run("nix-build", "--no-out-link", "-E", PROBE % self.program, ok=False).stderr
        if "unknown verb" in said or "exit code 2" in said:
            return True, ""
        self.settings.update({"sandbox": "false", "sandbox-fallback": "true"})
        return False, " ".join(said.split())[-400:]


def main(use, write=None):
    """Runs the calling script's tests in a room, or `write` under --write. Exit 77: they cannot be run here. `use` is given the Nix."""
    parser = argparse.ArgumentParser()
    parser.add_argument("program", help="a folder with bin/bgsnap that needs nothing from outside it")
    parser.add_argument("--root", help="the root folder of a Debian with another Nix")
    if write:
        parser.add_argument("--write", action="store_true", help="write the examples' snapshots anew instead")
    options, rest = parser.parse_known_args()
    if not options.root and not shutil.which("nix-build"):
        print("Nix is not installed (Debian: apt-get install nix-bin)")
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="bgsnap-nix-", ignore_cleanup_errors=True) as scratch:
        nix = Nix(pathlib.Path(scratch) / "room", options.program, options.root)
        if "--report" not in nix.bgsnap("check", "--help").stdout:
            print("this bgsnap has no `check --report`, which nix/check.nix needs")
            sys.exit(77)
        print(nix.version + (", sandboxed" if nix.sandboxed else f", NOT sandboxed: {nix.why_not}")
              + ("" if nix.own_store else ", in the machine's own store"), flush=True)
        use(nix)
        if write and options.write:
            write()
        else:
            sys.exit(not unittest.main(argv=[sys.argv[0]] + rest, exit=False).result.wasSuccessful())
