"""docs/format/entropy.md in Python: rANS streams, lanes, side information, models.

Slow, and trusting where a real reader must not be. It follows the page, not the C++.
"""

from collections import deque

from byte_reader import ByteReader, FormatError


class States:
    """What rANS streams and lanes have in common: states, and words that refill them."""

    def __init__(self, states, rest, word_bytes):
        if len(rest) % word_bytes != 0:
            raise FormatError('half a word')
        self.states = states
        self.word_bits = 8 * word_bytes
        self.words = deque(int.from_bytes(rest[i:i + word_bytes], 'little')
                           for i in range(0, len(rest), word_bytes))
        self.trace = []  # a line for each operation

    def position(self, lane, bits):
        return self.states[lane] % (1 << bits)

    def take(self, lane, start, frequency, bits):
        before = self.states[lane]
        position = before % (1 << bits)
        x = frequency * (before >> bits) + position - start
        if x < self.LOW:
            x = x << self.word_bits | self.words.popleft()
        self.states[lane] = x
        self.trace.append('%4d %12x %4d %8d %6d .. %-6d %12x' % (
            lane, before, bits, position, start, start + frequency, x))

    def check_end(self):
        if self.words or any(state != self.LOW for state in self.states):
            raise FormatError('the stream does not end where its operations do')


