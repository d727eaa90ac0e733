#!/usr/bin/env python3
"""The workflows of examples/ci, step by step: what they may, what they ask of Nix and GitHub, and what an artifact from a fork cannot do.

usage: workflow_test.py PROGRAM    exit 77 when Python has no module yaml, or git, jq or unzip are not there
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

try:
    import yaml
except ImportError:
    print("skipped: Python has no module yaml (Debian: python3-yaml)", file=sys.stderr)
    sys.exit(77)

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = REPOSITORY / "snapshots" / "example"
PROGRAM = None
# Answers as GitHub does from files, and writes down what it was told to change.
GH = r"""#!/usr/bin/env python3
import json, pathlib, sys
here = pathlib.Path(sys.argv[0]).parent
words = sys.argv[2:]
method = words[words.index("--method") + 1] if "--method" in words else "GET"
path = next(word for word in words if word.startswith("repos/"))
if method == "GET":
    last = path.rsplit("/", 1)[1]
    with open(here / "asked", "a") as asked: asked.write(" ".join(words) + "\n")
    sys.stdout.buffer.write((here / f"{last}.answer").read_bytes())
else:
    body = json.dumps(json.load(open(words[words.index("--input") + 1]))) if "--input" in words else ""
    with open(here / "told", "a") as told: told.write(f"{method} {path} {body}".strip() + "\n")
"""
NIX = r"""#!/usr/bin/env python3
import os, pathlib, sys
here = pathlib.Path(sys.argv[0]).parent
words = sys.argv[1:]
with open(here / "nix-asked", "a") as asked: asked.write(" ".join(words) + "\n")
if words[0] == "run":
    os.execv(PROGRAM, ["bgsnap", *words[words.index("--") + 1:]])
tree, attribute = next(word for word in words if "#" in word).split("#")
if words[0] == "eval" and attribute.startswith("checks") and (pathlib.Path(tree) / "no-checks").exists():
    sys.exit(f"error: flake 'path:{tree}' does not provide attribute '{attribute}'")
if words[0] == "eval" and (pathlib.Path(tree) / "broken").exists():
    sys.exit("error: syntax error")
if words[0] == "eval":
    print('["app", "server"]' if attribute.startswith("packages") else '["app-test"]')
else:
    category, _, name = attribute.split(".")
    print((pathlib.Path(EXAMPLE) / (pathlib.Path(tree) / "graph").read_text().strip() / f"{category}__{name}.json").read_text())
"""


def workflow(name):
    return yaml.safe_load((REPOSITORY / "examples" / "ci" / name).read_text())


def steps(name):
    (job,) = workflow(name)["jobs"].values()
    return job["steps"]


class Runner:
    """A machine of GitHub's, with `gh` and `nix` of our own."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.bin = self.folder / "bin"
        self.temp = self.folder / "temp"
        self.work = self.folder / "work"
        for made in (self.bin, self.temp, self.work):
            made.mkdir()
        for name, text in (("gh", GH), ("nix", NIX.replace("PROGRAM", repr(PROGRAM)).replace("EXAMPLE", repr(str(EXAMPLE))))):
            (self.bin / name).write_text(text)
            (self.bin / name).chmod(0o755)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_"))}
        self.environment = dict(kept, PATH=f"{self.bin}:{os.environ['PATH']}", RUNNER_TEMP=str(self.temp), GITHUB_REPOSITORY="org/repo", GITHUB_ENV=str(self.folder / "env"),
                                HOME=str(self.folder), GIT_CONFIG_NOSYSTEM="1", GIT_AUTHOR_NAME="A", GIT_AUTHOR_EMAIL="a@example.org", GIT_COMMITTER_NAME="A",
                                GIT_COMMITTER_EMAIL="a@example.org")

    def run(self, script, **environment):
        done = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], cwd=self.work, env=self.environment | environment, capture_output=True, text=True,
                              timeout=60, check=False)
        assert done.returncode == 0, (script, done.stdout, done.stderr)
        return done.stdout

    def told(self):
        file = self.bin / "told"
        return [line.split(" ", 2) for line in file.read_text().splitlines()] if file.exists() else []


