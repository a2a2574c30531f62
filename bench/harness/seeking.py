"""The command line of bench/seek: what a part of a big score costs."""

import argparse
import json
import os
import random
import shlex
import statistics
import subprocess
import sys
import tempfile

from . import measure, programs, report
from .contest import note, replace_json
from .results import MB, machine
from .tools import rondo_tools

COLD_BYTES = 4096
WARM_BYTES = (4096, 65536)
PREFIX_BYTES = 64 << 20


def _parse(argv):
    parser = argparse.ArgumentParser(
        prog="bench/seek",
        description="Encodes each file with rondo and reads parts of the score: cold, by "
                    "a process of its own, and warm, in the library. Every part is "
                    "compared with the file. bench/make_large makes big files.")
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--rondo", default=programs.RONDO, metavar="PATH")
    parser.add_argument("--no-build", action="store_true",
                        help="take rondo and seek_bench as they were built before")
    parser.add_argument("--cold-reads", type=int, default=200, metavar="N")
    parser.add_argument("--warm-reads", type=int, default=5000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, help="of the offsets (default 1)")
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)),
                        help="the core that everything runs on (default: the last)")
    parser.add_argument("--json", metavar="OUT", help="for bench/compare --seek")
    return parser.parse_args(argv)


class Score:
    """A file, its score in a folder, and the measurements of both."""

    def __init__(self, args, raw_path, work_dir, path=None):
        """`path`: the score, if it is there; args.cold_reads, warm_reads and seed say what
        is read."""
        self._args = args
        self._raw_path = raw_path
        self._raw_bytes = os.path.getsize(raw_path)
        self._path = path or os.path.join(work_dir, "score.rondo")
        self._part = os.path.join(work_dir, "part")

    def _encode(self, source, target):
        return measure.run([self._args.rondo, "-T1", "-c", source], stdout_path=target)

    def encode(self):
        """Speed over the whole and over the first 64 MiB, timed before and after."""
        prefix = min(PREFIX_BYTES, self._raw_bytes)
        with open(self._raw_path, "rb") as raw, open(self._part, "wb") as part:
            for start in range(0, prefix, measure.CHUNK_BYTES):
                part.write(raw.read(min(measure.CHUNK_BYTES, prefix - start)))
        first = [self._encode(self._part, self._path)]
        whole = self._encode(self._raw_path, self._path)
        first.append(self._encode(self._part, os.devnull))
        whole_speed = self._raw_bytes / MB / whole.cpu_s
        first_speed = prefix / MB / statistics.mean(cost.cpu_s for cost in first)
        return {"bytes": self._raw_bytes, "score_bytes": os.path.getsize(self._path),
                "encode": whole.to_json(), "encode_mb_s": whole_speed,
                "first_64_mib_mb_s": first_speed,
                "speed_relation": whole_speed / first_speed}

    def index_share(self):
        """Index and block tables over raw bytes; what is outside segments is index."""
        said = subprocess.run([self._args.rondo, "stat", "--json", self._path], check=True,
                              capture_output=True)
        stat = json.loads(said.stdout)
        inside = sum(segment["score_bytes"] for segment in stat["segments"])
        tables = sum(segment["block_table_bytes"] for segment in stat["segments"])
        return (stat["score_bytes"] - inside + tables) / self._raw_bytes

    def cold(self, drop=None):
        """`rondo cat --bytes` at random offsets, each a process of its own. `drop`: called
        with the score's path before each."""
        offsets = random.Random(self._args.seed)
        costs = []
        with open(self._raw_path, "rb") as raw:
            for _ in range(self._args.cold_reads):
                start = offsets.randrange(max(1, self._raw_bytes - COLD_BYTES))
                end = min(start + COLD_BYTES, self._raw_bytes)
                if drop:
                    drop(self._path)
                costs.append(measure.run(
                    [self._args.rondo, "cat", "--bytes", f"{start}:{end}", self._path],
                    stdout_path=self._part))
                raw.seek(start)
                with open(self._part, "rb") as part:
                    if part.read() != raw.read(end - start):
                        raise measure.ProgramFailed(f"wrong bytes {start}:{end}")
        walls = sorted(cost.wall_s * 1000 for cost in costs)
        return {"reads": len(costs), "median_ms": statistics.median(walls),
                "median_cpu_ms": statistics.median(cost.cpu_s * 1000 for cost in costs),
                "p99_ms": walls[(len(walls) - 1) * 99 // 100], "max_ms": walls[-1],
                "peak_bytes": max(cost.peak_bytes for cost in costs)}

    def warm(self, read_bytes):
        """ReadAt in the library at random offsets; see seek_bench.cc."""
        said = subprocess.run(
            [programs.helper("seek_bench"), self._path, self._raw_path, str(read_bytes),
             str(self._args.warm_reads), str(self._args.seed)],
            check=True, stdout=subprocess.PIPE)
        return json.loads(said.stdout)

    def threads(self, cores):
        """One reader and two threads, on both cores; see concurrent_read_bench.cc."""
        said = subprocess.run(
            [programs.helper("concurrent_read_bench"), self._path, self._raw_path,
             str(COLD_BYTES), str(self._args.warm_reads)],
            check=True, stdout=subprocess.PIPE,
            preexec_fn=lambda: os.sched_setaffinity(0, cores))
        return json.loads(said.stdout)


def _measure(args, path):
    with tempfile.TemporaryDirectory(prefix="seek-") as work_dir:
        score = Score(args, path, work_dir)
        note(f"{os.path.basename(path)}: encoding")
        entry = score.encode()
        entry["index_share"] = score.index_share()
        note("  reading, cold")
        entry["cold"] = score.cold()
        note("  reading, warm")
        for read_bytes in WARM_BYTES:
            entry[f"warm_{read_bytes}"] = score.warm(read_bytes)
        return entry


def _table(files):
    header = ["file", "raw MiB", "score MiB", "encode MB/s", "of first 64 MiB",
              "index + block tables", "cold 4 KiB", "p99", "CPU", "memory", "warm 4 KiB", "p99",
              "warm 64 KiB", "p99"]
    rows = []
    for name, entry in files.items():
        cold, small, large = (entry[key] for key in ("cold", "warm_4096", "warm_65536"))
        rows.append([
            name, f"{entry['bytes'] / 2**20:,.0f}", f"{entry['score_bytes'] / 2**20:,.1f}",
            f"{entry['encode_mb_s']:.1f}", f"{entry['speed_relation']:.2f} x",
            f"{100 * entry['index_share']:.4f} %",
            f"{cold['median_ms']:.1f} ms", f"{cold['p99_ms']:.1f} ms",
            f"{cold['median_cpu_ms']:.1f} ms",
            f"{cold['peak_bytes'] / 2**20:.0f} MiB",
            f"{small['median_us']:.0f} us", f"{small['p99_us']:.0f} us",
            f"{large['median_us']:.0f} us", f"{large['p99_us']:.0f} us"])
    return header, rows


def main(argv):
    args = _parse(argv)
    data = {"machine": machine(), "command": shlex.join(["bench/seek", *argv]),
            "versions": {}, "files": {}}
    try:
        if not args.no_build:
            programs.build("rondo", "seek_bench")
        rondo = rondo_tools(args.rondo, [6])[0]
        data["versions"][rondo.name] = rondo.version()
        measure.pin_to_core(args.core)
        for path in args.files:
            data["files"][os.path.basename(path)] = _measure(args, path)
            if args.json:
                replace_json(args.json, data)
    except (OSError, measure.ProgramFailed, subprocess.CalledProcessError) as failure:
        sys.exit(f"bench/seek: {failure}")
    print(report.plain(*_table(data["files"])))
    return 0
