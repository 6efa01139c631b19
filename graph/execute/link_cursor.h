// Goes through the relationships of a node: of some types, in a direction, maybe only those to one node.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "graph/cypher/ast.h"
#include "graph/store/graph.h"

namespace graph {

// Relationship types named in a pattern, as ids of a graph. No name means every type.
class TypeFilter {
 public:
  explicit TypeFilter(const std::vector<std::string>& names) : names_(names) {}
  void Resolve(const Graph& graph);
  [[nodiscard]] bool any() const { return names_.empty(); }
  [[nodiscard]] const std::vector<TypeId>& ids() const { return ids_; }  // names that exist, sorted

 private:
  std::vector<std::string> names_;
  std::vector<TypeId> ids_;
};

class LinkCursor {
 public:
  // The graph must not change until the last Next. With `neighbour`, only links to it.
  void Start(const Graph& graph, NodeId node, const TypeFilter& types, Direction direction,
             std::optional<NodeId> neighbour = {});
  // Null at the end. A loop is met once, also when both directions are asked for.
  const Link* Next();

 private:
  void Add(const Adjacency& side, const TypeFilter& types, std::optional<NodeId> neighbour);

  NodeId node_ = 0;
  std::vector<std::span<const Link>> runs_;
  size_t first_incoming_ = 0;  // runs from here on must leave out loops
  size_t run_ = 0;
  size_t at_ = 0;
};

}  // namespace graph