class RightsTest(unittest.TestCase):
    def test_what_runs_the_pull_request_only_reads(self):
        text = (REPOSITORY / "examples/ci/github.yml").read_text()
        self.assertEqual(workflow("github.yml")["permissions"], {"contents": "read"})
        self.assertNotIn("secrets", text)
        self.assertNotIn("pull_request_target", text)
        self.assertTrue(all("permissions" not in job for job in workflow("github.yml")["jobs"].values()))

    def test_what_writes_takes_nothing_of_the_pull_request_but_data(self):
        self.assertEqual(workflow("github-comment.yml")["permissions"], {"actions": "read", "contents": "read", "pull-requests": "write"})
        checkout = next(step for step in steps("github-comment.yml") if step.get("uses", "").startswith("actions/checkout"))
        self.assertNotIn("ref", checkout["with"])
        self.assertRegex(checkout["uses"], "@[0-9a-f]{40}$")
        self.assertNotIn("download-artifact", str(steps("github-comment.yml")))

    def test_the_token_is_given_to_the_steps_that_ask_github_and_to_no_other(self):
        (job,) = workflow("github-comment.yml")["jobs"].values()
        self.assertNotIn("GH_TOKEN", str(job.get("env", "")) + str(workflow("github-comment.yml").get("env", "")))
        for step in steps("github-comment.yml"):
            self.assertEqual("GH_TOKEN" in step.get("env", {}), bool(re.search(r"\bgh api\b", step.get("run", ""))), step.get("name"))

    def test_no_script_holds_what_a_branch_may_be_called(self):
        for name in ("github.yml", "github-comment.yml"):
            for step in steps(name):
                self.assertNotIn("${{", step.get("run", ""))

    def test_the_second_waits_for_the_first(self):
        self.assertEqual(workflow("github-comment.yml")[True]["workflow_run"]["workflows"], [workflow("github.yml")["name"]])


