// Tested by tests/dictionary/catalog_test.cc.
#include "dictionary/transfer.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace rondo::dictionary {
namespace {

CarReader::Source SourceOf(base::Bytes file) {
  return [file](std::span<uint8_t> buffer) mutable -> absl::StatusOr<size_t> {
    const size_t count = std::min(buffer.size(), file.size());
    std::copy_n(file.begin(), count, buffer.begin());
    file = file.subspan(count);
    return count;
  };
}

absl::StatusOr<DictionaryObject> DictionaryOf(CarReader reader) {
  if (reader.roots().size() != 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        "a CAR file with ", reader.roots().size(),
        " dictionaries, expected one: import it, and name one by its address"));
  }
  const auto blocks = std::make_shared<MemoryBlocks>();
  for (;;) {
    RONDO_ASSIGN_OR_RETURN(std::optional<CarBlock> block, reader.Next());
    if (!block) break;
    blocks->Add(block->cid.codec, std::move(block->bytes));
  }
  RONDO_ASSIGN_OR_RETURN(DictionaryObject dictionary,
                         DictionaryObject::Open(blocks, reader.roots()[0]));
  RONDO_RETURN_IF_ERROR(dictionary.Verify());
  return dictionary;
}

}  // namespace

absl::StatusOr<std::vector<DictionaryObject>> ImportCar(
    CarReader::Source source, const std::shared_ptr<const BlockStore>& store) {
  RONDO_ASSIGN_OR_RETURN(CarReader reader, CarReader::Open(std::move(source)));
  for (;;) {
    RONDO_ASSIGN_OR_RETURN(const std::optional<CarBlock> block, reader.Next());
    if (!block) break;
    RONDO_RETURN_IF_ERROR(store->Put(block->cid, block->bytes));
  }
  std::vector<DictionaryObject> dictionaries;
  for (const Cid& root : reader.roots()) {
    RONDO_ASSIGN_OR_RETURN(DictionaryObject dictionary,
                           DictionaryObject::Open(store, root));
    RONDO_RETURN_IF_ERROR(dictionary.Verify());
    dictionaries.push_back(std::move(dictionary));
  }
  return dictionaries;
}

absl::Status ExportCar(std::span<const DictionaryObject> dictionaries,
                       const CarWriter::Sink& sink) {
  std::vector<Cid> roots;
  for (const DictionaryObject& dictionary : dictionaries) {
    roots.push_back(dictionary.cid());
  }
  RONDO_ASSIGN_OR_RETURN(CarWriter writer, CarWriter::Create(roots, sink));
  std::set<Cid> written;
  for (const DictionaryObject& dictionary : dictionaries) {
    std::vector<Cid> blocks = dictionary.Links();
    blocks.insert(blocks.begin(), dictionary.cid());
    for (const Cid& cid : blocks) {
      if (!written.insert(cid).second) continue;
      RONDO_ASSIGN_OR_RETURN(const auto block, dictionary.Block(cid));
      RONDO_RETURN_IF_ERROR(writer.Add(cid, *block));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<DictionaryObject> DictionaryOfCar(base::Bytes car) {
  RONDO_ASSIGN_OR_RETURN(CarReader reader, CarReader::Open(SourceOf(car)));
  return DictionaryOf(std::move(reader));
}

absl::StatusOr<DictionaryObject> DictionaryOfFile(base::Bytes file) {
  auto reader = CarReader::Open(SourceOf(file));
  if (reader.ok()) return DictionaryOf(*std::move(reader));
  if (!absl::IsInvalidArgument(reader.status())) return reader.status();
  const Cid cid = Cid::Of(Codec::kDagCbor, file);
  auto dictionary = DictionaryObject::Parse(std::make_shared<MemoryBlocks>(), cid,
                                            {file.begin(), file.end()});
  if (!dictionary.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "neither a CAR file nor a dictionary: ", dictionary.status().message()));
  }
  if (dictionary->Links().empty()) return dictionary;
  return absl::InvalidArgumentError(
      "the root of a dictionary without its parts: a CAR file has both");
}

}  // namespace rondo::dictionary
