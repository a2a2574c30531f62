"""The command line of bench/tables: every table of docs/BENCHMARKS.md that speaks of the
format, in one run, on three kinds of inputs: single files, all logs one after another, and
a mixture of a GiB in small slices.

A single log repeated says little of a folder of logs: its words, templates and presence are
known to every segment.
"""

import argparse
import os
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from . import (contest, figures, measure, page_cache, programs, queries, report, searching,
               seeking, tools)
from .contest import note
from .results import MB, Results, geometric_mean, machine

MIB = 1 << 20
DOCUMENT = os.path.join(programs.ROOT, "docs", "BENCHMARKS.md")
HELPERS = ("bloom_zstd", "seek_bench", "concurrent_read_bench", "zstd_frames")
TEXTS = (*figures.TEXT, figures.SOURCE)
OTHERS = (figures.EXECUTABLE, figures.ARCHIVE, figures.GENOMES, figures.VERSIONS)
RIVALS = "rg,grep,zstd|rg,bloom|rg"


def _parse(argv):
    parser = argparse.ArgumentParser(
        prog="bench/tables",
        description="Measures and prints the tables of docs/BENCHMARKS.md as Markdown. "
                    "What peers make of the files is kept: the first run takes an hour, "
                    "others about 25 minutes.")
    parser.add_argument("--files", required=True, metavar="FOLDER",
                        help="with the files that harness/figures.py names")
    parser.add_argument("--keep", required=True, metavar="FOLDER",
                        help="for what peers make of them, and big inputs; what is there "
                             "is taken (NAME.xz of xz -9e, NAME.19.zst)")
    parser.add_argument("--only", default=",".join(BY_DEFAULT), metavar="A,B",
                        help="of " + ", ".join(SECTIONS) + " (default: all but peers)")
    parser.add_argument("--runs", type=int, default=5, metavar="N",
                        help="of each command; the median counts (default 5)")
    parser.add_argument("--mixture-bytes", type=int, default=1 << 30, metavar="N",
                        help="of the mixture (default 1 GiB)")
    parser.add_argument("--cold-reads", type=int, default=100, metavar="N")
    parser.add_argument("--warm-reads", type=int, default=3000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, help="of the offsets (default 1)")
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)),
                        help="the core that everything runs on (default: the last)")
    parser.add_argument("--rondo", default=programs.RONDO, metavar="PATH")
    parser.add_argument("--no-build", action="store_true",
                        help="take rondo and the helpers as they were built before")
    parser.add_argument("--update", action="store_true",
                        help="write the tables into docs/BENCHMARKS.md")
    args = parser.parse_args(argv)
    args.level, args.zstd_level, args.rivals = 6, 3, RIVALS  # of searching
    unknown = set(args.only.split(",")) - set(SECTIONS)
    if unknown:
        parser.error("no table named " + ", ".join(sorted(unknown)))
    return args


