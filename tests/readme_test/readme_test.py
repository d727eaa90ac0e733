#!/usr/bin/env python3
"""Runs the console blocks of a page and compares what they print with what the page says.

usage: readme_test.py PAGE PROGRAM    exit 0 when every block answers as written
       readme_test.py --self-test

In a block that opens with ```console, a line that begins with "$ " is a command ("> " continues it after a backslash) and the lines
below it are its whole output, standard error included. A line that is only "…" stands for any lines. The commands of a block share
a shell; all blocks share one scratch copy of the folder that PAGE is in, with PROGRAM as `bgsnap` on the PATH.
A block that opens with ```console no-run is left alone. Unless CI=true, PAGE.new beside the page holds what was really printed.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"^```console[ \t]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
ANY = "…"
END = "-- end of output --"
LEFT_OUT = (".git", "build", "__pycache__", "*.new")


def commands_of(block):
    """[(shell text, lines as written, expected output lines)]"""
    found = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], [line], []))
        elif line.startswith("> ") and found and not found[-1][2] and found[-1][0].endswith("\\"):
            shell, written, _ = found.pop()
            found.append((shell + "\n" + line[2:], written + [line], []))
        elif found:
            found[-1][2].append(line)
        else:
            raise ValueError(f"a console block begins with {line!r}, not with a command")
    return found


def matches(expected, actual):
    """Whether the lines agree, where ANY stands for any lines."""
    if not expected:
        return not actual
    if expected[0] == ANY:
        return any(matches(expected[1:], actual[i:]) for i in range(len(actual) + 1))
    return bool(actual) and expected[0] == actual[0] and matches(expected[1:], actual[1:])


def run_block(commands, folder, environment):
    """[(output lines, exit code)] of each command, in one shell."""
    script = "".join(f"{shell}\n{{ code=$?; printf '\\n{END} %s\\n' $code; (exit $code); }}\n" for shell, _, _ in commands)
    shell = subprocess.run(["bash", "-c", script], cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, timeout=600)
    parts = re.split(rf"\n{END} (\d+)\n", shell.stdout.decode(errors="replace"))
    answers = [(text[:-1] if text.endswith("\n") else text, int(code)) for text, code in zip(parts[0::2], parts[1::2])]
    return [(text.split("\n") if text else [], code) for text, code in answers] + [(["(the shell ended before this command)"], 1)] * (len(commands) - len(answers))


def try_page(page, program):
    """(what disagrees, the page with what was really printed)"""
    text = page.read_text(encoding="utf-8")
    problems = []
    with tempfile.TemporaryDirectory() as scratch:
        copy = pathlib.Path(scratch) / "copy"
        shutil.copytree(page.parent, copy, symlinks=True, ignore=shutil.ignore_patterns(*LEFT_OUT))
        bin_folder = pathlib.Path(scratch) / "bin"
        bin_folder.mkdir()
        (bin_folder / "bgsnap").symlink_to(program)
        environment = {**os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", "TERM": "dumb"}
        for name in ("NO_COLOR", "CLICOLOR_FORCE", "COLUMNS"):
            environment.pop(name, None)

        def rewritten(block):
            commands = commands_of(block.group(1))
            first_line = text.count("\n", 0, block.start()) + 2
            lines = []
            for (shell, written, expected), (actual, code) in zip(commands, run_block(commands, copy, environment)):
                where = f"{page.name}:{first_line + len(lines)}: $ {shell}"
                same = matches(expected, actual)
                if not same:
                    problems.append("\n".join([where, "  written:", *(f"    {e}" for e in expected), "  printed:", *(f"    {a}" for a in actual)]))
                elif not expected and code != 0:
                    problems.append(f"{where}\n  ended with {code} and said nothing")
                lines += written + (expected if same else actual)
            return "```console\n" + "".join(line + "\n" for line in lines) + "```"

        return problems, BLOCK.sub(rewritten, text)


SELF_TESTS = [
    ("```console\n$ bgsnap a b\na b\n```\n", 0),
    ("```console\n$ bgsnap a\nb\n```\n", 1),
    ("```console\n$ bgsnap a\n$ bgsnap b\nb\n```\n", 1),
    ("```console\n$ printf '1\\n2\\n3\\n'\n1\n…\n3\n```\n", 0),
    ("```console\n$ printf '1\\n2\\n3\\n'\n1\n…\n2\n```\n", 1),
    ("```console\n$ bgsnap a \\\n>   b\na b\n```\n", 0),
    ("```console\n$ bgsnap kept >file\n```\ntext\n```console\n$ cat file\nkept\n```\n", 0),
    ("```console\n$ (exit 1)\n$ echo $?\n1\n```\n", 1),
    ("```console\n$ echo no; (exit 1)\nno\n$ echo $?\n1\n```\n", 0),
    ("```console\n$ printf 'no line end'\nno line end\n```\n", 0),
    ("```console\n$ echo; echo x\n\nx\n```\n", 0),
    ("```console no-run\n$ false\nnever\n```\n", 0),
    ("```console\n$ echo to stderr >&2\nto stderr\n```\n", 0),
    ("```console\n$ exit 3\n$ echo x\nx\n```\n", 2),
]


def self_test():
    failures = 0
    for text, wanted in SELF_TESTS:
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder) / "README.md"
            page.write_text(text, encoding="utf-8")
            problems, _ = try_page(page, "/bin/echo")
            if len(problems) != wanted:
                failures += 1
                print(f"{text}has {len(problems)} problems, {wanted} expected: {problems}")
    print(f"{len(SELF_TESTS) - failures} of {len(SELF_TESTS)} pages judged as they should be")
    return failures


def main():
    if sys.argv[1:] == ["--self-test"]:
        sys.exit(1 if self_test() else 0)
    page, program = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    beside = page.with_name(page.name + ".new")
    beside.unlink(missing_ok=True)
    problems, really = try_page(page, program)
    for problem in problems:
        print(problem)
    if problems and os.environ.get("CI") != "true":
        beside.write_text(really, encoding="utf-8")
        print(f"what was printed is in {beside}")
    sys.exit(1 if problems else 0)


main()
