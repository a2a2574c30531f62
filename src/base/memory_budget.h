// A limit on memory that several users share: caches, which can give back, and
// operations, which cannot while they run.
//
// Thread rule: thread-safe.
#ifndef RONDO_BASE_MEMORY_BUDGET_H_
#define RONDO_BASE_MEMORY_BUDGET_H_

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <utility>

namespace rondo::base {

class MemoryBudget {
 public:
  explicit MemoryBudget(uint64_t limit_bytes) : limit_bytes_(limit_bytes) {}

  uint64_t limit_bytes() const { return limit_bytes_; }
  // What caches may hold while no operation has a lease, and now.
  uint64_t cache_bytes() const { return limit_bytes_ / 4 * 3; }
  uint64_t cache_bytes_now() const {
    return std::min(cache_bytes(), limit_bytes_ - std::min(leased_bytes(), limit_bytes_));
  }
  uint64_t leased_bytes() const { return leased_.load(std::memory_order_relaxed); }

  // Bytes that an operation has until the lease ends.
  class Lease {
   public:
    Lease(Lease&& other) noexcept
        : budget_(std::exchange(other.budget_, nullptr)), bytes_(other.bytes_) {}
    ~Lease() {
      if (budget_ != nullptr) budget_->leased_.fetch_sub(bytes_);
    }
    uint64_t bytes() const { return bytes_; }

   private:
    friend class MemoryBudget;
    Lease(MemoryBudget* budget, uint64_t bytes) : budget_(budget), bytes_(bytes) {
      budget_->leased_.fetch_add(bytes_);
    }
    MemoryBudget* budget_;
    uint64_t bytes_;
  };

  // What other operations and caches, which hold so much, leave of the limit. Operations
  // that run at once, or within one another, get a quarter of it at the least, be it on
  // top.
  Lease Take(uint64_t cached_bytes) {
    const uint64_t taken = std::min(leased_bytes() + cached_bytes, limit_bytes_);
    return Lease(this, std::max(limit_bytes_ - taken, limit_bytes_ / 4));
  }

 private:
  const uint64_t limit_bytes_;
  std::atomic<uint64_t> leased_ = 0;
};

}  // namespace rondo::base

#endif  // RONDO_BASE_MEMORY_BUDGET_H_
