#!/usr/bin/env python3
"""bgsnap merge-driver under real git: merges, rebases and cherry-picks of branches that each changed the graph.

usage: git_merge_test.py PROGRAM    exit 77 when there is no git
"""

import json
import os
import pathlib
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest

PROGRAM = None
SCRATCH = None
MERGED = "bgsnap: snapshots/x86_64-linux.json: merged by lines, so an edge may be missing and the file is marked provisional"
# Answers as Nix does about the graph whose derivations graph.txt lists, one "NAME VERSION INPUT…" a line, app first.
NIX = r"""#!/usr/bin/env python3
import json, sys
nodes = {words[0]: words[1:] for words in filter(None, map(str.split, open("graph.txt")))}
path = lambda name: "/nix/store/" + name.ljust(32, "0") + f"-{name}-{nodes[name][0]}"
said = " ".join(sys.argv[1:])
if said == "--version":
    print("nix (Nix) 2.26.3")
elif " eval " in f" {said} ":
    print(path("app") + ".drv")
else:
    print(json.dumps({path(name) + ".drv": {
        "name": f"{name}-{version}", "system": "x86_64-linux", "builder": "/b", "args": [], "env": {"pname": name, "version": version, "out": path(name)},
        "inputDrvs": {path(one) + ".drv": {"outputs": ["out"], "dynamicOutputs": {}} for one in inputs}, "inputSrcs": [],
        "outputs": {"out": {"path": path(name)}}} for name, (version, *inputs) in nodes.items()}))
"""
CONFIGURATION = {"preset": "nixpkgs", "systems": ["x86_64-linux"], "roots": {"packages.app": ".#app"}}
# Lines stand apart, so that git merges this file by itself.
GRAPH = "app 1 lib\n\n\n\nlib 1.0\n"


class Repository:
    def __init__(self, driver=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=SCRATCH, prefix="repository-"))
        home = self.folder / "home"
        home.mkdir()
        self.work = self.folder / "work"
        self.work.mkdir()
        bin_folder = self.folder / "bin"
        bin_folder.mkdir()
        (bin_folder / "bgsnap").symlink_to(PROGRAM)
        self.nix = bin_folder / "nix"
        self.nix.write_text(NIX)
        self.nix.chmod(self.nix.stat().st_mode | stat.S_IXUSR)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") and name != "BGSNAP_NIX"}
        self.environment = dict(kept, HOME=str(home), PATH=f"{bin_folder}:{os.environ['PATH']}", LC_ALL="C.UTF-8", GIT_CONFIG_NOSYSTEM="1",
                                GIT_AUTHOR_NAME="A", GIT_AUTHOR_EMAIL="a@example.org", GIT_COMMITTER_NAME="A", GIT_COMMITTER_EMAIL="a@example.org")
        self.snapshot = self.work / "snapshots/x86_64-linux.json"
        self.git("init", "-q", "-b", "main", ".")
        self.git("config", "merge.bgsnap.driver", driver or "bgsnap merge-driver %O %A %B %P")
        (self.work / ".gitattributes").write_text("snapshots/*.json merge=bgsnap\n")
        (self.work / "bgsnap.json").write_text(json.dumps(CONFIGURATION))
        self.commit(GRAPH)

    def run(self, *words, ok=True):
        done = subprocess.run(words, cwd=self.work, env=self.environment, text=True, capture_output=True, timeout=60, check=False)
        assert not ok or done.returncode == 0, (words, done.stdout, done.stderr)
        return done

    def git(self, *words, ok=True):
        return self.run("git", *words, ok=ok)

    def commit(self, graph):
        (self.work / "graph.txt").write_text(graph)
        self.run("bgsnap", "regenerate")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "a commit")

    def diverge(self, ours, theirs):
        """Leaves us on `main` with `ours`; `theirs` is on `side`."""
        self.git("checkout", "-q", "-b", "side")
        self.commit(theirs)
        self.git("checkout", "-q", "main")
        self.commit(ours)

    def is_provisional(self):
        return '"provisional":true' in self.snapshot.read_text().splitlines()[0]

    def check(self):
        return self.run("bgsnap", "check", "--snapshot", str(self.snapshot), ok=False).returncode

    def is_fresh(self):
        return self.run("bgsnap", "regenerate", "--check", ok=False).returncode == 0


OURS = GRAPH.replace("app 1 lib\n", "app 1 lib\nkit 2\n").replace("lib 1.0\n", "lib 1.0 kit\n")
THEIRS = GRAPH.replace("lib 1.0\n", "lib 1.0 log\nlog 3\n")
# What a person makes of both: git cannot, the lines are neighbours.
BOTH = "app 1 lib\nkit 2\n\n\n\nlib 1.0 kit log\nlog 3\n"
APART = GRAPH.replace("app 1 lib\n", "app 1 lib kit\nkit 2\n")


