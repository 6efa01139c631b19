#include "graph/result_reply.h"

#include <array>
#include <cstdio>

#include "graph/store/value_text.h"

namespace graph {

namespace {

using trellis::Reply;

// The compact form says of every value what it is.
enum CompactType : uint8_t {
  kCompactNull = 1,
  kCompactString = 2,
  kCompactInteger = 3,
  kCompactBoolean = 4,
  kCompactDouble = 5,
  kCompactList = 6,
  kCompactRelationship = 7,
  kCompactNode = 8,
  kCompactPath = 9,
  kCompactMap = 10,
  kCompactPoint = 11,
  kCompactVector = 12,
  kCompactLocalDateTime = 13,
  kCompactDate = 14,
  kCompactLocalTime = 15,
  kCompactDuration = 16,
};

CompactType CompactTypeOf(ValueType type) {
  switch (type) {
    case ValueType::kMap: return kCompactMap;
    case ValueType::kNode: return kCompactNode;
    case ValueType::kRelationship: return kCompactRelationship;
    case ValueType::kList: return kCompactList;
    case ValueType::kPath: return kCompactPath;
    case ValueType::kLocalDateTime: return kCompactLocalDateTime;
    case ValueType::kDate: return kCompactDate;
    case ValueType::kLocalTime: return kCompactLocalTime;
    case ValueType::kDuration: return kCompactDuration;
    case ValueType::kString: return kCompactString;
    case ValueType::kBoolean: return kCompactBoolean;
    case ValueType::kInteger: return kCompactInteger;
    case ValueType::kDouble: return kCompactDouble;
    case ValueType::kPoint: return kCompactPoint;
    case ValueType::kVector: return kCompactVector;
    case ValueType::kNull: return kCompactNull;
  }
  return kCompactNull;
}

// What was deleted has an id, but no labels and no properties any more.
const Properties& PropertiesOf(const Graph& graph, EntityKind kind, uint32_t id) {
  static const Properties none;
  const bool exists =
      kind == EntityKind::kNode ? graph.NodeExists(id) : graph.RelationshipExists(id);
  return exists ? graph.PropertiesOf(kind, id) : none;
}
std::span<const LabelId> LabelsOf(const Graph& graph, NodeId id) {
  return graph.NodeExists(id) ? graph.LabelsOf(id) : std::span<const LabelId>();
}

class CompactWriter {
 public:
  CompactWriter(Reply& reply, const Graph& graph) : reply_(reply), graph_(graph) {}

  void Write(const Value& value) {
    (void)reply_.Array(2);
    (void)reply_.Integer(CompactTypeOf(value.type()));
    WritePayload(value);
  }

 private:
  void WritePayload(const Value& value) {
    switch (value.type()) {
      case ValueType::kMap:
        (void)reply_.Array(2 * value.map().entries.size());
        for (const auto& [key, item] : value.map().entries) {
          (void)reply_.Bulk(key);
          Write(item);
        }
        break;
      case ValueType::kNode: WriteNode(value.id()); break;
      case ValueType::kRelationship: WriteRelationship(value.id()); break;
      case ValueType::kList:
        (void)reply_.Array(value.list().size());
        for (const Value& item : value.list())
          Write(item);
        break;
      case ValueType::kPath: WritePath(value.path()); break;
      case ValueType::kLocalDateTime:
      case ValueType::kDate:
      case ValueType::kLocalTime:
      case ValueType::kDuration: (void)reply_.Integer(value.seconds()); break;
      case ValueType::kString: (void)reply_.Bulk(value.string()); break;
      case ValueType::kBoolean: (void)reply_.Bulk(value.boolean() ? "true" : "false"); break;
      case ValueType::kInteger: (void)reply_.Integer(value.integer()); break;
      case ValueType::kDouble: (void)reply_.Bulk(DoubleText(value.real())); break;
      case ValueType::kPoint:
        (void)reply_.Array(2);
        (void)reply_.Bulk(DoubleText(value.point().latitude));
        (void)reply_.Bulk(DoubleText(value.point().longitude));
        break;
      case ValueType::kVector:
        (void)reply_.Array(value.vector().size());
        for (const float element : value.vector())
          (void)reply_.Bulk(DoubleText(element));
        break;
      case ValueType::kNull: (void)reply_.Null(); break;
    }
  }

  void WriteProperties(EntityKind kind, uint32_t id) {
    const Properties& properties = PropertiesOf(graph_, kind, id);
    (void)reply_.Array(properties.size());
    for (size_t i = 0; i < properties.size(); ++i) {
      (void)reply_.Array(3);
      (void)reply_.Integer(properties.key(i));
      (void)reply_.Integer(CompactTypeOf(properties.value(i).type()));
      WritePayload(properties.value(i));
    }
  }

  void WriteNode(NodeId id) {
    (void)reply_.Array(3);
    (void)reply_.Integer(id);
    const auto labels = LabelsOf(graph_, id);
    (void)reply_.Array(labels.size());
    for (const LabelId label : labels)
      (void)reply_.Integer(label);
    WriteProperties(EntityKind::kNode, id);
  }

  void WriteRelationship(RelationshipId id) {
    (void)reply_.Array(5);
    (void)reply_.Integer(id);
    (void)reply_.Integer(graph_.TypeOf(id));
    (void)reply_.Integer(graph_.Source(id));
    (void)reply_.Integer(graph_.Target(id));
    WriteProperties(EntityKind::kRelationship, id);
  }

