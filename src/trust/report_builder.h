// Makes a report of findings, in the order of the file.
//
// Thread rule: externally synchronised.
#ifndef RONDO_TRUST_REPORT_BUILDER_H_
#define RONDO_TRUST_REPORT_BUILDER_H_

#include "rondo/trust.h"
#include "trust/examiner.h"
#include "trust/survey.h"

namespace rondo::trust {

class ReportBuilder {
 public:
  explicit ReportBuilder(const Survey& survey);

  // The damage that was found, if it is some; it holds until the next call.
  const Damage* Add(const Finding& finding);
  DamageReport Finish() { return std::move(report_); }

 private:
  DamageReport report_;
  uint64_t newlines_ = 0;  // before what comes next
};

}  // namespace rondo::trust

#endif  // RONDO_TRUST_REPORT_BUILDER_H_
