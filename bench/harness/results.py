"""The results of a run as a value: read, merged and asked for ratios.

    {"machine": {...}, "command": "...", "versions": {tool: text},
     "files": {name: {"bytes", "sha256", "failed": {tool: reason}, "results": {tool: {
         "bytes", "cached"?,
         "encode"?: {"cpu_s", "wall_s", "peak_bytes"}, "decode"?: {...}}}}}}

The bytes of a tool that failed do not count.
"""

import json
import math
import os
import platform

MB = 1_000_000  # speeds are in MB/s of expanded bytes, as in the peers' own tables


def machine():
    """What the figures were taken on."""
    model = platform.processor() or platform.machine()
    with open("/proc/cpuinfo", encoding="utf-8") as stream:
        for line in stream:
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {"cpu": model, "cores": os.cpu_count(), "memory_gib": round(memory / 2**30),
            "system": f"{platform.system()} {platform.release()}"}


def geometric_mean(values):
    """Of positive values; None if there are none."""
    values = list(values)
    if not values:
        return None
    return math.exp(sum(math.log(value) for value in values) / len(values))


class Results:
    def __init__(self, data):
        self.data = data
        self.files = data["files"]

    @classmethod
    def load(cls, paths):
        """Several result files as one; of two results for the same thing the later counts,
        but a cached size never replaces a measured one."""
        merged = None
        for path in paths:
            with open(path, encoding="utf-8") as stream:
                data = json.load(stream)
            merged = data if merged is None else _merge(merged, data)
        return cls(merged)

    def tools(self):
        """Names in the order of the table of tools, as the first run listed them."""
        used = {name for entry in self.files.values() for name in entry["results"]}
        return [name for name in self.data["versions"] if name in used]

    def result(self, file, tool):
        entry = self.files.get(file, {})
        if tool in entry.get("failed", {}):
            return None
        return entry.get("results", {}).get(tool)

    def size(self, file, tool):
        """Compressed bytes, or None."""
        result = self.result(file, tool)
        return result["bytes"] if result else None

    def cost(self, file, tool, phase, quantity):
        """`quantity` of "encode" or "decode", or None if it was not measured."""
        result = self.result(file, tool)
        return result[phase][quantity] if result and phase in result else None

    def ratio(self, file, tool):
        size = self.size(file, tool)
        return self.files[file]["bytes"] / size if size else None

    def speed(self, file, tool, phase):
        """MB/s of CPU time, or None."""
        cpu_s = self.cost(file, tool, phase, "cpu_s")
        return self.files[file]["bytes"] / MB / cpu_s if cpu_s else None

    def peak(self, tool, phase):
        """(highest peak memory over all files, that file), or None."""
        peaks = [(self.cost(file, tool, phase, "peak_bytes"), file) for file in self.files]
        return max((peak for peak in peaks if peak[0]), default=None)

    def size_relation(self, file, tool, peer):
        """Size of `tool` over size of `peer`, or None."""
        mine, theirs = self.size(file, tool), self.size(file, peer)
        return mine / theirs if mine and theirs else None

    def mean_size_relation(self, tool, peer, files=None):
        relations = (self.size_relation(file, tool, peer) for file in files or self.files)
        return geometric_mean(value for value in relations if value)

    def mean_speed_relation(self, tool, peer, phase, min_bytes=0, files=None):
        """Mean of the speed of `tool` over that of `peer`, files from `min_bytes` on."""
        relations = []
        for file, entry in self.files.items():
            if files is not None and file not in files:
                continue
            mine = self.speed(file, tool, phase)
            theirs = self.speed(file, peer, phase)
            if mine and theirs and entry["bytes"] >= min_bytes:
                relations.append(mine / theirs)
        return geometric_mean(relations)


def _merge(old, new):
    merged = {**old, **new, "versions": {**old["versions"], **new["versions"]},
              "files": dict(old["files"])}
    for name, entry in new["files"].items():
        before = merged["files"].get(name)
        if before is None or before["sha256"] != entry["sha256"]:
            merged["files"][name] = entry
            continue
        results = dict(before["results"])
        failed = {**before.get("failed", {}), **entry.get("failed", {})}
        for tool, result in entry["results"].items():
            if not (result.get("cached") and "encode" in results.get(tool, {})):
                results[tool] = result
        merged["files"][name] = {**before, "results": results, "failed": failed}
    return merged
