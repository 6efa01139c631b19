// Memory and strings. Part of what the fake host serves.
#include <cmath>
#include <cstdlib>

#include "module_api/testing/fake_api.h"
#include "module_api/testing/fake_state.h"

namespace trellis::testing {
namespace {

void* Alloc(size_t bytes) {
  return malloc(bytes);
}
void* Calloc(size_t count, size_t bytes) {
  return calloc(count, bytes);
}
void* Realloc(void* block, size_t bytes) {
  return realloc(block, bytes);
}
void Free(void* block) {
  free(block);
}

RedisModuleString* CreateString(RedisModuleCtx* /*ctx*/, const char* bytes, size_t size) {
  return new RedisModuleString{std::string(bytes, size)};
}
RedisModuleString* CreateStringFromLongLong(RedisModuleCtx* /*ctx*/, long long value) {
  return new RedisModuleString{std::to_string(value)};
}
void FreeString(RedisModuleCtx* /*ctx*/, RedisModuleString* string) {
  if (--string->references == 0) delete string;
}
void RetainString(RedisModuleCtx* /*ctx*/, RedisModuleString* string) {
  string->references++;
}
const char* StringPtrLen(const RedisModuleString* string, size_t* size) {
  if (size != nullptr) *size = string->text.size();
  return string->text.c_str();
}
int StringToLongLong(const RedisModuleString* string, long long* value) {
  char* end = nullptr;
  *value = strtoll(string->text.c_str(), &end, 10);
  return *end == '\0' && end != string->text.c_str() ? REDISMODULE_OK : REDISMODULE_ERR;
}
int StringToDouble(const RedisModuleString* string, double* value) {
  char* end = nullptr;
  *value = strtod(string->text.c_str(), &end);
  const bool whole = *end == '\0' && end != string->text.c_str() && !std::isnan(*value);
  return whole ? REDISMODULE_OK : REDISMODULE_ERR;
}

}  // namespace

std::vector<ServedFunction> FakeStrings() {
  return {
      TRELLIS_SERVE(Alloc, Alloc),
      TRELLIS_SERVE(Calloc, Calloc),
      TRELLIS_SERVE(Realloc, Realloc),
      TRELLIS_SERVE(Free, Free),
      TRELLIS_SERVE(CreateString, CreateString),
      TRELLIS_SERVE(CreateStringFromLongLong, CreateStringFromLongLong),
      TRELLIS_SERVE(FreeString, FreeString),
      TRELLIS_SERVE(RetainString, RetainString),
      TRELLIS_SERVE(StringPtrLen, StringPtrLen),
      TRELLIS_SERVE(StringToLongLong, StringToLongLong),
      TRELLIS_SERVE(StringToDouble, StringToDouble),
  };
}

}  // namespace trellis::testing
