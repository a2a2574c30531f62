#include "apps/rondo/command_line/help.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "apps/rondo/command_line/option_table.h"

namespace rondo::app {
namespace {

// How --since and --until tell lines.
constexpr char kTimeHelp[] = R"(
Times: TIME may be a day, an hour, a minute or a second; --until takes all of it.
A line's time is the first date with a time of day near its start, a count of
seconds there, or the value of a key such as "time" or "ts" of a line of JSON. A
line without one, or that starts with a blank, belongs to the record above; lines
before the first time belong to none and are left out. Lines may be in any order.
Where records start with times of one kind, dates elsewhere are none. A number above
12 is no month, for all lines of a file (or 64 MiB of it) that write dates that way.
Times without a zone are of --tz, of $TZ, or UTC; without a year of --year, or of those
up to when the source was changed, by the order of lines. A file .rondo-times in the
folder may say it, as "tz = UTC"; and so year, date-order, time-key and time-format.
)";

struct Page {
  Face face;
  const char* head;  // before the options
  const char* tail;  // after them
};

constexpr Page kPages[] = {
    {Face::kGzip,
     R"(Rondo makes files small and keeps every part of them readable.

  rondo encode [FILE...]              make FILE.rondo; --live: while it is read
  rondo append FILE.rondo [FILE...]   add to it
  rondo compact FILE.rondo...         make what was added in small parts smaller
  rondo decode [FILE...]              make FILE again from FILE.rondo
  rondo cat [FILE...]                 print it, or only --lines 10:20,
                                      --bytes 4K:8K or --since 10:02 --until 10:05
  rondo grep PATTERN [FILE...]        the lines that match, in plain files too
  rondo head [FILE...]                its first lines or bytes
  rondo tail [FILE...]                its last lines or bytes; -f goes on
  rondo wc [FILE...]                  lines and bytes
  rondo stat [FILE...]                sizes, lines, segments; --templates
  rondo verify [FILE...]              check every checksum
  rondo salvage FILE... -o OUT        what is left of a damaged one
  rondo repair FILE...                a damaged one with --parity is whole again
  rondo export [FILE...]              a score without addresses and other values
  rondo dict list                     dictionaries; also show, import, export ...
  rondo help [VERB]                   more about one of these

Or with gzip's habits: rondo [OPTION...] [FILE...]
)",
     R"(Without FILE, or when FILE is -, standard input is read and standard output written.
Sources are kept. $RONDO_LEVEL and $RONDO_THREADS say what --level and -T do not.
Exit status: 0 good, 1 the data is bad, 2 usage or I/O.

Examples:
  rondo access.log                               make access.log.rondo
  rondo cat --lines -10: access.log.rondo        print its last ten lines
  RONDO_LEVEL=9 tar -I rondo -cf tree.tar.rondo tree
)"},
    {Face::kEncode,
     R"(Usage: rondo encode [OPTION...] [FILE...]
Makes FILE.rondo, a score, from each FILE.
)",
     R"(Examples:
  rondo encode access.log               make access.log.rondo, keep access.log
  rondo encode -9 -T0 --rm *.log        smallest, on all cores; remove the sources
  pg_dump db | rondo encode -o db.sql.rondo
  rondo encode --unpack --rm app.log.*.gz
  tail -F app.log | rondo encode --live -o app.log.rondo
  rondo encode --dict logs.car *.json   many small files of a kind, far smaller
  rondo encode --parity 10 access.log   a tenth of it may be damaged: rondo repair
  rondo encode --format zipfs --optimal --dict words.car app.log

With --live the score grows while the source does, and can be read meanwhile. What came
last is in files beside it, FILE.rondo.from-N, until there is enough of it to be packed
well. TERM and INT finish it; HUP, after it was renamed, begins a new one.
)"},
    {Face::kAppend,
     R"(Usage: rondo append [OPTION...] FILE.rondo [FILE...]
Adds what each FILE holds, or standard input, to the data of FILE.rondo, which is made if
it is not there. It can be read meanwhile, and if this is interrupted it is as it was.
)",
     R"(Examples:
  rondo append app.log.rondo app.log.1
  journalctl -b | rondo append journal.rondo
)"},
    {Face::kCompact,
     R"(Usage: rondo compact [OPTION...] FILE.rondo...
Encodes each FILE.rondo again as one score with full segments, which takes the place of
the old one once it was read back and is on disk. Many small additions become smaller;
what a live log left when it was killed becomes part of it.
)",
     R"(Examples:
  rondo compact app.log.rondo
)"},
    {Face::kDecode,
     R"(Usage: rondo decode [OPTION...] [FILE...]
Makes FILE again from each FILE.rondo. Scores that follow each other decode as one.
FILE.zipfs, too, if its dictionary is at hand, or some --gateway has it, or one that
$RONDO_IPFS_GATEWAY names.
)",
     R"(Examples:
  rondo decode access.log.rondo         make access.log
  rondo decode -c a.rondo b.rondo | wc -l
  rondo decode -o copy.log access.log.rondo
)"},
    {Face::kCat,
     R"(Usage: rondo cat [OPTION...] [FILE...]
Prints what each score holds, or a part of it, without decoding the rest. Files of other
compressors are expanded, too: gzip, zstd, xz, lzma, lzip, bzip2, lz4, compress, zip.
)",
     R"(Examples:
  rondo cat --lines 4000000 big.rondo   one line
  rondo cat --lines 100:120 big.rondo   lines 100 to 120
  rondo cat --lines -10: big.rondo      the last ten lines
  rondo cat --bytes 1G:1025M big.rondo  one MiB, far inside
  rondo cat --since '2h ago' big.rondo
  rondo cat --since '2024-03-04 10:02' --until '2024-03-04 10:05' big.rondo
)"},
    {Face::kGrep,
     R"(Usage: rondo grep [OPTION...] PATTERN [FILE...]
Prints the lines of scores that match PATTERN, a regular expression of RE2's syntax, with
\< and \> for edges of words. Plain files and those of other compressors, too.
)",
     R"(Exit status: 0 a line was selected, 1 none was, 2 error (0 after -q and a match).

