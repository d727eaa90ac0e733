#!/usr/bin/env python3
"""Holds the arrows of the house: a room includes only itself and rooms above it, and each outside library stays behind its wall.

usage: arrows.py [REPOSITORY]    exit 0 when every #include is allowed, 1 with one line for each that is not
       arrows.py --self-test     the same question about small houses with one wrong arrow each
"""
import pathlib
import re
import sys
import tempfile

FLOORS = [
    {"base"},
    {"formats"},
    {"graph"},
    {"identity"},
    {"config"},
    {"nix", "snapshot"},
    {"question"},
    {"cone", "diff", "duplication", "metrics"},
    {"policy"},
    {"render"},
    {"cli"},
]
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}

# Public headers whose room is not their own name.
ROOM_OF_HEADER = {
    "error": "base",
    "id": "base",
    "raw_graph": "formats",
    "build_graph": "graph",
    "rules": "identity",
    "fingerprint": "identity",
    "configuration": "config",
    "shard": "graph",
    "rebuild_graph": "question",
    "finding": "policy",
}

# Beginning of an included name -> the rooms behind whose wall that library lives. None of these, nor fmt, is for include/bgsnap.
WALLS = {
    "simdjson": {"formats", "snapshot"},
    "nlohmann/": {"config", "policy", "render"},
    "xxh": {"formats", "identity"},
    "zstd": {"formats"},
    "toml++/": {"policy"},
    "CLI/": {"cli"},
}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
SOURCES = {".hpp", ".cpp", ".h"}


def room_of_public(header):
    stem = pathlib.PurePosixPath(header).stem
    return ROOM_OF_HEADER.get(stem, stem)


def includes(path):
    text = path.read_text(encoding="utf-8", errors="replace")
    for found in INCLUDE.finditer(text):
        yield text.count("\n", 0, found.start()) + 1, found.group(1) == "<", found.group(2)


def room_included(name):
    """The room that an include of ours names; None for what is not ours."""
    if name.startswith("bgsnap/"):
        return room_of_public(name)
    first = name.split("/")[0]
    return first if "/" in name and first in FLOOR_OF else None


def may_include(room, other):
    return room == other or FLOOR_OF[other] < FLOOR_OF[room]


def judge(room, is_public, angled, name):
    """Why this include is wrong, or None."""
    other = room_included(name)
    if other is not None:
        if other not in FLOOR_OF:
            return f"{name} belongs to no room"
        if not may_include(room, other):
            side = "beside" if FLOOR_OF[other] == FLOOR_OF[room] else "below"
            return f"{room} must not know {other}, which is {side} it"
        if is_public and not name.startswith("bgsnap/"):
            return f"a public header includes {name}, which is not installed"
        return None
    for beginning, rooms in WALLS.items():
        if name.startswith(beginning) and (is_public or room not in rooms):
            return f"{name} is for {', '.join(sorted(rooms))} alone"
    if is_public and (angled and ("/" in name or name.endswith((".h", ".hpp")))):
        return f"{name} stands in a public header, where only the standard library may"
    return None


def complaints(repository):
    places = [(p, room_of_public(p.name), True) for p in sorted((repository / "include/bgsnap").rglob("*")) if p.suffix in SOURCES]
    for folder in sorted((repository / "src").iterdir()):
        if not folder.is_dir():
            continue
        files = [p for p in sorted(folder.rglob("*")) if p.suffix in SOURCES]
        if files and folder.name not in FLOOR_OF:
            yield f"{folder.relative_to(repository)}: is no room of the house"
        else:
            places += [(p, folder.name, False) for p in files]
    for path, room, is_public in places:
        where = path.relative_to(repository)
        if room not in FLOOR_OF:
            yield f"{where}: belongs to no room"
            continue
        for line, angled, name in includes(path):
            problem = judge(room, is_public, angled, name)
            if problem:
                yield f"{where}:{line}: {problem}"


SELF_TESTS = [
    ({"src/graph/a.cpp": '#include "bgsnap/build_graph.hpp"\n#include "formats/aterm.hpp"\n#include <fmt/format.h>\n'}, []),
    ({"src/formats/a.cpp": '\n#include "bgsnap/build_graph.hpp"\n'}, ["src/formats/a.cpp:2: formats must not know graph, which is below it"]),
    ({"src/diff/a.cpp": '#include "bgsnap/cone.hpp"\n'}, ["src/diff/a.cpp:1: diff must not know cone, which is beside it"]),
    ({"src/graph/a.cpp": '#include "snapshot/file.hpp"\n'}, ["src/graph/a.cpp:1: graph must not know snapshot, which is below it"]),
    ({"src/graph/a.cpp": "# include <simdjson.h>\n"}, ["src/graph/a.cpp:1: simdjson.h is for formats, snapshot alone"]),
    ({"src/snapshot/a.cpp": "#include <simdjson.h>\n"}, []),
    ({"src/snapshot/a.cpp": "#include <nlohmann/json.hpp>\n"}, ["src/snapshot/a.cpp:1: nlohmann/json.hpp is for config, policy, render alone"]),
    ({"src/render/a.cpp": "#include <xxhash.h>\n"}, ["src/render/a.cpp:1: xxhash.h is for formats, identity alone"]),
    ({"src/graph/a.cpp": "#include <zstd.h>\n"}, ["src/graph/a.cpp:1: zstd.h is for formats alone"]),
    ({"src/render/a.cpp": "#include <CLI/CLI.hpp>\n"}, ["src/render/a.cpp:1: CLI/CLI.hpp is for cli alone"]),
    ({"include/bgsnap/error.hpp": "#include <fmt/format.h>\n"},
     ["include/bgsnap/error.hpp:1: fmt/format.h stands in a public header, where only the standard library may"]),
    ({"include/bgsnap/raw_graph.hpp": "#include <simdjson.h>\n"}, ["include/bgsnap/raw_graph.hpp:1: simdjson.h is for formats, snapshot alone"]),
    ({"include/bgsnap/raw_graph.hpp": '#include "formats/aterm.hpp"\n'},
     ["include/bgsnap/raw_graph.hpp:1: a public header includes formats/aterm.hpp, which is not installed"]),
    ({"include/bgsnap/error.hpp": '#include "bgsnap/build_graph.hpp"\n#include <string>\n'},
     ["include/bgsnap/error.hpp:1: base must not know graph, which is below it"]),
    ({"include/bgsnap/common.hpp": ""}, ["include/bgsnap/common.hpp: belongs to no room"]),
    ({"src/util/a.cpp": ""}, ["src/util: is no room of the house"]),
]


def self_test():
    failures = 0
    for files, wanted in SELF_TESTS:
        with tempfile.TemporaryDirectory() as folder:
            house = pathlib.Path(folder)
            (house / "src").mkdir()
            for name, text in files.items():
                (house / name).parent.mkdir(parents=True, exist_ok=True)
                (house / name).write_text(text)
            found = list(complaints(house))
        if found != wanted:
            failures += 1
            print(f"{files}\n  found  {found}\n  wanted {wanted}")
    print(f"{len(SELF_TESTS) - failures} of {len(SELF_TESTS)} small houses judged as they should be")
    return failures


def main():
    if sys.argv[1:] == ["--self-test"]:
        sys.exit(1 if self_test() else 0)
    repository = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2])
    found = list(complaints(repository))
    print("\n".join(found) if found else "every #include is allowed")
    sys.exit(1 if found else 0)


main()
