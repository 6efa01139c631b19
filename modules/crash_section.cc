#include "modules/crash_section.h"

#include <execinfo.h>

#include <cstring>

#include "modules/host.h"
#include "modules/loader.h"

namespace trellis {
namespace {

using crash_report::Line;

const Module* OwnerOf(uintptr_t address) {
  const ModuleHost& host = Host();
  const auto* code = reinterpret_cast<const void*>(address);
  if (address == 0) return nullptr;
  const Module* loading = host.loading();
  if (loading != nullptr && loader::Owns(loading->handle, code)) return loading;
  for (const auto& module : host.modules()) {
    if (loader::Owns(module->handle, code)) return module.get();
  }
  return nullptr;
}

void Name(std::string_view what, const Module& module) {
  Line("{}: {}, version {}, {}", what, module.log_name(), module.version, module.path);
}

// Of a crash in the server or in a library: the module whose code led there, if one is on this stack.
void NameCaller() {
  constexpr int kMost = 64;
  void* frames[kMost];
  const int count = backtrace(frames, kMost);
  for (int i = 0; i < count; ++i) {
    const Module* caller = OwnerOf(reinterpret_cast<uintptr_t>(frames[i]));
    if (caller == nullptr) continue;
    Name("Called by the code of module", *caller);
    return;
  }
}

// The pointer at an address that an instruction names by its distance from the next one.
void** Slot(const unsigned char* next_instruction, const unsigned char* distance_at) {
  int32_t distance = 0;
  std::memcpy(&distance, distance_at, sizeof distance);
  return reinterpret_cast<void**>(const_cast<unsigned char*>(next_instruction) + distance);
}

const char* NameOf(const Module& module, void** slot) {
  for (const Module::MissingFunction& function : module.missing) {
    if (function.pointer == slot) return function.name.c_str();
  }
  return nullptr;
}

}  // namespace

const char* MissingFunctionCalled(const Module& module, const unsigned char* return_address) {
  // ff 15 <distance>: call *slot(%rip)
  if (return_address[-6] == 0xff && return_address[-5] == 0x15) {
    return NameOf(module, Slot(return_address, return_address - 4));
  }
  // 48 8b 05 <distance> and its like: mov slot(%rip), %register. Of the global offset table: the place
  // holds the pointer's address. The nearest one that is about a missing function is the one.
  constexpr int kFarthest = 96;
  constexpr int kLength = 7;
  constexpr unsigned char kRipRelative = 0x05;
  constexpr unsigned char kRegisterBits = 0x38;
  for (int back = kLength; back <= kFarthest; ++back) {
    const unsigned char* at = return_address - back;
    if ((at[0] & 0xfb) != 0x48 || at[1] != 0x8b || (at[2] & ~kRegisterBits) != kRipRelative) {
      continue;
    }
    void** slot = Slot(at + kLength, at + 3);
    if (const char* name = NameOf(module, slot)) return name;
    if (!loader::Owns(module.handle, slot)) continue;
    if (const char* name = NameOf(module, static_cast<void**>(*slot))) return name;
  }
  return nullptr;
}

void DescribeCrash(const crash_report::Crash& crash) {
  LogFromSignal("\n------ MODULES ------\n");
  const uintptr_t where = crash.instruction != 0 ? crash.instruction : crash.return_address;
  const Module* owner = OwnerOf(where);
  if (owner != nullptr) Name("Crashed in the code of module", *owner);
  const auto running = Host().running();
  for (auto call = running.rbegin(); call != running.rend(); ++call) {
    const RedisModuleCtx& context = **call;
    if (context.module == nullptr) continue;
    if (context.module != owner) Name("Running module", *context.module);
    if (context.command != nullptr) {
      Line("Running command: {}", context.command->command().full_name());
    }
  }
  for (const auto& module : Host().modules()) {
    if (module.get() != owner) Name("Loaded module", *module);
  }
  // Last, since a stack may be in no state to be walked.
  if (owner == nullptr && crash.instruction != 0) NameCaller();
  if (crash.instruction != 0) return;
  const char* name =
      owner == nullptr ? nullptr
                       : MissingFunctionCalled(
                             *owner, reinterpret_cast<const unsigned char*>(crash.return_address));
  if (name != nullptr) {
    Line("It called {}, which this server does not serve.", name);
    return;
  }
  // A jump at a function's end leaves no trace of where it began, but the call is under way still.
  if (owner == nullptr && !running.empty()) owner = running.back()->module;
  if (owner == nullptr || owner->missing.empty()) return;
  Line("It may have called one of the functions it asked for that this server does not serve:");
  for (const Module::MissingFunction& function : owner->missing)
    Line("  {}", function.name);
}

}  // namespace trellis
