// Seeds of the target score_dictionary.
#ifndef RONDO_FUZZ_SCORE_DICTIONARY_SEEDS_H_
#define RONDO_FUZZ_SCORE_DICTIONARY_SEEDS_H_

#include <string>
#include <vector>

#include "fuzz/dictionary_seeds.h"

namespace rondo::fuzz {

// Parts that are made of a sample, under each lens that takes it, with text and without,
// and the sample built on them.
std::vector<Seed> ScoreDictionarySeeds(const std::string& name, const std::string& bytes);

}  // namespace rondo::fuzz

#endif  // RONDO_FUZZ_SCORE_DICTIONARY_SEEDS_H_
