// A lens is one way to see a segment: it turns the bytes into tables (once per segment)
// and blocks (each decodable alone given the tables), and back. The container knows
// nothing else of it. What else a lens may know of its blocks is asked for by interfaces
// beside expanding: BlockScan for searches, TemplateView for the templates of lines.
//
// Thread rule: an encoder call is pure; see the classes.
#ifndef RONDO_STREAM_LENS_LENS_H_
#define RONDO_STREAM_LENS_LENS_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "grammar/grammar.h"
#include "stream/lens/block_job.h"
#include "stream/lens/block_scan.h"
#include "stream/lens/template_view.h"
#include "stream/score/lens_id.h"

namespace rondo::stream {

class Expander;
class LentRecords;
class Needles;

// A segment as a lens encodes it.
struct EncodedSegment {
  Lens lens = Lens::kStored;
  base::ByteVector tables;
  base::ByteVector blocks;             // payloads end to end
  std::vector<uint64_t> payload_ends;  // end of each block's payload in `blocks`
  // Of a grammar, that of the text of the tables or of the blocks: what another segment
  // may borrow, in the order in which the tables have it. None if it borrows itself.
  grammar::SymbolLists rules;
  bool builds_on = false;  // needs the tables of its lender (lender.h)
  uint64_t size_bytes() const { return tables.size() + blocks.size(); }
};

// Expands blocks of a segment, with what that needs besides its tables: buffers, caches,
// the state of models. Externally synchronised.
class SegmentDecoder {
 public:
  virtual ~SegmentDecoder() = default;
  // kDataLoss if a payload does not decode to its expanded size. Jobs that ask for whole
  // blocks check the coder's final state too. A lens may work on several jobs at once.
  virtual absl::Status Expand(std::span<const BlockJob> jobs) = 0;
  // What it holds now, for a budget.
  virtual uint64_t memory_bytes() const { return 0; }
};

// The tables of a segment, decoded as far as something asked for them. Thread-safe: what
// was decoded does not change, and no lock is held while somebody uses it.
class SegmentTables {
 public:
  virtual ~SegmentTables() = default;
  // A decoder for one caller at a time; the tables must outlive it. Costs little before
  // its first use.
  virtual std::unique_ptr<SegmentDecoder> NewDecoder() = 0;

  // Other sides of a lens, which it may lack: null then. The tables, and the needles,
  // must outlive them.
  virtual std::unique_ptr<BlockScan> NewScan(const Needles& needles);
  virtual std::unique_ptr<TemplateView> NewTemplateView();

  // The rules that tables of other segments may borrow: symbols from 256 on, in the order
  // of the tables. Null if there are none. Decoded at the first call.
  virtual absl::StatusOr<const Expander*> SharedRules() { return nullptr; }
  // The templates and strings that they may go on from, likewise.
  virtual absl::StatusOr<const LentRecords*> SharedRecords() { return nullptr; }

  // What they hold now besides the stored tables, for a budget; 0 if next to nothing.
  virtual uint64_t memory_bytes() const { return 0; }
};

// What the container knows of a segment when it opens it.
struct SegmentExtent {
  uint64_t expanded_bytes = 0;  // <= kMaxSegmentBytes
  uint32_t blocks = 0;
  uint64_t memory_limit_bytes = UINT64_MAX;
  // The tables that it builds on, if it does.
  std::shared_ptr<SegmentTables> builds_on = nullptr;
  // Tables that are a dictionary's, which is read whole: they lend more.
  bool of_dictionary = false;
  // Of those: text that frames of tables that build on them refer to, instead of what
  // they lend of theirs; or null.
  std::shared_ptr<const base::ByteVector> lent_text = nullptr;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_LENS_LENS_H_
