// Which contexts share a histogram.
//
// A context is a *row* of counts of tokens: of a model under a context byte, or of one of
// its two later stages. Rows that are alike become clusters, each with one histogram,
// which the code stores; or they take a histogram that is lent, which costs next to
// nothing, if it has all of their tokens.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_RECORD_LENS_PLAN_CLUSTERS_H_
#define RONDO_STREAM_RECORD_LENS_PLAN_CLUSTERS_H_

#include <cstdint>
#include <vector>

#include "entropy/cluster.h"
#include "grammar/templates/features.h"
#include "stream/record_lens/model/layout.h"
#include "stream/record_lens/model/symbols.h"
#include "stream/record_lens/model/tables.h"

namespace rondo::stream {

// A sink of RecordWalker that counts tokens by row.
class ContextCounter {
 public:
  explicit ContextCounter(const RecordLayout& layout)
      : row_of_(layout.models.size() * kRowsOfModel, kNone) {}

  void Block() {}
  void NewString(uint32_t) {}
  void Raw(uint64_t, int) {}
  void EndStream(bool) {}
  void Token(int, uint32_t model, Stage stage, uint8_t context, uint8_t token) {
    const uint64_t key =
        uint64_t{model} * kRowsOfModel + (stage == kFirstStage ? context : 255u + stage);
    uint32_t& row = row_of_[key];
    if (row == kNone) {
      row = static_cast<uint32_t>(keys_.size());
      keys_.push_back(key);
      counts_.resize(counts_.size() + kRecordTokens);
    }
    ++counts_[size_t{row} * kRecordTokens + token];
  }

  // A row is that of model key / kRowsOfModel; key % kRowsOfModel is a context byte, 256
  // for the stage of the dictionary or 257 for that of raw tokens.
  static constexpr uint32_t kRowsOfModel = 258;
  // The rows in the order of their keys.
  entropy::SparseRows Rows();
  // Rising, once Rows was called.
  const std::vector<uint64_t>& keys() const { return keys_; }

 private:
  static constexpr uint32_t kNone = ~uint32_t{0};
  std::vector<uint64_t> keys_;
  std::vector<uint32_t> row_of_;
  std::vector<uint32_t> counts_;
};

// Gives the models their clusters, and the layout the histograms of these.
// Cost: 0.15 ns for each cluster and each token of a row that is not 0, some ten times.
void ClusterContexts(ContextCounter* counter, const grammar::RecordFeatures& features,
                     RecordTables* tables);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_PLAN_CLUSTERS_H_
