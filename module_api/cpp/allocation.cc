// Global new and delete of a module, over RedisModule_Alloc and RedisModule_Free: the server can then
// say how many bytes each module holds. trellis_module() links this file into every module.
//
// Two things make it safe to link:
//  - The linker script module_api/module.map keeps all symbols of the module inside it. Else the server's
//    own operator new, found first, would be called by half of the module.
//  - The string and stream classes, whose code normally lives in libstdc++.so and would go on calling
//    libstdc++'s operator new there, are instantiated here, so that what they allocate is freed by the same
//    pair. What remains in libstdc++ frees what it has allocated, with a few exceptions, which a module must
//    not call: reading a std::string from a stream (>>, std::getline), and functions that hand out a
//    std::string made there, such as std::error_category::message().
//
// Before RedisModule_Init there is no server to ask: what the module's static objects allocate comes from a
// fixed arena, which delete recognises by its address.
#define _GLIBCXX_EXTERN_TEMPLATE 0  // NOLINT: libstdc++'s own switch

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <sstream>
#include <string>

#include "module_api/redismodule.h"

template class std::basic_string<char>;
template class std::basic_stringbuf<char>;
template class std::basic_istringstream<char>;
template class std::basic_ostringstream<char>;
template class std::basic_stringstream<char>;

namespace {

constexpr size_t kDefaultAlignment = __STDCPP_DEFAULT_NEW_ALIGNMENT__;

// Untouched pages of it cost nothing. Static constructors run on one thread.
constexpr size_t kEarlyBytes = size_t{1} << 20;
alignas(kDefaultAlignment) char early_arena[kEarlyBytes];
size_t early_used = 0;

void* AllocateEarly(size_t bytes) {
  const size_t rounded = (bytes + kDefaultAlignment - 1) / kDefaultAlignment * kDefaultAlignment;
  if (rounded < bytes || rounded > kEarlyBytes - early_used) return nullptr;
  void* block = early_arena + early_used;
  early_used += rounded;
  return block;
}
bool IsEarly(const void* block) {
  return block >= early_arena && block < early_arena + kEarlyBytes;
}

// Null only when `bytes` can't be had; the server ends the process itself when memory runs out.
void* Allocate(size_t bytes) noexcept {
  if (bytes == 0) bytes = 1;
  return RedisModule_Alloc != nullptr ? RedisModule_Alloc(bytes) : AllocateEarly(bytes);
}
void Free(void* block) noexcept {
  if (block != nullptr && !IsEarly(block)) RedisModule_Free(block);
}

// An aligned block is preceded by the address that the server gave.
void* AllocateAligned(size_t bytes, std::align_val_t alignment) noexcept {
  const auto align = static_cast<size_t>(alignment);
  const size_t extra = align + sizeof(void*);
  if (bytes > SIZE_MAX - extra) return nullptr;
  void* whole = Allocate(bytes + extra);
  if (whole == nullptr) return nullptr;
  const uintptr_t first = reinterpret_cast<uintptr_t>(whole) + sizeof(void*);
  void* block = reinterpret_cast<void*>((first + align - 1) / align * align);
  static_cast<void**>(block)[-1] = whole;
  return block;
}
void FreeAligned(void* block) noexcept {
  if (block != nullptr) Free(static_cast<void**>(block)[-1]);
}

void* OrThrow(void* block) {
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

}  // namespace

void* operator new(size_t bytes) {
  return OrThrow(Allocate(bytes));
}
void* operator new[](size_t bytes) {
  return OrThrow(Allocate(bytes));
}
void* operator new(size_t bytes, const std::nothrow_t& /*tag*/) noexcept {
  return Allocate(bytes);
}
void* operator new[](size_t bytes, const std::nothrow_t& /*tag*/) noexcept {
  return Allocate(bytes);
}
void* operator new(size_t bytes, std::align_val_t alignment) {
  return OrThrow(AllocateAligned(bytes, alignment));
}
void* operator new[](size_t bytes, std::align_val_t alignment) {
  return OrThrow(AllocateAligned(bytes, alignment));
}
void* operator new(size_t bytes, std::align_val_t alignment,
                   const std::nothrow_t& /*tag*/) noexcept {
  return AllocateAligned(bytes, alignment);
}
void* operator new[](size_t bytes, std::align_val_t alignment,
                     const std::nothrow_t& /*tag*/) noexcept {
  return AllocateAligned(bytes, alignment);
}

void operator delete(void* block) noexcept {
  Free(block);
}
void operator delete[](void* block) noexcept {
  Free(block);
}
void operator delete(void* block, size_t /*bytes*/) noexcept {
  Free(block);
}
void operator delete[](void* block, size_t /*bytes*/) noexcept {
  Free(block);
}
void operator delete(void* block, const std::nothrow_t& /*tag*/) noexcept {
  Free(block);
}
void operator delete[](void* block, const std::nothrow_t& /*tag*/) noexcept {
  Free(block);
}
void operator delete(void* block, std::align_val_t /*alignment*/) noexcept {
  FreeAligned(block);
}
void operator delete[](void* block, std::align_val_t /*alignment*/) noexcept {
  FreeAligned(block);
}
void operator delete(void* block, size_t /*bytes*/, std::align_val_t /*alignment*/) noexcept {
  FreeAligned(block);
}
void operator delete[](void* block, size_t /*bytes*/, std::align_val_t /*alignment*/) noexcept {
  FreeAligned(block);
}
void operator delete(void* block, std::align_val_t /*alignment*/,
                     const std::nothrow_t& /*tag*/) noexcept {
  FreeAligned(block);
}
void operator delete[](void* block, std::align_val_t /*alignment*/,
                       const std::nothrow_t& /*tag*/) noexcept {
  FreeAligned(block);
}