class Bench:
    """Inputs, and what was made of them. Scores are made anew in each run."""

    def __init__(self, args, work_dir):
        self.args = args
        self.work_dir = work_dir
        self.cores = os.sched_getaffinity(0)
        measure.pin_to_core(args.core)
        self.out = os.path.join(work_dir, "out")
        self._scores = {}

    def present(self, names):
        paths = [os.path.realpath(os.path.join(self.args.files, name)) for name in names]
        return [path for path in paths if os.path.exists(path)]

    def logs(self):
        return self.present(figures.LOGS)

    def _kept(self, name, command):
        """The path of a file that `command`, given its path, makes."""
        path = os.path.join(self.args.keep, name)
        if not os.path.exists(path):
            note(f"making {name}")
            command(path + ".part")
            os.replace(path + ".part", path)
        return path

    def peer(self, path, suffix, argv):
        return self._kept(os.path.basename(path) + suffix,
                          lambda target: measure.run([*argv, path], stdout_path=target))

    def together(self):
        def join(target):
            with open(target, "wb") as out:
                for path in self.logs():
                    with open(path, "rb") as stream:
                        shutil.copyfileobj(stream, out)
        return self._kept("together.log", join)

    def mixture(self):
        size = self.args.mixture_bytes
        return self._kept(f"mixture.{size // MIB}M.log", lambda target: measure.run(
            [os.path.join(programs.ROOT, "bench", "make_large"), "-o", target, "--bytes",
             str(size), *self.logs()]))

    def big(self):
        return {"one after another": self.together(), "mixture": self.mixture()}

    def score(self, path):
        """(path of the score, what encoding cost)"""
        if path not in self._scores:
            target = os.path.join(self.work_dir, os.path.basename(path) + ".rondo")
            cost = measure.run([self.args.rondo, "-6", "-T1", "-c", path],
                               stdout_path=target)
            self._scores[path] = (target, cost)
        return self._scores[path]

    def forms(self, path):
        """As searching has them: the score of this run, the others kept."""
        forms = searching.Forms(self.args, path, self.args.keep)
        forms.take("rondo", self.score(path)[0])
        return forms

    def median_cpu(self, *commands):
        """Median CPU seconds of each; they take turns."""
        costs = [[] for _ in commands]
        for _ in range(self.args.runs):
            for command, of_it in zip(commands, costs):
                of_it.append(measure.run(command).cpu_s)
        return [statistics.median(of_it) for of_it in costs]


def _files_row(bench, path):
    name, raw = os.path.basename(path), os.path.getsize(path)
    note(name)
    score, cost = bench.score(path)
    xz = bench.peer(path, ".xz", ["xz", "-9e", "-T1", "-c"])
    zst = bench.peer(path, ".19.zst", ["zstd", "-q", "-19", "-T1", "-c"])
    if measure.sha256_of_output([bench.args.rondo, "-dc", score]) != \
            measure.sha256_of_file(path):
        raise measure.ProgramFailed(f"{name}: decoded to other bytes")
    own, peer = bench.median_cpu([bench.args.rondo, "-T1", "-dc", score],
                                 ["zstd", "-q", "-dc", zst])
    size = os.path.getsize(score)
    return {"name": name, "raw": raw, "size": size,
            "xz": size / os.path.getsize(xz), "zstd": size / os.path.getsize(zst),
            "encode": raw / MB / cost.cpu_s, "peak": cost.peak_bytes,
            "decode": raw / MB / own, "decode_zstd": peer / own}


def files(bench):
    """Sizes and speeds of single files."""
    header = ["file", "raw", "rondo", "of xz -9e", "of zstd -19", "encode MB/s", "MiB",
              "decode MB/s", "times zstd -d"]
    rows = []
    for kind, paths in (("logs", bench.logs()), ("text", bench.present(TEXTS))):
        found = [_files_row(bench, path) for path in paths]
        for row in found:
            rows.append([row["name"], f"{row['raw']:,}", f"{row['size']:,}",
                         f"{row['xz']:.3f}", f"{row['zstd']:.3f}", f"{row['encode']:.1f}",
                         f"{row['peak'] / MIB:.0f}", f"{row['decode']:.0f}",
                         f"{row['decode_zstd']:.2f}"])
        if not found:
            continue
        mean = {key: geometric_mean(row[key] for row in found)
                for key in ("xz", "zstd", "encode", "decode", "decode_zstd")}
        rows.append([f"**{kind}, mean**", "", "", f"{mean['xz']:.3f}",
                     f"{mean['zstd']:.3f}", f"{mean['encode']:.1f}", "",
                     f"{mean['decode']:.0f}", f"{mean['decode_zstd']:.2f}"])
    return report.markdown(header, rows)


