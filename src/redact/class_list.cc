// Tested by tests/redact/class_list_test.cc.
#include "redact/class_list.h"

#include <re2/re2.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace rondo::redact {
namespace {

constexpr char kWhatThereIs[] =
    "there are ip, email, user, uuid, hex, number and /REGEX/=NAME";

bool IsName(std::string_view name) {
  const auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && name.size() <= kMaxNameBytes && name[0] >= 'a' &&
         name[0] <= 'z' && std::ranges::all_of(name, good);
}

std::string Quoted(std::string_view text) {
  return absl::StrCat("\"", std::string(text), "\"");
}

// A slash in an expression is written as \/, which is a slash to RE2 too.
size_t EndOfRegex(std::string_view text) {
  for (size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '/') return at;
    if (text[at] == '\\') ++at;
  }
  return std::string_view::npos;
}

}  // namespace

ClassList::ClassList() : names_(std::begin(kClassNames), std::end(kClassNames)) {}

absl::StatusOr<ClassList> ClassList::Parse(std::string_view text) {
  if (text.size() > kMaxListBytes) {
    return absl::InvalidArgumentError(absl::StrCat(
        "a list of ", text.size(), " bytes; at most ", kMaxListBytes, " are taken"));
  }
  const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; };
  if (std::ranges::any_of(text, is_control)) {
    return absl::InvalidArgumentError("a list has no control characters");
  }
  ClassList list;
  for (std::string_view rest = text;;) {
    if (rest.starts_with('/')) {
      RONDO_RETURN_IF_ERROR(list.TakeExpression(&rest));
    } else {
      const size_t end = std::min(rest.find(','), rest.size());
      RONDO_RETURN_IF_ERROR(list.AddClass(rest.substr(0, end)));
      rest.remove_prefix(end);
    }
    if (rest.empty()) return list;
    rest.remove_prefix(1);  // the comma
  }
}

ClassList ClassList::Default() { return *Parse(kDefaultList); }

absl::Status ClassList::AddClass(std::string_view name) {
  const auto* const found = std::ranges::find(kClassNames, name);
  if (found == std::end(kClassNames)) {
    return absl::InvalidArgumentError(
        absl::StrCat("no class ", Quoted(name), "; ", kWhatThereIs));
  }
  has_[found - std::begin(kClassNames)] = true;
  return absl::OkStatus();
}

absl::Status ClassList::TakeExpression(std::string_view* rest) {
  const size_t slash = EndOfRegex(*rest);
  if (slash == std::string_view::npos || rest->substr(slash + 1, 1) != "=") {
    return absl::InvalidArgumentError(absl::StrCat("no /=NAME behind the expression in ",
                                                   Quoted(*rest),
                                                   "; a slash within it is written \\/"));
  }
  const size_t name = slash + 2;
  const size_t end = std::min(rest->find(',', name), rest->size());
  RONDO_RETURN_IF_ERROR(
      AddExpression(rest->substr(1, slash - 1), rest->substr(name, end - name)));
  rest->remove_prefix(end);
  return absl::OkStatus();
}

absl::Status ClassList::AddExpression(std::string_view regex, std::string_view name) {
  if (!IsName(name)) {
    return absl::InvalidArgumentError(
        absl::StrCat(Quoted(name), " is no name: up to ", kMaxNameBytes,
                     " small letters, digits and underscores, a letter first, are"));
  }
  const auto same = [&](const Expression& other) {
    return other.text == regex && names_[other.name] == name;
  };
  if (std::ranges::any_of(expressions_, same)) return absl::OkStatus();
  if (expressions_.size() == kMaxExpressions) {
    return absl::InvalidArgumentError(
        absl::StrCat("more than ", kMaxExpressions, " expressions"));
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxExpressionMemoryBytes);
  auto compiled =
      std::make_shared<re2::RE2>(re2::StringPiece(regex.data(), regex.size()), options);
  if (!compiled->ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("/", std::string(regex), "/: ", compiled->error()));
  }
  expressions_.push_back({std::string(regex), NumberOf(name), std::move(compiled)});
  return absl::OkStatus();
}

size_t ClassList::NumberOf(std::string_view name) {
  const auto found = std::ranges::find(names_, name);
  if (found == names_.end()) {
    names_.emplace_back(name);
    return names_.size() - 1;
  }
  return static_cast<size_t>(found - names_.begin());
}

absl::Status ClassList::Merge(const ClassList& other) {
  for (size_t i = 0; i < kClasses; ++i) has_[i] |= other.has_[i];
  for (const Expression& expression : other.expressions_) {
    RONDO_RETURN_IF_ERROR(AddExpression(expression.text, other.names_[expression.name]));
  }
  return absl::OkStatus();
}

std::string ClassList::Text() const {
  std::string text;
  const auto comma = [&] { return text.empty() ? "" : ","; };
  for (size_t i = 0; i < kClasses; ++i) {
    if (has_[i]) absl::StrAppend(&text, comma(), std::string(kClassNames[i]));
  }
  for (const Expression& expression : expressions_) {
    absl::StrAppend(&text, comma(), "/", expression.text, "/=", names_[expression.name]);
  }
  return text;
}

}  // namespace rondo::redact
