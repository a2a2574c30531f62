#!/usr/bin/env python3
"""The worked examples of docs/format are what the program writes, and the pages say all that
a reader has to know: the plain reader, which follows them, reads what the program writes.

    format_pages_test.py RONDO GENERATE_LOG"""

import glob
import os
import random
import re
import subprocess
import sys
import tempfile
import unittest

import plain_reader
from dictionary import dictionaries_of_car

PROGRAM = GENERATE_LOG = None
# Pages without scores: dictionary_pages_test.py has the examples of some, the page of mixed bytes
# that of the engine.
OTHER_PAGES = {'README.md', 'DICTIONARY.md', 'ZIPFS.md', 'mixing.md'}


def run(command, data=b''):
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout


def run_shell(command):
    environment = dict(os.environ, PATH=os.path.dirname(PROGRAM) + ':' + os.environ['PATH'])
    return subprocess.run(['bash', '-c', command], stdin=subprocess.DEVNULL, check=True,
                          stdout=subprocess.PIPE, env=environment).stdout


class Example:
    """A command that encodes, the hexdump of the score, and what else is printed of it."""

    def __init__(self, page, command, dump):
        self.page, self.command, self.dump = page, command, dump
        self.listings = []


def examples_of(page):
    with open(page, encoding='utf-8') as file:
        fences = re.findall(r'^```\n(.*?)^```$', file.read(), re.M | re.S)
    examples, at = [], 0
    while at < len(fences):
        if re.search(r'\brondo encode\b', fences[at]):
            examples.append(Example(page, fences[at], fences[at + 1]))
            at += 1
        elif examples:
            examples[-1].listings.append(fences[at].rstrip('\n'))
        at += 1
    return examples


class Examples(unittest.TestCase):
    def check_dump(self, example, score):
        at = 0
        for line in example.dump.splitlines():
            if line.startswith('...'):
                at = None
                continue
            parts = re.match(r'([0-9a-f]{4})  ((?:[0-9a-f]{2} ?){1,16})(?: {2,}|$)', line)
            self.assertTrue(parts, line)
            offset = int(parts[1], 16)
            self.assertIn(at, (None, offset), line)
            shown = bytes.fromhex(parts[2])
            self.assertEqual(shown.hex(' '), score[offset:offset + len(shown)].hex(' '), line)
            at = offset + len(shown)
        self.assertIn(at, (None, len(score)), example.command)

    def check_listing(self, listing, score):
        segment = plain_reader.read_file(score)[0].segments[0]
        if listing.startswith('lane '):
            coded = segment.coded()
            coded.read_block(0, segment.payloads[0])
            shown, told = listing.splitlines()[1:], coded.last_stream.trace
            if shown[-1] == '...':
                shown, told = shown[:-1], told[:len(shown) - 1]
            self.assertEqual(shown, told)
        else:
            self.assertEqual(listing.splitlines(), segment.describe())

    def test_pages(self):
        found = listings = 0
        for page in sorted(glob.glob(os.path.join(plain_reader.PAGES, '*.md'))):
            if os.path.basename(page) in OTHER_PAGES:
                continue
            examples = examples_of(page)
            self.assertTrue(examples, page)
            for example in examples:
                with self.subTest(page=os.path.basename(page), command=example.command):
                    found += 1
                    score = run_shell(example.command)
                    self.check_dump(example, score)
                    source = example.command.rpartition('|')[0]
                    data = run_shell(source) if source else b''
                    self.assertEqual(plain_reader.expand(score), data)
                    self.assertEqual(run([PROGRAM, 'decode'], score), data)
                    for listing in example.listings:
                        self.check_listing(listing, score)
                        listings += 1
        self.assertEqual((found, listings), (9, 4))


