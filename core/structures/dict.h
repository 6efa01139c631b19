// A hash table of pointers to entries, for the keyspace and for the members of large collections.
//
// Linear hashing (W. Litwin, VLDB 1980): the table grows and shrinks by one bucket at a time, so
// there is neither a pause nor a second table, and the load stays the same whatever the number of
// keys. A bucket is a cache line:
//
//   [ tag:1 x 9 ][ meta:1 ][ pointer:6 x 9 ]        64 bytes, 10.7 per entry at kLoad
//
// A tag is 8 bits of the entry's hash, 0 for an empty cell; one SSE2 compare finds the candidates.
// Pointers are 48 bits. When a bucket is full its ninth cell becomes a pointer to an overflow
// bucket (meta bit kChained). With `count` buckets, 2^level <= count < 2^(level+1), an entry lives in
// bucket hash mod 2^(level+1) if that exists, else hash mod 2^level.
//
// Scan gives Redis' guarantee (an entry present throughout is returned) by walking the buckets of
// `level` in reversed-bit order, each with its split image, so a cursor stays good as the table
// changes size.
//
// Traits:
//   using Entry = ...;                                   what the table points to, aligned to 2
//   static std::string_view Key(const Entry*);           the entry's key
// The table doesn't own its entries: who erases or replaces one frees it; ForEach before the end.
// Threads: none. Any insertion or erasure invalidates Cells.
#pragma once

#include <emmintrin.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include "core/base/keyed_hash.h"
#include "core/base/memory_usage.h"
#include "core/base/same_bytes.h"

namespace trellis {

template <typename Traits>
class Dict {
 public:
  using Entry = typename Traits::Entry;

  Dict() = default;
  Dict(const Dict&) = delete;
  Dict& operator=(const Dict&) = delete;
  Dict(Dict&& other) noexcept { Swap(other); }
  Dict& operator=(Dict&& other) noexcept {
    Swap(other);
    return *this;
  }
  ~Dict() { FreeBuckets(); }

  static uint64_t Hash(std::string_view key) { return KeyedHash(key); }

  [[nodiscard]] size_t size() const { return size_; }
  [[nodiscard]] size_t bucket_count() const { return count_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

  // Brings the bucket of `hash` into the cache; then, a little later, the entry it points to.
  void PrefetchBucket(uint64_t hash) const {
    if (count_ != 0) __builtin_prefetch(BucketAt(IndexOf(hash)));
  }
  void PrefetchEntry(uint64_t hash) const {
    if (count_ == 0) return;
    const Bucket* bucket = BucketAt(IndexOf(hash));
    const uint32_t hits = bucket->Match(TagOf(hash));
    if (hits != 0) __builtin_prefetch(bucket->Get(std::countr_zero(hits)));
  }

  // The entry with this key, or null.
  Entry* Find(std::string_view key, uint64_t hash) const {
    if (count_ == 0) return nullptr;
    // Nearly always the first candidate is the entry, or the bucket has none and no overflow.
    const Bucket* bucket = BucketAt(IndexOf(hash));
    const uint32_t hits = bucket->Match(TagOf(hash));
    if (hits != 0) {
      Entry* entry = bucket->Get(std::countr_zero(hits));
      if (SameBytes(Traits::Key(entry), key)) return entry;
    } else if (!bucket->Chained()) {
      return nullptr;
    }
    return FindInChain(bucket, key, TagOf(hash));
  }
  Entry* Find(std::string_view key) const { return count_ == 0 ? nullptr : Find(key, Hash(key)); }

  // Adds an entry whose key is not in the table.
  void Insert(Entry* entry, uint64_t hash) {
    if (count_ == 0) Start();
    Place(BucketAt(IndexOf(hash)), entry, TagOf(hash));
    ++size_;
    if (size_ > count_ * kLoad) Grow();
  }
  void Insert(Entry* entry) { Insert(entry, Hash(Traits::Key(entry))); }

  // Puts `replacement`, which has the same key, where `entry` is.
  void Replace(const Entry* entry, Entry* replacement, uint64_t hash) {
    for (Bucket* bucket = BucketAt(IndexOf(hash)); bucket != nullptr; bucket = bucket->Next()) {
      for (int i = 0; i < bucket->Cells(); ++i) {
        if (bucket->tags[i] != 0 && bucket->Get(i) == entry) {
          bucket->Set(i, replacement);
          return;
        }
      }
    }
    assert(false);
  }

  // Takes the entry with this key out and returns it, or null.
  Entry* Erase(std::string_view key, uint64_t hash) {
    if (count_ == 0) return nullptr;
    const uint8_t tag = TagOf(hash);
    Bucket* head = BucketAt(IndexOf(hash));
    for (Bucket* bucket = head; bucket != nullptr; bucket = bucket->Next()) {
      for (uint32_t hits = bucket->Match(tag); hits != 0; hits &= hits - 1) {
        const int cell = std::countr_zero(hits);
        Entry* entry = bucket->Get(cell);
        if (!SameBytes(Traits::Key(entry), key)) continue;
        bucket->tags[cell] = 0;
        --size_;
        if (head->Chained()) Compact(head);
        if (count_ > 1 && size_ < count_ * kMinLoad) Shrink();
        return entry;
      }
    }
    return nullptr;
  }
  Entry* Erase(std::string_view key) { return count_ == 0 ? nullptr : Erase(key, Hash(key)); }

  // Calls visit(Entry*) for each entry. The callback must not change the table.
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (size_t i = 0; i < count_; ++i)
      VisitChain(BucketAt(i), visit);
  }