class EvaluateTest(unittest.TestCase):
    def repository(self, folder, before="true", after="true"):
        """One of two commits, `before` and `after` say what else is done in them."""
        runner = Runner(folder)
        commit = "git add -A && git commit -q -m c"
        runner.run(f"git init -q -b main . && echo raw >graph && echo one >Cargo.lock && {before} && {commit}")
        runner.run(f"git checkout -q -b change && echo two >Cargo.lock && ln -s /etc/passwd flake.lock && {after} && {commit}")
        return runner

    def evaluate(self, runner):
        (script,) = [step["run"] for step in steps("github.yml") if "run" in step]
        return runner.run(script, BASE="main", SYSTEM="x86_64-linux", ROOTS="packages.app checks.app-test")

    def test_the_lock_files_of_both_sides_go_with_the_graphs(self):
        with tempfile.TemporaryDirectory() as folder:
            runner = self.repository(folder)
            self.evaluate(runner)
            self.assertEqual(sorted(str(file.relative_to(runner.work)) for file in runner.work.glob("graphs/locks-*/*")), ["graphs/locks-after/Cargo.lock", "graphs/locks-before/Cargo.lock"])
            self.assertEqual((runner.work / "graphs/locks-before/Cargo.lock").read_text(), "one\n")

    def test_a_category_that_one_side_does_not_have_is_said(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertIn("checks.app-test is not there before", self.evaluate(self.repository(folder, before="touch no-checks", after="rm no-checks")))

    def test_what_cannot_be_evaluated_is_an_error(self):
        with tempfile.TemporaryDirectory() as folder, self.assertRaises(AssertionError):
            self.evaluate(self.repository(folder, after="touch broken"))

    def test_both_sides_are_evaluated_and_nothing_is_built(self):
        with tempfile.TemporaryDirectory() as folder:
            runner = Runner(folder)
            commit = "git add -A && git commit -q -m c"
            runner.run(f"git init -q -b main . && echo raw >graph && {commit}")
            runner.run(f"git checkout -q -b change && echo raw-after-bump >graph && {commit}")
            runner.run(f"git checkout -q main && echo nowhere >graph && {commit} && git checkout -q change")
            (script,) = [step["run"] for step in steps("github.yml") if "run" in step]
            said = runner.run(script, BASE="main", SYSTEM="x86_64-linux", ROOTS="packages.app packages.gone checks.app-test")
            self.assertIn("packages.gone is not there before", said)
            graphs = runner.work / "graphs"
            self.assertEqual(sorted(str(file.relative_to(graphs)) for file in graphs.rglob("*.json")),
                             ["after/checks__app-test.json", "after/packages__app.json", "before/checks__app-test.json", "before/packages__app.json"])
            self.assertEqual((graphs / "before/packages__app.json").read_text().strip(), (EXAMPLE / "raw/packages__app.json").read_text().strip())
            self.assertEqual((graphs / "after/packages__app.json").read_text().strip(), (EXAMPLE / "raw-after-bump/packages__app.json").read_text().strip())
            asked = (runner.bin / "nix-asked").read_text().splitlines()
            self.assertEqual({line.split()[0] for line in asked}, {"eval", "derivation"})
            self.assertTrue(all("allow-import-from-derivation false" in line for line in asked))


class CommentTest(unittest.TestCase):
    maxDiff = None

    def artifact(self, path, after="raw-after-bump", before="raw", extra=()):
        with zipfile.ZipFile(path, "w") as archive:
            for side, folder in (("before", before), ("after", after)):
                for file in (EXAMPLE / folder).iterdir() if folder else ():
                    archive.write(file, f"{side}/{file.name}")
            for name, text, mode in extra:
                entry = zipfile.ZipInfo(name)
                entry.create_system = 3  # Unix
                entry.external_attr = mode << 16
                archive.writestr(entry, text)

    def fails(self, runner):
        def run(*script, **environment):
            with self.assertRaises(AssertionError):
                runner.run(*script, **environment)
        return run

    def comment(self, comments, sha="c0ffee", files=(), conclusion="success", fails=None, **artifact):
        """Runs every step, of which one may fail; what GitHub was told, and the machine afterwards."""
        with tempfile.TemporaryDirectory() as folder:
            runner = Runner(folder)
            pulls = [{"number": 7, "head": {"sha": "older"}}, {"number": 8, "head": {"sha": "c0ffee"}}]
            answers = {"pulls": pulls, "artifacts": {"artifacts": [{"name": "logs", "id": 1}, {"name": "graphs", "id": 2}]}, "comments": comments, "files": [{"filename": name} for name in files]}
            for name, answer in answers.items():
                (runner.bin / f"{name}.answer").write_text(json.dumps(answer))
            self.artifact(runner.bin / "zip.answer", **artifact)
            (runner.work / "baseline").mkdir()
            for agreed in ("bgsnap.json", "baseline/x86_64-linux.json"):
                shutil.copy(REPOSITORY / agreed, runner.work / agreed)
            failed = False
            for step in steps("github-comment.yml"):
                if "run" not in step:
                    continue
                number = re.search("NUMBER=(.*)", (runner.folder / "env").read_text()) if (runner.folder / "env").exists() else None
                if "if" in step:
                    runs_of = {"!cancelled() && env.NUMBER != ''": True, "env.NUMBER != '' && github.event.workflow_run.conclusion == 'success'": conclusion == "success" and not failed,
                               "!cancelled() && env.NUMBER != '' && (failure() || github.event.workflow_run.conclusion != 'success')": failed or conclusion != "success"}
                    if not number or not number[1] or not runs_of[step["if"]]:
                        continue
                run = runner.run if not fails or step["name"] != fails else self.fails(runner)
                failed = failed or step["name"] == fails
                run(step["run"], HEAD="someone:a branch; rm -rf", SHA=sha, RUN="5", SYSTEM="x86_64-linux", GITHUB_WORKSPACE=str(runner.work), NUMBER=number[1] if number else "",
                           EVALUATED="true" if conclusion == "success" else "false")
            made = sorted(str(file.relative_to(runner.temp)) for file in runner.temp.rglob("*"))
            asked = (runner.bin / "asked").read_text()
            self.assertIn("-f head=someone:a branch; rm -rf", asked)
            strangers = sorted(file.name for file in runner.folder.iterdir())
            self.assertEqual(strangers, sorted({"bin", "temp", "work", "env"} & set(strangers)))
            return runner.told(), made

    def test_a_side_without_a_graph_is_said_and_no_older_comment_stays(self):
        said = "**Not looked at: the graph of c0ffee could not be compared with its base**\n\n<!-- bgsnap:comment -->\n"
        ours = {"id": 3, "user": {"login": "github-actions[bot]"}, "body": "older\n\n<!-- bgsnap:comment -->\n"}
        for there, method in (([], "POST"), ([ours], "PATCH")):
            for sides in ({"before": None}, {"after": None}):
                ((how, _, body),), _ = self.comment(there, fails="Make the comment", **sides)
                self.assertEqual((how, json.loads(body)["body"]), (method, said))

    def test_the_first_comment_is_written(self):
        ((method, path, body),), _ = self.comment([])
        self.assertEqual((method, path), ("POST", "repos/org/repo/issues/8/comments"))
        said = json.loads(body)["body"]
        self.assertTrue(said.startswith("**Within the baseline: 9 of 27 derivations must be built (33.3 %)** · 1 cause\n"), said)
        self.assertTrue(said.endswith("<!-- bgsnap:comment -->\n"))

    def test_the_one_that_is_there_is_brought_up_to_date(self):
        theirs = {"id": 1, "user": {"login": "someone"}, "body": "quoting <!-- bgsnap:comment -->"}
        other = {"id": 2, "user": {"login": "github-actions[bot]"}, "body": "coverage"}
        ours = {"id": 3, "user": {"login": "github-actions[bot]"}, "body": "**old**\n\n<!-- bgsnap:comment -->"}
        told, _ = self.comment([theirs, other, ours])
        self.assertEqual([line[:2] for line in told], [["PATCH", "repos/org/repo/issues/comments/3"]])
        told, _ = self.comment([theirs, other])
        self.assertEqual([line[:2] for line in told], [["POST", "repos/org/repo/issues/8/comments"]])

    def test_a_comment_that_only_quotes_the_marker_is_another(self):
        quotes = {"id": 2, "user": {"login": "github-actions[bot]"}, "body": "the package `<!-- bgsnap:comment -->` is new\n<!-- bgsnap:comment -->\n\n<!-- coverage -->"}
        self.assertEqual([line[:2] for line in self.comment([quotes])[0]], [["POST", "repos/org/repo/issues/8/comments"]])

    def test_when_nothing_matters_it_goes(self):
        ours = {"id": 3, "user": {"login": "github-actions[bot]"}, "body": "<!-- bgsnap:comment -->"}
        self.assertEqual([line[:2] for line in self.comment([ours], after="raw")[0]], [["DELETE", "repos/org/repo/issues/comments/3"]])
        self.assertEqual(self.comment([], after="raw")[0], [])

    def test_a_baseline_of_the_pull_request_does_not_decide_and_is_named(self):
        own = [("baseline/x86_64-linux.json", '{"floors": {"roots": ["nowhere"]}}', 0o644), ("bgsnap.json", "{}", 0o644)]
        ((_, _, body),), _ = self.comment([], files=["src/a.c", "baseline/x86_64-linux.json"], extra=own)
        self.assertTrue(json.loads(body)["body"].startswith(
            "**Within the baseline: 9 of 27 derivations must be built (33.3 %)** · 1 cause\n\n"
            "> The pull request changes `baseline/x86_64-linux.json`. It is held against what the default branch has there.\n"), body)

    def test_a_baseline_that_alone_was_changed_is_no_silence(self):
        ((_, _, body),), _ = self.comment([], files=["bgsnap.json"], after="raw")
        self.assertEqual(json.loads(body)["body"], "**Nothing must be built**\n\n> The pull request changes `bgsnap.json`. It is held against what the default branch has there.\n\n<!-- bgsnap:comment -->\n")

    def test_a_lock_that_moved_without_the_graph_is_told_as_new(self):
        lock = lambda version: f'[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["parley"]\n[[package]]\nname = "parley"\nversion = "{version}"\nsource = "registry+x"\n'
        ((_, _, body),), _ = self.comment([], after="raw", extra=[("locks-before/Cargo.lock", lock("2.4.0"), 0o644), ("locks-after/Cargo.lock", lock("9.9.9"), 0o644)])
        self.assertIn("**Error** `lockstep`: `Cargo.lock` locks parley 9.9.9", json.loads(body)["body"])

    def test_a_commit_that_cannot_be_evaluated_leaves_no_older_comment_standing(self):
        ours = {"id": 3, "user": {"login": "github-actions[bot]"}, "body": "**old**\n\n<!-- bgsnap:comment -->"}
        ((method, _, body),), _ = self.comment([ours], conclusion="failure")
        self.assertEqual((method, json.loads(body)["body"]), ("PATCH", "**Not looked at: the graph of c0ffee could not be evaluated**\n\n<!-- bgsnap:comment -->\n"))
        self.assertEqual(self.comment([], conclusion="failure")[0], [])

    def test_a_head_that_moved_on_gets_no_comment(self):
        self.assertEqual(self.comment([], sha="gone")[0], [])

    def test_an_archive_makes_no_path_of_its_own(self):
        hostile = [("../stolen.json", "{}", 0o644), ("after/../../stolen.json", "{}", 0o644), ("/tmp/stolen.json", "{}", 0o644), ("after/-o.json", "{}", 0o644),
                   ("after/link.json", "/etc/passwd", 0o120777), ("after/run.sh", "exit 1", 0o755), ("comment.md", "@everyone", 0o644), ("after/*.json", "{}", 0o644)]
        before = [name for name in self.comment([])[1] if name.startswith("graphs/")]
        with self.assertRaises(AssertionError) as refused:  # the link's text is no graph: bgsnap says so, and nothing is written
            self.comment([], extra=hostile)
        self.assertIn("link.json", str(refused.exception))
        told, made = self.comment([], extra=[entry for entry in hostile if "link" not in entry[0]])
        self.assertEqual([name for name in made if name.startswith("graphs/")], before)
        self.assertEqual(len(told), 1)


class MatrixTest(unittest.TestCase):
    """github-matrix.yml: a job a root, and one that joins them."""

    ROOTS = ["checks.app-test", "packages.app", "packages.app-dev", "packages.server"]

    def script(self, job, name):
        (found,) = [step for step in workflow("github-matrix.yml")["jobs"][job]["steps"] if step.get("name") == name]
        return found["run"]

    def jobs(self, folder, roots, graph="raw"):
        """A machine on which all jobs but the comparison have run."""
        runner = Runner(folder)
        (runner.work / "shards").mkdir()
        for committed in ("bgsnap.json", "snapshots/x86_64-linux.json"):
            (runner.work / committed).parent.mkdir(exist_ok=True)
            shutil.copy(REPOSITORY / committed, runner.work / committed)
        (runner.work / "graph").write_text(graph)
        for root in roots:
            runner.run(self.script("evaluate", "Evaluate and pack"), ROOT=root, SYSTEM="x86_64-linux")
            (runner.work / f"{root}.shard").rename(runner.work / "shards" / f"{root}.shard")
            shutil.rmtree(runner.work / "raw")
        return runner

    def join(self, runner):
        return runner.run(self.script("join", "Join the shards and hold the snapshot against them"), SYSTEM="x86_64-linux")

    def compare(self, **run):
        with tempfile.TemporaryDirectory() as folder:
            runner = self.jobs(folder, self.ROOTS, graph="raw-after-bump")
            runner.run("bgsnap-of-the-test merge shards/*.shard -o graph.shard".replace("bgsnap-of-the-test", PROGRAM))
            runner.run(f"{PROGRAM} pack {EXAMPLE / 'raw'} -o base.shard")
            with zipfile.ZipFile(runner.bin / "zip.answer", "w") as archive:
                archive.write(runner.work / "base.shard", "graph.shard")
            made_by = {"head_sha": "ba5e", "head_branch": "main", "repository_id": 1, "head_repository_id": 1} | run
            (runner.bin / "artifacts.answer").write_text(json.dumps({"artifacts": [{"id": 5, "expired": False, "workflow_run": made_by}]}))
            summary = runner.folder / "summary"
            said = runner.run(self.script("join", "Compare with the base"), BASE="ba5e", BRANCH="main", GITHUB_WORKSPACE=str(runner.work), GITHUB_STEP_SUMMARY=str(summary))
            return said, summary.read_text() if summary.exists() else ""

    def test_it_only_reads(self):
        text = (REPOSITORY / "examples/ci/github-matrix.yml").read_text()
        self.assertEqual(workflow("github-matrix.yml")["permissions"], {"actions": "read", "contents": "read"})
        self.assertNotIn("secrets", text)
        self.assertNotIn("pull_request_target", text)
        for job in workflow("github-matrix.yml")["jobs"].values():
            self.assertNotIn("permissions", job)
            for step in job["steps"]:
                self.assertNotIn("${{", step.get("run", ""))

    def test_the_shards_of_the_jobs_are_the_whole_graph(self):
        with tempfile.TemporaryDirectory() as folder:
            runner = self.jobs(folder, self.ROOTS)
            self.assertEqual(self.join(runner).splitlines()[-1], "ok: snapshots/x86_64-linux.json: 0 errors, 0 warnings; no baseline")
            runner.run(f"{PROGRAM} pack {EXAMPLE / 'raw'} | cmp - graph.shard")

    def test_the_shard_of_the_base_is_fetched_and_not_made_again(self):
        said, summary = self.compare()
        self.assertEqual(said, "")
        self.assertTrue(summary.startswith("**9 of 27 derivations must be built (33.3 %)** · 1 cause\n"), summary)

    def test_a_shard_that_a_fork_or_another_branch_made_is_not_the_base(self):
        for other in ({"head_repository_id": 2}, {"head_branch": "mine"}, {"head_sha": "other"}):
            said, summary = self.compare(**other)
            self.assertIn("::notice::there is no graph of ba5e", said)
            self.assertEqual(summary, "")


if __name__ == "__main__":
    for program in ("git", "jq", "unzip"):
        if not shutil.which(program):
            print(f"skipped: there is no {program}", file=sys.stderr)
            sys.exit(77)
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
