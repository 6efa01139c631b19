// What a VECTOR field asks of its index, whichever algorithm it has.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "search/index/bitmap.h"
#include "search/index/vector_space.h"

namespace trellis::search {

// Which slot of an index holds which document's vectors. A document may have several (JSON); each slot has
// one document, and knows the document's next slot.
class VectorSlots {
 public:
  static constexpr uint32_t kNone = ~uint32_t{0};

  void Bind(uint32_t slot, DocumentId document);
  // The first slot of a document, or kNone.
  [[nodiscard]] uint32_t First(DocumentId document) const;
  [[nodiscard]] uint32_t Next(uint32_t slot) const { return next_[slot]; }
  // 0 if the slot is free.
  [[nodiscard]] DocumentId DocumentOf(uint32_t slot) const { return documents_[slot]; }
  // The document's slots, unbound.
  std::vector<uint32_t> Unbind(DocumentId document);
  // What `from` holds is now in `to`, which must be free.
  void Move(uint32_t from, uint32_t to);
  [[nodiscard]] size_t documents() const { return first_.size(); }
  [[nodiscard]] size_t memory_bytes() const;

 private:
  boost::unordered_flat_map<DocumentId, uint32_t> first_;
  std::vector<DocumentId> documents_;
  std::vector<uint32_t> next_;
};

class VectorIndex {
 public:
  static std::unique_ptr<VectorIndex> Make(const VectorOptions& options);
  virtual ~VectorIndex() = default;

  // `vector` has options.vector_bytes() bytes, like `query` below.
  virtual void Add(DocumentId document, std::string_view vector) = 0;
  virtual void Remove(DocumentId document) = 0;
  // The `k` documents nearest to `query`, nearest first, of `among` only unless it is null. `ef` (HNSW) is
  // how many candidates are kept; absent: the field's EF_RUNTIME.
  [[nodiscard]] virtual std::vector<Neighbour> Nearest(std::string_view query, size_t k,
                                                       const Bitmap* among,
                                                       std::optional<size_t> ef) const = 0;
  // The documents not farther than `radius`, in no order. `epsilon` (HNSW): how much farther, as a share, the
  // search looks for a way on.
  [[nodiscard]] virtual std::vector<Neighbour> Within(std::string_view query, double radius,
                                                      std::optional<double> epsilon) const = 0;
  [[nodiscard]] virtual size_t size() const = 0;
  [[nodiscard]] virtual size_t memory_bytes() const = 0;
};

// Keeps the k nearest, each document once with its least distance.
class NearestDocuments {
 public:
  explicit NearestDocuments(size_t k) : k_(k) {}
  void Offer(double distance, DocumentId document);
  // False if nothing at this distance could enter any more.
  [[nodiscard]] bool Admits(double distance) const {
    return !full() || (!heap_.empty() && distance < farthest());
  }
  [[nodiscard]] bool full() const { return heap_.size() >= k_; }
  // Valid when not empty.
  [[nodiscard]] double farthest() const { return heap_.front().distance; }
  std::vector<Neighbour> Take();

 private:
  size_t k_;
  std::vector<Neighbour> heap_;  // the farthest in front
};

}  // namespace trellis::search
