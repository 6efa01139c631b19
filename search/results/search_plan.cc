#include "search/results/search_plan.h"

#include <iterator>
#include <utility>

#include "search/query/binding.h"
#include "search/query/grammar.h"

namespace trellis::search {

namespace {

FieldMask MaskOf(const std::vector<std::string>& names, const Definition& definition) {
  FieldMask mask = 0;
  for (const std::string& name : names) {
    const Field* field = definition.FindField(name);
    if (field != nullptr && field->type == FieldType::kText) {
      mask |= FieldMask{1} << field->text_bit;
    }
  }
  return mask;
}

// The filters narrow what a KNN chooses from, not what it chose.
void AddFilters(Node& root, std::vector<Node> filters) {
  if (filters.empty()) return;
  Node& narrowed = root.kind == NodeKind::kNearest ? root.children.front() : root;
  Node all{.kind = NodeKind::kAnd};
  all.children.push_back(std::move(narrowed));
  std::move(filters.begin(), filters.end(), std::back_inserter(all.children));
  narrowed = std::move(all);
}

}  // namespace

Result<Node> PlanQuery(const SearchRequest& request, const Index& index) {
  Result<Node> root = ParseQuery(request.query, request.dialect);
  if (!root) return root.error();
  const Definition& definition = index.definition();
  const BindingOptions options{
      .definition = &definition,
      .stop_words = &index.stop_words(),
      .language = request.language.value_or(definition.language),
      .dialect = request.dialect,
      .verbatim = request.verbatim,
      .no_stop_words = request.no_stop_words,
      .slop = request.slop,
      .in_order = request.in_order,
      .fields = request.in_fields ? MaskOf(*request.in_fields, definition) : kAllFields,
      .parameters = &request.parameters};
  Status bound = Bind(*root, options);
  if (!bound.ok()) return bound;
  std::vector<Node> filters = request.filters;
  for (Node& filter : filters) {
    Status filter_bound = Bind(filter, options);
    if (!filter_bound.ok()) return filter_bound;
  }
  AddFilters(*root, std::move(filters));
  return root;
}

}  // namespace trellis::search
