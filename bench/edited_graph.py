#!/usr/bin/env python3
"""Edits one package of a printed graph as Nix would print it after the edit: a variable more in its recipe, and other hashes for all
that follows from it. Of what only refers to it the .drv path changes; of what is built with it the output paths do; a fixed output
keeps its own.

usage: edited_graph.py GRAPH.json PACKAGE -o EDITED.json    PACKAGE: a derivation's name without its version, as in "curl"
"""
import argparse
import hashlib
import json
import re

HASH = re.compile(rb"(?<![0-9a-z])[0-9a-z]{32}(?=-)")


def base_name(path):
    return path.rsplit("/", 1)[-1]


def inputs_of(derivation):
    drvs = derivation["inputs"]["drvs"] if "inputs" in derivation else derivation["inputDrvs"]
    return [base_name(path) for path in drvs]


def is_fixed(derivation):
    return any("hash" in output for output in derivation["outputs"].values())


def reached(starts, users, through):
    seen, stack = set(starts), list(starts)
    while stack:
        for user in users.get(stack.pop(), ()):
            if user not in seen and through(user):
                seen.add(user)
                stack.append(user)
    return seen


def other_hash(old):
    digest = hashlib.sha256(b"edited " + old.encode()).hexdigest()
    return digest[:32].replace("e", "w")  # Nix's digits of base 32 are those of base 16 and more, but "e" is none


def edited(document, package):
    derivations = document.get("derivations", document)
    by_name = {base_name(path): derivation for path, derivation in derivations.items()}
    users = {}
    for name, derivation in by_name.items():
        for needed in inputs_of(derivation):
            users.setdefault(needed, []).append(name)
    of_package = re.compile(r"[0-9a-z]{32}-" + re.escape(package) + r"-[0-9][^/]*\.drv")
    seeds = [name for name, derivation in by_name.items() if of_package.fullmatch(name) and not is_fixed(derivation)]
    if not seeds:
        raise SystemExit(f"no derivation is called {package}-VERSION")
    for name in seeds:
        by_name[name]["env"]["edited"] = "once"
    rebuilt = reached(seeds, users, lambda user: not is_fixed(by_name[user]))
    renamed = reached(seeds, users, lambda user: True)
    hashes = {name[:32] for name in renamed}
    for name in rebuilt:
        for output in by_name[name]["outputs"].values():
            if "path" in output:
                hashes.add(base_name(output["path"])[:32])
    fresh = {old.encode(): other_hash(old).encode() for old in hashes}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return HASH.sub(lambda found: fresh.get(found[0], found[0]), text), len(seeds), len(rebuilt), len(renamed)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    arguments.add_argument("graph")
    arguments.add_argument("package")
    arguments.add_argument("-o", "--output", required=True)
    given = arguments.parse_args()
    with open(given.graph, encoding="utf-8") as file:
        document = json.load(file)
    text, seeds, rebuilt, renamed = edited(document, given.package)
    with open(given.output, "wb") as file:
        file.write(text + b"\n")
    print(f"{seeds} edited, {rebuilt} rebuild, {renamed} have another .drv path")


if __name__ == "__main__":
    main()
