// The arguments of a call in the ABI's form, for the length of the call.
#pragma once

#include <span>
#include <string_view>

#include "modules/argument_frame.h"
#include "modules/host.h"

namespace trellis {

class ArgumentsScope {
 public:
  explicit ArgumentsScope(std::span<const std::string_view> args) : frame_(Host().PushFrame()) {
    frame_.Lend(args);
  }
  ArgumentsScope(const ArgumentsScope&) = delete;
  ArgumentsScope& operator=(const ArgumentsScope&) = delete;
  ~ArgumentsScope() { Host().PopFrame(); }
  ArgumentFrame& get() { return frame_; }

 private:
  ArgumentFrame& frame_;
};

}  // namespace trellis
