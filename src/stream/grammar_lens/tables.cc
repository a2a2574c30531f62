// A page is one rANS stream: rule after rule, each a head and a body. A first use in a
// body claims the youngest unclaimed rule, so the reader keeps the unclaimed ones on a
// stack; what is left on it when the page ends is claimed by the page's blocks, oldest
// first. Reading a body needs only classes and contexts of the rules before it; what it
// expands to is worked out later, a batch at a time.
//
// Tested by: tests/stream/grammar_lens/lens_test.cc.

#include "stream/grammar_lens/tables.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "stream/grammar_lens/token_decoder.h"

namespace rondo::stream {
namespace {

constexpr uint32_t kByteSymbols = 256;

// Rules are handed to the expander so many tokens at a time, and the records of symbols
// are fetched so many tokens ahead: most of them are cache misses.
constexpr size_t kBatchTokens = 1024;
constexpr size_t kTokensAhead = 16;

absl::Status Corrupt(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("grammar tables: ", what));
}

}  // namespace

absl::StatusOr<std::unique_ptr<GrammarTables>> GrammarTables::Open(
    base::Bytes tables, const SegmentExtent& extent) {
  base::ByteReader reader(tables);
  const uint8_t flags = reader.U8();
  if ((flags & ~(kX86Filtered | kBorrows)) != 0) {
    return absl::UnimplementedError(
        absl::StrCat("grammar tables: flags ", flags, " are of a later version"));
  }
  const base::Bytes side = reader.Take(reader.Varint());
  if (!reader.ok()) return Corrupt("the side information is cut short");
  std::unique_ptr<GrammarTables> result(
      new GrammarTables(reader.Take(reader.remaining()), extent));
  result->x86_filtered_ = (flags & kX86Filtered) != 0;
  result->sizes_.borrows = (flags & kBorrows) != 0;
  if (result->sizes_.borrows && extent.builds_on == nullptr) {
    return Corrupt("they borrow rules, but the segment builds on no other");
  }
  RONDO_RETURN_IF_ERROR(result->ReadSideInfo(side));
  return result;
}

absl::Status GrammarTables::ReadSideInfo(base::Bytes side_bytes) {
  entropy::SideInfoReader side(side_bytes);
  sizes_.contexts = side.Raw(7) + 1;
  sizes_.classes = side.Raw(7) + 1;
  if (!side.ok() || sizes_.classes <= kFirstSymbolClass)
    return Corrupt("no symbol classes");

  entropy::IntModel page_model, rule_model, token_model, first_use_model;
  blocks_per_page_ = std::max(1u, BlocksPerPage(segment_.blocks));
  if (sizes_.borrows) {
    borrowed_bytes_ = side.Int(page_model);
    borrowed_ = side.Int(rule_model);
  }
  uint64_t rules = 0;
  uint64_t offset = borrowed_bytes_;
  for (uint32_t block = 0; block < segment_.blocks; block += blocks_per_page_) {
    offset += side.Int(page_model);
    page_ends_.push_back(offset);
    page_rules_.push_back(side.Int(rule_model));
    rules += page_rules_.back();
  }
  if (!side.ok() || offset != pages_.size()) {
    return Corrupt(
        absl::StrCat("pages should take ", offset, " bytes, found ", pages_.size()));
  }
  if (rules + borrowed_ + kByteSymbols > kMaxGrammarSymbols ||
      rules + borrowed_ > segment_.expanded_bytes) {
    return Corrupt(
        absl::StrCat(rules + borrowed_, " rules are more than the segment can use"));
  }
  rules_ = static_cast<uint32_t>(rules);
  page_buckets_.resize(page_ends_.size());
  unclaimed_.reserve(rules);
  claims_before_.push_back(0);
  for (uint32_t block = 0; block < segment_.blocks; ++block) {
    block_tokens_.push_back(side.Int(token_model));
    const uint64_t claims = uint64_t{claims_before_.back()} + side.Int(first_use_model);
    if (!side.ok() || claims > rules)
      return Corrupt("blocks claim more rules than there are");
    claims_before_.push_back(static_cast<uint32_t>(claims));
  }

  std::vector<uint8_t> byte_buckets(kByteSymbols);
  class_of_.assign(kByteSymbols, kFirstSymbolClass);
  context_of_.assign(kByteSymbols, 0);
  entropy::BitModel used_model;
  entropy::SymbolModel<8> class_model, context_model;
  entropy::SymbolModel<4> bucket_model;
  for (uint32_t byte = 0; byte < kByteSymbols; ++byte) {
    if (!side.Bit(used_model)) continue;
    class_of_[byte] = static_cast<uint8_t>(side.Symbol(class_model));
    context_of_[byte] = static_cast<uint8_t>(side.Symbol(context_model));
    byte_buckets[byte] = static_cast<uint8_t>(side.Symbol(bucket_model));
    if (class_of_[byte] < kFirstSymbolClass || class_of_[byte] >= sizes_.classes ||
        context_of_[byte] >= sizes_.contexts) {
      return Corrupt(absl::StrCat("byte ", byte, " has no valid class or context"));
    }
  }
  GrammarModels models;
  bool good = true;
  models.ForEach(
      sizes_, [&](entropy::ModelSet& set, uint32_t contexts, uint32_t alphabet,
                  int bits) { good = good && set.Read(side, contexts, alphabet, bits); });
  if (!good || !side.AtEnd()) return Corrupt("the models do not add up");
  head_ = entropy::DecodeTable(models.head);
  bucket_ = entropy::DecodeTable(models.bucket);
  stated_class_ = entropy::DecodeTable(models.stated_class);
  stated_context_ = entropy::DecodeTable(models.stated_context);
  if (sizes_.borrows) {
    borrowed_gap_ = entropy::DecodeTable(models.borrowed_gap);
    borrowed_head_ = entropy::DecodeTable(models.borrowed_head);
    borrowed_bucket_ = entropy::DecodeTable(models.borrowed_bucket);
  }
  for (int place = 0; place < kPlaces; ++place) {
    TokenTables& tables = token_tables_[place];
    tables.symbol_class = entropy::DecodeTable(models.symbol_class[place]);
    tables.inner = entropy::DecodeTable(models.inner[place]);
    for (int kind = 0; kind < kNumberKinds; ++kind) {
      tables.number[kind] = entropy::DecodeTable(models.number[kind]);
    }
  }
  buckets_.resize(sizes_.classes * kBuckets);
  growing_.resize(buckets_.size());
  for (uint32_t byte = 0; byte < kByteSymbols; ++byte)
    EnterBucket(byte, byte_buckets[byte]);
  return absl::OkStatus();
}

