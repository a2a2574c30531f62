"""The command line of bench/compare."""

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile

from . import contest, figures, measure, plot, programs, report, tools
from .results import Results, machine


def _parse(argv):
    parser = argparse.ArgumentParser(
        prog="bench/compare",
        description="Rondo and its peers over files: sizes, costs, every round trip "
                    "checked. Figures of one run share one machine and one minute.")
    parser.add_argument("--files", nargs="+", default=[], metavar="DIR|FILE",
                        help="what to compress; a folder stands for the files in it")
    parser.add_argument("--skip", nargs="+", default=[], metavar="NAME",
                        help="names of files to leave out")
    parser.add_argument("--peers", default="all", metavar="A,B",
                        help="peers to run: names, 'all' (default) or 'none'")
    parser.add_argument("--levels", default="6,9", metavar="N,M",
                        help="levels of rondo, 'none' for peers alone (default 6,9)")
    parser.add_argument("--rondo", default=programs.RONDO, metavar="PATH")
    parser.add_argument("--no-build", action="store_true",
                        help="take rondo and the helpers as they were built before")
    parser.add_argument("--runs", type=int, default=3, metavar="N",
                        help="decodings timed of each; the median counts (default 3)")
    parser.add_argument("--encode-runs", type=int, default=1, metavar="N",
                        help="encodings timed of each (default 1)")
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)),
                        help="the core that everything runs on (default: the last)")
    parser.add_argument("--cache", metavar="FILE",
                        help="keep sizes of peers between runs here; a peer found here "
                             "is not run and has no times")
    parser.add_argument("--fresh", default="zstd-19,xz-9e", metavar="A,B",
                        help="peers run in spite of --cache (default zstd-19,xz-9e)")
    parser.add_argument("--load", nargs="+", default=[], metavar="JSON",
                        help="show results of earlier runs instead of running")
    parser.add_argument("--seek", nargs="+", default=[], metavar="JSON",
                        help="what bench/seek wrote, for --figures")
    parser.add_argument("--figures", action="store_true",
                        help="print each promised figure: target, measured, reached")
    parser.add_argument("--json", metavar="OUT", help="written after every file")
    parser.add_argument("--markdown", metavar="OUT")
    parser.add_argument("--svg", metavar="OUT")
    args = parser.parse_args(argv)
    if bool(args.files) == bool(args.load):
        parser.error("give either --files or --load")
    return args


def _expand(paths, skipped):
    files = []
    for path in paths:
        if os.path.isdir(path):
            inside = (os.path.join(path, name) for name in sorted(os.listdir(path)))
            files += [name for name in inside if os.path.isfile(name)]
        else:
            files.append(path)
    return [file for file in files
            if os.path.basename(file) not in skipped and os.path.getsize(file) > 0]


def _choose_tools(args):
    chosen = []
    if args.levels != "none":
        chosen += tools.rondo_tools(args.rondo, [int(n) for n in args.levels.split(",")])
    peers = tools.peer_tools(programs.helper("zstd_frames"))
    if args.peers not in ("all", "none"):
        names = args.peers.split(",")
        unknown = set(names) - {peer.name for peer in peers}
        if unknown:
            sys.exit(f"bench/compare: no peer named {', '.join(sorted(unknown))}")
        peers = [peer for peer in peers if peer.name in names]
    if args.peers != "none":
        chosen += peers
    return chosen


def _build(args, chosen):
    targets = [name for name, wanted in (
        ("rondo", any(tool.program == programs.RONDO for tool in chosen)),
        ("zstd_frames", any(tool.program == programs.helper("zstd_frames")
                            for tool in chosen))) if wanted]
    if targets and not args.no_build:
        programs.build(*targets)


def _installed(chosen):
    for tool in chosen:
        if not tool.available():
            contest.note(f"{tool.name} left out: no program {tool.program} "
                         "(bench/install-peers installs the peers)")
    return [tool for tool in chosen if tool.available()]


def _run(args, argv):
    chosen = _choose_tools(args)
    _build(args, chosen)
    chosen = _installed(chosen)
    measure.pin_to_core(args.core)
    versions = {tool.name: tool.version() for tool in chosen}
    data = {"machine": machine(), "command": "bench/compare " + shlex.join(argv),
            "versions": versions, "files": {}}
    with tempfile.TemporaryDirectory(prefix="compare-") as work_dir:
        rules = contest.Rules(encode_runs=args.encode_runs, decode_runs=args.runs,
                              work_dir=work_dir, fresh=frozenset(args.fresh.split(",")))
        one = contest.Contest(chosen, versions, contest.SizeCache(args.cache), rules)
        for path in _expand(args.files, set(args.skip)):
            contest.note(os.path.basename(path))
            data["files"][os.path.basename(path)] = one.measure(path)
            if args.json:
                contest.replace_json(args.json, data)
    return Results(data)


def _load_seek(paths):
    """What bench/seek measured, by file name."""
    files = {}
    for path in paths:
        with open(path, encoding="utf-8") as stream:
            files.update(json.load(stream)["files"])
    return files


def _show(args, results):
    promised = None
    if args.figures:
        promised = figures.figures(results, _load_seek(args.seek))
    if args.markdown:
        with open(args.markdown, "w", encoding="utf-8") as stream:
            stream.write(report.document(results, promised))
    if args.svg:
        with open(args.svg, "w", encoding="utf-8") as stream:
            stream.write(plot.draw(results))
    print(report.terminal(results))
    if promised:
        print("\n" + report.plain(*report.figures_table(promised)))


def main(argv):
    args = _parse(argv)
    try:
        results = Results.load(args.load) if args.load else _run(args, argv)
    except (OSError, subprocess.CalledProcessError) as failure:
        sys.exit(f"bench/compare: {failure}")
    _show(args, results)
    failures = report.failures(results)
    for file, tool, reason in failures:
        print(f"FAILED: {tool} on {file}: {reason}", file=sys.stderr)
    return 1 if failures else 0
