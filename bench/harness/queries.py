"""What bench/grep looks for in a log: chosen from its text, the same on every run.

Words and numbers are counted, and those closest to a wanted number of lines are taken, so
that the same questions are asked of every log. What is rare stands on 1 to 10 lines, if the
log has such a word or number at all.
"""

import hashlib
import heapq
import re
import string
from collections import Counter
from dataclasses import dataclass

DIGITS = b"0123456789"
LETTERS = string.ascii_letters.encode() + b"_"
WORD = re.compile(rb"[A-Za-z_]{5,}")
ADDRESS = re.compile(rb"[1-9][0-9]{0,2}(?:\.[0-9]{1,3}){3}")
# Of digits, or of hexadecimal digits with some of 0 to 9 among them.
ID = re.compile(rb"(?:0x)?(?=[A-Fa-f]*[0-9])[0-9A-Fa-f]{8,}")
NUMBER = re.compile(rb"[0-9]{4,}")
DECIMAL = re.compile(rb"[0-9]+\.[0-9]{2,}")
LATER_NUMBER = re.compile(rb"[0-9]{3,}")
ABSENT = b"zqxwvkjnothere"
RARE_LINES = 10
REGEX_LINES = 1000  # at most, of a regular expression with a literal
REGEX_SAMPLES = 8  # lines of a word that one is tried from
CHUNK = 1 << 24


@dataclass(frozen=True)
class Query:
    name: str
    pattern: str
    flags: tuple = ()  # grep's, which rg has too
    words: tuple = ()  # instead of a pattern: a list of them

    @property
    def needle(self):
        """A text that every match holds, but for its case; "" if none is seen at once: the
        whole pattern, or what a regular expression begins with."""
        if "-F" in self.flags:
            return self.pattern
        if "|" in self.pattern:
            return ""
        return LITERAL_START.match(self.pattern)[0].replace("\\", "")


# Of a regular expression. What may be left out, or stand there again, is no part of it.
LITERAL_START = re.compile(r"(?:(?:[A-Za-z0-9 _:=\"/,-]|\\[^A-Za-z0-9])(?![*?{+]))*")

# For many logs one after another, of which each question is about one or a few: fixed, since
# words that are rare in a mixture are mostly of its smallest log.
MIXTURE = (
    Query("absent", "zqqxxyy", ("-F", "-c")),
    Query("rare word", "ZkEventThread", ("-F", "-c")),
    Query("rare text with blanks", "kernel BUG at", ("-F", "-c")),
    Query("rare word, -i", "SEGFAULT", ("-F", "-i", "-c")),
    Query("IP address", "127.0.0.1", ("-F", "-c")),
    Query("digits", "00000000000000011424", ("-F", "-c")),
    Query("hexadecimal digits", "0x7f3a", ("-F", "-c")),
    Query("3 % of lines, -c", "ENOENT", ("-F", "-c")),
    Query("0.2 % of lines, -c", "Full GC", ("-F", "-c")),
    Query("0.3 % of lines", "WARN", ("-F",)),
    Query("3 % of lines", "usb", ("-F",)),
    Query("regex, words and numbers, -c",
          r"Pause .*\(Allocation Failure\) \d+M|duration: [0-9]{3}\.[0-9]+ ms", ("-c",)),
    Query("regex to the end, -c", r"authentication failure.*[0-9]$", ("-c",)),
    Query("regex without, -c", r"\b[0-9]{3}\.[0-9]{3}s\b", ("-c",)),
)
# Of them, what is asked with nothing in the page cache.
MIXTURE_COLD = ("absent", "rare word", "IP address", "3 % of lines, -c")


def _tokens(text, of):
    """{token: how often it stands in `text`}; tokens are runs of the characters `of`."""
    blanks = bytes(byte if byte in of else ord(" ") for byte in range(256))
    counts = Counter()
    at = 0
    while at < len(text):
        end = text.find(b"\n", at + CHUNK) + 1 or len(text)
        counts.update(text[at:end].translate(blanks).split())
        at = end
    return counts


def _of_kind(kind, counts):
    return {token: count for token, count in counts.items() if kind.fullmatch(token)}


def _lines_of(text, literal):
    """Each line that has `literal`, as a token or as a part of one."""
    at = text.find(literal)
    while at >= 0:
        end = text.find(b"\n", at)
        end = len(text) if end < 0 else end
        yield text[text.rfind(b"\n", 0, at) + 1:end]
        at = text.find(literal, end)


def _ratio(count, wanted):
    return max(count, wanted) / min(count, wanted)


def _nearest(counts, wanted, how_many):
    """The tokens whose counts are nearest to `wanted` by ratio; of several the longest."""
    def distance(token):
        return (_ratio(counts[token], wanted), -len(token), token)
    return heapq.nsmallest(how_many, counts, key=distance)


def _on_about(text, counts, wanted):
    """The token that stands on a number of lines nearest to `wanted`, those in which it is
    a part of another token counted too. None if there are no tokens."""
    def distance(token):
        return _ratio(sum(1 for _ in _lines_of(text, token)), wanted)
    return min(_nearest(counts, wanted, 4), key=distance, default=None)


