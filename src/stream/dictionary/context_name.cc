// Tested by tests/stream/rendition/entry_test.cc.
#include "stream/dictionary/context_name.h"

#include "dictionary/utf8.h"
#include "rondo/io.h"
#include "rondo/rendition.h"

namespace rondo::stream {

bool IsContextName(std::string_view name) {
  if (name.empty() || name.size() > kMaxContextBytes) return false;
  if (dictionary::ValidUtf8Prefix(AsBytes(name)) != name.size()) return false;
  for (size_t i = 0; i < name.size(); ++i) {
    const auto byte = static_cast<uint8_t>(name[i]);
    if (byte < 0x20 || byte == 0x7f) return false;
    // U+0080 to U+009F.
    if (byte == 0xc2 && static_cast<uint8_t>(name[i + 1]) < 0xa0) return false;
  }
  return true;
}

}  // namespace rondo::stream
