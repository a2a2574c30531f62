// Tested by tests/stream/record_lens/lens_test.cc.
#include "stream/record_lens/decode/segment.h"

#include <utility>

#include "base/status_macros.h"

namespace rondo::stream {
namespace {

// Of a layout whose code is not read yet.
uint64_t LayoutBytes(const RecordLayout& layout) {
  return layout.slots.size() * sizeof(RecordSlot) +
         layout.columns.size() * sizeof(RecordColumn) +
         layout.classes.size() * sizeof(RecordClass) + layout.slot_begin.size() * 4;
}

}  // namespace

absl::StatusOr<const RecordShapes*> RecordSegment::Shapes() {
  RONDO_ASSIGN_OR_RETURN(
      const LoadedShapes* const loaded,
      shapes_.Get([this]() -> absl::StatusOr<LoadedShapes> {
        const LentRecords* lent = nullptr;
        if (extent_.builds_on != nullptr) {
          RONDO_ASSIGN_OR_RETURN(lent, extent_.builds_on->SharedRecords());
        }
        RONDO_ASSIGN_OR_RETURN(rest_, ReadRecordShapes(coded_shapes_, extent_, lent));
        LoadedShapes loaded;
        RONDO_ASSIGN_OR_RETURN(loaded.shapes,
                               RecordShapes::Load(coded_text_, extent_, &rest_));
        loaded.rest_bytes = LayoutBytes(rest_.layout);
        return loaded;
      }));
  return &loaded->shapes;
}

absl::StatusOr<const RecordCode*> RecordSegment::Code() {
  RONDO_ASSIGN_OR_RETURN(const RecordShapes* const shapes, Shapes());
  return code_.Get([&]() -> absl::StatusOr<RecordCode> {
    RecordTables tables = std::exchange(rest_, {});
    RONDO_RETURN_IF_ERROR(ReadRecordCode(coded_code_, extent_, &tables));
    return RecordCode::Load(*shapes, extent_, std::move(tables));
  });
}

absl::StatusOr<const LentRecords*> RecordSegment::Lent() {
  if (extent_.builds_on != nullptr) return nullptr;
  RONDO_ASSIGN_OR_RETURN(
      const std::unique_ptr<LentRecords>* const lent, lent_.Get([this] {
        return LentRecords::Load(coded_shapes_, coded_code_, coded_text_, extent_);
      }));
  return lent->get();
}

uint64_t RecordSegment::memory_bytes() const {
  const std::unique_ptr<LentRecords>* const lent = lent_.MadeOrNull();
  const uint64_t lent_bytes = lent == nullptr ? 0 : (*lent)->memory_bytes();
  const LoadedShapes* const loaded = shapes_.MadeOrNull();
  if (loaded == nullptr) return lent_bytes;
  const RecordCode* const code = code_.MadeOrNull();
  return lent_bytes + loaded->shapes.memory_bytes() +
         (code == nullptr ? loaded->rest_bytes : code->memory_bytes());
}

}  // namespace rondo::stream
