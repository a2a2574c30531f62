"""The figures Rondo promises, each one with its target and what was measured.

Names of files are those of the shared corpora. A figure whose files, peers or seek
measurements are missing from the results says so instead of passing.
"""

from dataclasses import dataclass

from .results import geometric_mean

TEXT = ("wordnet_db.txt", "debian_bookworm_Packages.txt", "openjdk17_javadoc_desktop.html",
        "iso_codes.json", "treeherder_sample_json.json", "usfec_zip_codes.csv")
SOURCE = "abseil_src.txt"
EXECUTABLE = "libskialo.so"
ARCHIVE = "already_compressed_otrf.zip"
GENOMES = "sarscov2_ncov_example.fasta"
VERSIONS = "awesome_python_revisions.md"
LOGS = ("apache_webscan_ocatak.log", "bsd_dmesg_notebook.log", "cmake_trace.json",
        "elastic_apache_access.log", "elastic_kafka.log", "elastic_nginxplus.json",
        "gnu_make_debug.log", "jvm_gc_preunified.log", "loghub_linux_full.log",
        "mlperf_nvidia_gnmt.log", "mongod_mtools.log", "postgres_syslog.log",
        "strace_gcc_build.log", "syzkaller_kernel_reports.log",
        "winevt_json_covenant_dcom.json")
LOG_SAMPLES = tuple(f"loghub2k_{system}_2k.log" for system in (
    "Android", "Apache", "BGL", "HDFS", "HPC", "Hadoop", "HealthApp", "Linux", "Mac",
    "OpenSSH", "OpenStack", "Proxifier", "Spark", "Thunderbird", "Windows", "Zookeeper"))
SEEKABLE_PEERS = ("bgzip", "zstd-19-64K", "zstd-19-1M", "xz-9e-1M")
MIB = 1 << 20


@dataclass(frozen=True)
class Figure:
    what: str
    target: str
    measured: str
    reached: bool | None  # None: not measured

    def verdict(self):
        return {True: "yes", False: "NO", None: "-"}[self.reached]


def at_most(what, value, limit, unit="", digits=3):
    return _compared(what, value, "<=", limit, unit, digits,
                     value is not None and value <= limit)


def at_least(what, value, limit, unit="", digits=3):
    return _compared(what, value, ">=", limit, unit, digits,
                     value is not None and value >= limit)


def _compared(what, value, relation, limit, unit, digits, reached):
    target = f"{relation} {limit:g}{unit}"
    if value is None:
        return Figure(what, target, "not measured", None)
    return Figure(what, target, f"{value:.{digits}f}{unit}", reached)


def _complete(results, tools, files):
    return all(results.size(file, tool) for file in files for tool in tools)


def _sizes(results):
    text = _complete(results, ("rondo", "zstd-19", "xz-9e"), TEXT)
    for peer, limit in (("zstd-19", 0.85), ("xz-9e", 0.92)):
        mean = results.mean_size_relation("rondo", peer, TEXT) if text else None
        yield at_most(f"text and markup, mean size / {peer}", mean, limit)
    for file, peer, limit in ((SOURCE, "zstd-19", 0.98), (EXECUTABLE, "zstd-19", 1.0),
                              (GENOMES, "zstd-19", 1.0)):
        yield at_most(f"{file}, size / {peer}",
                      results.size_relation(file, "rondo", peer), limit)
    ratio = results.ratio(ARCHIVE, "rondo")
    yield at_most(f"{ARCHIVE}, size / raw", 1 / ratio if ratio else None, 1.001, digits=5)


def _high_level(results):
    text = _complete(results, ("rondo", "rondo-9"), TEXT)
    yield at_most("-9, text and markup, mean size / default",
                  results.mean_size_relation("rondo-9", "rondo", TEXT) if text else None,
                  0.96)
    yield at_most("-9, all files, mean size / default",
                  results.mean_size_relation("rondo-9", "rondo"), 0.96)
    yield at_most(f"-9, {SOURCE}, size / bzip3",
                  results.size_relation(SOURCE, "rondo-9", "bzip3"), 1.0)


def _seekable_peers(results):
    for peer in SEEKABLE_PEERS:
        relations = {file: value for file in results.files
                     if (value := results.size_relation(file, "rondo", peer))}
        if not relations:
            yield Figure(f"size / {peer}, every file", "< 1", "not measured", None)
            continue
        worst = max(relations, key=relations.get)
        lost = [file for file, value in relations.items() if value >= 1]
        mean = results.mean_size_relation("rondo", peer)
        measured = (f"mean {mean:.3f}, worst {relations[worst]:.3f} ({worst}), "
                    f"{len(relations) - len(lost)} of {len(relations)} files smaller")
        yield Figure(f"size / {peer}, every file", "< 1", measured, not lost)


