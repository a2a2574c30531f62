// How a dictionary is made of samples:
//
//   1. Samples are cut into pieces, some of which are held out.
//   2. Pieces are parted into kinds by their words: each kind becomes a part, with a share
//      of the size that its bytes have among all.
//   3. Of each kind, tables are made of more and more pieces, under the record lens and
//      the grammar lens, until they take most of its share. For records, the other
//      pieces are encoded with the tables, and what text is left of them becomes the
//      shared text, which takes the rest.
//   4. What makes least of the held out pieces is taken; a kind that gains nothing there
//      is dropped.
//
// Tested by tests/stream/dictionary/train_test.cc.
#include <algorithm>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "dictionary/dictionary_writer.h"
#include "rondo/dictionary.h"
#include "stream/dictionary/context_name.h"
#include "stream/dictionary/lent_parts.h"
#include "stream/dictionary/sample_pieces.h"
#include "stream/dictionary/score_dictionary.h"
#include "stream/dictionary/shared_text.h"
#include "stream/grammar_lens/lens.h"
#include "stream/lens/block_cutter.h"
#include "stream/record_lens/lens.h"
#include "stream/segment/writer.h"

namespace rondo {
namespace {

using base::Bytes;
using base::ByteVector;
using stream::Lender;
using stream::Lending;
using stream::Lens;
using stream::SegmentImage;

constexpr uint64_t kLeastBytes = 4 << 10;
constexpr uint64_t kMostBytes = 64 << 20;
// What the object takes beside its entries.
constexpr uint64_t kObjectBytes = 512;
constexpr int kLevel = 6;
constexpr uint32_t kBlockBytes = 64 << 10;
constexpr stream::SegmentOptions kOptions = {.level = kLevel, .block_bytes = kBlockBytes};
// A piece is of a kind if it has so many of its words.
constexpr double kLeastShare = 0.5;
constexpr size_t kMostKindWordBytes = 512 << 10;
// Smaller kinds are not worth tables.
constexpr size_t kFewestPieces = 3;
// Tables are made of so many times their share of the size, and then of more.
constexpr uint64_t kFirstTimes = 2;
constexpr uint64_t kGrowth = 3;
// Shares of the size that tables may take beside a text, and without.
constexpr double kMostTables = 0.8;
// At most so many pieces are encoded for their text, and to see what a choice is worth.
constexpr size_t kTextPieces = 128;
constexpr size_t kTrialPieces = 12;

struct Kind {
  std::vector<Bytes> pieces;
  std::vector<Bytes> trials;          // held out, or of the pieces if none is
  std::vector<uint64_t> alone_bytes;  // what each of them takes alone
  ByteVector text;                    // what its words are taken from
  std::unique_ptr<stream::SampledWords> words;
  uint64_t bytes = 0;
};

// The entries of a part.
struct Part {
  ByteVector tables;
  ByteVector text;  // packed; may be empty
  uint64_t size_bytes() const { return tables.size() + text.size(); }
};

void Take(Bytes piece, Kind* kind) {
  kind->pieces.push_back(piece);
  kind->bytes += piece.size();
  if (kind->text.size() >= kMostKindWordBytes) return;
  kind->text.insert(kind->text.end(), piece.begin(), piece.end());
  kind->words = std::make_unique<stream::SampledWords>(kind->text);
}

uint64_t SizeOf(Bytes piece, const Lender* lender) {
  return stream::EncodeSegment(piece, kOptions, lender).code.size_bytes();
}

// The kind that has most of the words of a piece, and their share.
std::pair<Kind*, double> LikestKind(Bytes piece, std::vector<Kind>* kinds) {
  std::pair<Kind*, double> best = {nullptr, -1};
  for (Kind& kind : *kinds) {
    const double share = kind.words->ShareOf(piece);
    if (share > best.second) best = {&kind, share};
  }
  return best;
}

std::vector<Kind> FindKinds(const stream::SamplePieces& samples) {
  std::vector<Kind> kinds;
  for (const Bytes piece : samples.training) {
    auto [kind, share] = LikestKind(piece, &kinds);
    const bool is_new = share < kLeastShare && kinds.size() < stream::kMaxDictionaryParts;
    if (kind == nullptr || is_new) {
      kind = &kinds.emplace_back();
    }
    Take(piece, kind);
  }
  // Pieces of small kinds go where they fit best.
  std::ranges::stable_sort(kinds, std::greater<>(), &Kind::bytes);
  std::vector<Kind> small;
  while (kinds.size() > 1 && kinds.back().pieces.size() < kFewestPieces) {
    small.push_back(std::move(kinds.back()));
    kinds.pop_back();
  }
  for (const Kind& from : small) {
    for (const Bytes piece : from.pieces) Take(piece, LikestKind(piece, &kinds).first);
  }
  for (const Bytes piece : samples.held_out) {
    Kind* const kind = LikestKind(piece, &kinds).first;
    if (kind != nullptr) kind->trials.push_back(piece);
  }
  for (Kind& kind : kinds) {
    if (kind.trials.empty()) kind.trials = kind.pieces;
    if (kind.trials.size() > kTrialPieces) kind.trials.resize(kTrialPieces);
    for (const Bytes piece : kind.trials) {
      kind.alone_bytes.push_back(SizeOf(piece, nullptr));
    }
  }
  return kinds;
}

// Pieces from all over the kind, end to end, of about so many bytes.
ByteVector JoinPieces(const Kind& kind, uint64_t most_bytes) {
  ByteVector joined;
  const size_t count = std::clamp<size_t>(
      most_bytes * kind.pieces.size() / std::max<uint64_t>(kind.bytes, 1), 1,
      kind.pieces.size());
  for (size_t i = 0; i < count; ++i) {
    const Bytes piece = kind.pieces[i * kind.pieces.size() / count];
    joined.insert(joined.end(), piece.begin(), piece.end());
  }
  return joined;
}

std::optional<ByteVector> MakeTables(Lens lens, Bytes text) {
  const std::vector<uint64_t> ends = stream::CutBlocks(text, kBlockBytes);
  stream::DictionaryTables tables = {.lens = lens,
                                     .expanded_bytes = text.size(),
                                     .blocks = static_cast<uint32_t>(ends.size()),
                                     .tables = {}};
  stream::EncodedSegment code;
  if (lens == Lens::kRecord) {
    stream::JoinedRecords records = stream::EncodeJoinedRecords(
        text, ends, kLevel, /*lender=*/nullptr, {.for_others = true});
    tables.blocks = static_cast<uint32_t>(records.blocks.ends.size());
    code = std::move(records.code);
  } else {
    code = stream::EncodeGrammarLens(text, ends, kLevel);
  }
  if (code.lens != lens || code.tables.empty()) return std::nullopt;
  tables.tables = code.tables;
  ByteVector entry;
  stream::AppendDictionaryTables(tables, &entry);
  return entry;
}

absl::StatusOr<std::shared_ptr<const Lender>> OpenPart(const Part& part) {
  std::shared_ptr<const ByteVector> text;
  if (!part.text.empty()) {
    RONDO_ASSIGN_OR_RETURN(ByteVector whole, stream::ParseDictionaryText(part.text));
    text = std::make_shared<const ByteVector>(std::move(whole));
  }
  RONDO_ASSIGN_OR_RETURN(stream::OpenedPart opened,
                         stream::OpenDictionaryPart(part.tables, std::move(text)));
  return stream::LenderOf(std::move(opened.tables));
}

// Pieces that do better alone go alone.
uint64_t SizeOfTrials(const Kind& kind, const Lender& lender) {
  uint64_t bytes = 0;
  for (size_t i = 0; i < kind.trials.size(); ++i) {
    bytes += std::min(kind.alone_bytes[i], SizeOf(kind.trials[i], &lender));
  }
  return bytes;
}

// What is left of the pieces' text once they build on what is lent.
absl::StatusOr<std::vector<ByteVector>> TextsOf(const Kind& kind, const Lender& lender) {
  std::vector<ByteVector> texts;
  const size_t stride = (kind.pieces.size() + kTextPieces - 1) / kTextPieces;
  for (size_t i = 0; i < kind.pieces.size(); i += stride) {
    const Bytes piece = kind.pieces[i];
    const stream::SegmentCode coded = stream::EncodeSegment(piece, kOptions, &lender);
    if (coded.code.lens != Lens::kRecord || !coded.code.builds_on) continue;
    const stream::SegmentExtent extent = {
        .expanded_bytes = piece.size(),
        .blocks = static_cast<uint32_t>(coded.block_ends.size()),
        .builds_on = lender.tables};
    RONDO_ASSIGN_OR_RETURN(ByteVector text,
                           stream::ReadRecordText(coded.code.tables, extent));
    if (!text.empty()) texts.push_back(std::move(text));
  }
  return texts;
}

// The best part of a kind within a size, and what the trials take with it; null if none
// is better than none.
absl::StatusOr<std::optional<Part>> TrainKind(const Kind& kind, uint64_t size_bytes) {
  std::optional<Part> best;
  uint64_t least =
      std::accumulate(kind.alone_bytes.begin(), kind.alone_bytes.end(), uint64_t{0});
  for (const Lens lens : {Lens::kRecord, Lens::kGrammar}) {
    for (uint64_t times = kFirstTimes;; times *= kGrowth) {
      const ByteVector joined = JoinPieces(kind, times * size_bytes);
      std::optional<ByteVector> tables = MakeTables(lens, joined);
      const bool has_text = lens == Lens::kRecord;
      const double most = static_cast<double>(size_bytes) * (has_text ? kMostTables : 1);
      if (!tables || static_cast<double>(tables->size()) > most) break;
      Part part = {.tables = *std::move(tables), .text = {}};
      RONDO_ASSIGN_OR_RETURN(std::shared_ptr<const Lender> lender, OpenPart(part));
      if (has_text) {
        RONDO_ASSIGN_OR_RETURN(const std::vector<ByteVector> texts,
                               TextsOf(kind, *lender));
        const ByteVector text =
            stream::MakeSharedText(texts, size_bytes - part.tables.size());
        if (!text.empty()) {
          stream::AppendDictionaryText(text, &part.text);
          RONDO_ASSIGN_OR_RETURN(lender, OpenPart(part));
        }
      }
      const uint64_t bytes = SizeOfTrials(kind, *lender);
      if (bytes < least) {
        least = bytes;
        best = std::move(part);
      }
      if (joined.size() >= kind.bytes) break;
    }
  }
  return best;
}

absl::Status CheckOptions(const TrainOptions& options) {
  if (options.size_bytes < kLeastBytes || options.size_bytes > kMostBytes) {
    return absl::InvalidArgumentError(absl::StrCat("a dictionary of ", options.size_bytes,
                                                   " bytes: expected ", kLeastBytes,
                                                   " to ", kMostBytes));
  }
  if (!options.context.empty() && !stream::IsContextName(options.context)) {
    return absl::InvalidArgumentError(
        "the name of a context is short, without control characters");
  }
  return absl::OkStatus();
}

SegmentImage Encode(Bytes piece, std::vector<stream::LentPart> parts) {
  stream::CollectedSegment segment;
  Lending lending;
  lending.parts = std::move(parts);
  segment.bytes.assign(piece.begin(), piece.end());
  return stream::BuildSegment(std::move(segment), /*is_last=*/true, kOptions,
                              std::move(lending));
}

// What held out pieces take, without the dictionary and with it.
absl::Status TryOut(const std::vector<Bytes>& held_out, TrainedDictionary* trained) {
  const BlockGetter get =
      [&](const std::string& address) -> absl::StatusOr<std::vector<uint8_t>> {
    const auto found = std::ranges::find(
        trained->blocks, address, &std::pair<std::string, std::vector<uint8_t>>::first);
    if (found == trained->blocks.end()) return absl::NotFoundError(address);
    return found->second;
  };
  RONDO_ASSIGN_OR_RETURN(const std::shared_ptr<const Dictionary> dictionary,
                         Dictionary::Open(trained->address, get));
  RONDO_ASSIGN_OR_RETURN(const stream::LentDictionaries dictionaries,
                         stream::LentDictionaries::Of({&dictionary, 1}));
  for (const Bytes piece : held_out) {
    trained->held_out_bytes += piece.size();
    const SegmentImage plain = Encode(piece, {});
    const SegmentImage coded = Encode(piece, dictionaries.Choose(piece));
    trained->plain_bytes += plain.header.stored_bytes();
    trained->coded_bytes += coded.header.stored_bytes();
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<TrainedDictionary> TrainDictionary(
    std::span<const std::span<const uint8_t>> samples, const TrainOptions& options) {
  RONDO_RETURN_IF_ERROR(CheckOptions(options));
  const stream::SamplePieces pieces = stream::CutSamples(samples);
  if (pieces.training.empty()) {
    return absl::InvalidArgumentError(
        "the samples are empty: take files like those that will be encoded");
  }
  const std::vector<Kind> kinds = FindKinds(pieces);
  uint64_t all_bytes = 0;
  for (const Kind& kind : kinds) all_bytes += kind.bytes;

  dictionary::DictionaryContents contents;
  contents.name = options.name;
  if (!options.description.empty()) contents.description = options.description;
  TrainedDictionary trained;
  uint64_t left = options.size_bytes - kObjectBytes;
  for (size_t i = 0; i < kinds.size(); ++i) {
    // What earlier kinds leave is for later ones.
    const uint64_t share = left * kinds[i].bytes / all_bytes;
    all_bytes -= kinds[i].bytes;
    RONDO_ASSIGN_OR_RETURN(std::optional<Part> part, TrainKind(kinds[i], share));
    if (!part.has_value()) continue;
    left -= part->size_bytes();
    contents.own.emplace(stream::TablesEntry(trained.parts), std::move(part->tables));
    if (!part->text.empty()) {
      contents.own.emplace(stream::TextEntry(trained.parts), std::move(part->text));
    }
    if (!options.context.empty()) {
      contents.own.emplace(stream::ContextEntry(trained.parts),
                           ByteVector(options.context.begin(), options.context.end()));
    }
    ++trained.parts;
  }
  if (trained.parts == 0) {
    return absl::InvalidArgumentError(
        "nothing that the samples share is worth a dictionary: more samples, or samples "
        "that are more alike, may make one");
  }
  RONDO_ASSIGN_OR_RETURN(
      const dictionary::Cid root,
      dictionary::WriteDictionary(contents, [&](const dictionary::Cid& cid, Bytes block) {
        trained.blocks.emplace_back(cid.ToText(),
                                    std::vector<uint8_t>(block.begin(), block.end()));
        return absl::OkStatus();
      }));
  trained.address = root.ToText();
  RONDO_RETURN_IF_ERROR(TryOut(pieces.held_out, &trained));
  return trained;
}

}  // namespace rondo
