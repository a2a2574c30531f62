#!/usr/bin/env python3
"""A reader of scores that follows docs/format and nothing else: slow, and without the care
that hostile bytes ask for. It is there to learn from, and to find out whether the pages say
all that a reader has to know.

    plain_reader.py FILE.rondo >FILE       expands it
    plain_reader.py --tables FILE.rondo    prints what headers and tables say
    plain_reader.py --dict FILE.car FILE.rondo >FILE
                                           expands one that needs the dictionary

It checks every size and every SHA-256, but no XXH3, which Python does not have."""

import hashlib
import os
import sys

from byte_reader import ByteReader, require, unzigzag
from dictionary import dictionaries_of_car
from grammar_lens import GrammarSegment
from mixed_bytes import FILTERED, expand_mixed
from parity import Parity
from record_lens import RecordSegment, patterns_of_page, rules_of
from zstd_lens import expand_blocks

STORED, ZSTD, GRAMMAR, RECORD, MIXED_BYTES = range(5)
LENSES = ('stored', 'zstd', 'grammar', 'record', 'mixed bytes')
LAST, ENDS_IN_NEWLINE, TIMES, PRESENCE, LENDS, BUILDS_ON, NEEDS_DICTIONARY = (
    1, 2, 4, 8, 16, 32, 64)
NAMES_LOG, SAYS_MODIFIED, HAS_LIST = 128, 64, 32  # of the index
CARRIES, SHORT = 2, 4  # of the file header
PAGES = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../docs/format')


def mix(x):
    z = (x + 0x9e3779b97f4a7c15) % 2**64
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9 % 2**64
    z = (z ^ z >> 27) * 0x94d049bb133111eb % 2**64
    return z ^ z >> 31


def read_segment_times(reader):
    """First second, span, back, traits."""
    times = (unzigzag(reader.varint()), reader.varint(), reader.varint(), reader.varint())
    require(times[3] < 2**29, 'traits')
    return times