  // Forgets all entries and gives back the buckets.
  void Clear() {
    FreeBuckets();
    Dict fresh;
    Swap(fresh);
  }

  // Visits the entries of one cursor step and returns the next cursor; 0 is the start and the end.
  // The callback must not change the table. A step visits a handful of entries, possibly none.
  template <typename Visit>
  uint64_t Scan(uint64_t cursor, Visit visit) const {
    if (count_ == 0) return 0;
    const uint64_t mask = half_ - 1;
    const uint64_t index = cursor & mask;
    VisitChain(BucketAt(index), visit);
    const uint64_t image = index + half_;
    if (image < count_) VisitChain(BucketAt(image), visit);
    // Add one to the cursor's reversed bits, above the mask's width.
    cursor |= ~mask;
    cursor = Reverse(cursor);
    ++cursor;
    return Reverse(cursor);
  }

  // An entry chosen with nearly equal chance, given random bits; null when empty.
  template <typename NextRandom>
  Entry* Random(NextRandom next_random) const {
    if (size_ == 0) return nullptr;
    while (true) {
      const Bucket* bucket = BucketAt(next_random() % count_);
      // A random cell of the chain, empty ones included, so that crowded buckets aren't favoured.
      constexpr uint64_t kCellsDrawn = 2 * kCells;
      uint64_t cell = next_random() % kCellsDrawn;
      while (bucket != nullptr && cell >= static_cast<uint64_t>(bucket->Cells())) {
        cell -= bucket->Cells();
        bucket = bucket->Next();
      }
      if (bucket != nullptr && bucket->tags[cell] != 0) return bucket->Get(static_cast<int>(cell));
    }
  }

  // Visits the entries of the bucket numbered `index`, less than bucket_count().
  template <typename Visit>
  void VisitBucket(size_t index, Visit visit) const {
    VisitChain(BucketAt(index), visit);
  }

  // Bytes of buckets (but those in stock) and directory.
  [[nodiscard]] size_t MemoryBytes() const {
    return (BucketsHeld() - StockBuckets() + overflow_) * sizeof(Bucket) +
           directory_.capacity() * sizeof(void*);
  }

  // Room for this many entries, so that filling a table of known size splits no bucket.
  void Reserve(size_t entries) {
    if (size_ != 0 || entries == 0) return;
    if (count_ == 0) Start();
    while (count_ * kLoad < entries)
      AddBucket();
  }

 private:
  static constexpr int kCells = 9;
  // Mean entries per bucket above which the table grows, below which it shrinks.
  static constexpr size_t kLoad = 7;
  static constexpr size_t kMinLoad = 2;
  // Buckets are allocated in chunks, so that growing copies at most one small first chunk. That one
  // doubles up to kFirstStep buckets, then grows by as many: 4 KB at a time. Of the later ones, the
  // buckets not yet in use are stock (memory_usage.h), and nothing has been written to them.
  static constexpr size_t kChunk = 1024;
  static constexpr size_t kFirstStep = 64;

  struct alignas(64) Bucket {
    uint8_t tags[kCells];
    uint8_t meta;
    uint8_t pointers[kCells * 6];

    static constexpr uint8_t kChained = 1;

