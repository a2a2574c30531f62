"""Runs one program at a time on one core and says what it cost.

CPU time (user + system) and peak memory come from the kernel's account of the child
(wait4). A child starts as a copy of this process, so its peak memory can never read
lower than ours was, about 20 MiB: lower peaks show as that.
"""

import hashlib
import os
import statistics
import subprocess
import tempfile
import time
from dataclasses import asdict, dataclass

CHUNK_BYTES = 1 << 18


class ProgramFailed(Exception):
    """A program that was measured did not exit with 0."""


@dataclass(frozen=True)
class Cost:
    cpu_s: float
    wall_s: float
    peak_bytes: int

    def to_json(self):
        return asdict(self)


def median_cost(costs):
    """The median of the times and the highest peak."""
    return Cost(cpu_s=statistics.median(cost.cpu_s for cost in costs),
                wall_s=statistics.median(cost.wall_s for cost in costs),
                peak_bytes=max(cost.peak_bytes for cost in costs))


def pin_to_core(core):
    """Keeps this process and all that it starts on one core."""
    os.sched_setaffinity(0, {core})


def _check(argv, returncode, errors):
    if returncode != 0:
        errors.seek(0)
        said = errors.read(2000).decode(errors="replace").strip()
        raise ProgramFailed(f"{' '.join(argv)}: exit {returncode}: {said}")


def run(argv, stdin_path=os.devnull, stdout_path=os.devnull):
    """Runs `argv` to its end and returns its Cost."""
    with (open(stdin_path, "rb") as source, open(stdout_path, "wb") as sink,
          tempfile.TemporaryFile() as errors):
        start = time.perf_counter()
        process = subprocess.Popen(argv, stdin=source, stdout=sink, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        _check(argv, process.returncode, errors)
    return Cost(cpu_s=usage.ru_utime + usage.ru_stime, wall_s=wall_s,
                peak_bytes=usage.ru_maxrss * 1024)


def _sha256(stream):
    digest = hashlib.sha256()
    while chunk := stream.read(CHUNK_BYTES):
        digest.update(chunk)
    return digest.hexdigest()


def sha256_of_file(path):
    with open(path, "rb") as stream:
        return _sha256(stream)


def sha256_of_output(argv, stdin_path=os.devnull):
    """SHA-256 of what `argv` writes to its standard output."""
    with open(stdin_path, "rb") as source, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(argv, stdin=source, stdout=subprocess.PIPE,
                                   stderr=errors)
        with process.stdout:
            digest = _sha256(process.stdout)
        _check(argv, process.wait(), errors)
    return digest
