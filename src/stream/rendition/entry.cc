// Tested by tests/stream/rendition/entry_test.cc.
#include "stream/rendition/entry.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "rondo/io.h"
#include "stream/dictionary/context_name.h"
#include "stream/dictionary/given_blocks.h"
#include "stream/lens/zstd_frames.h"

namespace rondo::stream {
namespace {

constexpr std::string_view kPrefix = "rendition/";

// Up to a newline, which is taken, too.
std::string TakeLine(base::Bytes text, base::ByteReader* reader) {
  const base::Bytes rest = text.subspan(reader->position());
  const size_t bytes = std::ranges::find(rest, '\n') - rest.begin();
  const base::Bytes line = reader->Take(bytes);
  reader->Take(1);
  return std::string(AsText(line));
}

// A count of things that take a byte or more each. 0, and failure, for what none is.
uint64_t TakeCount(uint64_t least, base::ByteReader* reader) {
  const uint64_t count = reader->Varint();
  if (count >= least &&
      count <= std::min<uint64_t>(kMaxRenditionCount, reader->remaining()))
    return count;
  reader->Fail();
  return 0;
}

StringList TakeList(base::Bytes text, base::ByteReader* reader) {
  StringList list;
  for (uint64_t left = TakeCount(1, reader); left > 0 && reader->ok(); --left) {
    std::string string = TakeLine(text, reader);
    list.emplace_back(std::move(string), TakeLine(text, reader));
  }
  return list;
}

Phrase TakePhrase(base::Bytes text, base::ByteReader* reader) {
  Phrase phrase;
  const uint64_t slots = TakeCount(0, reader);
  const auto take_literals = [&](std::vector<std::string>* literals) {
    for (uint64_t i = 0; i <= slots && reader->ok(); ++i)
      literals->push_back(TakeLine(text, reader));
  };
  const auto take_numbers = [&](std::vector<uint32_t>* numbers) {
    for (uint64_t i = 0; i < slots && reader->ok(); ++i) {
      const uint64_t number = reader->Varint();
      if (number > kMaxRenditionCount) reader->Fail();
      numbers->push_back(static_cast<uint32_t>(number));
    }
  };
  take_literals(&phrase.literals);
  take_numbers(&phrase.lists);
  for (uint32_t& list : phrase.lists) list = list == 0 ? kNoList : list - 1;
  take_literals(&phrase.other);
  take_numbers(&phrase.order);
  return phrase;
}

}  // namespace

std::string RenditionEntryName(const std::string& context) {
  return absl::StrCat(std::string(kPrefix), context);
}

absl::StatusOr<std::shared_ptr<const Rendition>> UnpackRendition(
    const std::string& context, base::Bytes entry) {
  // Twice: it is a limit of what unpacking takes.
  RONDO_ASSIGN_OR_RETURN(const base::ByteVector text,
                         ReadPackedText(entry, 2 * kMaxRenditionBytes));
  base::ByteReader reader(text);
  RenditionContents contents;
  for (uint64_t left = TakeCount(0, &reader); left > 0 && reader.ok(); --left)
    contents.lists.push_back(TakeList(text, &reader));
  for (uint64_t left = TakeCount(1, &reader); left > 0 && reader.ok(); --left)
    contents.phrases.push_back(TakePhrase(text, &reader));
  if (!reader.AtEnd()) {
    return absl::DataLossError(absl::StrCat("rendition ", context, " is damaged"));
  }
  auto rendition = Rendition::Make(context, std::move(contents));
  if (rendition.ok()) return rendition;
  return absl::DataLossError(
      absl::StrCat("rendition ", context, ": ", rendition.status().message()));
}

std::vector<std::string> RenditionContexts(const dictionary::DictionaryObject& object) {
  std::vector<std::string> contexts;
  for (const std::string& name : object.own_names()) {
    if (!name.starts_with(kPrefix)) continue;
    std::string context = name.substr(kPrefix.size());
    if (IsContextName(context)) contexts.push_back(std::move(context));
  }
  return contexts;
}

absl::StatusOr<std::shared_ptr<const Rendition>> ReadRendition(
    const dictionary::DictionaryObject& object, const std::string& context) {
  const std::string name = RenditionEntryName(context);
  if (!IsContextName(context) || !object.HasOwn(name)) {
    return absl::NotFoundError(absl::StrCat("dictionary ", object.cid().ToText(),
                                            " has no rendition \"", context, "\""));
  }
  const uint64_t bytes = object.OwnBytes(name);
  if (bytes > kMaxRenditionBytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("dictionary ", object.cid().ToText(), ": ", name, " has ", bytes,
                     " bytes, the limit is ", kMaxRenditionBytes));
  }
  RONDO_ASSIGN_OR_RETURN(const base::ByteVector entry, object.ReadOwn(name, 0, bytes));
  return UnpackRendition(context, entry);
}

}  // namespace rondo::stream

namespace rondo {

absl::StatusOr<std::shared_ptr<const Rendition>> Rendition::Open(
    const std::string& address, const std::string& context, const BlockGetter& get) {
  RONDO_ASSIGN_OR_RETURN(const dictionary::DictionaryObject object,
                         stream::OpenGivenObject(address, get));
  return stream::ReadRendition(object, context);
}

}  // namespace rondo
