// A note goes to the end of the sequence. If the digram that it makes stands somewhere
// else already, both give way to a rule: to the one whose body the digram is, or to a new
// one. A rule that is left with one use gives way to its body.
//
//   abcdb     S = abcdb
//   abcdbc    bc again:                          S = aAdA   A = bc
//   ...abcd   aA again, then Ad behind it;       S = BAB    A = bc   B = aAd
//             aA is used once, so B = aAd
//
// Each of these steps makes digrams, which may stand somewhere else as well, so that one
// note may set off many steps. They are not taken by recursion: a new digram goes on a
// stack, and its turn comes when the step at hand is done. So of every digram of the
// grammar one of these is true:
//
//   - the table says that it stands there;
//   - it overlaps the one in the table, in a run of three equal symbols (of which the
//     table has the first two);
//   - it is on the stack.
//
// A step that uses an old rule removes a symbol, and so does one that expands a rule. One
// that makes a rule removes none, but rules are fewer than symbols and go only by being
// expanded: so all steps together are linear in the notes. Nodes that are removed are
// used again only when the stack is empty, so that it never holds a node that has become
// another.
//
// Against the authors' program: both ends of a rule's body are checked for rules with one
// use; a digram that comes to be inside a rule is checked like any other, also when it
// turns out to be all that its rule says; runs are handled where they are met.
//
// Nevill-Manning, Witten: Identifying hierarchical structure in sequences: a linear-time
// algorithm, JAIR 7, 1997.
//
// Tested by tests/grammar/induction/sequitur_test.cc against tests/reference/naive_sequitur.cc.
#include "grammar/induction/sequitur.h"

#include <utility>

#include "base/huge_pages.h"
#include "grammar/induction/assemble.h"

