// RedisModuleString: a counted string. Its text ends in a NUL and stays where it is while it is held.
//
// Two ways to be made. Create makes an owned string in one block. The arguments of a command are
// loans: they point into the query buffer, and become owned (Own) only when a module asks for the
// text, retains the string, or lets the client wait, since none of these may end with the command.
// Threads: the count may change on any. Own changes the string and belongs to the thread that runs the
// command; whatever a module can hand to another thread has been owned before.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

struct RedisModuleString {
 public:
  RedisModuleString(const RedisModuleString&) = delete;
  RedisModuleString& operator=(const RedisModuleString&) = delete;

  // Owned, with one reference.
  static RedisModuleString* Create(std::string_view text);
  // A loan with one reference, to be pointed at something.
  static RedisModuleString* CreateLoan();

  void Lend(std::string_view text) {
    text_ = text.data();
    size_ = text.size();
    form_ = Form::kLoan;
  }
  [[nodiscard]] std::string_view view() const { return {text_, size_}; }
  // The text with a NUL behind it.
  const char* Text() const {
    if (form_ == Form::kLoan) const_cast<RedisModuleString*>(this)->Own();
    return text_;
  }
  // Makes the text the string's own.
  void Own();
  // The string must be owned and have no other holder.
  void Append(std::string_view text);
  // Gives back what the text doesn't need, if that leaves it where it is.
  void Trim();

  void Retain() { references_.fetch_add(1, std::memory_order_relaxed); }
  void Release() {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) Destroy();
  }
  // Nobody else holds it.
  [[nodiscard]] bool single() const { return references_.load(std::memory_order_acquire) == 1; }
  [[nodiscard]] size_t MemoryBytes() const;

  // A loan whose one holder is done with it can be lent again: drops the text it came to own.
  void Recycle() {
    if (form_ == Form::kSeparate) DropText();
    form_ = Form::kLoan;
    text_ = "";
    size_ = 0;
  }

 private:
  enum class Form : uint8_t {
    kLoan,
    kInside,    // in this block, behind the string
    kSeparate,  // a block of its own
  };

  RedisModuleString() = default;
  void Destroy();
  void DropText();
  [[nodiscard]] char* inside() { return reinterpret_cast<char*>(this + 1); }

  std::atomic<uint32_t> references_{1};
  Form form_ = Form::kLoan;
  // Bytes behind the string in its block: what an argument's text may take without a block of its own.
  uint16_t room_ = 0;
  size_t size_ = 0;
  const char* text_ = "";
};
static_assert(sizeof(RedisModuleString) == 24);

namespace trellis {
using ModuleString = RedisModuleString;
}  // namespace trellis
