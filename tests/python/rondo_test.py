"""The Python module on the shared library: python3 rondo_test.py RONDO (the program)."""

import datetime
import io
import os
import subprocess
import sys
import tempfile
import threading
import unittest

import rondo

PROGRAM = None


def line(i):
    return b"2024-03-04T%02d:%02d:%02dZ host app[%d]: request %d from 10.0.0.%d" % (
        i // 3600,
        i // 60 % 60,
        i % 60,
        i % 7,
        i,
        i % 250,
    )


LINES = [line(i) for i in range(20000)]
TEXT = b"".join(one + b"\n" for one in LINES)


class ReaderTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = os.path.join(cls.folder.name, "a.log.rondo")
        plain = os.path.join(cls.folder.name, "a.log")
        with open(plain, "wb") as file:
            file.write(TEXT)
        subprocess.run([PROGRAM, "encode", "-q", "--segment-size", "400K", plain], check=True)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_is_a_file_object(self):
        with rondo.open(self.path) as log:
            self.assertEqual(log.size, len(TEXT))
            self.assertLess(log.stored_size, len(TEXT) // 10)
            self.assertEqual(log.read(), TEXT)
            self.assertEqual(log.read(), b"")
            self.assertEqual(log.seek(1000), 1000)
            self.assertEqual(log.read(50), TEXT[1000:1050])
            self.assertEqual(log.seek(-5, io.SEEK_END), len(TEXT) - 5)
            self.assertEqual(log.read(50), TEXT[-5:])
            log.seek(len(TEXT) + 10)
            self.assertEqual(log.read(1), b"")
            self.assertRaises(ValueError, log.seek, -1)
            log.seek(0)
            self.assertEqual(list(io.BufferedReader(log, 1 << 16))[:3], [l + b"\n" for l in LINES[:3]])
        self.assertRaises(ValueError, lambda: log.size)

    def test_lines_are_a_sequence(self):
        with rondo.open(self.path) as log:
            self.assertEqual(len(log.lines), len(LINES))
            self.assertEqual(log.lines[0], LINES[0])
            self.assertEqual(log.lines[-1], LINES[-1])
            for key in (slice(400, 410), slice(-3, None), slice(10, 4), slice(None, None, 5000)):
                self.assertEqual(log.lines[key], LINES[key])
            self.assertEqual(sum(1 for _ in log.lines), len(LINES))
            self.assertEqual(list(log.lines), LINES)
            self.assertRaises(IndexError, lambda: log.lines[len(LINES)])

    def test_grep_finds_what_the_lines_say(self):
        with rondo.open(self.path) as log:
            wanted = [i for i, l in enumerate(LINES) if b"request 7" in l]
            found = list(log.grep("request 7"))
            self.assertEqual([l.number for l in found], wanted)
            self.assertEqual(found[-1].text, LINES[wanted[-1]])
            self.assertEqual(TEXT[found[-1].offset :][: len(found[-1].text)], found[-1].text)
            self.assertEqual(log.count("request 7"), len(wanted))
            self.assertEqual(len(list(log.grep("REQUEST 7", ignore_case=True, max_lines=9))), 9)
            self.assertEqual(log.count("request 7", invert=True), len(LINES) - len(wanted))
            self.assertEqual(log.count(".", fixed=True, whole_lines=True), 0)
            self.assertEqual(list(log.grep("absent word")), [])
            with self.assertRaises(rondo.RondoError) as raised:
                list(log.grep("a("))
            self.assertIn("missing )", str(raised.exception))

    def test_who_takes_few_lines_ends_the_search(self):
        with rondo.open(self.path) as log:
            before = threading.active_count()
            search = log.grep("request")
            self.assertEqual(next(search).number, 0)
            search.close()
            self.assertEqual(threading.active_count(), before)

    def test_between_takes_what_people_write(self):
        with rondo.open(self.path) as log:
            minute = [(i, LINES[i]) for i in range(3600, 3660)]
            self.assertEqual(list(log.between("2024-03-04 01:00", "2024-03-04 01:00")), minute)
            utc = datetime.timezone.utc
            start = datetime.datetime(2024, 3, 4, 1, tzinfo=utc)
            self.assertEqual(list(log.between(start, start + datetime.timedelta(minutes=1))), minute)
            self.assertEqual(len(list(log.between())), len(LINES))
            self.assertRaises(rondo.RondoError, lambda: list(log.between("sometime")))

    def test_templates(self):
        with rondo.open(self.path) as log:
            templates = log.templates()
            self.assertIn("request <int>", templates[0].text)
            self.assertGreater(sum(one.lines for one in templates), len(LINES) // 2)

    def test_reads_bytes_and_file_objects(self):
        with open(self.path, "rb") as file:
            score = file.read()
            with rondo.open(file) as log:
                self.assertEqual(log.lines[777], LINES[777])
        with rondo.open(score) as log:
            log.verify()
            self.assertEqual(log.lines[777], LINES[777])

    def test_threads_share_a_reader(self):
        with rondo.open(self.path) as log:
            wrong = []

            def read(start):
                for i in range(start, len(LINES), 997):
                    if log.lines[i] != LINES[i]:
                        wrong.append(i)

            threads = [threading.Thread(target=read, args=(n,)) for n in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(wrong, [])

    def test_errors(self):
        self.assertRaises(FileNotFoundError, rondo.open, "no-such-file")
        self.assertRaises(rondo.RondoError, rondo.open, b"no score")
        self.assertRaises(ValueError, rondo.open, self.path, "x")
        with open(self.path, "rb") as file:
            bent = bytearray(file.read())
        bent[len(bent) // 2] ^= 1
        with rondo.open(bytes(bent)) as log:
            self.assertRaises(rondo.DamagedError, log.verify)


class WriterTest(unittest.TestCase):
    def test_compress_and_decompress(self):
        for data in (b"", b"x", TEXT, bytes(range(256)) * 100):
            for level in (1, 6):
                score = rondo.compress(data, level=level)
                self.assertEqual(rondo.decompress(score), data)
        self.assertRaises(rondo.RondoError, rondo.compress, b"", level=99)

    def test_adds_to_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "new.rondo")
            for times in (1, 2):
                with rondo.Writer(path) as out:
                    out.write(b"one more\n")
                with self.assertRaises(KeyError):
                    with rondo.open(path, "a") as out:
                        out.write(b"given up\n")
                        raise KeyError
                with rondo.open(path) as log:
                    self.assertEqual(log.lines[:], [b"one more"] * times)
            self.assertRaises(ValueError, out.write, b"late")

    def test_what_a_target_raises_comes_out(self):
        class Full(io.RawIOBase):
            def write(self, _data):
                raise OSError("no space")

        with self.assertRaisesRegex(OSError, "no space"):
            writer = rondo.Writer(Full())
            writer.write(b"text\n")
            writer.close()


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
