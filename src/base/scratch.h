// Room for what is written before it is read. It is not cleared, so what nobody writes
// takes no time, and no memory: the system backs a page when it is first touched.
//
// Thread rule: externally synchronised.
#ifndef RONDO_BASE_SCRATCH_H_
#define RONDO_BASE_SCRATCH_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>

namespace rondo::base {

template <typename T>
class Scratch {
 public:
  static_assert(std::is_trivially_default_constructible_v<T>);

  // Room for `size` things instead of what was there. Cost: that of an allocation, if it
  // never was so large.
  std::span<T> Resize(size_t size) {
    if (size > capacity_) {
      data_.reset();
      data_ = std::make_unique_for_overwrite<T[]>(size);
      capacity_ = size;
    }
    size_ = size;
    return *this;
  }

  // What takes a span takes this. NOLINTBEGIN(google-explicit-constructor)
  operator std::span<T>() { return {data_.get(), size_}; }
  operator std::span<const T>() const { return {data_.get(), size_}; }
  // NOLINTEND(google-explicit-constructor)
  std::span<const T> span() const { return *this; }
  uint64_t memory_bytes() const { return capacity_ * sizeof(T); }

 private:
  std::unique_ptr<T[]> data_;
  size_t capacity_ = 0;
  size_t size_ = 0;
};

}  // namespace rondo::base

#endif  // RONDO_BASE_SCRATCH_H_
