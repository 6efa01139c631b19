// Data types and their streams. Part of what the fake host serves.
#include <cstdlib>
#include <cstring>

#include "module_api/testing/fake_api.h"
#include "module_api/testing/fake_state.h"

namespace trellis::testing {
namespace {

RedisModuleType* CreateDataType(RedisModuleCtx* /*ctx*/, const char* name, int encoding,
                                RedisModuleTypeMethods* methods) {
  if (strlen(name) != 9 || encoding < 0 || encoding > 1023) return nullptr;
  Current()->types.push_back(
      std::make_unique<RedisModuleType>(RedisModuleType{name, encoding, *methods}));
  return Current()->types.back().get();
}
RedisModuleType* ModuleTypeGetType(RedisModuleKey* key) {
  const FakeValue* value = ValueOf(key);
  return value == nullptr ? nullptr : value->module_type;
}
void* ModuleTypeGetValue(RedisModuleKey* key) {
  const FakeValue* value = ValueOf(key);
  return value == nullptr ? nullptr : value->module_value;
}
int ModuleTypeSetValue(RedisModuleKey* key, RedisModuleType* type, void* content) {
  if (!key->writable()) return REDISMODULE_ERR;
  Current()->Erase(key->name->text);
  FakeValue value;
  value.type = REDISMODULE_KEYTYPE_MODULE;
  value.module_type = type;
  value.module_value = content;
  Current()->keys[key->name->text] = value;
  return REDISMODULE_OK;
}

enum Opcode : char {
  kUnsigned = 2,
  kFloat = 3,
  kDouble = 4,
  kString = 5
};

template <typename Value>
void Put(RedisModuleIO* io, Opcode opcode, Value value) {
  io->bytes += static_cast<char>(opcode);
  io->bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
}
template <typename Value>
Value Get(RedisModuleIO* io, Opcode opcode) {
  Value value{};
  if (io->failed || io->bytes.size() - io->position < 1 + sizeof(value) ||
      io->bytes[io->position] != opcode) {
    io->failed = true;
    return Value{};
  }
  memcpy(&value, io->bytes.data() + io->position + 1, sizeof(value));
  io->position += 1 + sizeof(value);
  return value;
}
void SaveUnsigned(RedisModuleIO* io, uint64_t value) {
  Put(io, kUnsigned, value);
}
uint64_t LoadUnsigned(RedisModuleIO* io) {
  return Get<uint64_t>(io, kUnsigned);
}
void SaveSigned(RedisModuleIO* io, int64_t value) {
  Put(io, kUnsigned, value);
}
int64_t LoadSigned(RedisModuleIO* io) {
  return Get<int64_t>(io, kUnsigned);
}
void SaveDouble(RedisModuleIO* io, double value) {
  Put(io, kDouble, value);
}
double LoadDouble(RedisModuleIO* io) {
  return Get<double>(io, kDouble);
}
void SaveFloat(RedisModuleIO* io, float value) {
  Put(io, kFloat, value);
}
float LoadFloat(RedisModuleIO* io) {
  return Get<float>(io, kFloat);
}
void SaveStringBuffer(RedisModuleIO* io, const char* bytes, size_t size) {
  Put(io, kString, uint64_t{size});
  io->bytes.append(bytes, size);
}
char* LoadStringBuffer(RedisModuleIO* io, size_t* size) {
  const auto length = Get<uint64_t>(io, kString);
  if (io->failed || length > io->bytes.size() - io->position) {
    io->failed = true;
    return nullptr;
  }
  auto* bytes = static_cast<char*>(malloc(length + 1));
  memcpy(bytes, io->bytes.data() + io->position, length);
  bytes[length] = '\0';
  io->position += length;
  if (size != nullptr) *size = length;
  return bytes;
}
int IsIOError(RedisModuleIO* io) {
  return io->failed ? 1 : 0;
}
void DigestAddStringBuffer(RedisModuleDigest* digest, const char* bytes, size_t size) {
  digest->sequence += std::to_string(size) + ":" + std::string(bytes, size);
}
void DigestAddLongLong(RedisModuleDigest* digest, long long value) {
  const std::string text = std::to_string(value);
  DigestAddStringBuffer(digest, text.data(), text.size());
}
void DigestEndSequence(RedisModuleDigest* digest) {
  digest->sum += std::hash<std::string>()(digest->sequence);
  digest->sequence.clear();
}
const RedisModuleString* GetKeyNameFromIO(RedisModuleIO* io) {
  return io->key;
}
int GetDbIdFromIO(RedisModuleIO* /*io*/) {
  return 0;
}

}  // namespace

std::vector<ServedFunction> FakeTypes() {
  return {
      TRELLIS_SERVE(CreateDataType, CreateDataType),
      TRELLIS_SERVE(ModuleTypeGetType, ModuleTypeGetType),
      TRELLIS_SERVE(ModuleTypeGetValue, ModuleTypeGetValue),
      TRELLIS_SERVE(ModuleTypeSetValue, ModuleTypeSetValue),
      TRELLIS_SERVE(SaveUnsigned, SaveUnsigned),
      TRELLIS_SERVE(LoadUnsigned, LoadUnsigned),
      TRELLIS_SERVE(SaveSigned, SaveSigned),
      TRELLIS_SERVE(LoadSigned, LoadSigned),
      TRELLIS_SERVE(SaveDouble, SaveDouble),
      TRELLIS_SERVE(LoadDouble, LoadDouble),
      TRELLIS_SERVE(SaveFloat, SaveFloat),
      TRELLIS_SERVE(LoadFloat, LoadFloat),
      TRELLIS_SERVE(SaveStringBuffer, SaveStringBuffer),
      TRELLIS_SERVE(LoadStringBuffer, LoadStringBuffer),
      TRELLIS_SERVE(IsIOError, IsIOError),
      TRELLIS_SERVE(DigestAddStringBuffer, DigestAddStringBuffer),
      TRELLIS_SERVE(DigestAddLongLong, DigestAddLongLong),
      TRELLIS_SERVE(DigestEndSequence, DigestEndSequence),
      TRELLIS_SERVE(GetKeyNameFromIO, GetKeyNameFromIO),
      TRELLIS_SERVE(GetDbIdFromIO, GetDbIdFromIO),
  };
}

}  // namespace trellis::testing
