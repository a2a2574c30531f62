"""A small SVG canvas: shapes, logarithmic axes, and labels that keep off each other."""

import math
from html import escape

FONT = "Inter, 'Helvetica Neue', Arial, sans-serif"
INK = "#1f2933"
FAINT = "#e4e7eb"
GREY = "#6b7785"
GLYPH_WIDTH = 0.56  # of the font size, on average


class Canvas:
    def __init__(self, width, height):
        self.width, self.height = width, height
        self._parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" font-family="{FONT}">',
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>']

    def line(self, x1, y1, x2, y2, colour=FAINT, width=1, dash=None):
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
                           f'stroke="{colour}" stroke-width="{width}"{dashes}/>')

    def text(self, x, y, words, size=12, colour=INK, anchor="start", weight="normal",
             turn=0):
        turned = f' transform="rotate({turn} {x:.1f} {y:.1f})"' if turn else ""
        self._parts.append(f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" '
                           f'fill="{colour}" text-anchor="{anchor}" '
                           f'font-weight="{weight}"{turned}>{escape(words)}</text>')

    def mark(self, shape, x, y, radius, colour, hollow=False):
        """`shape`: "circle", "square" or "diamond"."""
        paint = (f'fill="#ffffff" stroke="{colour}" stroke-width="1.8"' if hollow else
                 f'fill="{colour}" stroke="#ffffff" stroke-width="1"')
        if shape == "circle":
            body = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" {paint}/>'
        else:
            side = radius * 1.8
            turned = (f' transform="rotate(45 {x:.1f} {y:.1f})"' if shape == "diamond"
                      else "")
            body = (f'<rect x="{x - side / 2:.1f}" y="{y - side / 2:.1f}" '
                    f'width="{side:.1f}" height="{side:.1f}" {paint}{turned}/>')
        self._parts.append(body)

    def finish(self):
        return "\n".join([*self._parts, "</svg>", ""])


class LogScale:
    """Maps [low, high] to [start, end] pixels by logarithm."""

    def __init__(self, low, high, start, end):
        self._low, self._span = math.log(low), math.log(high) - math.log(low)
        self._start, self._length = start, end - start
        self.low, self.high = low, high

    def __call__(self, value):
        return self._start + (math.log(value) - self._low) / self._span * self._length

    def ticks(self):
        """1, 2, 5, 10, ... in the range; closer ones where that is narrow."""
        narrow = self.high / self.low < 6
        steps = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9) if narrow else (1, 2, 5)
        decades = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)))
        values = (step * 10**decade for decade in decades for step in steps)
        return [value for value in values if self.low <= value <= self.high]


def spread(values, margin):
    """(low, high) around the values, widened by the factor `margin` on both sides."""
    return min(values) / margin, max(values) * margin


class Labels:
    """Places labels beside their points, on the side that is freest."""

    def __init__(self, left, top, right, bottom):
        self._frame = (left, top, right, bottom)
        self._taken = []

    def occupy(self, x, y, radius):
        self._taken.append((x - radius, y - radius, x + radius, y + radius))

    def place(self, x, y, words, size, gap):
        """(x, baseline y, anchor) for the words beside the point."""
        width, height = len(words) * size * GLYPH_WIDTH, size
        sides = (("start", gap, size * 0.35), ("end", -gap, size * 0.35),
                 ("middle", 0, -gap), ("middle", 0, gap + size * 0.8),
                 ("start", gap * 0.6, -gap * 0.7), ("start", gap * 0.6, gap + size * 0.6),
                 ("end", -gap * 0.6, -gap * 0.7), ("end", -gap * 0.6, gap + size * 0.6))
        best = None
        for anchor, dx, dy in sides:
            left = x + dx - {"start": 0, "middle": width / 2, "end": width}[anchor]
            box = (left, y + dy - height * 0.8, left + width, y + dy + height * 0.2)
            cost = self._cost(box)
            if best is None or cost < best[0]:
                best = (cost, box, (x + dx, y + dy, anchor))
        self._taken.append(best[1])
        return best[2]

    def _cost(self, box):
        left, top, right, bottom = self._frame
        outside = (max(0, left - box[0]) + max(0, box[2] - right) +
                   max(0, top - box[1]) + max(0, box[3] - bottom))
        return 1000 * outside + sum(_overlap(box, other) for other in self._taken)


def _overlap(a, b):
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    return max(0, width) * max(0, height)
