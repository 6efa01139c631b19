#include "core/base/memory_usage.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>

#include "core/base/small_blocks.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
extern "C" size_t
__sanitizer_get_current_allocated_bytes();  // NOLINT(bugprone-reserved-identifier): no header of GCC has it
#else
#include <jemalloc/jemalloc.h>
#endif

namespace trellis {
namespace {

size_t g_startup = 0;
size_t g_peak = 0;
std::atomic<int64_t> g_stock{0};

void NotePeak() {
  g_peak = std::max(g_peak, UsedMemory());
}

size_t Stock() {
  const small_blocks::Usage blocks = small_blocks::CurrentUsage();
  return blocks.page_bytes - blocks.live_bytes +
         static_cast<size_t>(g_stock.load(std::memory_order_relaxed));
}

// Figures that were read at different times may not add up.
size_t WithoutStock(size_t allocated) {
  return allocated - std::min(allocated, Stock());
}

}  // namespace

void AddStock(int64_t bytes) {
  g_stock.fetch_add(bytes, std::memory_order_relaxed);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)

size_t UsedMemory() {
  return WithoutStock(__sanitizer_get_current_allocated_bytes());
}
void RefreshMemoryUsage() {
  NotePeak();
}
void ReleaseThreadCache() {}
AllocatorUsage ReadAllocatorUsage() {
  return {};
}
void ReleaseFreePages() {}
std::string AllocatorReport() {
  return {};
}
const char* AllocatorName() {
  return "sanitizer";
}

#else

namespace {

// What the statistics said at the last refresh, and the main thread's counters at that time.
struct Baseline {
  uint64_t allocated = 0;
  uint64_t thread_allocated = 0;
  uint64_t thread_freed = 0;
};
Baseline g_baseline;

uint64_t Read(const char* name) {
  uint64_t value = 0;
  size_t size = sizeof value;
  mallctl(name, &value, &size, nullptr, 0);
  return value;
}

uint64_t* ThreadCounter(const char* name) {
  uint64_t* counter = nullptr;
  size_t size = sizeof counter;
  mallctl(name, &counter, &size, nullptr, 0);
  return counter;
}

struct ThreadCounters {
  uint64_t* allocated = ThreadCounter("thread.allocatedp");
  uint64_t* freed = ThreadCounter("thread.deallocatedp");
};

// Of the thread that asks first.
const ThreadCounters& Counters() {
  static const ThreadCounters of_main_thread;
  return of_main_thread;
}

}  // namespace

void ReleaseThreadCache() {
  mallctl("thread.tcache.flush", nullptr, nullptr, nullptr, 0);
}

void RefreshMemoryUsage() {
  ReleaseThreadCache();
  uint64_t epoch = 1;
  mallctl("epoch", nullptr, nullptr, &epoch, sizeof epoch);
  g_baseline = {Read("stats.allocated"), *Counters().allocated, *Counters().freed};
  NotePeak();
}

size_t UsedMemory() {
  if (g_baseline.allocated == 0) RefreshMemoryUsage();
  return WithoutStock(g_baseline.allocated + (*Counters().allocated - g_baseline.thread_allocated) -
                      (*Counters().freed - g_baseline.thread_freed));
}

AllocatorUsage ReadAllocatorUsage() {
  return {.allocated = WithoutStock(Read("stats.allocated")),
          .active = Read("stats.active"),
          .resident = Read("stats.resident")};
}

void ReleaseFreePages() {
  // 4096 stands for all arenas (jemalloc(3), MALLCTL_ARENAS_ALL).
  mallctl("arena.4096.purge", nullptr, nullptr, nullptr, 0);
}

std::string AllocatorReport() {
  std::string report;
  const auto append = [](void* out, const char* text) { *static_cast<std::string*>(out) += text; };
  malloc_stats_print(append, &report, nullptr);
  return report;
}

const char* AllocatorName() {
  return "jemalloc-5.3.0";
}

#endif

void MarkStartupMemory() {
  RefreshMemoryUsage();
  g_startup = UsedMemory();
}

size_t StartupMemory() {
  return g_startup;
}

size_t PeakMemory() {
  return g_peak;
}

size_t SystemMemory() {
  return static_cast<size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

size_t ResidentMemory() {
  std::FILE* file = std::fopen("/proc/self/statm", "re");
  if (file == nullptr) return 0;
  long pages = 0;
  long resident = 0;
  const int read = std::fscanf(file, "%ld %ld", &pages, &resident);
  std::fclose(file);
  return read == 2 ? static_cast<size_t>(resident) * static_cast<size_t>(sysconf(_SC_PAGESIZE)) : 0;
}

}  // namespace trellis