class Segment:
    """Reads one from behind its marker."""

    def __init__(self, reader):
        start = reader.at - 4
        self.header_bytes = reader.integer(2)
        self.lens = reader.u8()
        self.flags = reader.u8()
        require(self.lens <= MIXED_BYTES and self.flags < 128, 'of a later version')
        require(self.flags & (LENDS | BUILDS_ON | NEEDS_DICTIONARY) in
                (0, LENDS, BUILDS_ON, NEEDS_DICTIONARY), 'lends and builds on')
        (self.expanded_bytes, self.newlines, self.block_bytes, self.blocks, table_bytes,
         tables_bytes, self.blocks_bytes) = (reader.varint() for _ in range(7))
        reader.take(8)
        self.digest = reader.take(32)
        self.times = None
        if self.flags & TIMES:
            self.times = read_segment_times(reader)
            self.read_kinds(reader)
        presence_bytes = reader.varint() if self.flags & PRESENCE else 0
        self.builds_on = reader.varint() if self.flags & BUILDS_ON else 0
        self.dictionary = (reader.take(32), reader.u8()) if self.flags & NEEDS_DICTIONARY else None
        self.lender = None  # the segment, or the part of a dictionary, that it builds on
        reader.take(4)
        require(reader.at == start + self.header_bytes, 'the header ends elsewhere')
        if presence_bytes:
            self.read_presence(ByteReader(reader.take(presence_bytes)))
        self.read_block_table(ByteReader(reader.take(table_bytes)))
        self.tables = reader.take(tables_bytes)[:-8]
        self.payloads = [reader.take(size) for size in self.payload_bytes]
        self.stored_bytes = reader.at - start

    def read_presence(self, reader):
        self.rates = list(reader.take(5))
        self.ribbons = [reader.take(reader.varint()) for _ in range((max(self.rates) + 31) // 32)]
        reader.take(4)
        require(reader.at_end(), 'presence ends elsewhere')

    def may_hold_piece(self, kind, text):
        """text: the bytes of a piece, letters in lower case."""
        v = int.from_bytes(text, 'little')
        piece = kind * 2**23 + (v * 0x9e3779b97f4a7c15 % 2**64 >> 41)
        for i, ribbon in enumerate(self.ribbons):
            h = mix(piece + 2**32 * i)
            if h % 32 >= self.rates[kind] - 32 * i or len(ribbon) < 8:
                continue
            first = (h >> 32) * (8 * len(ribbon) - 63) >> 32
            bits = int.from_bytes(ribbon, 'little') >> first
            if bin(bits & (mix(h) | 1)).count('1') % 2 != 0:
                return False
        return True

    def read_block_table(self, reader):
        def column(total):
            values = []
            while len(values) < self.blocks - 1:
                count = min(64, self.blocks - 1 - len(values))
                least, width = reader.varint(), reader.u8()
                packed = reader.integer((count * width + 7) // 8)
                values += [least + (packed >> i * width) % (1 << width) for i in range(count)]
            return values + [total - sum(values)]

        self.payload_bytes = column(self.blocks_bytes)
        shortfalls = column(self.blocks * self.block_bytes - self.expanded_bytes)
        self.sizes = [self.block_bytes - shortfall for shortfall in shortfalls]
        self.newlines_of_blocks = column(self.newlines)
        reader.take(4 * self.blocks)
        self.bounds = self.read_times(reader) if self.times and self.blocks > 1 else None
        reader.take(4)
        require(reader.at_end(), 'the block table ends elsewhere')
        require(all(1 <= size <= self.block_bytes for size in self.sizes), 'block sizes')

    def read_kinds(self, reader):
        """The kinds of times that count, or what was said of the times: key and format."""
        count = reader.u8()
        self.kinds, self.said = [], None
        if count == 255:
            self.said = tuple(bytes(reader.take(reader.u8())) for _ in range(2))
            require(0 < sum(map(len, self.said)) <= 100, 'said times')
            return
        self.kinds = list(reader.take(count))
        require(count <= 32 and self.kinds == sorted(set(self.kinds)), 'kinds')

    def read_times(self, reader):
        """For each block with times: (first, last) in nanoseconds from the first second."""
        self.timeless, k = reader.varint(), reader.u8()
        nibbles = Nibbles(reader)
        bounds, cell = [], 0
        for _ in range(self.blocks - self.timeless):
            of_block, more = [], True
            while more:
                first = cell + unzigzag(nibbles.number())
                more, span = nibbles.number_and_flag()
                cell = first + span
                of_block.append((first << k, (cell + 1 << k) - 1))
            bounds.append(of_block)
        return bounds

    def coded(self):
        """The tables as the lens reads them; None of the lenses whose tables say little."""
        lender = self.lender.coded() if self.lender else None
        if self.lens == GRAMMAR:
            return GrammarSegment(self.tables, self.blocks, rules_of(lender))
        if self.lens == RECORD:
            return RecordSegment(self.tables, self.blocks, patterns(), lender)
        return None

    def expand(self):
        if self.lens == STORED:
            blocks = self.payloads
        elif self.lens == ZSTD:
            blocks = expand_blocks(self.tables, self.payloads, self.sizes)
        elif self.lens == MIXED_BYTES:
            blocks = expand_mixed(self.tables, self.payloads, self.sizes)
        else:
            coded = self.coded()
            blocks = [coded.read_block(number, payload)[-1]
                      for number, payload in enumerate(self.payloads)]
        if (self.lens == GRAMMAR and self.tables[0] & 1 or
                self.lens == MIXED_BYTES and self.tables[1] & FILTERED):
            starts = [sum(self.sizes[:number]) for number in range(self.blocks)]
            blocks = [unfilter_x86(block, start) for block, start in zip(blocks, starts)]
        require([len(block) for block in blocks] == self.sizes, 'sizes of blocks')
        require([block.count(b'\n') for block in blocks] == self.newlines_of_blocks,
                'newlines of blocks')
        data = b''.join(blocks)
        require(hashlib.sha256(data).digest() == self.digest, 'the digest')
        require(data.endswith(b'\n') == bool(self.flags & ENDS_IN_NEWLINE), 'the last byte')
        return data

    def describe(self):
        """What header and tables say, in lines."""
        coded = self.coded()
        if coded is None:
            return []
        lines = coded.describe()
        for number, payload in enumerate(self.payloads):
            lines += coded.describe_block(number, payload)
        return lines


class Nibbles:
    def __init__(self, reader):
        self.reader, self.waiting = reader, None

    def nibble(self):
        if self.waiting is not None:
            value, self.waiting = self.waiting, None
            return value
        byte = self.reader.u8()
        self.waiting = byte >> 4
        return byte & 15

    def number(self):
        value = shift = 0
        while True:
            nibble = self.nibble()
            value |= (nibble & 7) << shift
            shift += 3
            if nibble < 8:
                return value

    def number_and_flag(self):
        value = self.number()
        return value & 1, value >> 1


def patterns():
    with open(os.path.join(PAGES, 'record_lens.md'), encoding='utf-8') as page:
        return patterns_of_page(page.read())


def unfilter_x86(block, base):
    out = bytearray(block)
    i = 0
    while i + 7 <= len(out):
        a, b, c = out[i:i + 3]
        k = 0
        if a in (0xE8, 0xE9):
            k = 1
        elif (a == 0x0F and 0x80 <= b <= 0x8F) or (
                (0x80 <= a <= 0x8F or a in (0xC6, 0xC7, 0xFF)) and b & 0xC7 == 5):
            k = 2
        elif (a == 0x0F or 0x40 <= a <= 0x4F) and b not in (0xE8, 0xE9) and c & 0xC7 == 5:
            k = 3
        if k == 0:
            i += 1
            continue
        d = int.from_bytes(out[i + k:i + k + 4], 'little')
        if d >> 24 in (0, 0xFF):
            d = (d % 2**25 - (base + i + k + 4)) % 2**25
            out[i + k:i + k + 4] = (d % 2**24 | (0xFF000000 if d >> 24 else 0)).to_bytes(
                4, 'little')
        i += k + 4
    return bytes(out)


def merkle_root(digests):
    if not digests:
        return hashlib.sha256(b'').digest()
    if len(digests) == 1:
        return hashlib.sha256(b'\0' + digests[0]).digest()
    k = 1
    while k * 2 < len(digests):
        k *= 2
    return hashlib.sha256(b'\1' + merkle_root(digests[:k]) + merkle_root(digests[k:])).digest()


class LentPart:
    """A part of a dictionary, which a segment may build on."""

    def __init__(self, dictionary, part):
        reader = ByteReader(dictionary.own['tables/%d' % part])
        self.lens = reader.u8()
        reader.varint()
        self.blocks = reader.varint()
        self.tables = reader.rest()
        self.text = dictionary.text(part)

    def coded(self):
        if self.lens == GRAMMAR:
            return GrammarSegment(self.tables, self.blocks)
        require(self.lens == RECORD, 'the lens of a part')
        segment = RecordSegment(self.tables, self.blocks, patterns())
        segment.shared_text = self.text
        return segment


class Score:
    """Reads one from where its file header starts. `dictionaries`: by digest."""

    def __init__(self, reader, dictionaries):
        start = reader.at
        require(reader.take(6) == b'\x8fRondo', 'not a score')
        version, flags = reader.u8(), reader.u8()
        require(version == 1 and flags < 8, 'of a later version')
        self.carried = b''
        if flags & CARRIES:
            self.carried = reader.take(reader.integer(4))
            reader.take(4)
            dictionaries.update(dictionaries_of_car(self.carried))
        self.segments = []
        marker = reader.take(4)
        while marker == b'\x8fSEG':
            segment = Segment(reader)
            if segment.builds_on:
                lenders = [n for n, s in enumerate(self.segments) if s.flags & LENDS]
                require(lenders[-1:] == [len(self.segments) - segment.builds_on], 'the lender')
                segment.lender = self.segments[lenders[-1]]
            if segment.dictionary:
                digest, part = segment.dictionary
                require(digest in dictionaries, 'needs a dictionary')
                segment.lender = LentPart(dictionaries[digest], part)
            self.segments.append(segment)
            marker = reader.take(4)
        if flags & SHORT:
            require(len(self.segments) == 1 and self.segments[0].flags & LAST, 'one segment')
            require(int.from_bytes(marker, 'little') == reader.at + 4 - start, 'score bytes')
            require(reader.take(4) == b'\x8fFIN', 'the end')
            return
        require(marker == b'\x8fIDX', 'neither a segment nor the index')
        index = reader.at - 4
        index_flags = reader.u8()
        require(index_flags & ~(NAMES_LOG | SAYS_MODIFIED | HAS_LIST) == flags, 'flags of the index')
        if flags & CARRIES:
            require(reader.integer(4) == len(self.carried), 'dictionary bytes')
        self.log = reader.take(16) if index_flags & NAMES_LOG else None
        self.modified = reader.integer(8) if index_flags & SAYS_MODIFIED else None
        require(self.modified is None or self.modified <= 9223372035, 'when it was modified')
        self.redact_list = reader.take(reader.integer(2)) if index_flags & HAS_LIST else None
        if self.redact_list is not None:
            require(1 <= len(self.redact_list) <= 4096 and
                    all(byte >= 32 and byte != 127 for byte in self.redact_list), 'the list')
        require(reader.varint() == len(self.segments), 'segments of the index')
        for segment in self.segments:
            require(reader.varint() == segment.stored_bytes, 'stored bytes')
            require(reader.varint() == segment.expanded_bytes, 'expanded bytes')
            require(reader.varint() == segment.newlines, 'newlines')
            entry = reader.u8()
            require(entry == (1 if segment.flags & ENDS_IN_NEWLINE else 0) +
                    (2 if segment.times else 0) + (4 if segment.builds_on else 0),
                    'flags of an entry')
            if segment.times:
                require(read_segment_times(reader) == segment.times, 'times of an entry')
            if segment.builds_on:
                require(reader.varint() == segment.builds_on, 'builds on of an entry')
        require(reader.take(32) == merkle_root([s.digest for s in self.segments]), 'the root')
        reader.take(4)
        require(reader.integer(8) == reader.at - 8 - index, 'index bytes')
        require(reader.integer(8) == reader.at + 8 - start, 'score bytes')
        reader.take(4)
        require(reader.take(4) == b'\x8fEND', 'the end')
        last = [segment.flags & LAST for segment in self.segments]
        require(last == [0] * (len(last) - 1) + [1] * bool(last), 'the flag of the last')


def read_file(data, car=None):
    """The scores of a file, none of which is unfinished. `car`: dictionaries that they need."""
    dictionaries = dictionaries_of_car(car) if car else {}
    reader = ByteReader(data)
    scores = [Score(reader, dictionaries)]
    while not reader.at_end():
        if data[reader.at:reader.at + 4] == b'\x8fPAR':
            Parity(reader, data[:reader.at])
        else:
            scores.append(Score(reader, dictionaries))
    return scores


def expand(data, car=None):
    return b''.join(segment.expand() for score in read_file(data, car)
                    for segment in score.segments)


def read_bytes(name):
    with open(name, 'rb') as file:
        return file.read()


def main(arguments):
    data = read_bytes(arguments[-1])
    if arguments[:-1] == ['--tables']:
        for score in read_file(data):
            for number, segment in enumerate(score.segments):
                print('segment %d, lens %s' % (number, LENSES[segment.lens]))
                print('\n'.join(segment.describe()))
    else:
        car = read_bytes(arguments[1]) if arguments[0] == '--dict' else None
        sys.stdout.buffer.write(expand(data, car))


if __name__ == '__main__':
    main(sys.argv[1:])
