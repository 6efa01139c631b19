// What a crash leaves in the log before the process ends by its signal: the signal, where it struck, the
// stack, and what a section (the module host's) knows about it.
//
// Written from the signal handler: nothing here allocates or locks, and a second crash inside it ends the
// process at once.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/log.h"

namespace trellis::crash_report {

struct Crash {
  uintptr_t instruction = 0;     // 0: a call through a null pointer
  uintptr_t return_address = 0;  // of such a call, else 0
  uintptr_t address = 0;         // what was accessed
};

// Catches SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGABRT. Not under a sanitizer, which makes its own report.
// `version` is the server's, and outlives the process's end.
void Install(std::string_view version);
// Adds lines to the report.
using Section = void (*)(const Crash& crash);
void SetSection(Section section);

// For sections: one line of at most 1 KB.
template <typename... Args>
void Line(fmt::format_string<Args...> format, Args&&... args) {
  char text[1024];
  const auto end = fmt::format_to_n(text, sizeof text - 1, format, std::forward<Args>(args)...).out;
  *end = '\n';
  LogFromSignal({text, static_cast<size_t>(end - text) + 1});
}

// "file+0x1234", or "file(symbol+0x12)", for an address in the code.
void PlaceLine(std::string_view what, uintptr_t address);

}  // namespace trellis::crash_report
