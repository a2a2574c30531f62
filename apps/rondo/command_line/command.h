// What was typed, parsed and checked once: the program acts on this and on nothing else.
#ifndef RONDO_APPS_RONDO_COMMAND_LINE_COMMAND_H_
#define RONDO_APPS_RONDO_COMMAND_LINE_COMMAND_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/rondo/text/text.h"
#include "rondo/encoder.h"
#include "rondo/reader.h"
#include "rondo/search.h"
#include "rondo/time.h"

namespace rondo::app {

// The file name that means standard input, or standard output after -o.
inline constexpr char kStandardStream[] = "-";
inline constexpr char kSuffix[] = ".rondo";
inline constexpr char kZipfsSuffix[] = ".zipfs";

enum class Verb {
  kEncode,
  kAppend,
  kCompact,
  kDecode,
  kCat,
  kGrep,
  kHead,
  kTail,
  kWc,
  kStat,
  kList,
  kVerify,
  kSalvage,
  kRepair,
  kExport,
  kDict,
  kHelp,
  kVersion,
};

// The two faces, and each verb of the second: what decides which options are known.
enum class Face {
  kGzip,  // rondo -dc FILE
  kEncode,
  kAppend,
  kCompact,
  kDecode,
  kCat,
  kGrep,
  kHead,
  kTail,
  kWc,
  kStat,
  kVerify,
  kSalvage,
  kRepair,
  kExport,
  kDict,
};

// What only grep knows.
struct GrepCommand {
  enum class List { kNo, kMatching, kNotMatching };
  enum class Color { kAuto, kAlways, kNever };
  // What is done with files that are no text: kAuto is kText for those that were named
  // and kMessage for those in folders.
  enum class Binary { kAuto, kText, kMessage, kSkip };
  struct FileFilter {
    std::string glob;
    bool include = false;
  };

  PatternOptions pattern;
  bool syntax_given = false;               // by -E, -F, -G or -P
  std::vector<std::string> patterns;       // of -e, or the first argument
  std::vector<std::string> pattern_files;  // of -f
  bool invert = false;
  bool count = false;
  bool line_numbers = false;
  bool byte_offsets = false;
  bool only_matching = false;
  bool explain = false;
  bool recursive = false;
  bool follow_links = false;    // in folders
  bool folder_at_hand = false;  // no file was named: the folder at hand is searched
  bool no_messages = false;     // of files that cannot be read
  bool null_names = false;      // a NUL behind names of files
  bool null_data = false;       // lines end with NUL
  bool line_buffered = false;
  std::vector<FileFilter> file_filters;  // in order
  std::vector<std::string> excluded_folders;
  std::string label = "(standard input)";
  std::string encoding = "auto";
  Binary binary = Binary::kAuto;
  List list = List::kNo;
  Color color = Color::kAuto;
  std::optional<bool> names;  // absent: if there are several files
  uint64_t max_lines = UINT64_MAX;
  // Lines of context; before and after say more than around.
  std::optional<uint64_t> before;
  std::optional<uint64_t> after;
  std::optional<uint64_t> around;
};

// What only dict knows.
struct DictCommand {
  enum class Action {
    kList,
    kShow,
    kImport,
    kExport,
    kFetch,
    kVerify,
    kGc,
    kTrain,
    kTranslate
  };

  Action action = Action::kList;
  std::vector<std::string> arguments;  // addresses or files; may be empty
  // Of train and translate.
  std::string context;
  std::string name;
  std::string description;
  uint64_t size_bytes = 110u << 10;
};

// What only files of the format ZIPFS know.
struct ZipfsCommand {
  bool wanted = false;  // by --format
  bool optimal = false;
  bool unary = false;
};

// What salvage writes where data is lost.
enum class Holes { kSkip, kZero, kMarker };

// Nanoseconds since 1970, as in rondo/time.h.
int64_t Now();

struct Command {
  Verb verb = Verb::kEncode;
  Face face = Face::kGzip;         // which help to print
  std::vector<std::string> files;  // never empty; kStandardStream is standard input
  std::string output;              // of -o; empty: a name made from the source's
  bool to_stdout = false;
  bool force = false;
  bool remove_source = false;
  bool quiet = false;
  bool verbose = false;
  bool json = false;
  bool redacted = false;    // --context redacted: a rendition of the text
  std::string context;      // --context of another name: lines in its words
  std::string redact_list;  // what it hides, or what a score is to list; empty: not said
  std::string key_file;     // what its names are made with; empty: they are numbers
  bool unpack = false;      // encode, append: the text of packed sources
  bool templates = false;   // of stat and dict show: instead of sizes
  uint64_t top = UINT64_MAX;   // most templates that stat shows
  std::optional<Range> bytes;  // 0-based, half open
  std::optional<Range> lines;  // 1-based, inclusive
  std::string since_text;      // as it was typed; empty: not given
  std::string until_text;
  std::optional<absl::TimeZone> zone;  // of times without one; absent: see asked_zone
  std::optional<int64_t> since;        // nanoseconds as of Now(); absent: from the start
  std::optional<int64_t> until;        // to here, not included; absent: to the end
  DateOrder date_order = DateOrder::kByLine;
  std::optional<int> year;             // of times without one
  std::string time_key;                // where lines have their times
  std::string time_format;             // how they write them; empty: found out
  bool no_name = false;                // a score keeps no time of its source
  std::optional<uint64_t> line_count;  // of head and tail
  std::optional<uint64_t> byte_count;
  int parity_percent = 0;  // encode, compact: 0: none
  bool deep = false;       // verify: decode everything, too
  Holes holes = Holes::kSkip;
  bool live = false;  // encode what comes while it is read
  // Of live; absent: the default.
  std::optional<std::chrono::milliseconds> flush_interval;
  bool follow = false;      // tail: and what comes
  bool from_start = false;  // tail: the counts are places from the start, 1-based
  bool all_but = false;     // head: the counts are of what is left out, at the end
  GrepCommand grep;
  DictCommand dict;
  ZipfsCommand zipfs;
  std::vector<std::string> dictionaries;  // addresses or files; none: that of the file
  bool all_dictionaries = false;          // those of the store, too
  bool with_dictionary = false;           // the score carries it
  // How scores that need a dictionary get it, and those to encode with.
  DictionaryFinder find_dictionary;
  std::vector<std::shared_ptr<const Dictionary>> encode_with;
  std::vector<std::string> gateways;  // URLs; empty: those of $RONDO_IPFS_GATEWAY
  int level = kDefaultLevel;
  bool online = false;
  bool index = false;
  int threads = 1;
  uint64_t block_bytes = EncodeOptions{}.block_bytes;
  uint64_t segment_bytes = 0;  // 0: chosen by the encoder
  uint64_t memory_bytes = 0;   // 0: the default of the verb

  // Reads the texts of since and until in the zone. kInvalidArgument: they name no times.
  absl::Status ResolveTimes();
  // The zone, or that of $TZ, or UTC.
  absl::TimeZone asked_zone() const;
  // Whether not all lines are asked for, with a time or without.
  bool asks_times() const { return since || until; }
  // The times that are asked for, of a file that was `modified` then, or now. Times
  // without a year are of `year`, or of those up to that time. kInvalidArgument: of the
  // format.
  absl::StatusOr<TimeSet> times(std::optional<int64_t> modified) const;
  EncodeOptions encode_options() const;
  DecodeOptions decode_options() const;
};

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_COMMAND_LINE_COMMAND_H_
