"""docs/format/zstd.md in Python; the program zstd expands the frames."""

import os
import subprocess
import tempfile

from byte_reader import ByteReader

MAGIC = bytes.fromhex('28b52ffd')


def expand_frame(frame, dictionary=None):
    """Of a frame without its magic number. `dictionary`: a file."""
    command = ['zstd', '-dcq'] + (['-D', dictionary] if dictionary else [])
    return subprocess.run(command, input=MAGIC + frame, check=True,
                          stdout=subprocess.PIPE).stdout


def expand_frame_with(dictionary, frame):
    """`dictionary`: bytes, or None."""
    if not dictionary:
        return expand_frame(frame)
    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, 'dictionary')
        with open(name, 'wb') as file:
            file.write(dictionary)
        return expand_frame(frame, name)


def expand_blocks(tables, payloads, sizes):
    if not tables:
        return [payload if len(payload) == size else expand_frame(payload)
                for payload, size in zip(payloads, sizes)]
    reader = ByteReader(tables)
    size = reader.varint()
    dictionary = reader.rest()
    if len(dictionary) != size:
        dictionary = expand_frame(dictionary)
    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, 'dictionary')
        with open(name, 'wb') as file:
            file.write(dictionary)
        return [payload if len(payload) == size else expand_frame(payload, name)
                for payload, size in zip(payloads, sizes)]
