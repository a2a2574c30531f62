// Scores that a reader expands: one for each thing that a score may hold.
#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>

#include "golden/dictionary.h"
#include "golden/golden.h"
#include "golden/parts.h"
#include "rondo/encoder.h"
#include "stream/grammar_lens/lens.h"
#include "stream/lens/block_cutter.h"
#include "stream/lens/zstd.h"
#include "stream/mixed_bytes_lens/lens.h"
#include "stream/record_lens/lens.h"
#include "stream/score/presence.h"
#include "support/container_support.h"

namespace rondo::testing {
namespace {

constexpr uint32_t kBlockBytes = 1024;
constexpr int kLevel = 6;

EncodeOptions SmallBlocks() { return {.level = kLevel, .block_bytes = kBlockBytes}; }

EncodeOptions AsAddition() {
  EncodeOptions options = SmallBlocks();
  options.for_append = true;
  return options;
}

base::ByteVector MustEncode(const base::ByteVector& bytes, const EncodeOptions& options) {
  return Encode(bytes, options).value();
}

// `count` lines, of which line i is line(i) and a newline.
template <typename Line>
base::ByteVector Lines(int count, Line line) {
  std::string text;
  for (int i = 0; i < count; ++i) text += line(i) + "\n";
  return ToBytes(text);
}

template <typename... Values>
std::string Format(const char* format, Values... values) {
  char text[200];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

// Numbers without order below `below`, the same each time.
unsigned Scattered(int i, unsigned below) {
  return static_cast<unsigned>(i + 1) * 2654435761u / 7 % below;
}

base::ByteVector SmallLog(int lines) {
  return Lines(lines, [](int i) {
    return Format("2024-03-04T10:%02d:%02dZ web-%d app[811]: request %u took %u us",
                  i / 20 % 60, i * 3 % 60, i % 3, 1000 + i, Scattered(i, 997));
  });
}

base::ByteVector Prose() {
  std::string text;
  for (int i = 0; i < 160; ++i) {
    text += Scattered(i, 3) == 0 ? "the rondo returns " : "an episode ends, the theme ";
    if (i % 7 == 6) text += "comes back.\n";
  }
  return ToBytes(text);
}

// A repeating alphabet without words or lines.
base::ByteVector Genome() {
  std::string text;
  for (int i = 0; i < 90; ++i) {
    text += Scattered(i, 4) == 0 ? "GATTACAGATTACCA" : "CCGTAGGATCAACGTA";
  }
  return ToBytes(text);
}

// A page and its next versions: most lines return.
base::ByteVector Versions() {
  return Lines(400, [](int i) {
    const int line = i % 40;
    return Format("line %d of the page says %u", line,
                  Scattered(line == i / 40 ? 1000 + i : line, 100000));
  });
}

// Calls of a few functions and branches to a few places, as linked code has them.
base::ByteVector MachineCode() {
  std::string code = std::string(
                         "\x7f"
                         "ELF\x02\x01\x01",
                         7) +
                     std::string(57, '\0');
  const auto add_distance = [&code](uint32_t target) {
    const uint32_t distance = target - static_cast<uint32_t>(code.size() + 4);
    for (int byte = 0; byte < 4; ++byte) code += static_cast<char>(distance >> 8 * byte);
  };
  for (int i = 0; i < 250; ++i) {
    code += "\x48\x89\xc7\xe8";
    add_distance(1024 * Scattered(i, 5));
    code += "\x85\xc0\x0f\x84";
    add_distance(5000 + 64 * Scattered(i, 3));
  }
  return ToBytes(code);
}

class GoodMaker {
 public:
  Golden& Add(std::string name, std::string lenses, std::string sentence,
              base::ByteVector expanded, base::ByteVector score) {
    Golden golden;
    golden.name = "good-" + std::move(name);
    golden.lenses = std::move(lenses);
    golden.sentence = std::move(sentence);
    golden.expanded = std::move(expanded);
    golden.score = std::move(score);
    return all_.emplace_back(std::move(golden));
  }
  Golden& Encoded(std::string name, std::string lenses, std::string sentence,
                  const base::ByteVector& bytes,
                  const EncodeOptions& options = SmallBlocks()) {
    return Add(std::move(name), std::move(lenses), std::move(sentence), bytes,
               MustEncode(bytes, options));
  }
  // One segment of a lens that the encoder would not choose for so few bytes.
  Golden& OneSegment(std::string name, std::string lens, std::string sentence,
                     const base::ByteVector& bytes, const stream::EncodedSegment& code) {
    const auto ends = stream::CutBlocks(bytes, kBlockBytes);
    return Add(std::move(name), std::move(lens), std::move(sentence), bytes,
               PutTogether({.segments = {SegmentOf(bytes, ends, code)}}));
  }
  void Records(std::string name, std::string sentence, std::vector<SlotType> slots,
               const base::ByteVector& bytes) {
    const auto ends = stream::CutBlocks(bytes, kBlockBytes);
    OneSegment("record-" + std::move(name), "record", std::move(sentence), bytes,
               stream::EncodeRecordLens(bytes, ends, kLevel))
        .slots = std::move(slots);
  }
  std::vector<Golden> Take() { return std::move(all_); }

 private:
  std::vector<Golden> all_;
};

void AddSmall(GoodMaker* make) {
  make->Encoded("empty", "", "No segments: the score of no bytes.", {});
  make->Encoded("one-byte", "stored", "The smallest segment, without a newline.", {'x'});
  make->Encoded("newline", "stored", "One empty line.", {'\n'});
  make->Encoded("no-final-newline", "record", "The last line has no newline.", [] {
    base::ByteVector log = SmallLog(30);
    log.pop_back();
    return log;
  }());
  make->Encoded("newlines", "zstd", "Nothing but newlines.",
                base::ByteVector(3000, '\n'));
  make->Encoded("zeros", "zstd", "Nothing but zeros, and no newline.",
                base::ByteVector(5000));
}

void AddPlainLenses(GoodMaker* make) {
  make->Encoded("stored", "stored", "Stored lens: noise, in two blocks.", Noise(1500));
  const base::ByteVector prose = Prose();
  const auto ends = stream::CutBlocks(prose, kBlockBytes);
  make->OneSegment("zstd", "zstd", "Zstd lens without tables.", prose,
                   stream::EncodeZstdLens(prose, ends, 19, 0));
  make->OneSegment("zstd-dictionary", "zstd",
                   "Zstd lens with the start of the segment as dictionary.", prose,
                   stream::EncodeZstdLens(prose, ends, 19, prose.size() / 4));
  const base::ByteVector mixed = prose + Noise(1024, 5);
  make->OneSegment(
      "zstd-stored-block", "zstd", "Zstd lens with a block that does not shrink.", mixed,
      stream::EncodeZstdLens(mixed, stream::CutBlocks(mixed, kBlockBytes), 19, 0));
}

void AddGrammars(GoodMaker* make) {
  const auto add = [make](std::string name, std::string sentence,
                          const base::ByteVector& bytes) {
    const auto ends = stream::CutBlocks(bytes, kBlockBytes);
    make->OneSegment("grammar-" + std::move(name), "grammar", std::move(sentence), bytes,
                     stream::EncodeGrammarLens(bytes, ends, kLevel));
  };
  add("bytes", "Grammar lens over bytes.", Genome());
  add("words", "Grammar lens over words.", Prose());
  add("lines", "Grammar lens over lines that return from version to version.",
      Versions());
  add("x86", "Grammar lens behind the x86 filter.", MachineCode());
  EncodeOptions online = SmallBlocks();
  online.online = true;
  make->Encoded("grammar-online", "grammar", "A grammar that grew while bytes arrived.",
                Prose(), online);
}

void AddMixedBytes(GoodMaker* make) {
  const auto add = [make](std::string name, std::string sentence,
                          const base::ByteVector& bytes, bool expects) {
    const auto ends = stream::CutBlocks(bytes, kBlockBytes);
    make->OneSegment("mixed-" + std::move(name), "mixed bytes", std::move(sentence),
                     bytes, stream::EncodeMixedBytesLens(bytes, ends, expects));
  };
  add("log", "Mixed bytes of a log, with expected bytes.", SmallLog(100), true);
  add("text", "Mixed bytes of prose.", Prose(), false);
  add("x86", "Mixed bytes behind the x86 filter.", MachineCode(), false);
}

void AddRecords(GoodMaker* make) {
  using enum SlotType;
  make->Records("times", "Times with and without a fraction, of several patterns.",
                {kTime}, Lines(60, [](int i) {
                  return i % 2 == 0 ? Format("2024-03-04 10:%02d:%02d,%03u start", i,
                                             i * 7 % 60, Scattered(i, 1000))
                                    : Format("[04/Mar/2024:10:%02d:%02d +0000] stop", i,
                                             i * 7 % 60);
                }));
  make->Records("ips", "IPv4 addresses, some of which return.", {kIp},
                Lines(60, [](int i) {
                  return Format("deny from 10.60.%u.%u to 192.168.1.%d",
                                Scattered(i, 250), Scattered(i, 199), i % 4);
                }));
  make->Records("hex", "Hexadecimal numbers: padded, leading 1, both cases.", {kHex},
                Lines(60, [](int i) {
                  return Format("page 0x%08x frame 0X%04X at 1%x", Scattered(i, 1u << 30),
                                Scattered(i, 60000), Scattered(i, 4000));
                }));
  make->Records(
      "uuids", "UUIDs, cut into three numbers each.", {kUuid}, Lines(40, [](int i) {
        return Format("job %08x-%04x-4%03x-8%03x-%012x ends", Scattered(i, 1u << 31),
                      Scattered(i, 65000), Scattered(i, 4000), Scattered(i + 1, 4000),
                      Scattered(i, 1u << 30));
      }));
  make->Records("numbers", "Integers: signed, with zeros in front, above 2^32.", {kInt},
                Lines(60, [](int i) {
                  return Format("n=%d id=%06u big=9%010u done", 50 - 3 * i,
                                Scattered(i, 90000), Scattered(i, 1u << 31));
                }));
  make->Records("decimals", "Decimals with a fixed and with a free number of digits.",
                {kDecimal}, Lines(60, [](int i) {
                  return Format("load %u.%02u share 0.%u", Scattered(i, 9),
                                Scattered(i, 100), 1 + Scattered(i, 999));
                }));
  make->Records("strings", "Strings that return, and so have a rank.", {kString},
                Lines(80, [](int i) {
                  constexpr const char* kUsers[] = {"alice", "bob", "carol", "dave"};
                  constexpr const char* kFiles[] = {"notes.txt", "a-b.c", "x_y"};
                  return Format("user %s opens %s twice", kUsers[Scattered(i, 4)],
                                kFiles[Scattered(i, 3)]);
                }));
  make->Records("singletons", "Strings of which each occurs once.", {kString},
                Lines(50, [](int i) {
                  std::string name;
                  for (unsigned rest = Scattered(i, 1u << 30); rest > 0; rest /= 20) {
                    name += static_cast<char>('g' + rest % 20);
                  }
                  return "session " + name + " opened for user root";
                }));
  make->Records(
      "raw-lines", "Lines that are like no others stand among the templates.", {}, [] {
        base::ByteVector text = SmallLog(20);
        text = text + ToBytes("\x01\xff unlike\nanything: else {\n\n\ttabbed\n");
        return text + SmallLog(25);
      }());
  make->Records("crlf", "Lines that end in a carriage return and a newline.", {kInt},
                Lines(50, [](int i) { return Format("step %d of 50 is done\r", i); }));
}

void AddScores(GoodMaker* make) {
  const base::ByteVector log = SmallLog(60);
  make->Encoded("level-1", "record", "A log at the fastest level.", log,
                {.level = 1, .block_bytes = kBlockBytes});
  make->Encoded("level-9", "record", "The same log at the smallest level.", log,
                {.level = 9, .block_bytes = kBlockBytes});
  make->Encoded("segments", "record, record, zstd",
                "Three segments: the root has a tree that is not full.", SmallLog(80),
                {.block_bytes = kBlockBytes, .segment_bytes = 2048});
  make->Encoded("redact-list", "record", "The score lists what to redact.", log,
                {.block_bytes = kBlockBytes, .redact_list = "ip,user,/id=(\\d+)/=id"});
  make->Encoded("modified", "record", "The score says when its source was changed.",
                Lines(60,
                      [](int i) {
                        return Format("Mar  4 10:%02d:00 combo sshd[%u]: session opened",
                                      i, Scattered(i, 30000));
                      }),
                {.block_bytes = kBlockBytes, .modified = 1'580'702'706'000'000'000});
  const base::ByteVector one = MustEncode(ToBytes("one\n"), SmallBlocks());
  const base::ByteVector two = MustEncode(ToBytes("two"), SmallBlocks());
  const base::ByteVector none = MustEncode({}, SmallBlocks());
  make->Add("two-scores", "stored, stored", "Two scores, one behind the other.",
            ToBytes("one\ntwo"), one + two);
  make->Add("line-over-two-scores", "stored, stored",
            "A line that begins in one score and ends in the next.", ToBytes("twoone\n"),
            two + one);
  make->Add("empty-between", "stored, stored", "An empty score between two others.",
            ToBytes("one\ntwo"), one + none + two);
}

void AddTimes(GoodMaker* make) {
  make->Encoded("times", "record",
                "Times of the segment and of blocks; two logs meet in a block.",
                SmallLog(50) + Lines(50, [](int i) {
                  return Format("2019-12-31T23:%02d:59Z db app[7]: vacuum %u", i,
                                Scattered(i, 5000));
                }));
  make->Encoded(
      "times-timeless", "record",
      "Lines before the first time have none; lines below it share it.",
      Lines(50, [](int i) { return Format("  frame %u", Scattered(i, 5000)); }) +
          SmallLog(30) +
          Lines(40, [](int i) { return Format("\tat f%u", Scattered(i, 600)); }));
  make->Encoded("times-with-rules", "record",
                "Dates inside records are no times, and a 13 says that days are first.",
                Lines(60, [](int i) {
                  return i % 4 == 3
                             ? Format("ValueError: bad date 2019-01-01 00:00:%02d", i)
                             : Format("%02d/04/2024 10:%02d:00 app[%u]: done", 1 + i / 4,
                                      i, Scattered(i, 30000));
                }));
  EncodeOptions said = SmallBlocks();
  said.time_key = "at";
  said.time_format = "%d.%m.%y %H.%M";
  make->Encoded("times-said", "record", "Times are where and as somebody said.",
                Lines(60,
                      [](int i) {
                        return Format("2019-01-01 at=04.03.24 10.%02d app[%u]: done", i,
                                      Scattered(i, 30000));
                      }),
                said);
  make->Encoded("times-without-a-year", "record", "Times of which no year is written.",
                Lines(60, [](int i) {
                  return Format("Mar  4 10:%02d:00 combo sshd[%u]: session opened", i,
                                Scattered(i, 30000));
                }));
}

void AddPresence(GoodMaker* make) {
  const base::ByteVector log =
      SmallLog(30) + Lines(40, [](int i) {
        return Format("deny from 10.60.%u.1 id 2024%04u to nobody", Scattered(i, 250),
                      Scattered(i, 9999));
      });
  const auto ends = stream::CutBlocks(log, kBlockBytes);
  SegmentParts segment =
      SegmentOf(log, ends, stream::EncodeRecordLens(log, ends, kLevel));
  segment.flags |= kHasPresence;
  segment.presence = stream::WritePresence(log, 300);
  segment.presence.resize(segment.presence.size() - 4);  // its checksum
  make->Add("presence", "record",
            "Presence of pieces of text, ids, digits and addresses.", log,
            PutTogether({.segments = {segment}}));
  segment.presence = {0, 0, 0, 0, 0};
  make->Add("presence-of-nothing", "record", "Presence without a ribbon.", log,
            PutTogether({.segments = {segment}}));
}

void AddAdditions(GoodMaker* make) {
  const base::ByteVector first = MustEncode(ToBytes("first\n"), AsAddition());
  const base::ByteVector second = MustEncode(ToBytes("second\n"), AsAddition());
  const base::Bytes half = base::Bytes(second).first(second.size() / 2);
  make->Add("added", "stored", "An added score.", ToBytes("first\n"), first);
  make->Add("added-twice", "stored, stored, stored", "A plain score and two added ones.",
            ToBytes("one\nfirst\nsecond\n"),
            MustEncode(ToBytes("one\n"), SmallBlocks()) + first + second);
  // A pipe has given what it read before it knows that it does not count.
  const auto unfinished = [&](std::string name, std::string lenses, std::string sentence,
                              const base::ByteVector& expanded,
                              const base::ByteVector& score) {
    make->Add("unfinished" + std::move(name), std::move(lenses), std::move(sentence),
              expanded, score)
        .outcome.pipe = absl::StatusCode::kDataLoss;
  };
  unfinished("", "stored",
             "The second addition stops in its segment, so the data ends before it.",
             ToBytes("first\n"), first + half);
  unfinished("-header", "stored", "Three bytes of the file header of an addition.",
             ToBytes("first\n"), first + base::Bytes(second).first(3));
  unfinished("-trailer", "stored",
             "An addition lacks the last byte of its trailer and does not count.",
             ToBytes("first\n"), first + base::Bytes(second).first(second.size() - 1));
  unfinished("-zeros", "stored",
             "Zeros that a file system left behind the part of an addition.",
             ToBytes("first\n"), first + half + base::ByteVector(100));
  unfinished("-only", "", "The first addition to a file stops: no data.", {},
             base::ByteVector(half.begin(), half.end()));
}

EncodeOptions OnTheDictionary() {
  EncodeOptions options = SmallBlocks();
  options.dictionaries = {OpenGoldenDictionary(GoldenDictionary())};
  return options;
}

void AddOnADictionary(GoodMaker* make) {
  make->Encoded("dictionary-records", "record",
                "Records on a part of a dictionary whose text texts refer to.",
                SmallLog(30) + ToBytes(StoryOfTheDictionary()), OnTheDictionary());
  EncodeOptions carrying = OnTheDictionary();
  carrying.with_dictionary = true;
  make->Encoded("dictionary-carried", "record",
                "The score carries the dictionary that it needs.",
                SmallLog(30) + ToBytes(StoryOfTheDictionary()), carrying);
  const std::string story = StoryOfTheDictionary();
  const size_t half = story.find('\n', story.size() / 2) + 1;
  base::ByteVector one_line =
      Prose() + ToBytes(story.substr(half) + story.substr(0, half));
  std::ranges::replace(one_line, '\n', ' ');
  make->Encoded("dictionary-grammar", "grammar",
                "A grammar that borrows rules of a dictionary's.", one_line,
                OnTheDictionary());
}

void AddIndexLosses(GoodMaker* make) {
  const base::ByteVector log = SmallLog(80);
  const base::ByteVector score =
      MustEncode(log, {.block_bytes = kBlockBytes, .segment_bytes = 2048});
  size_t segments_end = 8;
  for (const SegmentParts& segment : TakeApart(score).segments) {
    segments_end += SegmentBytes(segment).size();
  }
  make->Add(
          "without-index", "record, record, zstd",
          "Index and trailer are lost: the last segment says that it is the last.", log,
          base::ByteVector(score.begin(), score.begin() + static_cast<int>(segments_end)))
      .outcome.verify = absl::StatusCode::kDataLoss;
}

}  // namespace

std::vector<Golden> GoodScores() {
  GoodMaker make;
  AddSmall(&make);
  AddPlainLenses(&make);
  AddGrammars(&make);
  AddMixedBytes(&make);
  AddRecords(&make);
  AddScores(&make);
  AddTimes(&make);
  AddPresence(&make);
  AddAdditions(&make);
  AddOnADictionary(&make);
  AddIndexLosses(&make);
  return make.Take();
}

}  // namespace rondo::testing
