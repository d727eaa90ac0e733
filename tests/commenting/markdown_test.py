#!/usr/bin/env python3
"""What a comment says stays what it is: names from the graph become no markup, link, mention or reference, whatever they hold.

usage: markdown_test.py PROGRAM    exit 77 when there is no cmark-gfm
"""
import hashlib
import html.parser
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM = None
# What the comment itself writes.
ELEMENTS = {"p", "strong", "code", "pre", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "h3", "ul", "li", "blockquote"}
ATTRIBUTES = {("th", "align"), ("td", "align"), ("code", "class")}
HOSTILE = [
    "[x](http://evil.example)", "![x](http://evil.example/p.png)", "<https://evil.example>", "https://evil.example/a?b=c", "www.evil.example", "ftp://evil.example",
    "mailto:a@evil.example", "a@evil.example", "a.b-c_d@evil.example.org", "xmpp:a@evil.example", "@team", "@org/team", "#123", "GH-123", "org/repo#123",
    "org/repo@0123456789abcdef0123456789abcdef01234567", "0123456", "0123456789abcdef0123456789abcdef01234567", "deadbeef", ":shipit:", "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>", "</code></td></tr></table><b>", "</details>", "<!-- bgsnap:comment -->", "-->", "<!--", "<![CDATA[", "<?php", "&lt;b&gt;", "&#64;team", "&#60;b>",
    "|", "a|b", "\\|", "a\\|b", "\\\\|", "|---|", "`", "``", "`|`", "a`b", "`@team`", "```", "```sh", "~~~", "`" * 85, "a" + "`" * 85 + "b", "\\`", "\\", "a\\", "\\\\",
    "*a*", "**a**", "_a_", "__a__", "~~a~~", "~a~", "# a", "## a", "- a", "* a", "+ a", "1. a", "1) a", "> a", "---", "***", "===", "    a", "\ta", "- [ ] a", "[^1]: a", "[a]: http://evil.example",
    "a\nb", "a\r\nb", "a\n\n# b", "a\n\n<b>", "\n\n", "a\u2028b", "a\u2029b", "\x1b[31mred\x1b[0m", "\x07", "\x00", "\x7f", "\x9b31m", "a\u202eb", "\u2066a\u2069", "\u200b@team", "a\u00adb",
    "\ufeffa", "$x$", "$`x`$", "$$x$$", "\\(x\\)", "{{x}}", "%{x}", "a  b", " a", "a ", " ", "", "…", "é", "\U0001f600", "🇩🇪", "a" * 5000, "`|" * 300, "@" * 300,
]
ALPHABET = "`|\\@#<>[]()!*_~&;:/.-+= \n\t$^'\"{}%aF09wh" + "\u202e\u200b\x1b\u2028é"


def store_name(seed):
    digest = hashlib.sha256(seed.encode()).hexdigest()
    return "".join("0123456789abcdfghijklmnpqrsvwxyz"[int(digest[i:i + 2], 16) % 32] for i in range(0, 64, 2))


def graph(names, changed):
    """One package for each name, which the root needs; when `changed` each is bumped, gets a flag of that name, and is compiled twice."""
    nodes, inputs = {}, {}

    def add(place, variant, env):
        seed = f"{place}{variant}{changed}"
        drv, out = f"/nix/store/{store_name(seed)}-p{place}.drv", f"/nix/store/{store_name(seed + 'out')}-p{place}"
        nodes[drv] = {"name": f"p{place}", "system": "x86_64-linux", "builder": "/b", "args": [], "env": {"out": out, **env}, "inputSrcs": [],
                      "inputDrvs": {} if env else inputs, "outputs": {"out": {"path": out}}}
        return drv

    for place, name in enumerate(names):
        for variant in ("one", "two") if changed else ("one",):
            env = {"pname": name, "version": f"1{name}", "flag": name, name + "-": variant} if changed else {"pname": name, "version": "1", "flag": "none"}
            inputs[add(place, variant, env)] = {"outputs": ["out"], "dynamicOutputs": {}}
    return nodes, add(len(names), "root", {})


