// A regular expression as a tree: what the dialects of grep have in common, in between
// reading one of them and writing RE2's.
#ifndef RONDO_SEARCH_SYNTAX_REGEX_TREE_H_
#define RONDO_SEARCH_SYNTAX_REGEX_TREE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rondo::search {

struct RegexNode;
using RegexSequence = std::vector<RegexNode>;

struct RegexNode {
  enum class Kind {
    kCharacter,  // takes one character; `text` is RE2's
    kCondition,  // takes none; `text` is RE2's: ^, \b, flags
    kWordStart,  // \<: a word character comes, and none was before
    kWordEnd,    // \>: one was before, and none comes
    kGroup,      // `alternatives`; `text` is how it opens
  };
  struct Repetition {
    uint32_t least = 0;
    uint32_t most = 0;  // kUnbounded
    bool lazy = false;
  };
  static constexpr uint32_t kUnbounded = ~uint32_t{0};

  Kind kind;
  std::string text;
  std::optional<std::string> plain = std::nullopt;  // the character, if it is only one
  std::vector<RegexSequence> alternatives = {};
  std::optional<Repetition> repetition = std::nullopt;
};
using NodeKind = RegexNode::Kind;

// Groups in groups, at most: the tree is walked by recursion.
inline constexpr size_t kMaxRegexDepth = 100;

// Whether \b, \B, \< or \> is in it.
bool HasWordEdges(const std::vector<RegexSequence>& alternatives);
// The same without them.
std::vector<RegexSequence> WithoutWordEdges(
    const std::vector<RegexSequence>& alternatives);

// Rewrites the edges of words, \< and \>, which RE2 does not know, as \b beside something
// that starts or ends with a word character of ASCII. kUnimplemented if that is not
// possible: nothing but the text around the match tells.
absl::Status ResolveWordEdges(std::vector<RegexSequence>* alternatives);

// RE2's syntax. REQUIRES: no edges of words are in it.
std::string WriteRegex(const std::vector<RegexSequence>& alternatives);

}  // namespace rondo::search

#endif  // RONDO_SEARCH_SYNTAX_REGEX_TREE_H_
