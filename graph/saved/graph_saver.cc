#include <algorithm>
#include <bit>
#include <optional>
#include <span>

#include "graph/saved/id_list.h"
#include "graph/saved/saved_graph.h"
#include "graph/saved/sparse_matrix.h"

namespace graph {

namespace {

constexpr uint64_t kLeastDimension = 16384;

// Relationships of one type between the same two nodes.
struct Parallel {
  NodeId source;
  NodeId target;
  std::vector<uint32_t> ids;
};

class Saver {
 public:
  Saver(trellis::Writer& out, const Graph& graph)
      : writer_(out),
        graph_(graph),
        dimension_(std::bit_ceil(
            std::max<uint64_t>({graph.node_slots(), graph.labels().size(), kLeastDimension}))) {}

  void Run() {
    CollectRelations();
    WriteHead();
    WriteSections();
    WriteEntities(EntityKind::kNode);
    WriteDeleted(EntityKind::kNode);
    WriteEntities(EntityKind::kRelationship);
    WriteDeleted(EntityKind::kRelationship);
    WriteLabels();
    WriteRelations();
    WriteAdjacency();
    WriteLabelsOfNodes();
    writer_.Finish();
  }

 private:
  // The relationships of one type, and which of its pairs have several.
  struct Relation {
    SparseMatrix matrix;
    std::vector<Parallel> parallel;
  };

  void CollectRelations() {
    relations_.resize(graph_.types().size());
    for (NodeId source = 0; source < graph_.node_slots(); ++source) {
      if (!graph_.NodeExists(source)) continue;
      for (const Adjacency::Run& run : graph_.Outgoing(source).runs())
        CollectRun(source, run.links, relations_[run.type]);
    }
  }

  static void CollectRun(NodeId source, std::span<const Link> links, Relation& relation) {
    for (size_t i = 0; i < links.size();) {
      const NodeId target = links[i].neighbour;
      const std::span<const Link> same = LinksTo(links.subspan(i), target);
      i += same.size();
      if (same.size() == 1) {
        relation.matrix.Add(source, target, same[0].relationship);
        continue;
      }
      relation.matrix.Add(source, target, kSeveral);
      Parallel& parallel = relation.parallel.emplace_back(Parallel{source, target, {}});
      for (const Link& link : same)
        parallel.ids.push_back(link.relationship);
    }
  }

  void WriteHead() {
    writer_.Text(graph_.name());
    writer_.Unsigned(graph_.node_count());
    writer_.Unsigned(graph_.relationship_count());
    writer_.Unsigned(graph_.free_ids(EntityKind::kNode).size());
    writer_.Unsigned(graph_.free_ids(EntityKind::kRelationship).size());
    writer_.Unsigned(graph_.labels().size());
    writer_.Unsigned(graph_.types().size());
    for (const Relation& relation : relations_)
      writer_.Unsigned(relation.parallel.empty() ? 0 : 1);
    writer_.Unsigned(1);  // keys
    writer_.Unsigned(graph_.property_keys().size());
    for (const std::string& name : graph_.property_keys().names())
      writer_.Text(name);
    WriteSchemas(EntityKind::kNode, graph_.labels());
    WriteSchemas(EntityKind::kRelationship, graph_.types());
  }

  void WriteSchemas(EntityKind kind, const NameTable& names) {
    writer_.Unsigned(names.size());
    for (size_t i = 0; i < names.size(); ++i) {
      const auto schema = static_cast<NameTable::Id>(i);
      writer_.Unsigned(schema);
      writer_.Text(names.Name(schema));
      const KeptIndex index = IndexOf(kind, schema);
      writer_.Unsigned(index.fields.empty() ? 0 : 1);
      if (!index.fields.empty()) WriteIndex(index);
      WriteConstraints(kind, schema);
    }
  }

