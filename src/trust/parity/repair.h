// Restores what parity protects.
//
// Thread rule: functions are pure.
#ifndef RONDO_TRUST_PARITY_REPAIR_H_
#define RONDO_TRUST_PARITY_REPAIR_H_

#include "absl/status/status.h"
#include "rondo/io.h"
#include "rondo/trust.h"
#include "trust/parity/section.h"

namespace rondo::trust {

// Gives the bytes of the section and of what it covers that are to be others, and adds to
// the report.
absl::Status RepairSection(const RandomAccessFile& file, const SectionPlace& place,
                           uint64_t memory_limit_bytes, const PatchSink& patch,
                           RepairReport* report);

}  // namespace rondo::trust

#endif  // RONDO_TRUST_PARITY_REPAIR_H_
