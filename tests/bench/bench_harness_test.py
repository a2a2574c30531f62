"""The benchmark harness: what it measures, merges, judges and draws."""

import contextlib
import io
import math
import os
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

BENCH = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "bench")
sys.dont_write_bytecode = True
sys.path.insert(0, BENCH)

from harness import (contest, figures, live, measure, page_cache, plot,  # noqa: E402
                     queries, report, searching, svg, tables, tools)
from harness.results import Results, geometric_mean  # noqa: E402

FAITHFUL = tools.Tool(name="faithful", encode=("cat", "{in}"), decode=("cat", "{in}"),
                      suffix=".copy")
LOSSY = tools.Tool(name="lossy", encode=("head", "-c", "10", "{in}"),
                   decode=("cat", "{in}"), suffix=".part")
BROKEN = tools.Tool(name="broken", encode=("false",), decode=("cat",), suffix=".none")


def cost(cpu_s):
    return {"cpu_s": cpu_s, "wall_s": cpu_s, "peak_bytes": 1 << 20}


def some_results(**sizes):
    """One file of 1,000,000 bytes; every tool encodes in 1 s and decodes in 0.1 s."""
    entry = {"bytes": 1_000_000, "sha256": "x", "failed": {}, "results": {
        tool.replace("_", "-"): {"bytes": size, "encode": cost(1), "decode": cost(0.1)}
        for tool, size in sizes.items()}}
    return Results({"machine": {"cpu": "c", "cores": 1, "memory_gib": 1, "system": "s"},
                    "command": "test", "versions": dict.fromkeys(entry["results"], "1"),
                    "files": {"abseil_src.txt": entry}})


class InFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name, content=None):
        path = os.path.join(self.folder, name)
        if content is not None:
            with open(path, "wb") as stream:
                stream.write(content)
        return path


class ContestTest(InFolder):
    def measure(self, chosen, cache_path=None, fresh=()):
        os.makedirs(self.path("work"), exist_ok=True)
        rules = contest.Rules(encode_runs=1, decode_runs=3, work_dir=self.path("work"),
                              fresh=frozenset(fresh))
        versions = {tool.name: "1" for tool in chosen}
        one = contest.Contest(chosen, versions, contest.SizeCache(cache_path), rules)
        with contextlib.redirect_stderr(io.StringIO()) as said:
            entry = one.measure(self.path("raw", bytes(range(256)) * 100))
        return entry, said.getvalue()

    def test_tells_faithful_from_lossy_and_broken(self):
        entry, said = self.measure([FAITHFUL, LOSSY, BROKEN])
        self.assertEqual(list(entry["failed"]), ["broken", "lossy"])
        self.assertEqual(entry["failed"]["lossy"], "decoded to other bytes")
        self.assertIn("broken FAILED: false: exit 1", said)
        self.assertEqual(entry["results"]["faithful"]["bytes"], 25600)
        self.assertGreater(entry["results"]["faithful"]["decode"]["wall_s"], 0)
        self.assertNotIn("decode", entry["results"]["lossy"])
        self.assertNotIn("broken", entry["results"])
        self.assertEqual(os.listdir(self.path("work")), [])

    def test_cache_keeps_sizes_but_no_times_and_nothing_of_a_failed_round_trip(self):
        cache = self.path("cache")
        self.measure([FAITHFUL, LOSSY], cache)
        again, _ = self.measure([FAITHFUL, LOSSY], cache)
        self.assertEqual(again["results"]["faithful"], {"bytes": 25600, "cached": True})
        self.assertIn("lossy", again["failed"])
        fresh, _ = self.measure([FAITHFUL], cache, fresh=["faithful"])
        self.assertIn("decode", fresh["results"]["faithful"])

    def test_a_program_that_fails_is_named_with_its_words(self):
        with self.assertRaisesRegex(measure.ProgramFailed, "exit 3: no luck"):
            measure.run(["sh", "-c", "echo no luck >&2; exit 3"])


