#include "modules/module_string.h"

#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

namespace {

// Arguments up to this long, with their NUL, need no block of their own; the whole is 64 bytes.
constexpr size_t kLoanRoom = 40;

void* AllocateOrThrow(size_t size) {
  void* block = std::malloc(size);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

char* CopyTo(char* target, std::string_view text) {
  if (!text.empty()) std::memcpy(target, text.data(), text.size());
  target[text.size()] = '\0';
  return target;
}

}  // namespace

RedisModuleString* RedisModuleString::Create(std::string_view text) {
  auto* string =
      new (AllocateOrThrow(sizeof(RedisModuleString) + text.size() + 1)) RedisModuleString;
  string->form_ = Form::kInside;
  string->size_ = text.size();
  string->text_ = CopyTo(string->inside(), text);
  return string;
}

RedisModuleString* RedisModuleString::CreateLoan() {
  auto* string = new (AllocateOrThrow(sizeof(RedisModuleString) + kLoanRoom)) RedisModuleString;
  string->room_ = kLoanRoom;
  return string;
}

void RedisModuleString::Own() {
  if (form_ != Form::kLoan) return;
  const bool fits = size_ < room_;
  form_ = fits ? Form::kInside : Form::kSeparate;
  text_ = CopyTo(fits ? inside() : static_cast<char*>(AllocateOrThrow(size_ + 1)), view());
}

void RedisModuleString::Append(std::string_view text) {
  const size_t size = size_ + text.size();
  char* target = nullptr;
  if (form_ == Form::kSeparate) {
    char* old = const_cast<char*>(text_);
    const size_t capacity = malloc_usable_size(old);
    target = old;
    // Doubling keeps many small appends linear.
    if (size + 1 > capacity) {
      target = static_cast<char*>(std::realloc(old, std::max(size + 1, capacity * 2)));
      if (target == nullptr) throw std::bad_alloc();
    }
  } else {
    target = CopyTo(static_cast<char*>(AllocateOrThrow(std::max(size + 1, size_ * 2))), view());
    form_ = Form::kSeparate;
  }
  if (!text.empty()) std::memcpy(target + size_, text.data(), text.size());
  target[size] = '\0';
  text_ = target;
  size_ = size;
}

void RedisModuleString::Trim() {
  if (form_ != Form::kSeparate) return;
  // jemalloc and glibc shrink in place or not at all for a good part of sizes, but may move: a text
  // that another holder looks at must not.
  if (!single() || malloc_usable_size(const_cast<char*>(text_)) < 2 * (size_ + 1)) return;
  if (void* moved = std::realloc(const_cast<char*>(text_), size_ + 1)) {
    text_ = static_cast<char*>(moved);
  }
}

size_t RedisModuleString::MemoryBytes() const {
  const size_t own = malloc_usable_size(const_cast<RedisModuleString*>(this));
  return form_ == Form::kSeparate ? own + malloc_usable_size(const_cast<char*>(text_)) : own;
}

void RedisModuleString::DropText() {
  std::free(const_cast<char*>(text_));
}

void RedisModuleString::Destroy() {
  if (form_ == Form::kSeparate) std::free(const_cast<char*>(text_));
  std::free(this);
}
