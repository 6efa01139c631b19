#include "search/index/vector_index.h"

#include <algorithm>

#include "search/index/hnsw.h"
#include "search/index/vector_flat.h"

namespace trellis::search {

void VectorSlots::Bind(uint32_t slot, DocumentId document) {
  if (documents_.size() <= slot) {
    documents_.resize(slot + 1, 0);
    next_.resize(slot + 1, kNone);
  }
  documents_[slot] = document;
  next_[slot] = First(document);
  first_[document] = slot;
}

uint32_t VectorSlots::First(DocumentId document) const {
  const auto found = first_.find(document);
  return found == first_.end() ? kNone : found->second;
}

std::vector<uint32_t> VectorSlots::Unbind(DocumentId document) {
  std::vector<uint32_t> slots;
  for (uint32_t slot = First(document); slot != kNone; slot = next_[slot])
    slots.push_back(slot);
  for (const uint32_t slot : slots)
    documents_[slot] = 0;
  first_.erase(document);
  return slots;
}

void VectorSlots::Move(uint32_t from, uint32_t to) {
  const DocumentId document = documents_[from];
  documents_[to] = document;
  next_[to] = next_[from];
  documents_[from] = 0;
  uint32_t& first = first_[document];
  if (first == from) {
    first = to;
    return;
  }
  uint32_t slot = first;
  while (next_[slot] != from)
    slot = next_[slot];
  next_[slot] = to;
}

size_t VectorSlots::memory_bytes() const {
  return first_.bucket_count() * sizeof(std::pair<DocumentId, uint32_t>) +
         documents_.capacity() * sizeof(DocumentId) + next_.capacity() * sizeof(uint32_t);
}

void NearestDocuments::Offer(double distance, DocumentId document) {
  if (k_ == 0 || !Admits(distance)) return;
  // Only documents with several vectors can be here already; a list of k is short enough to look.
  const auto known = std::find_if(heap_.begin(), heap_.end(), [&](const Neighbour& neighbour) {
    return neighbour.document == document;
  });
  if (known != heap_.end()) {
    if (distance >= known->distance) return;
    known->distance = distance;
    std::make_heap(heap_.begin(), heap_.end());
    return;
  }
  if (heap_.size() == k_) {
    std::pop_heap(heap_.begin(), heap_.end());
    heap_.pop_back();
  }
  heap_.push_back({.distance = distance, .document = document});
  std::push_heap(heap_.begin(), heap_.end());
}

std::vector<Neighbour> NearestDocuments::Take() {
  std::sort_heap(heap_.begin(), heap_.end());
  return std::move(heap_);
}

std::unique_ptr<VectorIndex> VectorIndex::Make(const VectorOptions& options) {
  return options.algorithm == VectorAlgorithm::kFlat ? MakeFlatIndex(options)
                                                     : MakeHnswIndex(options);
}

}  // namespace trellis::search
