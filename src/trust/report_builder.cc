// Tested by tests/trust/salvage_test.cc.
#include "trust/report_builder.h"

#include <algorithm>
#include <utility>

namespace rondo {

bool DamageReport::is_complete() const {
  return std::ranges::none_of(damage, [](const Damage& part) {
    return part.loss.has_value() || part.is_unknown;
  });
}

namespace trust {

ReportBuilder::ReportBuilder(const Survey& survey) {
  report_.file_bytes = survey.file_bytes;
  report_.scores = survey.scores;
  report_.segments = survey.segments;
  report_.unfinished_bytes = survey.file_bytes - survey.unfinished_from;
  for (const Piece& piece : survey.pieces) {
    if (piece.kind == PieceKind::kParity) report_.parity_bytes += piece.end - piece.begin;
  }
}

const Damage* ReportBuilder::Add(const Finding& finding) {
  report_.blocks += finding.blocks;
  const uint64_t begin = report_.expanded_bytes;
  const uint64_t newlines = newlines_;
  report_.expanded_bytes += finding.expanded_bytes;
  newlines_ += finding.newlines;
  if (finding.kind == Finding::Kind::kHolds) return nullptr;
  Damage damage = {.from = finding.from,
                   .to = finding.to,
                   .what = finding.what,
                   .loss = std::nullopt,
                   .is_unknown = finding.kind == Finding::Kind::kUnknown};
  if (finding.kind == Finding::Kind::kLost) {
    report_.lost_bytes += finding.expanded_bytes;
    damage.loss = Loss{
        .from = begin,
        .to = report_.expanded_bytes,
        .first_line = newlines,
        .end_line = newlines_ + (finding.ends_in_newline ? 0 : 1),
        .newlines = finding.newlines,
    };
  }
  report_.damage.push_back(std::move(damage));
  return &report_.damage.back();
}

}  // namespace trust
}  // namespace rondo
