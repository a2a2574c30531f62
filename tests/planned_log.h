// A log as the encoder of the record lens plans it.
#ifndef RONDO_TESTS_PLANNED_LOG_H_
#define RONDO_TESTS_PLANNED_LOG_H_

#include <cstdint>
#include <span>
#include <string>

#include "record_random_log.h"
#include "stream/record_plan.h"
#include "stream/record_walk.h"

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

#endif  // RONDO_TESTS_PLANNED_LOG_H_
