// What a type's methods are given: the stream of RDB and AOF, the digest, and the names of the keys that
// the value is of.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "core/base/number_text.h"
#include "core/persistence/rdb_reader.h"
#include "core/persistence/rdb_writer.h"
#include "modules/api_table.h"
#include "modules/call_arguments.h"
#include "modules/memory_account.h"
#include "modules/module.h"
#include "modules/module_context.h"
#include "modules/module_io.h"
#include "modules/module_string.h"
#include "modules/module_type.h"

extern "C" {

void RM_SaveUnsigned(RedisModuleIO* io, uint64_t value) {
  io->SaveUnsigned(value);
}

uint64_t RM_LoadUnsigned(RedisModuleIO* io) {
  return io->LoadInteger();
}

// Signed numbers go out as unsigned ones with the same bits: that is what every server has written.
void RM_SaveSigned(RedisModuleIO* io, int64_t value) {
  io->SaveUnsigned(static_cast<uint64_t>(value));
}

int64_t RM_LoadSigned(RedisModuleIO* io) {
  return static_cast<int64_t>(io->LoadInteger());
}

void RM_SaveStringBuffer(RedisModuleIO* io, const char* buf, size_t len) {
  io->SaveString({buf, len});
}

void RM_SaveString(RedisModuleIO* io, RedisModuleString* str) {
  io->SaveString(str->view());
}

RedisModuleString* RM_LoadString(RedisModuleIO* io) {
  const std::string text = io->LoadString();
  // Only who asks IsIOError expects a null.
  const bool null =
      io->failed() && io->type().module().has_option(REDISMODULE_OPTIONS_HANDLE_IO_ERRORS);
  return null ? nullptr : RedisModuleString::Create(text);
}

char* RM_LoadStringBuffer(RedisModuleIO* io, size_t* len) {
  if (len != nullptr) *len = 0;
  const std::string text = io->LoadString();
  const trellis::Module& module = io->type().module();
  if (io->failed() && module.has_option(REDISMODULE_OPTIONS_HANDLE_IO_ERRORS)) return nullptr;
  // The module frees it with its own function, so it counts in its account. The NUL is no part of it.
  auto* bytes =
      static_cast<char*>(trellis::memory_accounts::At(module.account).Allocate(text.size() + 1));
  std::memcpy(bytes, text.c_str(), text.size() + 1);
  if (len != nullptr) *len = text.size();
  return bytes;
}

void RM_SaveDouble(RedisModuleIO* io, double value) {
  io->SaveDouble(value);
}

double RM_LoadDouble(RedisModuleIO* io) {
  return io->LoadDouble();
}

void RM_SaveFloat(RedisModuleIO* io, float value) {
  io->SaveFloat(value);
}

float RM_LoadFloat(RedisModuleIO* io) {
  return io->LoadFloat();
}

void RM_SaveLongDouble(RedisModuleIO* io, long double value) {
  char text[128];
  const int length = std::snprintf(text, sizeof text, "%La", value);
  io->SaveString({text, static_cast<size_t>(length)});
}

long double RM_LoadLongDouble(RedisModuleIO* io) {
  const std::string text = io->LoadString();
  return std::strtold(text.c_str(), nullptr);
}

int RM_IsIOError(RedisModuleIO* io) {
  return io->failed() ? 1 : 0;
}

RedisModuleCtx* RM_GetContextFromIO(RedisModuleIO* io) {
  return io->Context();
}

const RedisModuleString* RM_GetKeyNameFromIO(RedisModuleIO* io) {
  return io->KeyName();
}

int RM_GetDbIdFromIO(RedisModuleIO* io) {
  return io->db();
}

RedisModuleString* RM_SaveDataTypeToString(RedisModuleCtx* ctx, void* value,
                                           const RedisModuleType* type) {
  if (type->methods().rdb_save == nullptr) return nullptr;
  std::string text;
  {
    trellis::RdbWriter out(text, {.checksum = false});
    RedisModuleIO io(*type, {}, out);
    type->methods().rdb_save(&io, value);
  }
  return RM_CreateString(ctx, text.data(), text.size());
}

void* RM_LoadDataTypeFromStringEncver(const RedisModuleString* str, const RedisModuleType* type,
                                      int encver) {
  if (type->methods().rdb_load == nullptr) return nullptr;
  trellis::RdbReader in(str->view());
  RedisModuleIO io(*type, {}, in);
  void* value = type->methods().rdb_load(&io, encver);
  if (value != nullptr && io.failed()) {
    // Nobody has stored it, so it isn't counted among the type's values.
    if (type->methods().free != nullptr) type->methods().free(value);
    return nullptr;
  }
  return value;
}

void* RM_LoadDataTypeFromString(const RedisModuleString* str, const RedisModuleType* type) {
  return RM_LoadDataTypeFromStringEncver(str, type, 0);
}

void RM_EmitAOF(RedisModuleIO* io, const char* command, const char* spec, ...) {
  va_list args;
  va_start(args, spec);
  trellis::CallArguments call(command);
  if (call.Parse(spec, args) && io->commands() != nullptr) {
    io->commands()->Command(call.words().data(), call.words().size());
  }
  va_end(args);
}

void RM_DigestAddStringBuffer(RedisModuleDigest* digest, const char* buf, size_t len) {
  digest->sink.AddOrdered({buf, len});
}

void RM_DigestAddLongLong(RedisModuleDigest* digest, long long value) {
  char digits[trellis::kMaxInt64Text];
  digest->sink.AddOrdered({digits, trellis::FormatInt64(value, digits)});
}

void RM_DigestEndSequence(RedisModuleDigest* digest) {
  digest->sink.EndElement();
}

const RedisModuleString* RM_GetKeyNameFromDigest(RedisModuleDigest* digest) {
  return digest->key;
}

int RM_GetDbIdFromDigest(RedisModuleDigest* digest) {
  return digest->db;
}

const RedisModuleString* RM_GetKeyNameFromOptCtx(RedisModuleKeyOptCtx* opt_ctx) {
  return opt_ctx->from_key;
}

const RedisModuleString* RM_GetToKeyNameFromOptCtx(RedisModuleKeyOptCtx* opt_ctx) {
  return opt_ctx->to_key;
}

int RM_GetDbIdFromOptCtx(RedisModuleKeyOptCtx* opt_ctx) {
  return opt_ctx->from_db;
}

int RM_GetToDbIdFromOptCtx(RedisModuleKeyOptCtx* opt_ctx) {
  return opt_ctx->to_db;
}

}  // extern "C"
