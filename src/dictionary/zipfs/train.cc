// Which strings are worth a place? Those that occur often are candidates: Re-Pair joins
// the most frequent pair of neighbours until none occurs twice, and what its rules spell
// are frequent strings of every length. But they overlap: of "the ", "he " and "th"
// mostly the first is of use once it is there. So candidates compete, in rounds. The
// samples are written as cheaply as the candidates allow; then a candidate costs log2(all
// / its uses), and gains
//
//   uses x (what its bytes cost by the others - what it costs itself)
//
// and those that gain least for their size go, a part of them each round, until the
// rest is small enough. Each of the 256 bytes stays whatever it gains. Last, the segments
// are sorted by their uses, and Huffman's lengths become the entry of the dictionary.
//
// Source of the rounds: Kudo, Subword Regularization (2018), "unigram language model".
//
// Tested by tests/dictionary/zipfs/train_test.cc.
#include "dictionary/zipfs/train.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "dictionary/zipfs/code.h"
#include "dictionary/zipfs/file.h"
#include "dictionary/zipfs/parse.h"
#include "grammar/grammar.h"
#include "grammar/induction/re_pair.h"

namespace rondo::dictionary {
namespace {

constexpr size_t kAllBytes = 256;
// Longer strings that repeat are few, and of no use in other files.
constexpr size_t kMaxCandidateBytes = 128;
// Of a bit: costs are whole numbers of these.
constexpr double kCostUnit = 256;
constexpr int kRounds = 6;
// Of a segment in the dictionary, beside its bytes: its length.
constexpr uint64_t kSegmentOverhead = 2;
// Pieces of this size are held out, every tenth.
constexpr size_t kPieceBytes = 4096;
constexpr size_t kHeldOut = 10;

struct Pieces {
  std::vector<base::Bytes> train;
  std::vector<base::Bytes> held_out;
};

Pieces Deal(std::span<const base::Bytes> samples) {
  Pieces pieces;
  size_t count = 0;
  for (base::Bytes sample : samples) {
    while (!sample.empty()) {
      const base::Bytes piece = sample.first(std::min(sample.size(), kPieceBytes));
      (++count % kHeldOut == 0 ? pieces.held_out : pieces.train).push_back(piece);
      sample = sample.subspan(piece.size());
    }
  }
  return pieces;
}

// What the rules of a grammar of all pieces spell, and each byte; each once, sorted.
std::vector<base::ByteVector> Candidates(const std::vector<base::Bytes>& pieces) {
  grammar::NoteText text;
  text.blocks = static_cast<uint32_t>(pieces.size());
  for (size_t i = 0; i < pieces.size(); ++i) {
    if (i > 0) text.text.push_back(grammar::kSeparator);
    text.text.insert(text.text.end(), pieces[i].begin(), pieces[i].end());
  }
  text.text.push_back(grammar::kSeparator);
  const grammar::Grammar rules = grammar::RePair(std::move(text));
  std::set<base::ByteVector> found;
  for (size_t byte = 0; byte < kAllBytes; ++byte) {
    found.insert({static_cast<uint8_t>(byte)});
  }
  // A rule refers to earlier ones; those that spell too much are left empty.
  std::vector<base::ByteVector> spelled(rules.rules.size());
  for (uint32_t rule = 0; rule < rules.rules.size(); ++rule) {
    base::ByteVector& spelling = spelled[rule];
    bool fits = true;
    for (const grammar::Symbol symbol : rules.rules[rule]) {
      if (symbol < grammar::kBytes) {
        spelling.push_back(static_cast<uint8_t>(symbol));
      } else {
        const base::ByteVector& part = spelled[symbol - grammar::kBytes];
        spelling.insert(spelling.end(), part.begin(), part.end());
        fits &= !part.empty();
      }
    }
    if (!fits || spelling.size() > kMaxCandidateBytes) {
      spelling.clear();
    } else {
      found.insert(spelling);
    }
  }
  return {found.begin(), found.end()};
}

// Strings that compete, and what is known of them.
class Contest {
 public:
  explicit Contest(std::vector<base::ByteVector> strings) : strings_(std::move(strings)) {
    // Before anything is known all cost the same.
    costs_.assign(strings_.size(),
                  static_cast<uint32_t>(kCostUnit * std::log2(strings_.size() + 1.0)));
  }

