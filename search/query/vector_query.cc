#include "search/query/vector_query.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "search/arguments.h"

namespace trellis::search {

namespace {

constexpr const char* kInvalidOption = "Error parsing vector similarity parameters: Invalid option";
constexpr const char* kInvalidValue =
    "Error parsing vector similarity parameters: Invalid value was given";
constexpr const char* kNotHybrid =
    "Error parsing vector similarity parameters: hybrid query attributes were sent for a "
    "non-hybrid query";
constexpr const char* kNotRange =
    "Error parsing vector similarity parameters: range query attributes were sent for a non-range "
    "query";
constexpr const char* kInvalidPolicy =
    "Error parsing vector similarity parameters: invalid hybrid policy was given";

}  // namespace

Status VectorQuery::ReadOption(const std::string& name, const std::string& value, const Node& node,
                               const VectorOptions& field) {
  const bool is_range = node.kind == NodeKind::kVectorRange;
  const bool is_hnsw = field.algorithm == VectorAlgorithm::kHnsw;
  const auto number = ParseNumber(value);
  if (SameWord(name, "EF_RUNTIME") && is_hnsw && !is_range) {
    if (!number || *number < 1 || *number > 1e9) return Status::Constant(kInvalidValue);
    ef_ = static_cast<size_t>(*number);
    return Status::Ok();
  }
  if (SameWord(name, "EPSILON") && is_hnsw) {
    if (!is_range) return Status::Constant(kNotRange);
    if (!number || *number <= 0) return Status::Constant(kInvalidValue);
    epsilon_ = *number;
    return Status::Ok();
  }
  const bool policy = SameWord(name, "HYBRID_POLICY");
  if (policy || SameWord(name, "BATCH_SIZE")) {
    const bool hybrid = !is_range && node.children.front().kind != NodeKind::kAll;
    if (!hybrid) return Status::Constant(kNotHybrid);
    // Our search filters while it walks, so that neither needs anything of us but to be right.
    if (policy && !SameWord(value, "ADHOC_BF") && !SameWord(value, "BATCHES")) {
      return Status::Constant(kInvalidPolicy);
    }
    if (!policy && (!number || *number < 1)) return Status::Constant(kInvalidValue);
    return Status::Ok();
  }
  return Status::Constant(kInvalidOption);
}

Result<VectorQuery> PrepareVectorQuery(const Node& node, const Index& index) {
  VectorQuery query;
  const std::string& name = node.field_names.front();
  const Field* field = index.definition().FindField(name);
  if (field == nullptr || field->type != FieldType::kVector) {
    return query;
  }
  if (!node.distance_name.empty() && index.definition().FindField(node.distance_name) != nullptr) {
    return Status::Error("Property `" + node.distance_name + "` already exists in schema");
  }
  if (node.word.text.size() != field->vector.vector_bytes()) {
    return Status::Error("Error parsing vector similarity query: query vector blob size (" +
                         std::to_string(node.word.text.size()) +
                         ") does not match index's expected size (" +
                         std::to_string(field->vector.vector_bytes()) + ").");
  }
  if (node.kind == NodeKind::kVectorRange && node.radius < 0) {
    std::array<char, 40> text;
    std::snprintf(text.data(), text.size(), "%g", node.radius);
    return Status::Error("Error parsing vector similarity query: negative radius (" +
                         std::string(text.data()) + ") given in a range query");
  }
  for (const auto& [option, value] : node.vector_options) {
    Status status = query.ReadOption(option, value, node, field->vector);
    if (!status.ok()) return status;
  }
  query.index_ = index.FindField(name, FieldType::kVector)->vectors.get();
  query.vector_ = node.word.text;
  query.k_ = node.k;
  query.radius_ = node.radius;
  return query;
}

}  // namespace trellis::search
