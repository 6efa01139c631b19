#include "search/index/vector_flat.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace trellis::search {

namespace {

// Vectors stand densely in blocks; the last one moves into the place of one that leaves.
template <typename T>
class FlatIndex final : public VectorIndex {
 public:
  explicit FlatIndex(const VectorOptions& options)
      : options_(options), distance_(DistanceOf<T>(options.metric)) {}

  void Add(DocumentId document, std::string_view vector) override {
    if (count_ == blocks_.size() * kBlockVectors) {
      blocks_.push_back(std::make_unique<T[]>(kBlockVectors * options_.dimensions));
    }
    const std::vector<T> prepared = Prepared<T>(vector, options_.metric);
    std::copy(prepared.begin(), prepared.end(), At(count_));
    slots_.Bind(count_, document);
    ++count_;
  }

  void Remove(DocumentId document) override {
    std::vector<uint32_t> freed = slots_.Unbind(document);
    std::sort(freed.rbegin(), freed.rend());
    for (const uint32_t slot : freed) {
      --count_;
      if (slot != count_) {
        std::copy_n(At(count_), options_.dimensions, At(slot));
        slots_.Move(count_, slot);
      }
    }
    while (blocks_.size() > count_ / kBlockVectors + 1)
      blocks_.pop_back();
  }

  [[nodiscard]] std::vector<Neighbour> Nearest(std::string_view query, size_t k,
                                               const Bitmap* among,
                                               std::optional<size_t> /*ef*/) const override {
    NearestDocuments nearest(std::min(k, slots_.documents()));
    Visit(query, among, [&](double distance, DocumentId document) {
      if (nearest.Admits(distance)) nearest.Offer(distance, document);
    });
    return nearest.Take();
  }

  [[nodiscard]] std::vector<Neighbour> Within(std::string_view query, double radius,
                                              std::optional<double> /*epsilon*/) const override {
    std::vector<Neighbour> found;
    Visit(query, nullptr, [&](double distance, DocumentId document) {
      if (distance <= radius) found.push_back({.distance = distance, .document = document});
    });
    return found;
  }

  [[nodiscard]] size_t size() const override { return count_; }
  [[nodiscard]] size_t memory_bytes() const override {
    return blocks_.size() * kBlockVectors * options_.vector_bytes() + slots_.memory_bytes();
  }

 private:
  static constexpr size_t kBlockVectors = 256;

  T* At(size_t slot) {
    return blocks_[slot / kBlockVectors].get() + slot % kBlockVectors * options_.dimensions;
  }
  const T* At(size_t slot) const {
    return blocks_[slot / kBlockVectors].get() + slot % kBlockVectors * options_.dimensions;
  }

  template <typename Take>
  void Visit(std::string_view query, const Bitmap* among, Take&& take) const {
    const std::vector<T> wanted = Prepared<T>(query, options_.metric);
    const auto compare = [&](uint32_t slot) {
      const double distance = distance_(wanted.data(), At(slot), options_.dimensions);
      // Elements that are no numbers are as far as can be: heaps need an order.
      take(std::isnan(distance) ? std::numeric_limits<double>::max() : distance,
           slots_.DocumentOf(slot));
    };
    if (among == nullptr || among->cardinality() > slots_.documents() / 2) {
      for (uint32_t slot = 0; slot < count_; ++slot) {
        if (among == nullptr || among->contains(slots_.DocumentOf(slot))) compare(slot);
      }
      return;
    }
    for (const DocumentId document : *among) {
      for (uint32_t slot = slots_.First(document); slot != VectorSlots::kNone;
           slot = slots_.Next(slot)) {
        compare(slot);
      }
    }
  }

  VectorOptions options_;
  DistanceFunction<T> distance_;
  std::vector<std::unique_ptr<T[]>> blocks_;
  VectorSlots slots_;
  uint32_t count_ = 0;
};

}  // namespace

std::unique_ptr<VectorIndex> MakeFlatIndex(const VectorOptions& options) {
  if (options.type == VectorType::kFloat32) return std::make_unique<FlatIndex<float>>(options);
  return std::make_unique<FlatIndex<double>>(options);
}

}  // namespace trellis::search
