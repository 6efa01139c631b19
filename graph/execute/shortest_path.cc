// shortestPath and allShortestPaths: breadth first from one end, keeping for each node all links that
// reach it at its least distance; then the paths are read backwards from the other end.

#include <algorithm>
#include <unordered_map>

#include "graph/execute/evaluate.h"
#include "graph/execute/expand.h"
#include "graph/execute/link_cursor.h"

namespace graph {

namespace {

class ShortestPath : public Operator {
 public:
  ShortestPath(OperatorPtr input, Step step, int path_slot, bool all)
      : Operator(step.title, std::move(input)),
        step_(std::move(step)),
        types_(step_.types),
        path_slot_(path_slot),
        all_(all) {}

 protected:
  void DoOpen(Execution& execution) override {
    input().Open(execution);
    types_.Resolve(execution.graph);
    paths_.clear();
    at_ = 0;
  }
  bool DoPull(Execution& execution) override {
    while (!execution.Tick()) {
      if (at_ < paths_.size()) {
        Emit(paths_[at_++], execution);
        return true;
      }
      if (!input().Pull(execution)) return false;
      Find(execution);
    }
    return false;
  }

 private:
  struct Arrival {
    int64_t distance;
    std::vector<Link> from;  // previous node, and the relationship from there
  };

  void Find(Execution& execution) {
    paths_.clear();
    at_ = 0;
    const Value& from = execution.record[step_.from];
    const Value& to = execution.record[step_.to];
    if (!from.Is(ValueType::kNode) || !to.Is(ValueType::kNode)) return;
    if (from.id() == to.id()) {
      if (step_.minimum == 0) paths_.push_back({{from.id()}, {}});
      return;
    }
    arrivals_.clear();
    if (Search(from.id(), to.id(), execution)) Collect(from.id(), to.id(), execution);
  }

  // Level by level, until the one that holds the target is complete.
  bool Search(NodeId from, NodeId to, Execution& execution) {
    arrivals_[from] = {0, {}};
    std::vector<NodeId> frontier = {from};
    bool found = false;
    LinkCursor cursor;
    for (int64_t distance = 1; distance <= step_.maximum && !frontier.empty() && !found;
         ++distance) {
      std::vector<NodeId> next;
      for (const NodeId node : frontier) {
        cursor.Start(execution.graph, node, types_, step_.direction);
        while (const Link* link = cursor.Next()) {
          if (execution.Tick()) return false;
          const auto [place, fresh] = arrivals_.try_emplace(link->neighbour, Arrival{distance, {}});
          Arrival& arrival = place->second;
          if (fresh) next.push_back(link->neighbour);
          if (arrival.distance == distance && (all_ || arrival.from.empty())) {
            arrival.from.push_back({node, link->relationship});
          }
          found |= link->neighbour == to;
        }
      }
      execution.Hold(next.size() * sizeof(Arrival));
      frontier = std::move(next);
    }
    return found;
  }

  void Collect(NodeId from, NodeId to, Execution& execution) {
    // Depth first through the arrivals, from the target back to the start.
    struct Frame {
      NodeId node;
      size_t next;
    };
    std::vector<Frame> stack = {{to, 0}};
    std::vector<RelationshipId> links;
    while (!stack.empty() && !execution.Tick()) {
      Frame& frame = stack.back();
      const Arrival& arrival = arrivals_[frame.node];
      if (frame.node == from || frame.next == arrival.from.size()) {
        if (frame.node == from) Keep(stack, links, [](const Frame& f) { return f.node; });
        stack.pop_back();
        if (!links.empty()) links.pop_back();
        continue;
      }
      const Link link = arrival.from[frame.next++];
      links.push_back(link.relationship);
      stack.push_back({link.neighbour, 0});
    }
  }

  template <typename Frames, typename NodeOf>
  void Keep(const Frames& stack, const std::vector<RelationshipId>& links, NodeOf node_of) {
    std::vector<NodeId> nodes;
    for (size_t i = stack.size(); i > 0; --i)
      nodes.push_back(node_of(stack[i - 1]));
    paths_.emplace_back(std::move(nodes),
                        std::vector<RelationshipId>(links.rbegin(), links.rend()));
  }

  void Emit(const std::pair<std::vector<NodeId>, std::vector<RelationshipId>>& path,
            Execution& execution) {
    std::vector<Value> relationships;
    for (const RelationshipId id : path.second)
      relationships.push_back(Value::Relationship(id));
    execution.record[step_.relationship] = Value::List(std::move(relationships));
    if (path_slot_ != kNoSlot) {
      execution.record[path_slot_] = Value::Path(path.first, path.second);
    }
  }

  Step step_;
  TypeFilter types_;
  int path_slot_;
  bool all_;
  std::unordered_map<NodeId, Arrival> arrivals_;
  std::vector<std::pair<std::vector<NodeId>, std::vector<RelationshipId>>> paths_;
  size_t at_ = 0;
};

}  // namespace

OperatorPtr MakeShortestPath(OperatorPtr input, Step step, int path_slot, bool all) {
  return std::make_unique<ShortestPath>(std::move(input), std::move(step), path_slot, all);
}

}  // namespace graph