void GrammarTables::EnterBucket(uint32_t symbol, uint32_t bucket) {
  if (bucket == 0) return;
  const size_t at = class_of_[symbol] * kBuckets + bucket;
  BucketMembers& members = buckets_[at];
  if (members.entries.size() == members.entries.capacity()) {
    const size_t room = std::max<size_t>(16, 2 * members.entries.size());
    BucketMembers larger;
    larger.entries.reserve(room);
    larger.entries = members.entries;
    larger.contexts.reserve(room);
    larger.contexts = members.contexts;
    outgrown_.push_back(std::exchange(members, std::move(larger)));
  }
  members.entries.push_back(MakeEntry(symbol, context_of_[symbol]));
  members.contexts.push_back(context_of_[symbol]);
  growing_[at] = Bucket(members, static_cast<uint32_t>(members.entries.size()));
}

absl::Status GrammarTables::DecodeThrough(uint32_t block) {
  const uint32_t page = PageOf(block);
  if (pages_decoded_.load(std::memory_order_acquire) > page) return absl::OkStatus();
  const base::MutexLock lock(&mutex_);
  if (pages_decoded_.load(std::memory_order_relaxed) == 0 && damage_.ok()) {
    damage_ = DecodeBorrowed();
  }
  while (damage_.ok() && pages_decoded_.load(std::memory_order_relaxed) <= page) {
    damage_ = DecodePage(pages_decoded_.load(std::memory_order_relaxed));
    if (damage_.ok()) Publish();
  }
  return damage_;
}

void GrammarTables::Publish() {
  // Classes, contexts and bucket entries, some twice, for every symbol; the models'
  // tables.
  constexpr uint64_t kPerSymbol = 2 + sizeof(Entry) + 1;
  constexpr uint64_t kModels = uint64_t{1} << 20;
  expander_.Seal();
  const uint32_t page = pages_decoded_.load(std::memory_order_relaxed);
  page_buckets_[page] = growing_;
  memory_bytes_.store(expander_.memory_bytes() + class_of_.size() * kPerSymbol +
                          (page + 1) * growing_.size() * sizeof(Bucket) + kModels,
                      std::memory_order_relaxed);
  symbols_.store(expander_.symbols(), std::memory_order_release);
  pages_decoded_.store(page + 1, std::memory_order_release);
}

