#include "graph/graph_type.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "graph/store/value_text.h"
#include "graph/stored_graph.h"

namespace graph {

namespace {

using trellis::Reader;
using trellis::Writer;

constexpr uint64_t kMostIds = UINT32_MAX;  // more do not fit an id

// Tags of saved values. They are in files: never renumber.
enum SavedTag : uint64_t {
  kSavedBoolean = 1,
  kSavedInteger = 2,
  kSavedDouble = 3,
  kSavedString = 4,
  kSavedList = 5,
  kSavedPoint = 6,
  kSavedVector = 7,
};

// --- Saving

void SaveValue(Writer& writer, const Value& value) {
  switch (value.type()) {
    case ValueType::kBoolean:
      writer.SaveUnsigned(kSavedBoolean);
      writer.SaveUnsigned(value.boolean() ? 1 : 0);
      break;
    case ValueType::kInteger:
      writer.SaveUnsigned(kSavedInteger);
      writer.SaveSigned(value.integer());
      break;
    case ValueType::kDouble:
      writer.SaveUnsigned(kSavedDouble);
      writer.SaveDouble(value.real());
      break;
    case ValueType::kString:
      writer.SaveUnsigned(kSavedString);
      writer.SaveString(value.string());
      break;
    case ValueType::kList:
      writer.SaveUnsigned(kSavedList);
      writer.SaveUnsigned(value.list().size());
      for (const Value& item : value.list())
        SaveValue(writer, item);
      break;
    case ValueType::kPoint:
      writer.SaveUnsigned(kSavedPoint);
      writer.SaveFloat(value.point().latitude);
      writer.SaveFloat(value.point().longitude);
      break;
    case ValueType::kVector:
      writer.SaveUnsigned(kSavedVector);
      writer.SaveUnsigned(value.vector().size());
      for (const float element : value.vector())
        writer.SaveFloat(element);
      break;
    default: break;  // nothing else is ever a property
  }
}

void SaveNames(Writer& writer, const NameTable& names) {
  writer.SaveUnsigned(names.size());
  for (const std::string& name : names.names())
    writer.SaveString(name);
}

void SaveIds(Writer& writer, const std::vector<uint32_t>& ids) {
  writer.SaveUnsigned(ids.size());
  for (const uint32_t id : ids)
    writer.SaveUnsigned(id);
}

void SaveProperties(Writer& writer, const Properties& properties) {
  writer.SaveUnsigned(properties.size());
  for (size_t i = 0; i < properties.size(); ++i) {
    writer.SaveUnsigned(properties.key(i));
    SaveValue(writer, properties.value(i));
  }
}

void SaveNodes(Writer& writer, const Graph& graph) {
  SaveIds(writer, graph.free_ids(EntityKind::kNode));
  writer.SaveUnsigned(graph.node_count());
  for (NodeId id = 0; id < graph.node_slots(); ++id) {
    if (!graph.NodeExists(id)) continue;
    writer.SaveUnsigned(id);
    const auto labels = graph.LabelsOf(id);
    writer.SaveUnsigned(labels.size());
    for (const LabelId label : labels)
      writer.SaveUnsigned(label);
    SaveProperties(writer, graph.PropertiesOf(EntityKind::kNode, id));
  }
}

void SaveRelationships(Writer& writer, const Graph& graph) {
  SaveIds(writer, graph.free_ids(EntityKind::kRelationship));
  writer.SaveUnsigned(graph.relationship_count());
  for (RelationshipId id = 0; id < graph.relationship_slots(); ++id) {
    if (!graph.RelationshipExists(id)) continue;
    writer.SaveUnsigned(id);
    writer.SaveUnsigned(graph.TypeOf(id));
    writer.SaveUnsigned(graph.Source(id));
    writer.SaveUnsigned(graph.Target(id));
    SaveProperties(writer, graph.PropertiesOf(EntityKind::kRelationship, id));
  }
}

// --- Loading. What is read may be anyone's, so nothing is believed before it is checked, and memory
// grows with the bytes that are there.

Value LoadValue(Reader& reader, int depth) {
  switch (reader.LoadUnsigned()) {
    case kSavedBoolean: return Value::Boolean(reader.LoadUnsigned() != 0);
    case kSavedInteger: return Value::Integer(reader.LoadSigned());
    case kSavedDouble: return Value::Double(reader.LoadDouble());
    case kSavedString: return Value::String(reader.LoadString());
    case kSavedList: {
      if (depth == kMaxNesting) break;
      std::vector<Value> items;
      const uint64_t count = reader.LoadCount();
      for (uint64_t i = 0; i < count && reader.ok(); ++i) {
        items.push_back(LoadValue(reader, depth + 1));
      }
      return Value::List(std::move(items));
    }
    case kSavedPoint: {
      const float latitude = reader.LoadFloat();
      return Value::Geographic({latitude, reader.LoadFloat()});
    }
    case kSavedVector: {
      std::vector<float> elements;
      const uint64_t count = reader.LoadCount();
      for (uint64_t i = 0; i < count && reader.ok(); ++i)
        elements.push_back(reader.LoadFloat());
      return Value::Vector(std::move(elements));
    }
    default: break;
  }
  reader.Fail("graph: a property value of no known kind");
  return {};
}

class Loader {
 public:
  Loader(Reader& reader, Graph& graph) : reader_(reader), graph_(graph) {}

