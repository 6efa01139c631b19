#include "core/resp/output_buffer.h"

#include <algorithm>
#include <cassert>
#include <cstdlib>
#include <cstring>
#include <new>

#include "core/base/memory_usage.h"

namespace trellis {

void OutputBuffer::AddChunk(size_t at_least) {
  const size_t capacity = std::max(at_least, kChunkCapacity);
  auto* chunk = static_cast<Chunk*>(std::malloc(sizeof(Chunk) + capacity));
  if (chunk == nullptr) throw std::bad_alloc();
  chunk->next = nullptr;
  chunk->size = 0;
  chunk->capacity = static_cast<uint32_t>(capacity);
  if (tail_ == nullptr) {
    head_ = chunk;
  } else {
    tail_->next = chunk;
  }
  tail_ = chunk;
  ++chunks_;
  memory_ += sizeof(Chunk) + capacity;
}

bool OutputBuffer::Overflows(size_t more) {
  static const size_t half_of_machine = SystemMemory() / 2;
  // A chunk is never too much: small limits are about what lies behind the first one.
  const size_t limit = std::max(limit_ == 0 ? half_of_machine : limit_, kChunkCapacity);
  cut_off_ = cut_off_ || memory_ + more > limit + kChunkCapacity;
  return cut_off_;
}

void OutputBuffer::MakeRoom(size_t size) {
  if (Overflows(size) && tail_ != nullptr && tail_->capacity >= size) {
    // Written over: nobody will read it.
    size_ -= tail_->size;
    tail_->size = 0;
    return;
  }
  AddChunk(size);
}

void OutputBuffer::AppendSlow(std::string_view bytes) {
  if (Overflows(bytes.size())) return;
  // Very long texts are split, since a chunk counts in 32 bits.
  constexpr size_t kLargest = size_t{1} << 30;
  while (!bytes.empty()) {
    if (tail_ == nullptr || tail_->size == tail_->capacity) {
      AddChunk(std::min(bytes.size(), kLargest));
    }
    const size_t part = std::min<size_t>(bytes.size(), tail_->capacity - tail_->size);
    std::memcpy(tail_->bytes + tail_->size, bytes.data(), part);
    Commit(part);
    bytes.remove_prefix(part);
  }
}

OutputBuffer::Chunk* OutputBuffer::AddPlaceholder() {
  const size_t capacity = kPlaceholder;
  auto* chunk = static_cast<Chunk*>(std::malloc(sizeof(Chunk) + capacity));
  if (chunk == nullptr) throw std::bad_alloc();
  // No capacity left: appends go to the next chunk.
  *chunk = Chunk{.next = nullptr, .size = 0, .capacity = 0};
  if (tail_ == nullptr) {
    head_ = chunk;
  } else {
    tail_->next = chunk;
  }
  tail_ = chunk;
  ++chunks_;
  memory_ += sizeof(Chunk) + capacity;
  return chunk;
}

void OutputBuffer::Fill(Chunk* placeholder, std::string_view bytes) {
  assert(bytes.size() <= kPlaceholder && placeholder->size == 0);
  std::memcpy(placeholder->bytes, bytes.data(), bytes.size());
  placeholder->size = static_cast<uint32_t>(bytes.size());
  placeholder->capacity = placeholder->size;
  size_ += bytes.size();
}

int OutputBuffer::Vectors(iovec* vectors, int max) const {
  int count = 0;
  size_t skip = sent_;
  for (Chunk* chunk = head_; chunk != nullptr && count < max; chunk = chunk->next) {
    if (chunk->size > skip) vectors[count++] = {chunk->bytes + skip, chunk->size - skip};
    skip = 0;
  }
  return count;
}

void OutputBuffer::FreeHead() {
  Chunk* next = head_->next;
  --chunks_;
  memory_ -= sizeof(Chunk) + (head_->capacity > kPlaceholder ? head_->capacity : kPlaceholder);
  std::free(head_);
  head_ = next;
  if (head_ == nullptr) tail_ = nullptr;
}

void OutputBuffer::Consume(size_t size) {
  assert(size <= size_);
  size_ -= size;
  if (size_ == 0 && head_ != nullptr && head_ == tail_ && head_->capacity == kChunkCapacity) {
    // The usual case, one chunk sent whole: keep it for the next reply.
    head_->size = 0;
    sent_ = 0;
    return;
  }
  while (head_ != nullptr) {
    const size_t left = head_->size - sent_;
    if (size < left) {
      sent_ += size;
      return;
    }
    size -= left;
    sent_ = 0;
    FreeHead();
  }
}

void OutputBuffer::Clear() {
  while (head_ != nullptr)
    FreeHead();
  sent_ = size_ = 0;
  cut_off_ = false;
}

void OutputBuffer::Take(OutputBuffer& other) {
  cut_off_ = cut_off_ || other.cut_off_;
  if (other.size_ == 0) return;
  assert(other.sent_ == 0);
  if (size_ == 0) Clear();
  if (tail_ == nullptr) {
    head_ = other.head_;
  } else {
    tail_->next = other.head_;
  }
  tail_ = other.tail_;
  size_ += other.size_;
  chunks_ += other.chunks_;
  memory_ += other.memory_;
  other.head_ = other.tail_ = nullptr;
  other.size_ = other.chunks_ = other.memory_ = 0;
}

std::string OutputBuffer::Text() const {
  std::string text;
  size_t skip = sent_;
  for (const Chunk* chunk = head_; chunk != nullptr; chunk = chunk->next) {
    text.append(chunk->bytes + skip, chunk->size - skip);
    skip = 0;
  }
  return text;
}

}  // namespace trellis