  // Two lists, of the nodes and of the relationships.
  void WritePath(const PathBlock& path) {
    (void)reply_.Array(2);
    (void)reply_.Array(2);
    (void)reply_.Integer(kCompactList);
    (void)reply_.Array(path.nodes.size());
    for (const NodeId id : path.nodes)
      Write(Value::Node(id));
    (void)reply_.Array(2);
    (void)reply_.Integer(kCompactList);
    (void)reply_.Array(path.relationships.size());
    for (const RelationshipId id : path.relationships)
      Write(Value::Relationship(id));
  }

  Reply& reply_;
  const Graph& graph_;
};

class VerboseWriter {
 public:
  VerboseWriter(Reply& reply, const Graph& graph) : reply_(reply), graph_(graph) {}

  void Write(const Value& value) {
    switch (value.type()) {
      case ValueType::kNode: WriteNode(value.id()); break;
      case ValueType::kRelationship: WriteRelationship(value.id()); break;
      case ValueType::kInteger: (void)reply_.Integer(value.integer()); break;
      case ValueType::kDouble: (void)reply_.Bulk(DoubleText(value.real())); break;
      case ValueType::kNull: (void)reply_.Null(); break;
      default: (void)reply_.Bulk(NestedText(value)); break;
    }
  }

 private:
  void Field(std::string_view name) {
    (void)reply_.Array(2);
    (void)reply_.Bulk(name);
  }
  void Field(std::string_view name, int64_t value) {
    Field(name);
    (void)reply_.Integer(value);
  }

  void WriteProperties(EntityKind kind, uint32_t id) {
    const Properties& properties = PropertiesOf(graph_, kind, id);
    Field("properties");
    (void)reply_.Array(properties.size());
    for (size_t i = 0; i < properties.size(); ++i) {
      Field(graph_.property_keys().Name(properties.key(i)));
      Write(properties.value(i));
    }
  }

  void WriteNode(NodeId id) {
    (void)reply_.Array(3);
    Field("id", id);
    Field("labels");
    const auto labels = LabelsOf(graph_, id);
    (void)reply_.Array(labels.size());
    for (const LabelId label : labels)
      (void)reply_.Bulk(graph_.labels().Name(label));
    WriteProperties(EntityKind::kNode, id);
  }

  void WriteRelationship(RelationshipId id) {
    (void)reply_.Array(5);
    Field("id", id);
    Field("type");
    (void)reply_.Bulk(graph_.types().Name(graph_.TypeOf(id)));
    Field("src_node", graph_.Source(id));
    Field("dest_node", graph_.Target(id));
    WriteProperties(EntityKind::kRelationship, id);
  }

  Reply& reply_;
  const Graph& graph_;
};

template <typename Writer>
void WriteRows(Reply& reply, const QueryRun& run) {
  const size_t columns = run.columns().size();
  Writer writer(reply, run.graph());
  (void)reply.Array(run.rows());
  for (size_t row = 0; row < run.rows(); ++row) {
    (void)reply.Array(columns);
    for (size_t i = 0; i < columns; ++i)
      writer.Write(run.values()[row * columns + i]);
  }
}

void WriteHeader(Reply& reply, const QueryRun& run, bool compact) {
  constexpr int kScalarColumn = 1;
  (void)reply.Array(run.columns().size());
  for (const std::string& name : run.columns()) {
    if (compact) {
      (void)reply.Array(2);
      (void)reply.Integer(kScalarColumn);
    }
    (void)reply.Bulk(name);
  }
}

void WriteStatistics(Reply& reply, const Statistics& statistics, bool cached, double milliseconds) {
  const struct {
    const char* name;
    int64_t count;
  } counts[] = {
      {"Labels added", statistics.labels_added},
      {"Labels removed", statistics.labels_removed},
      {"Nodes created", statistics.nodes_created},
      {"Nodes deleted", statistics.nodes_deleted},
      {"Properties set", statistics.properties_set},
      {"Properties removed", statistics.properties_removed},
      {"Relationships created", statistics.relationships_created},
      {"Relationships deleted", statistics.relationships_deleted},
      {"Indices created", statistics.indices_created},
      {"Indices deleted", statistics.indices_deleted},
  };
  const auto lines = reply.OpenArray();
  for (const auto& line : counts) {
    if (line.count != 0) {
      (void)reply.Bulk(std::string(line.name) + ": " + std::to_string(line.count));
    }
  }
  (void)reply.Bulk(cached ? "Cached execution: 1" : "Cached execution: 0");
  std::array<char, 80> time;
  const int length = std::snprintf(
      time.data(), time.size(), "Query internal execution time: %.6f milliseconds", milliseconds);
  (void)reply.Bulk({time.data(), static_cast<size_t>(length)});
}

}  // namespace

void ReplyWithResult(Reply& reply, const QueryRun& run, bool compact, bool cached,
                     double milliseconds) {
  const auto whole = reply.OpenArray();
  if (!run.columns().empty()) {
    WriteHeader(reply, run, compact);
    if (compact) {
      WriteRows<CompactWriter>(reply, run);
    } else {
      WriteRows<VerboseWriter>(reply, run);
    }
  }
  WriteStatistics(reply, run.statistics(), cached, milliseconds);
}

}  // namespace graph
