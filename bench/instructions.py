#!/usr/bin/env python3
"""Counts the instructions of bgsnap's main paths with valgrind's callgrind, and holds them against the table that is committed beside
this script. Instructions need no quiet machine: what moves here by more than a few in a hundred was moved by a change.

usage: instructions.py PROGRAM [--graphs FOLDER] [--write]

The example in snapshots/ is always counted; the workspace of 1,653 derivations when FOLDER (default: $BGSNAP_GRAPHS) holds the real
graphs. --write makes the table anew. Build the program in Release first: counts of another compiler are other counts.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TABLE = HERE / "instructions.md"
EXAMPLE = HERE.parent / "snapshots" / "example"
ROW = re.compile(r"^\| (?P<work>[^|]+?) +\| +(?P<count>[0-9.]+) \|$")
HEAD = """# Instructions of the main paths

In millions, start of the program included, as `bench/instructions.py PROGRAM --write` counted them (callgrind; Release). A later change
runs the same without `--write` and is told what moved.

"""


def counted(command):
    """Millions of instructions. The implementation is named, for simdjson chooses one by the machine."""
    surroundings = dict(os.environ, SIMDJSON_FORCE_IMPLEMENTATION="haswell", LC_ALL="C")
    run = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *map(str, command)],
                         stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=surroundings, check=False)
    found = re.search(r"Collected : (\d+)", run.stderr)
    if run.returncode not in (0, 1) or not found:
        sys.exit(f"{' '.join(map(str, command))}: exit {run.returncode}\n{run.stderr}")
    return int(found[1]) / 1e6


def made(command):
    run = subprocess.run(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit {run.returncode}\n{run.stderr}")


def questions(program, folder, name, graph, after, seed):
    """Every way of asking about one graph."""
    snapshot, baseline = folder / f"{name}.json", folder / f"{name}.baseline.json"
    made([program, "snapshot", graph, "-o", snapshot])
    made([program, "baseline", "init", snapshot, "-o", baseline])
    yield f"{name}: snapshot from JSON", [program, "snapshot", graph, "-o", folder / "again.json"]
    yield f"{name}: cone of {seed}", [program, "cone", graph, "--seed", seed]
    yield f"{name}: cone of {seed}, from the snapshot", [program, "cone", snapshot, "--seed", seed]
    yield f"{name}: cone of everything, from the snapshot", [program, "cone", snapshot, "--all"]
    yield f"{name}: diff with a bump", [program, "diff", graph, after]
    yield f"{name}: diff with itself", [program, "diff", graph, graph]
    yield f"{name}: check", [program, "check", "--snapshot", snapshot, "--baseline", baseline]


def all_work(program, folder, graphs):
    yield "nothing (--version)", [program, "--version"]
    yield from questions(program, folder, "example", EXAMPLE / "raw", EXAMPLE / "raw-after-bump", "clib")
    if graphs and (graphs / "bumps" / "tvix.base.json").exists():
        base = graphs / "bumps" / "tvix.base.json"
        yield from questions(program, folder, "workspace", base, graphs / "bumps" / "tvix.bytes.json", "bytes")
        drvs = graphs / "drv" / "rust-workspace.drv" / "nix" / "store"
        if drvs.is_dir():
            yield "workspace: snapshot from .drv files", [program, "snapshot", drvs, "-o", folder / "again.json"]


def recorded():
    if not TABLE.exists():
        return {}
    found = (ROW.match(line) for line in TABLE.read_text(encoding="utf-8").splitlines())
    return {row["work"]: float(row["count"]) for row in found if row}


def table(counts):
    width = max(map(len, counts))
    lines = [f"| {'work':{width}} | millions |", f"|{'-' * (width + 2)}|---------:|"]
    return HEAD + "\n".join(lines + [f"| {work:{width}} | {count:8.1f} |" for work, count in counts.items()]) + "\n"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    arguments.add_argument("program", type=pathlib.Path)
    arguments.add_argument("--graphs", type=pathlib.Path, default=os.environ.get("BGSNAP_GRAPHS"))
    arguments.add_argument("--write", action="store_true")
    given = arguments.parse_args()
    if not shutil.which("valgrind"):
        sys.exit("valgrind is missing")
    before = recorded()
    counts = {}
    with tempfile.TemporaryDirectory() as folder:
        for work, command in all_work(given.program.resolve(), pathlib.Path(folder), given.graphs and pathlib.Path(given.graphs)):
            counts[work] = counted(command)
            moved = f"{100 * (counts[work] / before[work] - 1):+7.1f} %" if work in before else "      new"
            print(f"{counts[work]:10.1f} {moved}  {work}", flush=True)
    if given.write:
        TABLE.write_text(table(counts), encoding="utf-8")


if __name__ == "__main__":
    main()