class PlainReader(unittest.TestCase):
    """Reads the lenses, small blocks and segments, all from a fixed seed."""

    def check(self, data, lens, *options):
        score = run([PROGRAM, 'encode', *options], data)
        lenses = {segment.lens for part in plain_reader.read_file(score)
                  for segment in part.segments}
        self.assertIn(lens, lenses)
        self.assertEqual(plain_reader.expand(score), data)
        return score

    def test_stored(self):
        self.check(random.Random(1).randbytes(5000), plain_reader.STORED, '--block-size', '1K')

    def test_zstd(self):
        draw = random.Random(2)
        text = ''.join('%d ' % draw.getrandbits(i % 60 + 1) for i in range(3000))
        self.check(text[:9000].encode(), plain_reader.ZSTD, '--block-size', '4K')

    def test_zstd_with_a_dictionary(self):
        draw = random.Random(3)
        noise = draw.randbytes(150000)
        pieces = (noise[at:at + 300] for at in (draw.randrange(149000) for _ in range(1500)))
        score = self.check(noise + b''.join(pieces), plain_reader.ZSTD)
        self.assertTrue(plain_reader.read_file(score)[0].segments[0].tables)

    def test_grammar(self):
        draw = random.Random(5)
        words = [draw.randbytes(draw.randrange(2, 5)).hex() for _ in range(2000)]
        text = ' '.join(words[int(2000 * draw.random()**3)] for _ in range(30000)).encode()
        self.check(text, plain_reader.GRAMMAR)
        self.check(text, plain_reader.GRAMMAR, '--block-size', '1K')
        self.check(text, plain_reader.GRAMMAR, '--online', '--segment-size', '64K')

    def test_grammar_on_another(self):
        draw = random.Random(6)
        words = [''.join(draw.choice('abcdefghijklmnop') for _ in range(draw.randrange(9, 16)))
                 for _ in range(300)]
        text = ' '.join(draw.choice(words) for _ in range(60000)).encode()
        score = self.check(text, plain_reader.GRAMMAR, '--segment-size', '128K')
        segments = plain_reader.read_file(score)[0].segments
        self.assertGreater(sum(segment.builds_on > 0 for segment in segments), 0)

    def test_x86(self):
        with open(PROGRAM, 'rb') as file:
            score = self.check(file.read()[:400000], plain_reader.GRAMMAR)
        self.assertEqual(plain_reader.read_file(score)[0].segments[0].tables[0], 1)

    def test_records(self):
        log = run([GENERATE_LOG, '300000'])
        self.check(log, plain_reader.RECORD)
        score = self.check(log, plain_reader.RECORD, '--block-size', '4K',
                           '--segment-size', '100K')
        segments = plain_reader.read_file(score)[0].segments
        self.assertGreater(sum(segment.builds_on > 0 for segment in segments), 0)

    def test_records_of_columns(self):
        draw = random.Random(4)
        lines = []
        for i in range(6000):
            address = '10.0.%d.%d' % (draw.randrange(3), draw.randrange(256))
            lines.append('%s %s[%d] %s %.2f %d %08x %s %s %s' % (
                '2024-03-%02d %02d:%02d:%02d,%03d' % (
                    i // 3000 + 1, i // 250 % 24, i // 5 % 60, draw.randrange(60), i % 1000),
                draw.choice(['sshd', 'cron', 'nginx']), draw.choice([7, 812, 90411, 5]),
                address, draw.random() * 9, draw.randrange(-40, 400), draw.getrandbits(32),
                '%012d' % draw.randrange(10**9), address if i % 3 else '127.0.0.1',
                ''.join(draw.choice('abcdefgh') for _ in range(9))))
        score = self.check('\n'.join(lines).encode(), plain_reader.RECORD, '--block-size', '16K')
        segment = plain_reader.read_file(score)[0].segments[0]
        bundles = segment.coded().read_block(0, segment.payloads[0])[0].bundles
        self.assertGreater(len(bundles), 1)
        self.assertGreater(max(len(bundle.read) for bundle in bundles), 1)

    def test_scores_one_after_another(self):
        score = run([PROGRAM, 'encode'], b'one\n') + run([PROGRAM, 'encode'], b'two\n')
        self.assertEqual(plain_reader.expand(score), b'one\ntwo\n')

    def test_parity(self):
        data = random.Random(7).randbytes(20000)
        score = run([PROGRAM, 'encode', '--parity', '10'], data)
        self.assertEqual(plain_reader.expand(score), data)
        self.assertEqual(plain_reader.expand(score + score), data + data)

    def test_presence(self):
        log = run([GENERATE_LOG, '1000000'])
        score = run([PROGRAM, 'encode'], log)
        segment = plain_reader.read_file(score)[0].segments[0]
        words = {word.lower() for word in re.findall(rb'[A-Za-z]{4}', log)}
        self.assertTrue(all(segment.may_hold_piece(0, word) for word in words))
        addresses = set(re.findall(rb'[0-9]\.[0-9]{2}\.[0-9]', log))
        self.assertTrue(all(segment.may_hold_piece(3, piece) for piece in addresses))
        absent = sum(not segment.may_hold_piece(0, b'%04x' % i) for i in range(1000))
        self.assertGreater(absent, 300)

    def test_times(self):
        log = run([GENERATE_LOG, '1000000'])
        score = run([PROGRAM, 'encode'], log)
        segment = plain_reader.read_file(score)[0].segments[0]
        first, span, back, traits = segment.times
        self.assertTrue(log.startswith(b'2024-03-04T00:00:00'))
        self.assertEqual(first, 1709510400)
        self.assertEqual(len(segment.bounds), segment.blocks)
        self.assertLessEqual(back, span)
        self.assertEqual(traits, 0)
        for bounds in segment.bounds:
            for begin, end in bounds:
                self.assertTrue(0 <= begin <= end)
                self.assertLess(begin, (span + 1) * 10**9)


    def test_said_times(self):
        log = b'2019-01-01 04.03.2024 um 10.02 a\n2019-01-01 05.03.2024 um 10.02 b\n'
        said = ['--time-key', 'k', '--time-format', '%d.%m.%Y um %H.%M']
        segment = plain_reader.read_file(run([PROGRAM, 'encode'] + said[2:], log))[0].segments[0]
        self.assertEqual(segment.said, (b'', said[3].encode()))
        self.assertEqual(segment.times, (1709546520, 86400, 0, 1))
        log = b'{"a":1,"k":"04.03.2024 um 10.02"}\n'
        segment = plain_reader.read_file(run([PROGRAM, 'encode'] + said, log))[0].segments[0]
        self.assertEqual(segment.said, (b'k', said[3].encode()))
        self.assertEqual(segment.times, (1709546520, 0, 0, 1))


class ScoresOnADictionary(unittest.TestCase):
    """The plain reader has nothing but the scores and the CAR file."""

    def train(self, samples):
        """A CAR file."""
        with tempfile.TemporaryDirectory() as folder:
            names = [os.path.join(folder, 'sample-%03d' % i) for i in range(len(samples))]
            for name, sample in zip(names, samples):
                with open(name, 'wb') as file:
                    file.write(sample)
            car = os.path.join(folder, 'd.car')
            run([PROGRAM, 'dict', 'train', '-q', '-o', car, *names])
            return plain_reader.read_bytes(car)

    def check(self, car, data, *options):
        """The segments of the score, one of which at least needs the dictionary."""
        with tempfile.TemporaryDirectory() as folder:
            name = os.path.join(folder, 'd.car')
            with open(name, 'wb') as file:
                file.write(car)
            score = run([PROGRAM, 'encode', '--dict', name, *options], data)
        self.assertEqual(plain_reader.expand(score, car), data)
        segments = plain_reader.read_file(score, car)[0].segments
        self.assertTrue(any(segment.dictionary for segment in segments))
        return segments

    def test_records(self):
        lines = run([GENERATE_LOG, '400000']).splitlines(keepends=True)
        pieces = [b''.join(lines[at:at + 40]) for at in range(0, len(lines) - 39, 40)]
        car = self.train(pieces[::2])
        (dictionary,) = dictionaries_of_car(car).values()
        self.assertTrue(dictionary.text(0))
        for piece in pieces[1:40:4]:
            (segment,) = self.check(car, piece)
            self.assertEqual(segment.lens, plain_reader.RECORD)
        self.check(car, b''.join(pieces[1:60:2]), '--block-size', '4K', '--segment-size', '64K')

    def test_several_parts(self):
        draw = random.Random(7)
        words = [''.join(draw.choice('abcdefghijklmnop') for _ in range(draw.randrange(5, 14)))
                 for _ in range(300)]
        texts = [' '.join(draw.choice(words) for _ in range(500)).encode() for _ in range(60)]
        lines = run([GENERATE_LOG, '200000']).splitlines(keepends=True)
        logs = [b''.join(lines[at:at + 40]) for at in range(0, len(lines) - 39, 40)]
        car = self.train(texts[:50] + logs[:-3])
        parts = {self.check(car, data)[0].dictionary[1] for data in texts[50:53] + logs[-3:]}
        self.assertEqual(parts, {0, 1})


if __name__ == '__main__':
    GENERATE_LOG = os.path.abspath(sys.argv.pop())
    PROGRAM = os.path.abspath(sys.argv.pop())
    unittest.main()
