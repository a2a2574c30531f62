// Tested by tests/apps/rondo/trust/salvage_test.cc.
#include "apps/rondo/trust/report.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "apps/rondo/text/text.h"

namespace rondo::app {
namespace {

std::string DamageJson(const Damage& damage) {
  JsonObject json;
  json.Add("from", damage.from);
  json.Add("to", damage.to);
  json.Add("what", damage.what);
  if (damage.loss) {
    JsonObject lost;
    lost.Add("from", damage.loss->from);
    lost.Add("to", damage.loss->to);
    lost.Add("first_line", damage.loss->first_line + 1);
    lost.Add("last_line", damage.loss->end_line);
    json.AddJson("lost", lost.Text());
  } else {
    json.AddJson("lost", "null");
  }
  json.AddJson("unknown", damage.is_unknown ? "true" : "false");
  return json.Text();
}

}  // namespace

std::string DamageText(const Damage& damage) {
  std::string text =
      absl::StrCat("bytes ", FormatCount(damage.from), " to ", FormatCount(damage.to),
                   " of the score: ", OneLine(damage.what));
  if (damage.loss) {
    const Loss& loss = *damage.loss;
    absl::StrAppend(&text, "; lost: bytes ", FormatCount(loss.from), " to ",
                    FormatCount(loss.to), ", ",
                    loss.first_line + 1 == loss.end_line
                        ? absl::StrCat("line ", FormatCount(loss.end_line))
                        : absl::StrCat("lines ", FormatCount(loss.first_line + 1), " to ",
                                       FormatCount(loss.end_line)));
  } else if (!damage.is_unknown) {
    absl::StrAppend(&text, "; no data is lost");
  }
  return text;
}

std::string DamageSummary(const DamageReport& report) {
  const size_t places = report.damage.size();
  std::string text = absl::StrCat(FormatCount(places),
                                  places == 1 ? " damaged place" : " damaged places");
  const bool is_unknown = std::ranges::any_of(
      report.damage, [](const Damage& damage) { return damage.is_unknown; });
  if (report.lost_bytes > 0) {
    absl::StrAppend(&text, "; ", FormatCount(report.lost_bytes), " of ",
                    FormatCount(report.expanded_bytes), " bytes are lost");
    if (is_unknown) absl::StrAppend(&text, ", and maybe more");
  } else {
    absl::StrAppend(&text,
                    is_unknown ? "; nobody knows what is lost" : "; no data is lost");
  }
  return text;
}

void AddReport(const DamageReport& report, JsonObject* json) {
  json->AddJson("ok", report.is_undamaged() ? "true" : "false");
  json->Add("file_bytes", report.file_bytes);
  json->Add("scores", report.scores);
  json->Add("segments", report.segments);
  json->Add("blocks", report.blocks);
  json->Add("data_bytes", report.expanded_bytes);
  json->Add("lost_bytes", report.lost_bytes);
  json->Add("unfinished_bytes", report.unfinished_bytes);
  std::vector<std::string> damage;
  for (const Damage& part : report.damage) damage.push_back(DamageJson(part));
  json->AddArray("damage", damage);
}

}  // namespace rondo::app
