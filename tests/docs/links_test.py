#!/usr/bin/env python3
"""Links of the documents lead somewhere, and so do the places of the format that comments
name: docs/format/container.md, "Index".

    links_test.py TREE"""

import glob
import os
import re
import sys
import unittest

TREE = None
REFERENCE = re.compile(
    r'docs/format/(\w+\.md)((?:,\s+(?:and\s+)?"[^"]+")*)')


def read(path):
    with open(os.path.join(TREE, path), encoding='utf-8') as file:
        return file.read()


def files(*patterns):
    found = [path for pattern in patterns
             for path in glob.glob(os.path.join(TREE, pattern), recursive=True)]
    return sorted(os.path.relpath(path, TREE) for path in found if os.path.isfile(path))


def headings(document):
    text = re.sub(r'^```.*?^```$', '', document, flags=re.M | re.S)
    return re.findall(r'^#+ (.*)$', text, re.M)


def anchor(heading):
    """As GitHub makes it."""
    return re.sub(r'[^\w\- ]', '', heading.lower()).replace(' ', '-')


class Links(unittest.TestCase):
    def test_documents(self):
        checked = 0
        for page in files('*.md', 'docs/**/*.md', 'tests/**/*.md'):
            text = re.sub(r'^```.*?^```$|`[^`\n]*`', '', read(page), flags=re.M | re.S)
            for link in re.findall(r'\]\(([^)\s]+)\)', text):
                if re.match(r'[a-z]+:', link):
                    continue
                path, _, fragment = link.partition('#')
                target = page
                if path:
                    target = os.path.normpath(os.path.join(os.path.dirname(page), path))
                self.assertTrue(os.path.exists(os.path.join(TREE, target)), page + ': ' + link)
                if fragment:
                    self.assertIn(fragment, [anchor(h) for h in headings(read(target))],
                                  page + ': ' + link)
                checked += 1
        self.assertGreater(checked, 50)

    def test_comments(self):
        checked = 0
        for path in files('include/**/*.h', 'src/**/*.h', 'src/**/*.cc', 'apps/**/*.h',
                          'apps/**/*.cc', 'tests/**/*.h', 'tests/**/*.cc', 'tests/**/*.py',
                          'fuzz/*', 'bench/*.h', 'bench/*.cc'):
            # A comment may break a line anywhere.
            text = re.sub(r'\s*\n\s*(?://|#) ?', ' ', read(path))
            for page, names in REFERENCE.findall(text):
                known = headings(read('docs/format/' + page))
                for name in re.findall(r'"([^"]+)"', names):
                    self.assertIn(name, known, path + ': ' + page)
                    checked += 1
        self.assertGreater(checked, 20)


if __name__ == '__main__':
    TREE = os.path.abspath(sys.argv.pop())
    unittest.main()
