// What a line becomes.
#ifndef RONDO_TESTS_REDACT_SUPPORT_H_
#define RONDO_TESTS_REDACT_SUPPORT_H_

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "redact/redactor.h"

namespace rondo::redact {

inline constexpr std::string_view kAllClasses = "ip,email,uuid,hex,user,number";

inline ClassList ListOf(std::string_view text) {
  auto list = ClassList::Parse(text);
  EXPECT_TRUE(list.ok()) << list.status();
  return list.ok() ? *list : ClassList::Default();
}

// The line with values in double brackets: "from [[ip:10.0.0.5]] port 22".
inline std::string Marked(std::string_view line, std::string_view list) {
  const Recogniser recogniser(ListOf(list));
  std::string text;
  size_t done = 0;
  recogniser.ForEach(line, [&](const Value& value) {
    EXPECT_LE(done, value.from);
    EXPECT_LT(value.from, value.to);
    text += line.substr(done, value.from - done);
    text += "[[" + recogniser.list().names()[value.name] + ":";
    text += line.substr(value.from, value.to - value.from);
    text += "]]";
    done = value.to;
  });
  EXPECT_LE(done, line.size());
  text += line.substr(done);
  return text;
}

// The rendition of a text, by numbers.
inline std::string Redacted(std::string_view text, std::string_view list) {
  Redactor redactor(ListOf(list), NumberedPseudonyms(uint64_t{16} << 20),
                    uint64_t{64} << 20);
  std::string rendition;
  const RenditionSink sink = [&](std::string_view part) {
    rendition += part;
    return absl::OkStatus();
  };
  EXPECT_TRUE(redactor.Add(text, sink).ok());
  EXPECT_TRUE(redactor.Finish(sink).ok());
  return rendition;
}

}  // namespace rondo::redact

#endif  // RONDO_TESTS_REDACT_SUPPORT_H_
