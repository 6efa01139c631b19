// The log, for modules.
#include <strings.h>

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "core/base/log.h"
#include "modules/api_table.h"
#include "modules/module.h"
#include "modules/module_context.h"
#include "modules/module_io.h"
#include "modules/module_type.h"

namespace {

trellis::LogLevel LevelOf(const char* name) {
  if (strcasecmp(name, "debug") == 0) return trellis::LogLevel::kDebug;
  if (strcasecmp(name, "notice") == 0) return trellis::LogLevel::kNotice;
  if (strcasecmp(name, "warning") == 0) return trellis::LogLevel::kWarning;
  return trellis::LogLevel::kVerbose;
}

void LogOf(const trellis::Module* module, const char* level, const char* format, va_list args) {
  const trellis::LogLevel known = LevelOf(level);
  if (!trellis::LogEnabled(known)) return;
  char text[1024];
  std::vsnprintf(text, sizeof text, format, args);
  trellis::Log(known, "<{}> {}", module == nullptr ? "module" : module->log_name(), text);
}

}  // namespace

extern "C" {

void RM_Log(RedisModuleCtx* ctx, const char* level, const char* format, ...) {
  va_list args;
  va_start(args, format);
  LogOf(ctx == nullptr ? nullptr : ctx->module, level, format, args);
  va_end(args);
}

void RM_LogIOError(RedisModuleIO* io, const char* level, const char* format, ...) {
  va_list args;
  va_start(args, format);
  LogOf(&io->type().module(), level, format, args);
  va_end(args);
}

void RM__Assert(const char* expression, const char* file, int line) {
  trellis::Log(trellis::LogLevel::kWarning, "=== ASSERTION FAILED === {}:{} '{}' is not true", file,
               line, expression);
  std::abort();
}

void RM_LatencyAddSample(const char*, mstime_t) {
  // The latency monitor is off: a sample below its threshold is dropped, and 0 means all are.
}

}  // extern "C"
