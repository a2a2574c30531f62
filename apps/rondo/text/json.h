// One JSON object, written field by field.
#ifndef RONDO_APPS_RONDO_TEXT_JSON_H_
#define RONDO_APPS_RONDO_TEXT_JSON_H_

#include <cstdint>
#include <string>
#include <vector>

namespace rondo::app {

// A JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD, since JSON has
// no way to write them.
std::string JsonString(const std::string& text);

// Whether JSON can write the bytes as they are.
bool IsUtf8(const std::string& text);

class JsonObject {
 public:
  void Add(const std::string& key, uint64_t value);
  void Add(const std::string& key, const std::string& value);
  // raw / score to four decimals, or null if score is 0.
  void AddRatio(const std::string& key, uint64_t raw, uint64_t score);
  // Each item is JSON text.
  void AddArray(const std::string& key, const std::vector<std::string>& items);
  void AddJson(const std::string& key, const std::string& json);
  std::string Text() const;

 private:
  std::string fields_;
};

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_TEXT_JSON_H_
