// Which contexts are there was measured: in logs, what stood in the field of the lines
// above is worth most, and more contexts than these make larger and slower what is coded.
//
// Tested by tests/stream/mixed_bytes_lens/lens_test.cc.
#include "stream/mixed_bytes_lens/byte_model.h"

#include <algorithm>
#include <bit>

#include "stream/mixed_bytes_lens/context_hash.h"

namespace rondo::stream {
namespace {

using entropy::ByteMixer;

constexpr int kPlaceBits = 16;
constexpr int kExpected = 5;

struct KindTraits {
  int contexts;
  int shortest;  // match
  int longest;
};
constexpr std::array<KindTraits, kMixedKinds> kTraits = {
    KindTraits{.contexts = 9, .shortest = 6, .longest = 20},
    KindTraits{.contexts = 9, .shortest = 5, .longest = 16},
    KindTraits{.contexts = 9, .shortest = 4, .longest = 12}};

const KindTraits& Traits(MixedKind kind) { return kTraits[static_cast<int>(kind)]; }

// 0 .. 15, finer where short.
int LengthClass(uint32_t length) {
  if (length < 16) return static_cast<int>(length / 2);
  return std::min<int>(4 + std::bit_width(length), 15);
}

int MatchTrust(uint32_t length) {
  return static_cast<int>(length < 32 ? length
                                      : std::min<uint32_t>(32 + (length - 32) / 16, 63));
}

}  // namespace

ByteModel::ByteModel(const ModelOptions& options, const uint8_t* text)
    : kind_(options.kind),
      expects_(options.expects),
      text_(text),
      mixer_(Traits(kind_).contexts, kExpected, options.table_bits),
      short_(Traits(kind_).shortest, std::min(options.table_bits - 4, 20)),
      long_(Traits(kind_).longest, std::min(options.table_bits - 4, 20)),
      fields_(kPlaceBits) {}

void ByteModel::Update() {
  const uint8_t byte = text_[end_++];
  c8_ = c8_ << 8 | c4_ >> 24;
  c4_ = c4_ << 8 | byte;
  place_.Update(byte);
  short_.Update(text_, end_);
  long_.Update(text_, end_);
  fields_.Update(text_, end_, place_);
  number_.Update(byte);
  if (!place_.in_token())
    number_.Start(text_, end_, fields_.above(0).at, fields_.above(1).at);
}

void ByteModel::Describe() {
  const int above = fields_.Byte(text_, 0);
  const int before = fields_.Byte(text_, 1);
  const AlignedFields::Pointer& pointer = fields_.above(0);
  const AlignedFields::Pointer& pointer_before = fields_.above(1);
  const auto trust = [](const AlignedFields::Pointer& at, bool agree) {
    return at.misses * 32 + at.hits * 2 + (agree ? 1 : 0);
  };
  const MatchModel& match = longest();
  const int matched = match.length() > 0 ? match.Byte(text_) : -1;
  situation_.expected[0] = {.byte = above, .trust = trust(pointer, above == before)};
  situation_.expected[1] = {.byte = before,
                            .trust = trust(pointer_before, before == matched)};
  situation_.expected[2] = {.byte = short_.length() > 0 ? short_.Byte(text_) : -1,
                            .trust = MatchTrust(short_.length())};
  situation_.expected[3] = {.byte = long_.length() > 0 ? long_.Byte(text_) : -1,
                            .trust = MatchTrust(long_.length())};
  situation_.expected[4] = {.byte = number_.Byte(),
                            .trust = std::min(number_.left(), 7) +
                                     8 * std::min(number_.at(), 7) +
                                     (number_.Byte() == above ? 64 : 0) +
                                     (number_.Byte() == matched ? 128 : 0)};
  const uint32_t c1 = c4_ & 255;
  const bool agrees = above >= 0 && above == matched;
  situation_.rows[0] = (agrees ? 1 : 0) | (match.length() > 15 ? 2 : 0) |
                       (above >= 0 && above == before ? 4 : 0);
  situation_.rows[1] =
      static_cast<int>(kind_ == MixedKind::kLog ? place_.shape() >> 24 : c1);
  situation_.rows[2] = LengthClass(match.length());
  situation_.rows[3] =
      (pointer.misses * 2 + (above >= 0 && above == before ? 1 : 0)) * 8 +
      std::min(place_.field(), 7);
  situation_.refinements[0] = c1 << 8;
  situation_.refinements[1] =
      HashAfter(HashAfter(static_cast<uint32_t>(matched), static_cast<uint32_t>(above)),
                static_cast<uint32_t>(LengthClass(match.length())));
  switch (kind_) {
    case MixedKind::kLog:
      return DescribeLog();
    case MixedKind::kText:
      return DescribeText();
    case MixedKind::kBinary:
      return DescribeBinary();
  }
}

// Puts hashes of contexts into a situation; each knows its number, so that two contexts
// that look alike are told apart.
class ByteModel::Contexts {
 public:
  explicit Contexts(ByteMixer::Situation* situation) : situation_(*situation) {}

