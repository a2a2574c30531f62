// What an encoder may build a segment on: the tables of an earlier one.
//
// Thread rule: plain data; what it refers to is thread-safe.
#ifndef RONDO_STREAM_LENS_LENDER_H_
#define RONDO_STREAM_LENS_LENDER_H_

#include <memory>

#include "stream/lens/lens.h"

namespace rondo::grammar {
class SharedRules;
}

namespace rondo::stream {

struct Lender {
  std::shared_ptr<SegmentTables> tables;              // as a reader has them
  std::shared_ptr<const grammar::SharedRules> rules;  // null: there are none
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_LENS_LENDER_H_