Examples:
  rondo grep -n 'time ?out' access.log.rondo
  rondo grep -c -F 10.0.0.1 access.log access.log.1.gz access.log.*.rondo
  rondo grep -r -F -f words --include='*.log*' /var/log
  rondo grep --since yesterday --until yesterday error access.log.rondo
)"},
    {Face::kHead,
     R"(Usage: rondo head [OPTION...] [FILE...]
Prints the first lines of each score, or of what another compressor made.
)",
     R"(Examples:
  rondo head -n 100 access.log.rondo
)"},
    {Face::kTail,
     R"(Usage: rondo tail [OPTION...] [FILE...]
Prints the last lines of each score, without decoding what comes before, or of what
another compressor made, which is expanded.
)",
     R"(Examples:
  rondo tail -n 100 access.log.rondo
  rondo tail -f app.log.rondo           a log that rondo encode --live writes

With -f a score is followed by its name: when another one gets it, that one is next.
)"},
    {Face::kWc,
     R"(Usage: rondo wc [OPTION...] [FILE...]
Prints how many newlines and bytes each score holds, without decoding it, or what
another compressor made.
)",
     R"(Examples:
  rondo wc *.rondo
)"},
    {Face::kStat,
     R"(Usage: rondo stat [OPTION...] [FILE...]
Shows what each score is made of: sizes, ratio, lines, segments.
)",
     R"(Templates are those of record segments, as the encoder found them. With --json:
  {"file":..., "lines":N, "lines_without_template":N, "lines_in_other_segments":N,
   "template_count":N, "templates":[{"lines":N, "share":0.4830, "template":"...",
   "slots":["time",...], "example":"..."},...]}
Slots are string, int, decimal, hex, ip, time and uuid.
With --since or --until lines and bytes of that time are counted.

Examples:
  rondo stat access.log.rondo
  rondo stat --templates --top 20 access.log.rondo
  rondo stat --json *.rondo | jq .ratio
  rondo stat --since 2024-03-04 --until 2024-03-04 access.log.rondo
)"},
    {Face::kVerify,
     R"(Usage: rondo verify [OPTION...] [FILE...]
Reads each score, checks its structure and every checksum, and says "ok", or which bytes
are damaged and what of the data that costs. Nothing is decoded without --deep.
)",
     R"(With --json, on standard output:
  {"file":..., "deep":false, "ok":false, "file_bytes":N, "scores":N, "segments":N,
   "blocks":N, "data_bytes":N, "lost_bytes":N, "unfinished_bytes":N, "damage":[
   {"from":N, "to":N, "what":"...", "lost":{"from":N, "to":N, "first_line":N,
   "last_line":N}, "unknown":false},...]}
Bytes are from the first, 0, to the last, not included; lines as in cat --lines.

