#include "graph/execute/expand.h"

#include <algorithm>

#include "graph/execute/evaluate.h"
#include "graph/execute/link_cursor.h"

namespace graph {

namespace {

bool Mentions(const Value& walked, RelationshipId id) {
  if (walked.Is(ValueType::kRelationship)) return walked.id() == id;
  if (!walked.Is(ValueType::kList)) return false;
  return std::any_of(walked.list().begin(), walked.list().end(), [&](const Value& item) {
    return item.Is(ValueType::kRelationship) && item.id() == id;
  });
}

bool WalkedBefore(const Step& step, RelationshipId id, const Execution& execution) {
  return std::any_of(step.distinct_from.begin(), step.distinct_from.end(),
                     [&](int slot) { return Mentions(execution.record[slot], id); });
}

class Expand : public Operator {
 public:
  Expand(OperatorPtr input, Step step)
      : Operator(step.title, std::move(input)), step_(std::move(step)), types_(step_.types) {}

 protected:
  void DoOpen(Execution& execution) override {
    input().Open(execution);
    types_.Resolve(execution.graph);
    running_ = false;
  }
  bool DoPull(Execution& execution) override {
    while (!execution.Tick()) {
      if (!running_) {
        if (!input().Pull(execution)) return false;
        running_ = Begin(execution);
        continue;
      }
      const Link* link = cursor_.Next();
      if (link == nullptr) {
        running_ = false;
        continue;
      }
      if (WalkedBefore(step_, link->relationship, execution)) continue;
      execution.record[step_.relationship] = Value::Relationship(link->relationship);
      if (!step_.to_bound) execution.record[step_.to] = Value::Node(link->neighbour);
      return true;
    }
    return false;
  }

 private:
  bool Begin(Execution& execution) {
    const Value& from = execution.record[step_.from];
    if (!from.Is(ValueType::kNode) || !execution.graph.NodeExists(from.id())) return false;
    std::optional<NodeId> neighbour;
    if (step_.to_bound) {
      const Value& to = execution.record[step_.to];
      if (!to.Is(ValueType::kNode)) return false;
      neighbour = to.id();
    }
    cursor_.Start(execution.graph, from.id(), types_, step_.direction, neighbour);
    return true;
  }

  Step step_;
  TypeFilter types_;
  LinkCursor cursor_;
  bool running_ = false;
};

// Depth first. The stack has a cursor for each node of the path so far.
class VariableLengthExpand : public Operator {
 public:
  VariableLengthExpand(OperatorPtr input, Step step)
      : Operator(step.title, std::move(input)), step_(std::move(step)), types_(step_.types) {}

 protected:
  void DoOpen(Execution& execution) override {
    input().Open(execution);
    types_.Resolve(execution.graph);
    depth_ = 0;
    running_ = false;
  }
  bool DoPull(Execution& execution) override {
    while (!execution.Tick()) {
      if (!running_) {
        if (!input().Pull(execution)) return false;
        if (Begin(execution) && step_.minimum == 0 && Emit(start_, execution)) return true;
        continue;
      }
      if (const auto end = Walk(execution)) {
        if (static_cast<int64_t>(path_.size()) >= step_.minimum && Emit(*end, execution)) {
          return true;
        }
      }
    }
    return false;
  }

 private:
  bool Begin(Execution& execution) {
    const Value& from = execution.record[step_.from];
    if (!from.Is(ValueType::kNode) || !execution.graph.NodeExists(from.id())) return false;
    wanted_ = step_.properties == nullptr ? Value() : Evaluate(*step_.properties, execution);
    start_ = from.id();
    path_.clear();
    depth_ = 0;
    Descend(start_, execution);
    running_ = true;
    return true;
  }

  void Descend(NodeId node, Execution& execution) {
    if (static_cast<int64_t>(depth_) >= step_.maximum) return;
    if (depth_ == cursors_.size()) cursors_.emplace_back();
    cursors_[depth_++].Start(execution.graph, node, types_, step_.direction);
  }

  // One link further, or back up; the node reached, if any.
  std::optional<NodeId> Walk(Execution& execution) {
    if (depth_ == 0) {
      running_ = false;
      return {};
    }
    // The path is as long as the stack only while its last link was not descended from.
    if (path_.size() == depth_) path_.pop_back();
    const Link* link = cursors_[depth_ - 1].Next();
    if (link == nullptr) {
      --depth_;
      return {};
    }
    const RelationshipId id = link->relationship;
    if (std::find(path_.begin(), path_.end(), id) != path_.end() ||
        WalkedBefore(step_, id, execution) || !HasWantedProperties(id, execution)) {
      return {};
    }
    const NodeId end = link->neighbour;
    path_.push_back(id);
    Descend(end, execution);
    return end;
  }

  bool HasWantedProperties(RelationshipId id, Execution& execution) {
    if (!wanted_.Is(ValueType::kMap)) return wanted_.IsNull();
    for (const auto& [key, value] : wanted_.map().entries) {
      if (Equals(PropertyOf(Value::Relationship(id), key, execution), value) != Ternary::kTrue) {
        return false;
      }
    }
    return true;
  }

