#include "modules/argument_frame.h"

namespace trellis {

ArgumentFrame::~ArgumentFrame() {
  End();
  for (RedisModuleString* string : strings_)
    string->Release();
}

void ArgumentFrame::AddStrings(size_t count) {
  while (strings_.size() < count)
    strings_.push_back(RedisModuleString::CreateLoan());
}

void ArgumentFrame::DropStrings() {
  while (strings_.size() > kKept) {
    strings_.back()->Release();
    strings_.pop_back();
  }
}

void ArgumentFrame::PartWith(RedisModuleString*& string) {
  string->Own();
  string->Release();
  string = RedisModuleString::CreateLoan();
}

void ArgumentFrame::OwnAll() {
  for (size_t i = 0; i < size_; ++i)
    strings_[i]->Own();
}

}  // namespace trellis
