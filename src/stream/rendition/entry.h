// Renditions as dictionaries hold them, own entries `rendition/NAME`.
// docs/format/DICTIONARY.md, "Contexts".
//
// Thread rule: pure functions.
#ifndef RONDO_STREAM_RENDITION_ENTRY_H_
#define RONDO_STREAM_RENDITION_ENTRY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "dictionary/dictionary_object.h"
#include "rondo/rendition.h"

namespace rondo::stream {

// Checked before anything is allocated: bytes of an entry when it is unpacked, things of
// a kind in it.
inline constexpr uint64_t kMaxRenditionBytes = uint64_t{4} << 20;
inline constexpr uint64_t kMaxRenditionCount = uint64_t{1} << 16;

std::string RenditionEntryName(const std::string& context);

// The bytes of the entry. REQUIRES: contents that Rendition::Make took.
base::ByteVector PackRendition(const RenditionContents& contents);
// kDataLoss for what is damaged, kResourceExhausted for one that is too large.
absl::StatusOr<std::shared_ptr<const Rendition>> UnpackRendition(
    const std::string& context, base::Bytes entry);

// The contexts that an object has renditions of, in order.
std::vector<std::string> RenditionContexts(const dictionary::DictionaryObject& object);
// kNotFound: it has none of this one. Errors of the source, and those of UnpackRendition.
absl::StatusOr<std::shared_ptr<const Rendition>> ReadRendition(
    const dictionary::DictionaryObject& object, const std::string& context);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RENDITION_ENTRY_H_
