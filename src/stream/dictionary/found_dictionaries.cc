// Tested by tests/stream/dictionary/score_dictionary_test.cc.
#include "stream/dictionary/found_dictionaries.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/mutex.h"
#include "base/status_macros.h"
#include "dictionary/cid.h"
#include "stream/dictionary/score_dictionary.h"

namespace rondo::stream {
namespace {

class Finder {
 public:
  explicit Finder(DictionaryFinder find) : find_(std::move(find)) {}

  absl::StatusOr<std::shared_ptr<SegmentTables>> Tables(const DictionaryPart& part) {
    RONDO_ASSIGN_OR_RETURN(const std::shared_ptr<const Dictionary> dictionary,
                           Find(part.digest));
    // The tables keep what they are read from, not the dictionary: both may go.
    RONDO_ASSIGN_OR_RETURN(OpenedPart opened,
                           dictionary->score_dictionary().Part(part.part));
    return std::move(opened.tables);
  }

 private:
  absl::StatusOr<std::shared_ptr<const Dictionary>> Find(
      const base::Sha256Digest& digest) {
    const dictionary::Cid cid = {.codec = dictionary::Codec::kDagCbor, .digest = digest};
    const base::MutexLock lock(&mutex_);
    if (last_ != nullptr && last_->score_dictionary().digest() == digest) return last_;
    if (!find_) {
      return absl::NotFoundError(
          absl::StrCat("needs dictionary ", cid.ToText(), ": there is none at hand"));
    }
    absl::StatusOr<std::shared_ptr<const Dictionary>> found = find_(cid.ToText());
    if (!found.ok()) {
      return absl::Status(found.status().code(),
                          absl::StrCat("needs dictionary ", cid.ToText(), ": ",
                                       found.status().message()));
    }
    if ((*found)->score_dictionary().digest() != digest) {
      return absl::InvalidArgumentError(absl::StrCat(
          "needs dictionary ", cid.ToText(), ", and was given ", (*found)->address()));
    }
    return last_ = *std::move(found);
  }

  const DictionaryFinder find_;
  base::Mutex mutex_;
  std::shared_ptr<const Dictionary> last_;  // guarded by mutex_
};

}  // namespace

DictionarySource FoundDictionaries(DictionaryFinder find) {
  auto finder = std::make_shared<Finder>(std::move(find));
  return [finder](const DictionaryPart& part) { return finder->Tables(part); };
}

}  // namespace rondo::stream