def _rare(text, kinds):
    """A token on 1 to RARE_LINES lines, and part of no others, of the first of `kinds` that
    has one; otherwise the rarest of the last. `kinds` are counts. None if there is none."""
    for counts in kinds:
        rare = {token: count for token, count in counts.items() if count <= RARE_LINES}
        for token in _nearest(rare, RARE_LINES / 2, 100):
            if text.count(token) <= RARE_LINES:
                return token
    return _on_about(text, kinds[-1], RARE_LINES / 2)


def _number_behind(text, word):
    """`word` and, behind it, a number that begins like that of one of its lines, so that it
    matches few of them. The last number of a line is tried first. None if all have many."""
    lines = list(_lines_of(text, word))
    for line in lines[::len(lines) // REGEX_SAMPLES + 1]:
        for number in reversed(LATER_NUMBER.findall(line, line.find(word) + len(word))):
            known = (len(number) + 1) // 2
            rest = len(number) - known
            pattern = b"%s.*[^0-9]%s[0-9]" % (re.escape(word), number[:known])
            if rest > 1:
                pattern += b"{%d}" % rest
            search = re.compile(pattern).search
            if 1 <= sum(1 for line in lines if search(line)) <= REGEX_LINES:
                return pattern
    return None


def _regex(text, words, wanted):
    """One that needs a word on about `wanted` lines and matches few of them."""
    nearest = _nearest(words, wanted, 30)
    for word in nearest:
        if text.count(word) < 2 * words[word]:  # mostly a word of its own
            pattern = _number_behind(text, word)
            if pattern:
                return pattern
    return re.escape(nearest[0]) + b".*[0-9]$" if nearest else None


def _with_numbers(words, numbers, wanted):
    """The words, if one is on about `wanted` lines; otherwise the numbers too."""
    if any(_ratio(count, wanted) <= 3 for count in words.values()):
        return words
    return words | numbers


def queries(text):
    """The list of queries for a log; empty if it has hardly any words."""
    line_count = text.count(b"\n") + 1
    tokens = _tokens(text, DIGITS + LETTERS)
    dotted = _tokens(text, DIGITS + b".")
    words = _of_kind(WORD, tokens)
    numbers = [_of_kind(ADDRESS, dotted), _of_kind(ID, tokens), _of_kind(NUMBER, tokens)]
    literals = _with_numbers(words, _of_kind(DECIMAL, dotted), line_count / 100)
    percent = _on_about(text, literals, line_count / 100)
    frequent = _on_about(text, words, line_count / 5)
    fixed, count, caseless = ("-F",), ("-F", "-c"), ("-F", "-i")
    found = [
        ("absent", ABSENT, fixed),
        ("rare", _rare(text, [words]), fixed),
        ("rare number", _rare(text, numbers), fixed),
        ("1 % of lines", percent, fixed),
        ("1 % of lines, -c", percent, count),
        ("1 % of lines, -i", percent and percent.swapcase(), caseless),
        ("20 % of lines", frequent, fixed),
        ("20 % of lines, -c", frequent, count),
        ("regex with literal", _regex(text, literals, line_count / 100), ()),
        ("regex to the end, -c", percent and re.escape(percent) + b".*[0-9]$", ("-c",)),
        ("regex without", b"[0-9]{3}[a-f]{2}[0-9]{2}", ("-c",)),
    ]
    return [Query(name, pattern.decode(), flags) for name, pattern, flags in found if pattern]


def lists(text):
    """Lists of 10 to 50,000 patterns. One in a hundred is a word of the text, the others
    are made up: words of five to twelve letters, and numbers of 16 hexadecimal digits."""
    known = sorted(token.decode() for token in
                   _of_kind(WORD, _tokens(text, LETTERS)))
    asked = []
    for count in (10, 100, 1000, 50000):
        words = [_made_up(number) for number in range(count)]
        for number in range(0, count, 100):
            if known:
                words[number] = known[number // 100 * 7919 % len(known)]
        for flags in (("-F",), ("-F", "-i"), ("-F", "-w"), ()):
            name = f"{count:,} words {' '.join(flags)}".rstrip()
            asked.append(Query(name, f"{count} words", flags, tuple(words)))
        numbers = tuple(hashlib.sha256(b"%d" % number).hexdigest()[:16]
                        for number in range(count))
        asked.append(Query(f"{count:,} numbers -F", f"{count} numbers", ("-F",), numbers))
    for count in (10, 100):
        regexes = tuple(f"{_made_up(2 * number)} [0-9]+ (of|{_made_up(2 * number + 1)})"
                        for number in range(count))
        asked.append(Query(f"{count:,} expressions", f"{count} expressions", (), regexes))
    return asked


def _made_up(number):
    digest = hashlib.sha256(b"word %d" % number).digest()
    letters = "etaoinshrdlucmfwygpbvk"
    return "".join(letters[byte % len(letters)] for byte in digest[1:6 + digest[0] % 8])
