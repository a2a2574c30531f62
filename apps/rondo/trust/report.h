// Damage, as people and programs read it.
#ifndef RONDO_APPS_RONDO_TRUST_REPORT_H_
#define RONDO_APPS_RONDO_TRUST_REPORT_H_

#include <string>

#include "apps/rondo/text/json.h"
#include "rondo/trust.h"

namespace rondo::app {

// "bytes 4,096 to 8,192 of the score: block 3 of segment 2: damaged; lost: bytes 1,000 to
// 2,000, lines 12 to 30". Bytes up to the last, not included; lines from 1, as in
// cat --lines.
std::string DamageText(const Damage& damage);

// "3 damaged places; 1,000 of 50,000 bytes are lost".
std::string DamageSummary(const DamageReport& report);

// Of a file: what rondo help verify shows.
void AddReport(const DamageReport& report, JsonObject* json);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_TRUST_REPORT_H_
