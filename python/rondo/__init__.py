"""Scores of Rondo: compressed files that are used without being expanded.

    import rondo

    with rondo.open("access.log.rondo") as log:
        log.lines[4_000_000:4_000_010]          # ten lines, as bytes
        for line in log.grep("time ?out"):      # Line(number, offset, text)
            print(line.number, line.text)
        for line in log.between("2024-03-04 10:02", "2024-03-04 10:05"):
            ...
        log.seek(1 << 30), log.read(4096)       # a file object of the expanded text

    score = rondo.compress(data, level=9)
    data = rondo.decompress(score)
    with rondo.Writer("new.rondo") as out:
        out.write(b"a line\\n")

Text is bytes. Numbers of lines start at 0. A Reader may be used by several threads; each
call lets others run while it works.
"""

import collections
import collections.abc
import ctypes as _c
import io
import os
import queue
import threading
import time

from . import _library as _l
from ._library import DamagedError, RondoError, lib as _lib

__all__ = [
    "DamagedError",
    "Line",
    "Reader",
    "RondoError",
    "Template",
    "Writer",
    "compress",
    "decompress",
    "open",
]

__version__ = _lib.version().decode()

Line = collections.namedtuple("Line", "number offset text")
Template = collections.namedtuple("Template", "text lines")

_CHUNK_LINES = 4096


def _decode_options(threads, memory_limit):
    options = _l.DecodeOptions()
    _lib.decode_options_init(_c.byref(options))
    options.threads = threads
    if memory_limit is not None:
        options.memory_limit_bytes = memory_limit
    return options


class _Lines(collections.abc.Sequence):
    """The lines of a text, without their newlines; slices read only what they hold."""

    def __init__(self, reader):
        self._reader = reader

    def __len__(self):
        return _lib.reader_lines(self._reader._object())

    def __getitem__(self, key):
        if isinstance(key, slice):
            start, stop, step = key.indices(len(self))
            if step == 1:
                return self._read(start, max(start, stop))
            return [self[i] for i in range(start, stop, step)]
        number = key + len(self) if key < 0 else key
        if not 0 <= number < len(self):
            raise IndexError("line %d of %d" % (key, len(self)))
        return self._read(number, number + 1)[0]

    def __iter__(self):
        for start in range(0, len(self), _CHUNK_LINES):
            yield from self[start : start + _CHUNK_LINES]

    def _read(self, start, stop):
        if start >= stop:
            return []
        parts = []
        with _l.Callback(
            _l.Sink, lambda data, size: parts.append(_c.string_at(data, size))
        ) as sink:
            _lib.reader_read_lines(
                self._reader._object(), start, stop, sink.function, None
            )
        text = b"".join(parts)
        return (text[:-1] if text.endswith(b"\n") else text).split(b"\n")