def reading(bench):
    """Parts of scores: as a process, in an open reader, and by two threads."""
    header = ["input", "raw MiB", "4 KiB, a process", "longest", "memory",
              "without page cache", "4 KiB, warm", "p99", "64 KiB, warm", "2 threads"]
    rows = []
    inputs = [*bench.big().items(),
              *((os.path.basename(path), path)
                for path in [*bench.logs(), *bench.present(TEXTS)]
                if os.path.getsize(path) >= 20 * MB)]
    for name, path in inputs:
        note(f"reading {name}")
        score = seeking.Score(bench.args, path, bench.work_dir, bench.score(path)[0])
        cold = score.cold()
        uncached = score.cold(drop=page_cache.drop)
        small, large = (score.warm(size) for size in seeking.WARM_BYTES)
        threads = score.threads(bench.cores)
        rows.append([name, f"{os.path.getsize(path) / MIB:,.0f}",
                     f"{cold['median_ms']:.1f} ms", f"{cold['max_ms']:.1f} ms",
                     f"{cold['peak_bytes'] / MIB:.0f} MiB",
                     f"{uncached['median_ms']:.1f} ms",
                     f"{small['median_us']:.0f} us", f"{small['p99_us']:.0f} us",
                     f"{large['median_us']:.0f} us", f"{threads['ratio']:.2f} x"])
    return report.markdown(header, rows)


def _answers(bench, path, asked, cold=False):
    """{question: what searching.ask says}; all outputs must be equal."""
    rivals = searching.contestants(bench.args)
    forms = bench.forms(path)
    results = {}
    for query in asked:
        results[query.name] = searching.ask(query, rivals, forms, bench.args.runs,
                                            bench.out, cold)
        if results[query.name]["differ"]:
            raise measure.ProgramFailed(
                f"{query.name} in {path}: {results[query.name]['differ']} print other lines")
    return results


def _questions(bench, cold):
    names = RIVALS.split(",")
    header = ["input", "question", "pattern", "output lines", "rondo, ms", *_titles(names)]
    asked = [query for query in queries.MIXTURE
             if not cold or query.name in queries.MIXTURE_COLD]
    rows = []
    for name, path in bench.big().items():
        note(f"searching {name}")
        results = _answers(bench, path, asked, cold)
        for question, result in results.items():
            own = result["seconds"]["rondo"]
            rows.append([name, question, _code(result["pattern"]),
                         f"{result['output_lines']:,}", f"{own * 1000:.1f}",
                         *(f"{result['seconds'][rival] / own:.2f}" for rival in names)])
        rows.append([f"**{name}, mean**", "", "", "", "",
                     *(f"{searching.mean_ratio(results.values(), rival):.2f}"
                       for rival in names)])
    return report.markdown(header, rows)


def _titles(rivals):
    return [rival.replace("|", ", ") for rival in rivals]


def _code(pattern):
    short = pattern if len(pattern) <= 44 else pattern[:43] + "…"
    return "`" + short.replace("|", "\\|") + "`"


def searching_mixtures(bench):
    """Fixed questions to many logs at once."""
    return _questions(bench, cold=False)


def searching_uncached(bench):
    """Some of them, with nothing of the input in the page cache."""
    return _questions(bench, cold=True)


def searching_logs(bench):
    """Questions that each log's own text gives: means by log, and over all by question."""
    names = RIVALS.split(",")
    by_question, by_log = {}, []
    for path in bench.logs():
        note(f"searching {os.path.basename(path)}")
        with open(path, "rb") as stream:
            asked = queries.queries(stream.read())
        results = _answers(bench, path, asked)
        for question, result in results.items():
            by_question.setdefault(question, []).append(result)
        by_log.append([os.path.basename(path), _milliseconds(results.values()),
                       *(f"{searching.mean_ratio(results.values(), rival):.2f}"
                         for rival in names)])
    rows = [[f"{question}, all logs", _milliseconds(results),
             *(f"{searching.mean_ratio(results, rival):.2f}" for rival in names)]
            for question, results in by_question.items()]
    everything = [result for results in by_question.values() for result in results]
    rows.append(["**all questions, all logs**", _milliseconds(everything),
                 *(f"{searching.mean_ratio(everything, rival):.2f}" for rival in names)])
    return report.markdown(["log, all questions", "rondo, mean ms", *_titles(names)],
                           by_log + rows)


def _milliseconds(results):
    return f"{1000 * geometric_mean(result['seconds']['rondo'] for result in results):.1f}"


