#include "core/base/small_blocks.h"

#include <atomic>
#include <cassert>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace trellis::small_blocks {
namespace {

// The address sanitizer sees a use after free only if each block is one of its own.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr size_t kLargestPooled = 0;
#else
constexpr size_t kLargestPooled = kMaxSize;
#endif

constexpr size_t kSpacing = 8;
constexpr size_t kClasses = kMaxSize / kSpacing + 1;

struct FreeBlock {
  FreeBlock* next;
};

struct Page {
  Page* next;  // pages of the class that have a free block
  Page* previous;
  FreeBlock* free;
  uint32_t live;       // blocks handed out
  uint32_t untouched;  // offset of the first byte never handed out: blocks are cut lazily
  uint32_t size;
  bool listed;
};

struct Class {
  Page* open = nullptr;  // pages with room, the one in use first
};

// Empty pages that any class may take: a block that comes and goes then costs no system allocation.
constexpr size_t kMostSpares = 8;

// A block that a detached thread freed. The size is kept in the block itself.
struct Returned {
  Returned* next;
};

Class g_classes[kClasses];
Page* g_spares = nullptr;
size_t g_spare_count = 0;
size_t g_page_bytes = 0;
size_t g_live_bytes = 0;
std::atomic<Returned*> g_returned{nullptr};
Returned* g_reclaiming = nullptr;
thread_local bool t_detached = false;

Page* PageOf(void* block) {
  return reinterpret_cast<Page*>(reinterpret_cast<uintptr_t>(block) & ~(kPageSize - 1));
}

void Link(Class& cls, Page* page) {
  page->previous = nullptr;
  page->next = cls.open;
  if (cls.open != nullptr) cls.open->previous = page;
  cls.open = page;
  page->listed = true;
}

void Unlink(Class& cls, Page* page) {
  if (page->previous != nullptr) page->previous->next = page->next;
  if (page->next != nullptr) page->next->previous = page->previous;
  if (cls.open == page) cls.open = page->next;
  page->listed = false;
}

[[noreturn]] void OutOfMemory(size_t size) {
  std::fprintf(stderr, "Out of memory allocating %zu bytes\n", size);
  std::abort();
}

Page* NewPage(Class& cls, size_t size) {
  Page* page = g_spares;
  if (page != nullptr) {
    g_spares = page->next;
    --g_spare_count;
  } else {
    page = static_cast<Page*>(std::aligned_alloc(kPageSize, kPageSize));
    if (page == nullptr) OutOfMemory(kPageSize);
    g_page_bytes += kPageSize;
  }
  *page = Page{.next = nullptr,
               .previous = nullptr,
               .free = nullptr,
               .live = 0,
               .untouched = sizeof(Page),
               .size = static_cast<uint32_t>(size),
               .listed = false};
  Link(cls, page);
  return page;
}

bool HasRoom(const Page* page) {
  return page->free != nullptr || page->untouched + page->size <= kPageSize;
}

size_t ClassOf(size_t size) {
  return (size + kSpacing - 1) / kSpacing;
}

void FreeToPage(void* block) {
  Page* page = PageOf(block);
  Class& cls = g_classes[ClassOf(page->size)];
  auto* cell = static_cast<FreeBlock*>(block);
  cell->next = page->free;
  page->free = cell;
  g_live_bytes -= page->size;
  --page->live;
  if (!page->listed) Link(cls, page);
  if (page->live > 0) return;
  Unlink(cls, page);
  if (g_spare_count < kMostSpares) {
    page->next = g_spares;
    g_spares = page;
    ++g_spare_count;
    return;
  }
  g_page_bytes -= kPageSize;
  std::free(page);
}

}  // namespace

void* Allocate(size_t size) {
  assert(!t_detached || size > kLargestPooled);
  if (size > kLargestPooled) {
    void* block = std::malloc(size);
    if (block == nullptr) OutOfMemory(size);
    return block;
  }
  if (size == 0) size = 1;
  Class& cls = g_classes[ClassOf(size)];
  Page* page = cls.open;
  if (page == nullptr) page = NewPage(cls, ClassOf(size) * kSpacing);
  void* block;
  if (page->free != nullptr) {
    block = page->free;
    page->free = page->free->next;
  } else {
    block = reinterpret_cast<char*>(page) + page->untouched;
    page->untouched += page->size;
  }
  ++page->live;
  g_live_bytes += page->size;
  if (!HasRoom(page)) Unlink(cls, page);
  return block;
}

void Free(void* block, size_t size) {
  if (block == nullptr) return;
  if (size > kLargestPooled) {
    std::free(block);
    return;
  }
  if (!t_detached) {
    FreeToPage(block);
    return;
  }
  auto* returned = static_cast<Returned*>(block);
  returned->next = g_returned.load(std::memory_order_relaxed);
  while (!g_returned.compare_exchange_weak(returned->next, returned, std::memory_order_release,
                                           std::memory_order_relaxed)) {
  }
}

void* Resize(void* block, size_t old_size, size_t new_size) {
  if (block == nullptr) return Allocate(new_size);
  if (old_size > kLargestPooled && new_size > kLargestPooled) {
    void* moved = std::realloc(block, new_size);
    if (moved == nullptr) OutOfMemory(new_size);
    return moved;
  }
  if (old_size <= kLargestPooled && new_size <= kLargestPooled &&
      ClassOf(old_size) == ClassOf(new_size)) {
    return block;
  }
  void* moved = Allocate(new_size);
  std::memcpy(moved, block, old_size < new_size ? old_size : new_size);
  Free(block, old_size);
  return moved;
}

size_t UsableSize(size_t size) {
  if (size > kLargestPooled) return size;
  return (size == 0 ? 1 : ClassOf(size)) * kSpacing;
}

void DetachThread() {
  t_detached = true;
}

size_t Reclaim(size_t limit) {
  if (g_reclaiming == nullptr)
    g_reclaiming = g_returned.exchange(nullptr, std::memory_order_acquire);
  size_t taken = 0;
  while (g_reclaiming != nullptr && taken < limit) {
    Returned* block = g_reclaiming;
    g_reclaiming = block->next;
    FreeToPage(block);
    ++taken;
  }
  return taken;
}

Usage CurrentUsage() {
  return {.page_bytes = g_page_bytes, .live_bytes = g_live_bytes};
}

}  // namespace trellis::small_blocks
