// Bytes -> notes -> grammar -> classes and models -> table pages and blocks.
//
// Three walks over the same tokens (token_coder.h): the first, with a recency cache in
// every class, finds out in which classes the cache pays; the second counts; the third
// writes.
//
// Tested by: tests/stream/grammar_lens/lens_test.cc.

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "grammar/induction/borrow.h"
#include "grammar/induction/first_use.h"
#include "grammar/notes/notes.h"
#include "grammar/x86_filter.h"
#include "stream/grammar_lens/classes.h"
#include "stream/grammar_lens/format.h"
#include "stream/grammar_lens/induction.h"
#include "stream/grammar_lens/lens.h"
#include "stream/grammar_lens/models.h"
#include "stream/grammar_lens/token_coder.h"

namespace rondo::stream {
namespace {

using entropy::ModelSet;
using entropy::RansWriter;
using entropy::RecencyCache;
using grammar::kBytes;
using grammar::OrderedGrammar;
using grammar::Symbol;

// Shared rules must cover so much of a segment that builds on them; else it had better be
// one that others may build on.
constexpr double kLeastShared = 0.5;
// Parsing takes ten bytes of memory a byte.
constexpr uint64_t kMostBorrowingBytes = uint64_t{64} << 20;

// From this level on several numbers of classes and contexts are tried.
constexpr int kTriesClasses = 8;

// Histograms of all events, in the shapes of GrammarModels.
class EventCounter {
 public:
  EventCounter(const GrammarModelSizes& sizes, uint32_t symbols)
      : sizes_(sizes),
        bucket_(size_t{kHeadAlphabet} * kBuckets),
        stated_class_(sizes.classes),
        stated_context_(sizes.contexts),
        coded_(symbols) {
    for (auto& counts : symbol_class_)
      counts.resize((sizes.contexts + 1) * sizes.classes);
    for (auto& counts : inner_) counts.resize(sizes.classes * kInnerAlphabet);
    for (auto& counts : number_) counts.resize(kNumberWidths);
    head_.resize(kHeadAlphabet);
    borrowed_gap_.resize(kNumberWidths);
    borrowed_head_.resize(kBorrowedHeadAlphabet);
    borrowed_bucket_.resize(kBuckets);
  }

  void Borrowed(uint32_t gap, uint32_t head, uint32_t bucket) {
    ++borrowed_gap_[std::bit_width(gap)];
    ++borrowed_head_[head];
    ++borrowed_bucket_[bucket];
  }
  void BeginPage(uint32_t) {}
  void EndPage(uint32_t) {}
  void BeginBlock(uint32_t, grammar::SymbolSpan) {}
  void EndBlock(uint32_t) {}
  void Head(uint32_t head) { ++head_[head]; }
  void Bucket(uint32_t head, uint32_t bucket) { ++bucket_[head * kBuckets + bucket]; }
  void StatedClass(uint32_t symbol_class) { ++stated_class_[symbol_class]; }
  void StatedContext(uint32_t context) { ++stated_context_[context]; }
  void Class(Place place, uint32_t context, uint32_t symbol_class) {
    ++symbol_class_[place][context * sizes_.classes + symbol_class];
  }
  void Inner(Place place, uint32_t symbol_class, uint32_t inner) {
    ++inner_[place][symbol_class * kInnerAlphabet + inner];
  }
  void Uniform(uint32_t, uint32_t) {}
  void Number(NumberKind kind, uint32_t value) { ++number_[kind][std::bit_width(value)]; }
  void Coded(Symbol symbol) { ++coded_[symbol]; }

  GrammarModels Models() const {
    GrammarModels models;
    const std::vector<uint32_t>* counts[] = {
        &head_,      &bucket_,       &stated_class_,    &stated_context_,  &number_[0],
        &number_[1], &number_[2],    &symbol_class_[0], &symbol_class_[1], &inner_[0],
        &inner_[1],  &borrowed_gap_, &borrowed_head_,   &borrowed_bucket_};
    int next = 0;
    models.ForEach(sizes_,
                   [&](ModelSet& set, uint32_t contexts, uint32_t alphabet, int bits) {
                     set = ModelSet(*counts[next++], contexts, alphabet, bits);
                   });
    return models;
  }
  // How often each symbol was coded by bucket.
  const std::vector<uint32_t>& coded() const { return coded_; }
  const std::vector<uint32_t>& inner(Place place) const { return inner_[place]; }

