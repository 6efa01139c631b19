// The vector part of a query: its options read, its vector checked against the field.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "module_api/cpp/status.h"

#include "search/index/index.h"
#include "search/query/syntax_tree.h"

namespace trellis::search {

class VectorQuery {
 public:
  // `among`: only these documents, or null for all.
  [[nodiscard]] std::vector<Neighbour> Nearest(const Bitmap* among) const {
    return index_ == nullptr ? std::vector<Neighbour>() : index_->Nearest(vector_, k_, among, ef_);
  }
  [[nodiscard]] std::vector<Neighbour> Within() const {
    return index_ == nullptr ? std::vector<Neighbour>()
                             : index_->Within(vector_, radius_, epsilon_);
  }

 private:
  friend Result<VectorQuery> PrepareVectorQuery(const Node& node, const Index& index);
  Status ReadOption(const std::string& name, const std::string& value, const Node& node,
                    const VectorOptions& field);

  const VectorIndex* index_ = nullptr;  // null: no such field, which matches nothing
  std::string vector_;
  size_t k_ = 0;
  double radius_ = 0;
  std::optional<size_t> ef_;
  std::optional<double> epsilon_;
};

Result<VectorQuery> PrepareVectorQuery(const Node& node, const Index& index);

}  // namespace trellis::search