def forms(bench):
    """What each way to search costs in bytes."""
    rows = []
    for name, path in bench.big().items():
        made = bench.forms(path)
        raw = os.path.getsize(path)
        sizes = [os.path.getsize(made.path(form)) for form in ("rondo", "zst", "bloom")]
        rows.append([name, f"{raw:,}",
                     *(f"{size:,} ({100 * size / raw:.2f} %)" for size in sizes)])
    return report.markdown(["input", "raw", "rondo", "zstd -3", "frames and Bloom filters"],
                           rows)


def peers(bench):
    """Every tool of bench/compare over every file, and what Rondo promises itself. Sizes of
    peers are kept; where they are known, only Rondo runs."""
    chosen = [tool for tool in [*tools.rondo_tools(bench.args.rondo, [6, 9]),
                                *tools.peer_tools(programs.helper("zstd_frames"))]
              if tool.available()]
    versions = {tool.name: tool.version() for tool in chosen}
    rules = contest.Rules(encode_runs=1, decode_runs=3, work_dir=bench.work_dir,
                          fresh=frozenset())
    one = contest.Contest(chosen, versions, contest.SizeCache(
        os.path.join(bench.args.keep, "sizes.json")), rules)
    found = {}
    for path in [*bench.present(TEXTS), *bench.present(OTHERS), *bench.logs(),
                 *bench.present(figures.LOG_SAMPLES)]:
        note(os.path.basename(path))
        found[os.path.basename(path)] = one.measure(path)
    results = Results({"machine": machine(), "command": "bench/tables --only peers",
                       "versions": versions, "files": found})
    if report.failures(results):
        raise measure.ProgramFailed(f"round trips failed: {report.failures(results)}")
    return "\n\n".join([report.provenance(results), *(
        report.markdown(*table) for table in (
            report.summary(results),
            report.figures_table(figures.figures(results, {})), report.sizes(results)))])


SECTIONS = {"files": files, "reading": reading, "forms": forms,
            "searching-mixtures": searching_mixtures,
            "searching-uncached": searching_uncached, "searching-logs": searching_logs,
            "peers": peers}
BY_DEFAULT = [name for name in SECTIONS if name != "peers"]


def replace_section(document, name, text):
    """The document with `text` between the marks of a section. ValueError if it has none."""
    begin, end = f"<!-- bench/tables: {name} -->\n", "<!-- end -->"
    place = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if not place.search(document):
        raise ValueError(f"docs/BENCHMARKS.md has no place for {name}")
    return place.sub(lambda _: f"{begin}{text}\n{end}", document)


def _provenance(args, argv):
    versions = [subprocess.run([program, "--version"], check=True, text=True,
                               capture_output=True).stdout.splitlines()[0].strip("* ")
                for program in (args.rondo, "zstd", "xz", "rg", "grep")]
    on = machine()
    return (f"{on['cpu']}, {on['cores']} cores, {on['memory_gib']} GiB, {on['system']}; "
            f"one program at a time on one core, medians of {args.runs}. "
            f"{'; '.join(versions)}.\n\n```\n{shlex.join(['bench/tables', *argv])}\n```")


def _show(args, name, text):
    print(f"<!-- {name} -->\n\n{text}\n", flush=True)
    if not args.update:
        return
    with open(DOCUMENT, encoding="utf-8") as stream:
        document = stream.read()
    with open(DOCUMENT, "w", encoding="utf-8") as stream:
        stream.write(replace_section(document, name, text))


def main(argv):
    args = _parse(argv)
    try:
        if not args.no_build:
            programs.build("rondo", *HELPERS)
        os.makedirs(args.keep, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="tables-", dir=args.keep) as work_dir:
            bench = Bench(args, work_dir)
            if not bench.logs():
                sys.exit(f"bench/tables: {args.files} has none of the logs")
            _show(args, "machine", _provenance(args, argv))
            for name in args.only.split(","):
                start = time.monotonic()
                _show(args, name, SECTIONS[name](bench))
                note(f"{name}: {time.monotonic() - start:.0f} s")
    except (OSError, ValueError, measure.ProgramFailed,
            subprocess.CalledProcessError) as failure:
        sys.exit(f"bench/tables: {failure}")
    return 0
