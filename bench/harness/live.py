"""The command line of bench/live: logs that are written at their own pace."""

import argparse
import bisect
import ctypes
import ctypes.util
import os
import shlex
import subprocess
import sys
import tempfile
import threading
import time
import zlib

from . import measure, programs, report
from .contest import note, replace_json
from .results import machine

PACE_S = 0.01


def _parse(argv):
    parser = argparse.ArgumentParser(
        prog="bench/live",
        description="Feeds each file to rondo encode --live at a rate, as a program would "
                    "write it, with rondo tail -f beside it. The log is compared with the "
                    "file, and its size with that of rondo encode, and with gzip and zstd "
                    "that are flushed as often. Or appends to a score, with --append.")
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--rondo", default=programs.RONDO, metavar="PATH")
    parser.add_argument("--no-build", action="store_true",
                        help="take rondo as it was built before")
    parser.add_argument("--rate", type=float, default=1e6, metavar="N",
                        help="bytes a second (default 1,000,000)")
    parser.add_argument("--flush", type=float, default=1.0, metavar="SECONDS")
    parser.add_argument("--bytes", type=int, metavar="N",
                        help="of each log, which starts over at its end (default: the file)")
    parser.add_argument("--append", metavar="FILE",
                        help="instead: add FILE to a copy of each score, and time that")
    parser.add_argument("--json", metavar="OUT")
    return parser.parse_args(argv)


class ZstdStream:
    """zstd level 3, flushed when asked, by the system's library."""

    _FLUSH, _END = 1, 2

    class _Buffer(ctypes.Structure):
        _fields_ = [("data", ctypes.c_void_p), ("size", ctypes.c_size_t),
                    ("at", ctypes.c_size_t)]

    def __init__(self):
        self._library = ctypes.CDLL(ctypes.util.find_library("zstd") or "libzstd.so.1")
        self._library.ZSTD_createCCtx.restype = ctypes.c_void_p
        self._library.ZSTD_compressStream2.restype = ctypes.c_size_t
        self._context = ctypes.c_void_p(self._library.ZSTD_createCCtx())

    def _stream(self, data, mode):
        room = ctypes.create_string_buffer(len(data) + (1 << 20))
        kept = ctypes.create_string_buffer(data, len(data))
        output = self._Buffer(ctypes.cast(room, ctypes.c_void_p), len(room), 0)
        source = self._Buffer(ctypes.cast(kept, ctypes.c_void_p), len(data), 0)
        left = self._library.ZSTD_compressStream2(self._context, ctypes.byref(output),
                                                  ctypes.byref(source), mode)
        if left != 0:
            raise measure.ProgramFailed(f"zstd left {left} bytes")
        return output.at

    def flush(self, data):
        return self._stream(data, self._FLUSH)

    def end(self):
        return self._stream(b"", self._END)


class GzipStream:
    """gzip level 6, flushed when asked."""

    def __init__(self):
        self._stream = zlib.compressobj(6, zlib.DEFLATED, 31)

    def flush(self, data):
        return len(self._stream.compress(data) + self._stream.flush(zlib.Z_SYNC_FLUSH))

    def end(self):
        return len(self._stream.flush())


def flushed_size(stream, data, piece_bytes):
    """What `stream` makes of `data` if it is flushed after every piece."""
    size = sum(stream.flush(data[start:start + piece_bytes])
               for start in range(0, len(data), piece_bytes))
    return size + stream.end()


