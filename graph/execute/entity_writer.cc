#include "graph/execute/entity_writer.h"

#include <algorithm>

#include "graph/execute/evaluate.h"
#include "graph/execute/expand.h"
#include "graph/execute/type_check.h"

namespace graph {

namespace {

constexpr char kBadProperty[] =
    "Property values can only be of primitive types or arrays of primitive types";
constexpr char kFull[] = "The graph has no room for another name";

bool IsStorable(const Value& value) {
  switch (value.type()) {
    case ValueType::kList:
      return std::all_of(value.list().begin(), value.list().end(),
                         [](const Value& item) { return !item.IsNull() && IsStorable(item); });
    case ValueType::kMap:
    case ValueType::kNode:
    case ValueType::kRelationship:
    case ValueType::kPath: return false;
    default: return true;
  }
}

void SetProperty(const Value& entity, const std::string& key, const Value& value,
                 Execution& execution) {
  if (!IsStorable(value)) {
    execution.Fail(kBadProperty);
    return;
  }
  PropertyKeyId id = 0;
  if (value.IsNull()) {
    // Removing what never was must not make a new name.
    const auto known = execution.graph.property_keys().Find(key);
    if (!known) return;
    id = *known;
  } else if (!execution.transaction.ResolveKey(key, &id)) {
    execution.Fail(kFull);
    return;
  }
  execution.transaction.SetProperty(KindOf(entity), entity.id(), id, value);
}

void AddLabels(NodeId node, const std::vector<std::string>& labels, bool node_is_new,
               Execution& execution) {
  for (const std::string& name : labels) {
    const bool known = execution.graph.labels().Find(name).has_value();
    LabelId label = 0;
    if (!execution.transaction.ResolveLabel(name, &label)) {
      execution.Fail(kFull);
      return;
    }
    // A new label is counted as such already.
    execution.transaction.AddLabel(node, label, node_is_new || !known);
  }
}

Value PropertiesFor(const Expression* properties, bool refuse_null, const char* what,
                    Execution& execution) {
  if (properties == nullptr) return {};
  Value map = Evaluate(*properties, execution);
  if (execution.failed()) return {};
  if (!map.Is(ValueType::kMap))
    return execution.Fail("Encountered unhandled type in inlined properties.");
  for (const auto& [key, value] : map.map().entries) {
    if (refuse_null && value.IsNull()) {
      return execution.Fail(std::string("Cannot merge ") + what + " using null property value");
    }
    if (!IsStorable(value)) return execution.Fail(kBadProperty);
  }
  return map;
}

void SetAll(const Value& entity, const Value& properties, Execution& execution) {
  if (!properties.Is(ValueType::kMap)) return;
  for (const auto& [key, value] : properties.map().entries) {
    SetProperty(entity, key, value, execution);
  }
}

void CreateNode(const NodePattern& pattern, bool refuse_null, Execution& execution) {
  const Value properties = PropertiesFor(pattern.properties, refuse_null, "node", execution);
  if (execution.failed()) return;
  const Value node = Value::Node(execution.transaction.CreateNode());
  execution.record[pattern.slot] = node;
  AddLabels(node.id(), pattern.labels, true, execution);
  SetAll(node, properties, execution);
}

void CreateRelationship(const PathPattern& path, size_t i, bool refuse_null, Execution& execution) {
  const RelationshipPattern& pattern = *path.relationships[i];
  const Value properties =
      PropertiesFor(pattern.properties, refuse_null, "relationship", execution);
  Value source = execution.record[path.nodes[i]->slot];
  Value target = execution.record[path.nodes[i + 1]->slot];
  if (pattern.direction == Direction::kIncoming) std::swap(source, target);
  if (execution.failed()) return;
  if (!source.Is(ValueType::kNode) || !target.Is(ValueType::kNode) ||
      IsDeleted(source, execution) || IsDeleted(target, execution)) {
    execution.Fail("Failed to create relationship; endpoint was not found.");
    return;
  }
  TypeId type = 0;
  if (!execution.transaction.ResolveType(pattern.types[0], &type)) {
    execution.Fail(kFull);
    return;
  }
  const Value relationship =
      Value::Relationship(execution.transaction.CreateRelationship(type, source.id(), target.id()));
  execution.record[pattern.slot] = relationship;
  SetAll(relationship, properties, execution);
}

// The entity that SET or REMOVE names; null (nothing to do) if it is null or was deleted.
Value EntityOf(const Expression& expression, Execution& execution) {
  Value entity = Evaluate(expression, execution);
  if (entity.IsNull()) return {};
  if (!entity.Is(ValueType::kNode) && !entity.Is(ValueType::kRelationship)) {
    const std::string name =
        expression.kind == ExpressionKind::kVariable ? expression.name : "expression";
    return execution.Fail("Update error: alias '" + name + "' did not resolve to a graph entity");
  }
  return IsDeleted(entity, execution) ? Value() : entity;
}

// SET n = map and SET n += map
void SetFromMap(const SetItem& item, const Value& entity, Execution& execution) {
  const Value source = Evaluate(*item.value, execution);
  if (!Expect(execution, source, kMaps | kNodes | kRelationships | kNulls)) return;
  const Value properties = PropertyMap(source, execution);
  if (execution.failed()) return;
  if (item.kind == SetItem::Kind::kReplace) {
    const Value present = PropertyMap(entity, execution);
    for (const auto& [key, value] : present.map().entries) {
      SetProperty(entity, key, Value(), execution);
    }
  }
  SetAll(entity, properties, execution);
}

void ApplySetItem(const SetItem& item, Execution& execution) {
  const Value entity = EntityOf(*item.entity, execution);
  if (entity.IsNull()) return;
  switch (item.kind) {
    case SetItem::Kind::kProperty: {
      const Value key = Evaluate(*item.key, execution);
      const Value value = Evaluate(*item.value, execution);
      if (execution.failed() || !Expect(execution, key, kStrings)) return;
      SetProperty(entity, key.string(), value, execution);
      return;
    }
    case SetItem::Kind::kReplace:
    case SetItem::Kind::kMerge: SetFromMap(item, entity, execution); return;
    case SetItem::Kind::kLabels:
      if (Expect(execution, entity, kNodes)) {
        AddLabels(entity.id(), item.labels, false, execution);
      }
      return;
  }
}

}  // namespace

void CreatePattern(const PathPattern& pattern, bool refuse_null, Execution& execution) {
  for (const NodePattern* node : pattern.nodes) {
    if (!node->bound && !execution.failed()) CreateNode(*node, refuse_null, execution);
  }
  for (size_t i = 0; i < pattern.relationships.size(); ++i) {
    if (!execution.failed()) CreateRelationship(pattern, i, refuse_null, execution);
  }
  if (pattern.slot == kNoSlot || execution.failed()) return;
  std::vector<int> slots;
  for (size_t i = 0; i < pattern.nodes.size(); ++i) {
    if (i > 0) slots.push_back(pattern.relationships[i - 1]->slot);
    slots.push_back(pattern.nodes[i]->slot);
  }
  execution.record[pattern.slot] = PathOf(slots, execution);
}

void ApplySet(const std::vector<SetItem>& items, Execution& execution) {
  for (const SetItem& item : items) {
    if (!execution.failed()) ApplySetItem(item, execution);
  }
}

void ApplyRemove(const RemoveItem& item, Execution& execution) {
  const Value entity = EntityOf(*item.entity, execution);
  if (entity.IsNull()) return;
  if (item.key != nullptr) {
    const Value key = Evaluate(*item.key, execution);
    if (Expect(execution, key, kStrings)) SetProperty(entity, key.string(), Value(), execution);
    return;
  }
  if (!Expect(execution, entity, kNodes)) return;
  for (const std::string& name : item.labels) {
    const auto label = execution.graph.labels().Find(name);
    if (label) execution.transaction.RemoveLabel(entity.id(), *label);
  }
}

}  // namespace graph