class Rans(States):
    """A rANS stream."""

    LOW = 1 << 31

    def __init__(self, stream):
        lengths = stream[0]
        at = 1
        states = []
        for size in (4 + (lengths & 15), 4 + (lengths >> 4)):
            states.append(int.from_bytes(stream[at:at + size], 'little'))
            at += size
        super().__init__(states, stream[at:], 4)

    def raw(self, lane, count):
        low = min(count, 31)
        value = self.position(lane, low)
        self.take(lane, value, 1, low)
        if count == 32:
            high = self.position(lane, 1)
            self.take(lane, high, 1, 1)
            value |= high << 31
        return value

    def uniform(self, lane, n):
        width = (1 << 26) // n
        value = min(self.position(lane, 26) // width, n - 1)
        self.take(lane, value * width, width, 26)
        return value


class Lanes(States):
    """Four short states that are read side by side."""

    LOW = 1 << 16

    def __init__(self, stream):
        reader = ByteReader(stream)
        sizes = reader.u8()
        states = []
        for lane in range(4):
            size = sizes >> 2 * lane & 3
            states.append(reader.integer(size + 2) if size else self.LOW)
            if size == 3 or size and states[lane] <= self.LOW:
                raise FormatError('a state')
        super().__init__(states, reader.rest(), 2)


def stretches(count):
    """(lane, index, whether it is the first of its stretch) of tokens in coded order."""
    lanes = 1 if count < 64 else 4
    size = -(-count // lanes)
    return [(lane, lane * size + i, i == 0) for i in range(size) for lane in range(lanes)
            if lane * size + i < count]


class PackedBits:
    def __init__(self, packed):
        self.value, self.left = int.from_bytes(packed, 'little'), 8 * len(packed)

    def take(self, count):
        if count > self.left:
            raise FormatError('too few bits')
        value = self.value % (1 << count)
        self.value >>= count
        self.left -= count
        return value

    def number_of(self, token):
        least, bits = range_of_token(token)
        return least + self.take(bits)

    def check_end(self):
        if self.left >= 8 or self.value:
            raise FormatError('bits left over')


def range_of_token(token):
    """The least number of a token below 253, and how many raw bits follow it."""
    if token < 128:
        return token, 0
    if token < 192:
        octave, place, kept = 7 + (token - 128) // 8, (token - 128) % 8, 3
    elif token < 216:
        octave, place, kept = 15 + (token - 192) // 2, (token - 192) % 2, 1
    elif token < 253:
        octave, place, kept = 27 + token - 216, 0, 0
    else:
        raise FormatError('token %d' % token)
    bits = octave - kept
    return (1 << octave) + (place << bits), bits


def token_of(number):
    if number < 128:
        return number
    octave = number.bit_length() - 1
    if octave < 15:
        return 128 + 8 * (octave - 7) + (number >> octave - 3 & 7)
    if octave < 27:
        return 192 + 2 * (octave - 15) + (number >> octave - 1 & 1)
    return 216 + octave - 27


def number_of(rans, lane, token):
    """The number of a token; raw bits come from `lane`."""
    least, bits = range_of_token(token)
    if bits > 32:
        high = rans.raw(lane, bits - 32) << 32
        return least + high + rans.raw(lane, 32)
    return least + rans.raw(lane, bits) if bits else least


class Adaptive:
    """What models have in common: how fast they learn."""

    def __init__(self):
        self.uses = 0

    def step(self):
        self.uses = min(self.uses + 1, 16)
        return self.uses.bit_length()


class Bit(Adaptive):
    def __init__(self):
        super().__init__()
        self.width = 16384

    def read(self, rans):
        bit = rans.position(0, 15) < self.width
        start, end = (0, self.width) if bit else (self.width, 32768)
        rans.take(0, start, end - start, 15)
        self.width += (32752 if bit else 16) - self.width >> self.step()
        return int(bit)


class Nibble(Adaptive):
    def __init__(self):
        super().__init__()
        self.starts = [2048 * i for i in range(17)]

    def read(self, rans, lane):
        position, c = rans.position(lane, 15), self.starts
        choice = next(s for s in range(16) if position < c[s + 1])
        rans.take(lane, c[choice], c[choice + 1] - c[choice], 15)
        step = self.step()
        for i in range(1, 16):
            certain = 16 * i if i <= choice else 32768 - 16 * (16 - i)
            c[i] += certain - c[i] >> step
        return choice


class Symbol:
    """The model of symbols of 4 or 8 bits."""

    def __init__(self, bits):
        self.upper = Nibble()
        self.lower = [Nibble() for _ in range(16)] if bits == 8 else None

    def read(self, rans):
        symbol = self.upper.read(rans, 0)
        return 16 * symbol + self.lower[symbol].read(rans, 1) if self.lower else symbol


class Integer(Symbol):
    """The model of an integer."""

    def __init__(self):
        super().__init__(8)

    def read(self, rans):
        return number_of(rans, 1, super().read(rans))


def coarse_of_rank(rank):
    return rank if rank < 8 else 4 + rank % 4 << rank // 4 - 1


class Models:
    """A model set: frequencies by context."""

    def __init__(self, rans, contexts, alphabet, bits):
        self.bits = bits
        widths = [1] * alphabet
        if contexts > 1:
            width_models, last = [Symbol(4) for _ in range(16)], 0
            for s in range(alphabet):
                widths[s] = last = width_models[last].read(rans)
        known = [s for s in range(alphabet) if widths[s]]
        groups = [known[i:i + 4] for i in range(0, len(known), 4)]
        used, rest_model = Bit(), Integer()
        present = [[Symbol(4) for _ in range(16)] for _ in range(16)]
        rank = [Symbol(8) for _ in range(16)]
        above = [0] * alphabet
        self.rows = []
        for _ in range(contexts):
            if not used.read(rans):
                self.rows.append(None)
                continue
            row = [0] * alphabet
            rest = rest_model.read(rans)
            before = 0
            for group in groups:
                over = sum(1 << i for i, s in enumerate(group) if above[s])
                before = present[over][before].read(rans)
                for i, s in enumerate(group):
                    if before >> i & 1:
                        row[s] = coarse_of_rank(rank[widths[s]].read(rans))
            row[rest] = (1 << bits) - sum(row)
            if row[rest] < 1:
                raise FormatError('a rest below 1')
            self.rows.append(row)
            above = row

    def read(self, rans, lane, context=0):
        row = self.rows[context]
        if row is None:
            return 0
        position = rans.position(lane, self.bits)
        start = 0
        for symbol, frequency in enumerate(row):
            if position < start + frequency:
                rans.take(lane, start, frequency, self.bits)
                return symbol
            start += frequency
        raise FormatError('frequencies do not fill the line')

    def __str__(self):
        """Frequencies of symbols: "0: 8 512, 16 512; 6: 2 2048" for contexts 0 and 6."""
        rows = ['%d: %s' % (c, ', '.join('%d %d' % (s, f) for s, f in enumerate(row) if f))
                for c, row in enumerate(self.rows) if row]
        return '; '.join(rows) or 'none used'
