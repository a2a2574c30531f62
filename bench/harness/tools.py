"""Rondo and the peers: how each one encodes, decodes and names its version.

In a command `{in}` and `{out}` are paths and `{mib}` is the size of the input in MiB,
rounded up. A command without `{in}` reads standard input, one without `{out}` writes
standard output; decoding always writes standard output.
"""

import shutil
import subprocess
from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True)
class Tool:
    name: str
    encode: tuple
    decode: tuple
    suffix: str
    seekable: bool = False  # a part can be read without expanding the rest
    min_bytes: int = 0      # below this it writes the same as another tool of the table
    slow: bool = False      # below 1 MB/s: worth a cached size

    @property
    def program(self):
        return self.encode[0]

    @property
    def is_rondo(self):
        return self.name.startswith("rondo")

    def available(self):
        return shutil.which(self.program) is not None

    def _fill(self, command, source, target, raw_bytes):
        mib = min(max(1, -(-raw_bytes // MIB)), 511)
        return [part.format_map({"in": source, "out": target, "mib": mib})
                for part in command]

    def encode_argv(self, source, target, raw_bytes):
        return self._fill(self.encode, source, target, raw_bytes)

    def decode_argv(self, source):
        return self._fill(self.decode, source, "", 0)

    def writes_stdout(self):
        return "{out}" not in self.encode

    def version(self):
        """The first line of what the program says about its version."""
        flag = {"bzip3": "-V", "7z": "i"}.get(self.program, "--version")
        said = subprocess.run([self.program, flag], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=False)
        lines = [line.strip(" *") for line in (said.stdout + said.stderr).splitlines()]
        return next((line for line in lines if line), "unknown")


def rondo_tools(program, levels):
    """Rondo at its default level (6) as "rondo", at others as "rondo-N"."""
    return [Tool(name="rondo" if level == 6 else f"rondo-{level}",
                 encode=(program, f"-{level}", "-T1", "-c", "{in}"),
                 decode=(program, "-d", "-T1", "-c", "{in}"),
                 suffix=".rondo", seekable=True)
            for level in levels]


def _zstd(name, *flags, decode=(), **rest):
    return Tool(name=name, encode=("zstd", "-q", "--single-thread", *flags, "-c", "{in}"),
                decode=("zstd", "-q", "-d", *decode, "-c", "{in}"), suffix=".zst", **rest)


def _xz(name, *flags, **rest):
    return Tool(name=name, encode=("xz", "-T1", *flags, "-c", "{in}"),
                decode=("xz", "-T1", "-dc", "{in}"), suffix=".xz", **rest)


def _brotli(name, window, **rest):
    return Tool(name=name, encode=("brotli", "-q", "11", window, "-c", "{in}"),
                decode=("brotli", "-d", window, "-c", "{in}"), suffix=".br",
                slow=True, **rest)


def _bzip3(name, *flags, **rest):
    return Tool(name=name, encode=("bzip3", "-e", *flags, "-c", "{in}"),
                decode=("bzip3", "-d", "-c", "{in}"), suffix=".bz3", **rest)


def _zstd_frames(name, program, frame_bytes):
    return Tool(name=name, encode=(program, "19", str(frame_bytes)),
                decode=("zstd", "-q", "-d", "-c", "{in}"), suffix=".zst", seekable=True)


def peer_tools(zstd_frames):
    """All peers; `zstd_frames` is the path of the program built from zstd_frames.cc."""
    return [
        Tool(name="gzip-9", encode=("gzip", "-9", "-c", "{in}"),
             decode=("gzip", "-dc", "{in}"), suffix=".gz"),
        _zstd("zstd-3", "-3"),
        _zstd("zstd-19", "-19"),
        _zstd("zstd-22-long", "--ultra", "-22", "--long=31", decode=("--long=31",)),
        _zstd("zstd-19-long", "-19", "--long=31", decode=("--long=31",),
              min_bytes=64 * MIB),
        _xz("xz-6", "-6"),
        _xz("xz-9e", "-9e"),
        _xz("xz-512M", "--lzma2=preset=9e,dict=512MiB", min_bytes=64 * MIB),
        _brotli("brotli-11", "--lgwin=24"),
        _brotli("brotli-11-large", "--large_window=30", min_bytes=16 * MIB),
        _bzip3("bzip3"),
        _bzip3("bzip3-large", "-b", "{mib}", min_bytes=16 * MIB),
        Tool(name="7z-ppmd", encode=("7z", "a", "-bd", "-mmt=1", "-m0=PPMd", "-mx=9",
                                     "{out}", "{in}"),
             decode=("7z", "e", "-bd", "-mmt=1", "-so", "{in}"), suffix=".7z"),
        Tool(name="bgzip", encode=("bgzip", "-l", "9", "-c", "{in}"),
             decode=("bgzip", "-d", "-c", "{in}"), suffix=".gz", seekable=True),
        _zstd_frames("zstd-19-64K", zstd_frames, 64 << 10),
        _zstd_frames("zstd-19-1M", zstd_frames, MIB),
        _xz("xz-9e-1M", "-9e", "--block-size=1MiB", seekable=True),
    ]
