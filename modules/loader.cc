#include "modules/loader.h"

#include <dlfcn.h>
#include <fmt/core.h>
#include <link.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "modules/elf_file.h"
#include "modules/host.h"
#include "modules/memory_account.h"

namespace trellis::loader {
namespace {

template <size_t account>
int GetApi(const char* name, void** out) {
  return Host().GetApi(account, name, out);
}

template <size_t... accounts>
std::array<void*, sizeof...(accounts)> AllGetApis(std::index_sequence<accounts...>) {
  return {reinterpret_cast<void*>(GetApi<accounts>)...};
}

Result<void*> DynamicOpen(const std::string& path) {
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    const char* reason = dlerror();  // NOLINT(concurrency-mt-unsafe): of this thread in glibc
    return Status::Error(reason == nullptr ? "dlopen failed" : reason);
  }
  return handle;
}

// The dynamic linker knows a file by its path and by its inode, so another instance needs another file.
// Its name is gone again when this returns.
Result<void*> OpenCopy(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code problem;
  std::string folder = (fs::temp_directory_path(problem) / "trellis-module-XXXXXX").string();
  if (problem || mkdtemp(folder.data()) == nullptr) {
    return Status::Error("no folder for temporary files can be written");
  }
  const fs::path copy = fs::path(folder) / fs::path(path).filename();
  fs::copy_file(path, copy, problem);
  Result<void*> handle = problem
                             ? Status::Error(fmt::format("can't be copied: {}", problem.message()))
                             : DynamicOpen(copy.string());
  fs::remove_all(folder, problem);
  return handle;
}

template <typename Function>
Function Find(void* handle, const char* name) {
  return reinterpret_cast<Function>(dlsym(handle, name));
}

}  // namespace

Status CheckFile(const std::string& path) {
  struct stat about {};
  if (stat(path.c_str(), &about) != 0) {
    return Status::Error(fmt::format("{}", std::generic_category().message(errno)));
  }
  if ((about.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) == 0) {
    return Status::Error("It does not have execute permissions.");
  }
  return CheckElfFile(path);
}

Result<void*> Open(const std::string& path) {
  return Resident(path) == nullptr ? DynamicOpen(path) : OpenCopy(path);
}

const void* Resident(const std::string& path) {
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD);
  if (handle != nullptr) dlclose(handle);
  return handle;
}

void Close(void* handle) {
  dlclose(handle);
}

bool Owns(void* handle, const void* address) {
  link_map* opened = nullptr;
  link_map* holder = nullptr;
  Dl_info ignored{};
  return address != nullptr && dlinfo(handle, RTLD_DI_LINKMAP, &opened) == 0 &&
         dladdr1(address, &ignored, reinterpret_cast<void**>(&holder), RTLD_DL_LINKMAP) != 0 &&
         opened == holder;
}

OnLoad FindOnLoad(void* handle) {
  // Modules made for Valkey alone have the same entry under another name.
  const auto valkey = Find<OnLoad>(handle, "ValkeyModule_OnLoad");
  return valkey != nullptr ? valkey : Find<OnLoad>(handle, "RedisModule_OnLoad");
}

OnUnload FindOnUnload(void* handle) {
  const auto valkey = Find<OnUnload>(handle, "ValkeyModule_OnUnload");
  return valkey != nullptr ? valkey : Find<OnUnload>(handle, "RedisModule_OnUnload");
}

void* GetApiOf(size_t account) {
  static const auto the_functions = AllGetApis(std::make_index_sequence<memory_accounts::kCount>());
  return the_functions[std::min(account, memory_accounts::kCount - 1)];
}

}  // namespace trellis::loader
