// Dictionaries for scores that tests make by hand, and data that suits them.
//
// Thread rule: free functions without state; the struct is plain data.
#ifndef RONDO_TESTS_SUPPORT_DICTIONARY_SUPPORT_H_
#define RONDO_TESTS_SUPPORT_DICTIONARY_SUPPORT_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/byte_io.h"
#include "dictionary/block_source.h"
#include "dictionary/dictionary_writer.h"
#include "rondo/dictionary.h"
#include "stream/lens/lender.h"
#include "stream/score/lens_id.h"
#include "stream/score/segment_header.h"

namespace rondo::testing {

// Log lines, from the same templates whatever the seed.
std::string LogFile(uint32_t seed, int lines = 40);
// Objects of the same members, one on a line.
std::string JsonFile(uint32_t seed, int objects = 25);
// Words with blanks between them, from the same 300 whatever the seed.
std::string WordFile(uint32_t seed, int words = 500);
// Files of seeds from, from + 1 .. end to end.
std::string Joined(std::string (*file)(uint32_t, int), uint32_t from, int files,
                   int units);

// An own entry with the tables of a text, as a segment has them; on a lender, if there is
// one. Expects that the lens takes the text.
base::ByteVector TablesOf(stream::Lens lens, const std::string& text,
                          const stream::Lender* lender = nullptr);
// An own entry with text.
base::ByteVector PackedText(const std::string& text);

// The blocks of a dictionary.
struct WrittenDictionary {
  dictionary::Cid root;
  std::shared_ptr<dictionary::MemoryBlocks> blocks =
      std::make_shared<dictionary::MemoryBlocks>();

  std::string address() const { return root.ToText(); }
  BlockGetter getter() const;
  // Expects that it is one.
  std::shared_ptr<const Dictionary> Open() const;
};
// With these own entries.
WrittenDictionary WriteEntries(std::map<std::string, base::ByteVector> own,
                               const dictionary::DictionarySizes& sizes = {});

// Finds one dictionary, for whatever address.
DictionaryFinder Always(std::shared_ptr<const Dictionary> dictionary);

// The header of the first segment of a score.
stream::SegmentHeader FirstHeader(base::Bytes score);
// The score, whose first segment needs another part of a dictionary. REQUIRES: it needs
// one.
base::ByteVector WithPart(base::Bytes score, const stream::DictionaryPart& part);

}  // namespace rondo::testing

#endif  // RONDO_TESTS_SUPPORT_DICTIONARY_SUPPORT_H_
