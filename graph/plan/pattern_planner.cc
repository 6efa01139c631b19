#include "graph/plan/pattern_planner.h"

#include <algorithm>
#include <limits>
#include <set>

#include "graph/execute/expand.h"
#include "graph/execute/rows.h"
#include "graph/execute/scan.h"
#include "graph/plan/node_access.h"
#include "graph/plan/slot_use.h"

namespace graph {

namespace {

using Kind = ExpressionKind;

// A relationship of a pattern with its ends.
struct Edge {
  const RelationshipPattern* relationship;
  const NodePattern* left;
  const NodePattern* right;
  const PathPattern* path;
};

class PatternPlanner {
 public:
  PatternPlanner(const std::vector<PathPattern*>& patterns, const Expression* where,
                 OperatorPtr input, const Graph& graph, std::deque<Expression>& made)
      : patterns_(patterns), graph_(graph), made_(made), plan_(std::move(input)) {
    for (const int slot : NewSlots(patterns))
      open_.insert(slot);
    for (const PathPattern* path : patterns) {
      for (const NodePattern* node : path->nodes)
        AddNodePredicates(*node);
      for (size_t i = 0; i < path->relationships.size(); ++i) {
        edges_.push_back({path->relationships[i], path->nodes[i], path->nodes[i + 1], path});
        AddRelationshipPredicates(*path->relationships[i]);
      }
      if (path->relationships.empty()) AddPresence(*path->nodes[0]);
    }
    AddConjuncts(where);
  }

  OperatorPtr Run() {
    BindPaths();
    ApplyPredicates();
    while (true) {
      if (WalkEdge()) continue;
      if (!StartAtNode()) break;
    }
    return std::move(plan_);
  }

 private:
  // --- Predicates: each is checked as soon as all that it looks at is bound

  Expression* New(Kind kind) {
    Expression& expression = made_.emplace_back();
    expression.kind = kind;
    return &expression;
  }
  Expression* Variable(int slot, const std::string& name) {
    Expression* variable = New(Kind::kVariable);
    variable->slot = slot;
    variable->name = name;
    return variable;
  }

  void AddPredicate(const Expression* predicate) {
    Predicate added{predicate, {}};
    for (const int slot : SlotsUsed(*predicate)) {
      if (open_.contains(slot)) added.waits_for.insert(slot);
    }
    predicates_.push_back(std::move(added));
  }

  void AddConjuncts(const Expression* where) {
    if (where == nullptr) return;
    if (where->kind != Kind::kAnd) return AddPredicate(where);
    for (const Expression* operand : where->operands)
      AddConjuncts(operand);
  }

  void AddNodePredicates(const NodePattern& node) {
    if (!node.labels.empty()) {
      Expression* labels = New(Kind::kLabels);
      labels->operands = {Variable(node.slot, node.name)};
      labels->names = node.labels;
      AddPredicate(labels);
    }
    AddPropertyPredicates(node.properties, node.slot, node.name);
  }

  void AddRelationshipPredicates(const RelationshipPattern& relationship) {
    if (relationship.variable_length) return;  // checked link by link
    AddPropertyPredicates(relationship.properties, relationship.slot, relationship.name);
  }

  // {a: 1, b: x} is owner.a = 1 AND owner.b = x.
  void AddPropertyPredicates(const Expression* properties, int slot, const std::string& name) {
    if (properties == nullptr) return;
    for (size_t i = 0; i < properties->operands.size(); ++i) {
      Expression* property = New(Kind::kProperty);
      property->operands = {Variable(slot, name)};
      property->name = properties->names[i];
      Expression* equal = New(Kind::kEqual);
      equal->operands = {property, properties->operands[i]};
      AddPredicate(equal);
    }
  }

  // MATCH (a) with a bound to null finds nothing.
  void AddPresence(const NodePattern& node) {
    if (open_.contains(node.slot)) return;
    Expression* present = New(Kind::kIsNotNull);
    present->operands = {Variable(node.slot, node.name)};
    AddPredicate(present);
  }

  void ApplyPredicates() {
    std::vector<const Expression*> ready;
    std::erase_if(predicates_, [&](const Predicate& predicate) {
      if (!predicate.waits_for.empty()) return false;
      ready.push_back(predicate.expression);
      return true;
    });
    if (!ready.empty()) plan_ = MakeFilter(std::move(plan_), std::move(ready));
  }

  // --- What is bound

  [[nodiscard]] bool Bound(int slot) const { return !open_.contains(slot); }

  void Bind(std::initializer_list<int> slots) {
    for (const int slot : slots) {
      open_.erase(slot);
      for (Predicate& predicate : predicates_)
        predicate.waits_for.erase(slot);
    }
    BindPaths();
    ApplyPredicates();
  }

