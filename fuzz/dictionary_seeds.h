// Seeds of the targets about dictionaries.
#ifndef RONDO_FUZZ_DICTIONARY_SEEDS_H_
#define RONDO_FUZZ_DICTIONARY_SEEDS_H_

#include <string>
#include <vector>

namespace rondo::fuzz {

struct Seed {
  std::string file;  // TARGET/NAME
  std::string bytes;
};

std::vector<Seed> DictionarySeeds();

}  // namespace rondo::fuzz

#endif  // RONDO_FUZZ_DICTIONARY_SEEDS_H_
