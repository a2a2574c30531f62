// Which classes of values a redacted rendition hides: the LIST of --redact, as a score
// may keep it. docs/REDACTION.md has the classes in words.
//
//   ip,email,/session=(\w+)/=session
//
// Thread rule: plain data; the expressions may be used by any number of threads.
#ifndef RONDO_REDACT_CLASS_LIST_H_
#define RONDO_REDACT_CLASS_LIST_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace re2 {
class RE2;
}

namespace rondo::redact {

// Of values at one place that are equally long, the class that comes first counts; those
// of expressions come before all of these.
enum class ValueClass { kUuid, kEmail, kIp, kHex, kUser, kNumber };

inline constexpr std::string_view kClassNames[] = {"uuid", "email", "ip",
                                                   "hex",  "user",  "number"};
inline constexpr size_t kClasses = std::size(kClassNames);

// What is hidden where nothing else is said.
inline constexpr std::string_view kDefaultList = "ip,email,uuid,hex";

// Limits of a list, so that it fits into an index and compiles in bounded memory.
inline constexpr size_t kMaxListBytes = 4096;
inline constexpr size_t kMaxExpressions = 16;
inline constexpr size_t kMaxNameBytes = 24;
inline constexpr int kMaxExpressionMemoryBytes = 8 << 20;  // of each

class ClassList {
 public:
  // A regular expression of RE2. If it has groups, the first one is the value, else all
  // that matches.
  struct Expression {
    std::string text;
    size_t name = 0;  // of names()
    std::shared_ptr<const re2::RE2> compiled;
  };

  // kInvalidArgument: no list, or over a limit; the message says what a list is made of.
  static absl::StatusOr<ClassList> Parse(std::string_view text);
  // What kDefaultList says.
  static ClassList Default();

  // Adds what the other one has. kInvalidArgument: over a limit.
  absl::Status Merge(const ClassList& other);

  // As Parse takes it: classes in the order of ValueClass, then expressions.
  std::string Text() const;

  bool Has(ValueClass value_class) const {
    return has_[static_cast<size_t>(value_class)];
  }
  const std::vector<Expression>& expressions() const { return expressions_; }
  // How values are called: those of classes by the number of the class, whether they are
  // in the list or not; then those that only expressions have.
  const std::vector<std::string>& names() const { return names_; }

 private:
  ClassList();

  absl::Status AddClass(std::string_view name);
  // Of "/REGEX/=NAME" and maybe more; takes it from the front of `rest`.
  absl::Status TakeExpression(std::string_view* rest);
  absl::Status AddExpression(std::string_view regex, std::string_view name);
  size_t NumberOf(std::string_view name);

  bool has_[kClasses] = {};
  std::vector<Expression> expressions_;
  std::vector<std::string> names_;
};

}  // namespace rondo::redact

#endif  // RONDO_REDACT_CLASS_LIST_H_
