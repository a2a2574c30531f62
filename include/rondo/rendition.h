// Rendition: lines in other words, such as those of another language.
//
//   auto german = rondo::Rendition::Open(address, "de", get);
//   rondo::RenderCounts counts;
//   reader->Render(0, reader->size(), {.context = "de", .renditions = {*german}}, sink,
//                  &counts);
//   // 10:02:07 disk sda full   ->   10:02:07 Platte sda voll
//
// It changes what is printed, never what a score holds. docs/format/DICTIONARY.md,
// "Contexts".
#ifndef RONDO_RENDITION_H_
#define RONDO_RENDITION_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rondo/dictionary.h"
#include "rondo/templates.h"

namespace rondo {

// The name of a context is UTF-8 without control characters.
inline constexpr uint64_t kMaxContextBytes = 64;

// What a template says, and what is said instead. Literals hold no newline; there is one
// before each slot and one at the end.
struct Phrase {
  std::vector<std::string> literals;
  // By slot: one of the lists of the rendition, or kNoList.
  std::vector<uint32_t> lists;
  std::vector<std::string> other;  // literals
  std::vector<uint32_t> order;     // the slot behind each of them but the last, once each
};
inline constexpr uint32_t kNoList = ~uint32_t{0};

// Strings, no two alike, and what is said instead; no newlines.
using StringList = std::vector<std::pair<std::string, std::string>>;

struct RenditionContents {
  std::vector<StringList> lists;
  std::vector<Phrase> phrases;  // no two with the same literals
};

// Immutable; may be used from any thread.
class Rendition {
 public:
  // kInvalidArgument, with what is wrong, for contents that are not as above, or more
  // than a rendition may have.
  static absl::StatusOr<std::shared_ptr<const Rendition>> Make(
      std::string context, RenditionContents contents);
  // That of the dictionary at an address. Errors: those of `get`; kDataLoss for what is
  // no dictionary or is damaged, kNotFound for one that has none of this context.
  static absl::StatusOr<std::shared_ptr<const Rendition>> Open(const std::string& address,
                                                               const std::string& context,
                                                               const BlockGetter& get);

  const std::string& context() const { return context_; }
  const RenditionContents& contents() const { return contents_; }

  // The phrase with these literals, or null.
  const Phrase* Find(const std::vector<std::string>& literals) const;
  // What is said instead of a value of a slot with this list: the value itself if it is
  // none of its strings. REQUIRES: a list of the rendition, or kNoList.
  std::string_view StringFor(uint32_t list, std::string_view value) const;

 private:
  Rendition(std::string context, RenditionContents contents)
      : context_(std::move(context)), contents_(std::move(contents)) {}
  absl::Status Index();

  const std::string context_;
  const RenditionContents contents_;
  std::unordered_map<std::string, size_t> phrases_;  // by literals, each with a newline
  std::vector<std::unordered_map<std::string_view, std::string_view>>
      strings_;  // by list
};

// What Reader::Render plays.
struct RenderOptions {
  std::string context;  // segments that were encoded in it are played as they are
  // Of it; the first that has the phrase counts.
  std::vector<std::shared_ptr<const Rendition>> renditions;
};
struct RenderCounts {
  uint64_t lines = 0;
  uint64_t rendered = 0;  // of these, in the context: rendered, or encoded in it
};

// What there is to say in other words in a dictionary for scores: the templates of its
// parts, each once, with the strings of their slots where these are few enough to be
// words rather than names. Each is its own other.
struct RenditionDraft {
  RenditionContents contents;
  std::vector<std::vector<SlotType>> types;  // of the slots, by phrase
};
// Errors: those of reading the parts. Cost: all parts are read.
absl::StatusOr<RenditionDraft> DraftRendition(const Dictionary& dictionary);

// A dictionary with one rendition and nothing else.
struct WrittenRendition {
  std::string address;
  // Each with its address; the root is the last.
  std::vector<std::pair<std::string, std::vector<uint8_t>>> blocks;
};
// `name` is UTF-8, 1 to 255 bytes, `description` UTF-8, up to 64 KiB. kInvalidArgument
// for others.
absl::StatusOr<WrittenRendition> WriteRendition(const Rendition& rendition,
                                                const std::string& name,
                                                const std::string& description = "");

}  // namespace rondo

#endif  // RONDO_RENDITION_H_
