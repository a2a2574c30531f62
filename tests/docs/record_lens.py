"""docs/format/record_lens.md in Python. As entropy.py: slow, trusting, for learning."""

import datetime
import re

from byte_reader import ByteReader, FormatError, require, unzigzag
from entropy import Bit, Integer, Models, Rans, Symbol, number_of, token_of
from grammar_lens import GrammarSegment
from record_blocks import Block, order_steps
from zstd_lens import expand_frame_with

STRING, TIME = 0, 9
MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split()
DAYS = 'Mon Tue Wed Thu Fri Sat Sun'.split()


class Reference:
    """What is numbered in the order of first use."""

    def __init__(self):
        self.is_new, self.back = Bit(), Integer()

    def read(self, rans, known):
        """`known` for a new thing."""
        return known if self.is_new.read(rans) else known - 1 - self.back.read(rans)


def read_flags(side, count):
    """Flags, which are coded four at a time."""
    models, flags, four = [Symbol(4) for _ in range(16)], [], 0
    for start in range(0, count, 4):
        four = models[four].read(side)
        flags += [four >> i & 1 for i in range(min(4, count - start))]
    return flags


class Slot:
    def __init__(self, column, form):
        self.column, self.form = column, form
        self.model = self.chain = None

    def is_string(self):
        return self.form[0] == STRING

    def takes_part(self):
        """In the cache of its class."""
        return self.model.predictor >= 11 or self.model.feeds

    def made_by(self):
        """The step that makes its values."""
        return self.chain or self.model


class Model:
    """How a slot or the sequence is coded."""

    def __str__(self):
        text = 'predictor %d, source %d' % (self.predictor, self.source)
        if self.second:
            text += ' and %d' % self.second
        if self.feeds:
            text += ', feeds the cache'
        if self.predictor in (12, 13):
            text += ', dictionary cluster %d' % self.dictionary
        if self.predictor >= 9:
            text += ', raw cluster %d' % self.raw
        text += ', cluster %d' % self.usual
        others = ['%d: %d' % item for item in enumerate(self.cluster) if item[1] != self.usual]
        return text + (' (by context %s)' % ', '.join(others) if others else '')


