// The arguments of one call as the ABI wants them: an array of pointers to strings. Frames and their
// strings are used again, so that a call allocates nothing.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "modules/module_string.h"

namespace trellis {

class ArgumentFrame {
 public:
  ArgumentFrame() = default;
  ArgumentFrame(const ArgumentFrame&) = delete;
  ArgumentFrame& operator=(const ArgumentFrame&) = delete;
  ~ArgumentFrame();

  // Lends the arguments, whose bytes must stay until End or OwnAll.
  void Lend(std::span<const std::string_view> args) {
    if (strings_.size() < args.size()) AddStrings(args.size());
    size_ = args.size();
    for (size_t i = 0; i < size_; ++i)
      strings_[i]->Lend(args[i]);
  }
  [[nodiscard]] RedisModuleString** strings() { return strings_.data(); }
  [[nodiscard]] size_t size() const { return size_; }
  [[nodiscard]] std::string_view at(size_t i) const { return strings_[i]->view(); }
  // Makes all texts the strings' own: they outlive the call.
  void OwnAll();
  // Ends the loan. Strings that somebody retained become theirs alone.
  void End() {
    for (size_t i = 0; i < size_; ++i) {
      if (!strings_[i]->single()) [[unlikely]]
        PartWith(strings_[i]);
      strings_[i]->Recycle();
    }
    size_ = 0;
    if (strings_.size() > kKept) DropStrings();
  }

 private:
  // One call with very many arguments shouldn't keep their strings for ever.
  static constexpr size_t kKept = 256;

  void AddStrings(size_t count);
  void DropStrings();
  // Leaves the string to who retained it, and puts a new one in its place.
  static void PartWith(RedisModuleString*& string);

  std::vector<RedisModuleString*> strings_;  // the first size_ are lent
  size_t size_ = 0;
};

}  // namespace trellis
