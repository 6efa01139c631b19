// Dictionaries for a module's own use.
#include <memory>
#include <string_view>

#include "modules/api_table.h"
#include "modules/module_context.h"
#include "modules/module_dict.h"
#include "modules/module_string.h"

namespace {

std::string_view View(const void* key, size_t keylen) {
  return {static_cast<const char*>(key), keylen};
}

void ReleaseDict(void* dict) {
  delete static_cast<RedisModuleDict*>(dict);
}

int Outcome(bool good) {
  return good ? REDISMODULE_OK : REDISMODULE_ERR;
}

RedisModuleDictIter* Start(RedisModuleDict* dict, const char* op, std::string_view key) {
  auto* iterator = new RedisModuleDictIter(*dict);
  iterator->Seek(op, key);
  return iterator;
}

// The key's bytes are the iterator's, until its next step.
void* Step(RedisModuleDictIter* iter, bool forward, size_t* keylen, void** data) {
  if (!iter->Step(forward)) return nullptr;
  if (keylen != nullptr) *keylen = iter->key().size();
  if (data != nullptr) *data = iter->value();
  return const_cast<char*>(iter->key().data());
}

RedisModuleString* StepToString(RedisModuleCtx* ctx, RedisModuleDictIter* iter, bool forward,
                                void** data) {
  size_t size = 0;
  const void* key = Step(iter, forward, &size, data);
  return key == nullptr ? nullptr : RM_CreateString(ctx, static_cast<const char*>(key), size);
}

}  // namespace

extern "C" {

RedisModuleDict* RM_CreateDict(RedisModuleCtx* ctx) {
  auto* dict = new RedisModuleDict();
  if (ctx != nullptr) ctx->OwnIfAuto(dict, ReleaseDict);
  return dict;
}

void RM_FreeDict(RedisModuleCtx* ctx, RedisModuleDict* dict) {
  if (ctx != nullptr && ctx->auto_memory) ctx->Disown(dict);
  delete dict;
}

uint64_t RM_DictSize(RedisModuleDict* dict) {
  return dict->entries().size();
}

size_t RM_MallocSizeDict(RedisModuleDict* dict) {
  return dict->MemoryBytes();
}

int RM_DictSetC(RedisModuleDict* dict, void* key, size_t keylen, void* ptr) {
  return Outcome(dict->Add(View(key, keylen), ptr));
}

int RM_DictSet(RedisModuleDict* dict, RedisModuleString* key, void* ptr) {
  return Outcome(dict->Add(key->view(), ptr));
}

int RM_DictReplaceC(RedisModuleDict* dict, void* key, size_t keylen, void* ptr) {
  return Outcome(dict->Put(View(key, keylen), ptr));
}

int RM_DictReplace(RedisModuleDict* dict, RedisModuleString* key, void* ptr) {
  return Outcome(dict->Put(key->view(), ptr));
}

void* RM_DictGetC(RedisModuleDict* dict, void* key, size_t keylen, int* no_key) {
  void* const* found = dict->Find(View(key, keylen));
  if (no_key != nullptr) *no_key = found == nullptr ? 1 : 0;
  return found == nullptr ? nullptr : *found;
}

void* RM_DictGet(RedisModuleDict* dict, RedisModuleString* key, int* no_key) {
  const std::string_view view = key->view();
  return RM_DictGetC(dict, const_cast<char*>(view.data()), view.size(), no_key);
}

// `old_value` is a void**, although the ABI says void*.
int RM_DictDelC(RedisModuleDict* dict, void* key, size_t keylen, void* old_value) {
  return Outcome(dict->Erase(View(key, keylen), static_cast<void**>(old_value)));
}

int RM_DictDel(RedisModuleDict* dict, RedisModuleString* key, void* old_value) {
  return Outcome(dict->Erase(key->view(), static_cast<void**>(old_value)));
}

RedisModuleDictIter* RM_DictIteratorStartC(RedisModuleDict* dict, const char* op, void* key,
                                           size_t keylen) {
  return Start(dict, op, View(key, keylen));
}

RedisModuleDictIter* RM_DictIteratorStart(RedisModuleDict* dict, const char* op,
                                          RedisModuleString* key) {
  return Start(dict, op, key == nullptr ? std::string_view() : key->view());
}

// Lives on until this thread stops another. RedisTimeSeries 1.12 stops an iterator and starts one behind
// the key that the old one gave; with those bytes gone it would begin again, and never end.
void RM_DictIteratorStop(RedisModuleDictIter* iter) {
  thread_local std::unique_ptr<RedisModuleDictIter> last_stopped;
  if (iter != nullptr) last_stopped.reset(iter);
}

// 1 whether it finds a key or not, as in Redis: who wants to know looks at the next step.
int RM_DictIteratorReseekC(RedisModuleDictIter* iter, const char* op, void* key, size_t keylen) {
  iter->Seek(op, View(key, keylen));
  return 1;
}

int RM_DictIteratorReseek(RedisModuleDictIter* iter, const char* op, RedisModuleString* key) {
  iter->Seek(op, key == nullptr ? std::string_view() : key->view());
  return 1;
}

void* RM_DictNextC(RedisModuleDictIter* iter, size_t* keylen, void** data) {
  return Step(iter, true, keylen, data);
}

void* RM_DictPrevC(RedisModuleDictIter* iter, size_t* keylen, void** data) {
  return Step(iter, false, keylen, data);
}

RedisModuleString* RM_DictNext(RedisModuleCtx* ctx, RedisModuleDictIter* iter, void** data) {
  return StepToString(ctx, iter, true, data);
}

RedisModuleString* RM_DictPrev(RedisModuleCtx* ctx, RedisModuleDictIter* iter, void** data) {
  return StepToString(ctx, iter, false, data);
}

int RM_DictCompareC(RedisModuleDictIter* iter, const char* op, void* key, size_t keylen) {
  return Outcome(iter->Compare(op, View(key, keylen)));
}

int RM_DictCompare(RedisModuleDictIter* iter, const char* op, RedisModuleString* key) {
  return Outcome(iter->Compare(op, key == nullptr ? std::string_view() : key->view()));
}

}  // extern "C"
