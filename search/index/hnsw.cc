// The graph is hnswlib's: its insertion, its memory. Ours is the search, because 0.6.2 has none that filters,
// and the reuse of the places of removed vectors, which it leaves in the graph as stepping stones.
#include "search/index/hnsw.h"

// Its prefetching reads one link past the end of a list, which address sanitizer rightly reports.
#if defined(__SANITIZE_ADDRESS__) && !defined(NO_MANUAL_VECTORIZATION)
#define NO_MANUAL_VECTORIZATION
#endif
#include <hnswlib/hnswlib.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <queue>

namespace trellis::search {

namespace {

// Inside hnswlib a vector begins 4 bytes past a multiple of 8 (after an even number of 32-bit links and their
// count). Elements of 8 bytes get 4 bytes of padding before them, so that they are aligned.
template <typename T>
constexpr size_t kPadding = sizeof(T) == 8 ? 4 : 0;

// A vector outside the graph, laid out as inside.
template <typename T>
class PaddedVector {
 public:
  explicit PaddedVector(const std::vector<T>& elements) : storage_(elements.size() + 1) {
    std::copy(elements.begin(), elements.end(), storage_.begin() + 1);
  }
  // Where hnswlib thinks that the vector begins.
  [[nodiscard]] const void* data() const {
    return reinterpret_cast<const char*>(storage_.data() + 1) - kPadding<T>;
  }

 private:
  std::vector<T> storage_;
};

template <typename T>
class Space final : public hnswlib::SpaceInterface<T> {
 public:
  explicit Space(const VectorOptions& options)
      : dimensions_(options.dimensions), distance_(DistanceOf<T>(options.metric)) {}

  size_t get_data_size() override { return kPadding<T> + dimensions_ * sizeof(T); }
  hnswlib::DISTFUNC<T> get_dist_func() override { return Distance; }
  void* get_dist_func_param() override { return this; }

 private:
  static T Distance(const void* a, const void* b, const void* space) {
    const auto* self = static_cast<const Space*>(space);
    const T distance = self->distance_(Elements(a), Elements(b), self->dimensions_);
    // Elements that are no numbers are as far as can be: heaps need an order.
    return std::isnan(distance) ? std::numeric_limits<T>::max() : distance;
  }
  static const T* Elements(const void* data) {
    return reinterpret_cast<const T*>(static_cast<const char*>(data) + kPadding<T>);
  }

  size_t dimensions_;
  DistanceFunction<T> distance_;
};

template <typename T>
class Graph final : public hnswlib::HierarchicalNSW<T> {
 public:
  using Base = hnswlib::HierarchicalNSW<T>;
  using Base::Base;
  using Candidate = std::pair<T, hnswlib::tableint>;

  T DistanceTo(const void* query, hnswlib::tableint slot) const {
    return this->fstdistfunc_(query, this->getDataByInternalId(slot), this->dist_func_param_);
  }

  // The place on the ground level where the descent from the top ends.
  Candidate Descend(const void* query) const {
    Candidate best{DistanceTo(query, this->enterpoint_node_), this->enterpoint_node_};
    for (int level = this->maxlevel_; level > 0; --level) {
      for (bool nearer = true; nearer;) {
        nearer = false;
        ForEachLink(this->get_linklist(best.second, level), [&](hnswlib::tableint slot) {
          const T distance = DistanceTo(query, slot);
          if (distance >= best.first) return;
          best = {distance, slot};
          nearer = true;
        });
      }
    }
    return best;
  }

  // Walks the ground level, nearest first. `offer(distance, slot)` is told of each vector met; the walk ends
  // when the nearest place not yet looked around is farther than `limit()`.
  template <typename Limit, typename Offer>
  void Walk(const void* query, Limit&& limit, Offer&& offer) const {
    auto* visited = this->visited_list_pool_->getFreeVisitedList();
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> open;
    const Candidate start = Descend(query);
    visited->mass[start.second] = visited->curV;
    open.push(start);
    offer(start.first, start.second);
    while (!open.empty() && !(open.top().first > limit())) {
      const hnswlib::tableint here = open.top().second;
      open.pop();
      ForEachLink(this->get_linklist0(here), [&](hnswlib::tableint slot) {
        if (visited->mass[slot] == visited->curV) return;
        visited->mass[slot] = visited->curV;
        const T distance = DistanceTo(query, slot);
        if (distance > limit()) return;
        open.emplace(distance, slot);
        offer(distance, slot);
      });
    }
    this->visited_list_pool_->releaseVisitedList(visited);
  }

 private:
  template <typename Visit>
  void ForEachLink(hnswlib::linklistsizeint* list, Visit&& visit) const {
    const size_t count = this->getListCount(list);
    const hnswlib::tableint* links = list + 1;
    for (size_t i = 0; i < count; ++i) {
      if (i + 1 < count) __builtin_prefetch(this->getDataByInternalId(links[i + 1]));
      visit(links[i]);
    }
  }
};

template <typename T>
class HnswIndex final : public VectorIndex {
 public:
  explicit HnswIndex(const VectorOptions& options)
      : options_(options),
        space_(options),
        graph_(&space_, kFirstCapacity, options.m, options.ef_construction) {}

