"""The lens of mixed bytes, as docs/format/mixed_bytes.md says it."""
from byte_reader import ByteReader, require
from mixing import (AdaptiveBit, Coder, Engine, M32, SQUASH, STRETCH, Weights)

LOG, TEXT, BINARY = range(3)
EXPECTS, FILTERED = 4, 8
LEAST = {LOG: (6, 20), TEXT: (5, 16), BINARY: (4, 12)}


def after(h, v):
    y = (h ^ (v + 1) * 0x9e3779b1) * 0x85ebca6b & M32
    return y ^ y >> 15


def is_letter(byte):
    return ord('a') <= byte | 32 <= ord('z')


def is_digit(byte):
    return ord('0') <= byte <= ord('9')


class Place:
    def __init__(self):
        self.prefix = self.last_token = self.shape = self.line = self.field = 0
        self.word = self.last_word = self.word_before_last = 0
        self.letters_only, self.in_token = True, False

    def update(self, byte):
        self.line = after(self.line, byte)
        if is_letter(byte) or is_digit(byte) or byte >= 128:
            self.prefix = after(self.prefix, byte)
            self.letters_only &= not is_digit(byte)
            self.in_token = True
        else:
            if self.in_token:
                if self.letters_only:
                    self.shape = after(self.shape, self.prefix)
                self.last_token, self.prefix = self.prefix, 0
                self.letters_only, self.in_token = True, False
                self.field += 1
            self.shape = after(self.shape, byte)
            if byte == 10:
                self.shape = self.line = self.field = 0
        if is_letter(byte) or byte >= 128:
            self.word = after(self.word, byte | 32)
        elif self.word:
            self.word_before_last, self.last_word = self.last_word, self.word
            self.word = 0


class Match:
    def __init__(self, least, bits):
        self.least, self.bits = least, bits
        self.entries, self.at, self.length = {}, 0, 0

    def update(self, text):
        if self.length and text[self.at] == text[-1]:
            self.at += 1
            self.length = min(self.length + 1, 65535)
        else:
            self.length = 0
        if len(text) < 32:
            return
        h, left = 0, self.least
        while left:
            size = 8 if left >= 8 else 4 if left >= 4 else 1
            end = len(text) - left + size
            v = int.from_bytes(text[end - size:end], 'little')
            h = (h ^ v) * 0x9e3779b97f4a7c15 & (1 << 64) - 1
            left -= size
        h >>= 64 - self.bits
        if self.length == 0 and self.entries.get(h):
            self.at = self.entries[h]
            while (self.length < min(32, self.at) and
                   text[self.at - 1 - self.length] == text[-1 - self.length]):
                self.length += 1
            if self.length < self.least:
                self.length = 0
        self.entries[h] = len(text)

    def byte(self, text):
        return text[self.at] if self.length else -1


def number_at(text, at):
    end = at
    while end < len(text) and is_digit(text[end]):
        end += 1
    return bytes(text[at:end]) if 1 <= end - at <= 18 else None


