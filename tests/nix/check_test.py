#!/usr/bin/env python3
"""nix/check.nix, driven by real Nix on every example.

  check_test.py PROGRAM_FOLDER [--root FOLDER]    PROGRAM_FOLDER/bin/bgsnap needs nothing from outside it; FOLDER is a Debian with another Nix
  check_test.py PROGRAM_FOLDER --write            writes the snapshots of the examples anew instead

Exit 77: there is no Nix, or the program cannot do it yet.
"""

import functools
import json
import pathlib
import re
import shutil
import tempfile
import unittest

import nix_room
from examples import EXAMPLES

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
STORE_HASH = re.compile(r"[0-9a-df-np-sv-z]{32}-")
NIX = None


class Copy:
    """A copy of the repository's Nix side, to be edited."""

    def __init__(self, example):
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=NIX.scratch, prefix="copy-"))
        for part in ("nix", "examples", "tests/nix"):
            shutil.copytree(REPOSITORY / part, self.folder / part)
        self.example = example
        self.home = self.folder / "examples" / example.folder
        self.snapshot = self.home / "snapshots" / f"{example.system}.json"
        self.arguments = {
            "snapshot": self.snapshot,
            "baseline": self.home / "baseline" / f"{example.system}.json",
            "config": self.home / "bgsnap.json",
        }

    def edit(self, edit):
        file = self.home / edit.file
        text = file.read_text()
        assert text.count(edit.before) == 1, f"{edit.before!r} stands {text.count(edit.before)} times in {file}"
        file.write_text(text.replace(edit.before, edit.after))

    def roots(self, given="{ }"):
        """The Nix expression of the roots."""
        return f"(import {self.home} {given})" + (f".{self.example.attribute}" if self.example.attribute else "")

    def check_expression(self, roots=None, **changed):
        arguments = {name: str(value) for name, value in dict(self.arguments, **changed).items() if value is not None}
        listed = "".join(f" {name} = {value};" for name, value in arguments.items())
        program = f'builtins.path {{ path = {NIX.program}; name = "bgsnap-portable"; }}'
        return f"import {self.folder}/nix/check.nix {{ bgsnap = {program}; roots = {roots or self.roots()};{listed} }}"

    def check_drv(self, **changed):
        """The check's own derivation: equal paths, equal builds."""
        return NIX.run("nix-instantiate", "-E", self.check_expression(**changed)).stdout.strip()

    def check(self, **changed):
        return NIX.run("nix-build", "--no-out-link", "-E", self.check_expression(**changed), ok=False)

    def drvs(self, given="{ }"):
        """Root name → .drv path."""
        expression = f"import {self.folder}/tests/nix/roots.nix {{ roots = {self.roots(given)}; }}"
        said = NIX.run("nix-instantiate", "--eval", "--strict", "--json", "--read-write-mode", "-E", expression)
        return {root["name"]: root["drv"] for root in json.loads(said.stdout)}

    def snapshot_of(self, *inputs, given="{ }"):
        """What the program makes of a graph that it is given; without `inputs`, of the .drv files alone."""
        drvs = self.drvs(given)
        words = [word for name, drv in drvs.items() for word in ("--root", f"{name}={drv}")]
        return NIX.bgsnap("snapshot", *(inputs or drvs.values()), *words, "--config", self.arguments["config"]).stdout

    def regenerate(self):
        """The snapshot anew, as a person would: the program asks Nix."""
        return NIX.bgsnap("regenerate", "--config", self.arguments["config"], "--system", self.example.system)


def on_each_example(test):
    @functools.wraps(test)
    def on_all(self):
        for example in EXAMPLES:
            with self.subTest(example.name):
                test(self, Copy(example))
    return on_all