namespace rondo::grammar {
namespace {

// How far ahead of their use slots of the table and nodes are fetched.
constexpr size_t kNotesAhead = 8;

}  // namespace

Sequitur::Sequitur() : nodes_{{kSeparator, kSequence, kSequence}} {}

uint64_t Sequitur::memory_bytes() const {
  return nodes_.size() * sizeof(Link) + digrams_.memory_bytes();
}

void Sequitur::Append(SymbolSpan notes) {
  for (size_t i = 0; i < notes.size(); ++i) {
    if (i + 2 * kNotesAhead + 1 < notes.size()) Fetch(&notes[i]);
    const Node last = nodes_[kSequence].previous;
    const Node node = NewNode(notes[i]);
    Join(last, node);
    Join(node, kSequence);
    Check(last);
    Settle();
  }
}

// What the digrams of notes to come will read, if no rule takes in the first of the two:
// slots first, then the nodes that these name.
void Sequitur::Fetch(const Symbol* notes) const {
  digrams_.Prefetch({notes[2 * kNotesAhead], notes[2 * kNotesAhead + 1]});
  const Node node = digrams_.Guess({notes[kNotesAhead], notes[kNotesAhead + 1]});
  if (node != DigramTable::kNone) __builtin_prefetch(&nodes_[node]);
}

void Sequitur::Settle() {
  while (!unsettled_.empty()) {
    const Node left = unsettled_.back();
    unsettled_.pop_back();
    Check(left);
  }
  if (first_dead_ == kNone) return;
  nodes_[last_dead_].next = free_;
  free_ = std::exchange(first_dead_, kNone);
}

void Sequitur::Grow() {
  std::vector<Link> nodes;
  nodes.reserve(nodes_.size() * 2);
  base::AdviseHugePages(nodes.data(), nodes.capacity() * sizeof(Link));
  nodes.assign(nodes_.begin(), nodes_.end());
  nodes_ = std::move(nodes);
}

Sequitur::Node Sequitur::NewNode(Symbol symbol) {
  if (free_ == kNone) {
    if (nodes_.size() == nodes_.capacity()) Grow();
    nodes_.push_back({symbol, kNone, kNone});
    return static_cast<Node>(nodes_.size() - 1);
  }
  const Node node = free_;
  free_ = nodes_[node].next;
  nodes_[node].symbol = symbol;
  return node;
}

void Sequitur::Kill(Node node) {
  if (first_dead_ == kNone) last_dead_ = node;
  nodes_[node] = {kDead, kNone, first_dead_};
  first_dead_ = node;
}

bool Sequitur::IsBody(Node left) const {
  const Node border = nodes_[left].previous;
  const Node after = nodes_[nodes_[left].next].next;
  return after == border && border != kSequence;
}

// Sees to it that the digram at a node is in the table, or replaces it.
void Sequitur::Check(Node left) {
  if (nodes_[left].symbol >= kBorder) return;  // no digram, or not any more
  const Digram digram = DigramAt(left);
  if (!IsDigram(digram)) return;
  if (digram.left == digram.right) return CheckRun(left);
  const auto place = digrams_.Find(digram, [this](Node node) { return DigramAt(node); });
  if (place == DigramTable::kAbsent) return digrams_.Add(digram, left);
  const Node known = digrams_[place];
  if (known != left) Match(known, left);
}

// Check, where two equal symbols stand next to each other: the run that they belong to
// has two or three symbols, or more if the stack holds other digrams of it.
void Sequitur::CheckRun(Node left) {
  const Digram digram = DigramAt(left);
  const Symbol symbol = digram.left;
  while (nodes_[nodes_[left].previous].symbol == symbol) left = nodes_[left].previous;
  const auto place = digrams_.Find(digram, [this](Node node) { return DigramAt(node); });
  if (place == DigramTable::kAbsent) {
    digrams_.Add(digram, left);
  } else {
    bool in_run = false;
    for (Node node = left; nodes_[node].symbol == symbol; node = nodes_[node].next) {
      in_run = in_run || node == digrams_[place];
    }
    if (!in_run) return Match(digrams_[place], left);
    digrams_[place] = left;
  }
  const Node third = nodes_[nodes_[left].next].next;
  if (nodes_[third].symbol == symbol && nodes_[nodes_[third].next].symbol == symbol) {
    Match(left, third);
  }
}

// Replaces two digrams that are equal and do not overlap. REQUIRES: the table has
// `first`, and not `second`. Were both of them bodies, the second rule would be left with
// one symbol, which is no harm to what it derives; no text is known where this happens.
void Sequitur::Match(Node first, Node second) {
  if (!IsBody(first) && IsBody(second)) {
    digrams_[digrams_.FindAt(DigramAt(first), first)] = second;
    std::swap(first, second);
  }
  const Node rule = IsBody(first) ? nodes_[first].previous : MakeRule(first);
  Replace(second, rule);
  ExpandIfUsedOnce(nodes_[rule].next);
  ExpandIfUsedOnce(nodes_[rule].previous);
}

// A rule for the digram at `first`, which is replaced and gives its place in the table to
// the body.
Sequitur::Node Sequitur::MakeRule(Node first) {
  const Digram digram = DigramAt(first);
  const Node rule = NewNode(kBorder);
  const Node left = NewNode(digram.left);
  const Node right = NewNode(digram.right);
  Join(rule, left);
  Join(left, right);
  Join(right, rule);
  if (IsRule(digram.left)) ++UsesOf(digram.left);
  if (IsRule(digram.right)) ++UsesOf(digram.right);
  digrams_[digrams_.FindAt(digram, first)] = left;
  Replace(first, rule);
  return rule;
}

// Puts a rule in the place of the digram at `left`.
void Sequitur::Replace(Node left, Node rule) {
  const Node before = nodes_[left].previous;
  const Node right = nodes_[left].next;
  const Node after = nodes_[right].next;
  const Symbol symbol = kRule | rule;
  // All that is looked up from here to the next steps, so that the cache misses overlap.
  digrams_.Prefetch(DigramAt(right));
  digrams_.Prefetch({nodes_[before].symbol, symbol});
  digrams_.Prefetch({symbol, nodes_[after].symbol});
  Forget(before);
  Forget(right, after);
  if (IsRule(nodes_[left].symbol)) --UsesOf(nodes_[left].symbol);
  if (IsRule(nodes_[right].symbol)) --UsesOf(nodes_[right].symbol);
  Kill(right);
  nodes_[left].symbol = symbol;
  ++nodes_[rule].symbol;
  Join(left, after);
  unsettled_.push_back(left);
  unsettled_.push_back(before);
}

// Puts the body of a rule in the place of its only use.
void Sequitur::ExpandIfUsedOnce(Node node) {
  if (!IsUsedOnce(nodes_[node].symbol)) return;
  const Node rule = RuleOf(nodes_[node].symbol);
  const Node before = nodes_[node].previous;
  const Node last = nodes_[rule].previous;
  Forget(before);
  Forget(node);
  Join(before, nodes_[rule].next);
  Join(last, nodes_[node].next);
  Kill(node);
  Kill(rule);
  unsettled_.push_back(last);
  unsettled_.push_back(before);
}

// Takes the digram at `left`, which is about to vanish, out of the table. The digram at
// `instead`, if it is the same one, overlapped it and takes its place.
void Sequitur::Forget(Node left, Node instead) {
  const Digram digram = DigramAt(left);
  if (!IsDigram(digram)) return;
  const auto place = digrams_.FindAt(digram, left);
  if (place == DigramTable::kAbsent) return;
  if (instead != kNone && digram.left == digram.right && DigramAt(instead) == digram) {
    digrams_[place] = instead;
  } else {
    digrams_.Remove(place);
  }
}

Grammar Sequitur::Finish(uint32_t blocks, uint32_t notes) {
  digrams_ = DigramTable();  // its memory
  SymbolLists rules;
  Symbol next = kBytes + notes;
  for (Link& link : nodes_) {  // border nodes tell their numbers from now on
    if (link.symbol >= kBorder && link.symbol < kDead) link.symbol = kBorder + next++;
  }
  const auto renamed = [this](Symbol symbol) {
    return IsRule(symbol) ? nodes_[RuleOf(symbol)].symbol - kBorder : symbol;
  };
  for (Node border = 0; border < nodes_.size(); ++border) {
    if (nodes_[border].symbol < kBorder || nodes_[border].symbol >= kDead) continue;
    for (Node node = nodes_[border].next; node != border; node = nodes_[node].next) {
      rules.Push(renamed(nodes_[node].symbol));
    }
    rules.Close();
  }
  std::vector<Symbol> text;
  for (Node node = nodes_[kSequence].next; node != kSequence; node = nodes_[node].next) {
    text.push_back(renamed(nodes_[node].symbol));
  }
  nodes_ = {};
  return AssembleGrammar(text, blocks, notes, rules);
}

}  // namespace rondo::grammar
