// A sequence of pointers that finds its n-th element, and the first that is not before a given key,
// in O(log n): the order of a large sorted set.
//
// A B+tree whose inner nodes count what lies beneath (an order-statistic tree; Cormen et al.,
// Introduction to Algorithms, chapter 14):
//
//   inner  [ { child, count, hint, first } ... ]       count: items below; first: the least of them
//             |             \                          hint: what of `first` decides most comparisons
//   leaf   [ item ... ] <-> [ item ... ] <-> ...       linked both ways
//
// The tree stores no keys and never compares: callers search with a predicate `before(hint, item)` that
// is true for the items before a place and false for those after it.
//
// Invariants (Verify asserts them): every slot's first, hint and count are those of its child; no node
// but the root is empty; all leaves are at the same depth. A node that falls to a quarter is merged
// with its neighbour or shares with it.
//
// Traits:
//   using Item = ...;                       what is pointed to, not owned
//   using Hint = ...;                       small and trivially copyable
//   static Hint HintOf(const Item*);
// Threads: none. Any change invalidates positions.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "core/base/small_blocks.h"

namespace trellis {

template <typename Traits>
class RankedTree {
 public:
  using Item = typename Traits::Item;
  using Hint = typename Traits::Hint;

  RankedTree() = default;
  RankedTree(const RankedTree&) = delete;
  RankedTree& operator=(const RankedTree&) = delete;
  ~RankedTree() { Clear(); }

  [[nodiscard]] size_t size() const { return size_; }

  // Adds an item after all items that are `before` it.
  template <typename Before>
  void Insert(Item* item, Before before) {
    if (root_ == nullptr) root_ = NewLeaf();
    void* right = InsertBelow(root_, height_, item, before);
    ++size_;
    if (right == nullptr) return;
    Inner* root = NewInner();
    root->slots[0] = SlotOf(root_, height_);
    root->slots[1] = SlotOf(right, height_);
    root->count = 2;
    root_ = root;
    ++height_;
  }

  // Takes out the item of this rank, less than size().
  Item* EraseAt(size_t rank) {
    assert(rank < size_);
    Item* item = EraseBelow(root_, height_, rank);
    --size_;
    while (height_ > 0 && AsInner(root_)->count == 1) {
      void* child = AsInner(root_)->slots[0].child;
      FreeInner(AsInner(root_));
      root_ = child;
      --height_;
    }
    if (size_ == 0) Clear();
    return item;
  }

  // The hint of the item of this rank has changed, but not its place.
  void HintChanged(size_t rank) { RefreshBelow(root_, height_, rank); }

  // How many items are before the place.
  template <typename Before>
  size_t CountBefore(Before before) const {
    if (root_ == nullptr) return 0;
    size_t rank = 0;
    const void* node = root_;
    for (int height = height_; height > 0; --height) {
      const Inner* inner = AsInner(node);
      const uint32_t child = ChildFor(inner, before);
      for (uint32_t i = 0; i < child; ++i)
        rank += inner->slots[i].count;
      node = inner->slots[child].child;
    }
    return rank + PlaceIn(AsLeaf(node), before);
  }

  Item* At(size_t rank) const {
    const Position position = PositionAt(rank);
    return position.leaf->items[position.index];
  }

  // Visits `count` items from this rank on, upwards or downwards; there are as many.
  template <typename Visit>
  void VisitUp(size_t rank, size_t count, Visit visit) const {
    if (count == 0) return;
    assert(rank + count <= size_);
    Position position = PositionAt(rank);
    for (; count > 0; --count) {
      if (position.index == position.leaf->count) position = {position.leaf->next, 0};
      visit(position.leaf->items[position.index++]);
    }
  }
  template <typename Visit>
  void VisitDown(size_t rank, size_t count, Visit visit) const {
    if (count == 0) return;
    assert(rank < size_ && count <= rank + 1);
    Position position = PositionAt(rank);
    ++position.index;
    for (; count > 0; --count) {
      if (position.index == 0) {
        position.leaf = position.leaf->previous;
        position.index = position.leaf->count;
      }
      visit(position.leaf->items[--position.index]);
    }
  }