  void Run() {
    LoadNames(graph_.labels());
    LoadNames(graph_.types());
    LoadNames(graph_.property_keys());
    LoadEntities(EntityKind::kNode, [this](uint32_t id) { LoadNode(id); });
    LoadEntities(EntityKind::kRelationship, [this](uint32_t id) { LoadRelationship(id); });
    LoadIndexes();
  }

 private:
  void Require(bool condition, const char* what) {
    if (!condition) reader_.Fail(what);
  }

  void LoadNames(NameTable& names) {
    const uint64_t count = reader_.LoadCount(NameTable::kMaxNames);
    for (uint64_t i = 0; i < count && reader_.ok(); ++i)
      names.Add(reader_.LoadString());
    Require(names.size() == count, "graph: a name comes twice");
  }

  template <typename LoadEntity>
  void LoadEntities(EntityKind kind, LoadEntity load) {
    std::vector<uint32_t> free_ids;
    const uint64_t free_count = reader_.LoadCount(kMostIds);
    for (uint64_t i = 0; i < free_count && reader_.ok(); ++i) {
      free_ids.push_back(static_cast<uint32_t>(reader_.LoadCount(kMostIds)));
    }
    const uint64_t count = reader_.LoadCount(kMostIds);
    uint64_t next = 0;  // ids ascend
    for (uint64_t i = 0; i < count && reader_.ok(); ++i) {
      const uint64_t id = reader_.LoadUnsigned();
      // Every id below is taken or free, so it can't be far: this also bounds what is allocated.
      Require(id >= next && id <= i + free_ids.size() && id < kMostIds, "graph: ids out of order");
      if (!reader_.ok()) return;
      next = id + 1;
      graph_.GrowSlots(kind, next);
      load(static_cast<uint32_t>(id));
    }
    const uint64_t slots = count + free_ids.size();
    if (reader_.ok()) RestoreFreeIds(kind, slots, std::move(free_ids));
  }

  void RestoreFreeIds(EntityKind kind, uint64_t slots, std::vector<uint32_t> free_ids) {
    std::vector<uint32_t> sorted = free_ids;
    std::sort(sorted.begin(), sorted.end());
    for (size_t i = 0; i < sorted.size() && reader_.ok(); ++i) {
      const bool taken = kind == EntityKind::kNode ? graph_.NodeExists(sorted[i])
                                                   : graph_.RelationshipExists(sorted[i]);
      Require(sorted[i] < slots && !taken && (i == 0 || sorted[i] != sorted[i - 1]),
              "graph: a freed id that is not free");
    }
    if (!reader_.ok()) return;
    graph_.GrowSlots(kind, slots);
    graph_.RestoreFreeIds(kind, std::move(free_ids));
  }

  void LoadProperties(EntityKind kind, uint32_t id) {
    const uint64_t count = reader_.LoadCount(kMaxProperties);
    for (uint64_t i = 0; i < count && reader_.ok(); ++i) {
      const uint64_t key = reader_.LoadUnsigned();
      const Value value = LoadValue(reader_, 0);
      Require(key < graph_.property_keys().size(), "graph: an unknown property key");
      if (reader_.ok()) {
        graph_.SetProperty(kind, id, static_cast<PropertyKeyId>(key), value);
      }
    }
  }

  void LoadNode(NodeId id) {
    graph_.RestoreNode(id);
    const uint64_t count = reader_.LoadCount(NameTable::kMaxNames);
    for (uint64_t i = 0; i < count && reader_.ok(); ++i) {
      const uint64_t label = reader_.LoadUnsigned();
      Require(label < graph_.labels().size(), "graph: an unknown label");
      if (reader_.ok()) graph_.AddLabel(id, static_cast<LabelId>(label));
    }
    LoadProperties(EntityKind::kNode, id);
  }

  void LoadRelationship(RelationshipId id) {
    const uint64_t type = reader_.LoadUnsigned();
    const uint64_t source = reader_.LoadCount(kMostIds);
    const uint64_t target = reader_.LoadCount(kMostIds);
    Require(type < graph_.types().size() && graph_.NodeExists(static_cast<NodeId>(source)) &&
                graph_.NodeExists(static_cast<NodeId>(target)),
            "graph: a relationship without type or end");
    if (!reader_.ok()) return;
    graph_.RestoreRelationship(id, static_cast<TypeId>(type), static_cast<NodeId>(source),
                               static_cast<NodeId>(target));
    LoadProperties(EntityKind::kRelationship, id);
  }

