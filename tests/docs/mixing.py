"""The mixing engine, as docs/format/mixing.md says it: slow and plain."""

M32 = 0xffffffff


def make_squash():
    squash = {}
    power = 1 << 32
    for x in range(3072):
        squash[x] = min((1 << 48) // ((1 << 32) + power), 65535)
        squash[-x] = 65536 - squash[x]
        power = (power * 4278222805 + (1 << 31)) >> 32
    return squash


def make_stretch(squash):
    stretch = []
    x = -3071
    for p in range(65536):
        while x < 3071 and squash[x + 1] <= p:
            x += 1
        stretch.append(x)
    return stretch


SQUASH = make_squash()
STRETCH = make_stretch(SQUASH)
MOST_OF_LARGER = (40, 20, 12, 8, 6, 5)


def allowed(a, b):
    return min(a, b) < 6 and max(a, b) <= MOST_OF_LARGER[min(a, b)]


def make_states():
    states = []
    for total in range(41):
        for zeros in range(total + 1):
            ones = total - zeros
            if not allowed(zeros, ones):
                continue
            if zeros > 0 or ones == 0:
                states.append((zeros, ones, 0))
            if ones > 0:
                states.append((zeros, ones, 1))
    return states


STATES = make_states()
NUMBER = {state: i for i, state in enumerate(STATES)}


def next_state(state, bit):
    same, other = STATES[state][bit] + 1, STATES[state][1 - bit]
    if other > 2:
        other = min(other - 1, other.bit_length())
    while not allowed(same, other):
        if same > other:
            same -= 1
        else:
            other -= 1
    return NUMBER[(other, same, 1) if bit else (same, other, 0)]


def mixed(x):
    y = x * 0x9e3779b1 & M32
    return y ^ y >> 15


def limited(x):
    return max(-3071, min(3071, x))


def quotient(a, b):
    """Towards zero."""
    return a // b if a >= 0 else -(-a // b)


class AdaptiveBit:
    def __init__(self, ones, total):
        self.p22 = 4194303 * ones // total
        self.count = 0

    def p(self):
        return self.p22 >> 6

    def learn(self, bit, limit):
        target = 4194303 if bit else 0
        self.p22 += (target - self.p22) * (655360 // (10 * self.count + 16)) >> 16
        self.count = min(self.count + 1, limit)


class Weights:
    def __init__(self, inputs, one):
        self.w = [one] * inputs
        self.x = []
        self.sum = 0

    def mix(self, x):
        self.x = x
        self.sum = limited(sum(w * v >> 10 for w, v in zip(self.w, x)) >> 6)
        return self.sum

    def learn(self, bit, rate):
        error = ((bit << 16) - SQUASH[self.sum]) * rate >> 4
        for i, v in enumerate(self.x):
            w = self.w[i] + ((v * error + 8192) >> 14)
            self.w[i] = max(-524287, min(524287, w))


class Coder:
    def __init__(self, payload):
        self.payload = payload
        self.at = 4
        self.low, self.high = 0, M32
        self.value = int.from_bytes((payload + bytes(4))[:4], 'big')

    def bit(self, p):
        split = self.low + ((self.high - self.low) * max(1, min(65535, p)) >> 16)
        bit = int(self.value <= split)
        if bit:
            self.high = split
        else:
            self.low = split + 1
        while self.low >> 24 == self.high >> 24:
            byte = self.payload[self.at] if self.at < len(self.payload) else 0
            self.at += 1
            self.value = (self.value << 8 | byte) & M32
            self.low = self.low << 8 & M32
            self.high = (self.high << 8 | 255) & M32
        return bit

    def at_end(self):
        return len(self.payload) <= self.at <= len(self.payload) + 4


class Table:
    def __init__(self, bits):
        self.mask = (1 << bits - 6) - 1
        self.lines = {}

    def find(self, value):
        line = self.lines.setdefault(value & self.mask,
                                     [[0] * 16 for _ in range(4)])
        check = value >> 24
        for bucket in line:
            if bucket[0] == check and bucket[1] != 0:
                return bucket
        least = min(line, key=lambda bucket: bucket[1])
        least[:] = [check] + [0] * 15
        return least


class Refinement:
    def __init__(self):
        self.rows = {}

    def refine(self, row, x):
        self.knots = self.rows.setdefault(
            row, [SQUASH[limited((i - 16) * 192)] for i in range(33)])
        k, t = divmod(x + 3072, 192)
        self.nearer = k + (t >= 96)
        return (self.knots[k] * (192 - t) + self.knots[k + 1] * t) // 192

    def learn(self, bit):
        target = 65535 if bit else 0
        self.knots[self.nearer] += quotient(target - self.knots[self.nearer], 64)


class Engine:
    def __init__(self, contexts, expected, bits):
        self.table = Table(bits)
        self.contexts = contexts
        self.padding = -(2 * contexts + expected + 1) % 8
        self.inputs = 2 * contexts + expected + 1 + self.padding
        self.of_states = {}
        self.of_expected = {}
        self.weights = {}
        self.refinements = (Refinement(), Refinement())

    def decode(self, coder, hashes, expected, rows, refinements):
        """`expected`: pairs of byte, or -1, and trust. Returns a byte."""
        node = 1
        for number in range(8):
            if number == 0:
                buckets = [self.table.find(h) for h in hashes]
            if number == 4:
                buckets = [self.table.find(mixed(h + node & M32)) for h in hashes]
            place = 1 << number % 4 | node & (1 << number % 4) - 1
            node = node * 2 + self.decode_bit(coder, buckets, place, number, node,
                                              expected, rows, refinements)
        return node & 255

    def of_state(self, context, state):
        zeros, ones, _ = STATES[state]
        return self.of_states.setdefault(
            (context, state), AdaptiveBit(5 * ones + 2, 5 * (zeros + ones) + 4))

    def decode_bit(self, coder, buckets, place, number, node, expected, rows,
                   refinements):
        x, known = [], 0
        for i, bucket in enumerate(buckets):
            state = bucket[place]
            zeros, ones, _ = STATES[state]
            p = self.of_state(i, state).p()
            x += [STRETCH[p], p - 32768 >> (6 if zeros and ones else 5)] if state else [0, 0]
            known += state > 0
        hopes = []
        for i, (byte, trust) in enumerate(expected):
            if byte < 0 or (byte | 256) >> 8 - number != node:
                x.append(0)
                continue
            adaptive = self.of_expected.setdefault((i, trust), AdaptiveBit(1, 2))
            one = byte >> 7 - number & 1
            hopes.append((adaptive, one))
            x.append(STRETCH[adaptive.p()] if one else -STRETCH[adaptive.p()])
        x += [256] + [0] * self.padding
        names = ((0, rows[0], node), (1, rows[1], number), (2, rows[2], known),
                 (3, rows[3], number))
        sets = [self.weights.setdefault(name, Weights(self.inputs, 65536 // 6))
                for name in names]
        last = self.weights.setdefault((4, node), Weights(4, 16384))
        total = last.mix([s.mix(x) for s in sets])
        refined = [r.refine(mixed(row + node & M32) % 16384, total)
                   for r, row in zip(self.refinements, refinements)]
        bit = coder.bit((SQUASH[total] + sum(refined)) // 3)
        for s in sets:
            s.learn(bit, 12)
        last.learn(bit, 3)
        for i, bucket in enumerate(buckets):
            self.of_state(i, bucket[place]).learn(bit, 255)
            bucket[place] = next_state(bucket[place], bit)
        for adaptive, one in hopes:
            adaptive.learn(bit == one, 1023)
        for r in self.refinements:
            r.learn(bit)
        return bit