 private:
  const GrammarModelSizes sizes_;
  std::vector<uint32_t> head_, bucket_, stated_class_, stated_context_;
  std::vector<uint32_t> borrowed_gap_, borrowed_head_, borrowed_bucket_;
  std::array<std::vector<uint32_t>, kNumberKinds> number_;
  std::array<std::vector<uint32_t>, kPlaces> symbol_class_, inner_;
  std::vector<uint32_t> coded_;
};

// Writes all events under their models: borrowed rules, pages and blocks as streams of
// their own.
class EventWriter {
 public:
  explicit EventWriter(const GrammarModels& models) : models_(models) {}

  void Borrowed(uint32_t gap, uint32_t head, uint32_t bucket) {
    PutNumber(models_.borrowed_gap, gap);
    models_.borrowed_head.Put(rans_, kClassLane, 0, head);
    models_.borrowed_bucket.Put(rans_, kInnerLane, 0, bucket);
    borrows_ = true;
  }
  void BeginPage(uint32_t page) {
    if (page == 0 && borrows_) rans_.Finish(&borrowed);
  }
  void EndPage(uint32_t) {
    rans_.Finish(&pages);
    page_ends.push_back(pages.size());
  }
  void BeginBlock(uint32_t, grammar::SymbolSpan) {}
  void EndBlock(uint32_t) {
    rans_.Finish(&blocks);
    block_ends.push_back(blocks.size());
  }
  void Head(uint32_t head) { models_.head.Put(rans_, kClassLane, 0, head); }
  void Bucket(uint32_t head, uint32_t bucket) {
    models_.bucket.Put(rans_, kInnerLane, head, bucket);
  }
  void StatedClass(uint32_t c) { models_.stated_class.Put(rans_, kClassLane, 0, c); }
  void StatedContext(uint32_t c) { models_.stated_context.Put(rans_, kInnerLane, 0, c); }
  void Class(Place place, uint32_t context, uint32_t symbol_class) {
    models_.symbol_class[place].Put(rans_, kClassLane, context, symbol_class);
  }
  void Inner(Place place, uint32_t symbol_class, uint32_t inner) {
    models_.inner[place].Put(rans_, kInnerLane, symbol_class, inner);
  }
  void Uniform(uint32_t value, uint32_t n) { rans_.PutUniform(kIndexLane, value, n); }
  void Number(NumberKind kind, uint32_t value) { PutNumber(models_.number[kind], value); }
  void Coded(Symbol) {}

  base::ByteVector borrowed, pages, blocks;
  std::vector<uint64_t> page_ends, block_ends;

 private:
  void PutNumber(const ModelSet& widths, uint32_t value) {
    const int width = std::bit_width(value);
    widths.Put(rans_, kInnerLane, 0, width);
    if (width > 1)
      rans_.PutBits(kInnerLane, value & ((1u << (width - 1)) - 1), width - 1);
  }

