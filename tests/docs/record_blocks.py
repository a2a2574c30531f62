"""The blocks of docs/format/record_lens.md in Python: "Blocks" to "State"."""

from byte_reader import ByteReader, require, unzigzag
from entropy import Lanes, PackedBits, stretches, token_of

MISS = 255


class Chain:
    """Columns whose values are made together, in the order of lines."""

    def __init__(self, slots):
        self.slots = slots


def make_chains(segment, slots):
    parts = {}
    for slot in slots:
        parts.setdefault(slot.column, []).append(slot)
    chains = {}
    for column, of_column in parts.items():
        if any(slot.takes_part() for slot in of_column):
            key = 'class', segment.class_of[column]
        elif any(1 <= slot.model.predictor <= 8 or slot.model.predictor == 10
                 for slot in of_column):
            key = 'column', column
        else:
            continue
        chains.setdefault(key, Chain([])).slots.extend(of_column)
    for chain in chains.values():
        for slot in chain.slots:
            slot.chain = chain
    return list(chains.values())


def place_slots(segment):
    """All slots, each with its template, and with the slots that it looks back to."""
    slots = []
    for t, template in enumerate(segment.templates):
        for s, slot in enumerate(template):
            slot.template, slot.number = t, s
            slot.sources = [template[s - (source - 1)]
                            if 2 <= source <= 13 and source - 1 <= s else None
                            for source in (slot.model.source, slot.model.second)]
            numbers = [before for before in template[:s] if not before.is_string()]
            back = slot.model.predictor - 2
            slot.number_before = None
            if 3 <= slot.model.predictor <= 8 and back <= len(numbers):
                slot.number_before = numbers[-back]
            slots.append(slot)
    return slots


def order_steps(segment):
    """Streams, known by their models, and chains, each behind what it waits for."""
    slots = place_slots(segment)
    chains = make_chains(segment, slots)
    waits = {step: set() for step in segment.models + chains}
    keys = {}
    for slot in slots:
        key = slot.form[0], segment.class_of[slot.column]
        keys[slot.model] = min(keys.get(slot.model, key), key)
        if slot.chain:
            waits[slot.chain].add(slot.model)
        for source in slot.sources:
            if source:
                waits[slot.model].add(source.model if source.model.predictor < 9
                                      else source.made_by())
        if slot.number_before and slot.number_before.made_by() is not slot.chain:
            waits[slot.chain].add(slot.number_before.made_by())
    order, made = [], set()
    while len(order) < len(waits):
        wave = [model for model in segment.models
                if model not in made and waits[model] <= made]
        require(wave, 'something waits for itself')
        wave.sort(key=keys.get)
        while wave:
            order += wave
            made.update(wave)
            wave = [chain for chain in chains if chain not in made and waits[chain] <= made]
    return order


class Bundle:
    def __init__(self, reader, has_singletons):
        self.streams, self.token_bytes, self.raw_bytes = (reader.varint() for _ in range(3))
        self.singletons = reader.varint() if has_singletons else 0
        self.read = []  # its streams

    def check_end(self):
        require(len(self.read) == self.streams, 'streams of a bundle')
        require(self.singletons == 0, 'strings left over')
        self.lanes.check_end()
        self.raw.check_end()


