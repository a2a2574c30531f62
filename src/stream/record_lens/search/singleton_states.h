// Where the strings of a segment that occur once lead the automaton of a search: which
// templates may hold a needle depends on what its singletons may begin, go on with or
// end.
//
// From the start each of them is read, several at once. From another state most soon lead
// to where the start would have, so that only those are read whose first byte goes on:
//
//   needle "id=alan", singletons "alice", "alan", "x id="
//     from the start they lead to 0, 0 and 3 (behind "id=")
//     behind "id=", only what starts with "a" goes on: "alice" comes to 0 behind "ali",
//     "alan" to kFound; so 3 leads to 0, 3 and kFound
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_RECORD_LENS_SEARCH_SINGLETON_STATES_H_
#define RONDO_STREAM_RECORD_LENS_SEARCH_SINGLETON_STATES_H_

#include <array>
#include <optional>

#include "base/byte_io.h"
#include "stream/lens/needles.h"
#include "stream/record_lens/search/state_set.h"

namespace rondo::stream {

// The states of the automaton, without kFound.
StateSet StatesOf(const Needles& needles);

class SingletonStates {
 public:
  using State = Needles::State;

  // `strings`: all of them, each with a newline; absent: any may be there. They and the
  // needles must outlive it. REQUIRES: needles.has_automaton().
  SingletonStates(const Needles& needles, std::optional<base::Bytes> strings)
      : needles_(needles), strings_(strings) {}

  // Where they lead from a state, and maybe some states more.
  // Cost: about 0.5 ns a byte of them the first time, and 10 ns a string the first time
  // that it is another state than kStart.
  const StateSet& After(State before);

 private:
  void ReadFromStart();
  void ReadFromOthers();
  void MayBeAny();

  const Needles& needles_;
  const std::optional<base::Bytes> strings_;
  bool knows_start_ = false;
  bool knows_others_ = false;
  std::array<StateSet, 256> after_;  // by state before
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_SEARCH_SINGLETON_STATES_H_
