// Where C calls C++: nothing may be thrown across.
#pragma once

#include <exception>
#include <string>
#include <utility>

#include "module_api/cpp/log.h"
#include "module_api/cpp/status.h"
#include "module_api/redismodule.h"

namespace trellis {

// The error that stands for an exception which left a handler.
inline Status EscapedException(const char* what) {
  return Status::Error(std::string("ERR internal error: ") + what);
}

// What `function` returns, a Status or a Result, or the error that stands for an exception which left it.
template <typename Outcome, typename Function>
Outcome Caught(Function&& function) noexcept {
  try {
    return std::forward<Function>(function)();
  } catch (const std::exception& failure) {
    return EscapedException(failure.what());
  } catch (...) {
    return EscapedException("unknown");
  }
}

// Runs a callback of the host; if it throws, logs that and gives `otherwise`.
template <typename Value, typename Function>
Value Guarded(Value otherwise, Function&& function) noexcept {
  try {
    return std::forward<Function>(function)();
  } catch (const std::exception& failure) {
    Log(nullptr, LogLevel::kWarning, failure.what());
  } catch (...) {
    Log(nullptr, LogLevel::kWarning, "a callback threw something that is no std::exception");
  }
  return otherwise;
}
template <typename Function>
void Guarded(Function&& function) noexcept {
  Guarded(0, [&] {
    std::forward<Function>(function)();
    return 0;
  });
}

}  // namespace trellis
