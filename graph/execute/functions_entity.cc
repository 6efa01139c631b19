// Nodes, relationships and paths: id() to indegree(); points and their distance.

#include <cmath>
#include <numbers>

#include "graph/execute/evaluate.h"
#include "graph/execute/functions.h"

namespace graph {

namespace {

using Arguments = std::span<const Value>;

constexpr TypeMask kNodeOrNull = kNodes | kNulls;
constexpr TypeMask kEntity = kNodes | kRelationships | kNulls;
constexpr TypeMask kPathOrNull = kPaths | kNulls;

Value Id(Execution& /*execution*/, Arguments arguments) {
  return arguments[0].IsNull() ? Value() : Value::Integer(arguments[0].id());
}

Value Labels(Execution& execution, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  if (IsDeleted(arguments[0], execution)) {
    return execution.Fail("The entity was deleted by this query");
  }
  std::vector<Value> names;
  for (const LabelId label : execution.graph.LabelsOf(arguments[0].id())) {
    names.push_back(Value::String(execution.graph.labels().Name(label)));
  }
  return Value::List(std::move(names));
}

Value HasLabels(Execution& execution, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  for (const Value& name : arguments[1].list()) {
    if (!Expect(execution, name, kStrings)) return {};
    const auto label = execution.graph.labels().Find(name.string());
    if (!label || !execution.graph.HasLabel(arguments[0].id(), *label)) {
      return Value::Boolean(false);
    }
  }
  return Value::Boolean(true);
}

Value Type(Execution& execution, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  return Value::String(execution.graph.types().Name(execution.graph.TypeOf(arguments[0].id())));
}

Value TypeOfValue(Execution& /*execution*/, Arguments arguments) {
  return Value::String(std::string(TypeName(arguments[0].type())));
}

Value StartNode(Execution& execution, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  return Value::Node(execution.graph.Source(arguments[0].id()));
}

Value EndNode(Execution& execution, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  return Value::Node(execution.graph.Target(arguments[0].id()));
}

Value Properties(Execution& execution, Arguments arguments) {
  return PropertyMap(arguments[0], execution);
}

Value Keys(Execution& execution, Arguments arguments) {
  const Value properties = PropertyMap(arguments[0], execution);
  if (properties.IsNull()) return {};
  std::vector<Value> keys;
  for (const auto& [key, value] : properties.map().entries)
    keys.push_back(Value::String(key));
  return Value::List(std::move(keys));
}

Value PathNodes(Execution& /*execution*/, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  std::vector<Value> nodes;
  for (const NodeId id : arguments[0].path().nodes)
    nodes.push_back(Value::Node(id));
  return Value::List(std::move(nodes));
}

Value PathRelationships(Execution& /*execution*/, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  std::vector<Value> relationships;
  for (const RelationshipId id : arguments[0].path().relationships) {
    relationships.push_back(Value::Relationship(id));
  }
  return Value::List(std::move(relationships));
}

Value Length(Execution& /*execution*/, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  return Value::Integer(static_cast<int64_t>(arguments[0].path().relationships.size()));
}

// The links of the given types (names or lists of names; none: all types).
Value Degree(Execution& execution, Arguments arguments, const Adjacency& links) {
  if (arguments.size() == 1) return Value::Integer(static_cast<int64_t>(links.size()));
  size_t count = 0;
  const auto add = [&](const Value& name) {
    if (!Expect(execution, name, kStrings)) return;
    const auto type = execution.graph.types().Find(name.string());
    if (type) count += links.Links(*type).size();
  };
  for (const Value& argument : arguments.subspan(1)) {
    if (argument.Is(ValueType::kList)) {
      for (const Value& name : argument.list())
        add(name);
    } else {
      add(argument);
    }
  }
  return Value::Integer(static_cast<int64_t>(count));
}

Value InDegree(Execution& execution, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  return Degree(execution, arguments, execution.graph.Incoming(arguments[0].id()));
}

Value OutDegree(Execution& execution, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  return Degree(execution, arguments, execution.graph.Outgoing(arguments[0].id()));
}

Value Exists(Execution& /*execution*/, Arguments arguments) {
  return Value::Boolean(!arguments[0].IsNull());
}

Value MakePoint(Execution& execution, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  const Value* latitude = arguments[0].map().Find("latitude");
  const Value* longitude = arguments[0].map().Find("longitude");
  if (latitude == nullptr || longitude == nullptr || !latitude->IsNumber() ||
      !longitude->IsNumber()) {
    return execution.Fail(
        "A point must be created from a map with numbers for 'latitude' and "
        "'longitude'");
  }
  return Value::Geographic(
      {static_cast<float>(latitude->Number()), static_cast<float>(longitude->Number())});
}

// Meters along the great circle (haversine), on the peer's sphere.
Value Distance(Execution& /*execution*/, Arguments arguments) {
  if (arguments[0].IsNull() || arguments[1].IsNull()) return {};
  constexpr double kEarthRadiusMeters = 6378140.0;
  constexpr double kRadians = std::numbers::pi / 180;
  const Point a = arguments[0].point();
  const Point b = arguments[1].point();
  const double latitude = std::sin((b.latitude - a.latitude) * kRadians / 2);
  const double longitude = std::sin((b.longitude - a.longitude) * kRadians / 2);
  const double h = latitude * latitude + std::cos(a.latitude * kRadians) *
                                             std::cos(b.latitude * kRadians) * longitude *
                                             longitude;
  return Value::Double(2 * kEarthRadiusMeters * std::asin(std::sqrt(h)));
}

constexpr Function kFunctions[] = {
    {"id", 1, 1, {kEntity}, Id},
    {"labels", 1, 1, {kNodeOrNull}, Labels},
    {"hasLabels", 2, 2, {kNodeOrNull, kLists}, HasLabels},
    {"type", 1, 1, {kRelationships | kNulls}, Type},
    {"typeOf", 1, 1, {kAnything}, TypeOfValue},
    {"startNode", 1, 1, {kRelationships | kNulls}, StartNode},
    {"endNode", 1, 1, {kRelationships | kNulls}, EndNode},
    {"properties", 1, 1, {kMaps | kEntity}, Properties},
    {"keys", 1, 1, {kMaps | kEntity}, Keys},
    {"nodes", 1, 1, {kPathOrNull}, PathNodes},
    {"relationships", 1, 1, {kPathOrNull}, PathRelationships},
    {"length", 1, 1, {kPathOrNull}, Length},
    {"indegree", 1, kAnyNumber, {kNodeOrNull, kStrings | kLists}, InDegree},
    {"outdegree", 1, kAnyNumber, {kNodeOrNull, kStrings | kLists}, OutDegree},
    {"exists", 1, 1, {kAnything}, Exists},
    {"point", 1, 1, {kMaps | kNulls}, MakePoint},
    {"distance", 2, 2, {kPoints | kNulls}, Distance},
};

}  // namespace

std::span<const Function> EntityFunctions() {
  return kFunctions;
}

}  // namespace graph