  void BindPaths() {
    for (const PathPattern* path : patterns_) {
      if (path->slot == kNoSlot || Bound(path->slot) || path->kind != PathKind::kAll) continue;
      std::vector<int> slots;
      for (size_t i = 0; i < path->nodes.size(); ++i) {
        if (i > 0) slots.push_back(path->relationships[i - 1]->slot);
        slots.push_back(path->nodes[i]->slot);
      }
      const bool complete =
          std::all_of(slots.begin(), slots.end(), [&](int slot) { return Bound(slot); }) &&
          std::none_of(edges_.begin(), edges_.end(),
                       [&](const Edge& edge) { return edge.path == path; });
      if (!complete) continue;
      plan_ = MakePathBinding(std::move(plan_), path->slot, std::move(slots));
      open_.erase(path->slot);
      for (Predicate& predicate : predicates_)
        predicate.waits_for.erase(path->slot);
    }
  }

  // --- Walking

  // The lower, the earlier: a bound relationship, then one between bound nodes, then those that have
  // one end, short ones first.
  [[nodiscard]] int RankOf(const Edge& edge) const {
    constexpr int kImpossible = std::numeric_limits<int>::max();
    const bool left = Bound(edge.left->slot);
    const bool right = Bound(edge.right->slot);
    if (edge.path->kind != PathKind::kAll) return left && right ? 4 : kImpossible;
    if (edge.relationship->bound && !edge.relationship->variable_length) return 0;
    if (!left && !right) return kImpossible;
    const int length = edge.relationship->variable_length ? 2 : 0;
    return 1 + length + (left && right ? 0 : 1);
  }

  bool WalkEdge() {
    const auto best =
        std::min_element(edges_.begin(), edges_.end(),
                         [&](const Edge& a, const Edge& b) { return RankOf(a) < RankOf(b); });
    if (best == edges_.end() || RankOf(*best) == std::numeric_limits<int>::max()) return false;
    const Edge edge = *best;
    edges_.erase(best);
    Walk(edge);
    walked_.push_back(edge.relationship->slot);
    Bind({edge.left->slot, edge.right->slot, edge.relationship->slot});
    return true;
  }

  void Walk(const Edge& edge) {
    const RelationshipPattern& relationship = *edge.relationship;
    const bool backwards = !Bound(edge.left->slot) && Bound(edge.right->slot);
    Step step;
    step.from = backwards ? edge.right->slot : edge.left->slot;
    step.to = backwards ? edge.left->slot : edge.right->slot;
    step.to_bound = Bound(step.to) || step.to == step.from;
    step.reversed = backwards;
    step.relationship = relationship.slot;
    step.direction = relationship.direction;
    if (backwards && step.direction != Direction::kEither) {
      step.direction =
          step.direction == Direction::kOutgoing ? Direction::kIncoming : Direction::kOutgoing;
    }
    step.types = relationship.types;
    step.distinct_from = walked_;
    if (edge.path->kind != PathKind::kAll) return WalkShortest(edge, std::move(step));
    if (relationship.variable_length) return WalkVariableLength(edge, std::move(step));
    if (relationship.bound) {
      const bool from_bound = Bound(step.from);
      step.title = "Conditional Traverse | " + TitleOf(edge, backwards);
      plan_ = MakeRelationshipEnds(std::move(plan_), std::move(step), from_bound);
      return;
    }
    step.title =
        (step.to_bound ? "Expand Into | " : "Conditional Traverse | ") + TitleOf(edge, backwards);
    plan_ = MakeExpand(std::move(plan_), std::move(step));
  }

  void SetRange(const RelationshipPattern& relationship, Step* step) {
    step->minimum = relationship.variable_length ? relationship.minimum : 1;
    step->maximum = relationship.variable_length ? relationship.maximum : 1;
    step->properties = relationship.properties;
  }

  void WalkVariableLength(const Edge& edge, Step step) {
    SetRange(*edge.relationship, &step);
    step.title = "Conditional Variable Length Traverse | " + TitleOf(edge, step.reversed);
    // A list that is bound already must be the one that is found.
    const bool compare = edge.relationship->bound;
    Expression* wanted = nullptr;
    if (compare) {
      wanted = Variable(edge.relationship->slot, edge.relationship->name);
      step.relationship = edge.relationship->spare_slot;
    }
    const int found = step.relationship;
    plan_ = MakeVariableLengthExpand(std::move(plan_), std::move(step));
    if (!compare) return;
    Expression* equal = New(Kind::kEqual);
    equal->operands = {wanted, Variable(found, "")};
    plan_ = MakeFilter(std::move(plan_), {equal});
  }

  void WalkShortest(const Edge& edge, Step step) {
    SetRange(*edge.relationship, &step);
    step.title = "Shortest Path | " + TitleOf(edge, false);
    plan_ = MakeShortestPath(std::move(plan_), std::move(step), edge.path->slot,
                             edge.path->kind == PathKind::kAllShortest);
    if (edge.path->slot != kNoSlot) {
      open_.erase(edge.path->slot);
      for (Predicate& predicate : predicates_)
        predicate.waits_for.erase(edge.path->slot);
    }
  }