// Takes room for all rules, too: nobody looks at what is known before the first page.
absl::Status GrammarTables::DecodeBorrowed() {
  const Expander* from = nullptr;
  if (sizes_.borrows) {
    RONDO_ASSIGN_OR_RETURN(from, segment_.builds_on->SharedRules());
    if (from == nullptr) return Corrupt("what they build on has no rules");
  }
  // No more than all others are needed by the bodies of those that are borrowed.
  const uint64_t symbols =
      uint64_t{rules_} + (from == nullptr ? kByteSymbols : from->symbols());
  if (symbols > kMaxGrammarSymbols)
    return Corrupt("too many rules with what they borrow");
  expander_.Reserve(static_cast<uint32_t>(symbols), 2 * segment_.expanded_bytes);
  class_of_.reserve(symbols);
  context_of_.reserve(symbols);
  if (from == nullptr) return absl::OkStatus();

  entropy::RansBuffer buffer;
  entropy::RansCursor cursor = buffer.Load(pages_.first(borrowed_bytes_));
  std::vector<uint32_t> known(from->symbols(), 0);
  uint64_t next = kByteSymbols;
  for (uint32_t i = 0; i < borrowed_; ++i) {
    next += GetNumber(cursor, borrowed_gap_);
    const uint32_t head = borrowed_head_.Get(cursor, kClassLane, 0);
    const uint32_t bucket = borrowed_bucket_.Get(cursor, kInnerLane, 0);
    if (cursor.overrun() || next >= from->symbols()) {
      return Corrupt("they borrow rules that are not there");
    }
    RONDO_ASSIGN_OR_RETURN(const uint32_t symbol,
                           Borrow(*from, static_cast<uint32_t>(next), &known));
    ++next;
    const std::array<uint32_t, 1> list = {symbol};
    std::array<uint8_t, 1> first = {};
    std::array<uint8_t, 1> last = {};
    expander_.Expand(list, 0, first);
    expander_.Expand(list, expander_.length(symbol) - 1, last);
    class_of_[symbol] =
        head & kStatesClass
            ? static_cast<uint8_t>(stated_class_.Get(cursor, kClassLane, 0))
            : class_of_[first[0]];
    context_of_[symbol] =
        head & kStatesContext
            ? static_cast<uint8_t>(stated_context_.Get(cursor, kInnerLane, 0))
            : context_of_[last[0]];
    if (class_of_[symbol] < kFirstSymbolClass) return Corrupt("no valid class");
    EnterBucket(symbol, bucket);
  }
  if (!cursor.AtEnd()) return Corrupt("the stream of borrowed rules does not end");
  return absl::OkStatus();
}

// Children first, on an explicit stack. Only long rules have bodies there.
absl::StatusOr<uint32_t> GrammarTables::Borrow(const Expander& from, uint32_t symbol,
                                               std::vector<uint32_t>* known) {
  const auto local = [known](uint32_t other) {
    return other < kByteSymbols ? other : (*known)[other];
  };
  std::vector<uint32_t> stack = {symbol};
  std::vector<uint32_t> body;
  while (!stack.empty()) {
    const uint32_t top = stack.back();
    if (local(top) != 0) {
      stack.pop_back();
      continue;
    }
    const Expander::Form form = from.form(top);
    Expander::Added added;
    if (form.body.empty()) {
      added = expander_.AddBytes(form.bytes);
    } else {
      body.clear();
      for (const uint32_t part : form.body) {
        body.push_back(local(part));
        if (part >= kByteSymbols && body.back() == 0) stack.push_back(part);
      }
      if (stack.back() != top) continue;
      added = expander_.AddRule(body);
    }
    if (added != Expander::Added::kYes) return NotAdded(added);
    (*known)[top] = expander_.symbols() - 1;
    class_of_.push_back(kFirstSymbolClass);
    context_of_.push_back(0);
    stack.pop_back();
  }
  return local(symbol);
}