  // Forgets all items and frees the nodes.
  void Clear() {
    if (root_ != nullptr) FreeBelow(root_, height_);
    root_ = nullptr;
    height_ = 0;
    size_ = 0;
  }

  [[nodiscard]] size_t MemoryBytes() const {
    return leaves_ * sizeof(Leaf) + inners_ * sizeof(Inner);
  }

  // Asserts the invariants, and that `before(a, b)` holds for each two neighbours.
  template <typename Before>
  void Verify(Before before) const {
    assert(root_ == nullptr ? size_ == 0 : VerifyBelow(root_, height_) == size_);
    const Item* last = nullptr;
    size_t seen = 0;
    bool ordered = true;
    VisitUp(0, size_, [&](const Item* item) {
      ordered = ordered && (last == nullptr || before(last, item));
      last = item;
      ++seen;
    });
    assert(ordered && seen == size_);
    (void)ordered;
  }

 private:
  static constexpr uint32_t kLeafItems = 60;
  static constexpr uint32_t kSlots = 30;

  struct Leaf {
    static constexpr uint32_t kCapacity = kLeafItems;
    Leaf* previous;
    Leaf* next;
    uint32_t count;
    Item* items[kLeafItems];
    Item** elements() { return items; }
  };
  struct Slot {
    void* child;
    size_t count;
    Hint hint;
    Item* first;
  };
  struct Inner {
    static constexpr uint32_t kCapacity = kSlots;
    uint32_t count;
    Slot slots[kSlots];
    Slot* elements() { return slots; }
  };
  struct Position {
    const Leaf* leaf;
    uint32_t index;
  };

  static Leaf* AsLeaf(void* node) { return static_cast<Leaf*>(node); }
  static const Leaf* AsLeaf(const void* node) { return static_cast<const Leaf*>(node); }
  static Inner* AsInner(void* node) { return static_cast<Inner*>(node); }
  static const Inner* AsInner(const void* node) { return static_cast<const Inner*>(node); }

  Leaf* NewLeaf() {
    ++leaves_;
    auto* leaf = static_cast<Leaf*>(small_blocks::Allocate(sizeof(Leaf)));
    leaf->previous = leaf->next = nullptr;
    leaf->count = 0;
    return leaf;
  }
  Inner* NewInner() {
    ++inners_;
    auto* inner = static_cast<Inner*>(small_blocks::Allocate(sizeof(Inner)));
    inner->count = 0;
    return inner;
  }
  // Takes the leaf out of the chain, too.
  void FreeLeaf(Leaf* leaf) {
    --leaves_;
    if (leaf->previous != nullptr) leaf->previous->next = leaf->next;
    if (leaf->next != nullptr) leaf->next->previous = leaf->previous;
    small_blocks::Free(leaf, sizeof(Leaf));
  }
  void FreeInner(Inner* inner) {
    --inners_;
    small_blocks::Free(inner, sizeof(Inner));
  }
  void FreeNode(void* node, int height) {
    if (height == 0) {
      FreeLeaf(AsLeaf(node));
    } else {
      FreeInner(AsInner(node));
    }
  }
  void FreeBelow(void* node, int height) {
    for (uint32_t i = 0; height > 0 && i < AsInner(node)->count; ++i)
      FreeBelow(AsInner(node)->slots[i].child, height - 1);
    FreeNode(node, height);
  }

  static uint32_t& NodeCount(void* node, int height) {
    return height == 0 ? AsLeaf(node)->count : AsInner(node)->count;
  }
  static Slot SlotOf(void* node, int height) {
    Slot slot{.child = node, .count = 0, .hint = {}, .first = nullptr};
    if (height == 0) {
      slot.count = AsLeaf(node)->count;
      slot.first = AsLeaf(node)->items[0];
    } else {
      const Inner* inner = AsInner(node);
      for (uint32_t i = 0; i < inner->count; ++i)
        slot.count += inner->slots[i].count;
      slot.first = inner->slots[0].first;
    }
    slot.hint = Traits::HintOf(slot.first);
    return slot;
  }
  static void RefreshFirst(Slot& slot, int height) {
    slot.first = height == 0 ? AsLeaf(slot.child)->items[0] : AsInner(slot.child)->slots[0].first;
    slot.hint = Traits::HintOf(slot.first);
  }

