"""The run as one picture: ratio against speed, and below it the size of every file."""

from .results import geometric_mean
from .svg import FAINT, GREY, INK, Canvas, Labels, LogScale, spread
from .tools import peer_tools

RED, BLUE = "#c2282d", "#1d6fa5"
WIDTH, PANEL_TOP, PANEL_HEIGHT = 1200, 110, 400
PANELS = ((70, 580, "encode"), (670, 1180, "decode"))
BASELINE = "zstd-19"
ROW_TOOLS = (  # what the lower chart shows: name, shape, colour, hollow
    ("rondo-9", "diamond", RED, True), ("xz-9e", "circle", GREY, True),
    ("bzip3", "square", GREY, True), ("zstd-19-1M", "square", BLUE, False),
    ("zstd-19-64K", "diamond", BLUE, False), ("rondo", "circle", RED, False))
ROW_HEIGHT, ROW_LEFT, ROW_RIGHT = 19, 300, 1110
MAX_RELATION = 2.5  # what is larger stands right of the chart, with its number
SEEKABLE = frozenset(tool.name for tool in peer_tools("") if tool.seekable)


def _look(tool):
    """(shape, colour, hollow, radius, label weight)"""
    if tool.startswith("rondo"):
        return "circle", RED, False, 7, "bold"
    if tool in SEEKABLE:
        return "square", BLUE, False, 5, "normal"
    return "circle", GREY, True, 5, "normal"


def _full_tools(results):
    """Tools that were given every file: only their means can be compared."""
    return [tool for tool in results.tools()
            if all(results.size(file, tool) for file in results.files)]


def _points(results, phase):
    """[(tool, mean speed, mean ratio)]"""
    points = []
    for tool in _full_tools(results):
        speeds = [results.speed(file, tool, phase) for file in results.files]
        if all(speeds):
            ratios = [results.ratio(file, tool) for file in results.files]
            points.append((tool, geometric_mean(speeds), geometric_mean(ratios)))
    return points


def _axes(canvas, x_scale, y_scale, frame, titles):
    left, top, right, bottom = frame
    for value in x_scale.ticks():
        canvas.line(x_scale(value), top, x_scale(value), bottom)
        canvas.text(x_scale(value), bottom + 18, f"{value:g}", 11, GREY, "middle")
    for value in y_scale.ticks():
        canvas.line(left, y_scale(value), right, y_scale(value))
        canvas.text(left - 8, y_scale(value) + 4, f"{value:g}", 11, GREY, "end")
    canvas.line(left, bottom, right, bottom, GREY)
    canvas.line(left, top, left, bottom, GREY)
    canvas.text((left + right) / 2, bottom + 38, titles[0], 12, INK, "middle")
    canvas.text(left - 42, (top + bottom) / 2, titles[1], 12, INK, "middle", turn=-90)


def _speed_panel(canvas, results, left, right, phase):
    points = _points(results, phase)
    if not points:
        return
    top, bottom = PANEL_TOP, PANEL_TOP + PANEL_HEIGHT
    x_scale = LogScale(*spread([point[1] for point in points], 1.5), left, right)
    y_scale = LogScale(*spread([point[2] for point in points], 1.08), bottom, top)
    _axes(canvas, x_scale, y_scale, (left, top, right, bottom),
          (f"{phase}, MB/s of CPU time", "compression ratio"))
    labels = Labels(left, top, right, bottom)
    for tool, speed, ratio in points:
        labels.occupy(x_scale(speed), y_scale(ratio), _look(tool)[3])
    for tool, speed, ratio in points:
        shape, colour, hollow, radius, weight = _look(tool)
        x, y = x_scale(speed), y_scale(ratio)
        canvas.mark(shape, x, y, radius, colour, hollow)
        size = 13 if weight == "bold" else 11
        label_x, label_y, anchor = labels.place(x, y, tool, size, radius + 4)
        canvas.text(label_x, label_y, tool, size, colour, anchor, weight)


def _legend(canvas, entries, x, y):
    for words, shape, colour, hollow in entries:
        canvas.mark(shape, x, y - 4, 5, colour, hollow)
        canvas.text(x + 11, y, words, 12, INK)
        x += 11 + len(words) * 6.6 + 28


def _file_rows(canvas, results, top):
    """One row per file: size relative to the baseline; left of the line is smaller."""
    shown = [row for row in ROW_TOOLS
             if results.mean_size_relation(row[0], BASELINE)]
    files = [file for file in results.files if results.size(file, BASELINE)]
    relations = [min(value, MAX_RELATION) for file in files for row in shown
                 if (value := results.size_relation(file, row[0], BASELINE))]
    canvas.text(30, top, f"Size of every file, {BASELINE} = 1", 16, INK, weight="bold")
    canvas.text(30, top + 20, "further left is smaller", 12, GREY)
    _legend(canvas, shown, ROW_LEFT + 60, top)
    first, bottom = top + 46, top + 46 + ROW_HEIGHT * len(files)
    scale = LogScale(*spread([*relations, 1], 1.05), ROW_LEFT, ROW_RIGHT)
    for value in scale.ticks():
        canvas.line(scale(value), first - 12, scale(value), bottom - 6)
        canvas.text(scale(value), bottom + 12, f"{value:g}", 11, GREY, "middle")
    canvas.line(scale(1), first - 12, scale(1), bottom - 6, INK, 1.2)
    for number, file in enumerate(files):
        y = first + number * ROW_HEIGHT
        canvas.text(ROW_LEFT - 14, y + 4, file, 11, INK, "end")
        canvas.line(ROW_LEFT, y, ROW_RIGHT, y, FAINT, 0.8, "2 3")
        _row_marks(canvas, shown, scale, y,
                   lambda tool, file=file: results.size_relation(file, tool, BASELINE))


def _row_marks(canvas, shown, scale, y, relation_of):
    beyond = ROW_RIGHT + 12
    for tool, shape, colour, hollow in shown:
        value = relation_of(tool)
        if value and value <= MAX_RELATION:
            canvas.mark(shape, scale(value), y, 4.5, colour, hollow)
        elif value:
            canvas.mark(shape, beyond, y, 4.5, colour, hollow)
            canvas.text(beyond + 8, y + 4, f"{value:.1f}", 10, colour)
            beyond += 38


def draw(results):
    """The SVG text."""
    with_baseline = sum(1 for file in results.files if results.size(file, BASELINE))
    rows_top = PANEL_TOP + PANEL_HEIGHT + 90
    rows_height = 46 + ROW_HEIGHT * with_baseline + 30 if with_baseline else 0
    canvas = Canvas(WIDTH, rows_top + rows_height)
    system = results.data["machine"]
    canvas.text(30, 38, "Ratio against speed", 20, INK, weight="bold")
    canvas.text(30, 60, f"geometric means over {len(results.files)} files, one thread, "
                        f"{system['cpu']}; up and right is better", 12, GREY)
    _legend(canvas, (("rondo", "circle", RED, False),
                     ("peers that can seek", "square", BLUE, False),
                     ("peers that expand everything", "circle", GREY, True)), 40, 88)
    for left, right, phase in PANELS:
        _speed_panel(canvas, results, left, right, phase)
    if with_baseline:
        _file_rows(canvas, results, rows_top)
    return canvas.finish()