class LiveLog:
    """A log in a folder, its writer, and a reader that follows it."""

    def __init__(self, args, raw_path, folder):
        self._args = args
        self._folder = folder
        self._path = os.path.join(folder, "log.rondo")
        self._written_path = os.path.join(folder, "written")
        with open(raw_path, "rb") as raw:
            self._raw = raw.read(args.bytes or -1)
        self._total = args.bytes or len(self._raw)
        self._sent = []  # (when, bytes in all)
        self._seen = []
        self._memory = []  # of the writer, in bytes, now and then

    def _follow(self, reader):
        size = 0
        while piece := os.read(reader.stdout.fileno(), 1 << 20):
            size += len(piece)
            self._seen.append((time.monotonic(), size))

    def _piece(self, start, end):
        """The log from byte `start` up to the end of the line at `end`."""
        size = len(self._raw)
        line_end = self._raw.find(b"\n", end % size) + 1 or size
        end = min(end - end % size + line_end, self._total)
        return b"".join(self._raw[max(start, lap) - lap:min(end, lap + size) - lap]
                        for lap in range(start - start % size, end, size))

    def _feed(self, writer, written):
        start, sent, looked = time.monotonic(), 0, 0.0
        while sent < self._total:
            due = int((time.monotonic() - start) * self._args.rate)
            if due > sent:
                piece = self._piece(sent, min(due, self._total))
                writer.stdin.write(piece)
                written.write(piece)
                sent += len(piece)
                self._sent.append((time.monotonic(), sent))
            if time.monotonic() - looked > 0.5:
                looked = time.monotonic()
                self._memory.append(self._memory_of(writer.pid))
            time.sleep(PACE_S)
        return time.monotonic() - start

    @staticmethod
    def _memory_of(pid):
        """The most so far; 0 of a process that has ended."""
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            return next((int(line.split()[1]) << 10 for line in status
                         if line.startswith("VmHWM")), 0)

    def _end(self, writer):
        """Waits for the writer; its CPU time."""
        writer.stdin.close()
        ended = 0
        while ended == 0:
            self._memory.append(self._memory_of(writer.pid))
            time.sleep(PACE_S)
            ended, status, usage = os.wait4(writer.pid, os.WNOHANG)
        writer.returncode = os.waitstatus_to_exitcode(status)
        if writer.returncode != 0:
            raise measure.ProgramFailed(f"the writer ended with {writer.returncode}")
        return usage.ru_utime + usage.ru_stime

    def _stored(self):
        return sum(entry.stat().st_size for entry in os.scandir(self._folder)
                   if entry.name.startswith("log.rondo"))

    def run(self):
        """Writes the log to its end; the measurements."""
        args = self._args
        writer = subprocess.Popen(
            [args.rondo, "encode", "--live", "--flush", f"{args.flush * 1000:.0f}ms", "-o",
             self._path], stdin=subprocess.PIPE, bufsize=0)
        while not (os.path.exists(self._path) and os.path.getsize(self._path) > 0):
            time.sleep(0.01)
        reader = subprocess.Popen([args.rondo, "tail", "-n", "+1", "-f", self._path],
                                  stdout=subprocess.PIPE)
        follower = threading.Thread(target=self._follow, args=(reader,))
        follower.start()
        with open(self._written_path, "wb") as written:
            seconds = self._feed(writer, written)
        while not self._seen or self._seen[-1][1] < self._sent[-1][1]:
            time.sleep(0.05)
        before = self._stored()
        ended = time.monotonic()
        cpu_s = self._end(writer)
        finish_s = time.monotonic() - ended
        reader.kill()
        reader.wait()
        follower.join()
        return {"bytes": self._total, "seconds": seconds, "before_bytes": before,
                "after_bytes": self._stored(), "finish_s": finish_s,
                "cpu_share": cpu_s / seconds, "peak_bytes": max(self._memory),
                "memory": self._memory,
                "latency_s": self._latencies()}

    def _latencies(self):
        """Of the median and the worst write, until its last byte is shown by tail -f."""
        sizes = [size for _, size in self._seen]
        waits = sorted(self._seen[bisect.bisect_left(sizes, size)][0] - when
                       for when, size in self._sent)
        return {"median": waits[len(waits) // 2], "p99": waits[len(waits) * 99 // 100],
                "worst": waits[-1]}

    def compare(self):
        """The log has to hold what was written; what others make of that."""
        log = os.path.join(self._folder, "read")
        measure.run([self._args.rondo, "cat", self._path], stdout_path=log)
        if subprocess.run(["cmp", log, self._written_path], check=False).returncode != 0:
            raise measure.ProgramFailed("the log is not what was written")
        plain = os.path.join(self._folder, "plain")
        cost = measure.run([self._args.rondo, "encode", "-c", self._written_path],
                           stdout_path=plain)
        with open(self._written_path, "rb") as written:
            data = written.read()
        piece = int(self._args.rate * self._args.flush)
        return {"plain_bytes": os.path.getsize(plain), "plain_cpu_s": cost.cpu_s,
                "gzip_bytes": flushed_size(GzipStream(), data, piece),
                "zstd_bytes": flushed_size(ZstdStream(), data, piece)}


def _live(args, path):
    with tempfile.TemporaryDirectory(prefix="live-") as folder:
        log = LiveLog(args, path, folder)
        note(f"{os.path.basename(path)}: writing")
        entry = log.run()
        note("  comparing")
        return entry | log.compare()


def _append(args, path):
    """Adds a file to a copy of the score, which has to stay as it was."""
    with tempfile.TemporaryDirectory(prefix="live-", dir=os.path.dirname(path)) as folder:
        score = os.path.join(folder, "score.rondo")
        subprocess.run(["cp", path, score], check=True)
        old_bytes = os.path.getsize(score)
        cost = measure.run([args.rondo, "append", score, args.append])
        compared = subprocess.run(["cmp", "-n", str(old_bytes), path, score], check=False)
        tail = subprocess.run([args.rondo, "tail", "-c", str(os.path.getsize(args.append)),
                               score], check=True, stdout=subprocess.PIPE).stdout
        with open(args.append, "rb") as added:
            if compared.returncode != 0 or tail != added.read():
                raise measure.ProgramFailed("the score is not the old one and the addition")
        return {"old_bytes": old_bytes, "append": cost.to_json()}


def _live_table(files):
    header = ["file", "MB", "encode", "live", "packed", "gzip", "zstd", "CPU", "of encode",
              "latency", "worst", "memory"]
    rows = []
    for name, entry in files.items():
        plain = entry["plain_bytes"]
        sizes = [f"{entry[f'{kind}_bytes'] / plain:.3f} x"
                 for kind in ("before", "after", "gzip", "zstd")]
        rows.append([name, f"{entry['bytes'] / 1e6:.1f}", f"{plain:,}", *sizes,
                     f"{100 * entry['cpu_share']:.1f} %",
                     f"{entry['cpu_share'] * entry['seconds'] / entry['plain_cpu_s']:.1f} x",
                     f"{entry['latency_s']['median']:.2f} s",
                     f"{entry['latency_s']['worst']:.2f} s",
                     f"{entry['peak_bytes'] / 2**20:.0f} MiB"])
    return header, rows


def _append_table(files):
    return ["score", "bytes", "append"], [
        [name, f"{entry['old_bytes']:,}", f"{1000 * entry['append']['wall_s']:.0f} ms"]
        for name, entry in files.items()]


def main(argv):
    args = _parse(argv)
    data = {"machine": machine(), "command": shlex.join(["bench/live", *argv]), "files": {}}
    try:
        if not args.no_build:
            programs.build("rondo")
        for path in args.files:
            work = _append if args.append else _live
            data["files"][os.path.basename(path)] = work(args, os.path.abspath(path))
            if args.json:
                replace_json(args.json, data)
    except (OSError, measure.ProgramFailed, subprocess.CalledProcessError) as failure:
        sys.exit(f"bench/live: {failure}")
    table = _append_table if args.append else _live_table
    print(report.plain(*table(data["files"])))
    return 0
