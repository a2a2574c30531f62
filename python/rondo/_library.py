"""The shared library, as ctypes sees include/rondo/c/rondo.h.

Found as $RONDO_LIBRARY, or by the name that is installed.
"""

import ctypes as c
import os

_CODES_END = 9


class EncodeOptions(c.Structure):
    _fields_ = [
        ("struct_size", c.c_size_t),
        ("level", c.c_int),
        ("threads", c.c_int),
        ("memory_limit_bytes", c.c_uint64),
        ("segment_bytes", c.c_uint64),
        ("block_bytes", c.c_uint32),
        ("index", c.c_int),
    ]


class DecodeOptions(c.Structure):
    _fields_ = [
        ("struct_size", c.c_size_t),
        ("threads", c.c_int),
        ("memory_limit_bytes", c.c_uint64),
    ]


class SearchOptions(c.Structure):
    _fields_ = [
        ("struct_size", c.c_size_t),
        ("invert", c.c_int),
        ("threads", c.c_int),
        ("max_lines", c.c_uint64),
        ("before", c.c_uint64),
        ("after", c.c_uint64),
    ]


class Line(c.Structure):
    _fields_ = [
        ("text", c.c_void_p),
        ("size", c.c_size_t),
        ("number", c.c_uint64),
        ("offset", c.c_uint64),
        ("selected", c.c_int),
    ]


class Template(c.Structure):
    _fields_ = [("text", c.c_void_p), ("size", c.c_size_t), ("lines", c.c_uint64)]


Sink = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p, c.c_size_t)
LineSink = c.CFUNCTYPE(c.c_int, c.c_void_p, c.POINTER(Line))
LineRun = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_uint64, c.c_uint64)
TemplateSink = c.CFUNCTYPE(c.c_int, c.c_void_p, c.POINTER(Template))
ReadAt = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_uint64, c.c_void_p, c.c_size_t)
Release = c.CFUNCTYPE(None, c.c_void_p)


class Input(c.Structure):
    _fields_ = [
        ("context", c.c_void_p),
        ("size", c.c_uint64),
        ("read_at", ReadAt),
        ("release", Release),
    ]


_ENCODE = c.POINTER(EncodeOptions)
_DECODE = c.POINTER(DecodeOptions)
_OBJECT = c.c_void_p
_OUT = c.POINTER(c.c_void_p)
_U64 = c.POINTER(c.c_uint64)
_I64 = c.POINTER(c.c_int64)

# Name: what it returns, and its arguments. None: a code, which is checked.
_FUNCTIONS = {
    "version": (c.c_char_p, []),
    "error_message": (c.c_char_p, []),
    "encode_options_init": ("nothing", [_ENCODE]),
    "encoder_create": (None, [_ENCODE, Sink, c.c_void_p, _OUT]),
    "encoder_append": (None, [_ENCODE, c.c_char_p, _OUT]),
    "encoder_write": (None, [_OBJECT, c.c_void_p, c.c_size_t]),
    "encoder_finish": (None, [_OBJECT]),
    "encoder_free": ("nothing", [_OBJECT]),
    "decode_options_init": ("nothing", [_DECODE]),
    "reader_open": (None, [c.c_char_p, _DECODE, _OUT]),
    "reader_open_input": (None, [c.POINTER(Input), _DECODE, _OUT]),
    "reader_free": ("nothing", [_OBJECT]),
    "reader_size": (c.c_uint64, [_OBJECT]),
    "reader_lines": (c.c_uint64, [_OBJECT]),
    "reader_stored": (c.c_uint64, [_OBJECT]),
    "reader_read_at": (
        None,
        [_OBJECT, c.c_uint64, c.c_void_p, c.c_size_t, c.POINTER(c.c_size_t)],
    ),
    "reader_read": (None, [_OBJECT, c.c_uint64, c.c_uint64, Sink, c.c_void_p]),
    "reader_read_lines": (None, [_OBJECT, c.c_uint64, c.c_uint64, Sink, c.c_void_p]),
    "reader_line_offset": (None, [_OBJECT, c.c_uint64, _U64]),
    "reader_verify": (None, [_OBJECT]),
    "parse_time": (None, [c.c_char_p, c.c_int64, _I64, _I64]),
    "reader_lines_in_time": (
        None,
        [_OBJECT, c.c_int64, c.c_int64, c.c_int64, LineRun, c.c_void_p],
    ),
    "pattern_create": (None, [c.c_char_p, c.c_size_t, c.c_uint, _OUT]),
    "pattern_free": ("nothing", [_OBJECT]),
    "search_options_init": ("nothing", [c.POINTER(SearchOptions)]),
    "reader_search": (
        None,
        [_OBJECT, _OBJECT, c.POINTER(SearchOptions), LineSink, c.c_void_p, _U64],
    ),
    "reader_templates": (None, [_OBJECT, TemplateSink, c.c_void_p]),
}

INVALID_ARGUMENT, UNIMPLEMENTED, DATA_LOSS, RESOURCE_EXHAUSTED = 1, 2, 3, 4
OUT_OF_RANGE, NOT_FOUND, STOPPED, SYSTEM = 5, 6, 7, 8


class RondoError(Exception):
    """What the library says went wrong; `code` is one of rondo_code."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class DamagedError(RondoError):
    """A score is damaged, cut off, or no score."""


def _error(code):
    message = lib.error_message().decode("utf-8", "replace")
    if code == NOT_FOUND:
        return FileNotFoundError(message)
    if code == DATA_LOSS:
        return DamagedError(code, message)
    if code == RESOURCE_EXHAUSTED:
        return MemoryError(message)
    if code == SYSTEM:
        return OSError(message)
    return RondoError(code, message)


class _Library:
    """Functions by their names without "rondo_"; codes become exceptions."""

    def __init__(self):
        path = os.environ.get("RONDO_LIBRARY") or "librondo-c.so.0.1"
        library = c.CDLL(path)
        for name, (result, arguments) in _FUNCTIONS.items():
            function = getattr(library, "rondo_" + name)
            function.argtypes = arguments
            function.restype = {None: c.c_int, "nothing": None}.get(result, result)
            setattr(self, name, self._checked(function) if result is None else function)

    @staticmethod
    def _checked(function):
        def call(*arguments):
            code = function(*arguments)
            if code != 0:
                raise _error(code)

        return call


lib = _Library()


class Callback:
    """A callback that keeps what its body raises, which would get lost in C.

    with Callback(Sink, body) as sink:
        lib.reader_read(reader, 0, 10, sink.function, None)

    `body` returns True to stop; then the call ends as if all was done.
    """

    def __init__(self, kind, body):
        self._raised = None
        self._stopped = False

        def run(_context, *arguments):
            try:
                self._stopped = bool(body(*arguments))
            except BaseException as error:  # raised again in __exit__
                self._raised = error
            return int(self._stopped or self._raised is not None)

        self.function = kind(run)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if self._raised is not None:
            raise self._raised from None
        return isinstance(error, RondoError) and error.code == STOPPED and self._stopped
