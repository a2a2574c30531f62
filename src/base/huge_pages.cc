#include "base/huge_pages.h"

#include <sys/mman.h>

#include <cstdint>

namespace rondo::base {

void AdviseHugePages(void* data, size_t bytes) {
  constexpr uintptr_t kPageBytes = 4096;
  if (bytes < kLeastHugeBytes) return;
  const uintptr_t begin =
      (reinterpret_cast<uintptr_t>(data) + kPageBytes - 1) & ~(kPageBytes - 1);
  const uintptr_t end = (reinterpret_cast<uintptr_t>(data) + bytes) & ~(kPageBytes - 1);
  // What the hint could not do, the next touch of a page does without it.
  static_cast<void>(madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE));
}

}  // namespace rondo::base
