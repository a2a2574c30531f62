// car: what is taken for a CAR file is the same file when it is written again.
#include "dictionary/car.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>

#include "dictionary/transfer.h"
#include "fuzz/check.h"

namespace rondo::fuzz {
namespace {

using dictionary::CarReader;

// In steps that grow, so that all fields are cut somewhere.
CarReader::Source SourceOf(base::Bytes file) {
  return [file,
          step = size_t{1}](std::span<uint8_t> buffer) mutable -> absl::StatusOr<size_t> {
    const size_t count = std::min({buffer.size(), file.size(), step++});
    std::copy_n(file.begin(), count, buffer.begin());
    file = file.subspan(count);
    return count;
  };
}

void Run(base::Bytes input) {
  (void)dictionary::DictionaryOfFile(input);
  auto reader = CarReader::Open(SourceOf(input));
  if (!reader.ok()) return;
  base::ByteVector again;
  auto writer = dictionary::CarWriter::Create(reader->roots(), [&](base::Bytes bytes) {
    again.insert(again.end(), bytes.begin(), bytes.end());
    return absl::OkStatus();
  });
  for (;;) {
    const auto block = reader->Next();
    if (!block.ok()) return;
    if (!*block) break;
    FUZZ_CHECK(writer->Add((*block)->cid, (*block)->bytes).ok());
  }
  FUZZ_CHECK(base::ByteVector(input.begin(), input.end()) == again);
}

}  // namespace
}  // namespace rondo::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  rondo::fuzz::Run({data, size});
  return 0;
}