class Reader(io.RawIOBase):
    """A score, as a file object of its text and by lines, matches, times and templates.

    `source`: a path, the bytes of a score, or a file object that can seek.
    """

    def __init__(self, source, *, threads=1, memory_limit=None):
        super().__init__()
        self._position = 0
        self._handle = _c.c_void_p()
        options = _decode_options(threads, memory_limit)
        if isinstance(source, (str, os.PathLike)):
            path = os.fsencode(source)
            _lib.reader_open(path, _c.byref(options), _c.byref(self._handle))
        else:
            if isinstance(source, (bytes, bytearray, memoryview)):
                source = io.BytesIO(source)
            self._open_file(source, options)
        self.lines = _Lines(self)

    def _open_file(self, file, options):
        lock = threading.Lock()

        def read_at(_context, offset, out, size):
            try:
                with lock:
                    file.seek(offset)
                    data = file.read(size)
            except Exception:  # the library says where reading failed
                return 1
            if len(data) != size:
                return 1
            _c.memmove(out, data, size)
            return 0

        size = file.seek(0, io.SEEK_END)
        # Kept, since C keeps what it points to.
        self._input = _l.Input(None, size, _l.ReadAt(read_at), _l.Release())
        _lib.reader_open_input(
            _c.byref(self._input), _c.byref(options), _c.byref(self._handle)
        )

    def _object(self):
        if not self._handle:
            raise ValueError("I/O operation on closed file")
        return self._handle

    def close(self):
        if not self.closed and getattr(self, "_handle", None):
            _lib.reader_free(self._handle)
            self._handle = _c.c_void_p()
        super().close()

    # A file object.

    def readable(self):
        return True

    def seekable(self):
        return True

    def tell(self):
        self._object()
        return self._position

    def seek(self, offset, whence=io.SEEK_SET):
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}
        if base[whence] + offset < 0:
            raise ValueError("negative seek position")
        self._position = base[whence] + offset
        return self._position

    def readinto(self, buffer):
        view = memoryview(buffer).cast("B")
        if self._position >= self.size or not view:
            return 0
        got = _c.c_size_t()
        target = (_c.c_char * len(view)).from_buffer(view)
        _lib.reader_read_at(
            self._object(), self._position, target, len(view), _c.byref(got)
        )
        self._position += got.value
        return got.value

    def readall(self):
        parts = []
        with _l.Callback(
            _l.Sink, lambda data, size: parts.append(_c.string_at(data, size))
        ) as sink:
            start = min(self._position, self.size)
            _lib.reader_read(self._object(), start, self.size, sink.function, None)
        self._position = max(self._position, self.size)
        return b"".join(parts)

    # A score.

    @property
    def size(self):
        """Bytes of the text."""
        return _lib.reader_size(self._object())

    @property
    def stored_size(self):
        """Bytes of the score."""
        return _lib.reader_stored(self._object())

    def verify(self):
        """Decodes everything; DamagedError if a checksum does not hold."""
        _lib.reader_verify(self._object())

    def grep(
        self,
        pattern,
        *,
        fixed=False,
        ignore_case=False,
        whole_words=False,
        whole_lines=False,
        invert=False,
        max_lines=None,
        threads=1,
    ):
        """Yields the lines that match: RE2's syntax, or a string if `fixed`.

        The search runs in a thread of its own, a little ahead of who takes the lines.
        """
        compiled = self._compile(pattern, fixed, ignore_case, whole_words, whole_lines)
        options = self._search_options(invert, max_lines, threads)
        found = queue.Queue(maxsize=64)
        left = threading.Event()

        def put(item):
            while not left.is_set():
                try:
                    found.put(item, timeout=0.1)
                    return False
                except queue.Full:
                    continue
            return True

        def take(batch):
            line = batch[0]
            text = _c.string_at(line.text, line.size) if line.size else b""
            chunk.append(Line(line.number, line.offset, text))
            if len(chunk) < 256:
                return left.is_set()
            full, chunk[:] = list(chunk), []
            return put(full)

        chunk = []

        def search():
            try:
                with _l.Callback(_l.LineSink, take) as sink:
                    _lib.reader_search(
                        self._object(),
                        compiled,
                        _c.byref(options),
                        sink.function,
                        None,
                        None,
                    )
                put(list(chunk))
                put(None)
            except BaseException as error:  # raised where lines are taken
                put(list(chunk))
                put(error)

        worker = threading.Thread(target=search, daemon=True)
        worker.start()
        try:
            while True:
                lines = found.get()
                if lines is None:
                    return
                if isinstance(lines, BaseException):
                    raise lines
                yield from lines
        finally:
            left.set()
            worker.join()
            _lib.pattern_free(compiled)

    def count(self, pattern, **options):
        """How many lines match; `options` are those of grep. Expands next to nothing."""
        flags = {
            name: options.pop(name, False)
            for name in ("fixed", "ignore_case", "whole_words", "whole_lines")
        }
        compiled = self._compile(pattern, **flags)
        limits = self._search_options(
            options.pop("invert", False),
            options.pop("max_lines", None),
            options.pop("threads", 1),
        )
        try:
            if options:
                raise TypeError("unknown options: " + ", ".join(options))
            found = _c.c_uint64()
            _lib.reader_search(
                self._object(),
                compiled,
                _c.byref(limits),
                _l.LineSink(),
                None,
                _c.byref(found),
            )
            return found.value
        finally:
            _lib.pattern_free(compiled)

    def between(self, since=None, until=None):
        """Yields (number, text) of the lines of [since, until).

        Both are what people write ("2024-03-04 10:02", "2h ago"; to the end of it for
        `until`), datetimes, or nanoseconds since 1970; None is open.
        """
        now = time.time_ns()
        first = _time(since, now, 0) if since is not None else -(1 << 63)
        last = _time(until, now, 1) if until is not None else (1 << 63) - 1
        runs = []
        with _l.Callback(
            _l.LineRun, lambda start, stop: runs.append((start, stop))
        ) as run:
            _lib.reader_lines_in_time(
                self._object(), first, last, now, run.function, None
            )
        for start, stop in runs:
            for at in range(start, stop, _CHUNK_LINES):
                lines = self.lines[at : min(stop, at + _CHUNK_LINES)]
                yield from enumerate(lines, at)

    def templates(self):
        """What the lines have in common, most frequent first: Template(text, lines)."""
        found = []

        def take(one):
            text = _c.string_at(one[0].text, one[0].size).decode("utf-8", "replace")
            found.append(Template(text, one[0].lines))

        with _l.Callback(_l.TemplateSink, take) as sink:
            _lib.reader_templates(self._object(), sink.function, None)
        return found

    @staticmethod
    def _compile(pattern, fixed, ignore_case, whole_words, whole_lines):
        text = pattern.encode() if isinstance(pattern, str) else bytes(pattern)
        flags = 1 * fixed | 2 * ignore_case | 4 * whole_words | 8 * whole_lines
        compiled = _c.c_void_p()
        _lib.pattern_create(text, len(text), flags, _c.byref(compiled))
        return compiled

    @staticmethod
    def _search_options(invert, max_lines, threads):
        options = _l.SearchOptions()
        _lib.search_options_init(_c.byref(options))
        options.invert = invert
        options.threads = threads
        if max_lines is not None:
            options.max_lines = max_lines
        return options