  // The place in the leaf: how many of its items are before.
  template <typename Before>
  static uint32_t PlaceIn(const Leaf* leaf, Before before) {
    const auto* place =
        std::partition_point(leaf->items, leaf->items + leaf->count,
                             [&](const Item* item) { return before(Traits::HintOf(item), item); });
    return static_cast<uint32_t>(place - leaf->items);
  }
  // The child in which the place lies: the last whose first item is before it.
  template <typename Before>
  static uint32_t ChildFor(const Inner* inner, Before before) {
    const auto* place = std::partition_point(
        inner->slots + 1, inner->slots + inner->count,
        [&](const Slot& slot) { return before(slot.hint, static_cast<const Item*>(slot.first)); });
    return static_cast<uint32_t>(place - inner->slots) - 1;
  }
  // The child that holds the rank, which becomes the rank within it.
  static uint32_t ChildAt(const Inner* inner, size_t& rank) {
    uint32_t child = 0;
    while (rank >= inner->slots[child].count)
      rank -= inner->slots[child++].count;
    return child;
  }
  [[nodiscard]] Position PositionAt(size_t rank) const {
    assert(rank < size_);
    const void* node = root_;
    for (int height = height_; height > 0; --height) {
      const Inner* inner = AsInner(node);
      const uint32_t child = ChildAt(inner, rank);
      node = inner->slots[child].child;
    }
    return {AsLeaf(node), static_cast<uint32_t>(rank)};
  }

  template <typename Node, typename Element>
  static void InsertElement(Node* node, uint32_t at, const Element& element) {
    auto* elements = node->elements();
    std::copy_backward(elements + at, elements + node->count, elements + node->count + 1);
    elements[at] = element;
    ++node->count;
  }
  template <typename Node>
  static void EraseElement(Node* node, uint32_t at) {
    auto* elements = node->elements();
    std::copy(elements + at + 1, elements + node->count, elements + at);
    --node->count;
  }

  // Puts the element at `at`; a full node first gives the elements from `split_at` on to `right`.
  template <typename Node, typename Element>
  static void InsertSplitting(Node* left, Node* right, uint32_t split_at, uint32_t at,
                              const Element& element) {
    std::copy(left->elements() + split_at, left->elements() + left->count, right->elements());
    right->count = left->count - split_at;
    left->count = split_at;
    if (at <= split_at && split_at < Node::kCapacity) {
      InsertElement(left, at, element);
    } else {
      InsertElement(right, at - split_at, element);
    }
  }

  // Returns the new right neighbour if the node had to be split.
  template <typename Before>
  void* InsertBelow(void* node, int height, Item* item, Before before) {
    if (height == 0) return InsertInLeaf(AsLeaf(node), item, before);
    Inner* inner = AsInner(node);
    const uint32_t child = ChildFor(inner, before);
    Slot& slot = inner->slots[child];
    void* right_child = InsertBelow(slot.child, height - 1, item, before);
    if (right_child == nullptr) {
      ++slot.count;
      RefreshFirst(slot, height - 1);
      return nullptr;
    }
    slot = SlotOf(slot.child, height - 1);
    const Slot added = SlotOf(right_child, height - 1);
    if (inner->count < kSlots) {
      InsertElement(inner, child + 1, added);
      return nullptr;
    }
    Inner* right = NewInner();
    InsertSplitting(inner, right, kSlots / 2, child + 1, added);
    return right;
  }

