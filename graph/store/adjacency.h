// The relationships at one end of a node, per relationship type.
//
//   Adjacency --> [ run of type a ][ run of type b ] ...            sorted by type
//                      |
//                      +--> [ neighbour, relationship ][ ... ] ...  sorted by both
//
// A run is a compact array of 8-byte links, so a step along one type reads memory in order; sorting
// by neighbour makes "is a linked to b" a binary search and the order of results the peer's. A node
// without relationships pays one null pointer.
// Cost: Insert and Erase move the links behind them, which for a hub of 100,000 links is some 10 us.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "graph/store/name_table.h"
#include "graph/store/value.h"

namespace graph {

struct Link {
  NodeId neighbour;
  RelationshipId relationship;

  bool operator<(const Link& other) const {
    return neighbour != other.neighbour ? neighbour < other.neighbour
                                        : relationship < other.relationship;
  }
};

class Adjacency {
 public:
  struct Run {
    TypeId type;
    std::vector<Link> links;
  };

  void Insert(TypeId type, Link link);
  // The link is there.
  void Erase(TypeId type, Link link);

  // Links of one type.
  [[nodiscard]] std::span<const Link> Links(TypeId type) const;
  [[nodiscard]] std::span<const Run> runs() const {
    return runs_ == nullptr ? std::span<const Run>() : std::span<const Run>(*runs_);
  }
  [[nodiscard]] bool empty() const { return runs_ == nullptr; }
  [[nodiscard]] size_t size() const;
  [[nodiscard]] size_t MemoryBytes() const;

 private:
  std::unique_ptr<std::vector<Run>> runs_;  // never an empty vector, never an empty run
};

// The links of a run that lead to `neighbour`.
std::span<const Link> LinksTo(std::span<const Link> links, NodeId neighbour);

}  // namespace graph