    [[nodiscard]] bool Chained() const { return (meta & kChained) != 0; }
    [[nodiscard]] int Cells() const { return Chained() ? kCells - 1 : kCells; }
    // The cells whose tag matches, as a bit set.
    [[nodiscard]] uint32_t Match(uint8_t tag) const {
      const __m128i all = _mm_load_si128(reinterpret_cast<const __m128i*>(this));
      const __m128i equal = _mm_cmpeq_epi8(all, _mm_set1_epi8(static_cast<char>(tag)));
      // The ninth tag is no cell's if the bucket is chained.
      constexpr uint32_t kAll = (1U << kCells) - 1;
      const uint32_t cells = kAll ^ (static_cast<uint32_t>(meta & kChained) << (kCells - 1));
      return static_cast<uint32_t>(_mm_movemask_epi8(equal)) & cells;
    }
    [[nodiscard]] uintptr_t Load(int cell) const {
      uint32_t low;
      uint16_t high;
      std::memcpy(&low, pointers + cell * 6, 4);
      std::memcpy(&high, pointers + cell * 6 + 4, 2);
      return uintptr_t{low} | uintptr_t{high} << 32;
    }
    void Store(int cell, uintptr_t value) {
      const auto low = static_cast<uint32_t>(value);
      const auto high = static_cast<uint16_t>(value >> 32);
      std::memcpy(pointers + cell * 6, &low, 4);
      std::memcpy(pointers + cell * 6 + 4, &high, 2);
    }
    [[nodiscard]] Entry* Get(int cell) const { return reinterpret_cast<Entry*>(Load(cell)); }
    void Set(int cell, const Entry* entry) { Store(cell, reinterpret_cast<uintptr_t>(entry)); }
    [[nodiscard]] Bucket* Next() const {
      return Chained() ? reinterpret_cast<Bucket*>(Load(kCells - 1)) : nullptr;
    }
  };
  static_assert(sizeof(Bucket) == 64);

  static uint8_t TagOf(uint64_t hash) {
    const auto tag = static_cast<uint8_t>(hash >> 56);
    return tag == 0 ? 1 : tag;
  }

  static uint64_t Reverse(uint64_t bits) {
    bits = (bits & 0x5555555555555555) << 1 | ((bits >> 1) & 0x5555555555555555);
    bits = (bits & 0x3333333333333333) << 2 | ((bits >> 2) & 0x3333333333333333);
    bits = (bits & 0x0f0f0f0f0f0f0f0f) << 4 | ((bits >> 4) & 0x0f0f0f0f0f0f0f0f);
    return __builtin_bswap64(bits);
  }

  [[nodiscard]] size_t IndexOf(uint64_t hash) const {
    const uint64_t wide = hash & (half_ * 2 - 1);
    return wide < count_ ? wide : wide & (half_ - 1);
  }
  [[nodiscard]] Bucket* BucketAt(size_t index) const {
    return directory_[index / kChunk] + index % kChunk;
  }
  [[nodiscard]] size_t BucketsHeld() const {
    return directory_.empty() ? 0 : (directory_.size() - 1) * kChunk + last_chunk_;
  }

  // Not empty yet: Empty() each before use.
  static Bucket* NewBuckets(size_t count) {
    void* memory = std::aligned_alloc(alignof(Bucket), count * sizeof(Bucket));
    if (memory == nullptr) std::abort();
    return static_cast<Bucket*>(memory);
  }
  static void Empty(Bucket* bucket) { std::memset(static_cast<void*>(bucket), 0, sizeof(Bucket)); }
  // The numbers of buckets allocated in chunks after the first, and not in use.
  [[nodiscard]] size_t StockBuckets() const {
    return directory_.size() > 1 ? BucketsHeld() - count_ : 0;
  }
  static void AddStockBuckets(int64_t buckets) {
    AddStock(buckets * static_cast<int64_t>(sizeof(Bucket)));
  }

  [[gnu::noinline]] static Entry* FindInChain(const Bucket* bucket, std::string_view key,
                                              uint8_t tag) {
    for (; bucket != nullptr; bucket = bucket->Next()) {
      for (uint32_t hits = bucket->Match(tag); hits != 0; hits &= hits - 1) {
        Entry* entry = bucket->Get(std::countr_zero(hits));
        if (SameBytes(Traits::Key(entry), key)) return entry;
      }
    }
    return nullptr;
  }

  void Start() {
    directory_.push_back(NewBuckets(1));
    Empty(directory_[0]);
    last_chunk_ = 1;
    count_ = 1;
    half_ = 1;
  }

  void Place(Bucket* bucket, Entry* entry, uint8_t tag) {
    while (true) {
      const uint32_t free = bucket->Match(0);
      if (free != 0) {
        const int cell = std::countr_zero(free);
        bucket->tags[cell] = tag;
        bucket->Set(cell, entry);
        return;
      }
      if (!bucket->Chained()) {
        Bucket* overflow = NewBuckets(1);
        Empty(overflow);
        ++overflow_;
        overflow->tags[0] = bucket->tags[kCells - 1];
        overflow->Store(0, bucket->Load(kCells - 1));
        bucket->tags[kCells - 1] = 0;
        bucket->meta |= Bucket::kChained;
        bucket->Store(kCells - 1, reinterpret_cast<uintptr_t>(overflow));
      }
      bucket = bucket->Next();
    }
  }

