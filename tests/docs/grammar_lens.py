"""docs/format/grammar_lens.md in Python. As entropy.py: slow, trusting, for learning."""

from byte_reader import ByteReader, FormatError
from entropy import Bit, Integer, Models, Rans, Symbol

FIRST_USE, COPY = 0, 1
RULE, BLOCK = 0, 1


class GrammarSegment:
    def __init__(self, tables, blocks, lender=None):
        """`lender`: a grammar of which rules may be borrowed."""
        reader = ByteReader(tables)
        self.flags = reader.u8()
        self.side_bytes = reader.varint()
        side = Rans(reader.take(self.side_bytes))
        self.contexts = side.raw(1, 7) + 1
        self.classes = side.raw(1, 7) + 1
        self.blocks_of_page = -(-blocks // 64)
        page_bytes, page_rules = Integer(), Integer()
        borrows = self.flags & 2
        borrowed = (page_bytes.read(side), page_rules.read(side)) if borrows else (0, 0)
        self.pages = [(page_bytes.read(side), page_rules.read(side))
                      for _ in range(0, blocks, self.blocks_of_page)]
        tokens, first_uses = Integer(), Integer()
        self.blocks = [(tokens.read(side), first_uses.read(side)) for _ in range(blocks)]
        used, of_class, context, bucket = Bit(), Symbol(8), Symbol(8), Symbol(4)
        self.class_of, self.context_of, self.byte_bucket = {}, {}, {}
        for byte in range(256):
            if used.read(side):
                self.class_of[byte] = of_class.read(side)
                self.context_of[byte] = context.read(side)
                self.byte_bucket[byte] = bucket.read(side)
        c, k = self.contexts, self.classes
        self.models = {}
        for name, contexts, alphabet, bits in (
                ('head', 1, 32, 10), ('bucket', 32, 16, 10), ('stated class', 1, k, 10),
                ('stated context', 1, c, 10), ('copy distance', 1, 32, 10),
                ('copy length', 1, 32, 10), ('body length', 1, 32, 10),
                ('class in rules', c + 1, k, 11), ('class in blocks', c + 1, k, 11),
                ('inner in rules', k, 31, 9), ('inner in blocks', k, 31, 9),
                ('borrowed gap', 1, 32, 10), ('borrowed head', 1, 4, 10),
                ('borrowed bucket', 1, 16, 10))[:14 if borrows else 11]:
            self.models[name] = Models(side, contexts, alphabet, bits)
        side.check_end()

        self.buckets = {}
        for byte, number in self.byte_bucket.items():
            self.enter(byte, number)
        self.rules = []  # (body, bucket, class, context, tokens)
        self.unclaimed = []
        if borrows:
            self.read_borrowed(reader.take(borrowed[0]), borrowed[1], lender)
        self.page_streams = [reader.take(size) for size, _ in self.pages]
        if not reader.at_end():
            raise FormatError('tables have bytes left over')
        self.bucket_sizes = []
        for stream, (_, rules) in zip(self.page_streams, self.pages):
            self.read_page(stream, rules)
            self.bucket_sizes.append({key: len(all) for key, all in self.buckets.items()})

    def read_borrowed(self, stream, count, lender):
        rans = Rans(stream)
        number = 0
        for _ in range(count):
            number += self.number(rans, 'borrowed gap')
            head = self.models['borrowed head'].read(rans, 0)
            bucket = self.models['borrowed bucket'].read(rans, 1)
            expansion = lender.expand(256 + number)
            number += 1
            symbol = 256 + len(self.rules)
            self.class_of[symbol] = (self.models['stated class'].read(rans, 0) if head & 1
                                     else self.class_of[expansion[0]])
            self.context_of[symbol] = (self.models['stated context'].read(rans, 1) if head & 2
                                       else self.context_of[expansion[-1]])
            self.enter(symbol, bucket)
            self.rules.append((list(expansion), bucket, ['borrowed'] * len(expansion)))
        rans.check_end()

    def enter(self, symbol, number):
        if number > 0:
            self.buckets.setdefault((self.class_of[symbol], number), []).append(symbol)

    def number(self, rans, name):
        width = self.models[name].read(rans, 1)
        return width if width < 2 else 1 << width - 1 | rans.raw(1, width - 1)

    def read_symbol(self, rans, place, of_class, caches, bucket_size):
        """A token of a class of symbols: the symbol, and how it was named."""
        cache = caches.setdefault(of_class, [])
        inner = self.models['inner in ' + ('rules', 'blocks')[place]].read(rans, 1, of_class)
        if inner < 16:
            symbol = cache.pop(inner)
            how = 'rank %d' % inner
        else:
            number = inner - 15
            members = self.buckets[of_class, number]
            index = rans.uniform(0, bucket_size((of_class, number)))
            symbol = members[index]
            how = 'bucket %d, %d' % (number, index)
        cache.insert(0, symbol)
        del cache[16:]
        return symbol, how

    def read_page(self, stream, rules):
        rans = Rans(stream)
        caches = {}
        floor = len(self.unclaimed)
        for _ in range(rules):
            head = self.models['head'].read(rans, 0)
            bucket = self.models['bucket'].read(rans, 1, head)
            length = head // 4 + 2
            if length == 9:
                length += self.number(rans, 'body length')
            of_class = self.models['stated class'].read(rans, 0) if head & 1 else None
            own_context = self.models['stated context'].read(rans, 1) if head & 2 else None
            body, tokens, context = [], [], self.contexts
            for _ in range(length):
                token = self.models['class in rules'].read(rans, 0, context)
                if token == FIRST_USE:
                    if len(self.unclaimed) == floor:
                        raise FormatError('nothing to claim')
                    symbol, how = self.unclaimed.pop(), 'first use'
                    cache = caches.setdefault(self.class_of[symbol], [])
                    cache.insert(0, symbol)
                    del cache[16:]
                elif token == COPY:
                    raise FormatError('a copy in a rule')
                else:
                    symbol, how = self.read_symbol(rans, RULE, token, caches,
                                                   lambda key: len(self.buckets[key]))
                body.append(symbol)
                tokens.append(how)
                context = self.context_of[symbol]
            symbol = 256 + len(self.rules)
            self.class_of[symbol] = self.class_of[body[0]] if of_class is None else of_class
            self.context_of[symbol] = (self.context_of[body[-1]] if own_context is None
                                       else own_context)
            self.enter(symbol, bucket)
            self.rules.append((body, bucket, tokens))
            self.unclaimed.append(symbol)
        rans.check_end()

    def expand(self, symbol):
        out, stack = bytearray(), [symbol]
        while stack:
            top = stack.pop()
            if top < 256:
                out.append(top)
            else:
                stack.extend(reversed(self.rules[top - 256][0]))
        return bytes(out)

    def read_block(self, number, payload):
        """The symbols of a block, its tokens in words, and its expanded bytes."""
        rans = self.last_stream = Rans(payload)
        caches = {}
        symbols, words = [], []
        sizes = self.bucket_sizes[number // self.blocks_of_page]
        claims = sum(first for _, first in self.blocks[:number])
        context = self.contexts
        for _ in range(self.blocks[number][0]):
            token = self.models['class in blocks'].read(rans, 0, context)
            if token == COPY:
                distance = self.number(rans, 'copy distance')
                length = self.number(rans, 'copy length')
                if not 1 <= length <= distance <= len(symbols):
                    raise FormatError('a copy of nothing')
                symbols += symbols[len(symbols) - distance:][:length]
                words.append('copy %d, %d' % (distance, length))
            elif token == FIRST_USE:
                symbols.append(self.unclaimed[claims])
                claims += 1
                cache = caches.setdefault(self.class_of[symbols[-1]], [])
                cache.insert(0, symbols[-1])
                del cache[16:]
                words.append('first use')
            else:
                symbol, how = self.read_symbol(rans, BLOCK, token, caches, sizes.get)
                symbols.append(symbol)
                words.append(how)
            context = self.context_of[symbols[-1]]
        rans.check_end()
        return symbols, words, b''.join(map(self.expand, symbols))

    def describe(self):
        """What the tables say, in lines."""
        lines = ['%d contexts, %d classes' % (self.contexts, self.classes)]
        for number, (size, rules) in enumerate(self.pages):
            lines.append('page %d: %d bytes, %d rules' % (number, size, rules))
        for number, (tokens, first) in enumerate(self.blocks):
            lines.append('block %d: %d tokens, %d first uses' % (number, tokens, first))
        for byte, bucket in self.byte_bucket.items():
            lines.append('byte %02x: class %d, context %d, bucket %d' % (
                byte, self.class_of[byte], self.context_of[byte], bucket))
        lines += ['%s: %s' % item for item in self.models.items()]
        for number, (body, bucket, tokens) in enumerate(self.rules):
            symbol = 256 + number
            lines.append('rule %d: class %d, context %d, bucket %d' % (
                symbol, self.class_of[symbol], self.context_of[symbol], bucket))
            lines.append(describe_tokens(body, tokens))
        return lines

    def describe_block(self, number, payload):
        symbols, tokens, _ = self.read_block(number, payload)
        return ['block %d' % number, describe_tokens(symbols, tokens)]


def describe_tokens(symbols, tokens):
    """Without copies: a symbol for each token."""
    return '  ' + '; '.join('%s: %s' % ('%02x' % s if s < 256 else s, how)
                            for s, how in zip(symbols, tokens))
