"""The command line of bench/grep: rondo grep beside grep and ripgrep."""

import argparse
import hashlib
import math
import os
import shlex
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

from . import measure, page_cache, programs, report
from .contest import note, replace_json
from .queries import lists, queries
from .results import machine

# Name, needed programs, form of the file, command for sh.
RG = ("rg --no-config --color=never -j1 -a --encoding none --no-unicode -I -N --include-zero"
      " {flags} {what}")
RIVALS = (
    ("rg", ("rg",), "raw", RG + " {file}"),
    ("grep", ("grep",), "raw", "LC_ALL=C grep -a -h {dialect} {flags} {what} {file}"),
    ("zstd|rg", ("zstd", "rg"), "zst", "zstd -q -dc {file} | " + RG + " -"),
    ("zstdgrep", ("zstd", "zstdgrep"), "zst",
     "LC_ALL=C zstdgrep -a -h {dialect} {flags} {what} {file}"),
    ("xz|rg", ("xz", "rg"), "xz", "xz -T1 -dc {file} | " + RG + " -"),
    ("bloom|rg", ("rg",), "bloom", "{bloom_zstd} find {needle} {file} | " + RG + " -"),
)


def _parse(argv):
    parser = argparse.ArgumentParser(
        prog="bench/grep",
        description="Looks for the same things in each file: rondo in its score, ripgrep "
                    "and grep in the text, and both behind zstd and xz. All outputs must "
                    "be equal.")
    parser.add_argument("files", nargs="+", metavar="DIR|FILE",
                        help="text; a folder stands for the *.log files in it")
    parser.add_argument("--together", action="store_true",
                        help="besides, all of them one after another as one file: what "
                             "is decided for one log by its own words is not for many")
    parser.add_argument("--lists", action="store_true",
                        help="ask for lists of patterns, of 10 to 50,000 strings, instead; "
                             "rondo searches the text, too")
    parser.add_argument("--rondo", default=programs.RONDO, metavar="PATH")
    parser.add_argument("--no-build", action="store_true",
                        help="take rondo as it was built before")
    parser.add_argument("--level", type=int, default=6, help="of rondo (default 6)")
    parser.add_argument("--zstd-level", type=int, default=19, help="(default 19)")
    parser.add_argument("--rivals", default="all", metavar="A,B",
                        help="names: " + ", ".join(rival[0] for rival in RIVALS))
    parser.add_argument("--runs", type=int, default=5, metavar="N",
                        help="searches timed of each; the median counts (default 5)")
    parser.add_argument("--limit", type=float, default=60, metavar="SECONDS",
                        help="a rival whose first search takes longer is not asked again "
                             "(default 60)")
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)),
                        help="the core that everything runs on (default: the last)")
    parser.add_argument("--keep", metavar="DIR",
                        help="keep compressed files here, and take them from here")
    parser.add_argument("--json", metavar="OUT", help="written after every file")
    return parser.parse_args(argv)


def _expand(paths):
    files = []
    for path in paths:
        if os.path.isdir(path):
            names = sorted(name for name in os.listdir(path) if name.endswith(".log"))
            files += [os.path.join(path, name) for name in names]
        else:
            files.append(path)
    return files


def _together(files, work_dir):
    path = os.path.join(work_dir, "together")
    with open(path, "wb") as out:
        for file in files:
            with open(file, "rb") as stream:
                shutil.copyfileobj(stream, out)
    return path


class Forms:
    """A file, its score, and it as zstd and xz make it, also in frames with Bloom filters.
    They are made when they are asked for first."""

    def __init__(self, args, path, work_dir):
        self._path = path
        self._there = {"raw": path}
        self._stem = os.path.join(work_dir, os.path.basename(path))
        level = args.zstd_level
        zst = ".zst" if level == 19 else f".{level}.zst"
        self._made = {
            "rondo": (".rondo", [args.rondo, f"-{args.level}", "-T1", "-c", path]),
            "zst": (zst, ["zstd", "-q", f"-{level}", "-T1", "-c", path]),
            "xz": (".xz", ["xz", "-T1", "-6", "-c", path]),
            "bloom": (".bloom" + zst,
                      [programs.helper("bloom_zstd"), "build", str(level)])}

    def take(self, form, path):
        """Takes what is there already."""
        self._there[form] = path

    def path(self, form):
        if form in self._there:
            return self._there[form]
        suffix, command = self._made[form]
        made = self._stem + suffix
        if not os.path.exists(made):
            measure.run(command, stdin_path=self._path, stdout_path=made + ".part")
            os.replace(made + ".part", made)
        return made


def contestants(args):
    """Rondo and the rivals that args.rivals names, those without their programs left out."""
    chosen = [("rondo", (), "rondo", shlex.quote(args.rondo) +
               " grep -h {flags} {what} {file}")]
    if args.lists:
        chosen.append(("rondo on text", (), "raw", chosen[0][3]))
    names = args.rivals.split(",")
    for rival in RIVALS:
        if args.rivals != "all" and rival[0] not in names:
            continue
        missing = [program for program in rival[1] if shutil.which(program) is None]
        if missing:
            note(f"{rival[0]} left out: no program {missing[0]}")
        else:
            chosen.append(rival)
    return chosen