class ResultsTest(InFolder):
    def test_geometric_mean(self):
        self.assertAlmostEqual(geometric_mean([1, 4, 16]), 4)
        self.assertIsNone(geometric_mean([]))

    def test_relations(self):
        results = some_results(rondo=100, zstd_19=200)
        self.assertEqual(results.size_relation("abseil_src.txt", "rondo", "zstd-19"), 0.5)
        self.assertIsNone(results.size_relation("abseil_src.txt", "rondo", "xz-9e"))
        self.assertAlmostEqual(results.speed("abseil_src.txt", "rondo", "decode"), 10)

    def test_what_failed_does_not_count(self):
        data = some_results(rondo=100, zstd_19=200).data
        data["files"]["abseil_src.txt"]["failed"] = {"rondo": "decoded to other bytes"}
        results = Results(data)
        self.assertIsNone(results.size_relation("abseil_src.txt", "rondo", "zstd-19"))
        self.assertEqual(report.failures(results),
                         [("abseil_src.txt", "rondo", "decoded to other bytes")])

    def test_loading_lets_no_cached_size_replace_a_measurement(self):
        first, second = some_results(zstd_19=200).data, some_results(zstd_19=200).data
        second["files"]["abseil_src.txt"]["results"]["zstd-19"] = {
            "bytes": 200, "cached": True}
        paths = [self.path("a"), self.path("b")]
        contest.replace_json(paths[0], first)
        contest.replace_json(paths[1], second)
        merged = Results.load(paths)
        self.assertEqual(merged.cost("abseil_src.txt", "zstd-19", "encode", "cpu_s"), 1)


class FiguresTest(unittest.TestCase):
    def verdicts(self, results):
        return {figure.what: figure.verdict() for figure in figures.figures(results, {})}

    def test_reached_missed_and_unmeasured(self):
        verdicts = self.verdicts(some_results(rondo=97, rondo_9=101, zstd_19=100, bzip3=100))
        self.assertEqual(verdicts["abseil_src.txt, size / zstd-19"], "yes")
        self.assertEqual(verdicts["-9, abseil_src.txt, size / bzip3"], "NO")
        self.assertEqual(verdicts["libskialo.so, size / zstd-19"], "-")
        self.assertEqual(verdicts["text and markup, mean size / zstd-19"], "-")
        self.assertEqual(verdicts["decode speed / zstd-19, mean, all files"], "yes")
        self.assertEqual(verdicts["encode CPU / zstd-19, mean, all files"], "NO")


class OutputTest(unittest.TestCase):
    def test_markdown_has_every_tool_and_the_command(self):
        document = report.document(some_results(rondo=97, zstd_19=100))
        self.assertIn("| abseil_src.txt | 1,000,000 | 97 | 100 |", document)
        self.assertIn("`test`", document)

    def test_plot_is_well_formed_and_labels_every_tool(self):
        picture = plot.draw(some_results(rondo=97, rondo_9=90, zstd_19=100, bgzip=150))
        words = [element.text for element in xml.etree.ElementTree.fromstring(picture).iter()
                 if element.tag.endswith("text")]
        for tool in ("rondo", "rondo-9", "zstd-19", "bgzip"):
            self.assertGreaterEqual(words.count(tool), 2)

    def test_labels_of_near_points_do_not_overlap(self):
        labels = svg.Labels(0, 0, 400, 400)
        spots = [labels.place(200 + step, 200, "a label", 11, 9) for step in range(3)]
        self.assertEqual(len({(x, y) for x, y, _ in spots}), 3)


