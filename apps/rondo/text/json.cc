#include "apps/rondo/text/json.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace rondo::app {
namespace {

constexpr char kReplacement[] = "\xEF\xBF\xBD";  // U+FFFD

// Bytes of the UTF-8 character at `at`, or 0 if there is none: overlong forms, surrogates
// and values past U+10FFFF are none.
size_t Utf8Length(const std::string& text, size_t at) {
  const auto byte = [&](size_t i) {
    return at + i < text.size() ? static_cast<uint8_t>(text[at + i]) : uint8_t{0};
  };
  const auto follows = [&](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return follows(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool overlong = lead == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = lead == 0xED && byte(1) > 0x9F;
    return follows(1) && follows(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool overlong = lead == 0xF0 && byte(1) < 0x90;
    const bool beyond = lead == 0xF4 && byte(1) > 0x8F;
    return follows(1) && follows(2) && follows(3) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

}  // namespace

std::string JsonString(const std::string& text) {
  std::string json = "\"";
  for (size_t at = 0; at < text.size();) {
    const size_t length = Utf8Length(text, at);
    const uint8_t lead = static_cast<uint8_t>(text[at]);
    if (length == 0) {
      json += kReplacement;
    } else if (lead == '"' || lead == '\\') {
      json += {'\\', static_cast<char>(lead)};
    } else if (lead < 0x20) {
      absl::StrAppendFormat(&json, "\\u%04x", lead);
    } else {
      json.append(text, at, length);
    }
    at += length == 0 ? 1 : length;
  }
  return json + "\"";
}

bool IsUtf8(const std::string& text) {
  for (size_t at = 0; at < text.size();) {
    const size_t length = Utf8Length(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

void JsonObject::Add(const std::string& key, uint64_t value) {
  AddJson(key, std::to_string(value));
}

void JsonObject::Add(const std::string& key, const std::string& value) {
  AddJson(key, JsonString(value));
}

void JsonObject::AddRatio(const std::string& key, uint64_t raw, uint64_t score) {
  if (score == 0) return AddJson(key, "null");
  AddJson(key,
          absl::StrFormat("%.4f", static_cast<double>(raw) / static_cast<double>(score)));
}

void JsonObject::AddArray(const std::string& key, const std::vector<std::string>& items) {
  AddJson(key, absl::StrCat("[", absl::StrJoin(items, ","), "]"));
}

std::string JsonObject::Text() const { return absl::StrCat("{", fields_, "}"); }

void JsonObject::AddJson(const std::string& key, const std::string& json) {
  absl::StrAppend(&fields_, fields_.empty() ? "" : ",", JsonString(key), ":", json);
}

}  // namespace rondo::app
