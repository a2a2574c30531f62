#!/usr/bin/env python3
"""The examples of DICTIONARY.md and ZIPFS.md are what the program reads, under the addresses
that the pages name.

    dictionary_pages_test.py RONDO PAGES"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import unittest

from dictionary import DAG_CBOR, Dictionary, rendered

PROGRAM = PAGES = None


def read(page):
    with open(os.path.join(PAGES, page), encoding='utf-8') as file:
        return file.read()


def dumps_of(text):
    """The bytes of each hexdump, whose offsets must be right."""
    found = []
    for fence in re.findall(r'^```\n(0000  .*?)^```$', text, re.M | re.S):
        data = b''
        for line in fence.splitlines():
            parts = re.match(r'([0-9a-f]{4})  ((?:[0-9a-f]{2} ?){1,16})(?: {2,}|$)', line)
            assert parts and int(parts[1], 16) == len(data), line
            data += bytes.fromhex(parts[2])
        found.append(data)
    return found


class Pages(unittest.TestCase):
    def run_with(self, files, *words):
        with tempfile.TemporaryDirectory() as folder:
            for name, data in files.items():
                with open(os.path.join(folder, name), 'wb') as file:
                    file.write(data)
            return subprocess.run([PROGRAM, *words], cwd=folder, check=True,
                                  stdout=subprocess.PIPE).stdout

    def check_address(self, text, dictionary):
        shown = self.run_with({'d': dictionary}, 'dict', 'show', 'd').decode()
        address = re.match(r'address +(b[a-z2-7]{58})\n', shown)[1]
        self.assertIn('`' + address + '`', text)

    def test_dictionary(self):
        text = read('DICTIONARY.md')
        dictionary, _ = dumps_of(text)
        self.check_address(text, dictionary)

    def test_rendition(self):
        text = read('DICTIONARY.md')
        _, block = dumps_of(text)
        self.check_address(text, block)
        address = DAG_CBOR + hashlib.sha256(block).digest()
        rendition = Dictionary({address: block}, address).rendition('de')
        self.assertEqual(rendered(rendition, ('', ' disk ', ''), ['3', 'full']),
                         'Platte 3 ist voll')
        table = b's1\tfull\tvoll\nline\t<1> disk <2:s1>\tPlatte <1> ist <2>\n'
        made = self.run_with({'t': table}, 'dict', 'translate', '-q', '--context', 'de',
                             '-o', 'd.car', 't').decode()
        self.assertIn('`' + made.strip() + '`', text)

    def test_zipfs(self):
        text = read('ZIPFS.md')
        dictionary, file = dumps_of(text)
        self.check_address(text, dictionary)
        files = {'d': dictionary, 'f': file}
        self.assertEqual(self.run_with(files, 'decode', '-c', '--dict', 'd', 'f'), b'abc')


if __name__ == '__main__':
    PAGES = sys.argv.pop()
    PROGRAM = os.path.abspath(sys.argv.pop())
    unittest.main()