def _time(value, now, end):
    """Nanoseconds since 1970 of a time as between takes it: its start, or its end."""
    if isinstance(value, int):
        return value
    if hasattr(value, "timestamp"):
        return int(value.timestamp()) * 10**9 + value.microsecond * 1000
    span = (_c.c_int64(), _c.c_int64())
    _lib.parse_time(value.encode(), now, _c.byref(span[0]), _c.byref(span[1]))
    return span[end].value


def _encode_options(level, threads, memory_limit, index):
    options = _l.EncodeOptions()
    _lib.encode_options_init(_c.byref(options))
    options.level = level
    options.threads = threads
    options.memory_limit_bytes = memory_limit or 0
    options.index = index
    return options


class Writer(io.RawIOBase):
    """A score that is written: a path, to which is added, or a file object for writing.

    What is written to a path counts once the writer is closed; if its `with` block
    raises, the file stays as it was.
    """

    def __init__(self, target, *, level=6, threads=1, memory_limit=None, index=False):
        super().__init__()
        self._handle = _c.c_void_p()
        options = _encode_options(level, threads, memory_limit, index)
        if isinstance(target, (str, os.PathLike)):
            path = os.fsencode(target)
            self._sink = None
            _lib.encoder_append(_c.byref(options), path, _c.byref(self._handle))
        else:
            self._sink = _l.Callback(
                _l.Sink, lambda data, size: target.write(_c.string_at(data, size)) and False
            )
            _lib.encoder_create(
                _c.byref(options), self._sink.function, None, _c.byref(self._handle)
            )

    def writable(self):
        return True

    def _call(self, function, *arguments):
        if not self._handle:
            raise ValueError("I/O operation on closed file")
        if self._sink is None:
            function(self._handle, *arguments)
        else:
            with self._sink:
                function(self._handle, *arguments)

    def write(self, data):
        data = bytes(data)
        self._call(_lib.encoder_write, data, len(data))
        return len(data)

    def close(self):
        if self.closed:
            return
        try:
            if getattr(self, "_handle", None):
                self._call(_lib.encoder_finish)
        finally:
            self._free()
            super().close()

    def _free(self):
        if getattr(self, "_handle", None):
            _lib.encoder_free(self._handle)
            self._handle = _c.c_void_p()

    def __exit__(self, kind, error, trace):
        if kind is not None:
            self._free()
        self.close()


def open(source, mode="r", **options):
    """A Reader of a score ("r"), or a Writer that adds to one ("a")."""
    if mode in ("r", "rb"):
        return Reader(source, **options)
    if mode in ("a", "ab"):
        return Writer(source, **options)
    raise ValueError("mode is %r, expected 'r' or 'a'" % mode)


def compress(data, *, level=6, threads=1):
    """The score of some bytes."""
    score = io.BytesIO()
    with Writer(score, level=level, threads=threads) as writer:
        writer.write(data)
    return score.getvalue()


def decompress(score, *, threads=1):
    """The bytes of a score."""
    with Reader(score, threads=threads) as reader:
        return reader.readall()