class CheckTest(unittest.TestCase):
    maxDiff = None

    def assert_passes(self, copy, **changed):
        done = copy.check(**changed)
        self.assertEqual(0, done.returncode, done.stderr)
        return done.stdout.strip()

    def assert_nothing_is_built(self, copy):
        for drv in copy.drvs().values():
            closure = [path for path in NIX.run("nix-store", "--query", "--requisites", drv).stdout.split() if path.endswith(".drv")]
            for output in NIX.run("nix-store", "--query", "--outputs", *closure).stdout.split():
                self.assertFalse(NIX.on_disk(output).exists(), f"{output} was built")

    @on_each_example
    def test_passes_on_the_committed_snapshot_and_reports_without_store_hashes(self, copy):
        out = self.assert_passes(copy)
        report = NIX.on_disk(out).read_text()
        self.assertIn("ok", report)
        self.assertIsNone(STORE_HASH.search(report), report)
        self.assertEqual("", NIX.run("nix-store", "--query", "--references", out).stdout)
        self.assert_nothing_is_built(copy)

    @on_each_example
    def test_the_snapshot_of_the_drv_files_is_the_committed_one(self, copy):
        self.assertEqual(copy.snapshot.read_text(), copy.snapshot_of())

    @on_each_example
    def test_the_snapshot_that_regenerate_makes_is_the_committed_one(self, copy):
        committed = copy.snapshot.read_bytes()
        copy.snapshot.unlink()
        copy.regenerate()
        self.assertEqual(committed, copy.snapshot.read_bytes())

    @on_each_example
    def test_the_snapshot_of_what_nix_prints_is_the_committed_one(self, copy):
        drvs = copy.drvs()
        # Named `nix derivation show` from 2.15 on.
        verb = ["derivation", "show"] if NIX.run("nix", "derivation", "show", "--help", ok=False).returncode == 0 else ["show-derivation"]
        printed = copy.folder / "graph.json"
        printed.write_text(NIX.run("nix", *verb, "--recursive", *drvs.values()).stdout)
        self.assertEqual(copy.snapshot.read_text(), copy.snapshot_of(printed))

    @on_each_example
    def test_a_dependency_more_fails_by_name_until_the_snapshot_is_made_anew(self, copy):
        copy.edit(copy.example.dependency)
        done = copy.check()
        log = NIX.run("nix-store", "--read-log", copy.check_drv()).stdout
        self.assertNotEqual(0, done.returncode, done.stderr)
        self.assertIn(copy.example.message, log)
        self.assertIn("bgsnap regenerate", log)
        self.assertIn(copy.example.message, done.stderr)
        copy.regenerate()
        self.assert_passes(copy)
        self.assert_nothing_is_built(copy)

    @on_each_example
    def test_an_edited_source_moves_drv_paths_and_no_snapshot(self, copy):
        drvs, check = copy.drvs(), copy.check_drv()
        copy.edit(copy.example.source_edit)
        self.assertNotEqual(drvs, copy.drvs())
        self.assertNotEqual(check, copy.check_drv())
        self.assert_passes(copy)
        committed = copy.snapshot.read_bytes()
        copy.regenerate()
        self.assertEqual(committed, copy.snapshot.read_bytes())
        self.assert_nothing_is_built(copy)

    @on_each_example
    def test_is_not_built_again_when_nothing_under_it_moved(self, copy):
        self.assert_passes(copy)
        (copy.home / "NOTES.md").write_text("Nobody reads this while building.\n")
        (copy.home / "snapshots" / "another.json").write_text("{}\n")
        again = copy.check()
        self.assertEqual(0, again.returncode, again.stderr)
        self.assertNotIn("building", again.stderr)

    def test_runs_again_for_every_input_of_its_own(self):
        copy = Copy(EXAMPLES[0])
        drvs = [copy.check_drv(), copy.check_drv(today='"2026-01-31"'), copy.check_drv(baseline=None), copy.check_drv(config=None)]
        for file in ("snapshot", "baseline", "config"):
            path = copy.arguments[file]
            path.write_text(path.read_text() + "\n")
            drvs.append(copy.check_drv())
        (NIX.program / "more").write_text("")
        drvs.append(copy.check_drv())
        (NIX.program / "more").unlink()
        self.assertEqual(len(drvs), len(set(drvs)))

    def test_commands_that_are_told_name_the_baseline_as_people_do(self):
        copy = Copy(EXAMPLES[0])
        baseline = copy.arguments["baseline"]
        baseline.write_text('{ "floors": { "roots": ["gone"] } }\n')
        self.assertIn(f"--baseline {baseline.name} ", copy.check().stderr)

    def test_without_a_baseline_freshness_alone_is_checked(self):
        copy = Copy(EXAMPLES[0])
        self.assert_passes(copy, baseline=None)
        copy.edit(copy.example.dependency)
        self.assertIn(copy.example.message, copy.check(baseline=None).stderr)

    def test_a_breached_limit_fails_and_names_it(self):
        copy = Copy(next(example for example in EXAMPLES if example.folder == "layered-build"))
        leaking = copy.drvs("{ leak = true; }")
        self.assertNotEqual(copy.drvs()["packages.deps"], leaking["packages.deps"])
        copy.snapshot.write_text(copy.snapshot_of(given="{ leak = true; }"))
        done = copy.check(roots=copy.roots("{ leak = true; }"))
        self.assertNotEqual(0, done.returncode)
        self.assertIn("src:shop-source", done.stderr)

    def test_a_new_version_leaves_the_layer_below_alone(self):
        copy = Copy(next(example for example in EXAMPLES if example.folder == "layered-build"))
        before = copy.drvs()
        for file in ("Cargo.toml", "Cargo.lock"):
            path = copy.home / "src" / file
            path.write_text(path.read_text().replace('"1.4.0"', '"1.5.0"'))
        after = copy.drvs()
        self.assertEqual(before["packages.deps"], after["packages.deps"])
        self.assertNotEqual(before["packages.shop"], after["packages.shop"])
        self.assertIn("shop", copy.check().stderr)
        copy.regenerate()
        self.assert_passes(copy)

    def test_files_may_have_any_name_and_come_as_text(self):
        copy = Copy(EXAMPLES[0])
        odd = copy.home / "of today (x86).json"
        shutil.copy(copy.snapshot, odd)
        self.assert_passes(copy, snapshot=f'(/. + "{odd}")')
        self.assert_passes(copy, snapshot=f'"{copy.snapshot}"')

    def test_wrong_roots_are_told(self):
        copy = Copy(EXAMPLES[0])
        for roots, message in (("{ }", "no roots, so nothing would be checked"),
                               ("{ packages.a = 1; }", 'the root "packages.a" is of type int, neither a derivation nor a set of them'),
                               (f'{{ "a=b" = {copy.roots()}.packages.cli; }}', 'the root "a=b" has a name with "="')):
            with self.subTest(roots):
                self.assertIn(message, copy.check(roots=roots).stderr)


def write_snapshots():
    for example in EXAMPLES:
        copy = Copy(example)
        copy.regenerate()
        into = REPOSITORY / copy.snapshot.relative_to(copy.folder)
        into.parent.mkdir(exist_ok=True)
        shutil.copy(copy.snapshot, into)
        print(into.relative_to(REPOSITORY))


def use(nix):
    global NIX
    NIX = nix


if __name__ == "__main__":
    nix_room.main(use, write_snapshots)