class Model:
    def __init__(self, kind, bits, text):
        self.kind, self.text = kind, text
        self.engine = Engine(9, 5, bits)
        self.short, self.long = (Match(least, min(bits - 4, 20)) for least in LEAST[kind])
        self.place = Place()
        self.above, self.entries = [[0, 0, 0], [0, 0, 0]], {}  # at, misses, hits
        self.digits, self.digit_at = b'', 0
        self.maps = [{}, {}, {}]
        self.weights = Weights(3, 65536 // 3)

    def longest(self):
        return self.long if self.long.length >= self.short.length else self.short

    def byte_above(self, i):
        return self.text[self.above[i][0]] if self.above[i][0] else -1

    def last(self, count):
        return int.from_bytes(bytes(4) + bytes(self.text[-count:]), 'big')

    def update(self):
        text = self.text
        self.place.update(text[-1])
        self.short.update(text)
        self.long.update(text)
        for pointer in self.above:
            if pointer[0] == 0:
                continue
            if text[pointer[0]] == text[-1]:
                pointer[2] = min(pointer[2] + 1, 15)
            else:
                pointer[1], pointer[2] = min(pointer[1] + 1, 3), 0
            pointer[0] += 1
        if self.digit_at < len(self.digits) and self.digits[self.digit_at] == text[-1]:
            self.digit_at += 1
        else:
            self.digit_at = len(self.digits)
        if self.place.in_token:
            return
        at, before = self.entries.get(self.place.shape & 0xffff, (0, 0))
        self.above = [[at, 0, 0], [before, 0, 0]]
        self.entries[self.place.shape & 0xffff] = (len(text), at)
        self.digits, self.digit_at = b'', 0
        if at and before:
            new, old = number_at(text, at), number_at(text, before)
            if new and old and 2 * int(new) >= int(old):
                self.digits = b'%0*d' % (len(new), 2 * int(new) - int(old))

    def number(self):
        return self.digits[self.digit_at] if self.digit_at < len(self.digits) else -1

    def ahead(self, i, steps):
        at = self.above[i][0]
        return self.text[at + steps] if at and at + steps < len(self.text) else 256

    def expected(self, coder):
        """A byte that one decision gave, or None."""
        match, text = self.longest(), self.text
        if match.length < 12:
            return None
        byte = match.byte(text)
        agrees = self.byte_above(0) == byte
        if not agrees and match.length < 24:
            return None
        if is_digit(byte) and not (agrees and match.length >= 36):
            return None
        rows = (min(match.length, 2047) * 2 + agrees,
                after(self.place.shape, self.place.prefix) >> 18,
                after(self.last(2), byte) >> 18)
        bits = [m.setdefault(row, AdaptiveBit(31, 32)) for m, row in zip(self.maps, rows)]
        p = SQUASH[self.weights.mix([STRETCH[bit.p()] for bit in bits])]
        if p < 60000:
            return None
        hit = coder.bit(p)
        self.weights.learn(hit, 2)
        for bit in bits:
            bit.learn(hit, 1023)
        return byte if hit else None

    def contexts(self):
        match, place, c1 = self.longest(), self.place, self.last(1)
        m = after(match.byte(self.text) if match.length else 256,
                  min(match.length, 31) << 8 | c1)
        c4, c8 = self.last(4), self.last(8) >> 32
        if self.kind == LOG:
            pair = [self.ahead(i, 0) << 9 | self.ahead(i, 1) for i in range(2)]
            found = [self.last(2), self.last(3), c4, after(place.shape, place.prefix),
                     after(after(*pair), c1 << 2 | self.above[0][1]), place.line,
                     after(place.word, place.last_word),
                     after(after(self.number() + 1, self.ahead(0, 0)), place.field)]
        elif self.kind == TEXT:
            word = after(place.word, c1)
            pair = after(word, place.last_word)
            found = [self.last(2), self.last(3), c4, after(c4, c8 & 0xffff), word, pair,
                     after(pair, place.word_before_last),
                     after((self.byte_above(0) + 1) << 8 | c1, self.byte_above(1) + 1)]
        else:
            found = [c1, self.last(2), self.last(3), c4, after(c4, c8 & 0xffff),
                     c4 & 0xffff00, c4 & 0xf0f0f0f0, after(c4 & 0xff000000, c8 & 0xff)]
        return [after(h, i) for i, h in enumerate(found + [m])]

    def decode(self, coder):
        match, place = self.longest(), self.place
        matched, length = match.byte(self.text), match.length
        above, before = self.byte_above(0), self.byte_above(1)

        def trust(pointer, same):
            return pointer[1] * 32 + pointer[2] * 2 + same

        def by_length(l):
            return l if l < 32 else min(32 + (l - 32) // 16, 63)
        number = self.number()
        expected = [
            (above, trust(self.above[0], above == before)),
            (before, trust(self.above[1], before == matched)),
            (self.short.byte(self.text), by_length(self.short.length)),
            (self.long.byte(self.text), by_length(self.long.length)),
            (number, min(len(self.digits) - self.digit_at, 7) +
             8 * min(self.digit_at, 7) + 64 * (number == above) +
             128 * (number == matched))]
        kind = length // 2 if length < 16 else min(4 + length.bit_length(), 15)
        same = above >= 0 and above == before
        rows = ((above >= 0 and above == matched) + 2 * (length > 15) + 4 * same,
                place.shape >> 24 if self.kind == LOG else self.last(1), kind,
                (2 * self.above[0][1] + same) * 8 + min(place.field, 7))
        refinements = (self.last(1) << 8, after(after(matched & M32, above), kind))
        return self.engine.decode(coder, self.contexts(), expected, rows, refinements)


def expand_mixed(tables, payloads, sizes):
    reader = ByteReader(tables)
    require(reader.u8() == 1, 'mixed bytes of a later version')
    flags, most_bits = reader.u8(), reader.u8()
    require(reader.at_end(), 'tables of mixed bytes')
    require(flags < 16 and flags & 3 < 3, 'reserved flags of mixed bytes')
    require(16 <= most_bits <= 27, 'table bits of mixed bytes')
    blocks = []
    for payload, size in zip(payloads, sizes):
        text, coder = bytearray(), Coder(payload)
        bits = min(max(size.bit_length() + 5, 16), most_bits)
        model = Model(flags & 3, bits, text)
        while len(text) < size:
            byte = model.expected(coder) if flags & EXPECTS else None
            text.append(model.decode(coder) if byte is None else byte)
            model.update()
        require(coder.at_end(), 'a payload of mixed bytes does not end where it should')
        blocks.append(bytes(text))
    return blocks