class RecordSegment:
    def __init__(self, tables, blocks, patterns, lender=None):
        """`lender`: the tables that it builds on, of either lens."""
        self.patterns = patterns
        self.lent_rules = rules_of(lender)
        self.lent = lender if isinstance(lender, RecordSegment) else None
        self.shared_text = None  # of a part of a dictionary
        reader = ByteReader(tables)
        self.shape_bytes = reader.varint()
        shapes = Rans(reader.take(self.shape_bytes))
        self.code_bytes = reader.varint()
        code = Rans(reader.take(self.code_bytes))
        self.read_shapes(shapes, blocks)
        shapes.check_end()
        self.read_code(code, blocks)
        code.check_end()
        self.steps = order_steps(self)
        self.read_text(reader)

    # Shapes.

    def read_shapes(self, side, blocks):
        slots = Integer()
        same_column, column_reference = Bit(), Reference()
        same_format, format_reference = Bit(), Reference()
        class_reference, class_size = Reference(), Integer()
        kind, flag, width, time = Symbol(4), Bit(), Integer(), Integer()
        formats, format_of, follower = [], {}, {}
        self.templates = []
        self.class_of = []  # by column
        self.classes = []  # [holds strings, size]
        self.known = self.read_known(side, Integer().read(side))
        as_lent = [Bit() for _ in range(3)]  # column, format, class
        column_of_lent, class_of_lent = {}, {}
        counts = [slots.read(side) if known is None else len(self.lent.templates[known])
                  for known in self.known]
        for known, count in zip(self.known, counts):
            template = []
            last = None
            for s in range(count):
                column = None
                like = None if known is None else self.lent.templates[known][s]
                if like and as_lent[0].read(side):
                    column = column_of_lent.get(like.column, len(self.class_of))
                if column is None and last in follower and same_column.read(side):
                    column = follower[last]
                if column is None:
                    column = column_reference.read(side, len(self.class_of))
                follower[last] = last = column
                new_column = column == len(self.class_of)
                form = None
                if like and as_lent[1].read(side):
                    form = like.form
                    if form not in formats:
                        formats.append(form)
                if form is None and not new_column and same_format.read(side):
                    form = format_of[column]
                if form is None:
                    which = format_reference.read(side, len(formats))
                    if which == len(formats):
                        form = [kind.read(side), flag.read(side), flag.read(side),
                                width.read(side), width.read(side)]
                        if form[0] == TIME:
                            form += [time.read(side), time.read(side), time.read(side)]
                        formats.append(tuple(form))
                    form = formats[which]
                format_of[column] = form
                if new_column:
                    of_class = None
                    if like and as_lent[2].read(side):
                        lent_class = self.lent.class_of[like.column]
                        of_class = class_of_lent.get(lent_class, len(self.classes))
                    if of_class is None:
                        of_class = class_reference.read(side, len(self.classes))
                    if like:
                        class_of_lent.setdefault(self.lent.class_of[like.column], of_class)
                    if of_class == len(self.classes):
                        self.classes.append([form[0] == STRING, class_size.read(side)])
                    self.class_of.append(of_class)
                if like:
                    column_of_lent.setdefault(like.column, column)
                template.append(Slot(column, form))
            self.templates.append(template)
        told = read_flags(side, self.known.count(None))
        self.ends_line = [told.pop(0) if known is None else self.lent.ends_line[known]
                          for known in self.known]
        self.read_lent_strings(side)
        bytes_model = Integer()
        self.literal_bytes = bytes_model.read(side)
        self.string_bytes = bytes_model.read(side)
        self.singleton_bytes = [bytes_model.read(side) for _ in range(blocks)]
        self.read_postings(side)
        self.read_counts(side)

    def read_known(self, side, templates):
        """By template: the lent one that it is, or None."""
        if self.lent is None:
            return [None] * templates
        is_known, distance, known, following = Bit(), Integer(), [], 0
        for _ in range(templates):
            known.append(None)
            if is_known.read(side):
                known[-1] = following + unzigzag(distance.read(side))
                following = known[-1] + 1
        return known

    def read_lent_strings(self, side):
        """By class: the lent class that it goes on from, and by rank the rank there, or None."""
        self.goes_on = {}
        if self.lent is None:
            return
        for known, template in zip(self.known, self.templates):
            for s, slot in enumerate(template if known is not None else []):
                lent_class = self.lent.class_of[self.lent.templates[known][s].column]
                if slot.is_string() and self.lent.classes[lent_class][0]:
                    self.goes_on.setdefault(self.class_of[slot.column], (lent_class, []))
        is_lent, distance = Bit(), Integer()
        for c, (_, size) in enumerate(self.classes):
            following = 0
            for _ in range(size if c in self.goes_on else 0):
                self.goes_on[c][1].append(None)
                if is_lent.read(side):
                    self.goes_on[c][1][-1] = following + unzigzag(distance.read(side))
                    following = self.goes_on[c][1][-1] + 1

    def read_postings(self, side):
        things = len(self.templates) + sum(size for strings, size in self.classes if strings)
        told, passed, places = Integer().read(side), Integer(), Symbol(4)
        first, gap = Integer(), Integer()
        self.postings = [[] for _ in range(things)]
        thing = before = 0
        for _ in range(told):
            thing += passed.read(side)
            count = places.read(side)
            before += unzigzag(first.read(side))
            blocks = [before]
            while len(blocks) < count:
                blocks.append(blocks[-1] + 1 + gap.read(side))
            self.postings[thing] = blocks
            thing += 1

    def read_counts(self, side):
        counted, lines = Bit(), Integer()
        ranks, string_lines = Integer(), Integer()
        self.lines, self.string_counts = None, {}
        if not counted.read(side):
            return
        self.lines = [lines.read(side) for _ in self.templates]
        for t, template in enumerate(self.templates):
            for s, slot in enumerate(template):
                if slot.is_string() and counted.read(side):
                    rank = -1
                    counts = {}
                    for _ in range(ranks.read(side)):
                        rank += 1 + ranks.read(side)
                        counts[rank] = string_lines.read(side)
                    self.string_counts[t, s] = counts

    # Code.

    def read_code(self, side, blocks):
        count, line_byte, length = Integer(), Symbol(8), Integer()
        body_ranks = [Integer() for _ in range(17)]
        rules = count.read(side)
        self.ranks = []  # ('template', number) or ('rule', body)
        self.line_bytes = []
        symbols = len(self.templates) + rules
        for is_rule in read_flags(side, symbols) if rules > 0 else [0] * symbols:
            if is_rule:
                body, before = [], 0
                for _ in range(length.read(side)):
                    token = Symbol.read(body_ranks[before], side)
                    body.append(number_of(side, 1, token))
                    before = 1 + token // 16
                self.ranks.append(('rule', body))
            else:
                self.ranks.append(('template', len(self.line_bytes)))
                self.line_bytes.append(line_byte.read(side) if rules > 0
                                       else token_of(len(self.line_bytes)))
        size, last = Integer(), 0
        self.sequence_sizes = []
        for _ in range(blocks):
            last += unzigzag(size.read(side))
            self.sequence_sizes.append(last)
        number = Integer()
        self.numbers = [[] if strings else [number.read(side) for _ in range(size)]
                        for strings, size in self.classes]
        seed, slope = Integer(), Integer()
        self.columns = [(seed.read(side), unzigzag(slope.read(side))) for _ in self.class_of]
        self.read_models(side)
        lent = self.read_lent_clusters(side)
        own = count.read(side)
        self.model_set = Models(side, own, 256, 11)
        self.model_set.rows += [self.lent.model_set.rows[cluster] for cluster in lent]
        self.clusters = own + len(lent)

    def read_lent_clusters(self, side):
        """The numbers of the clusters that are lent."""
        if self.lent is None:
            return []
        how_many, gap, clusters = Integer(), Integer(), []
        for _ in range(how_many.read(side)):
            clusters.append((clusters[-1] + 1 if clusters else 0) + gap.read(side))
        return clusters

    def read_models(self, side):
        same, reference = Bit(), Reference()
        trees = {'predictor': Symbol(4), 'source': [Symbol(4) for _ in range(14)],
                 'feeds': Bit(), 'second': Symbol(4), 'cluster': [Symbol(8) for _ in range(14)],
                 'later': Symbol(8), 'exceptions': Integer(), 'gap': Integer()}
        self.models, model_of = [], {}
        for template in self.templates:
            for slot in template:
                if slot.column in model_of and same.read(side):
                    slot.model = model_of[slot.column]
                    continue
                which = reference.read(side, len(self.models))
                if which == len(self.models):
                    self.models.append(self.read_model(side, trees))
                slot.model = model_of[slot.column] = self.models[which]
        self.sequence_model = self.read_model(side, trees)

    @staticmethod
    def read_model(side, trees):
        model = Model()
        model.predictor = trees['predictor'].read(side)
        model.feeds = trees['feeds'].read(side) if model.predictor < 11 else 0
        model.source = trees['source'][model.predictor].read(side)
        model.second = trees['second'].read(side) if model.source else 0
        if model.predictor in (12, 13):
            model.dictionary = trees['later'].read(side)
        if model.predictor >= 9:
            model.raw = trees['later'].read(side)
        clusters = trees['cluster'][model.predictor]
        model.usual = clusters.read(side)
        model.cluster = [model.usual] * 256
        context = -1
        for _ in range(trees['exceptions'].read(side) if model.source else 0):
            context += 1 + trees['gap'].read(side)
            model.cluster[context] = clusters.read(side)
        return model

    # Text.

    def read_text(self, reader):
        size = self.literal_bytes + self.string_bytes + sum(self.singleton_bytes)
        self.text_lens = reader.u8() if size > 0 else 0
        self.grammar = None
        if self.text_lens == 0:
            text = b''
        elif self.text_lens == 1:
            self.text_bytes = len(reader.data) - reader.at
            dictionary = self.lent.frame_dictionary() if self.lent else None
            text = expand_frame_with(dictionary, reader.take(self.text_bytes))
        else:
            blocks = -(-size // 32768)
            tables = reader.varint()
            payloads = [reader.varint() for _ in range(blocks)]
            segment = self.grammar = GrammarSegment(reader.take(tables), blocks,
                                                    self.lent_rules)
            text = b''.join(segment.read_block(b, reader.take(p))[2]
                            for b, p in enumerate(payloads))
        if len(text) != size or not reader.at_end():
            raise FormatError('text of %d bytes, expected %d' % (len(text), size))
        parts = ByteReader(text)
        literals = parts.take(self.literal_bytes).split(b'\n')[:-1]
        strings = parts.take(self.string_bytes).split(b'\n')[:-1]
        self.singletons = [parts.take(size).split(b'\n')[:-1] for size in self.singleton_bytes]
        self.literals = []
        for known, template, ends_line in zip(self.known, self.templates, self.ends_line):
            if known is not None:
                self.literals.append(self.lent.literals[known])
                continue
            own = [literals.pop(0) for _ in range(len(template) + 1)]
            if ends_line:
                own[-1] += b'\n'
            self.literals.append(own)
        self.strings = [self.strings_of_class(c, size, strings) if of_strings else []
                        for c, (of_strings, size) in enumerate(self.classes)]
        require(not literals and not strings, 'text is left over')

    def strings_of_class(self, c, size, own):
        if c not in self.goes_on:
            return [own.pop(0) for _ in range(size)]
        lent_class, ranks = self.goes_on[c]
        return [own.pop(0) if rank is None else self.lent.strings[lent_class][rank]
                for rank in ranks]

    def head(self):
        """All literals and strings, each with a newline."""
        literals = b''.join(literal.rstrip(b'\n') + b'\n' for template in self.literals
                            for literal in template)
        return literals + b''.join(string + b'\n' for strings in self.strings
                                   for string in strings)

    def frame_dictionary(self):
        """What frames of texts that build on these tables refer to."""
        return self.shared_text or self.head()[:2**20]

    # Blocks.

    def read_block(self, number, payload):
        """The block, and its expanded bytes."""
        block = Block(self, number, payload)
        self.last_stream = block.bundles[-1].lanes
        text = b''
        for t, values in block.lines_with_values():
            for slot, literal, value in zip(self.templates[t], self.literals[t], values):
                text += literal
                text += value[1] if slot.is_string() else self.text_of(slot.form, value)
            text += self.literals[t][-1]
        return block, text

    def describe(self):
        """What the tables say, in lines."""
        lines = ['shapes %d bytes, code %d, text in lens %d' % (
            self.shape_bytes, self.code_bytes, self.text_lens)]
        for number, (slots, literals) in enumerate(zip(self.templates, self.literals)):
            shown = ' '.join(repr(literal.decode()) for literal in literals)
            lines.append('template %d: %s' % (number, shown))
            for slot in slots:
                lines.append('  slot: column %d, format %s, model %d' % (
                    slot.column, ' '.join(map(str, slot.form)), self.models.index(slot.model)))
        for number, (strings, size) in enumerate(self.classes):
            values = self.numbers[number]
            if strings:
                values = [string.decode() for string in self.strings[number]]
            lines.append('class %d: %s, %d with ranks%s' % (
                number, 'strings' if strings else 'numbers', size,
                ': ' + ' '.join(map(str, values)) if values else ''))
        lines.append('bytes: literals %d, strings %d, singletons %s' % (
            self.literal_bytes, self.string_bytes, self.singleton_bytes))
        told = ' '.join(map(str, self.postings)) if any(self.postings) else 'none'
        lines.append('postings: ' + told)
        lines.append('lines: ' + ('not told' if self.lines is None else str(self.lines)))
        for rank, (kind, what) in enumerate(self.ranks):
            lines.append('rank %d: %s' % (rank, 'template %d, line byte %d' % (
                what, self.line_bytes[what]) if kind == 'template' else 'rule %s' % what))
        lines.append('ranks of each block: %s' % self.sequence_sizes)
        for number, ((seed, slope), of_class) in enumerate(zip(self.columns, self.class_of)):
            lines.append('column %d: class %d, seed %d, slope %d' % (
                number, of_class, seed, slope))
        lines += ['model %d: %s' % item for item in enumerate(self.models)]
        lines.append('sequence: %s' % self.sequence_model)
        lines.append('clusters: %s' % self.model_set)
        return lines

    def describe_block(self, number, payload):
        block, text = self.read_block(number, payload)
        lines = ['block %d: ranks %s, %d lines' % (number, block.ranks, len(text.splitlines()))]
        for bundle in block.bundles:
            names = ['sequence' if step is self.sequence_model else
                     'model %d' % self.models.index(step) for step in bundle.read]
            lines.append('  bundle: %s; tokens %d bytes, raw bits %d' % (
                ', '.join(names), bundle.token_bytes, bundle.raw_bytes))
        return lines

    def templates_of(self, rank):
        kind, what = self.ranks[rank]
        if kind == 'template':
            return [what]
        return [t for part in what for t in self.templates_of(part)]

    def text_of(self, form, v):
        kind, signed, upper, width, fraction = form[:5]
        sign = ''
        if signed and v >> 63:
            sign, v = '-', (1 << 64) - v
        if kind == 1:
            text = '%d' % v
        elif kind == 2:
            text = '%0*d' % (width, v)
        elif kind == 3:
            text = ('%d' % v)[1:]
        elif kind in (4, 5):
            whole, part = divmod(v, 10 ** fraction)
            digits = '%0*d' % (fraction, part)
            if kind == 5:
                digits = digits[0] + digits[1:].rstrip('0')
            text = '%0*d.%s' % (width, whole, digits)
        elif kind == 6:
            text = '%0*x' % (width, v)
        elif kind == 7:
            text = ('%x' % v)[1:]
        elif kind == 8:
            text = '.'.join(str(byte) for byte in v.to_bytes(4, 'big'))
        elif kind == TIME:
            text = self.text_of_time(form[5:], v)
        elif kind == 10:
            text = '%08x-%04x-%04x' % (v >> 32, v >> 16 & 0xffff, v & 0xffff)
        elif kind == 11:
            text = '%04x-%012x' % (v >> 48, v & 0xffffffffffff)
        return (sign + (text.upper() if upper else text)).encode()

    def text_of_time(self, form, v):
        pattern, digits, mark = form
        pattern = self.patterns[pattern]
        seconds, part = divmod(v, 10 ** digits)
        start = datetime.datetime(1970 if 'y' in pattern.lower() else 2000, 1, 1)
        t = start + datetime.timedelta(seconds=seconds)
        fields = {'Y': '%04d' % t.year, 'y': '%02d' % (t.year % 100), 'm': '%02d' % t.month,
                  'd': '%02d' % t.day, 'H': '%02d' % t.hour, 'M': '%02d' % t.minute,
                  'S': '%02d' % t.second, 'n': str(t.month), 'D': str(t.day),
                  'I': str(t.hour % 12 or 12), 'e': '%2d' % t.day, 'b': MONTHS[t.month - 1],
                  'w': DAYS[t.weekday()], 'p': 'AM' if t.hour < 12 else 'PM',
                  'f': chr(mark) + '%0*d' % (digits, part) if digits else ''}
        return ''.join(fields.get(c, c) for c in pattern)


def rules_of(lender):
    """The grammar of which rules may be borrowed: that of the text of a record segment."""
    return lender.grammar if isinstance(lender, RecordSegment) else lender


def patterns_of_page(page):
    """The patterns of times in record_lens.md, by number."""
    return {int(number): pattern
            for number, pattern in re.findall(r'\| *(\d+) \| `([^`]+)` ', page)}
