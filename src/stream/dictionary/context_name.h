// Names of contexts. docs/format/DICTIONARY.md, "Contexts".
#ifndef RONDO_STREAM_DICTIONARY_CONTEXT_NAME_H_
#define RONDO_STREAM_DICTIONARY_CONTEXT_NAME_H_

#include <string_view>

namespace rondo::stream {

// 1 to kMaxContextBytes bytes of UTF-8 without control characters.
bool IsContextName(std::string_view name);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_DICTIONARY_CONTEXT_NAME_H_