Examples:
  rondo verify -T0 /backup/*.rondo
  rondo verify --deep --json app.log.rondo
)"},
    {Face::kSalvage,
     R"(Usage: rondo salvage [OPTION...] -o OUT [FILE...]
Writes all that is undamaged of each score to OUT: as it was, or as a new score if OUT
ends in .rondo. Says which bytes and lines are lost. FILE stays as it is.
)",
     R"(A damaged block costs that block, and damage of the tables of a segment costs the segment.
Index, trailer and file header are not needed; what stands between scores is passed over.
With --json what is lost is said as verify says it, on standard error after -c, and else
on standard output. Exit status: 0 nothing is lost, 1 something is, 2 usage or I/O.

Examples:
  rondo salvage bad.rondo -o what-is-left.log
  rondo salvage --holes zero bad.rondo -o disk.img
  rondo salvage --json bad.rondo -o mended.rondo >lost.json
)"},
    {Face::kRepair,
     R"(Usage: rondo repair [OPTION...] FILE...
Restores each FILE, which was encoded with --parity, from that: damaged bytes, and what
was cut off its end. The new file takes the place of the old one once it is on disk.
)",
     R"(What is restored was checked; what cannot be is left as it is, and named. Bytes behind
the parity, such as later additions, have none. With --json:
  {"file":..., "sections":N, "protected_bytes":N, "repaired_bytes":N, "damaged":true,
   "whole":false, "beyond_repair":[{"from":N, "to":N},...]}
Exit status: 0 all that is protected is whole, 1 something is not, 2 usage or I/O.

Examples:
  rondo encode --parity 10 access.log
  rondo repair access.log.rondo
)"},
    {Face::kExport,
     R"(Usage: rondo export --context redacted [OPTION...] -o NEW.rondo [FILE...]
Makes a score of the redacted rendition of a score, or of what another compressor made:
the values are not in it any more. It has the same lines, and their times.
)",
     R"(What is found and what is not: docs/REDACTION.md. Look at the result before it is
given away.

Examples:
  rondo export --context redacted -o public.rondo access.log.rondo
  rondo export --context redacted --redact ip,user --key secret -o public.rondo a.rondo
  rondo cat --context redacted --redact 'ip,/order=(\d+)/=order' shop.log.rondo
)"},
    {Face::kDict,
     R"(Usage: rondo dict list
       rondo dict show|verify|export CID...
       rondo dict import [FILE...]
       rondo dict fetch --gateway URL CID...
       rondo dict gc [CID...]
       rondo dict train [-o FILE] SAMPLE...
       rondo dict translate --context NAME [TABLE]
Dictionaries that files share, each named by the hash of its content, its CID.

  list     those that are at hand, by name
  show     what is in them: of a CID, or of a file
  import   keeps those of CAR files and prints their CIDs
  export   writes a CAR file with all of them, for others to import
  fetch    gets them from an IPFS gateway, whole, checks and keeps them
  verify   reads every block and checks it; without CID all that are kept
  gc       removes the dictionaries that are named, then blocks that no other one needs
  train    makes one of what samples have in common, and prints its CID
  translate  makes one with other words for lines, of a table as show --templates prints
           it, and prints its CID
)",
     R"(They are kept in $XDG_DATA_HOME/rondo/dictionaries, or in that folder of ~/.local/share,
and looked for in the folders of $RONDO_DICTIONARY_PATH, too, with colons between them.
No gateway is asked but those of --gateway, or else of $RONDO_IPFS_GATEWAY, URLs with
blanks between them. Who runs one learns which dictionaries are asked for, and by whom.

Examples:
  rondo dict train --name logs *.log
  rondo encode --dict CID today.log
  rondo dict export -o logs.car CID
  rondo dict import logs.car
  rondo dict fetch --gateway http://127.0.0.1:8080 CID
  rondo dict show --templates CID >de.tsv    write other words into the third column
  rondo dict translate --context de de.tsv
  rondo cat --context de today.log.rondo
)"},
};

std::string OptionLine(const OptionRow& row) {
  std::string name =
      row.letter == 0 ? "    " : absl::StrCat("-", std::string(1, row.letter), ", ");
  absl::StrAppend(&name, "--", row.name);
  if (row.value != nullptr) absl::StrAppend(&name, " ", row.value);
  const std::string indent(29, ' ');
  const std::string help =
      absl::StrReplaceAll(row.help, {{"\n", absl::StrCat("\n", indent)}});
  return absl::StrFormat("  %-26s %s\n", name, help);
}

}  // namespace

HelpText HelpOf(Face face) {
  for (const Page& page : kPages) {
    if (page.face != face) continue;
    const bool timed = face == Face::kCat || face == Face::kGrep || face == Face::kStat;
    return {page.head, absl::StrCat(page.tail, timed ? kTimeHelp : "")};
  }
  return {};
}

std::string HelpPage(Face face) {
  const HelpText help = HelpOf(face);
  std::string text = absl::StrCat(help.head, "\nOptions:\n");
  for (const OptionRow& row : OptionTable()) {
    if (row.KnownTo(face)) absl::StrAppend(&text, OptionLine(row));
  }
  return absl::StrCat(text, "\n", help.tail);
}

std::string VersionText() { return absl::StrCat("rondo ", RONDO_VERSION); }

}  // namespace rondo::app
