// Lines hold a needle only if they hold all of its pieces, so one piece that the segment
// lacks decides. A ribbon filter notices that half of the time, at 1.05 bits for each
// piece; with a second filter, three times of four. How many of them a kind of pieces is
// in is its *rate*, in 32nds: with a rate of 40 all of its pieces are in the first filter
// and a quarter in the second, and so a quarter of what is looked for is asked there.
//
//   needle "connection reset": of "conne" "onnec" .. "eset" a mail server's log may have
//   "connection", but lacks "n res" and " rese", each of which is noticed if it is asked
//   for, half of the time by each filter
//
// Rates are what makes most of the budget. A search for a text of a kind that the segment
// lacks asks for some typical number of absent pieces, t, so with a rate of r filters it
// passes with 2^-rt. With w searches of the kind and n pieces, which cost n r bits, the
// sum of w (1 - 2^-rt) is greatest for a budget where its slopes by cost are equal:
//
//   w t 2^-rt / n = mu   or   r = log2(w t / (mu n)) / t,
//
// nothing where that is below zero. So kinds of few pieces, which say most for a bit, go
// first, and one of very many, as the numbers of a log of random numbers, gets nothing.
//
// Pieces of needles as necessary conditions are those of R. Cox's trigram index (2012).
//
// Tested by tests/stream/score/presence_test.cc.
#include "stream/score/presence.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/checksum.h"
#include "stream/score/ribbon_filter.h"

