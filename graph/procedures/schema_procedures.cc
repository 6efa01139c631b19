// What is in the graph: db.labels() to dbms.procedures().

#include <map>

#include "graph/procedures/procedure.h"

namespace graph {

namespace {

using Arguments = std::span<const Value>;

ProcedureRows NamesOf(const NameTable& names) {
  ProcedureRows rows;
  for (const std::string& name : names.names())
    rows.push_back({Value::String(name)});
  return rows;
}

ProcedureRows Labels(Execution& execution, Arguments /*arguments*/) {
  return NamesOf(execution.graph.labels());
}
ProcedureRows RelationshipTypes(Execution& execution, Arguments /*arguments*/) {
  return NamesOf(execution.graph.types());
}
ProcedureRows PropertyKeys(Execution& execution, Arguments /*arguments*/) {
  return NamesOf(execution.graph.property_keys());
}

// One row a label or type, whatever the number of its indexed properties.
ProcedureRows Indexes(Execution& execution, Arguments /*arguments*/) {
  const Graph& graph = execution.graph;
  std::map<std::pair<EntityKind, NameTable::Id>, std::vector<std::string>> properties;
  for (const Index& index : graph.indexes()) {
    properties[{index.kind, index.schema}].push_back(graph.property_keys().Name(index.key));
  }
  ProcedureRows rows;
  for (const auto& [schema, names] : properties) {
    const bool nodes = schema.first == EntityKind::kNode;
    std::vector<Value> listed;
    std::vector<std::pair<std::string, Value>> types;
    for (const std::string& name : names) {
      listed.push_back(Value::String(name));
      types.emplace_back(name, Value::List({Value::String("RANGE")}));
    }
    const NameTable& schemas = nodes ? graph.labels() : graph.types();
    rows.push_back({Value::String(schemas.Name(schema.second)), Value::List(std::move(listed)),
                    Value::Map(std::move(types)), Value::Map({}), Value::String("english"),
                    Value::List({}), Value::String(nodes ? "NODE" : "RELATIONSHIP"),
                    Value::String("OPERATIONAL"), Value()});
  }
  return rows;
}

ProcedureRows Constraints(Execution& /*execution*/, Arguments /*arguments*/) {
  return {};
}

ProcedureRows Statistics(Execution& execution, Arguments /*arguments*/) {
  const Graph& graph = execution.graph;
  std::vector<std::pair<std::string, Value>> labels;
  for (size_t i = 0; i < graph.labels().size(); ++i) {
    const auto id = static_cast<LabelId>(i);
    labels.emplace_back(graph.labels().Name(id),
                        Value::Integer(static_cast<int64_t>(graph.LabelCount(id))));
  }
  std::vector<std::pair<std::string, Value>> types;
  for (size_t i = 0; i < graph.types().size(); ++i) {
    const auto id = static_cast<TypeId>(i);
    types.emplace_back(graph.types().Name(id),
                       Value::Integer(static_cast<int64_t>(graph.TypeCount(id))));
  }
  const auto number = [](size_t count) { return Value::Integer(static_cast<int64_t>(count)); };
  return {{Value::Map(std::move(labels)), Value::Map(std::move(types)),
           number(graph.relationship_count()), number(graph.node_count()),
           number(graph.labels().size()), number(graph.types().size()),
           number(graph.property_keys().size())}};
}

ProcedureRows ListProcedures(Execution& /*execution*/, Arguments /*arguments*/) {
  ProcedureRows rows;
  for (const Procedure& procedure : Procedures()) {
    rows.push_back({Value::String(std::string(procedure.name)), Value::String("READ")});
  }
  return rows;
}

constexpr std::string_view kLabelOutputs[] = {"label"};
constexpr std::string_view kTypeOutputs[] = {"relationshipType"};
constexpr std::string_view kKeyOutputs[] = {"propertyKey"};
constexpr std::string_view kIndexOutputs[] = {"label",      "properties", "types",
                                              "options",    "language",   "stopwords",
                                              "entitytype", "status",     "info"};
constexpr std::string_view kConstraintOutputs[] = {"type", "label", "properties", "entitytype",
                                                   "status"};
constexpr std::string_view kStatisticsOutputs[] = {"labels",          "relTypes",   "relCount",
                                                   "nodeCount",       "labelCount", "relTypeCount",
                                                   "propertyKeyCount"};
constexpr std::string_view kProcedureOutputs[] = {"name", "mode"};

constexpr Procedure kProcedures[] = {
    {"db.labels", 0, kLabelOutputs, Labels},
    {"db.relationshipTypes", 0, kTypeOutputs, RelationshipTypes},
    {"db.propertyKeys", 0, kKeyOutputs, PropertyKeys},
    {"db.indexes", 0, kIndexOutputs, Indexes},
    {"db.constraints", 0, kConstraintOutputs, Constraints},
    {"db.meta.stats", 0, kStatisticsOutputs, Statistics},
    {"dbms.procedures", 0, kProcedureOutputs, ListProcedures},
};

}  // namespace

std::span<const Procedure> Procedures() {
  return kProcedures;
}

}  // namespace graph
