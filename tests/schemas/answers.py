#!/usr/bin/env python3
"""Holds what the program answers about the example to the schemas of its answers.

usage: answers.py PROGRAM    exit 0 when every answer is what its schema says, 77 when Python has no module jsonschema to ask
"""
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLE = HERE.parents[1] / "snapshots" / "example"
SHARED = ["--config", HERE.parents[1] / "bgsnap.json"]
RAW, AFTER = EXAMPLE / "raw", EXAMPLE / "raw-after-bump"


def run(*command):
    return subprocess.run([str(word) for word in command], capture_output=True)


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        snapshot, after, baseline = (pathlib.Path(folder) / name for name in ("before.json", "after.json", "baseline.json"))
        baseline.write_text('{"floors": {"roots": ["packages.*"]}, "ceilings": {"cones": {"squeeze": 1}, "excess_derivations": 0}}')
        questions = [
            ("snapshot", ["snapshot", RAW, *SHARED]),
            ("cone", ["cone", RAW, "--seed", "squeeze", *SHARED]),
            ("cone", ["cone", snapshot, "--seed", "squeeze"]),
            ("cone-all", ["cone", RAW, "--all", "--top", "5", *SHARED]),
            ("cone-all", ["cone", snapshot, "--all"]),
            ("diff", ["diff", RAW, AFTER, *SHARED]),
            ("diff", ["diff", snapshot, after]),
            ("diff", ["diff", RAW, AFTER, "--why", "root:packages.app", *SHARED]),
            ("diff", ["diff", "--volatile", RAW, AFTER, *SHARED]),
            ("duplicates", ["duplicates", RAW, *SHARED]),
            ("duplicates", ["duplicates", snapshot]),
            ("metrics", ["metrics", RAW, *SHARED]),
            ("why", ["why", RAW, "--from", "server", "--to", "squeeze", *SHARED]),
            ("explain", ["explain", RAW, "--all", *SHARED]),
            ("check", ["check", "--snapshot", snapshot]),
            ("check", ["check", "--snapshot", snapshot, "--baseline", baseline, "--graph", AFTER, *SHARED]),
        ]
        for target, raw in ((snapshot, RAW), (after, AFTER)):
            run(program, "snapshot", raw, *SHARED, "-o", target).check_returncode()
        wrong = 0
        for schema, question in questions:
            said = f"bgsnap {' '.join(str(word) for word in question)}"
            answer = run(program, *question, *([] if schema == "snapshot" else ["--format", "json"]))
            if answer.returncode not in (0, 1):
                wrong += 1
                print(f"{said}: exit {answer.returncode}: {answer.stderr.decode().strip()}")
                continue
            held = subprocess.run([sys.executable, HERE / "validate.py", schema, "-"], input=answer.stdout, capture_output=True)
            if held.returncode == 77:
                sys.exit(77)
            if held.returncode != 0:
                wrong += 1
                print(f"{said}: is not what schema {schema} says:\n{held.stdout.decode()}{held.stderr.decode()}")
        print(f"{len(questions) - wrong} of {len(questions)} answers are what their schemas say")
        sys.exit(1 if wrong else 0)


main()
