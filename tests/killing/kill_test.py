#!/usr/bin/env python3
"""Kills `bgsnap regenerate` at random points, and looks at what it left of the snapshot: always the old file or the new one, whole.

usage: kill_test.py PROGRAM    100 runs with a fixed seed
"""

import json
import os
import pathlib
import random
import signal
import stat
import subprocess
import sys
import tempfile
import time

RUNS = 100
SEED = 20
PACKAGES = 6000
NIX = """#!/bin/sh
case "$*" in
  --version) echo "nix (Nix) 2.26.3" ;;
  *eval*) cat root ;;
  *) cat graph.json ;;
esac
"""


def printed_graph(version):
    """A chain of packages as Nix 2.26 prints it; every line of its snapshot names the version."""
    def path(number):
        return f"/nix/store/{number:032d}-p{number}"

    return path(0) + ".drv", json.dumps({path(number) + ".drv": {
        "name": f"p{number}", "system": "x86_64-linux", "builder": "/b", "args": [], "env": {"pname": f"p{number}", "version": version, "out": path(number)},
        "inputDrvs": {} if number + 1 == PACKAGES else {path(number + 1) + ".drv": {"outputs": ["out"], "dynamicOutputs": {}}}, "inputSrcs": [],
        "outputs": {"out": {"path": path(number)}}} for number in range(PACKAGES)})


class Project:
    def __init__(self, folder, program):
        self.folder, self.program = pathlib.Path(folder), program
        nix = self.folder / "nix"
        nix.write_text(NIX)
        nix.chmod(nix.stat().st_mode | stat.S_IXUSR)
        (self.folder / "bgsnap.json").write_text(json.dumps({"preset": "nixpkgs", "systems": ["x86_64-linux"], "roots": {"app": ".#app"}}))
        self.snapshot = self.folder / "snapshots/x86_64-linux.json"
        self.graphs = {version: printed_graph(version) for version in ("1.0", "1.1")}

    def start(self, version):
        root, graph = self.graphs[version]
        (self.folder / "root").write_text(root)
        (self.folder / "graph.json").write_text(graph)
        return subprocess.Popen([self.program, "regenerate"], cwd=self.folder, env=dict(os.environ, BGSNAP_NIX="./nix"), stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL, start_new_session=True)

    def state(self):
        """What is different as soon as something is written, beside the snapshot or in it."""
        found = os.stat(self.snapshot)
        return sorted(os.listdir(self.snapshot.parent)), found.st_ino, found.st_size, found.st_mtime_ns

    def remove_leftovers(self):
        for left in self.snapshot.parent.glob(".bgsnap-*"):
            left.unlink()


def kill(running):
    try:
        os.killpg(running.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    running.wait()


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    rng = random.Random(SEED)
    with tempfile.TemporaryDirectory(prefix="bgsnap-kill-") as folder:
        project = Project(folder, program)
        whole, took = {}, 0.0
        for version in project.graphs:
            began = time.monotonic()
            assert project.start(version).wait() == 0
            took = time.monotonic() - began
            whole[project.snapshot.read_bytes()] = version
        assert len(whole) == 2, "the two graphs must give two snapshots"
        stands, torn, kept, replaced, writing = "1.1", 0, 0, 0, 0
        for number in range(RUNS):
            asked = "1.0" if stands == "1.1" else "1.1"
            before = project.state()
            running = project.start(asked)
            if number % 2 == 0:  # anywhere
                time.sleep(rng.uniform(0, 1.1) * took)
            else:  # while the file is written
                while running.poll() is None and project.state() == before:
                    pass
                time.sleep(rng.choice((0, 0, rng.uniform(0, 0.02) * took)))
            kill(running)
            writing += len(project.state()[0]) > 1  # what was to take the snapshot's place is still there
            project.remove_leftovers()
            left = whole.get(project.snapshot.read_bytes() if project.snapshot.exists() else b"")
            torn += left is None
            kept += left == stands
            replaced += left == asked
            stands = left or stands
            if left is None:
                print(f"run {number}: what stands there is neither the old snapshot nor the new one")
                project.start(stands).wait()
    print(f"{RUNS} runs of about {took:.2f} s killed, {writing} of them while writing: {kept} left the old snapshot, {replaced} the new one, {torn} a torn one")
    # A test that never met the moment of writing would prove nothing.
    sys.exit(torn != 0 or kept == 0 or replaced == 0 or writing < 5)


main()
