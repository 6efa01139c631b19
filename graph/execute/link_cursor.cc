#include "graph/execute/link_cursor.h"

#include <algorithm>

namespace graph {

void TypeFilter::Resolve(const Graph& graph) {
  ids_.clear();
  for (const std::string& name : names_) {
    if (const auto id = graph.types().Find(name)) ids_.push_back(*id);
  }
  std::sort(ids_.begin(), ids_.end());
  ids_.erase(std::unique(ids_.begin(), ids_.end()), ids_.end());
}

void LinkCursor::Start(const Graph& graph, NodeId node, const TypeFilter& types,
                       Direction direction, std::optional<NodeId> neighbour) {
  node_ = node;
  runs_.clear();
  run_ = 0;
  at_ = 0;
  first_incoming_ = SIZE_MAX;
  if (direction != Direction::kIncoming) Add(graph.Outgoing(node), types, neighbour);
  if (direction == Direction::kEither) first_incoming_ = runs_.size();
  if (direction != Direction::kOutgoing) Add(graph.Incoming(node), types, neighbour);
}

const Link* LinkCursor::Next() {
  while (run_ < runs_.size()) {
    if (at_ == runs_[run_].size()) {
      ++run_;
      at_ = 0;
      continue;
    }
    const Link& link = runs_[run_][at_++];
    if (run_ >= first_incoming_ && link.neighbour == node_) continue;
    return &link;
  }
  return nullptr;
}

void LinkCursor::Add(const Adjacency& side, const TypeFilter& types,
                     std::optional<NodeId> neighbour) {
  const auto add = [&](std::span<const Link> links) {
    if (neighbour) links = LinksTo(links, *neighbour);
    if (!links.empty()) runs_.push_back(links);
  };
  if (types.any()) {
    for (const Adjacency::Run& run : side.runs())
      add(run.links);
  } else {
    for (const TypeId type : types.ids())
      add(side.Links(type));
  }
}

}  // namespace graph