  const std::vector<base::ByteVector>& strings() const { return strings_; }
  const std::vector<uint64_t>& uses() const { return uses_; }

  void Count(const std::vector<base::Bytes>& pieces) {
    const std::vector<base::Bytes> views(strings_.begin(), strings_.end());
    const SegmentTrie trie(views);
    uses_.assign(strings_.size(), 0);
    for (const base::Bytes piece : pieces) {
      ParseOptimally(trie, costs_, views, piece,
                     [&](uint32_t segment) { ++uses_[segment]; });
    }
    const uint64_t all = std::accumulate(uses_.begin(), uses_.end(), uint64_t{0});
    for (size_t i = 0; i < uses_.size(); ++i) {
      const double share = (static_cast<double>(uses_[i]) + 0.5) / (all + 1.0);
      costs_[i] = static_cast<uint32_t>(std::max(1.0, -kCostUnit * std::log2(share)));
    }
  }

  // Keeps each byte, and of the rest what gains most for its size, up to `bytes` in all.
  void Keep(uint64_t bytes) {
    const std::vector<double> gains = Gains();
    std::vector<size_t> order(strings_.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::ranges::stable_sort(order,
                             [&](size_t a, size_t b) { return gains[a] > gains[b]; });
    uint64_t kept = kAllBytes * (1 + kSegmentOverhead);
    std::vector<bool> stays(strings_.size());
    for (const size_t i : order) {
      const uint64_t size = strings_[i].size() + kSegmentOverhead;
      stays[i] = strings_[i].size() == 1;
      if (stays[i] || gains[i] <= 0 || kept + size > bytes) continue;
      stays[i] = true;
      kept += size;
    }
    size_t to = 0;
    for (size_t i = 0; i < strings_.size(); ++i) {
      if (!stays[i]) continue;
      if (to != i) strings_[to] = std::move(strings_[i]);
      costs_[to] = costs_[i];
      uses_[to++] = uses_[i];
    }
    strings_.resize(to);
    costs_.resize(to);
    uses_.resize(to);
  }

  uint64_t Bytes() const {
    uint64_t bytes = 0;
    for (const base::ByteVector& string : strings_) {
      bytes += string.size() + kSegmentOverhead;
    }
    return bytes;
  }

 private:
  // In costs for a byte of the dictionary.
  std::vector<double> Gains() const {
    const std::vector<base::Bytes> views(strings_.begin(), strings_.end());
    const SegmentTrie trie(views);
    std::vector<double> gains(strings_.size());
    for (size_t i = 0; i < strings_.size(); ++i) {
      if (strings_[i].size() == 1 || uses_[i] == 0) continue;
      const double saved = static_cast<double>(CostByOthers(trie, i)) - costs_[i];
      gains[i] = saved * static_cast<double>(uses_[i]) /
                 static_cast<double>(strings_[i].size() + kSegmentOverhead);
    }
    return gains;
  }

  uint64_t CostByOthers(const SegmentTrie& trie, size_t i) const {
    const base::ByteVector& string = strings_[i];
    std::vector<uint64_t> cost(string.size() + 1, ~uint64_t{0});
    cost[0] = 0;
    for (size_t at = 0; at < string.size(); ++at) {
      uint32_t node = SegmentTrie::kRoot;
      for (size_t to = at + 1; to <= string.size(); ++to) {
        node = trie.Step(node, string[to - 1]);
        if (node == SegmentTrie::kNone) break;
        const uint32_t other = trie.SegmentAt(node);
        if (other == SegmentTrie::kNone || other == i) continue;
        cost[to] = std::min(cost[to], cost[at] + costs_[other]);
      }
    }
    return cost.back();
  }

  std::vector<base::ByteVector> strings_;
  std::vector<uint32_t> costs_;
  std::vector<uint64_t> uses_;
};

// Segments by their uses, and the lengths that these give them.
absl::StatusOr<DictionaryContents> Finish(const Contest& contest) {
  std::vector<size_t> order(contest.strings().size());
  std::iota(order.begin(), order.end(), size_t{0});
  const std::vector<uint64_t>& uses = contest.uses();
  std::ranges::stable_sort(order, [&](size_t a, size_t b) { return uses[a] > uses[b]; });
  DictionaryContents contents;
  std::vector<uint64_t> weights;
  for (const size_t i : order) {
    contents.segments.push_back(contest.strings()[i]);
    weights.push_back(std::max<uint64_t>(uses[i], 1));
  }
  weights.push_back(1);  // the end
  RONDO_ASSIGN_OR_RETURN(const ZipfsCode code,
                         ZipfsCode::Create(HuffmanLengths(std::move(weights))));
  contents.own[kZipfsEntry] = code.Entry();
  return contents;
}

// Bytes of Data that the pieces take, each as if it went on where the last one ended.
absl::StatusOr<uint64_t> Measure(const DictionaryContents& contents,
                                 const std::vector<base::Bytes>& pieces) {
  RONDO_ASSIGN_OR_RETURN(const ZipfsCode code,
                         ZipfsCode::Parse(contents.own.at(kZipfsEntry)));
  const std::vector<base::Bytes> views(contents.segments.begin(),
                                       contents.segments.end());
  const SegmentTrie trie(views);
  std::vector<uint32_t> costs(views.size());
  for (size_t i = 0; i < views.size(); ++i) {
    costs[i] = static_cast<uint32_t>(code.WordOf(i).count);
  }
  uint64_t bits = 0;
  for (const base::Bytes piece : pieces) {
    ParseOptimally(trie, costs, views, piece,
                   [&](uint32_t segment) { bits += costs[segment]; });
  }
  return (bits + 7) / 8;
}

}  // namespace

absl::StatusOr<TrainedZipfs> TrainZipfs(std::span<const base::Bytes> samples,
                                        uint64_t size_bytes) {
  if (size_bytes < kMinTrainedBytes || size_bytes > kMaxZipfsBytes) {
    return absl::InvalidArgumentError(absl::StrCat("a dictionary of ", size_bytes,
                                                   " bytes, expected ", kMinTrainedBytes,
                                                   " to ", kMaxZipfsBytes));
  }
  uint64_t total = 0;
  for (const base::Bytes sample : samples) total += sample.size();
  if (total == 0) return absl::InvalidArgumentError("the samples are empty");
  if (total > kMaxSampleBytes) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "samples of ", total, " bytes, at most ", kMaxSampleBytes, " are allowed"));
  }
  const Pieces pieces = Deal(samples);
  Contest contest(Candidates(pieces.train));
  for (int round = 1; round <= kRounds; ++round) {
    contest.Count(pieces.train);
    // From what there is to what there may be, by equal factors.
    const auto now = static_cast<double>(contest.Bytes());
    const double factor = static_cast<double>(size_bytes) / now;
    const double step = std::pow(std::min(factor, 1.0), 1.0 / (kRounds + 1 - round));
    contest.Keep(std::max(size_bytes, static_cast<uint64_t>(now * step)));
  }
  contest.Count(pieces.train);
  TrainedZipfs trained;
  RONDO_ASSIGN_OR_RETURN(trained.contents, Finish(contest));
  for (const base::Bytes piece : pieces.held_out) trained.held_out_bytes += piece.size();
  RONDO_ASSIGN_OR_RETURN(trained.coded_bytes, Measure(trained.contents, pieces.held_out));
  return trained;
}

}  // namespace rondo::dictionary