class Page(html.parser.HTMLParser):
    """The elements in their order, and the text in code and outside of it."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.attributes, self.comments = [], set(), []
        self.code, self.plain, self.depth = [], [], 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        self.attributes |= {(tag, name) for name, _ in attrs}
        if tag == "code":
            self.depth += 1
            self.code.append("")

    def handle_endtag(self, tag):
        self.elements.append("/" + tag)
        self.depth -= tag == "code"

    def handle_data(self, data):
        if self.depth:
            self.code[-1] += data
        else:
            self.plain.append(data)

    def handle_comment(self, data):
        self.comments.append(data)

    def handle_decl(self, decl):
        self.comments.append(decl)

    unknown_decl = handle_pi = handle_decl


def comment(names, root="root", extra=()):
    """The Markdown of a comment in which every name stands as package, version, flag, root, finding and watched package."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        drvs = []
        for side, changed in (("before", False), ("after", True)):
            nodes, drv = graph(names, changed)
            (folder / f"{side}.json").write_text(json.dumps(nodes))
            drvs.append(drv)
        (folder / "baseline.json").write_text(json.dumps({"schema": "bgsnap-baseline/1", "ceilings": {"variants": {"*": 1}}}))
        (folder / "config.json").write_text(json.dumps({"preset": "nixpkgs", "watch": sorted({name for name in names if name})}))
        roots = ["--root-before", f"{root}={drvs[0]}", "--root", f"{root}={drvs[1]}"]
        done = subprocess.run([PROGRAM, "comment", "before.json", "after.json", "--baseline", "baseline.json", "--config", "config.json", *roots, *extra], cwd=folder,
                              capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout


def rendered(markdown):
    extensions = [word for name in ("table", "autolink", "strikethrough", "tagfilter", "tasklist") for word in ("-e", name)]
    done = subprocess.run(["cmark-gfm", "--unsafe", *extensions], input=markdown, capture_output=True, check=True)
    return done.stdout.decode()


class CommentTest(unittest.TestCase):
    maxDiff = None

    def hold(self, markdown):
        text = markdown.decode()  # it is UTF-8
        self.assertIsNone(re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]", text))
        page = Page(rendered(markdown))
        self.assertEqual(set(page.elements) - ELEMENTS - {"/" + element for element in ELEMENTS}, set())
        self.assertEqual(page.attributes - ATTRIBUTES, set())
        self.assertEqual(page.comments, [" bgsnap:comment "])
        self.assertTrue(text.endswith("\n<!-- bgsnap:comment -->\n"))
        plain = "".join(page.plain)
        # Beside backticks and pipes that stand by themselves nothing is there that a site would link.
        self.assertIsNone(re.search(r"[@#<>\[\]_~*$\\{}/&]|:\w|www|\b[0-9a-f]{7,}\b", plain), plain)
        return page

    def shape(self, page):
        """The elements but for code spans, of which a backtick or pipe makes several, or none."""
        return [element for element in page.elements if element not in ("code", "/code")]

    def hold_all(self, names, root="root"):
        whole = self.hold(comment(names, root, ["--whole"]))
        self.hold(comment(names, root))
        plain = self.hold(comment([f"n{place:04}" for place in range(len(names))], extra=["--whole"]))
        return whole, plain

    def test_hostile_names_one_by_one(self):
        for name in HOSTILE:
            with self.subTest(name=name[:60]):
                page, plain = self.hold_all([name], root=name.replace("=", "").replace("\0", "") or "root")
                if name.strip():
                    self.assertEqual(self.shape(page), self.shape(plain))

    def test_hostile_names_together(self):
        self.hold_all([name for name in HOSTILE if len(name) < 1000])

    def test_a_name_stands_as_it_is(self):
        for name in ("[x](http://evil.example)", "@team", "<img src=x>", "&lt;b&gt;", "a\\b", "*a*", "  a", "é"):
            page = self.hold(comment([name]))
            self.assertTrue(any(text.startswith(name) for text in page.code), (name, page.code))

    def test_random_names(self):
        for seed in range(40):
            with self.subTest(seed=seed):
                source = random.Random(seed)
                self.hold_all(["".join(source.choices(ALPHABET, k=source.randrange(1, 40))) for _ in range(25)])


if __name__ == "__main__":
    if not shutil.which("cmark-gfm"):
        print("skipped: there is no cmark-gfm (Debian: cmark-gfm)", file=sys.stderr)
        sys.exit(77)
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
