// The dynamic linker's side of a module: opening the file, and the handshake's GetApi.
#pragma once

#include <cstddef>
#include <string>

#include "core/base/result.h"

struct RedisModuleCtx;
struct RedisModuleString;

namespace trellis::loader {

using OnLoad = int (*)(RedisModuleCtx*, RedisModuleString** argv, int argc);
using OnUnload = int (*)(RedisModuleCtx*);

// Why the file can't be a module: to be asked before anything below, since the dynamic linker believes all.
Status CheckFile(const std::string& path);
// dlopen's handle. The symbols of modules don't see each other. A file that
// is in memory already, or one that has taken the place of such a file, gets an instance of its own.
Result<void*> Open(const std::string& path);
// The handle of the instance that the dynamic linker would answer with, not to be closed; or null.
const void* Resident(const std::string& path);
void Close(void* handle);
// Whether this is code (or data) of the opened file.
bool Owns(void* handle, const void* address);
// Null if the module has none.
OnLoad FindOnLoad(void* handle);
OnUnload FindOnUnload(void* handle);

// `int GetApi(const char* name, void** out)` of one account: it has to know who asks, and the ABI's
// function isn't told.
void* GetApiOf(size_t account);

}  // namespace trellis::loader
