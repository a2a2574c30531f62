"""docs/format/README.md, "Conventions", in Python."""


class FormatError(Exception):
    pass


class ByteReader:
    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, size):
        if self.at + size > len(self.data):
            raise FormatError('%d bytes at %d of %d' % (size, self.at, len(self.data)))
        self.at += size
        return self.data[self.at - size:self.at]

    def rest(self):
        return self.take(len(self.data) - self.at)

    def integer(self, size):
        return int.from_bytes(self.take(size), 'little')

    def u8(self):
        return self.integer(1)

    def varint(self):
        value = shift = 0
        while True:
            byte = self.u8()
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                if byte == 0 and shift > 7:
                    raise FormatError('a varint that could be shorter')
                return value

    def at_end(self):
        return self.at == len(self.data)


def unzigzag(value):
    return value >> 1 if value % 2 == 0 else -(value >> 1) - 1


def require(holds, what):
    if not holds:
        raise FormatError(what)
