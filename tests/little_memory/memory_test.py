#!/usr/bin/env python3
"""Gives `bgsnap snapshot` ever more memory, from too little to enough: each time it says that there is not enough, or answers as it does with
all the memory there is. It never crashes, waits for ever, or leaves something out.

usage: memory_test.py PROGRAM
"""

import json
import pathlib
import resource
import subprocess
import sys
import tempfile

DERIVATIONS = 4000
MEBIBYTE = 1 << 20
STEP = 3 * MEBIBYTE
TOLD = b"bgsnap: there is not enough memory\n"


def path(number):
    return f"/nix/store/{number:032d}-p{number}"


def inputs_of(number):
    return [path(other) + ".drv" for other in (number + 1, number + 7, number * 2 + 1) if other < DERIVATIONS]


def as_drv(number):
    inputs = ",".join(f'("{drv}",["out"])' for drv in sorted(set(inputs_of(number))))
    return (f'Derive([("out","{path(number)}","","")],[{inputs}],[],"x86_64-linux","/b",[],'
            f'[("buildPhase","{"make " * 100}"),("out","{path(number)}"),("pname","p{number}"),("version","1.{number}")])')


def as_json(number):
    return {"name": f"p{number}", "system": "x86_64-linux", "builder": "/b", "args": [], "inputSrcs": [], "outputs": {"out": {"path": path(number)}},
            "env": {"buildPhase": "make " * 100, "out": path(number), "pname": f"p{number}", "version": f"1.{number}"},
            "inputDrvs": {drv: ["out"] for drv in inputs_of(number)}}


def write_inputs(folder):
    store = folder / "store"
    store.mkdir()
    for number in range(DERIVATIONS):
        (store / f"{number:032d}-p{number}.drv").write_text(as_drv(number))
    graph = folder / "graph.json"
    graph.write_text(json.dumps({path(number) + ".drv": as_json(number) for number in range(DERIVATIONS)}))
    return store, graph


def run(words, limit=None):
    limited = (lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit))) if limit else None
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=limited, timeout=60)


def first_limit_to_start_with(program):
    """Below it not even the loader gets what it needs."""
    limit = STEP
    while run([program, "--version"], limit).returncode != 0:
        limit += STEP
    return limit


def hold(program, given):
    words = [program, "snapshot", str(given)]
    whole = run(words)
    assert whole.returncode == 0, whole.stderr
    told, answered, limit = 0, 0, first_limit_to_start_with(program)
    while answered < 5:
        limit += STEP
        got = run(words, limit)
        if got.returncode == 0:
            assert got.stdout == whole.stdout, f"{given.name} with {limit} bytes: another answer"
            answered += 1
        else:
            assert (got.returncode, got.stdout, got.stderr) == (2, b"", TOLD), f"{given.name} with {limit} bytes: exit {got.returncode}, {got.stderr}"
            told += 1
    assert told > 0, f"{given.name}: no limit was too low, so nothing is shown"
    return f"{given.name}: told {told} times, then answered"


def main():
    with tempfile.TemporaryDirectory(prefix="bgsnap-memory-") as folder:
        for given in write_inputs(pathlib.Path(folder)):
            print(hold(sys.argv[1], given))


if __name__ == "__main__":
    main()