class GitMergeTest(unittest.TestCase):
    maxDiff = None

    def test_branches_that_each_add_a_dependency_merge_and_regenerating_clears_the_mark(self):
        repository = Repository()
        repository.diverge(APART, THEIRS)
        done = repository.git("merge", "-q", "--no-edit", "side")
        self.assertIn(MERGED, done.stderr)
        self.assertTrue(repository.is_provisional())
        self.assertEqual(1, repository.check())
        repository.run("bgsnap", "regenerate", "--merged")
        self.assertFalse(repository.is_provisional())
        self.assertEqual(0, repository.check())
        self.assertEqual(["build/app", "build/kit", "build/lib", "build/log"], [json.loads(line[1:])["id"] for line in repository.snapshot.read_text().splitlines()
                                                                               if '"id"' in line])

    def test_without_the_driver_git_sees_a_conflict(self):
        repository = Repository(driver="false")
        repository.diverge(APART, THEIRS)
        (repository.work / ".git/info/attributes").write_text("snapshots/*.json merge=text\n")
        self.assertNotEqual(0, repository.git("merge", "-q", "--no-edit", "side", ok=False).returncode)
        self.assertIn("<<<<<<< ", repository.snapshot.read_text())
        said = repository.run("bgsnap", "check", "--snapshot", "snapshots/x86_64-linux.json", ok=False)
        self.assertEqual(2, said.returncode)
        self.assertIn("git left a merge conflict in the snapshot\n  do not resolve it by hand: when the rest is merged, run `bgsnap regenerate`", said.stderr)

    def test_a_rebase_and_a_cherry_pick_merge_too(self):
        for words in (("rebase", "-q", "main", "side"), ("cherry-pick", "side")):
            with self.subTest(words[0]):
                repository = Repository()
                repository.diverge(APART, THEIRS)
                repository.git(*words)
                self.assertTrue(repository.is_provisional())
                repository.run("bgsnap", "regenerate", "--merged")
                self.assertTrue(repository.is_fresh())

    def test_what_cannot_be_merged_is_a_conflict_of_git_until_it_is_regenerated(self):
        repository = Repository()
        repository.diverge(GRAPH.replace("1.0", "1.1"), GRAPH.replace("1.0", "1.2"))
        self.assertEqual(1, repository.git("merge", "-q", "--no-edit", "side", ok=False).returncode)
        self.assertEqual("UU graph.txt\nUU snapshots/x86_64-linux.json\n", repository.git("status", "--short").stdout)
        self.assertIn("<<<<<<< ours\n", repository.snapshot.read_text())
        (repository.work / "graph.txt").write_text(GRAPH.replace("1.0", "1.2"))
        repository.run("bgsnap", "regenerate", "--merged")
        repository.git("add", "-A")
        repository.git("commit", "-q", "--no-edit")
        self.assertTrue(repository.is_fresh())

    def test_sources_in_conflict_keep_the_merge_open_and_the_snapshot_provisional(self):
        repository = Repository()
        repository.diverge(OURS, THEIRS)
        self.assertEqual(1, repository.git("merge", "-q", "--no-edit", "side", ok=False).returncode)
        self.assertEqual("UU graph.txt\nM  snapshots/x86_64-linux.json\n", repository.git("status", "--short").stdout)
        self.assertTrue(repository.is_provisional())
        (repository.work / "graph.txt").write_text(BOTH)
        repository.run("bgsnap", "regenerate", "--merged")
        self.assertTrue(repository.is_fresh())

    def test_a_hook_regenerates_after_a_merge(self):
        repository = Repository()
        hook = repository.work / ".git/hooks/post-merge"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\nexec bgsnap regenerate --merged\n")
        hook.chmod(0o755)
        repository.diverge(APART, THEIRS)
        repository.git("merge", "-q", "--no-edit", "side")
        self.assertFalse(repository.is_provisional())
        self.assertTrue(repository.is_fresh())
        self.assertEqual(" M snapshots/x86_64-linux.json\n", repository.git("status", "--short").stdout)

    def test_while_a_driver_runs_the_work_tree_is_of_one_side(self):
        """Why the driver does not ask Nix: it would see our graph, not the merged one."""
        repository = Repository(driver="cp graph.txt ../seen && bgsnap merge-driver %O %A %B %P")
        repository.diverge(APART, THEIRS)
        repository.git("merge", "-q", "--no-edit", "side")
        self.assertEqual(APART, (repository.folder / "seen").read_text())
        self.assertNotEqual(APART, (repository.work / "graph.txt").read_text())


if __name__ == "__main__":
    if not shutil.which("git"):
        print("git is not installed")
        sys.exit(77)
    PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
    with tempfile.TemporaryDirectory(prefix="bgsnap-merge-") as SCRATCH:
        result = unittest.main(exit=False).result
    sys.exit(not result.wasSuccessful())