  const GrammarModels& models_;
  RansWriter rans_;
  bool borrows_ = false;
};

uint8_t BucketOf(uint32_t coded) {
  return static_cast<uint8_t>(std::min<uint32_t>(std::bit_width(coded), kBuckets - 1));
}

double Entropy(std::span<const uint32_t> counts) {
  const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
  double bits = 0;
  for (const uint32_t count : counts) {
    if (count != 0) bits += count * std::log2(total / count);
  }
  return bits;
}

// What coding by bucket costs each class, given how often each symbol is coded that way:
// the index in the bucket; and, in `buckets`, how often each bucket is named.
void CountBuckets(const SymbolClasses& classes, std::span<const uint32_t> coded,
                  std::vector<double>* index_bits, std::vector<uint32_t>* buckets) {
  std::vector<uint32_t> members(classes.classes * kBuckets);
  buckets->assign(classes.classes * kBuckets, 0);
  for (Symbol s = 0; s < coded.size(); ++s) {
    if (coded[s] == 0) continue;
    const size_t at = classes.class_of[s] * kBuckets + BucketOf(coded[s]);
    ++members[at];
    (*buckets)[at] += coded[s];
  }
  index_bits->assign(classes.classes, 0);
  for (size_t at = 0; at < members.size(); ++at) {
    if (members[at] != 0)
      (*index_bits)[at / kBuckets] += (*buckets)[at] * std::log2(members[at]);
  }
}

// Decides in which classes a recency cache pays, and the buckets that follow from it.
InnerCoding ChooseInner(const OrderedGrammar& ordered, const SymbolClasses& classes,
                        const GrammarModelSizes& sizes) {
  const uint32_t symbols = static_cast<uint32_t>(classes.class_of.size());
  InnerCoding inner;
  inner.bucket_of.assign(symbols, 1);
  const auto count = [&] {
    EventCounter counter(sizes, symbols);
    TokenCoder<EventCounter> coder(classes, inner, ordered, &counter);
    WalkTokens(ordered, coder);
    return counter;
  };
  const EventCounter plain = count();
  inner.cached.fill(true);
  const EventCounter cached = count();

  std::vector<double> plain_index, cached_index;
  std::vector<uint32_t> plain_buckets, cached_buckets;
  CountBuckets(classes, plain.coded(), &plain_index, &plain_buckets);
  CountBuckets(classes, cached.coded(), &cached_index, &cached_buckets);
  for (uint32_t c = 0; c < classes.classes; ++c) {
    const auto row = [&](const std::vector<uint32_t>& counts) {
      return std::span<const uint32_t>(counts).subspan(c * kBuckets, kBuckets);
    };
    // One alphabet of ranks and buckets, both places together.
    std::vector<uint32_t> ranks_and_buckets(row(cached_buckets).begin(),
                                            row(cached_buckets).end());
    for (int rank = 0; rank < RecencyCache::kSize; ++rank) {
      ranks_and_buckets.push_back(cached.inner(kInRule)[c * kInnerAlphabet + rank] +
                                  cached.inner(kInBlock)[c * kInnerAlphabet + rank]);
    }
    inner.cached[c] = Entropy(ranks_and_buckets) + cached_index[c] <
                      Entropy(row(plain_buckets)) + plain_index[c];
  }
  for (Symbol s = 0; s < symbols; ++s) {
    const bool with_cache = inner.cached[classes.class_of[s]];
    inner.bucket_of[s] = BucketOf((with_cache ? cached : plain).coded()[s]);
  }
  return inner;
}

void WriteSideInfo(const OrderedGrammar& ordered, const SymbolClasses& classes,
                   const InnerCoding& inner, const GrammarModelSizes& sizes,
                   uint64_t borrowed_bytes, const std::vector<uint64_t>& page_ends,
                   GrammarModels& models, base::ByteVector* out) {
  entropy::SideInfoWriter side;
  side.Raw(sizes.contexts - 1, 7);
  side.Raw(sizes.classes - 1, 7);
  entropy::IntModel page_model, rule_model, token_model, first_use_model;
  const uint32_t blocks = ordered.blocks.size();
  const uint32_t per_page = BlocksPerPage(blocks);
  uint32_t rules = static_cast<uint32_t>(ordered.borrowed.size());
  if (sizes.borrows) {
    side.Int(page_model, static_cast<uint32_t>(borrowed_bytes));
    side.Int(rule_model, rules);
  }
  uint64_t offset = 0;
  for (uint32_t page = 0; page < page_ends.size(); ++page) {
    side.Int(page_model, static_cast<uint32_t>(page_ends[page] - offset));
    offset = page_ends[page];
    const uint32_t last = std::min(blocks, (page + 1) * per_page) - 1;
    side.Int(rule_model, ordered.rules_through_block[last] - rules);
    rules = ordered.rules_through_block[last];
  }
  for (uint32_t b = 0; b < blocks; ++b) {
    uint32_t first_uses = 0;
    for (const grammar::Token token : ordered.blocks[b]) {
      first_uses += (token & grammar::kFirstUse) != 0;
    }
    side.Int(token_model, static_cast<uint32_t>(ordered.blocks[b].size()));
    side.Int(first_use_model, first_uses);
  }
  std::array<bool, kBytes> used = {};
  // Borrowed rules have the class of their first byte and the context of their last one.
  for (const auto* lists : {&ordered.rules, &ordered.blocks}) {
    for (const grammar::Token token : lists->symbols()) {
      if (token < kBytes) used[token] = true;
    }
  }
  entropy::BitModel used_model;
  entropy::SymbolModel<8> class_model, context_model;
  entropy::SymbolModel<4> bucket_model;
  for (uint32_t byte = 0; byte < kBytes; ++byte) {
    side.Bit(used_model, used[byte]);
    if (!used[byte]) continue;
    side.Symbol(class_model, classes.class_of[byte]);
    side.Symbol(context_model, classes.context_of[byte]);
    side.Symbol(bucket_model, inner.bucket_of[byte]);
  }
  models.ForEach(sizes, [&](ModelSet& set, uint32_t, uint32_t, int) { set.Write(side); });
  side.Finish(out);
}

// Models must be paid for by the tokens that they predict: small segments get few. Which
// number is best is known only when all is coded, so high levels try several.
std::vector<ClassOptions> ClassesToTry(const OrderedGrammar& ordered, int level) {
  constexpr uint64_t kTokensPerContext = 6000;
  constexpr uint64_t kTokensPerClass = 10000;
  const uint64_t tokens =
      ordered.rules.symbols().size() + ordered.blocks.symbols().size();
  const auto options = [tokens](double share, uint32_t most_contexts,
                                uint32_t most_classes) {
    ClassOptions result;
    result.contexts = std::clamp(
        static_cast<uint32_t>(tokens * share / kTokensPerContext), 6u, most_contexts);
    result.classes = std::clamp(
        static_cast<uint32_t>(20 + tokens * share / kTokensPerClass), 20u, most_classes);
    return result;
  };
  std::vector<ClassOptions> to_try = {options(1, 80, 64)};
  if (level < kTriesClasses) return to_try;
  to_try.push_back(options(0.6, 60, 48));
  to_try.push_back(options(1.8, kMaxContexts - 1, kMaxClasses - kFirstSymbolClass));
  for (ClassOptions& each : to_try) {
    each.frequent_uses = 8;
    each.rounds = 8;
  }
  return to_try;
}

base::ByteVector FilterBlocks(base::Bytes segment, std::span<const uint64_t> block_ends) {
  base::ByteVector filtered(segment.begin(), segment.end());
  uint64_t begin = 0;
  for (const uint64_t end : block_ends) {
    grammar::X86FilterEncode(std::span<uint8_t>(filtered).subspan(begin, end - begin),
                             static_cast<uint32_t>(begin));
    begin = end;
  }
  return filtered;
}

// Tables and blocks of a grammar under so many classes and contexts.
EncodedSegment Encode(const OrderedGrammar& ordered, const ClassOptions& options,
                      uint8_t flags) {
  const SymbolClasses classes = ChooseClasses(ordered, options);
  const GrammarModelSizes sizes = {classes.contexts, classes.classes,
                                   !ordered.borrowed.empty()};
  const uint32_t symbols = kBytes + ordered.rules.size();
  InnerCoding inner = ChooseInner(ordered, classes, sizes);
  EventCounter counter(sizes, symbols);
  {
    TokenCoder<EventCounter> coder(classes, inner, ordered, &counter);
    WalkTokens(ordered, coder);
  }
  GrammarModels models = counter.Models();
  EventWriter writer(models);
  {
    TokenCoder<EventWriter> coder(classes, inner, ordered, &writer);
    WalkTokens(ordered, coder);
  }

  EncodedSegment encoded;
  encoded.lens = Lens::kGrammar;
  base::ByteVector side;
  WriteSideInfo(ordered, classes, inner, sizes, writer.borrowed.size(), writer.page_ends,
                models, &side);
  base::ByteWriter out(&encoded.tables);
  out.U8(flags | (sizes.borrows ? kBorrows : 0));
  out.Varint(side.size());
  out.Append(side);
  out.Append(writer.borrowed);
  out.Append(writer.pages);
  encoded.blocks = std::move(writer.blocks);
  encoded.payload_ends = std::move(writer.block_ends);
  return encoded;
}

// The bodies, without marks.
grammar::SymbolLists PlainRules(const OrderedGrammar& ordered) {
  grammar::SymbolLists rules = ordered.rules;
  for (grammar::Token& token : rules.mutable_symbols()) token &= grammar::kTokenValue;
  return rules;
}

// Under the best of the numbers of classes and contexts that the level tries.
EncodedSegment EncodeBest(grammar::Grammar grammar, int level, uint8_t flags) {
  const OrderedGrammar ordered = grammar::OrderByFirstUse(grammar);
  grammar = {};
  EncodedSegment best;
  for (const ClassOptions& options : ClassesToTry(ordered, level)) {
    EncodedSegment encoded = Encode(ordered, options, flags);
    if (best.payload_ends.empty() || encoded.size_bytes() < best.size_bytes()) {
      best = std::move(encoded);
    }
  }
  best.builds_on = !ordered.borrowed.empty();
  if (!best.builds_on) best.rules = PlainRules(ordered);
  return best;
}

}  // namespace

EncodedSegment EncodeGrammarLens(base::Bytes segment,
                                 std::span<const uint64_t> block_ends, int level,
                                 const grammar::SharedRules* shared) {
  using namespace grammar;
  base::ByteVector filtered;
  const bool x86 = LooksLikeX86(segment);
  if (x86) {
    filtered = FilterBlocks(segment, block_ends);
    segment = filtered;
  }
  if (shared != nullptr && !x86 && segment.size() <= kMostBorrowingBytes) {
    BorrowedText text = BorrowNotes(segment, block_ends, *shared);
    if (text.shared_bytes >= segment.size() * kLeastShared) {
      return EncodeBest(InduceGrammar(std::move(text.notes), level, shared), level, 0);
    }
  }
  const NoteKind kind = x86 ? NoteKind::kByte : ChooseNotes(segment);
  return EncodeBest(InduceGrammar(MakeNotes(kind, segment, block_ends), level), level,
                    x86 ? kX86Filtered : 0);
}

EncodedSegment EncodeGrammar(grammar::Grammar grammar, int level) {
  return EncodeBest(std::move(grammar), level, 0);
}

}  // namespace rondo::stream
