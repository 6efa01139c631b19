#include "graph/graph_type.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "module_api/cpp/log.h"

#include "graph/pending_graphs.h"
#include "graph/saved/saved_graph.h"
#include "graph/store/value_text.h"
#include "graph/stored_graph.h"

namespace graph {

namespace {

using trellis::Reader;

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

PendingGraphs& Pending() {
  static PendingGraphs pending;
  return pending;
}

std::unique_ptr<StoredGraph> LoadGraph(Reader& reader, int encoding) {
  if (encoding != kGraphEncoding) {
    reader.Fail(
        "graph: saved in an encoding that is not known here; known is 18, of FalkorDB 4.16");
    return nullptr;
  }
  auto stored = std::make_unique<StoredGraph>(std::string());
  Pending().ReadPart(reader, stored.get());
  return stored;
}

std::unique_ptr<GraphPart> LoadGraphPart(Reader& reader, int encoding) {
  if (encoding != kGraphEncoding) {
    reader.Fail(
        "graph: saved in an encoding that is not known here; known is 18, of FalkorDB 4.16");
    return nullptr;
  }
  Pending().ReadPart(reader, nullptr);
  return std::make_unique<GraphPart>();
}

// Before the keys and after them stand a count of the functions that users had added, and of each the name
// and the text.
bool LoadFunctions(Reader& reader, int /*encoding*/, int when) {
  const uint64_t count = reader.LoadUnsigned();
  for (uint64_t i = 0; i < count && reader.ok(); ++i) {
    const std::string name = reader.LoadString();
    reader.LoadString();
    trellis::Log(nullptr, trellis::LogLevel::kWarning,
                 "graph: there are no user-defined functions here: " + name + " is dropped");
  }
  return when != REDISMODULE_AUX_AFTER_RDB || Pending().AllComplete();
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

constexpr trellis::Type<StoredGraph> kGraphType = {
    .name = "graphdata",
    .encoding = kGraphEncoding,
    .save = [](trellis::Writer& writer,
               const StoredGraph& stored) { SaveGraph(writer, *stored.graph); },
    .load = LoadGraph,
    .rewrite = RewriteGraph,
    .free =
        [](StoredGraph* stored) {
          if (stored->awaits_parts) Pending().Forget(stored);
          delete stored;
        },
    .copy = CopyGraph,
    .memory_bytes = [](const StoredGraph& stored) { return stored.graph->MemoryBytes(); },
    .free_effort =
        [](const StoredGraph& stored) {
          return stored.graph->node_count() + stored.graph->relationship_count();
        },
    .digest = DigestGraph,
    .aux_load = LoadFunctions,
};

constexpr trellis::Type<GraphPart> kGraphPartType = {
    .name = "graphmeta",
    .encoding = kGraphEncoding,
    .load = LoadGraphPart,
};

void OnLoading(trellis::Context& ctx, uint64_t subevent, void* /*data*/) {
  Pending().OnLoadingEvent(ctx, subevent);
}

}  // namespace

void AddGraphType(trellis::Registrar& registrar) {
  registrar.Add<kGraphType>();
  registrar.Add<kGraphPartType>();
  registrar.OnServerEvent<OnLoading>(RedisModuleEvent_Loading);
}

}  // namespace graph
