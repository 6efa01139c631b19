#include "search/results/ranking.h"

#include <algorithm>
#include <utility>

namespace trellis::search {

namespace {

bool IsMissing(const SortValue& value) {
  return std::holds_alternative<std::monostate>(value);
}

// Whether `a` is replied before `b`.
class Before {
 public:
  explicit Before(const SearchRequest& request)
      : by_value_(!request.sort_by.empty()), descending_(request.descending) {}

  bool operator()(const Hit& a, const Hit& b) const {
    if (!by_value_) return a.score != b.score ? a.score > b.score : a.document < b.document;
    if (IsMissing(a.sort_value) != IsMissing(b.sort_value)) return IsMissing(b.sort_value);
    if (a.sort_value == b.sort_value) return a.document < b.document;
    return descending_ ? b.sort_value < a.sort_value : a.sort_value < b.sort_value;
  }

 private:
  bool by_value_;
  bool descending_;
};

// Where the values of SORTBY come from.
class SortColumn {
 public:
  static Result<SortColumn> Find(const Matches& matches, const std::string& name,
                                 const Index& index, const LoadSortValue& load) {
    SortColumn column;
    column.index_ = &index;
    column.load_ = &load;
    for (const DistanceColumn& distances : matches.distances) {
      if (distances.name == name) column.distances_ = &distances;
    }
    column.field_ = index.definition().FindField(name);
    if (column.distances_ == nullptr && column.field_ == nullptr) {
      return Status::Error("Property `" + name + "` not loaded nor in schema");
    }
    return column;
  }

  [[nodiscard]] SortValue Of(DocumentId document) const {
    if (distances_ != nullptr) {
      const auto distance = distances_->Find(document);
      return distance ? SortValue(*distance) : SortValue();
    }
    if (!field_->sortable) return (*load_)(document, *field_);
    const auto& values = index_->documents().Get(document)->sort_values;
    return field_->sort_slot < values.size() ? values[field_->sort_slot] : SortValue();
  }

 private:
  const Index* index_ = nullptr;
  const LoadSortValue* load_ = nullptr;
  const DistanceColumn* distances_ = nullptr;
  const Field* field_ = nullptr;
};

}  // namespace

Result<std::vector<Hit>> Rank(Matches& matches, const SearchRequest& request, const Index& index,
                              const LoadSortValue& load) {
  std::optional<SortColumn> column;
  if (!request.sort_by.empty()) {
    Result<SortColumn> found = SortColumn::Find(matches, request.sort_by, index, load);
    if (!found) return found.error();
    column = std::move(*found);
  }
  const size_t wanted = request.offset + request.count;
  if (wanted == 0 || request.count == 0) return std::vector<Hit>();
  Scorer scorer(request.scorer, matches.root, index, request.payload);
  const bool needs_score = !column || request.with_scores;
  const Before before(request);
  // The best `wanted`, the worst of them in front.
  std::vector<Hit> best;
  for (const DocumentId document : matches.documents) {
    Hit hit{.document = document};
    if (needs_score) hit.score = scorer.Score(document);
    if (column) hit.sort_value = column->Of(document);
    if (best.size() == wanted) {
      if (!before(hit, best.front())) continue;
      std::pop_heap(best.begin(), best.end(), before);
      best.back() = std::move(hit);
    } else {
      best.push_back(std::move(hit));
    }
    std::push_heap(best.begin(), best.end(), before);
  }
  std::sort_heap(best.begin(), best.end(), before);
  best.erase(best.begin(),
             best.begin() + static_cast<ptrdiff_t>(std::min(request.offset, best.size())));
  return best;
}

}  // namespace trellis::search
