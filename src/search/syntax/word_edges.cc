// RE2 knows where words have an edge, \b, but not which. At an edge a word starts if and
// only if a word character comes: so \< is \b in front of something of which the first
// character is one. That is made of what follows: the part that may take the first
// character is split off, and of it only word characters are left.
//
//   \<[a-z.]+     ->   \b[a-z][a-z.]*
//   \<a?b         ->   \ba b  or  \bb
//   .*\>          ->   .*[0-9A-Za-z_]\b  or, if that takes nothing, \b
//
// Where all that follows may be left out, nothing is known of what comes; but if
// the part that is not left out can go on with any word character, it would have. \> is
// the same backwards. All of this is about ASCII; other lines are left to
// RegexSimulation.
//
// Tested by tests/search/pattern_syntax_test.cc, against GNU grep by
// tests/search/grep_differential.
#include <re2/re2.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "search/syntax/regex_program.h"
#include "search/syntax/regex_tree.h"

namespace rondo::search {
namespace {

constexpr size_t kMaxWays = 64;
constexpr char kAnyWordCharacter[] = "[0-9A-Za-z_]";

absl::Status TooMany() {
  return absl::UnimplementedError("too many ways to start or end at \\< or \\>");
}

// Of a character, what is a word character: a class of ASCII; empty if nothing is.
std::string WordPart(const RegexNode& node) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  const re2::RE2 regex(node.text, options);
  std::string members;
  for (int c = 0; c < 0x80; ++c) {
    const char byte = static_cast<char>(c);
    if (!IsWordByte(static_cast<unsigned char>(c))) continue;
    if (re2::RE2::FullMatch(re2::StringPiece(&byte, 1), regex)) members += byte;
  }
  if (members.size() == 63) return kAnyWordCharacter;
  return members.empty() ? "" : absl::StrCat("[", members, "]");
}

// One way to go through a sequence, in the order it is preferred.
struct Way {
  RegexSequence sequence;
  bool taken = false;  // a character was, and it is a word character
};
using Ways = std::vector<Way>;

RegexNode Plain(RegexNode node) {
  node.repetition.reset();
  return node;
}

// The ways through sequences from one end, until they have taken a character.
class Edge {
 public:
  // `forward`: from the start.
  explicit Edge(bool forward) : forward_(forward) {}

  absl::StatusOr<Ways> Through(const RegexSequence& sequence) const {
    Ways ways = {{}};
    for (size_t i = 0; i < sequence.size(); ++i) {
      const RegexNode& node = sequence[forward_ ? i : sequence.size() - 1 - i];
      Ways longer;
      for (Way& way : ways) {
        if (way.taken) {
          Add(node, &way.sequence);
          longer.push_back(std::move(way));
          continue;
        }
        RONDO_ASSIGN_OR_RETURN(const Ways further, Through(node));
        for (const Way& one : further) {
          Way both = {way.sequence, one.taken};
          Add(one.sequence, &both.sequence);
          longer.push_back(std::move(both));
        }
      }
      if (longer.size() > kMaxWays) return TooMany();
      ways = std::move(longer);
    }
    return ways;
  }

  // Whether a way takes any word character, and needs no more.
  bool TakesAny(const Way& way) const {
    if (!way.taken) return false;
    bool found = false;
    for (const RegexNode& node : way.sequence) {
      if (node.text == kAnyWordCharacter && !node.repetition && !found) {
        found = true;
      } else if (!node.repetition || node.repetition->least > 0) {
        return false;
      }
    }
    return found;
  }

 private:
  absl::StatusOr<Ways> Through(const RegexNode& node) const {
    if (!node.repetition) return ThroughOne(node);
    RONDO_ASSIGN_OR_RETURN(Ways once, ThroughOne(Plain(node)));
    auto [least, most, lazy] = *node.repetition;
    bool may_be_nothing = least == 0;
    Ways ways;
    for (Way& way : once) {
      if (!way.taken) {
        may_be_nothing = true;
        continue;
      }
      RegexNode others = node;
      others.repetition->least = least - (least > 0);
      if (most != RegexNode::kUnbounded) others.repetition->most = most - 1;
      if (most > 1) Add(others, &way.sequence);
      if (most > 0) ways.push_back(std::move(way));
    }
    if (may_be_nothing) ways.insert(lazy ? ways.begin() : ways.end(), Way{});
    return ways;
  }

  absl::StatusOr<Ways> ThroughOne(const RegexNode& node) const {
    switch (node.kind) {
      case NodeKind::kCharacter: {
        const std::string part = WordPart(node);
        if (part.empty()) return Ways();
        return Ways{{{{.kind = NodeKind::kCharacter, .text = part}}, true}};
      }
      case NodeKind::kCondition:
        return Ways{{{node}, false}};
      case NodeKind::kWordStart:
      case NodeKind::kWordEnd:
        // At the edge itself: the same one again, or its opposite, which cannot be.
        return (node.kind == NodeKind::kWordStart) == forward_ ? Ways{{}} : Ways();
      case NodeKind::kGroup:
        break;
    }
    Ways ways;
    for (const RegexSequence& alternative : node.alternatives) {
      RONDO_ASSIGN_OR_RETURN(Ways through, Through(alternative));
      for (Way& way : through) {
        if (!way.sequence.empty()) {
          way.sequence = {{.kind = NodeKind::kGroup,
                           .text = node.text,
                           .alternatives = {std::move(way.sequence)}}};
        }
        ways.push_back(std::move(way));
      }
    }
    return ways;
  }

