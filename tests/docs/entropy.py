"""docs/format/entropy.md in Python: rANS streams, side information, models.

Slow, and trusting where a real reader must not be. It follows the page, not the C++.
"""

from byte_reader import FormatError

LOW = 1 << 31


class Rans:
    """A rANS stream."""

    def __init__(self, stream):
        lengths = stream[0]
        at = 1
        self.states = []
        for size in (4 + (lengths & 15), 4 + (lengths >> 4)):
            self.states.append(int.from_bytes(stream[at:at + size], 'little'))
            at += size
        rest = stream[at:]
        if len(rest) % 4 != 0:
            raise FormatError('half a word')
        self.words = [int.from_bytes(rest[i:i + 4], 'little') for i in range(0, len(rest), 4)]
        self.trace = []  # a line for each operation

    def position(self, lane, bits):
        return self.states[lane] % (1 << bits)

    def take(self, lane, start, frequency, bits):
        before = self.states[lane]
        position = before % (1 << bits)
        x = frequency * (before >> bits) + position - start
        if x < LOW:
            x = x << 32 | self.words.pop(0)
        self.states[lane] = x
        self.trace.append('%4d %12x %4d %8d %6d .. %-6d %12x' % (
            lane, before, bits, position, start, start + frequency, x))

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

    def check_end(self):
        if self.words or self.states != [LOW, LOW]:
            raise FormatError('the stream does not end where its operations do')


class Bit:
    """The adaptive model of a bit."""

    def __init__(self):
        self.fast = self.slow = 32768

    def read(self, rans):
        p = min(max((self.fast + self.slow) >> 5, 16), 4080)
        bit = rans.position(0, 12) < p
        rans.take(0, 0 if bit else p, p if bit else 4096 - p, 12)
        target = 65535 if bit else 0
        self.fast += (target - self.fast) >> 4
        self.slow += (target - self.slow) >> 7
        return int(bit)


class Symbol:
    """A tree of bit models for symbols of k bits."""

    def __init__(self, bits):
        self.bits = bits
        self.tree = [Bit() for _ in range(1 << bits)]

    def read(self, rans):
        node = 1
        for _ in range(self.bits):
            node = 2 * node + self.tree[node].read(rans)
        return node - (1 << self.bits)


class Integer:
    """The model of an integer."""

    def __init__(self):
        self.width = Symbol(6)
        self.top = [[Bit() for _ in range(4)] for _ in range(33)]

    def read(self, rans, coarse=False):
        width = self.width.read(rans)
        if width == 0:
            return 0
        value, below = 1, width - 1
        while below > 0 and value < 4:
            value = 2 * value + self.top[width][value].read(rans)
            below -= 1
        if coarse or below == 0:
            return value << below
        return value << below | rans.raw(0, below)


class Models:
    """A model set: frequencies by context."""

    def __init__(self, rans, contexts, alphabet, bits):
        self.bits = bits
        widths = [1] * alphabet
        if contexts > 1:
            width_model = Integer()
            widths = [width_model.read(rans) for _ in range(alphabet)]
        used, rest_model = Bit(), Integer()
        has = [[[Bit(), Bit()], [Bit(), Bit()]] for _ in range(16)]
        frequency = [Integer() for _ in range(16)]
        above = [0] * alphabet
        self.rows = []
        for _ in range(contexts):
            if not used.read(rans):
                self.rows.append(None)
                continue
            row = [0] * alphabet
            rest = rest_model.read(rans)
            row[rest] = 1
            for s in range(alphabet):
                if s == rest or widths[s] == 0:
                    continue
                before = int(s > 0 and row[s - 1] > 0)
                if has[widths[s]][before][int(above[s] > 0)].read(rans):
                    row[s] = frequency[widths[s]].read(rans, coarse=True)
            row[rest] = (1 << bits) - (sum(row) - 1)
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
