"""Builds what the benchmarks run: rondo itself and the helpers under bench/."""

import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RELEASE = os.path.join(ROOT, "build", "release")
RONDO = os.path.join(RELEASE, "rondo")


def helper(name):
    """Path of a program built from bench/."""
    return os.path.join(RELEASE, "bench", name)


def build(*targets):
    """Brings targets of the release build up to date; its chatter goes to stderr."""
    for command in (["cmake", "--preset", "release", "-DRONDO_BUILD_BENCHMARKS=ON"],
                    ["cmake", "--build", "--preset", "release", "--target", *targets]):
        subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=True)
