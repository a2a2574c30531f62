// A log as the encoder of the record lens plans it.
#ifndef RONDO_TESTS_SUPPORT_PLANNED_LOG_H_
#define RONDO_TESTS_SUPPORT_PLANNED_LOG_H_

#include <cstdint>
#include <span>
#include <string>

#include "stream/record_lens/plan/plan.h"
#include "stream/record_lens/plan/walk.h"
#include "support/random_log.h"

namespace rondo::testing {

struct PlannedLog {
  stream::RecordData data;
  stream::RecordLayout layout;
};

// `ends`: of its blocks.
inline PlannedLog PlanLog(const std::string& text, std::span<const uint64_t> ends) {
  PlannedLog planned;
  planned.data.table = grammar::MakeTemplates(grammar::SplitRecords(AsBytes(text), ends));
  planned.data.classes = grammar::MakeClasses(planned.data.table);
  planned.layout = stream::PlanRecords(&planned.data, {});
  return planned;
}

}  // namespace rondo::testing

#endif  // RONDO_TESTS_SUPPORT_PLANNED_LOG_H_