  void Add(uint32_t hash) {
    situation_.contexts[count_] = HashAfter(hash, count_);
    ++count_;
  }

 private:
  ByteMixer::Situation& situation_;
  uint32_t count_ = 0;
};

uint32_t ByteModel::MatchContext() const {
  const MatchModel& match = longest();
  const uint32_t byte = match.length() > 0 ? match.Byte(text_) : 256u;
  return HashAfter(byte, std::min<uint32_t>(match.length(), 31) << 8 | (c4_ & 255));
}

void ByteModel::DescribeLog() {
  // The byte that stands `ahead` of where a pointer is, or 256.
  const auto at = [&](int i, uint32_t ahead) {
    const uint32_t position = fields_.above(i).at;
    const bool known = position > 0 && position + ahead < end_;
    return known ? uint32_t{text_[position + ahead]} : 256u;
  };
  Contexts contexts(&situation_);
  contexts.Add(c4_ & 0xffff);
  contexts.Add(c4_ & 0xffffff);
  contexts.Add(c4_);
  contexts.Add(HashAfter(place_.shape(), place_.prefix()));
  contexts.Add(
      HashAfter(HashAfter(at(0, 0) << 9 | at(0, 1), at(1, 0) << 9 | at(1, 1)),
                (c4_ & 255) << 2 | static_cast<uint32_t>(fields_.above(0).misses)));
  contexts.Add(place_.line());
  contexts.Add(HashAfter(place_.word(), place_.last_word()));
  contexts.Add(HashAfter(HashAfter(static_cast<uint32_t>(number_.Byte() + 1), at(0, 0)),
                         static_cast<uint32_t>(place_.field())));
  contexts.Add(MatchContext());
}

void ByteModel::DescribeText() {
  Contexts contexts(&situation_);
  contexts.Add(c4_ & 0xffff);
  contexts.Add(c4_ & 0xffffff);
  contexts.Add(c4_);
  contexts.Add(HashAfter(c4_, c8_ & 0xffff));
  const uint32_t word = HashAfter(place_.word(), c4_ & 255);
  const uint32_t pair = HashAfter(word, place_.last_word());
  contexts.Add(word);
  contexts.Add(pair);
  contexts.Add(HashAfter(pair, place_.word_before_last()));
  contexts.Add(
      HashAfter(static_cast<uint32_t>(fields_.Byte(text_, 0) + 1) << 8 | (c4_ & 255),
                static_cast<uint32_t>(fields_.Byte(text_, 1) + 1)));
  contexts.Add(MatchContext());
}

void ByteModel::DescribeBinary() {
  Contexts contexts(&situation_);
  contexts.Add(c4_ & 0xff);
  contexts.Add(c4_ & 0xffff);
  contexts.Add(c4_ & 0xffffff);
  contexts.Add(c4_);
  contexts.Add(HashAfter(c4_, c8_ & 0xffff));
  contexts.Add(c4_ & 0xffff00);
  contexts.Add(c4_ & 0xf0f0f0f0);
  contexts.Add(HashAfter(c4_ & 0xff000000, c8_ & 0xff));
  contexts.Add(MatchContext());
}

}  // namespace rondo::stream
