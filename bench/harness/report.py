"""Results as tables: plain text for the terminal, Markdown for the documents."""

from .results import geometric_mean


def _number(value, digits=1):
    if value is None:
        return "-"
    return f"{value:,.{digits}f}"


def _count(value):
    return "-" if value is None else f"{value:,}"


def plain(header, rows):
    """Left-aligned first column, right-aligned others."""
    cells = [header, *rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    lines = []
    for row in cells:
        aligned = [row[0].ljust(widths[0])]
        aligned += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        lines.append("  ".join(aligned).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def markdown(header, rows):
    lines = ["| " + " | ".join(header) + " |",
             "|---" + "|---:" * (len(header) - 1) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)


def summary(results):
    """One row per tool, over the files that all tools were given.

    A tool that only joins in on big files has a row over those files alone; the column
    "files" tells.
    """
    rows = []
    for tool in results.tools():
        files = [file for file in results.files if results.size(file, tool)]
        speeds = {phase: geometric_mean(
            speed for file in files if (speed := results.speed(file, tool, phase)))
            for phase in ("encode", "decode")}
        peaks = [results.peak(tool, phase) for phase in ("encode", "decode")]
        rows.append([
            tool, str(len(files)),
            _count(sum(results.size(file, tool) for file in files)),
            _number(geometric_mean(results.ratio(file, tool) for file in files), 2),
            _number(speeds["encode"], 2), _number(speeds["decode"], 1),
            *(_number(peak[0] / 2**20 if peak else None, 0) for peak in peaks)])
    return ["tool", "files", "bytes", "ratio (mean)", "encode MB/s", "decode MB/s",
            "encode MiB", "decode MiB"], rows


def sizes(results):
    """Compressed bytes: a row per file, a column per tool."""
    tools = results.tools()
    rows = [[file, _count(entry["bytes"])] +
            [_count(results.size(file, tool)) for tool in tools]
            for file, entry in results.files.items()]
    return ["file", "raw", *tools], rows


def speeds(results, phase):
    """MB/s of CPU time: a row per file, a column per tool that was timed."""
    tools = [tool for tool in results.tools()
             if any(results.speed(file, tool, phase) for file in results.files)]
    rows = [[file] + [_number(results.speed(file, tool, phase), 2) for tool in tools]
            for file in results.files]
    return ["file", *tools], rows


def figures_table(figures):
    rows = [[figure.what, figure.target, figure.measured, figure.verdict()]
            for figure in figures]
    return ["figure", "target", "measured", "reached"], rows


def provenance(results):
    """Machine, versions, command: what a figure needs to be worth anything."""
    machine = results.data["machine"]
    lines = [f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB, "
             f"{machine['system']}; one program at a time on one core; speeds are MB/s "
             "(10^6 expanded bytes) of CPU time.",
             f"Command: `{results.data['command']}`", ""]
    versions = {}
    for tool, version in results.data["versions"].items():
        versions.setdefault(version, []).append(tool)
    lines += [f"- {version}: {', '.join(tools)}" for version, tools in versions.items()]
    return "\n".join(lines)


def failures(results):
    """[(file, tool, reason)]: programs that failed or did not give the same bytes back."""
    return [(file, tool, reason) for file, entry in results.files.items()
            for tool, reason in entry.get("failed", {}).items()]


def terminal(results):
    parts = [plain(*summary(results)), "", plain(*sizes(results))]
    return "\n".join(parts)


def document(results, figures=None):
    """The whole run as Markdown."""
    parts = [provenance(results), "", "### Summary", "", markdown(*summary(results))]
    if figures:
        parts += ["", "### Figures", "", markdown(*figures_table(figures))]
    parts += ["", "### Bytes", "", markdown(*sizes(results)),
              "", "### Encoding, MB/s", "", markdown(*speeds(results, "encode")),
              "", "### Decoding, MB/s", "", markdown(*speeds(results, "decode")), ""]
    return "\n".join(parts)
