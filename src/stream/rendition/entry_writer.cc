// Tested by tests/stream/rendition/entry_test.cc.
#include <string>
#include <string_view>

#include "stream/lens/zstd_frame_writer.h"
#include "stream/rendition/entry.h"

namespace rondo::stream {
namespace {

constexpr int kZstdLevel = 19;

void AppendLine(std::string_view line, base::ByteVector* out) {
  out->insert(out->end(), line.begin(), line.end());
  out->push_back('\n');
}

}  // namespace

base::ByteVector PackRendition(const RenditionContents& contents) {
  base::ByteVector text;
  base::ByteWriter writer(&text);
  writer.Varint(contents.lists.size());
  for (const StringList& list : contents.lists) {
    writer.Varint(list.size());
    for (const auto& [string, other] : list) {
      AppendLine(string, &text);
      AppendLine(other, &text);
    }
  }
  writer.Varint(contents.phrases.size());
  for (const Phrase& phrase : contents.phrases) {
    writer.Varint(phrase.order.size());
    for (const std::string& literal : phrase.literals) AppendLine(literal, &text);
    for (const uint32_t list : phrase.lists) {
      writer.Varint(list == kNoList ? 0 : list + 1);
    }
    for (const std::string& literal : phrase.other) AppendLine(literal, &text);
    for (const uint32_t slot : phrase.order) writer.Varint(slot);
  }
  base::ByteVector entry;
  AppendPackedText(text, kZstdLevel, &entry);
  return entry;
}

}  // namespace rondo::stream