  void Add(const RegexNode& node, RegexSequence* sequence) const {
    sequence->insert(forward_ ? sequence->end() : sequence->begin(), node);
  }
  void Add(const RegexSequence& nodes, RegexSequence* sequence) const {
    sequence->insert(forward_ ? sequence->end() : sequence->begin(), nodes.begin(),
                     nodes.end());
  }

  const bool forward_;
};

const RegexNode kBorder = {.kind = NodeKind::kCondition, .text = "\\b"};

// The ways through a sequence in which the edge at `at` is \b. `outermost`: nothing comes
// before or after the sequence.
absl::StatusOr<std::vector<RegexSequence>> Resolve(const RegexSequence& sequence,
                                                   size_t at, bool outermost) {
  const bool start = sequence[at].kind == NodeKind::kWordStart;
  const auto edge = sequence.begin() + static_cast<ptrdiff_t>(at);
  const RegexSequence before(sequence.begin(), edge);
  const RegexSequence behind(edge + 1, sequence.end());
  const Edge side(start);
  RONDO_ASSIGN_OR_RETURN(Ways ways, side.Through(start ? behind : before));
  std::vector<RegexSequence> all;
  const bool any =
      std::ranges::any_of(ways, [&](const Way& way) { return side.TakesAny(way); });
  for (const Way& way : ways) {
    if (!way.taken && any) continue;  // the other way is there, too, and takes more
    // The first edge of a line is the start of a word, and the last one the end of one.
    const bool alone = outermost && (start ? before : behind).empty();
    if (!way.taken && !(alone && way.sequence.empty())) {
      return absl::UnimplementedError("only the text beside the match tells");
    }
    RegexSequence one = start ? before : way.sequence;
    one.push_back(kBorder);
    const RegexSequence& rest = start ? way.sequence : behind;
    one.insert(one.end(), rest.begin(), rest.end());
    all.push_back(std::move(one));
  }
  return all;
}

// The edge to resolve next: the last start of a word, else the first end of one.
std::optional<size_t> NextEdge(const RegexSequence& sequence) {
  for (size_t i = sequence.size(); i-- > 0;) {
    if (sequence[i].kind == NodeKind::kWordStart) return i;
  }
  for (size_t i = 0; i < sequence.size(); ++i) {
    if (sequence[i].kind == NodeKind::kWordEnd) return i;
  }
  return std::nullopt;
}

bool HasEdges(const std::vector<RegexSequence>& alternatives) {
  return std::ranges::any_of(alternatives, [](const RegexSequence& sequence) {
    return std::ranges::any_of(sequence, [](const RegexNode& node) {
      return node.kind == NodeKind::kWordStart || node.kind == NodeKind::kWordEnd ||
             HasEdges(node.alternatives);
    });
  });
}

// A group of which edges look outside becomes alternatives of what it stands in.
std::vector<RegexSequence> Unfold(const RegexSequence& sequence, size_t at) {
  std::vector<RegexSequence> all;
  for (const RegexSequence& inner : sequence[at].alternatives) {
    RegexSequence one(sequence.begin(), sequence.begin() + static_cast<ptrdiff_t>(at));
    one.insert(one.end(), inner.begin(), inner.end());
    one.insert(one.end(), sequence.begin() + static_cast<ptrdiff_t>(at) + 1,
               sequence.end());
    all.push_back(std::move(one));
  }
  return all;
}

// A group that can be unfolded: it is there once, and changes no flags.
std::optional<size_t> GroupWithEdges(const RegexSequence& sequence) {
  for (size_t i = 0; i < sequence.size(); ++i) {
    const RegexNode& node = sequence[i];
    if (node.kind == NodeKind::kGroup && !node.repetition &&
        HasEdges(node.alternatives) && (node.text == "(" || node.text == "(?:")) {
      return i;
    }
  }
  return std::nullopt;
}

absl::Status ResolveAll(std::vector<RegexSequence>* alternatives, bool outermost) {
  std::vector<RegexSequence> open(alternatives->rbegin(), alternatives->rend());
  alternatives->clear();
  while (!open.empty()) {
    if (open.size() + alternatives->size() > kMaxWays) return TooMany();
    RegexSequence sequence = std::move(open.back());
    open.pop_back();
    std::vector<RegexSequence> ways;
    if (const auto group = GroupWithEdges(sequence)) {
      ways = Unfold(sequence, *group);
    } else if (const auto edge = NextEdge(sequence)) {
      RONDO_ASSIGN_OR_RETURN(ways, Resolve(sequence, *edge, outermost));
    } else {
      for (RegexNode& node : sequence) {
        if (!HasEdges(node.alternatives)) continue;
        RONDO_RETURN_IF_ERROR(ResolveAll(&node.alternatives, false));
      }
      alternatives->push_back(std::move(sequence));
      continue;
    }
    open.insert(open.end(), ways.rbegin(), ways.rend());
  }
  // Nothing is left that could match.
  if (alternatives->empty()) {
    alternatives->push_back(
        {{.kind = NodeKind::kCharacter, .text = "[^\\x00-\\x{10FFFF}]"}});
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ResolveWordEdges(std::vector<RegexSequence>* alternatives) {
  return HasEdges(*alternatives) ? ResolveAll(alternatives, true) : absl::OkStatus();
}

}  // namespace rondo::search
