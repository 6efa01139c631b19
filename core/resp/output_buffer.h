// Bytes on their way to a client: a chain of chunks, written with one writev.
//
// A length that isn't known yet (Placeholder) gets a small chunk of its own, filled in later.
// What would take more than the limit is dropped, so that no reply, however long, takes all memory: the
// buffer is then cut off, and what it holds is of no use to anybody.
// Threads: one at a time.
#pragma once

#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace trellis {

class OutputBuffer {
 public:
  struct Chunk {
    Chunk* next;
    uint32_t size;
    uint32_t capacity;
    char bytes[];
  };
  static constexpr size_t kChunkCapacity = 16 * 1024 - sizeof(Chunk);

  OutputBuffer() = default;
  OutputBuffer(const OutputBuffer&) = delete;
  OutputBuffer& operator=(const OutputBuffer&) = delete;
  ~OutputBuffer() { Clear(); }

  void Append(std::string_view bytes) {
    if (tail_ != nullptr && tail_->capacity - tail_->size >= bytes.size()) {
      __builtin_memcpy(tail_->bytes + tail_->size, bytes.data(), bytes.size());
      tail_->size += static_cast<uint32_t>(bytes.size());
      size_ += bytes.size();
      return;
    }
    AppendSlow(bytes);
  }
  // `size` writable bytes (at most kChunkCapacity) at the end; Commit says how many were used.
  char* Reserve(size_t size) {
    if (tail_ == nullptr || tail_->capacity - tail_->size < size) MakeRoom(size);
    return tail_->bytes + tail_->size;
  }
  void Commit(size_t size) {
    tail_->size += static_cast<uint32_t>(size);
    size_ += size;
  }
  // An empty place, to be filled with at most kPlaceholder bytes by Fill before the bytes are sent.
  static constexpr size_t kPlaceholder = 32;
  Chunk* AddPlaceholder();
  void Fill(Chunk* placeholder, std::string_view bytes);

  [[nodiscard]] bool empty() const { return size_ == 0; }
  // Bytes that are still to be sent.
  [[nodiscard]] size_t size() const { return size_; }
  [[nodiscard]] size_t chunks() const { return chunks_; }
  // The memory that it may take, some kilobytes more or less; 0: half of what the machine has.
  void set_limit(size_t bytes) { limit_ = bytes; }
  [[nodiscard]] bool limited() const { return limit_ != 0; }
  // Something was dropped.
  [[nodiscard]] bool cut_off() const { return cut_off_; }
  // Memory held.
  [[nodiscard]] size_t MemoryBytes() const { return memory_; }

  // Fills at most `max` vectors with the bytes to be sent next.
  int Vectors(iovec* vectors, int max) const;
  // Forgets the first `size` bytes: they were sent.
  void Consume(size_t size);
  void Clear();
  // Moves all bytes of `other` behind ours.
  void Take(OutputBuffer& other);
  // All bytes in one string.
  [[nodiscard]] std::string Text() const;

 private:
  void AppendSlow(std::string_view bytes);
  void MakeRoom(size_t size);
  void AddChunk(size_t at_least);
  // Whether so much more would be too much; it is cut off then.
  bool Overflows(size_t more);
  void FreeHead();

  Chunk* head_ = nullptr;
  Chunk* tail_ = nullptr;
  size_t sent_ = 0;  // bytes of the head that were sent
  size_t size_ = 0;
  size_t chunks_ = 0;
  size_t memory_ = 0;
  size_t limit_ = 0;
  bool cut_off_ = false;
};

}  // namespace trellis
