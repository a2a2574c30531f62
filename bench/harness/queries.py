"""What bench/grep looks for in a log: chosen from its text, the same on every run.

Words and numbers are counted by lines. The literal that is closest to a wanted share of the
lines is taken, so that the same questions are asked of every log.
"""

import re
from collections import Counter
from dataclasses import dataclass

WORD = re.compile(rb"[A-Za-z_]{5,}")
NUMBER = re.compile(rb"[0-9]+(?:\.[0-9]+){3}|[0-9]{4,}")
ABSENT = "zqxwvkjnothere"
RARE_LINES = 10


@dataclass(frozen=True)
class Query:
    name: str
    pattern: str
    flags: tuple = ()  # grep's, which rg has too


def _lines_with(lines, kind):
    """{text: lines that hold it, as a token of its kind}"""
    counts = Counter()
    for line in lines:
        counts.update(set(kind.findall(line)))
    return counts


def _nearest(text, counts, wanted):
    """The token whose count is nearest to `wanted` by ratio; of several the longest. A rare
    one is no part of other words either. None if there is none."""
    def distance(item):
        token, count = item
        return (max(count, wanted) / min(count, wanted), -len(token), token)
    for token, count in sorted(counts.items(), key=distance)[:100]:
        if count > RARE_LINES or text.count(token) <= RARE_LINES:
            return token.decode()
    return None


def queries(text):
    """The list of queries for a log; empty if it has hardly any words."""
    lines = text.split(b"\n")
    words = _lines_with(lines, WORD)
    percent = _nearest(text, words, max(1, len(lines) / 100))
    frequent = _nearest(text, words, max(1, len(lines) / 5))
    fixed = ("-F",)
    found = [
        Query("absent", ABSENT, fixed),
        Query("rare", _nearest(text, words, RARE_LINES / 2), fixed),
        Query("rare number", _nearest(text, _lines_with(lines, NUMBER), 1), fixed),
        Query("1 % of lines", percent, fixed),
        Query("1 % of lines, -c", percent, ("-F", "-c")),
        Query("1 % of lines, -i", percent and percent.swapcase(), ("-F", "-i")),
        Query("20 % of lines", frequent, fixed),
        Query("20 % of lines, -c", frequent, ("-F", "-c")),
        Query("regex with literal", percent and f"{percent}.*[0-9]$"),
        Query("regex without", "[0-9]{3}[a-f]{2}[0-9]{2}", ("-c",)),
    ]
    return [query for query in found if query.pattern]
