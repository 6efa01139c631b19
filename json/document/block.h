// The one piece of memory that a document consists of: bytes at 32-bit positions, appended at the
// end.
//
//   [ capacity:4 ][ waste:4 ][ root slot:8 ][ runs, texts, names ... ]
//
// Nothing in it is an address, so that it is copied with one memcpy and moves freely. Bytes that no
// slot leads to any more, or that may be there twice, are counted as waste and vanish when the
// document is rebuilt (edit.h, Tidy). Nothing is aligned: positions count bytes, and all access is
// by Read and Write.
#pragma once

#include <cassert>
#include <cstdint>
#include <cstring>
#include <utility>

#include "json/document/slot.h"

namespace trellis::json {

class Block {
 public:
  static constexpr uint32_t kRoot = 8;    // position of the root's slot
  static constexpr uint32_t kFirst = 16;  // of all that follows

  // With the root null, and space for `bytes` more.
  explicit Block(uint32_t bytes = 0) : data_(Allocate(kFirst + bytes)), size_(kFirst) {
    Write(4, uint32_t{0});
    Write(kRoot, Slot());
  }
  // A copy has exactly the space that it needs.
  Block(const Block& other) : data_(Allocate(other.size_)), size_(other.size_) {
    std::memcpy(data_ + 4, other.data_ + 4, size_ - 4);
  }
  Block(Block&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Block& operator=(Block other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Block() { ::operator delete(data_); }

  uint32_t size() const { return size_; }
  uint32_t capacity() const { return Read<uint32_t>(0); }
  uint32_t waste() const { return Read<uint32_t>(4); }
  void AddWaste(uint32_t bytes) { Write(4, waste() + bytes); }
  const char* text(uint32_t position) const {
    return reinterpret_cast<const char*>(data_ + position);
  }

  template <typename T>
  T Read(uint32_t position) const {
    assert(position + sizeof(T) <= size_ || position < kFirst);
    T value;
    std::memcpy(&value, data_ + position, sizeof(T));
    return value;
  }
  template <typename T>
  void Write(uint32_t position, const T& value) {
    std::memcpy(data_ + position, &value, sizeof(T));
  }
  // Moves bytes inside the block; the places may overlap.
  void Move(uint32_t to, uint32_t from, uint32_t bytes) {
    std::memmove(data_ + to, data_ + from, bytes);
  }

  // Appends `bytes` of unset memory and returns their position.
  uint32_t Extend(uint32_t bytes) {
    assert(uint64_t{size_} + bytes <= UINT32_MAX);
    if (size_ + bytes > capacity()) Grow(size_ + bytes);
    return std::exchange(size_, size_ + bytes);
  }
  uint32_t Append(const void* bytes, uint32_t count) {
    const uint32_t position = Extend(count);
    if (count > 0) std::memcpy(data_ + position, bytes, count);
    return position;
  }
  // Forgets all but an empty root, and keeps the memory.
  void Reset() {
    size_ = kFirst;
    Write(4, uint32_t{0});
    Write(kRoot, Slot());
  }

 private:
  static uint8_t* Allocate(uint32_t capacity) {
    auto* data = static_cast<uint8_t*>(::operator new(capacity));
    std::memcpy(data, &capacity, sizeof(capacity));
    return data;
  }
  void Grow(uint32_t needed) {
    const uint64_t ample = uint64_t{needed} + needed / 4;
    uint8_t* grown = Allocate(static_cast<uint32_t>(ample < UINT32_MAX ? ample : UINT32_MAX));
    std::memcpy(grown + 4, data_ + 4, size_ - 4);
    ::operator delete(data_);
    data_ = grown;
  }

  uint8_t* data_;
  uint32_t size_;
};

}  // namespace trellis::json