def _versions(results, seek):
    for peer in ("zstd-19-long", "xz-512M"):
        yield at_most(f"{VERSIONS}, size / {peer}",
                      results.size_relation(VERSIONS, "rondo", peer), 1.0)
    yield at_least(f"{VERSIONS}, encode", results.speed(VERSIONS, "rondo", "encode"), 60,
                   " MB/s", digits=1)
    peak = results.cost(VERSIONS, "rondo", "encode", "peak_bytes")
    yield at_most(f"{VERSIONS}, encode memory", peak and peak / MIB, 1024, " MiB", digits=0)
    warm = seek.get(VERSIONS, {}).get("warm_65536")
    yield at_most(f"{VERSIONS}, warm 64 KiB read, median",
                  warm and warm["median_us"], 1000, " us", digits=0)


def _costs(results):
    for phase, peer, limit in (("encode", "zstd-19", None), ("decode", "zstd-19", 0.45),
                               ("decode", "xz-9e", 2.5)):
        for min_bytes, which in ((0, "all files"), (MIB, "files of 1 MiB or more")):
            speed = results.mean_speed_relation("rondo", peer, phase, min_bytes)
            if phase == "encode":
                yield at_most(f"encode CPU / {peer}, mean, {which}",
                              1 / speed if speed else None, 0.5)
            else:
                yield at_least(f"decode speed / {peer}, mean, {which}", speed, limit)
    for phase, limit in (("encode", 1024), ("decode", 256)):
        peak = results.peak("rondo", phase)
        where = f" ({peak[1]})" if peak else ""
        yield at_most(f"{phase} memory, highest{where}", peak and peak[0] / MIB, limit,
                      " MiB", digits=0)


def _logs(results):
    for peer, limit in (("xz-9e", 0.60), ("zstd-19", 0.52)):
        known = _complete(results, ("rondo", peer), LOGS)
        yield at_most(f"logs, mean size / {peer}",
                      results.mean_size_relation("rondo", peer, LOGS) if known else None,
                      limit)
    relations = {file: value for file in LOGS
                 if (value := results.size_relation(file, "rondo", "xz-9e"))}
    worst = max(relations, key=relations.get, default=None)
    yield at_most(f"logs, worst size / xz-9e ({worst})", relations.get(worst), 1.0)
    known = _complete(results, ("rondo", "xz-9e"), LOG_SAMPLES)
    yield at_most("loghub 2k samples, mean size / xz-9e",
                  results.mean_size_relation("rondo", "xz-9e", LOG_SAMPLES) if known else None,
                  0.75)
    known = _complete(results, ("rondo", "rondo-9"), LOGS)
    yield at_most("-9, logs, mean size / default",
                  results.mean_size_relation("rondo-9", "rondo", LOGS) if known else None, 0.97)
    speed = results.mean_speed_relation("rondo", "zstd-19", "encode", files=LOGS)
    yield at_most("logs, encode CPU / zstd-19, mean", 1 / speed if speed else None, 0.30)
    speeds = {file: value for file in LOGS
              if (value := results.speed(file, "rondo", "encode"))}
    yield at_least("logs, encode, mean", geometric_mean(speeds.values()), 15, " MB/s", digits=1)
    slowest = min(speeds, key=speeds.get, default=None)
    yield at_least(f"logs, encode, slowest ({slowest})", speeds.get(slowest), 15, " MB/s",
                   digits=1)
    for peer, limit in (("zstd-19", 0.35), ("xz-9e", 3)):
        yield at_least(f"logs, decode speed / {peer}, mean",
                       results.mean_speed_relation("rondo", peer, "decode", files=LOGS), limit)


def _seeking(seek):
    big = {name: entry for name, entry in seek.items() if entry["bytes"] >= 1 << 30}
    if not big:
        yield Figure("seeking in 1 GiB", "", "not measured (bench/seek)", None)
    for name, entry in big.items():
        yield at_most(f"{name}: cold cat of 4 KiB, median", entry["cold"]["median_ms"], 25,
                      " ms", digits=1)
        yield at_most(f"{name}: cold cat of 4 KiB, memory",
                      entry["cold"]["peak_bytes"] / MIB, 64, " MiB", digits=0)
        yield at_most(f"{name}: warm 4 KiB ReadAt, median",
                      entry["warm_4096"]["median_us"], 300, " us", digits=0)
        yield at_most(f"{name}: index and block tables / raw",
                      100 * entry["index_share"], 0.1, " %", digits=4)
        yield at_least(f"{name}: encode speed whole / first 64 MiB",
                       entry["speed_relation"], 0.85)


def figures(results, seek):
    """All figures; `seek` is what bench/seek --json wrote, by file name, or {}."""
    return [*_sizes(results), *_high_level(results), *_seekable_peers(results),
            *_versions(results, seek), *_costs(results), *_logs(results), *_seeking(seek)]
