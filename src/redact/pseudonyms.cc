// Tested by tests/redact/pseudonyms_test.cc.
#include "redact/pseudonyms.h"

#include <nettle/hmac.h>
#include <xxhash.h>

#include <array>
#include <unordered_map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "redact/class_list.h"
#include "redact/letters.h"
#include "redact/mark.h"

namespace rondo::redact {
namespace {

using Hash = XXH128_hash_t;

// Only for maps: what is shown depends on it in no other way.
Hash HashOf(std::string_view name, std::string_view value) {
  const uint64_t seed = XXH3_64bits(name.data(), name.size());
  return XXH3_128bits_withSeed(value.data(), value.size(), seed);
}

bool IsClass(std::string_view name, ValueClass value_class) {
  return name == kClassNames[static_cast<size_t>(value_class)];
}

// The value as it is compared. `buffer` holds it if it is not the value itself.
std::string_view Canonical(std::string_view name, std::string_view value,
                           std::string* buffer) {
  constexpr std::string_view kMapped = "::ffff:";
  const bool ip = IsClass(name, ValueClass::kIp);
  const bool folds = ip || IsClass(name, ValueClass::kEmail) ||
                     IsClass(name, ValueClass::kUuid) || IsClass(name, ValueClass::kHex);
  if (!folds) return value;
  buffer->assign(value);
  for (char& c : *buffer) {
    if (c >= 'A' && c <= 'Z') c |= 0x20;
  }
  std::string_view text = *buffer;
  if (ip && text.starts_with(kMapped) && text.find('.') != std::string_view::npos) {
    text.remove_prefix(kMapped.size());
  }
  return text;
}

void AppendMark(std::string_view name, std::string_view digits, std::string* out) {
  out->push_back('<');
  out->append(name);
  out->push_back('-');
  out->append(digits);
  out->push_back('>');
}

class Numbered : public Pseudonyms {
 public:
  explicit Numbered(uint64_t memory_bytes) : most_(memory_bytes / kBytesOfValue) {}

  absl::Status Append(std::string_view name, std::string_view value,
                      std::string* out) override {
    const Hash hash = HashOf(name, Canonical(name, value, &buffer_));
    const auto found = numbers_.find(hash);
    uint64_t number = found == numbers_.end() ? 0 : found->second;
    if (number == 0) {
      if (numbers_.size() >= most_) {
        return absl::ResourceExhaustedError(absl::StrCat(
            "more than ", most_,
            " different values to number; with --key FILE none need be remembered"));
      }
      number = ++CountOf(name);
      numbers_.emplace(hash, number);
    }
    const std::string digits = absl::StrCat(number);
    AppendMark(name, digits, out);
    return absl::OkStatus();
  }

  bool NeedsAllBefore() const override { return true; }

 private:
  struct IsSame {
    bool operator()(const Hash& a, const Hash& b) const {
      return a.low64 == b.low64 && a.high64 == b.high64;
    }
  };
  struct LowBits {
    size_t operator()(const Hash& hash) const { return hash.low64; }
  };

  // There are few names.
  uint64_t& CountOf(std::string_view name) {
    for (auto& [known, count] : counts_) {
      if (known == name) return count;
    }
    return counts_.emplace_back(std::string(name), 0).second;
  }

  const uint64_t most_;
  std::unordered_map<Hash, uint64_t, LowBits, IsSame> numbers_;
  std::vector<std::pair<std::string, uint64_t>> counts_;  // of each name
  std::string buffer_;
};

class Keyed : public Pseudonyms {
 public:
  explicit Keyed(std::string_view key) : known_(kKnown) {
    nettle_hmac_sha256_set_key(&keyed_, key.size(),
                               reinterpret_cast<const uint8_t*>(key.data()));
  }

  absl::Status Append(std::string_view name, std::string_view value,
                      std::string* out) override {
    const std::string_view text = Canonical(name, value, &buffer_);
    const Hash hash = HashOf(name, text);
    Known& known = known_[hash.low64 % kKnown];
    if (known.digits[0] == 0 || known.hash.low64 != hash.low64 ||
        known.hash.high64 != hash.high64) {
      known.hash = hash;
      known.digits = DigitsOf(name, text);
    }
    AppendMark(name, {known.digits.data(), known.digits.size()}, out);
    return absl::OkStatus();
  }

  bool NeedsAllBefore() const override { return false; }

 private:
  using Digits = std::array<char, kKeyedDigits>;
  // Values come again and again: of those that were seen last the digits are at hand.
  static constexpr size_t kKnown = 8192;
  struct Known {
    Hash hash = {};
    Digits digits = {};  // first of them NUL: of no value
  };

  Digits DigitsOf(std::string_view name, std::string_view text) const {
    hmac_sha256_ctx context = keyed_;
    const auto update = [&](std::string_view bytes) {
      nettle_hmac_sha256_update(&context, bytes.size(),
                                reinterpret_cast<const uint8_t*>(bytes.data()));
    };
    update(name);
    update({"\0", 1});
    update(text);
    std::array<uint8_t, kKeyedDigits / 2> bytes;
    nettle_hmac_sha256_digest(&context, bytes.size(), bytes.data());
    Digits digits;
    for (size_t i = 0; i < digits.size(); ++i) {
      const int half = i % 2 == 0 ? bytes[i / 2] >> 4 : bytes[i / 2] & 15;
      digits[i] = "0123456789abcdef"[half];
    }
    return digits;
  }

  hmac_sha256_ctx keyed_;
  std::vector<Known> known_;
  std::string buffer_;
};

}  // namespace

std::unique_ptr<Pseudonyms> NumberedPseudonyms(uint64_t memory_bytes) {
  return std::make_unique<Numbered>(memory_bytes);
}

absl::StatusOr<std::unique_ptr<Pseudonyms>> KeyedPseudonyms(std::string_view key) {
  if (key.size() < kMinKeyBytes || key.size() > kMaxKeyBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("a key of ", key.size(), " bytes; ", kMinKeyBytes, " to ",
                     kMaxKeyBytes, " are taken, such as openssl rand -hex 32 makes"));
  }
  return std::make_unique<Keyed>(key);
}

}  // namespace rondo::redact
