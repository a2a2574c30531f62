"""docs/format/DICTIONARY.md in Python, as far as scores need it. As entropy.py: slow, trusting,
for learning."""

import hashlib
import struct

from byte_reader import ByteReader, require
from zstd_lens import expand_frame

DAG_CBOR, RAW = b'\x01\x71\x12\x20', b'\x01\x55\x12\x20'  # how addresses begin
LINK = 42


def read_value(reader):
    """A value of DAG-CBOR. A link is its binary address."""
    head = reader.u8()
    kind, count = head >> 5, head & 31
    if kind == 7:
        if count == 27:
            return struct.unpack('>d', reader.take(8))[0]
        return {20: False, 21: True, 22: None}[count]
    if count >= 24:
        require(count < 28, 'a length without end')
        count = int.from_bytes(reader.take(1 << count - 24), 'big')
    if kind == 0:
        return count
    if kind == 1:
        return -1 - count
    if kind == 2:
        return reader.take(count)
    if kind == 3:
        return reader.take(count).decode()
    if kind == 4:
        return [read_value(reader) for _ in range(count)]
    if kind == 5:
        return {read_value(reader): read_value(reader) for _ in range(count)}
    require(count == LINK, 'a tag')
    link = read_value(reader)
    require(link[:1] == b'\0', 'a link')
    return link[1:]


def read_block(block):
    reader = ByteReader(block)
    value = read_value(reader)
    require(reader.at_end(), 'bytes behind a value')
    return value


class Dictionary:
    """Rondo's own entries of the one at an address."""

    def __init__(self, blocks, address):
        root = read_block(blocks[address])
        require({'Name', 'Segments'} <= root.keys() <=
                {'Name', 'Rondo', 'Segments', 'Description'}, 'no dictionary')
        self.own = {name: self.entry(blocks, entry)
                    for name, entry in root.get('Rondo', {}).items()}

    @staticmethod
    def entry(blocks, entry):
        if isinstance(entry, bytes):
            return entry
        parts = [blocks[link] for link, _ in entry]
        require([len(part) for part in parts] == [count for _, count in entry], 'counts')
        return b''.join(parts)

    def text(self, part):
        """What frames refer to; None if the part has none."""
        return self.unpacked('text/%d' % part)

    def rendition(self, context):
        """Lists of strings with others, and phrases by what a template says: lists of slots,
        other literals, order of slots."""
        reader = ByteReader(self.unpacked('rendition/' + context))

        def line():
            return b''.join(iter(lambda: reader.take(1), b'\n')).decode()

        lists = [{line(): line() for _ in range(reader.varint())}
                 for _ in range(reader.varint())]
        phrases = {}
        for _ in range(reader.varint()):
            slots = reader.varint()
            literals = tuple(line() for _ in range(slots + 1))
            phrases[literals] = ([reader.varint() for _ in range(slots)],
                                 [line() for _ in range(slots + 1)],
                                 [reader.varint() for _ in range(slots)])
        require(reader.at_end(), 'bytes behind a rendition')
        return lists, phrases

    def unpacked(self, name):
        entry = self.own.get(name)
        if entry is None:
            return None
        reader = ByteReader(entry)
        size = reader.varint()
        text = reader.rest()
        if len(text) != size:
            text = expand_frame(text)
        require(len(text) == size, 'the size of a text')
        return text


def rendered(rendition, literals, values):
    """A line whose template says the literals, in other words."""
    lists, phrases = rendition
    slot_lists, other, order = phrases[literals]
    said = [lists[of - 1].get(value, value) if of else value
            for of, value in zip(slot_lists, values)]
    return ''.join(literal + said[slot] for literal, slot in zip(other, order)) + other[-1]


def dictionaries_of_car(car):
    """Those that it names as its roots, by the digests of these."""
    reader = ByteReader(car)
    header = read_block(reader.take(reader.varint()))
    require(header['version'] == 1, 'the version')
    blocks = {}
    while not reader.at_end():
        section = ByteReader(reader.take(reader.varint()))
        address, block = section.take(36), section.rest()
        require(address[:4] in (DAG_CBOR, RAW), 'an address')
        require(hashlib.sha256(block).digest() == address[4:], 'the hash of a block')
        blocks[address] = block
    return {root[4:]: Dictionary(blocks, root) for root in header['roots']}