  template <typename Before>
  void* InsertInLeaf(Leaf* leaf, Item* item, Before before) {
    const uint32_t at = PlaceIn(leaf, before);
    if (leaf->count < kLeafItems) {
      InsertElement(leaf, at, item);
      return nullptr;
    }
    Leaf* right = NewLeaf();
    right->previous = leaf;
    right->next = leaf->next;
    if (right->next != nullptr) right->next->previous = right;
    leaf->next = right;
    // At either end of the sequence more of the same is likely: leave full leaves behind.
    uint32_t split_at = kLeafItems / 2;
    if (at == kLeafItems && right->next == nullptr) split_at = kLeafItems;
    if (at == 0 && leaf->previous == nullptr) split_at = 0;
    InsertSplitting(leaf, right, split_at, at, item);
    return right;
  }

  Item* EraseBelow(void* node, int height, size_t rank) {
    if (height == 0) {
      Leaf* leaf = AsLeaf(node);
      Item* item = leaf->items[rank];
      EraseElement(leaf, static_cast<uint32_t>(rank));
      return item;
    }
    Inner* inner = AsInner(node);
    const uint32_t child = ChildAt(inner, rank);
    Slot& slot = inner->slots[child];
    Item* item = EraseBelow(slot.child, height - 1, rank);
    --slot.count;
    const uint32_t left = NodeCount(slot.child, height - 1);
    if (left == 0) {
      FreeNode(slot.child, height - 1);
      EraseElement(inner, child);
      return item;
    }
    RefreshFirst(slot, height - 1);
    const uint32_t least = (height == 1 ? kLeafItems : kSlots) / 4;
    if (left < least && inner->count > 1) Level(inner, child == 0 ? 0 : child - 1, height - 1);
    return item;
  }

  // Merges the child numbered `left` with the next one if both fit into one, else evens them out.
  void Level(Inner* inner, uint32_t left, int height) {
    void* a = inner->slots[left].child;
    void* b = inner->slots[left + 1].child;
    const bool merged =
        height == 0 ? LevelNodes(AsLeaf(a), AsLeaf(b)) : LevelNodes(AsInner(a), AsInner(b));
    inner->slots[left] = SlotOf(a, height);
    if (merged) {
      FreeNode(b, height);
      EraseElement(inner, left + 1);
    } else {
      inner->slots[left + 1] = SlotOf(b, height);
    }
  }
  // True if all went to `a`.
  template <typename Node>
  static bool LevelNodes(Node* a, Node* b) {
    auto* left = a->elements();
    auto* right = b->elements();
    const uint32_t total = a->count + b->count;
    const uint32_t target = total <= Node::kCapacity ? total : total / 2;
    if (a->count < target) {
      const uint32_t moved = target - a->count;
      std::copy(right, right + moved, left + a->count);
      std::copy(right + moved, right + b->count, right);
    } else {
      const uint32_t moved = a->count - target;
      std::copy_backward(right, right + b->count, right + b->count + moved);
      std::copy(left + target, left + a->count, right);
    }
    a->count = target;
    b->count = total - target;
    return b->count == 0;
  }

  void RefreshBelow(void* node, int height, size_t rank) {
    if (height == 0) return;
    Inner* inner = AsInner(node);
    const uint32_t child = ChildAt(inner, rank);
    Slot& slot = inner->slots[child];
    RefreshBelow(slot.child, height - 1, rank);
    RefreshFirst(slot, height - 1);
  }

  // Returns how many items there are.
  size_t VerifyBelow(void* node, int height) const {
    if (height == 0) return AsLeaf(node)->count;
    const Inner* inner = AsInner(node);
    size_t total = 0;
    for (uint32_t i = 0; i < inner->count; ++i) {
      const Slot& slot = inner->slots[i];
      const Slot fresh = SlotOf(slot.child, height - 1);
      assert(NodeCount(slot.child, height - 1) > 0);
      assert(slot.count == fresh.count && slot.first == fresh.first && slot.hint == fresh.hint);
      assert(VerifyBelow(slot.child, height - 1) == slot.count);
      (void)fresh;
      total += slot.count;
    }
    return total;
  }

  void* root_ = nullptr;
  int height_ = 0;  // 0: the root is a leaf
  size_t size_ = 0;
  size_t leaves_ = 0;
  size_t inners_ = 0;
};

}  // namespace trellis
