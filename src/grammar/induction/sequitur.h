// Sequitur (Nevill-Manning & Witten 1997): a grammar that grows note by note. After every
// note two things hold:
//
//   digram uniqueness: no two symbols stand next to each other twice in the grammar
//   (overlapping, as in "aaa", does not count);
//   rule utility: every rule is used twice or more.
//
// Thread rule: externally synchronised.
#ifndef RONDO_GRAMMAR_INDUCTION_SEQUITUR_H_
#define RONDO_GRAMMAR_INDUCTION_SEQUITUR_H_

#include <cstdint>
#include <vector>

#include "grammar/grammar.h"
#include "grammar/induction/digram_table.h"

namespace rondo::grammar {

class Sequitur {
 public:
  Sequitur();

  // Appends notes: bytes and symbols below kMaxNote; kSeparator ends a stretch (a block,
  // a spelling), and no rule crosses it. Cost: amortised constant for each note, 100 to
  // 300 ns, most of it cache misses. REQUIRES: fewer than 2^29 notes in all.
  static constexpr Symbol kMaxNote = Symbol{1} << 30;
  void Append(SymbolSpan notes);

  // What nodes and digrams take: for each note up to 18 bytes of nodes and 16 to 32 of
  // digrams where nothing repeats, a fraction of that for what shrinks. A table that
  // grows stands beside the old one for a moment.
  uint64_t memory_bytes() const;

  // The grammar of all stretches: first `blocks` blocks, then the spelling of each note,
  // as in NoteText. Bodies of rules refer to rules with higher and lower numbers. Nothing
  // may be appended afterwards.
  Grammar Finish(uint32_t blocks, uint32_t notes);

 private:
  using Node = uint32_t;  // index into nodes_

  // A symbol in its list. Lists are rings through a border node: node 0 for the sequence,
  // whose symbol is kSeparator, and one for each rule, whose symbol is kBorder + the uses
  // of the rule. A rule is known by its border node: it is the symbol kRule + node.
  struct Link {
    Symbol symbol;
    Node previous;
    Node next;
  };
  static constexpr Symbol kRule = kMaxNote;
  static constexpr Symbol kBorder = kRule << 1;  // set in what belongs to no digram
  static constexpr Symbol kDead = kSeparator - 1;
  static constexpr Node kSequence = 0;
  static constexpr Node kNone = ~Node{0};

  static bool IsRule(Symbol symbol) { return (symbol & (kRule | kBorder)) == kRule; }
  Node RuleOf(Symbol symbol) const { return symbol & ~kRule; }
  uint32_t& UsesOf(Symbol rule) { return nodes_[RuleOf(rule)].symbol; }
  bool IsUsedOnce(Symbol symbol) const {
    return IsRule(symbol) && nodes_[RuleOf(symbol)].symbol == kBorder + 1;
  }
  Digram DigramAt(Node left) const {
    return {nodes_[left].symbol, nodes_[nodes_[left].next].symbol};
  }
  static bool IsDigram(Digram d) { return ((d.left | d.right) & kBorder) == 0; }
  // Whether the digram at `left` is the whole body of a rule.
  bool IsBody(Node left) const;

  Node NewNode(Symbol symbol);
  void Grow();
  void Kill(Node node);
  void Join(Node left, Node right) {
    nodes_[left].next = right;
    nodes_[right].previous = left;
  }

  void Fetch(const Symbol* notes) const;
  void Settle();
  void Check(Node left);
  void CheckRun(Node left);
  void Match(Node first, Node second);
  Node MakeRule(Node first);
  void Replace(Node left, Node rule);
  void ExpandIfUsedOnce(Node node);
  void Forget(Node left, Node instead = kNone);

  std::vector<Link> nodes_;
  // Where each digram stands. What is in no table overlaps, in a run of three, what is,
  // or is in unsettled_.
  DigramTable digrams_;
  std::vector<Node> unsettled_;  // left nodes of digrams that have come to be
  Node free_ = kNone;            // nodes to use again, linked by `next`
  Node first_dead_ = kNone;      // nodes that become free when all is settled
  Node last_dead_ = kNone;
};

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_INDUCTION_SEQUITUR_H_
