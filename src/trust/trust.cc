// Verify and Salvage are one walk over the pieces of a survey: those of a stretch of the
// file, up to the next segment, are a job, and the jobs' findings come back in order.
//
// Tested by tests/trust/salvage_test.cc and tests/trust/verify_test.cc.
#include "rondo/trust.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "base/status_macros.h"
#include "base/thread.h"
#include "stream/dictionary/carried.h"
#include "stream/dictionary/found_dictionaries.h"
#include "stream/pipeline/ordered_pipeline.h"
#include "trust/examiner.h"
#include "trust/report_builder.h"
#include "trust/survey.h"
#include "trust/survey_lenders.h"

namespace rondo {
namespace {

using stream::Outlet;
using stream::ScoreMap;
using trust::Examiner;
using trust::Finding;
using trust::Piece;
using trust::PieceKind;
using trust::Survey;

// Stands for no limit: more than there is, and shares of it add up without overflow.
constexpr uint64_t kNoLimitBytes = uint64_t{1} << 48;
// Of the limit, what a survey may hold; the rest is for the tables of segments.
constexpr uint64_t kSurveyShare = 4;
// What waits for each thread.
constexpr uint64_t kRoomBytes = uint64_t{4} << 20;

uint64_t LimitOf(const DecodeOptions& options) {
  return std::min(options.memory_limit_bytes.value_or(kNoLimitBytes), kNoLimitBytes);
}

DictionaryFinder DictionariesOf(const RandomAccessFile& file, const Survey& survey,
                                const DecodeOptions& options) {
  std::vector<ScoreMap::Carried> carried;
  for (const Piece& piece : survey.pieces) {
    if (piece.kind != PieceKind::kDictionary || !piece.damage.empty()) continue;
    const uint64_t around = stream::kCarriedSizeBytes + stream::kCarriedChecksumBytes;
    carried.push_back(
        {piece.begin, static_cast<uint32_t>(piece.end - piece.begin - around)});
  }
  return stream::FileDictionaries(file, std::move(carried), options.find_dictionary);
}

absl::Status ExaminePieces(const Examiner& examiner, std::span<const Piece> pieces,
                           Outlet<Finding>& outlet) {
  const auto put = [&outlet](Finding finding) {
    const uint64_t bytes = sizeof(Finding) + finding.bytes.size();
    return outlet.Put(std::move(finding), bytes);
  };
  for (const Piece& piece : pieces) {
    RONDO_RETURN_IF_ERROR(examiner.Examine(piece, put));
  }
  return absl::OkStatus();
}

// What is missing at the end of a file is a piece, too.
constexpr uint64_t kAll = UINT64_MAX;

// Gives the findings of all pieces that begin before `end` to `take`, in order.
absl::Status ExamineAll(const RandomAccessFile& file, const Survey& survey, uint64_t end,
                        Examiner::Depth depth, const DecodeOptions& options,
                        uint64_t limit_bytes,
                        const std::function<absl::Status(Finding)>& take) {
  const auto threads = static_cast<uint64_t>(options.threads);
  const uint64_t share_bytes = limit_bytes / kSurveyShare * (kSurveyShare - 1);
  trust::SurveyLenders lenders(
      file, survey, share_bytes / stream::kLenderShare,
      stream::FoundDictionaries(DictionariesOf(file, survey, options)));
  const Examiner examiner(
      file, survey, &lenders, depth,
      share_bytes / stream::kLenderShare * (stream::kLenderShare - 1) / threads);
  stream::OrderedPipeline<Finding> pipeline(
      {.threads = options.threads, .room_bytes = kRoomBytes}, take);
  for (size_t first = 0; first < survey.pieces.size();) {
    if (survey.pieces[first].begin >= end) break;
    size_t next = first;
    while (next < survey.pieces.size() && survey.pieces[next].begin < end &&
           survey.pieces[next].kind != PieceKind::kSegment) {
      ++next;
    }
    if (next < survey.pieces.size() && survey.pieces[next].begin < end) ++next;
    const auto pieces = std::span(survey.pieces).subspan(first, next - first);
    RONDO_RETURN_IF_ERROR(pipeline.Add([&examiner, pieces](Outlet<Finding>& outlet) {
      return ExaminePieces(examiner, pieces, outlet);
    }));
    first = next;
  }
  return pipeline.Finish();
}

}  // namespace

absl::StatusOr<DamageReport> Verify(
    const RandomAccessFile& file, VerifyDepth depth, const DecodeOptions& options,
    const std::function<void(uint64_t position)>& progress) {
  RONDO_RETURN_IF_ERROR(base::CheckThreads(options.threads));
  const uint64_t limit_bytes = LimitOf(options);
  RONDO_ASSIGN_OR_RETURN(const Survey survey,
                         trust::SurveyFile(file, limit_bytes / kSurveyShare));
  trust::ReportBuilder builder(survey);
  RONDO_RETURN_IF_ERROR(ExamineAll(
      file, survey,
      survey.unfinished_from < survey.file_bytes ? survey.unfinished_from : kAll,
      depth == VerifyDepth::kStored ? Examiner::Depth::kStored
                                    : Examiner::Depth::kDecoded,
      options, limit_bytes, [&](const Finding& finding) {
        builder.Add(finding);
        if (progress) progress(finding.to);
        return absl::OkStatus();
      }));
  return builder.Finish();
}

absl::StatusOr<DamageReport> Salvage(
    const RandomAccessFile& file, const DecodeOptions& options,
    const std::function<absl::Status(const Salvaged&)>& sink) {
  RONDO_RETURN_IF_ERROR(base::CheckThreads(options.threads));
  const uint64_t limit_bytes = LimitOf(options);
  RONDO_ASSIGN_OR_RETURN(const Survey survey,
                         trust::SurveyFile(file, limit_bytes / kSurveyShare));
  trust::ReportBuilder builder(survey);
  RONDO_RETURN_IF_ERROR(
      ExamineAll(file, survey, kAll, Examiner::Depth::kSalvaged, options, limit_bytes,
                 [&](const Finding& finding) -> absl::Status {
                   const Damage* const damage = builder.Add(finding);
                   if (damage == nullptr && finding.bytes.empty())
                     return absl::OkStatus();
                   return sink({.bytes = finding.bytes, .damage = damage});
                 }));
  return builder.Finish();
}

}  // namespace rondo
