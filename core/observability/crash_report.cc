#include "core/observability/crash_report.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <ucontext.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>

namespace trellis::crash_report {
namespace {

constexpr int kSignals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

Section g_section = nullptr;
std::string_view g_version;
volatile sig_atomic_t g_reporting = 0;

std::string_view NameOf(int number) {
  switch (number) {
    case SIGSEGV: return "SIGSEGV";
    case SIGBUS: return "SIGBUS";
    case SIGFPE: return "SIGFPE";
    case SIGILL: return "SIGILL";
    default: return "SIGABRT";
  }
}

Crash Describe(const siginfo_t& info, const void* context) {
  Crash crash;
  crash.address = reinterpret_cast<uintptr_t>(info.si_addr);
#ifdef __x86_64__
  const auto& registers = static_cast<const ucontext_t*>(context)->uc_mcontext.gregs;
  crash.instruction = static_cast<uintptr_t>(registers[REG_RIP]);
  // A call has pushed where it came from, and nothing else has happened since.
  if (crash.instruction == 0) {
    crash.return_address = *reinterpret_cast<const uintptr_t*>(registers[REG_RSP]);
  }
#else
  (void)context;
#endif
  return crash;
}

void Stack() {
  constexpr int kMost = 64;
  void* frames[kMost];
  const int count = backtrace(frames, kMost);
  LogFromSignal("\n------ STACK TRACE ------\n");
  for (int i = 0; i < count; ++i)
    PlaceLine("  ", reinterpret_cast<uintptr_t>(frames[i]));
}

// Sanitizers have a report of their own, so that with them nothing installs this one.
[[maybe_unused]] void Report(int number, siginfo_t* info, void* context) {
  // The default is in force again (SA_RESETHAND) for this signal; for the others a second crash must not
  // come back here.
  if (g_reporting != 0) _exit(1);
  g_reporting = 1;
  const Crash crash = Describe(*info, context);
  LogFromSignal("\n\n=== REDIS BUG REPORT START: Cut & paste starting from here ===\n");
  Line("{}: Trellis {} crashed by signal: {} ({}), si_code: {}", getpid(), g_version, number,
       NameOf(number), info->si_code);
  if (number == SIGSEGV || number == SIGBUS) Line("Accessing address: 0x{:x}", crash.address);
  if (crash.return_address != 0) {
    PlaceLine("Called through a null pointer, just before: ", crash.return_address);
  } else if (crash.instruction != 0) {
    PlaceLine("Crashed running the instruction at: ", crash.instruction);
  }
  if (g_section != nullptr) g_section(crash);
  Stack();
  LogFromSignal("\n=== REDIS BUG REPORT END. Please report it with all of the above. ===\n");
  (void)raise(number);
}

}  // namespace

void PlaceLine(std::string_view what, uintptr_t address) {
  Dl_info place{};
  if (dladdr(reinterpret_cast<void*>(address), &place) == 0 || place.dli_fname == nullptr) {
    Line("{}0x{:x}", what, address);
    return;
  }
  const uintptr_t offset = address - reinterpret_cast<uintptr_t>(place.dli_fbase);
  if (place.dli_sname == nullptr) {
    Line("{}{}+0x{:x}", what, place.dli_fname, offset);
    return;
  }
  Line("{}{}({}+0x{:x}) [+0x{:x}]", what, place.dli_fname, place.dli_sname,
       address - reinterpret_cast<uintptr_t>(place.dli_saddr), offset);
}

void SetSection(Section section) {
  g_section = section;
}

void Install(std::string_view version) {
  g_version = version;
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  // A stack that overflowed has no room for the report.
  constexpr size_t kStack = 64 * 1024;
  static std::byte the_stack[kStack];
  stack_t stack{};
  stack.ss_sp = the_stack;
  stack.ss_size = kStack;
  (void)sigaltstack(&stack, nullptr);
  // The first call loads a library, which a handler must not.
  void* frame = nullptr;
  (void)backtrace(&frame, 1);
  for (const int number : kSignals) {
    struct sigaction action {};
    action.sa_sigaction = Report;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESETHAND | SA_NODEFER;
    (void)sigaction(number, &action, nullptr);
  }
#endif
}

}  // namespace trellis::crash_report
