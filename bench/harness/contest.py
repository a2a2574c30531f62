"""All tools on one file: sizes, costs, and a check of every round trip.

The tools take turns: each runs once, then each runs again, so that a slow minute of the
machine falls on all of them. Costs are medians over the turns.
"""

import json
import os
import sys
from dataclasses import dataclass

from .measure import (ProgramFailed, median_cost, run, sha256_of_file, sha256_of_output)


def note(message):
    print(message, file=sys.stderr, flush=True)


class SizeCache:
    """Sizes (never times) of earlier runs, by version, command and content of the input."""

    def __init__(self, path):
        self._path = path
        self._sizes = {}
        if path and os.path.exists(path):
            with open(path, encoding="utf-8") as stream:
                self._sizes = json.load(stream)

    @staticmethod
    def _key(tool, version, sha256):
        command = " ".join((os.path.basename(tool.program), *tool.encode[1:]))
        return f"{version} | {command} | {sha256}"

    def get(self, tool, version, sha256):
        return self._sizes.get(self._key(tool, version, sha256))

    def put(self, tool, version, sha256, size):
        if not self._path or tool.is_rondo:
            return
        self._sizes[self._key(tool, version, sha256)] = size
        replace_json(self._path, self._sizes)


def replace_json(path, value):
    """Writes `value` beside `path` and renames it, so that readers never see a part."""
    with open(path + ".part", "w", encoding="utf-8") as stream:
        json.dump(value, stream, indent=1)
    os.replace(path + ".part", path)


def remove_if_there(path):
    if os.path.exists(path):
        os.unlink(path)


@dataclass(frozen=True)
class Rules:
    encode_runs: int
    decode_runs: int
    work_dir: str
    fresh: frozenset  # names of the tools that are run even if their size is known


class Contest:
    def __init__(self, tools, versions, cache, rules):
        self._tools = tools
        self._versions = versions
        self._cache = cache
        self._rules = rules

    def measure(self, path):
        """The entry of one file: raw size, digest, and a result per tool."""
        raw_bytes = os.path.getsize(path)
        entry = {"bytes": raw_bytes, "sha256": sha256_of_file(path), "results": {},
                 "failed": {}}
        running = []
        for tool in self._tools:
            if raw_bytes < tool.min_bytes:
                continue
            known = self._known_size(tool, entry["sha256"])
            if known is None:
                running.append(tool)
            else:
                entry["results"][tool.name] = {"bytes": known, "cached": True}
        self._encode(path, entry, running)
        encoded = [tool for tool in running if tool.name in entry["results"]]
        self._check_round_trips(entry, encoded)
        self._decode(entry, encoded)
        for tool in encoded:
            if tool.name not in entry["failed"]:
                self._cache.put(tool, self._versions[tool.name], entry["sha256"],
                                entry["results"][tool.name]["bytes"])
        for tool in running:
            remove_if_there(self._target(tool))
        return entry

    def _known_size(self, tool, sha256):
        if tool.is_rondo or tool.name in self._rules.fresh:
            return None
        return self._cache.get(tool, self._versions[tool.name], sha256)

    def _target(self, tool):
        return os.path.join(self._rules.work_dir, tool.name + tool.suffix)

    def _fail(self, entry, tool, reason):
        note(f"  {tool.name} FAILED: {reason}")
        entry["failed"][tool.name] = str(reason)

    def _take_turns(self, entry, tools, turns, one_turn):
        """{tool: its costs}; a tool whose program fails is named and left out."""
        costs = {tool: [] for tool in tools}
        for _ in range(turns):
            for tool in list(costs):
                try:
                    costs[tool].append(one_turn(tool))
                except ProgramFailed as failure:
                    self._fail(entry, tool, failure)
                    del costs[tool]
        return costs

    def _encode(self, path, entry, tools):
        def one_turn(tool):
            target = self._target(tool)
            remove_if_there(target)  # 7z would add to it
            named = "{in}" in tool.encode
            cost = run(tool.encode_argv(path, target, entry["bytes"]),
                       stdin_path=os.devnull if named else path,
                       stdout_path=target if tool.writes_stdout() else os.devnull)
            note(f"  {tool.name}: {os.path.getsize(target):,} bytes, "
                 f"{cost.cpu_s:.2f} s CPU")
            return cost

        turns = self._take_turns(entry, tools, self._rules.encode_runs, one_turn)
        for tool, costs in turns.items():
            entry["results"][tool.name] = {
                "bytes": os.path.getsize(self._target(tool)),
                "encode": median_cost(costs).to_json(),
            }

    def _check_round_trips(self, entry, tools):
        for tool in tools:
            try:
                digest = sha256_of_output(tool.decode_argv(self._target(tool)))
            except ProgramFailed as failure:
                self._fail(entry, tool, failure)
            else:
                if digest != entry["sha256"]:
                    self._fail(entry, tool, "decoded to other bytes")

    def _decode(self, entry, tools):
        good = [tool for tool in tools if tool.name not in entry["failed"]]
        turns = self._take_turns(
            entry, good, self._rules.decode_runs,
            lambda tool: run(tool.decode_argv(self._target(tool))))
        for tool, costs in turns.items():
            entry["results"][tool.name]["decode"] = median_cost(costs).to_json()