  // The range indexes that are served, among those that are only kept.
  [[nodiscard]] KeptIndex IndexOf(EntityKind kind, NameTable::Id schema) const {
    KeptIndex whole;
    for (const KeptIndex& kept : graph_.kept().indexes) {
      if (kept.kind == kind && kept.schema == schema) whole = kept;
    }
    for (KeptField& field : whole.fields)
      field.kinds &= ~kRangeField;
    for (const Index& index : graph_.indexes()) {
      if (index.kind != kind || index.schema != schema) continue;
      const std::string& property = graph_.property_keys().Name(index.key);
      auto field = std::find_if(whole.fields.begin(), whole.fields.end(),
                                [&](const KeptField& each) { return each.property == property; });
      if (field == whole.fields.end()) {
        field = whole.fields.insert(field, KeptField{.property = property});
      }
      field->kinds |= kRangeField;
    }
    std::erase_if(whole.fields, [](const KeptField& field) { return field.kinds == 0; });
    return whole;
  }

  void WriteIndex(const KeptIndex& index) {
    writer_.Text(index.language);
    writer_.Unsigned(index.stopwords.size());
    for (const std::string& word : index.stopwords)
      writer_.Text(word);
    writer_.Unsigned(index.fields.size());
    for (const KeptField& field : index.fields) {
      writer_.Text(field.property);
      writer_.Unsigned(field.kinds);
      writer_.Double(field.weight);
      writer_.Unsigned(field.no_stem);
      writer_.Text(field.phonetic);
      if ((field.kinds & kVectorField) == 0) continue;
      for (const uint64_t option : {field.dimension, field.links, field.ef_construction,
                                    field.ef_runtime, field.similarity}) {
        writer_.Unsigned(option);
      }
    }
  }

  void WriteConstraints(EntityKind kind, NameTable::Id schema) {
    std::vector<const KeptConstraint*> constraints;
    for (const KeptConstraint& each : graph_.kept().constraints) {
      if (each.kind == kind && each.schema == schema) constraints.push_back(&each);
    }
    writer_.Unsigned(constraints.size());
    for (const KeptConstraint* each : constraints) {
      writer_.Unsigned(each->mandatory);
      writer_.Unsigned(each->keys.size());
      for (const uint16_t key : each->keys)
        writer_.Unsigned(key);
    }
  }

  void WriteSections() {
    const std::pair<SavedSection, uint64_t> counted[] = {
        {kNodeSection, graph_.node_count()},
        {kDeletedNodeSection, graph_.free_ids(EntityKind::kNode).size()},
        {kRelationshipSection, graph_.relationship_count()},
        {kDeletedRelationshipSection, graph_.free_ids(EntityKind::kRelationship).size()},
        {kLabelMatrixSection, 1},
        {kRelationMatrixSection, 1},
        {kAdjacencySection, 1},
        {kNodeLabelSection, 1}};
    writer_.Unsigned(static_cast<uint64_t>(std::count_if(
        std::begin(counted), std::end(counted), [](const auto& each) { return each.second > 0; })));
    for (const auto& [section, count] : counted) {
      if (count == 0) continue;
      writer_.Unsigned(section);
      writer_.Unsigned(count);
    }
  }

  void WriteEntities(EntityKind kind) {
    const bool nodes = kind == EntityKind::kNode;
    const size_t slots = nodes ? graph_.node_slots() : graph_.relationship_slots();
    for (uint32_t id = 0; id < slots; ++id) {
      if (!(nodes ? graph_.NodeExists(id) : graph_.RelationshipExists(id))) continue;
      const Properties& properties = graph_.PropertiesOf(kind, id);
      writer_.Unsigned(id);
      writer_.Unsigned(properties.size());
      for (size_t i = 0; i < properties.size(); ++i) {
        writer_.Unsigned(properties.key(i));
        WriteValue(properties.value(i));
      }
    }
  }

  void WriteValue(const Value& value) {
    const auto begin = [this](SavedType type) -> SavedWriter& {
      writer_.Unsigned(type);
      return writer_;
    };
    switch (value.type()) {
      case ValueType::kLocalDateTime: begin(kSavedLocalDateTime).Signed(value.seconds()); break;
      case ValueType::kDate: begin(kSavedDate).Signed(value.seconds()); break;
      case ValueType::kLocalTime: begin(kSavedLocalTime).Signed(value.seconds()); break;
      case ValueType::kDuration: begin(kSavedDuration).Signed(value.seconds()); break;
      case ValueType::kString: begin(kSavedString).Text(value.string()); break;
      case ValueType::kBoolean: begin(kSavedBoolean).Unsigned(value.boolean() ? 1 : 0); break;
      case ValueType::kInteger: begin(kSavedInteger).Signed(value.integer()); break;
      case ValueType::kDouble: begin(kSavedDouble).Double(value.real()); break;
      case ValueType::kPoint:
        begin(kSavedPoint).Double(value.point().latitude);
        writer_.Double(value.point().longitude);
        break;
      case ValueType::kVector: begin(kSavedVector).Block(VectorBytes(value.vector())); break;
      case ValueType::kList:
        begin(kSavedList).Unsigned(value.list().size());
        for (const Value& item : value.list())
          WriteValue(item);
        break;
      default: begin(kSavedNull); break;  // only inside a list; nothing else is ever a property
    }
  }