def _search(command, out_path, cold_path=None, limit=None):
    """Seconds and digest of the output; None if it takes more than `limit` seconds. Not to
    /dev/null, where grep stops early. `cold_path`: a file that is taken out of the page
    cache before."""
    if cold_path:
        page_cache.drop(cold_path)
    with open(out_path, "wb") as sink:
        start = time.perf_counter()
        # A group of its own, to be ended as a whole: sh and what it started.
        with subprocess.Popen(["sh", "-c", command], stdin=subprocess.DEVNULL, stdout=sink,
                              stderr=subprocess.PIPE, start_new_session=True) as process:
            try:
                _, message = process.communicate(timeout=limit)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                return None
        seconds = time.perf_counter() - start
    if process.returncode > 1:
        raise measure.ProgramFailed(f"{command}: exit {process.returncode}: "
                                    f"{message[:500].decode(errors='replace')}")
    with open(out_path, "rb") as output:
        content = output.read()
    return seconds, hashlib.sha256(content).hexdigest(), content.count(b"\n")


def ask(query, rivals, forms, runs, out_path, cold=False, limit=None):
    """Median seconds by rival; they take turns. A first turn warms caches and compares; who
    takes more than `limit` seconds for it is not asked again, and has no seconds.
    `cold`: none finds its file in the page cache."""
    commands = {}
    what = f"-e {shlex.quote(query.pattern)}"
    if query.words:
        list_path = out_path + ".list"
        with open(list_path, "w") as stream:
            stream.writelines(word + "\n" for word in query.words)
        what = f"-f {shlex.quote(list_path)}"
    for name, _, form, command in rivals:
        commands[name] = command.format(
            dialect="" if "-F" in query.flags else "-E", flags=shlex.join(query.flags),
            what=what, needle=shlex.quote(query.needle),
            bloom_zstd=shlex.quote(programs.helper("bloom_zstd")),
            file=shlex.quote(forms.path(form)))
    cold_paths = {name: forms.path(form) if cold else None for name, _, form, _ in rivals}
    outputs, too_slow = {}, []
    for name, command in commands.items():
        answer = _search(command, out_path, limit=limit if name != "rondo" else None)
        if answer is None:
            too_slow.append(name)
        else:
            outputs[name] = answer[1:]
    wrong = [name for name in outputs if outputs[name] != outputs["rondo"]]
    times = {name: [] for name in outputs}
    for _ in range(runs):
        for name in outputs:
            command = commands[name]
            times[name].append(_search(command, out_path, cold_paths[name])[0])
    return {"pattern": query.pattern, "flags": list(query.flags),
            "output_lines": outputs["rondo"][1], "differ": wrong, "too_slow": too_slow,
            "seconds": {name: statistics.median(walls) for name, walls in times.items()}}


def _measure(args, rivals, path, work_dir):
    with open(path, "rb") as stream:
        text = stream.read()
    forms = Forms(args, path, args.keep or work_dir)
    entry = {"bytes": len(text), "queries": {}}
    for query in lists(text) if args.lists else queries(text):
        entry["queries"][query.name] = ask(query, rivals, forms, args.runs,
                                           os.path.join(work_dir, "out"),
                                           limit=args.limit)
    entry["score_bytes"] = os.path.getsize(forms.path("rondo"))
    return entry


def _times_as_long(result, name, limit):
    own = result["seconds"]["rondo"]
    if name in result["too_slow"]:
        return f"over {limit:g} s"
    return f"{result['seconds'][name] / own:.2f} x"


def _table(files, rivals, limit):
    """Milliseconds of rondo, and how many times as long each rival took."""
    names = [rival[0] for rival in rivals[1:]]
    rows = []
    for file, entry in files.items():
        for query, result in entry["queries"].items():
            own = result["seconds"]["rondo"]
            rows.append([file, query, result["pattern"][:24], f"{result['output_lines']:,}",
                         f"{own * 1000:.1f} ms",
                         *(_times_as_long(result, name, limit) for name in names)])
    return ["file", "query", "pattern", "output lines", "rondo", *names], rows


def _means(files, rivals):
    """By file: the geometric mean over its questions of how many times as long each rival
    took."""
    rows = []
    for file, entry in files.items():
        results = entry["queries"].values()
        rows.append([file, *(f"{mean_ratio(results, rival[0]):.2f} x" for rival in rivals[1:])])
    return ["file, all questions", *(rival[0] for rival in rivals[1:])], rows


def mean_ratio(results, name):
    """How many times as long as rondo a rival took, in geometric mean over the questions
    that it answered in time."""
    ratios = [result["seconds"][name] / result["seconds"]["rondo"] for result in results
              if name in result["seconds"]]
    return statistics.geometric_mean(ratios) if ratios else math.nan


def main(argv):
    args = _parse(argv)
    data = {"machine": machine(), "command": shlex.join(["bench/grep", *argv]), "files": {}}
    rivals = contestants(args)
    try:
        if not args.no_build:
            programs.build("rondo", "bloom_zstd")
        measure.pin_to_core(args.core)
        with tempfile.TemporaryDirectory(prefix="grep-") as work_dir:
            files = _expand(args.files)
            if args.together:
                files.append(_together(files, work_dir))
            for path in files:
                note(os.path.basename(path))
                data["files"][os.path.basename(path)] = _measure(args, rivals, path, work_dir)
                if args.json:
                    replace_json(args.json, data)
    except (OSError, measure.ProgramFailed, subprocess.CalledProcessError) as failure:
        sys.exit(f"bench/grep: {failure}")
    header, rows = _table(data["files"], rivals, args.limit)
    print(report.plain(header, rows))
    header, rows = _means(data["files"], rivals)
    print(report.plain(header, rows))
    failed = False
    for file, entry in data["files"].items():
        for query, result in entry["queries"].items():
            for name in result["differ"]:
                failed = True
                print(f"FAILED: {query} in {file}: {name} prints other lines",
                      file=sys.stderr)
    return 1 if failed else 0