  void LoadIndexes() {
    const uint64_t count = reader_.LoadCount(kMostIds);
    for (uint64_t i = 0; i < count && reader_.ok(); ++i) {
      const uint64_t of_relationships = reader_.LoadUnsigned();
      const uint64_t schema = reader_.LoadUnsigned();
      const uint64_t key = reader_.LoadUnsigned();
      const NameTable& schemas = of_relationships == 1 ? graph_.types() : graph_.labels();
      Require(
          of_relationships <= 1 && schema < schemas.size() && key < graph_.property_keys().size(),
          "graph: an index on an unknown name");
      if (!reader_.ok()) return;
      const EntityKind kind = of_relationships == 1 ? EntityKind::kRelationship : EntityKind::kNode;
      Require(graph_.AddIndex(kind, static_cast<NameTable::Id>(schema),
                              static_cast<PropertyKeyId>(key)),
              "graph: an index comes twice");
    }
  }

  Reader& reader_;
  Graph& graph_;
};

std::string DigestText(const Graph& graph, EntityKind kind, uint32_t id) {
  std::vector<std::string> parts;
  const Properties& properties = graph.PropertiesOf(kind, id);
  for (size_t i = 0; i < properties.size(); ++i) {
    parts.push_back(graph.property_keys().Name(properties.key(i)) + "=" +
                    NestedText(properties.value(i)));
  }
  std::sort(parts.begin(), parts.end());  // the order in which they were set does not count
  std::string text = std::to_string(id);
  for (const std::string& part : parts)
    text += "," + part;
  return text;
}

void SaveGraph(Writer& writer, const StoredGraph& stored) {
  const Graph& graph = *stored.graph;
  writer.SaveString(graph.name());
  SaveNames(writer, graph.labels());
  SaveNames(writer, graph.types());
  SaveNames(writer, graph.property_keys());
  SaveNodes(writer, graph);
  SaveRelationships(writer, graph);
  writer.SaveUnsigned(graph.indexes().size());
  for (const Index& index : graph.indexes()) {
    writer.SaveUnsigned(index.kind == EntityKind::kRelationship ? 1 : 0);
    writer.SaveUnsigned(index.schema);
    writer.SaveUnsigned(index.key);
  }
}

std::unique_ptr<StoredGraph> LoadGraph(Reader& reader, int encoding) {
  if (encoding != kGraphEncoding) {
    reader.Fail("graph: saved by another server, in a form that is not known here");
    return nullptr;
  }
  auto graph = std::make_unique<Graph>(reader.LoadString());
  Loader(reader, *graph).Run();
  if (!reader.ok()) return nullptr;
  return std::make_unique<StoredGraph>(std::move(graph));
}

void RewriteGraph(trellis::AofWriter& aof, RedisModuleString* key, const StoredGraph& stored) {
  RedisModuleCtx* ctx = RedisModule_GetContextFromIO(aof.get());
  RedisModuleString* saved = RedisModule_SaveDataTypeToString(
      ctx, const_cast<StoredGraph*>(&stored), trellis::type_handle<StoredGraph>);
  if (saved == nullptr) return;
  aof.Emit("GRAPH.RESTORE", key, saved);
  RedisModule_FreeString(ctx, saved);
}

std::unique_ptr<StoredGraph> CopyGraph(std::string_view /*from*/, std::string_view to,
                                       const StoredGraph& stored) {
  std::unique_ptr<Graph> copy = stored.graph->Copy();
  copy->set_name(std::string(to));
  return std::make_unique<StoredGraph>(std::move(copy));
}

void DigestGraph(trellis::Digest& digest, const StoredGraph& stored) {
  const Graph& graph = *stored.graph;
  for (NodeId id = 0; id < graph.node_slots(); ++id) {
    if (!graph.NodeExists(id)) continue;
    digest.Add(DigestText(graph, EntityKind::kNode, id));
    for (const LabelId label : graph.LabelsOf(id))
      digest.Add(graph.labels().Name(label));
    digest.EndSequence();
  }
  for (RelationshipId id = 0; id < graph.relationship_slots(); ++id) {
    if (!graph.RelationshipExists(id)) continue;
    digest.Add(DigestText(graph, EntityKind::kRelationship, id));
    digest.Add(graph.types().Name(graph.TypeOf(id)));
    digest.Add(static_cast<long long>(graph.Source(id)));
    digest.Add(static_cast<long long>(graph.Target(id)));
    digest.EndSequence();
  }
}

// Values saved here must load for ever: raise `encoding`, and keep the old branch in LoadGraph.
constexpr trellis::Type<StoredGraph> kGraphType = {
    .name = "graphdata",
    .encoding = kGraphEncoding,
    .save = SaveGraph,
    .load = LoadGraph,
    .rewrite = RewriteGraph,
    .copy = CopyGraph,
    .memory_bytes = [](const StoredGraph& stored) { return stored.graph->MemoryBytes(); },
    .free_effort =
        [](const StoredGraph& stored) {
          return stored.graph->node_count() + stored.graph->relationship_count();
        },
    .digest = DigestGraph,
};

}  // namespace

void AddGraphType(trellis::Registrar& registrar) {
  registrar.Add<kGraphType>();
}

}  // namespace graph
