// Tested by tests/stream/dictionary/score_dictionary_test.cc.
#include "stream/dictionary/score_dictionary.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "rondo/io.h"
#include "rondo/rendition.h"
#include "stream/dictionary/context_name.h"
#include "stream/dictionary/given_blocks.h"
#include "stream/segment/open_lens.h"

namespace rondo::stream {
namespace {

// Tables, and the bytes that they refer to.
struct OwnedTables {
  base::ByteVector entry;
  std::unique_ptr<SegmentTables> tables;
};

// Empty: of none that has a name.
absl::StatusOr<std::string> ReadContext(const dictionary::DictionaryObject& object,
                                        size_t part) {
  const std::string entry = ContextEntry(part);
  if (!object.HasOwn(entry)) return "";
  const uint64_t bytes = object.OwnBytes(entry);
  if (bytes <= kMaxContextBytes) {
    RONDO_ASSIGN_OR_RETURN(const base::ByteVector name, object.ReadOwn(entry, 0, bytes));
    if (IsContextName(AsText(name))) return std::string(AsText(name));
  }
  return absl::DataLossError(absl::StrCat("dictionary ", object.cid().ToText(), ": ",
                                          entry, " is no name of a context"));
}

}  // namespace

std::string TablesEntry(size_t part) { return absl::StrCat("tables/", part); }
std::string TextEntry(size_t part) { return absl::StrCat("text/", part); }
std::string ContextEntry(size_t part) { return absl::StrCat("context/", part); }

void AppendDictionaryTables(const DictionaryTables& tables, base::ByteVector* out) {
  base::ByteWriter writer(out);
  writer.U8(static_cast<uint8_t>(tables.lens));
  writer.Varint(tables.expanded_bytes);
  writer.Varint(tables.blocks);
  writer.Append(tables.tables);
}

absl::StatusOr<DictionaryTables> ParseDictionaryTables(base::Bytes entry) {
  base::ByteReader reader(entry);
  DictionaryTables tables;
  const uint8_t lens = reader.U8();
  tables.expanded_bytes = reader.Varint();
  const uint64_t blocks = reader.Varint();
  tables.tables = entry.subspan(reader.position());
  if (!reader.ok() || tables.expanded_bytes == 0 ||
      tables.expanded_bytes > base::kMaxSegmentBytes || blocks == 0 ||
      blocks > tables.expanded_bytes) {
    return absl::DataLossError("tables of a dictionary are damaged");
  }
  tables.lens = static_cast<Lens>(lens);
  tables.blocks = static_cast<uint32_t>(blocks);
  if (tables.lens != Lens::kGrammar && tables.lens != Lens::kRecord) {
    return absl::UnimplementedError(
        absl::StrCat("tables of a dictionary have lens ", lens, ", which lends nothing"));
  }
  return tables;
}

absl::StatusOr<base::ByteVector> ParseDictionaryText(base::Bytes entry) {
  return ReadPackedText(entry, UINT64_MAX);
}

absl::StatusOr<OpenedPart> OpenDictionaryPart(
    base::ByteVector entry, std::shared_ptr<const base::ByteVector> text,
    uint64_t memory_limit_bytes) {
  auto owned = std::make_shared<OwnedTables>();
  owned->entry = std::move(entry);
  RONDO_ASSIGN_OR_RETURN(const DictionaryTables parsed,
                         ParseDictionaryTables(owned->entry));
  const SegmentExtent extent = {.expanded_bytes = parsed.expanded_bytes,
                                .blocks = parsed.blocks,
                                .memory_limit_bytes = memory_limit_bytes,
                                .of_dictionary = true,
                                .lent_text = std::move(text)};
  RONDO_ASSIGN_OR_RETURN(owned->tables, OpenLens(parsed.lens, parsed.tables, extent));
  return OpenedPart{std::shared_ptr<SegmentTables>(owned, owned->tables.get()),
                    parsed.expanded_bytes};
}

absl::StatusOr<std::shared_ptr<const ScoreDictionary>> ScoreDictionary::Make(
    dictionary::DictionaryObject object) {
  size_t parts = 0;
  while (parts < kMaxDictionaryParts && object.HasOwn(TablesEntry(parts))) ++parts;
  if (parts == 0) {
    return absl::InvalidArgumentError(absl::StrCat("dictionary ", object.cid().ToText(),
                                                   " has nothing for scores in it"));
  }
  std::vector<std::string> contexts;
  for (size_t part = 0; part < parts; ++part) {
    RONDO_ASSIGN_OR_RETURN(std::string context, ReadContext(object, part));
    contexts.push_back(std::move(context));
  }
  return std::shared_ptr<const ScoreDictionary>(
      new ScoreDictionary(std::move(object), std::move(contexts)));
}

absl::StatusOr<OpenedPart> ScoreDictionary::Part(size_t part) const {
  if (part >= parts()) {
    return absl::DataLossError(
        absl::StrCat("dictionary ", address(), " has no part ", part));
  }
  RONDO_ASSIGN_OR_RETURN(const OpenedPart* const opened,
                         opened_[part].Get([this, part] { return Load(part); }));
  return *opened;
}

absl::StatusOr<OpenedPart> ScoreDictionary::Load(size_t part) const {
  const auto read = [this](const std::string& entry,
                           uint64_t most) -> absl::StatusOr<base::ByteVector> {
    const uint64_t bytes = object_.OwnBytes(entry);
    if (bytes > most) {
      return absl::ResourceExhaustedError(absl::StrCat("dictionary ", address(), ": ",
                                                       entry, " has ", bytes,
                                                       " bytes, the limit is ", most));
    }
    return object_.ReadOwn(entry, 0, bytes);
  };
  RONDO_ASSIGN_OR_RETURN(base::ByteVector tables,
                         read(TablesEntry(part), kMaxDictionaryTablesBytes));
  std::shared_ptr<const base::ByteVector> text;
  if (object_.HasOwn(TextEntry(part))) {
    RONDO_ASSIGN_OR_RETURN(const base::ByteVector packed,
                           read(TextEntry(part), kMaxDictionaryTextBytes));
    RONDO_ASSIGN_OR_RETURN(base::ByteVector whole, ParseDictionaryText(packed));
    text = std::make_shared<const base::ByteVector>(std::move(whole));
  }
  return OpenDictionaryPart(std::move(tables), std::move(text));
}

}  // namespace rondo::stream

namespace rondo {

absl::StatusOr<std::shared_ptr<const Dictionary>> Dictionary::Open(
    const std::string& address, const BlockGetter& get) {
  RONDO_ASSIGN_OR_RETURN(dictionary::DictionaryObject object,
                         stream::OpenGivenObject(address, get));
  return stream::ScoreDictionary::Make(std::move(object));
}

}  // namespace rondo