class Block:
    def __init__(self, segment, number, payload):
        self.segment = segment
        self.columns = [[(seed + number * slope) % 2**64, 0]
                        for seed, slope in segment.columns]
        self.singletons = list(segment.singletons[number])
        self.read_bundles(ByteReader(payload))
        self.ranks = self.read_sequence(segment.sequence_sizes[number])
        self.lines = [t for rank in self.ranks for t in segment.templates_of(rank)]
        self.lines_of = {}  # by template that occurs: numbers of lines
        for line, t in enumerate(self.lines):
            self.lines_of.setdefault(t, []).append(line)
        # By slot: a value for each line of its template. Of strings, (rank or None, text).
        self.first, self.values = {}, {}
        for step in segment.steps:
            if isinstance(step, Chain):
                self.make_chain(step)
            else:
                self.read_stream(step)
        require(not self.singletons, 'strings left over')
        for bundle in self.bundles:
            bundle.check_end()

    def read_bundles(self, reader):
        has_singletons = any(self.segment.singletons)
        self.bundles = [Bundle(reader, has_singletons) for _ in range(reader.varint())]
        for bundle in self.bundles:
            bundle.lanes = Lanes(reader.take(bundle.token_bytes))
            bundle.raw = PackedBits(reader.take(bundle.raw_bytes))
        require(reader.at_end(), 'a payload that ends elsewhere')

    def bundle_of(self, stream):
        """That of the next stream."""
        bundle = next(b for b in self.bundles if len(b.read) < b.streams)
        bundle.read.append(stream)
        return bundle

    def tokens(self, bundle, contexts, clusters, own_factor=0):
        """A token for each context byte, to which a multiple of the token before is added."""
        tokens = [None] * len(contexts)
        for lane, i, is_first in stretches(len(tokens)):
            last = 0 if is_first else tokens[i - 1]
            cluster = clusters[(contexts[i] + own_factor * last) % 256]
            tokens[i] = self.segment.model_set.read(bundle.lanes, lane, cluster)
        return tokens

    def read_sequence(self, size):
        model = self.segment.sequence_model
        bundle = self.bundle_of(model)
        if model.source == 1:
            tokens = self.tokens(bundle, [0] * size, model.cluster, 1)
            return [bundle.raw.number_of(token) for token in tokens]
        ranks, context = [], 0
        for _ in range(size):
            token = self.segment.model_set.read(bundle.lanes, 0, model.cluster[context])
            ranks.append(bundle.raw.number_of(token))
            last_line = self.segment.templates_of(ranks[-1])[-1]
            context = self.segment.line_bytes[last_line]
        return ranks

    # Streams.

    def read_stream(self, model):
        slots = [slot for t in sorted(self.lines_of) for slot in self.segment.templates[t]
                 if slot.model is model]
        if not slots:
            return
        bundle = self.bundle_of(model)
        owners = [slot for slot in slots for _ in self.lines_of[slot.template]]
        first = self.first_tokens(model, bundle, slots)
        if model.predictor < 9:
            values = [bundle.raw.number_of(token) for token in first]
            values = [value if model.predictor == 0 and not slot.form[1] else
                      unzigzag(value) % 2**64 for value, slot in zip(values, owners)]
        else:
            values = self.ranked_values(model, bundle, owners, first)
        at = 0
        for slot in slots:
            end = at + len(self.lines_of[slot.template])
            self.first[slot], self.values[slot] = first[at:end], values[at:end]
            at = end

    def first_tokens(self, model, bundle, slots):
        contexts, own_factor = [0] * sum(len(self.lines_of[s.template]) for s in slots), 0
        for which, source, factor in ((0, model.source, 1), (1, model.second, 37)):
            if source == 1:
                own_factor += factor
            else:
                added = [byte for slot in slots for byte in self.source_bytes(
                    source, slot, slot.sources[which])]
                contexts = [c + factor * byte for c, byte in zip(contexts, added)]
        return self.tokens(bundle, contexts, model.cluster, own_factor)

    def source_bytes(self, source, slot, other):
        """A byte for each value of a slot."""
        lines, line_bytes = self.lines_of[slot.template], self.segment.line_bytes
        if source == 14:
            return [line_bytes[slot.template]] * len(lines)
        if source == 15:
            return [line_bytes[self.lines[line - 1]] if line else 0 for line in lines]
        if other is None:
            return [0] * len(lines)
        if other.model.predictor < 9:
            return self.first[other]
        if other.is_string():
            return [MISS if rank is None else token_of(rank)
                    for rank, _ in self.values[other]]
        return [value * 0x9e3779b97f4a7c15 % 2**64 >> 56 for value in self.values[other]]

    def ranked_values(self, model, bundle, owners, first):
        """What the stream says of each value; None of those that the cache has."""
        values = [None] * len(first)
        missing = list(range(len(first)))
        tokens = first
        if model.predictor >= 11:
            missing = [i for i in missing if first[i] == MISS]
        if model.predictor >= 12:
            tokens = [None] * len(first)
            read = self.tokens(bundle, [0] * len(missing), [model.dictionary])
            for i, token in zip(missing, read):
                tokens[i] = token
        if model.predictor != 11:
            for i in missing:
                if tokens[i] != MISS:
                    values[i] = self.ranked(owners[i], bundle.raw.number_of(tokens[i]))
            missing = [i for i in missing if tokens[i] == MISS]
        if owners[0].is_string():
            for i in missing:
                values[i] = None, self.singletons.pop(0)
                bundle.singletons -= 1
        else:
            read = self.tokens(bundle, [0] * len(missing), [model.raw])
            for i, token in zip(missing, read):
                value = bundle.raw.number_of(token)
                values[i] = (unzigzag(value) if owners[i].form[1] else value) % 2**64
        return values

    def ranked(self, slot, rank):
        """The value of a rank, which may be a difference that its chain knows better."""
        of_class = self.segment.class_of[slot.column]
        if slot.model.predictor in (10, 13):
            return unzigzag(rank), 'a difference'
        if slot.is_string():
            return rank, self.segment.strings[of_class][rank]
        return self.segment.numbers[of_class][rank]

    # Chains.

    def make_chain(self, chain):
        places = sorted((line, slot.number, i, slot) for slot in chain.slots
                        for i, line in enumerate(self.lines_of.get(slot.template, [])))
        cache = []
        for _, _, i, slot in places:
            value = self.values[slot][i]
            column = self.columns[slot.column]
            is_hit = slot.model.predictor >= 11 and self.first[slot][i] != MISS
            if is_hit:
                value = cache[self.first[slot][i]]
            elif slot.is_string() and value[1] == 'a difference':
                rank = column[0] + value[0]
                value = rank, self.segment.strings[self.segment.class_of[slot.column]][rank]
            elif not slot.is_string():
                value = (value + self.expected(slot, i)) % 2**64
            self.values[slot][i] = value
            if not slot.is_string():
                column[:] = value, (value - column[0]) % 2**64
            elif value[0] is not None:
                column[0] = value[0]
            if slot.takes_part():
                if value in cache:
                    cache.remove(value)
                cache.insert(0, value)
                del cache[128:]

    def expected(self, slot, i):
        predictor, column = slot.model.predictor, self.columns[slot.column]
        if predictor == 1:
            return column[0]
        if predictor == 2:
            return column[0] + column[1]
        return self.values[slot.number_before][i] if slot.number_before else 0

    def lines_with_values(self):
        """The template of each line, and the values of its slots."""
        at = dict.fromkeys(self.lines_of, 0)
        for t in self.lines:
            yield t, [self.values[slot][at[t]] for slot in self.segment.templates[t]]
            at[t] += 1
