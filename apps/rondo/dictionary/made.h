// A dictionary that was made, and what becomes of it.
#ifndef RONDO_APPS_RONDO_DICTIONARY_MADE_H_
#define RONDO_APPS_RONDO_DICTIONARY_MADE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "apps/rondo/command_line/command.h"
#include "dictionary/block_source.h"
#include "dictionary/cid.h"

namespace rondo::app {

struct Made {
  dictionary::Cid root;
  // The root, and every block by its address.
  std::shared_ptr<dictionary::MemoryBlocks> blocks =
      std::make_shared<dictionary::MemoryBlocks>();
  std::string summary;  // what there is to say of it
};

// As the library makes them: the address of the root, and blocks with theirs.
absl::StatusOr<Made> MadeOf(
    const std::string& address,
    const std::vector<std::pair<std::string, std::vector<uint8_t>>>& blocks);

// Writes it to -o, or keeps it in the store, and prints its summary and its address.
absl::Status Deliver(const Command& command, const Made& made);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_DICTIONARY_MADE_H_