  static std::string VectorBytes(const std::vector<float>& elements) {
    const auto count = static_cast<uint32_t>(elements.size());
    std::string bytes(reinterpret_cast<const char*>(&count), sizeof(count));
    bytes.append(reinterpret_cast<const char*>(elements.data()), count * sizeof(float));
    return bytes;
  }

  void WriteDeleted(EntityKind kind) {
    const std::vector<uint32_t>& ids = graph_.free_ids(kind);
    if (ids.empty()) return;
    const std::vector<uint64_t> wide(ids.begin(), ids.end());
    writer_.Block({reinterpret_cast<const char*>(wide.data()), wide.size() * sizeof(uint64_t)});
  }

  // A matrix, and two of what was added and removed since it was last brought up to date: nothing.
  void WriteMatrix(const SparseMatrix& matrix, bool numbers) {
    const SparseMatrix none;
    matrix.Write(writer_, dimension_, numbers);
    none.Write(writer_, dimension_, numbers);
    none.Write(writer_, dimension_, false);
  }

  void WriteLabels() {
    writer_.Unsigned(graph_.labels().size());
    for (size_t i = 0; i < graph_.labels().size(); ++i) {
      const auto label = static_cast<LabelId>(i);
      SparseMatrix nodes;
      for (auto id = graph_.NextWithLabel(label, 0); id; id = graph_.NextWithLabel(label, *id + 1))
        nodes.Add(*id, *id);
      writer_.Unsigned(label);
      WriteMatrix(nodes, false);
    }
  }

  void WriteRelations() {
    for (size_t type = 0; type < relations_.size(); ++type) {
      const Relation& relation = relations_[type];
      writer_.Unsigned(type);
      WriteMatrix(relation.matrix, true);
      writer_.Unsigned(relation.parallel.size());
      if (relation.parallel.empty()) continue;
      writer_.Unsigned(relation.parallel.size());  // in the first matrix
      for (const Parallel& parallel : relation.parallel) {
        writer_.Unsigned(parallel.source);
        writer_.Unsigned(parallel.target);
        writer_.Block(WriteIdList(parallel.ids));
      }
      writer_.Unsigned(0);  // in the matrix of what was added
    }
    relations_.clear();
  }

  // Which nodes a relationship of any type leads to.
  void WriteAdjacency() {
    SparseMatrix matrix;
    std::vector<NodeId> targets;
    for (NodeId source = 0; source < graph_.node_slots(); ++source) {
      if (!graph_.NodeExists(source)) continue;
      targets.clear();
      for (const Adjacency::Run& run : graph_.Outgoing(source).runs()) {
        for (const Link& link : run.links)
          targets.push_back(link.neighbour);
      }
      std::sort(targets.begin(), targets.end());
      targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
      for (const NodeId target : targets)
        matrix.Add(source, target);
    }
    WriteMatrix(matrix, false);
  }

  void WriteLabelsOfNodes() {
    SparseMatrix matrix;
    for (NodeId id = 0; id < graph_.node_slots(); ++id) {
      if (!graph_.NodeExists(id)) continue;
      for (const LabelId label : graph_.LabelsOf(id))
        matrix.Add(id, label);
    }
    WriteMatrix(matrix, false);
  }

  SavedWriter writer_;
  const Graph& graph_;
  const uint64_t dimension_;
  std::vector<Relation> relations_;
};

}  // namespace

void SaveGraph(trellis::Writer& writer, const Graph& graph) {
  Saver(writer, graph).Run();
}

}  // namespace graph