  void Add(DocumentId document, std::string_view vector) override {
    const PaddedVector<T> padded(Prepared<T>(vector, options_.metric));
    if (free_.empty()) {
      const auto slot = static_cast<uint32_t>(graph_.cur_element_count);
      if (slot == graph_.max_elements_) graph_.resizeIndex(slot + slot / 2);
      graph_.addPoint(padded.data(), slot);
      slots_.Bind(slot, document);
      return;
    }
    const uint32_t slot = free_.back();
    free_.pop_back();
    graph_.unmarkDeletedInternal(slot);
    graph_.updatePoint(padded.data(), slot, 1.0F);
    slots_.Bind(slot, document);
  }

  void Remove(DocumentId document) override {
    for (const uint32_t slot : slots_.Unbind(document)) {
      graph_.markDeletedInternal(slot);
      free_.push_back(slot);
    }
  }

  [[nodiscard]] std::vector<Neighbour> Nearest(std::string_view query, size_t k,
                                               const Bitmap* among,
                                               std::optional<size_t> ef) const override {
    if (size() == 0 || k == 0) return {};
    const PaddedVector<T> wanted(Prepared<T>(query, options_.metric));
    const size_t width = std::min(std::max(k, ef.value_or(options_.ef_runtime)), size());
    if (among != nullptr && ComparingAllIsCheaper(among->cardinality(), width)) {
      return CompareAll(wanted.data(), k, *among);
    }
    NearestDocuments nearest(width);
    T farthest = std::numeric_limits<T>::infinity();
    graph_.Walk(
        wanted.data(), [&] { return farthest; },
        [&](T distance, uint32_t slot) {
          const DocumentId document = slots_.DocumentOf(slot);
          if (document == 0 || (among != nullptr && !among->contains(document))) return;
          nearest.Offer(distance, document);
          if (nearest.full()) farthest = static_cast<T>(nearest.farthest());
        });
    std::vector<Neighbour> found = nearest.Take();
    if (found.size() > k) found.resize(k);
    return found;
  }

  [[nodiscard]] std::vector<Neighbour> Within(std::string_view query, double radius,
                                              std::optional<double> epsilon) const override {
    if (size() == 0) return {};
    const PaddedVector<T> wanted(Prepared<T>(query, options_.metric));
    // First to the place nearest to the query, however far; from there through all that is near enough.
    const double reach = radius * (1 + epsilon.value_or(options_.epsilon));
    T nearest = std::numeric_limits<T>::infinity();
    boost::unordered_flat_map<DocumentId, double> found;
    graph_.Walk(
        wanted.data(), [&] { return std::max(nearest, static_cast<T>(reach)); },
        [&](T distance, uint32_t slot) {
          nearest = std::min(nearest, distance);
          const DocumentId document = slots_.DocumentOf(slot);
          if (document == 0 || double{distance} > radius) return;
          const auto [known, added] = found.try_emplace(document, distance);
          if (!added) known->second = std::min(known->second, double{distance});
        });
    std::vector<Neighbour> neighbours;
    neighbours.reserve(found.size());
    for (const auto& [document, distance] : found) {
      neighbours.push_back({.distance = distance, .document = document});
    }
    return neighbours;
  }

  [[nodiscard]] size_t size() const override { return graph_.cur_element_count - free_.size(); }

  [[nodiscard]] size_t memory_bytes() const override {
    // A mutex, a level, a pointer to upper links, a visited mark; label_lookup_ with a node of 32 bytes.
    constexpr size_t kBesideElement = sizeof(std::mutex) + sizeof(int) + sizeof(void*) + 2;
    constexpr size_t kLookupNode = 40;
    return graph_.max_elements_ * (graph_.size_data_per_element_ + kBesideElement) +
           graph_.cur_element_count * kLookupNode +
           Graph<T>::max_update_element_locks * sizeof(std::mutex) + slots_.memory_bytes();
  }

 private:
  static constexpr size_t kFirstCapacity = 64;

  // A walk meets about `width` admitted vectors' neighbourhoods; when one in s is admitted it looks at s times
  // as many. Half of the links lead to places already seen.
  [[nodiscard]] bool ComparingAllIsCheaper(size_t admitted, size_t width) const {
    if (admitted <= width) return true;
    const double walk = static_cast<double>(width) * static_cast<double>(options_.m) *
                        static_cast<double>(size()) / static_cast<double>(admitted);
    return static_cast<double>(admitted) <= walk;
  }

  [[nodiscard]] std::vector<Neighbour> CompareAll(const void* query, size_t k,
                                                  const Bitmap& among) const {
    NearestDocuments nearest(std::min(k, size()));
    for (const DocumentId document : among) {
      for (uint32_t slot = slots_.First(document); slot != VectorSlots::kNone;
           slot = slots_.Next(slot)) {
        nearest.Offer(graph_.DistanceTo(query, slot), document);
      }
    }
    return nearest.Take();
  }

  VectorOptions options_;
  Space<T> space_;
  Graph<T> graph_;
  VectorSlots slots_;
  std::vector<uint32_t> free_;  // slots marked deleted, still in the graph
};

}  // namespace

std::unique_ptr<VectorIndex> MakeHnswIndex(const VectorOptions& options) {
  if (options.type == VectorType::kFloat32) return std::make_unique<HnswIndex<float>>(options);
  return std::make_unique<HnswIndex<double>>(options);
}

}  // namespace trellis::search
