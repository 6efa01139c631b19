// Strings: made, held, read, turned into numbers.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>

#include "core/base/number_text.h"
#include "modules/api_table.h"
#include "modules/module_context.h"
#include "modules/module_string.h"

namespace {

using trellis::ModuleString;

void ReleaseString(void* string) {
  static_cast<ModuleString*>(string)->Release();
}

// A new string; the context's to free if it has automatic memory. A null context is legal.
ModuleString* Created(RedisModuleCtx* ctx, std::string_view text) {
  ModuleString* string = ModuleString::Create(text);
  if (ctx != nullptr) ctx->OwnIfAuto(string, ReleaseString);
  return string;
}

// RediSearch 1.2 has numbers put where they are not aligned.
template <typename Number, typename Parsed>
int Store(const std::optional<Parsed>& parsed, void* out) {
  if (!parsed) return REDISMODULE_ERR;
  const auto number = static_cast<Number>(*parsed);
  std::memcpy(out, &number, sizeof number);
  return REDISMODULE_OK;
}

}  // namespace

extern "C" {

RedisModuleString* RM_CreateString(RedisModuleCtx* ctx, const char* ptr, size_t len) {
  return Created(ctx, {ptr, len});
}

RedisModuleString* RM_CreateStringFromLongLong(RedisModuleCtx* ctx, long long value) {
  char digits[trellis::kMaxInt64Text];
  return Created(ctx, {digits, trellis::FormatInt64(value, digits)});
}

RedisModuleString* RM_CreateStringFromULongLong(RedisModuleCtx* ctx, unsigned long long value) {
  return Created(ctx, std::to_string(value));
}

RedisModuleString* RM_CreateStringFromDouble(RedisModuleCtx* ctx, double value) {
  return Created(ctx, fmt::format("{:.17g}", value));
}

RedisModuleString* RM_CreateStringFromLongDouble(RedisModuleCtx* ctx, long double value,
                                                 int human_friendly) {
  if (human_friendly != 0) return Created(ctx, trellis::FormatLongDouble(value));
  char text[64];
  const int length = std::snprintf(text, sizeof text, "%.17Lg", value);
  return Created(ctx, {text, static_cast<size_t>(length)});
}

RedisModuleString* RM_CreateStringFromString(RedisModuleCtx* ctx, const RedisModuleString* str) {
  return Created(ctx, str->view());
}

RedisModuleString* RM_CreateStringFromStreamID(RedisModuleCtx* ctx, const RedisModuleStreamID* id) {
  return Created(ctx, fmt::format("{}-{}", id->ms, id->seq));
}

RedisModuleString* RM_CreateStringPrintf(RedisModuleCtx* ctx, const char* format, ...) {
  va_list args;
  va_start(args, format);
  va_list again;
  va_copy(again, args);
  const int length = std::vsnprintf(nullptr, 0, format, args);
  va_end(args);
  std::string text(length < 0 ? 0 : static_cast<size_t>(length), '\0');
  if (length > 0) std::vsnprintf(text.data(), text.size() + 1, format, again);
  va_end(again);
  return Created(ctx, text);
}

void RM_FreeString(RedisModuleCtx* ctx, RedisModuleString* str) {
  if (str == nullptr) return;
  if (ctx != nullptr && ctx->auto_memory) ctx->Disown(str);
  str->Release();
}

void RM_RetainString(RedisModuleCtx* ctx, RedisModuleString* str) {
  str->Own();
  // With automatic memory, holding on to a string that the context would free is the same as
  // taking it over.
  if (ctx == nullptr || !ctx->auto_memory || !ctx->DisownIfOwned(str)) str->Retain();
}

RedisModuleString* RM_HoldString(RedisModuleCtx* ctx, RedisModuleString* str) {
  str->Own();
  str->Retain();
  if (ctx != nullptr) ctx->OwnIfAuto(str, ReleaseString);
  return str;
}

void RM_TrimStringAllocation(RedisModuleString* str) {
  if (str != nullptr) str->Trim();
}

const char* RM_StringPtrLen(const RedisModuleString* str, size_t* len) {
  if (str == nullptr) {
    constexpr std::string_view kNull = "(NULL string reply referenced in module)";
    if (len != nullptr) *len = kNull.size();
    return kNull.data();
  }
  const char* text = str->Text();
  if (len != nullptr) *len = str->view().size();
  return text;
}

int RM_StringAppendBuffer(RedisModuleCtx*, RedisModuleString* str, const char* buf, size_t len) {
  if (!str->single()) return REDISMODULE_ERR;
  str->Own();
  str->Append({buf, len});
  return REDISMODULE_OK;
}

int RM_StringCompare(const RedisModuleString* a, const RedisModuleString* b) {
  const int order = a->view().compare(b->view());
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

int RM_StringToLongLong(const RedisModuleString* str, long long* value) {
  return Store<long long>(trellis::ParseInt64(str->view()), value);
}

int RM_StringToULongLong(const RedisModuleString* str, unsigned long long* value) {
  return Store<unsigned long long>(trellis::ParseUint64(str->view()), value);
}

int RM_StringToDouble(const RedisModuleString* str, double* value) {
  return Store<double>(trellis::ParseDouble(str->view()), value);
}

int RM_StringToLongDouble(const RedisModuleString* str, long double* value) {
  return Store<long double>(trellis::ParseLongDouble(str->view()), value);
}

int RM_StringToStreamID(const RedisModuleString* str, RedisModuleStreamID* id) {
  const std::string_view text = str->view();
  if (text == "-" || text == "+") {
    *id = text == "-" ? RedisModuleStreamID{0, 0} : RedisModuleStreamID{UINT64_MAX, UINT64_MAX};
    return REDISMODULE_OK;
  }
  const size_t dash = text.find('-');
  const std::optional<uint64_t> ms = trellis::ParseUint64(text.substr(0, dash));
  const std::optional<uint64_t> seq =
      dash == std::string_view::npos ? 0 : trellis::ParseUint64(text.substr(dash + 1));
  if (!ms || !seq) return REDISMODULE_ERR;
  *id = {*ms, *seq};
  return REDISMODULE_OK;
}

}  // extern "C"
