// Tested by tests/search/pattern_syntax_test.cc.
#include "search/syntax/regex_tree.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace rondo::search {
namespace {

std::string WriteRepetition(const RegexNode::Repetition& repetition) {
  const auto& [least, most, lazy] = repetition;
  const bool unbounded = most == RegexNode::kUnbounded;
  std::string text;
  if (unbounded && least <= 1) {
    text = least == 0 ? "*" : "+";
  } else if (least == 0 && most == 1) {
    text = "?";
  } else {
    text = absl::StrCat("{", least, least == most ? "" : ",",
                        unbounded || least == most ? "" : absl::StrCat(most), "}");
  }
  return text + (lazy ? "?" : "");
}

std::string WriteNode(const RegexNode& node) {
  const bool group = node.kind == RegexNode::Kind::kGroup;
  std::string text = node.text;
  if (group) absl::StrAppend(&text, WriteRegex(node.alternatives), ")");
  if (!node.repetition) return text;
  // What takes no character may be repeated here, but not there.
  if (node.kind == RegexNode::Kind::kCondition) text = absl::StrCat("(?:", text, ")");
  return text + WriteRepetition(*node.repetition);
}

bool IsWordEdge(const RegexNode& node) {
  return node.kind == NodeKind::kWordStart || node.kind == NodeKind::kWordEnd ||
         (node.kind == NodeKind::kCondition &&
          (node.text == "\\b" || node.text == "\\B"));
}

}  // namespace

bool HasWordEdges(const std::vector<RegexSequence>& alternatives) {
  return std::ranges::any_of(alternatives, [](const RegexSequence& sequence) {
    return std::ranges::any_of(sequence, [](const RegexNode& node) {
      return IsWordEdge(node) || HasWordEdges(node.alternatives);
    });
  });
}

std::vector<RegexSequence> WithoutWordEdges(
    const std::vector<RegexSequence>& alternatives) {
  std::vector<RegexSequence> without;
  for (const RegexSequence& sequence : alternatives) {
    RegexSequence& kept = without.emplace_back();
    for (const RegexNode& node : sequence) {
      if (IsWordEdge(node)) continue;
      kept.push_back(node);
      kept.back().alternatives = WithoutWordEdges(node.alternatives);
    }
  }
  return without;
}

std::string WriteRegex(const std::vector<RegexSequence>& alternatives) {
  std::string text;
  for (size_t i = 0; i < alternatives.size(); ++i) {
    if (i > 0) text += '|';
    for (const RegexNode& node : alternatives[i]) text += WriteNode(node);
  }
  return text;
}

}  // namespace rondo::search
