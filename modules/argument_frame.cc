#include "modules/argument_frame.h"

namespace trellis {

ArgumentFrame::~ArgumentFrame() {
  End();
  for (RedisModuleString* string : strings_)
    string->Release();
}

void ArgumentFrame::Lend(std::span<const std::string_view> args) {
  while (strings_.size() < args.size())
    strings_.push_back(RedisModuleString::CreateLoan());
  size_ = args.size();
  for (size_t i = 0; i < size_; ++i)
    strings_[i]->Lend(args[i]);
}

void ArgumentFrame::OwnAll() {
  for (size_t i = 0; i < size_; ++i)
    strings_[i]->Own();
}

void ArgumentFrame::End() {
  for (size_t i = 0; i < size_; ++i) {
    RedisModuleString*& string = strings_[i];
    if (string->single()) {
      string->Recycle();
      continue;
    }
    string->Own();
    string->Release();
    string = RedisModuleString::CreateLoan();
  }
  // One call with very many arguments shouldn't keep their strings for ever.
  constexpr size_t kKept = 256;
  while (strings_.size() > kKept) {
    strings_.back()->Release();
    strings_.pop_back();
  }
  size_ = 0;
}

}  // namespace trellis