absl::Status GrammarTables::DecodePage(uint32_t page) {
  const uint64_t begin = page == 0 ? borrowed_bytes_ : page_ends_[page - 1];
  entropy::RansBuffer buffer;
  entropy::RansCursor cursor =
      buffer.Load(pages_.subspan(begin, page_ends_[page] - begin));
  const TokenTables& tables = token_tables_[kInRule];
  auto caches = std::make_unique<ClassCaches>();
  ClearCaches(*caches, sizes_.classes);
  const size_t unclaimed_floor = unclaimed_.size();
  const TokenViews views(tables);
  const auto corrupt = [&](absl::string_view what) {
    return Corrupt(absl::StrCat("page ", page, ", rule ", class_of_.size() - kByteSymbols,
                                ": ", what));
  };

  Bodies bodies;
  for (uint32_t rule = 0; rule < page_rules_[page]; ++rule) {
    const uint32_t head = head_.Get(cursor, kClassLane, 0);
    const uint32_t bucket = bucket_.Get(cursor, kInnerLane, head);
    uint32_t length = head / 4 + 2;
    if (length == kLongBody) length += GetNumber(cursor, tables.number[kBodyLength]);
    uint32_t symbol_class = 0;
    uint32_t symbol_context = 0;
    if (head & kStatesClass) symbol_class = stated_class_.Get(cursor, kClassLane, 0);
    if (head & kStatesContext)
      symbol_context = stated_context_.Get(cursor, kInnerLane, 0);
    // Every token of a body derives at least one byte of the segment that no other does.
    body_tokens_ += length;
    if (length > base::kMaxBlockBytes || body_tokens_ > 2 * segment_.expanded_bytes) {
      return corrupt("bodies too long");
    }

    const bool own_class = head & kStatesClass;
    uint32_t context = sizes_.contexts;
    for (uint32_t i = 0; i < length; ++i) {
      const uint32_t token_class = views.symbol_class.Get(cursor, kClassLane, context);
      Named named;
      if (token_class >= kFirstSymbolClass) {
        named = DecodeEntry(cursor, views, token_class, (*caches)[token_class],
                            growing_.data() + token_class * kBuckets);
      } else {
        if (token_class == kCopyClass || unclaimed_.size() <= unclaimed_floor) {
          return corrupt("nothing to claim");
        }
        const Entry entry = unclaimed_.back();
        unclaimed_.pop_back();
        (*caches)[class_of_[SymbolOf(entry)]].Insert(entry);
        named = {entry, ContextOf(entry)};
      }
      if (i == 0 && !own_class) {
        symbol_class = token_class == kFirstUseClass ? class_of_[SymbolOf(named.entry)]
                                                     : token_class;
      }
      bodies.symbols.push_back(SymbolOf(named.entry));
      context = named.context;
      if (cursor.overrun()) return corrupt("the stream is damaged");
    }
    bodies.ends.push_back(static_cast<uint32_t>(bodies.symbols.size()));
    if (bodies.symbols.size() >= kBatchTokens) RONDO_RETURN_IF_ERROR(AddRules(&bodies));
    const uint32_t symbol = static_cast<uint32_t>(class_of_.size());
    if (!(head & kStatesContext)) symbol_context = context;
    if (symbol_class < kFirstSymbolClass) return corrupt("no valid class");
    class_of_.push_back(static_cast<uint8_t>(symbol_class));
    context_of_.push_back(static_cast<uint8_t>(symbol_context));
    EnterBucket(symbol, bucket);
    unclaimed_.push_back(MakeEntry(symbol, symbol_context));
  }
  if (!cursor.AtEnd()) return corrupt("the stream does not end with the page");
  RONDO_RETURN_IF_ERROR(AddRules(&bodies));
  const uint32_t end = std::min(segment_.blocks, (page + 1) * blocks_per_page_);
  if (unclaimed_.size() != claims_before_[end]) {
    return Corrupt(absl::StrCat("page ", page, " leaves ", unclaimed_.size(),
                                " rules unclaimed, blocks claim ", claims_before_[end]));
  }
  return absl::OkStatus();
}

absl::Status GrammarTables::NotAdded(Expander::Added why) const {
  const uint32_t rule = expander_.symbols() - 256;  // behind the bytes
  if (why == Expander::Added::kTooLong) {
    return absl::DataLossError(absl::StrCat("grammar tables: rule ", rule,
                                            " is longer than a block may be, ",
                                            base::kMaxBlockBytes, " bytes"));
  }
  return absl::ResourceExhaustedError(
      absl::StrCat("grammar tables: rules need more than ", segment_.memory_limit_bytes,
                   " bytes of memory"));
}

absl::Status GrammarTables::AddRules(Bodies* bodies) {
  size_t begin = 0;
  size_t ahead = 0;
  for (const uint32_t end : bodies->ends) {
    for (; ahead < std::min<size_t>(end + kTokensAhead, bodies->symbols.size());
         ++ahead) {
      expander_.Prefetch(bodies->symbols[ahead]);
    }
    const Expander::Added added =
        expander_.AddRule(std::span(bodies->symbols).subspan(begin, end - begin));
    if (added != Expander::Added::kYes) [[unlikely]]
      return NotAdded(added);
    begin = end;
  }
  bodies->symbols.clear();
  bodies->ends.clear();
  return absl::OkStatus();
}

}  // namespace rondo::stream