  bool Emit(NodeId end, Execution& execution) {
    if (step_.to_bound) {
      const Value& to = execution.record[step_.to];
      if (!to.Is(ValueType::kNode) || to.id() != end) return false;
    } else {
      execution.record[step_.to] = Value::Node(end);
    }
    std::vector<Value> relationships;
    relationships.reserve(path_.size());
    for (const RelationshipId id : path_)
      relationships.push_back(Value::Relationship(id));
    if (step_.reversed) std::reverse(relationships.begin(), relationships.end());
    execution.record[step_.relationship] = Value::List(std::move(relationships));
    return true;
  }

  Step step_;
  TypeFilter types_;
  std::vector<LinkCursor> cursors_;
  size_t depth_ = 0;  // cursors in use
  std::vector<RelationshipId> path_;
  NodeId start_ = 0;
  Value wanted_;
  bool running_ = false;
};

class RelationshipEnds : public Operator {
 public:
  RelationshipEnds(OperatorPtr input, Step step, bool from_bound)
      : Operator(step.title, std::move(input)),
        step_(std::move(step)),
        types_(step_.types),
        from_bound_(from_bound) {}

 protected:
  void DoOpen(Execution& execution) override {
    input().Open(execution);
    types_.Resolve(execution.graph);
    second_way_ = false;
  }
  bool DoPull(Execution& execution) override {
    while (!execution.Tick()) {
      if (!second_way_ && !input().Pull(execution)) return false;
      const bool backwards = std::exchange(second_way_, false);
      const Value& relationship = execution.record[step_.relationship];
      if (!relationship.Is(ValueType::kRelationship) || IsDeleted(relationship, execution)) {
        continue;
      }
      const RelationshipId id = relationship.id();
      const Graph& graph = execution.graph;
      if (!types_.any() &&
          !std::binary_search(types_.ids().begin(), types_.ids().end(), graph.TypeOf(id))) {
        continue;
      }
      NodeId from = graph.Source(id);
      NodeId to = graph.Target(id);
      if (backwards || step_.direction == Direction::kIncoming) std::swap(from, to);
      // Undirected, a relationship fits both ways; a loop is the same both ways.
      second_way_ = step_.direction == Direction::kEither && !backwards && from != to;
      if (Place(step_.from, from_bound_, from, execution) &&
          Place(step_.to, step_.to_bound || step_.to == step_.from, to, execution)) {
        return true;
      }
    }
    return false;
  }

 private:
  static bool Place(int slot, bool bound, NodeId node, Execution& execution) {
    Value& value = execution.record[slot];
    if (bound) return value.Is(ValueType::kNode) && value.id() == node;
    value = Value::Node(node);
    return true;
  }

  Step step_;
  TypeFilter types_;
  bool from_bound_;
  bool second_way_ = false;
};

class PathBinding : public Operator {
 public:
  PathBinding(OperatorPtr input, int path_slot, std::vector<int> slots)
      : Operator("Project", std::move(input)), path_slot_(path_slot), slots_(std::move(slots)) {}

 protected:
  bool DoPull(Execution& execution) override {
    if (!input().Pull(execution)) return false;
    execution.record[path_slot_] = PathOf(slots_, execution);
    return true;
  }

 private:
  int path_slot_;
  std::vector<int> slots_;
};

}  // namespace

Value PathOf(const std::vector<int>& slots, const Execution& execution) {
  std::vector<NodeId> nodes;
  std::vector<RelationshipId> relationships;
  const auto add = [&](const Value& relationship) {
    const RelationshipId id = relationship.id();
    const NodeId source = execution.graph.Source(id);
    nodes.push_back(source == nodes.back() ? execution.graph.Target(id) : source);
    relationships.push_back(id);
  };
  for (size_t i = 0; i < slots.size(); ++i) {
    const Value& value = execution.record[slots[i]];
    if (value.IsNull()) return {};
    if (i == 0) {
      nodes.push_back(value.id());
    } else if (value.Is(ValueType::kRelationship)) {
      add(value);
    } else if (value.Is(ValueType::kList)) {
      for (const Value& relationship : value.list())
        add(relationship);
    }  // the nodes in between follow from the relationships
  }
  return Value::Path(std::move(nodes), std::move(relationships));
}

OperatorPtr MakeExpand(OperatorPtr input, Step step) {
  return std::make_unique<Expand>(std::move(input), std::move(step));
}

OperatorPtr MakeVariableLengthExpand(OperatorPtr input, Step step) {
  return std::make_unique<VariableLengthExpand>(std::move(input), std::move(step));
}

OperatorPtr MakeRelationshipEnds(OperatorPtr input, Step step, bool from_bound) {
  return std::make_unique<RelationshipEnds>(std::move(input), std::move(step), from_bound);
}

OperatorPtr MakePathBinding(OperatorPtr input, int path_slot, std::vector<int> slots) {
  return std::make_unique<PathBinding>(std::move(input), path_slot, std::move(slots));
}

}  // namespace graph