namespace rondo::stream {
namespace {

constexpr int kRateUnit = 32;  // of a filter of all pieces
constexpr int kMaxRate = 255;
constexpr int kMaxRibbons = (kMaxRate + kRateUnit - 1) / kRateUnit;
constexpr size_t kChecksumBytes = 4;
constexpr uint64_t kRibbonOverheadBytes = 4;  // its size
// For rates, the checksum, and a ribbon that says something.
constexpr uint64_t kLeastBudgetBytes = 64;
constexpr size_t kMostOfAKind = size_t{1} << 20;

using Rates = std::array<uint8_t, kPieceKinds>;

// What searches are for, by kind. How many pieces are absent was measured on words,
// names, phrases, addresses, numbers and hexadecimal digits of many logs, each looked for
// in the others; how often each is looked for is a guess, on which little depends.
struct Demand {
  double searches = 0;       // of all
  double absent_pieces = 0;  // of a text that a log lacks
};
constexpr std::array<Demand, kPieceKinds> kDemand = {
    {{0.5, 1.5}, {1.0, 3.0}, {0.4, 4.0}, {0.2, 4.0}, {0.3, 6.0}}};

// A piece in a ribbon: whether it is in it at all, and its hash there.
uint64_t HashIn(int ribbon, TextPiece piece) {
  return MixBits(static_cast<uint64_t>(ribbon) << 32 | piece);
}
bool IsIn(int ribbon, int rate, uint64_t hash) {
  return static_cast<int>(hash % kRateUnit) < rate - ribbon * kRateUnit;
}

double ShareIn(int ribbon, int rate) {
  return std::clamp(static_cast<double>(rate) / kRateUnit - ribbon, 0.0, 1.0);
}

int RibbonsOf(const Rates& rates) {
  return (std::ranges::max(rates) + kRateUnit - 1) / kRateUnit;
}

using Pieces = std::array<DistinctPieces, kPieceKinds>;

// The sizes of the ribbons at these rates.
std::vector<uint64_t> RibbonSizes(const Pieces& pieces, const Rates& rates) {
  std::vector<uint64_t> sizes;
  for (int ribbon = 0; ribbon < RibbonsOf(rates); ++ribbon) {
    double count = 0;
    for (int kind = 0; kind < kPieceKinds; ++kind) {
      count +=
          static_cast<double>(pieces[kind].pieces.size()) * ShareIn(ribbon, rates[kind]);
    }
    sizes.push_back(RibbonBytes(count));
  }
  return sizes;
}

// The rates with equal slopes, 2^log2_slope.
Rates RatesAt(const Pieces& pieces, double log2_slope) {
  Rates rates = {};
  for (int kind = 0; kind < kPieceKinds; ++kind) {
    if (pieces[kind].left_out) continue;
    const Demand& demand = kDemand[kind];
    const double count =
        std::max<double>(1, static_cast<double>(pieces[kind].pieces.size()));
    const double ribbons =
        (std::log2(demand.searches * demand.absent_pieces / count) - log2_slope) /
        demand.absent_pieces;
    rates[kind] =
        static_cast<uint8_t>(std::clamp<double>(ribbons * kRateUnit, 0, kMaxRate));
  }
  return rates;
}

// The highest rates that keep to the budget.
Rates RatesFor(const Pieces& pieces, uint64_t budget_bytes) {
  double low = -64, high = 8;  // the budget is too small at low, and kept to at high
  for (int i = 0; i < 40; ++i) {
    const double middle = (low + high) / 2;
    uint64_t bytes = 0;
    for (const uint64_t size : RibbonSizes(pieces, RatesAt(pieces, middle))) {
      bytes += size + kRibbonOverheadBytes;
    }
    (bytes <= budget_bytes ? high : low) = middle;
  }
  return RatesAt(pieces, high);
}

absl::Status Corrupt() { return absl::DataLossError("presence is damaged"); }

}  // namespace

base::ByteVector WritePresence(base::Bytes segment, uint64_t budget_bytes) {
  base::ByteVector out;
  if (budget_bytes < kLeastBudgetBytes) return out;
  budget_bytes = std::min(budget_bytes, kMaxPresenceBytes) - kPieceKinds - kChecksumBytes;
  // Of more, so little would be known that others are worth more.
  const Pieces pieces = CollectPieces(
      segment, static_cast<size_t>(std::min<uint64_t>(budget_bytes * 16, kMostOfAKind)));
  const Rates rates = RatesFor(pieces, budget_bytes);
  base::ByteWriter writer(&out);
  writer.Append(rates);
  const std::vector<uint64_t> sizes = RibbonSizes(pieces, rates);
  std::vector<uint64_t> hashes;
  for (int ribbon = 0; ribbon < static_cast<int>(sizes.size()); ++ribbon) {
    hashes.clear();
    for (int kind = 0; kind < kPieceKinds; ++kind) {
      for (const TextPiece piece : pieces[kind].pieces) {
        const uint64_t hash = HashIn(ribbon, piece);
        if (IsIn(ribbon, rates[kind], hash)) hashes.push_back(hash);
      }
    }
    writer.Varint(sizes[ribbon]);
    writer.Append(MakeRibbon(hashes, sizes[ribbon]));
  }
  writer.U32(base::Xxh3Low(out));
  return out;
}

absl::StatusOr<Presence> Presence::Parse(base::ByteVector bytes) {
  Presence presence;
  presence.bytes_ = std::move(bytes);
  const base::Bytes all = presence.bytes_;
  if (all.size() < kChecksumBytes) return Corrupt();
  const base::Bytes covered = all.first(all.size() - kChecksumBytes);
  const uint32_t stored = base::ByteReader(all.last(kChecksumBytes)).U32();
  if (!base::ChecksumHolds(stored, base::Xxh3Low(covered))) return Corrupt();
  base::ByteReader reader(covered);
  for (uint8_t& rate : presence.rates_) rate = reader.U8();
  for (int ribbon = 0; ribbon < RibbonsOf(presence.rates_); ++ribbon) {
    presence.ribbons_.push_back(reader.Take(reader.Varint()));
  }
  if (!reader.AtEnd()) return Corrupt();
  return presence;
}

bool Presence::MayHoldAny(std::span<const std::string> strings) const {
  return strings.empty() ||
         std::ranges::any_of(strings, [this](const auto& one) { return MayHold(one); });
}

bool Presence::MayHoldAll(std::span<const std::string> strings) const {
  return std::ranges::all_of(strings, [this](const auto& one) { return MayHold(one); });
}

bool Presence::MayHold(const std::string& needle) const {
  const base::Bytes bytes(reinterpret_cast<const uint8_t*>(needle.data()), needle.size());
  return std::ranges::all_of(PiecesOf(bytes), [this](TextPiece piece) {
    const int rate = rates_[KindOf(piece)];
    for (int ribbon = 0; ribbon < static_cast<int>(ribbons_.size()); ++ribbon) {
      const uint64_t hash = HashIn(ribbon, piece);
      if (IsIn(ribbon, rate, hash) && !RibbonMayHold(ribbons_[ribbon], hash))
        return false;
    }
    return true;
  });
}

}  // namespace rondo::stream
