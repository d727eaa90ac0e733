#!/usr/bin/env python3
"""Holds JSON files, with comments or without, to one of the schemas in src/schemas.

usage: validate.py SCHEMA FILE…   SCHEMA is a schema's name ("cone") or file; FILE may be - for standard input
       validate.py --self         every schema is one, presets and examples are what their schemas say, and wrong ones are refused
exit 0 when all is as it should be, 1 with one line for each mistake, 77 when Python has no module jsonschema to ask
"""
import json
import pathlib
import sys

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "src" / "schemas"
PRESETS = SCHEMAS.parent / "presets"
EXAMPLES = pathlib.Path(__file__).resolve().parent / "examples"

try:
    import jsonschema
except ImportError:
    print("skipped: Python has no module jsonschema (Debian: python3-jsonschema)", file=sys.stderr)
    sys.exit(77)


# What a configuration defines and a preset has no use for.
OF_CONFIGURATIONS = {"preset_name", "file", "baseline", "roots"}


def without_comments(text):
    """The text with its comments blanked, so that places stay what they are."""
    out, at, in_string = list(text), 0, False
    while at < len(text):
        pair = text[at : at + 2]
        if in_string:
            at += 2 if text[at] == "\\" else 1
            in_string = text[at - 1] != '"' or pair[0] == "\\"
        elif pair in ("//", "/*"):
            end = text.find("\n", at) if pair == "//" else text.find("*/", at) + 2
            end = end if end > at else len(text)
            out[at:end] = [c if c == "\n" else " " for c in text[at:end]]
            at = end
        else:
            in_string = text[at] == '"'
            at += 1
    return "".join(out)


def read(path):
    text = sys.stdin.read() if str(path) == "-" else pathlib.Path(path).read_text(encoding="utf-8")
    return json.loads(without_comments(text))


def validator_of(schema):
    path = pathlib.Path(schema)
    schema = read(path if path.suffix == ".json" else SCHEMAS / f"{schema}.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def mistakes(validator, path):
    """One line for each, by the place where it stands."""
    try:
        document = read(path)
    except (OSError, ValueError) as error:
        return [f"{path}: {error}"]
    found = sorted(validator.iter_errors(document), key=lambda e: [str(p) for p in e.absolute_path])
    return [f"{path}: /{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in found]


def self_test():
    """examples/SCHEMA.WHAT.json is right, examples/SCHEMA.WHAT.wrong.json is not."""
    found, asked = [], 0
    for path in sorted(SCHEMAS.glob("*.json")):
        validator_of(path)
        asked += 1
    for path in sorted(PRESETS.glob("*.json")):
        found += mistakes(validator_of("preset"), path)
        asked += 1
    shared = read(SCHEMAS / "configuration.json")["$defs"]
    if {k: v for k, v in shared.items() if k not in OF_CONFIGURATIONS} != read(SCHEMAS / "preset.json")["$defs"]:
        found.append("configuration.json and preset.json disagree on what they share ($defs)")
    if shared["preset_name"]["enum"] != [p.stem for p in sorted(PRESETS.glob("*.json"))]:
        found.append("configuration.json names other presets than there are")
    for path in sorted(EXAMPLES.glob("*.json")):
        told = mistakes(validator_of(path.name.split(".")[0]), path)
        asked += 1
        if path.name.endswith(".wrong.json"):
            found += [] if told else [f"{path}: was taken for right"]
        else:
            found += told
    if asked < 30:
        found.append(f"only {asked} files were found")
    return found


def main(arguments):
    if arguments == ["--self"]:
        found = self_test()
    elif len(arguments) >= 2:
        validator = validator_of(arguments[0])
        found = [line for path in arguments[1:] for line in mistakes(validator, path)]
    else:
        print(__doc__, file=sys.stderr)
        return 2
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
