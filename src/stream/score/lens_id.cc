#include "stream/score/lens_id.h"

namespace rondo::stream {

const char* LensName(Lens lens) {
  switch (lens) {
    case Lens::kStored:
      return "stored";
    case Lens::kZstd:
      return "zstd";
    case Lens::kGrammar:
      return "grammar";
    case Lens::kRecord:
      return "record";
    case Lens::kMixedBytes:
      return "mixed bytes";
  }
  return "unknown";
}

}  // namespace rondo::stream