  // (n)-[r:T*1..3]->(m)
  static std::string TitleOf(const Edge& edge, bool backwards) {
    const RelationshipPattern& relationship = *edge.relationship;
    // As the peer, which names types only of relationships that have a name.
    std::string inside = relationship.name;
    for (size_t i = 0; i < relationship.types.size() && !relationship.name.empty(); ++i) {
      inside += (i == 0 ? ":" : "|:") + relationship.types[i];
    }
    if (relationship.variable_length) {
      inside += "*" + std::to_string(relationship.minimum) + "..";
      inside += relationship.maximum == INT64_MAX ? "INF" : std::to_string(relationship.maximum);
    }
    const bool left = backwards ? relationship.direction == Direction::kOutgoing
                                : relationship.direction == Direction::kIncoming;
    const bool right = backwards ? relationship.direction == Direction::kIncoming
                                 : relationship.direction == Direction::kOutgoing;
    const NodePattern& from = backwards ? *edge.right : *edge.left;
    const NodePattern& to = backwards ? *edge.left : *edge.right;
    if (inside.empty()) {
      return "(" + from.name + ")" + (left ? "<" : "") + "-" + (left || right ? "" : "-") +
             (left ? "-" : "") + (right ? ">" : "") + "(" + to.name + ")";
    }
    return "(" + from.name + ")" + (left ? "<" : "") + "-[" + inside + "]-" + (right ? ">" : "") +
           "(" + to.name + ")";
  }

  // --- Starting

  bool StartAtNode() {
    const NodePattern* best = nullptr;
    NodeAccess best_access;
    for (const PathPattern* path : patterns_) {
      for (const NodePattern* node : path->nodes) {
        if (Bound(node->slot)) continue;
        NodeAccess access =
            CheapestAccess(*node, LabelsOf(node->slot), ReadyFor(node->slot), graph_);
        if (best == nullptr || access.cost < best_access.cost) {
          best = node;
          best_access = std::move(access);
        }
      }
    }
    if (best == nullptr) return false;
    plan_ = MakeAccess(std::move(plan_), *best, best_access);
    DropImplied(best->slot, best_access);
    Bind({best->slot});
    return true;
  }

  // What a scan of a label yields has that label.
  void DropImplied(int slot, const NodeAccess& access) {
    if (access.label.empty()) return;
    std::erase_if(predicates_, [&](const Predicate& predicate) {
      const Expression& expression = *predicate.expression;
      return expression.kind == Kind::kLabels && expression.operands[0]->slot == slot &&
             expression.operands[0]->kind == Kind::kVariable &&
             expression.names == std::vector<std::string>{access.label};
    });
  }

  // A node may be written in several places; all its labels count.
  [[nodiscard]] std::vector<std::string> LabelsOf(int slot) const {
    std::vector<std::string> labels;
    for (const Predicate& predicate : predicates_) {
      const Expression& expression = *predicate.expression;
      if (expression.kind == Kind::kLabels && expression.operands[0]->kind == Kind::kVariable &&
          expression.operands[0]->slot == slot) {
        labels.insert(labels.end(), expression.names.begin(), expression.names.end());
      }
    }
    return labels;
  }

  // Predicates that need nothing but this node.
  [[nodiscard]] std::vector<const Expression*> ReadyFor(int slot) const {
    std::vector<const Expression*> ready;
    for (const Predicate& predicate : predicates_) {
      if (predicate.waits_for == std::set<int>{slot}) ready.push_back(predicate.expression);
    }
    return ready;
  }

  struct Predicate {
    const Expression* expression;
    std::set<int> waits_for;
  };

  const std::vector<PathPattern*>& patterns_;
  const Graph& graph_;
  std::deque<Expression>& made_;
  OperatorPtr plan_;
  std::set<int> open_;  // slots that have no value yet
  std::vector<Predicate> predicates_;
  std::vector<Edge> edges_;  // to be walked
  std::vector<int> walked_;  // slots of relationships
};

}  // namespace

std::vector<int> NewSlots(const std::vector<PathPattern*>& patterns) {
  std::vector<int> slots;
  for (const PathPattern* path : patterns) {
    for (const NodePattern* node : path->nodes) {
      if (!node->bound) slots.push_back(node->slot);
    }
    for (const RelationshipPattern* relationship : path->relationships) {
      if (!relationship->bound) slots.push_back(relationship->slot);
    }
    if (path->slot != kNoSlot) slots.push_back(path->slot);
  }
  return slots;
}

OperatorPtr PlanPatterns(const std::vector<PathPattern*>& patterns, const Expression* where,
                         OperatorPtr input, const Graph& graph, std::deque<Expression>& made) {
  return PatternPlanner(patterns, where, std::move(input), graph, made).Run();
}

}  // namespace graph