  // Moves entries of the chain's last bucket into holes before it; drops it once it is empty.
  void Compact(Bucket* head) {
    Bucket* before_last = head;
    while (before_last->Next()->Chained())
      before_last = before_last->Next();
    Bucket* last = before_last->Next();
    for (int i = 0; i < kCells; ++i) {
      if (last->tags[i] == 0) continue;
      uint32_t hole = 0;
      Bucket* target = head;
      for (; target != last; target = target->Next()) {
        hole = target->Match(0);
        if (hole != 0) break;
      }
      if (hole == 0) return;
      const int cell = std::countr_zero(hole);
      target->tags[cell] = last->tags[i];
      target->Store(cell, last->Load(i));
      last->tags[i] = 0;
    }
    before_last->meta &= static_cast<uint8_t>(~Bucket::kChained);
    before_last->tags[kCells - 1] = 0;
    std::free(last);
    --overflow_;
  }

  void AddBucket() {
    if (count_ == BucketsHeld()) {
      if (last_chunk_ < kChunk) {
        const size_t step = std::min(last_chunk_, kFirstStep);
        Bucket* larger = NewBuckets(last_chunk_ + step);
        std::memcpy(larger, directory_.back(), last_chunk_ * sizeof(Bucket));
        std::free(directory_.back());
        directory_.back() = larger;
        last_chunk_ += step;
      } else {
        directory_.push_back(NewBuckets(kChunk));
        AddStockBuckets(kChunk);
      }
    }
    Empty(BucketAt(count_));
    ++count_;
    if (directory_.size() > 1) AddStockBuckets(-1);
    if (count_ == half_ * 2) half_ *= 2;
  }

  // Splits the next bucket in line.
  void Grow() {
    const size_t source = count_ - half_;
    Relocate(source, [this] { AddBucket(); });
  }

  // Merges the last bucket into the one it was split from.
  void Shrink() {
    const size_t last = count_ - 1;
    Relocate(last, [this] {
      --count_;
      if (count_ < half_) half_ /= 2;
    });
    if (directory_.size() == 1) return;
    AddStockBuckets(1);
    if (last % kChunk == 0) {
      std::free(directory_.back());
      directory_.pop_back();
      last_chunk_ = kChunk;
      AddStockBuckets(-static_cast<int64_t>(kChunk));
    }
  }

  // Empties the bucket, lets `resize` change the addressing, and places its entries anew.
  template <typename Resize>
  void Relocate(size_t index, Resize resize) {
    Bucket* source = BucketAt(index);
    Bucket copy = *source;
    Empty(source);
    resize();
    const Bucket* bucket = &copy;
    while (bucket != nullptr) {
      for (int i = 0; i < bucket->Cells(); ++i) {
        if (bucket->tags[i] == 0) continue;
        Entry* entry = bucket->Get(i);
        Place(BucketAt(IndexOf(Hash(Traits::Key(entry)))), entry, bucket->tags[i]);
      }
      const Bucket* next = bucket->Next();
      if (bucket != &copy) {
        std::free(const_cast<Bucket*>(bucket));
        --overflow_;
      }
      bucket = next;
    }
  }

  template <typename Visit>
  static void VisitChain(const Bucket* bucket, Visit& visit) {
    for (; bucket != nullptr; bucket = bucket->Next()) {
      for (int i = 0; i < bucket->Cells(); ++i) {
        if (bucket->tags[i] != 0) visit(bucket->Get(i));
      }
    }
  }

  void FreeBuckets() {
    for (size_t i = 0; i < count_ && overflow_ > 0; ++i) {
      Bucket* bucket = BucketAt(i)->Next();
      while (bucket != nullptr) {
        Bucket* next = bucket->Next();
        std::free(bucket);
        --overflow_;
        bucket = next;
      }
    }
    if (StockBuckets() > 0) AddStockBuckets(-static_cast<int64_t>(StockBuckets()));
    for (Bucket* chunk : directory_)
      std::free(chunk);
    directory_.clear();
    count_ = size_ = last_chunk_ = overflow_ = 0;
    half_ = 1;
  }

  void Swap(Dict& other) noexcept {
    directory_.swap(other.directory_);
    std::swap(count_, other.count_);
    std::swap(size_, other.size_);
    std::swap(last_chunk_, other.last_chunk_);
    std::swap(overflow_, other.overflow_);
    std::swap(half_, other.half_);
  }

  std::vector<Bucket*> directory_;
  size_t count_ = 0;       // buckets in use
  size_t size_ = 0;        // entries
  size_t last_chunk_ = 0;  // buckets allocated in the last chunk; all others have kChunk
  size_t overflow_ = 0;    // overflow buckets
  uint64_t half_ = 1;      // count_ rounded down to a power of two
};

}  // namespace trellis
