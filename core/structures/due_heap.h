// What is due first, among things that each have a time: a binary min-heap of pointers.
//
// Every item knows its place in the heap, so that its time can change, or it can leave, in O(log n)
// without being looked for. Eight bytes per item, and the place it keeps.
//
// Traits:
//   using Item = ...;
//   static int64_t DueAt(const Item*);                  its time
//   static uint32_t Place(const Item*);                 the place it was told last
//   static void SetPlace(Item*, uint32_t);
// The heap owns nothing. Threads: none.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace trellis {

template <typename Traits>
class DueHeap {
 public:
  using Item = typename Traits::Item;

  [[nodiscard]] bool empty() const { return items_.empty(); }
  [[nodiscard]] size_t size() const { return items_.size(); }
  [[nodiscard]] size_t MemoryBytes() const { return items_.capacity() * sizeof(Item*); }
  // The one that is due first; not for an empty heap.
  [[nodiscard]] Item* First() const { return items_.front(); }

  void Insert(Item* item) {
    items_.push_back(item);
    Put(items_.size() - 1, item);
    Rise(items_.size() - 1);
  }

  void Erase(const Item* item) {
    const size_t place = Traits::Place(item);
    assert(items_[place] == item);
    Item* last = items_.back();
    items_.pop_back();
    if (last == item) return;
    Put(place, last);
    Settle(place);
  }

  // The item's time has changed.
  void Changed(const Item* item) { Settle(Traits::Place(item)); }

  // The item is at another address now; its time and the place it keeps are the same.
  void Moved(Item* item) { items_[Traits::Place(item)] = item; }

  // How many are due at this time or before. Cost: those, not all.
  [[nodiscard]] size_t CountDue(int64_t at) const {
    size_t due = 0;
    std::vector<size_t> open;
    if (!items_.empty()) open.push_back(0);
    while (!open.empty()) {
      const size_t place = open.back();
      open.pop_back();
      if (Traits::DueAt(items_[place]) > at) continue;
      ++due;
      for (size_t child = 2 * place + 1; child <= 2 * place + 2 && child < items_.size(); ++child)
        open.push_back(child);
    }
    return due;
  }

  // Asserts that none is due before its parent, and that all know their places.
  void Verify() const {
    for (size_t place = 0; place < items_.size(); ++place) {
      assert(Traits::Place(items_[place]) == place);
      assert(place == 0 || Traits::DueAt(items_[(place - 1) / 2]) <= Traits::DueAt(items_[place]));
    }
  }

 private:
  void Put(size_t place, Item* item) {
    items_[place] = item;
    Traits::SetPlace(item, static_cast<uint32_t>(place));
  }

  void Settle(size_t place) {
    if (Rise(place) == place) Sink(place);
  }

  // Returns the place where it ended.
  size_t Rise(size_t place) {
    Item* item = items_[place];
    const int64_t due_at = Traits::DueAt(item);
    while (place > 0 && Traits::DueAt(items_[(place - 1) / 2]) > due_at) {
      Put(place, items_[(place - 1) / 2]);
      place = (place - 1) / 2;
    }
    Put(place, item);
    return place;
  }

  void Sink(size_t place) {
    Item* item = items_[place];
    const int64_t due_at = Traits::DueAt(item);
    while (2 * place + 1 < items_.size()) {
      size_t child = 2 * place + 1;
      if (child + 1 < items_.size() &&
          Traits::DueAt(items_[child + 1]) < Traits::DueAt(items_[child])) {
        ++child;
      }
      if (Traits::DueAt(items_[child]) >= due_at) break;
      Put(place, items_[child]);
      place = child;
    }
    Put(place, item);
  }

  std::vector<Item*> items_;
};

}  // namespace trellis
