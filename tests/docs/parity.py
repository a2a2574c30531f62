"""docs/format/parity.md in Python: reads a section and checks that it is the parity of what it
covers. No checksums, which are XXH3."""

from byte_reader import require

FRONT, BACK = 0, 1
PAGE_CELLS = 1000


def multiply(a, b):
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = a << 1 ^ (0x11d if a & 0x80 else 0)
        b >>= 1
    return product


def inverse(a):
    return next(b for b in range(1, 256) if multiply(a, b) == 1)


class Parity:
    """Reads a section from its first page on; `covered` is what stands before it."""

    def __init__(self, reader, covered):
        start = reader.at
        self.shape = None
        self.read_map(reader, FRONT)
        data_shards, parity_shards, cell_bytes, columns, covered_bytes = self.shape
        shard_bytes = cell_bytes * columns
        require(shard_bytes * (data_shards - 1) < covered_bytes <= shard_bytes * data_shards,
                'shards that are empty, or too short')
        data = covered[len(covered) - covered_bytes:].ljust(shard_bytes * data_shards, b'\0')
        shards = [data[i * shard_bytes:(i + 1) * shard_bytes] for i in range(data_shards)]
        for row in range(parity_shards):
            require(reader.take(shard_bytes) == self.parity_of(shards, row), 'the parity')
        self.read_map(reader, BACK)
        require(reader.integer(8) == reader.at + 16 - start, 'section bytes')
        require(reader.integer(8) == covered_bytes, 'covered bytes')
        reader.take(4)
        require(reader.take(4) == b'\x8fPAE', 'the end of parity')

    def read_map(self, reader, copy):
        first, cells = 0, 1
        while first < cells:
            require(reader.take(4) == b'\x8fPAR', 'a page')
            require(reader.u8() == copy, 'the copy')
            shards = (reader.u8(), reader.u8())
            require(reader.u8() == 0, 'reserved')
            shape = shards + (reader.integer(4), reader.integer(4), reader.integer(8))
            require(self.shape in (None, shape), 'pages differ')
            self.shape = shape
            cells = sum(shards) * shape[3]
            require(reader.integer(8) == first, 'first cell')
            count = reader.integer(2)
            require(count == min(PAGE_CELLS, cells - first), 'cells of the page')
            require(reader.integer(4) == 0, 'reserved')
            reader.take(4 + 4 * count + 4)
            first += count

    def parity_of(self, shards, row):
        parity = bytearray(len(shards[0]))
        for number, shard in enumerate(shards):
            factor = inverse(len(shards) + row ^ number)
            multiples = [multiply(factor, byte) for byte in range(256)]
            parity = bytearray(a ^ multiples[b] for a, b in zip(parity, shard))
        return bytes(parity)