class MakeLargeTest(InFolder):
    def make(self, content, *options):
        subprocess.run([os.path.join(BENCH, "make_large"), "-o", self.path("made"), *options,
                        self.path("source", content)], check=True, stdout=subprocess.DEVNULL)
        with open(self.path("made"), "rb") as made:
            return made.read()

    def test_same_arguments_same_bytes_and_later_passes_differ(self):
        raw = b"".join(b"id %d at 10:02\n" % (n + 10**6) for n in range(1000))
        made = self.make(raw, "--bytes", "60000", "--slice", "4096")
        self.assertEqual(made, self.make(raw, "--bytes", "60000", "--slice", "4096"))
        self.assertEqual(made[:len(raw)], raw)
        self.assertNotEqual(made[len(raw):2 * len(raw)], raw)
        self.assertEqual(made.count(b" at 10:02\n"), made.count(b"\n"))
        self.assertGreaterEqual(len(made), 60000)

    def test_what_is_rare_stays_rare(self):
        lines = [b"an ordinary line\n"] * 3000
        lines[700] = b"singular\n"
        lines[1500:1502] = [b"first of a pair\n", b"second of it, threefold\n"]
        lines[100] = lines[2900] = b"threefold\n"
        for number in range(4):
            lines[number * 500 + 3] = b"fourfold\n"
        made = self.make(b"".join(lines), "--bytes", "1000000", "--slice", "10000")
        self.assertEqual(made.count(b"singular\n"), 1)
        self.assertEqual(made.count(b"threefold\n"), 3)
        self.assertEqual(made.count(b"first of a pair\nsecond of it, threefold\n"), 1)
        self.assertGreaterEqual(made.count(b"fourfold\n"), 4 * (1000000 // 51000))

    def test_a_file_of_which_there_is_no_second_pass_is_left_whole(self):
        raw = b"an ordinary line\n" * 100 + b"singular\n"
        self.assertEqual(self.make(raw, "--bytes", "2000"), raw * 2)

    def test_files_of_rare_words_only_and_of_one_line_are_big_inputs_too(self):
        words = b"".join(b"".join(b"%c" % (97 + int(digit)) for digit in str(number)) + b"\n"
                         for number in range(10**5, 10**5 + 5000))
        made = self.make(words, "--bytes", "300000")
        self.assertGreaterEqual(len(made), 300000)
        one_line = b'{"alone": "\xff\x00"}' * 50
        self.assertEqual(self.make(one_line, "--bytes", "10000"),
                         one_line * (10000 // len(one_line) + 1))

    def test_addresses_have_other_hosts_in_each_pass(self):
        raw = b"from 10.1.2.3:80 to 192.168.0.255, 127.0.0.1, 1.2.3.4.5, 300\n" * 10
        made = self.make(raw, "--bytes", "5000", "--slice", "100").splitlines()
        self.assertEqual(made[9], raw.splitlines()[0])
        self.assertEqual(made[10], made[19])
        self.assertNotIn(b"10.1.2.3:", made[10])
        self.assertGreater(len(set(made)), 6)
        for line in made:
            self.assertRegex(line, rb"^from 10\.1\.[0-9]+\.[0-9]+:80 to 192\.168\.0\.255, "
                                   rb"127\.0\.0\.1, 1\.2\.3\.4\.5, 300$")


class QueriesTest(unittest.TestCase):
    def test_literals_are_as_rare_as_their_names_say(self):
        lines = [b"every line has these words"] * 1000
        for i in range(0, 1000, 100):
            lines[i] += b" percent"
        for i in range(200):
            lines[i] += b" often"
        lines[7] += b" singular"
        lines[8] += b" 10.20.30.40"
        found = {query.name: query.pattern for query in queries.queries(b"\n".join(lines))}
        self.assertEqual(found["rare"], "percent")  # ten lines are nearer to five than one
        self.assertEqual(found["1 % of lines"], "percent")
        self.assertEqual(found["20 % of lines"], "often")
        self.assertEqual(found["rare number"], "10.20.30.40")
        self.assertEqual(found["1 % of lines, -i"], "PERCENT")

    def ask(self, lines):
        return {query.name: query.pattern for query in queries.queries(b"\n".join(lines))}

    def test_a_word_that_is_mostly_part_of_others_is_not_rare(self):
        found = self.ask([b"restarted"] * 50 + [b"start!", b"unique", b"0faded0", b"0faded1"])
        self.assertEqual(found["rare"], "unique")

    def test_rare_is_at_most_ten_lines_if_there_is_such_a_word(self):
        lines = [b"common"] * 20 + [b"frequent"] * 11
        self.assertEqual(self.ask(lines)["rare"], "frequent")
        self.assertEqual(self.ask(lines + [b"alone"])["rare"], "alone")

    def test_an_address_is_a_rarer_number_than_an_id_and_that_than_others(self):
        lines = [b"often 10.0.0.9 id 12345678"] * 20 + [b"7654"] * 5
        self.assertEqual(self.ask(lines)["rare number"], "7654")
        lines += [b"id=00c0ffee"] * 2
        self.assertEqual(self.ask(lines)["rare number"], "00c0ffee")
        lines += [b"(10.0.0.10)"]
        self.assertEqual(self.ask(lines)["rare number"], "10.0.0.10")

    def test_regex_has_the_literal_and_a_number_that_few_of_its_lines_have(self):
        lines = [b"nothing"] * 198000
        lines += [b"login port %d ok 7" % (40000 + number) for number in range(2000)]
        pattern = self.ask(lines)["regex with literal"]
        self.assertEqual(pattern, "login.*[^0-9]400[0-9]{2}")
        self.assertEqual(self.ask([b"words"] * 50 + [b"plain text"])["regex with literal"],
                         "plain.*[0-9]$")

    def test_where_no_word_is_on_1_percent_of_the_lines_a_number_is(self):
        lines = [b"statement 0.%d ms" % (500 + number % 100) for number in range(20000)]
        self.assertRegex(self.ask(lines)["1 % of lines"], r"^0\.5[0-9]{2}$")
        lines[:150] = [b"warning 0.600 ms"] * 150
        self.assertEqual(self.ask(lines)["1 % of lines"], "warning")

    def test_text_without_words_or_numbers(self):
        names = {query.name for query in queries.queries(b"a b\n c\n")}
        self.assertEqual(names, {"absent", "regex without"})


class NeedleTest(unittest.TestCase):
    def test_every_match_holds_it(self):
        for pattern, flags, needle in (
                ("a.b*", ("-F",), "a.b*"),
                (r"COLLSCAN.*[0-9]$", (), "COLLSCAN"),
                (r"0\.100.*[^0-9]236[0-9]{2}", (), "0.100"),
                (r"authentication failure.*[0-9]$", ("-c",), "authentication failure"),
                ("colou?r", (), "colo"), ("ab*", (), "a"), ("ab{0,2}c", (), "a"),
                (r"a\.?b", (), "a"), (r"a\db", (), "a"), ("one|two", (), ""),
                ("[0-9]{3}", (), ""), (r"\b[0-9]", ("-c",), "")):
            with self.subTest(pattern):
                self.assertEqual(queries.Query("q", pattern, flags).needle, needle)


class PageCacheTest(InFolder):
    def test_a_file_is_as_it_was(self):
        path = self.path("a", b"x" * 100_000)
        page_cache.drop(path)
        with open(path, "rb") as stream:
            self.assertEqual(stream.read(), b"x" * 100_000)


class TablesTest(unittest.TestCase):
    def test_a_section_of_the_document_is_replaced_and_no_other(self):
        document = ("a\n<!-- bench/tables: one -->\nold\n<!-- end -->\n"
                    "<!-- bench/tables: two -->\nkept\n<!-- end -->\nz\n")
        self.assertEqual(tables.replace_section(document, "one", r"new \1"),
                         document.replace("old", r"new \1"))
        with self.assertRaises(ValueError):
            tables.replace_section(document, "three", "new")

    def test_the_document_has_a_place_for_every_section(self):
        with open(tables.DOCUMENT, encoding="utf-8") as stream:
            document = stream.read()
        for name in ("machine", *tables.SECTIONS):
            self.assertIn("| new |", tables.replace_section(document, name, "| new |"))

    def test_patterns_do_not_end_a_column(self):
        self.assertEqual(tables._code("a|b"), r"`a\|b`")
        self.assertEqual(tables._code("x" * 50), "`" + "x" * 43 + "…`")


class SearchingTest(InFolder):
    def rival(self, name, command):
        return (name, (), "raw", command)

    def test_without_the_page_cache_the_answer_is_the_same(self):
        result = self.ask(self.rival("rondo", "grep {flags} {what} {file}"),
                          self.rival("needle", "grep -e {needle} {file}"), cold=True)
        self.assertEqual((result["differ"], result["output_lines"]), ([], 2))

    def ask(self, *rivals, cold=False, limit=None):
        args = searching._parse([self.path("in", b"one\ntwo\nthree\n")])
        forms = searching.Forms(args, self.path("in"), self.folder)
        return searching.ask(queries.Query("q", "t", ("-F",)), rivals, forms, 1,
                             self.path("out"), cold, limit)

    def test_rivals_that_take_too_long_are_left_out(self):
        rivals = [self.rival("rondo", "grep {flags} {what} {file}"),
                  self.rival("slow", "sleep 600 | cat")]
        result = self.ask(*rivals, limit=0.2)
        self.assertEqual((result["too_slow"], result["differ"]), (["slow"], []))
        self.assertEqual(set(result["seconds"]), {"rondo"})
        _, rows = searching._table({"f": {"queries": {"q": result}}}, rivals, 0.2)
        self.assertEqual(rows[0][-1], "over 0.2 s")
        self.assertTrue(math.isnan(searching.mean_ratio([result], "slow")))

    def test_rivals_that_print_other_lines_are_named(self):
        result = self.ask(self.rival("rondo", "grep {flags} {what} {file}"),
                          self.rival("same", "grep -h {dialect} {what} {file}"),
                          self.rival("other", "cat {file}"))
        self.assertEqual(result["differ"], ["other"])
        self.assertEqual(result["output_lines"], 2)
        self.assertEqual(set(result["seconds"]), {"rondo", "same", "other"})

    def test_errors_are_no_answers(self):
        with self.assertRaises(measure.ProgramFailed):
            self.ask(self.rival("rondo", "grep {what} {file}.missing"))


class LiveTest(InFolder):
    def log(self, text, *options):
        path = self.path("in", text)
        return live.LiveLog(live._parse([path, *options]), path, self.folder)

    def test_a_log_starts_over_at_its_end_and_is_cut_at_line_ends(self):
        log = self.log(b"one\ntwo\nthree\n", "--bytes", "33")
        text, pieces = b"", []
        for due in (1, 5, 15, 16, 30, 33):
            if due > len(text):
                pieces.append(log._piece(len(text), due))
                text += pieces[-1]
        self.assertEqual(text, b"one\ntwo\nthree\n" * 2 + b"one\nt")
        self.assertTrue(all(piece.endswith(b"\n") for piece in pieces[:-1]))

    def test_a_flush_costs_bytes(self):
        data = bytes(range(256)) * 40
        for stream in (live.GzipStream, live.ZstdStream):
            whole = live.flushed_size(stream(), data, len(data))
            self.assertGreater(whole, 256)
            self.assertGreater(live.flushed_size(stream(), data, 1000), whole)

    def test_latency_is_that_of_the_last_byte_of_a_write(self):
        log = self.log(b"x\n")
        log._sent = [(1.0, 10), (2.0, 20)]
        log._seen = [(2.5, 10), (2.75, 25)]
        self.assertEqual(log._latencies(), {"median": 1.5, "p99": 1.5, "worst": 1.5})


if __name__ == "__main__":
    unittest.main()
