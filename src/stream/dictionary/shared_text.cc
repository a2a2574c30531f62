// Tested by tests/stream/dictionary/train_test.cc.
#include "stream/dictionary/shared_text.h"

#include <zdict.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "stream/dictionary/score_dictionary.h"
#include "stream/lens/zstd_frame_writer.h"

namespace rondo::stream {
namespace {

constexpr int kLevel = 19;  // zstd's
// zstd refers to no more, and finding what to refer to takes time.
constexpr size_t kMostContentBytes = 1 << 20;
constexpr size_t kLeastContentBytes = 256;
// Room for zstd's tables.
constexpr size_t kHeaderBytes = 4 << 10;
// zstd makes its tables of no fewer.
constexpr size_t kFewestTexts = 5;
// Of texts that are larger together, zstd's tables come from some.
constexpr size_t kMostTableBytes = 8 << 20;
constexpr int kTries = 6;

std::vector<std::string_view> LinesInOrder(const std::vector<base::ByteVector>& texts) {
  struct Seen {
    uint32_t texts = 0;
    uint32_t last = 0;   // text
    uint64_t place = 0;  // among all lines
  };
  std::unordered_map<std::string_view, Seen> seen;
  uint64_t place = 0;
  for (uint32_t t = 0; t < texts.size(); ++t) {
    std::string_view text(reinterpret_cast<const char*>(texts[t].data()),
                          texts[t].size());
    while (!text.empty()) {
      const size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
      Seen& line = seen[text.substr(0, end)];
      if (line.texts == 0 || line.last != t) ++line.texts;
      line.last = t;
      line.place = place++;
      text.remove_prefix(end);
    }
  }
  std::vector<std::pair<std::string_view, Seen>> lines(seen.begin(), seen.end());
  std::ranges::sort(lines, [](const auto& a, const auto& b) {
    return a.second.texts != b.second.texts ? a.second.texts < b.second.texts
                                            : a.second.place < b.second.place;
  });
  std::vector<std::string_view> in_order;
  in_order.reserve(lines.size());
  for (const auto& [line, unused] : lines) in_order.push_back(line);
  return in_order;
}

// With zstd's tables; empty if it can make none.
base::ByteVector Format(base::Bytes content, const std::vector<base::ByteVector>& texts) {
  base::ByteVector all;
  std::vector<size_t> sizes;
  for (const base::ByteVector& text : texts) {
    if (text.empty() || all.size() + text.size() > kMostTableBytes) continue;
    all.insert(all.end(), text.begin(), text.end());
    sizes.push_back(text.size());
  }
  base::ByteVector formatted(content.size() + kHeaderBytes);
  ZDICT_params_t parameters = {};
  parameters.compressionLevel = kLevel;
  const size_t size = ZDICT_finalizeDictionary(
      formatted.data(), formatted.size(), content.data(), content.size(), all.data(),
      sizes.data(), static_cast<unsigned>(sizes.size()), parameters);
  if (ZDICT_isError(size)) return {};
  formatted.resize(size);
  return formatted;
}

}  // namespace

base::ByteVector MakeSharedText(const std::vector<base::ByteVector>& texts,
                                uint64_t most_packed_bytes) {
  if (texts.size() < kFewestTexts) return {};
  base::ByteVector content;
  for (const std::string_view line : LinesInOrder(texts)) {
    content.insert(content.end(), line.begin(), line.end());
  }
  size_t keep = std::min(content.size(), kMostContentBytes);
  // Packed sizes go nearly with the content's, so that few tries find one that fits.
  for (int i = 0; i < kTries && keep >= kLeastContentBytes; ++i) {
    base::ByteVector formatted = Format(base::Bytes(content).last(keep), texts);
    if (formatted.empty()) return {};
    base::ByteVector packed;
    AppendDictionaryText(formatted, &packed);
    if (packed.size() <= most_packed_bytes) return formatted;
    keep = keep * most_packed_bytes / packed.size() / 64 * 63;
  }
  return {};
}

void AppendDictionaryText(base::Bytes text, base::ByteVector* out) {
  AppendPackedText(text, kLevel, out);
}

}  // namespace rondo::stream
