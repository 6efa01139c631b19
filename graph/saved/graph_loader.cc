#include <algorithm>
#include <cstring>

#include "graph/saved/id_list.h"
#include "graph/saved/saved_graph.h"
#include "graph/saved/sparse_matrix.h"

namespace graph {

namespace {

constexpr uint64_t kMostIds = UINT32_MAX;  // more do not fit an id
// An entity gets its place at once if its id is not much greater than there were entities before.
constexpr uint64_t kFreeRoom = 65536;

std::vector<float> VectorOf(SavedReader& reader) {
  const std::string_view bytes = reader.Block();
  uint32_t count = 0;
  if (bytes.size() >= sizeof(count)) std::memcpy(&count, bytes.data(), sizeof(count));
  std::vector<float> elements;
  if (!reader.Require(bytes.size() == sizeof(count) + count * sizeof(float),
                      "graph: a vector cut off")) {
    return elements;
  }
  elements.resize(count);
  std::memcpy(elements.data(), bytes.data() + sizeof(count), count * sizeof(float));
  return elements;
}

Value ReadValue(SavedReader& reader, int depth) {
  switch (reader.Unsigned()) {
    case kSavedLocalDateTime: return Value::Temporal(ValueType::kLocalDateTime, reader.Signed());
    case kSavedDate: return Value::Temporal(ValueType::kDate, reader.Signed());
    case kSavedLocalTime: return Value::Temporal(ValueType::kLocalTime, reader.Signed());
    case kSavedDuration: return Value::Temporal(ValueType::kDuration, reader.Signed());
    case kSavedString:
    case kSavedInternedString: return Value::String(reader.Text());
    case kSavedBoolean: return Value::Boolean(reader.Unsigned() != 0);
    case kSavedInteger: return Value::Integer(reader.Signed());
    case kSavedDouble: return Value::Double(reader.Double());
    case kSavedNull: return {};
    case kSavedPoint: {
      const auto latitude = static_cast<float>(reader.Double());
      return Value::Geographic({latitude, static_cast<float>(reader.Double())});
    }
    case kSavedVector: return Value::Vector(VectorOf(reader));
    case kSavedList: {
      if (!reader.Require(depth < kMaxNesting, "graph: a list too deep")) return {};
      std::vector<Value> items;
      const uint64_t count = reader.Unsigned();
      for (uint64_t i = 0; i < count && reader.ok(); ++i)
        items.push_back(ReadValue(reader, depth + 1));
      return Value::List(std::move(items));
    }
    default: reader.Fail("graph: a property of a type that is not known here"); return {};
  }
}

// A matrix with what was added to it and removed from it since it was last brought up to date.
std::vector<MatrixEntry> ReadCurrentMatrix(SavedReader& reader) {
  std::vector<MatrixEntry> entries = ReadMatrix(reader);
  const std::vector<MatrixEntry> added = ReadMatrix(reader);
  std::vector<MatrixEntry> removed = ReadMatrix(reader);
  if (!removed.empty()) {
    std::sort(removed.begin(), removed.end());
    std::erase_if(entries, [&](const MatrixEntry& entry) {
      return std::binary_search(removed.begin(), removed.end(), entry);
    });
  }
  entries.insert(entries.end(), added.begin(), added.end());
  return entries;
}

}  // namespace

void GraphLoader::AddPart(SavedReader& reader, const std::string& name) {
  ReadHead(reader, name);
  std::vector<std::pair<uint64_t, uint64_t>> sections;
  const uint64_t count = reader.Unsigned();
  for (uint64_t i = 0; i < count && reader.ok(); ++i) {
    const uint64_t section = reader.Unsigned();
    sections.emplace_back(section, reader.Unsigned());
  }
  for (const auto& [section, entries] : sections) {
    if (!reader.ok()) return;
    ReadSection(reader, section, entries);
  }
  reader.Require(reader.AtEndOfString(), "graph: something after the end");
  ++parts_read_;
}

void GraphLoader::ReadHead(SavedReader& reader, const std::string& name) {
  const bool first = parts_read_ == 0;
  Head head;
  head.name = name;
  for (uint64_t* number : {&head.nodes, &head.relationships, &head.deleted_nodes,
                           &head.deleted_relationships, &head.labels, &head.types}) {
    *number = reader.Unsigned();
    reader.Require(*number < kMostIds, "graph: too many entities");
  }
  reader.Require(head.types <= NameTable::kMaxNames, "graph: too many names");
  for (uint64_t i = 0; i < head.types && reader.ok(); ++i)
    reader.Unsigned();  // whether it has parallel relationships; its matrix says so, too
  const uint64_t parts = reader.Unsigned();
  if (first) {
    head_ = std::move(head);
    parts_ = parts;
    graph_ = std::make_unique<Graph>(head_.name);
    reader.Require(parts > 0, "graph: a graph of no keys");
  } else {
    reader.Require(head == head_ && parts == parts_, "graph: a key of another graph");
  }
  ReadNames(reader, first);
  ReadSchemas(reader, EntityKind::kNode, first);
  ReadSchemas(reader, EntityKind::kRelationship, first);
}

void GraphLoader::ReadNames(SavedReader& reader, bool first) {
  NameTable& names = graph_->property_keys();
  const uint64_t count = reader.Unsigned();
  reader.Require(count <= kMaxProperties && (first || count == names.size()),
                 "graph: property keys that don't fit");
  for (uint64_t i = 0; i < count && reader.ok(); ++i) {
    const std::string name = reader.Text();
    if (first) names.Add(name);
    reader.Require(names.Find(name) == i, "graph: property keys out of order");
  }
}

void GraphLoader::ReadSchemas(SavedReader& reader, EntityKind kind, bool first) {
  const bool nodes = kind == EntityKind::kNode;
  NameTable& names = nodes ? graph_->labels() : graph_->types();
  const uint64_t count = reader.Unsigned();
  reader.Require(count == (nodes ? head_.labels : head_.types) && count <= NameTable::kMaxNames,
                 "graph: labels or types are missing");
  for (uint64_t i = 0; i < count && reader.ok(); ++i) {
    const uint64_t id = reader.Unsigned();
    const std::string name = reader.Text();
    if (first) names.Add(name);
    if (!reader.Require(id == i && names.Find(name) == i, "graph: labels or types out of order")) {
      return;
    }
    const auto schema = static_cast<NameTable::Id>(i);
    if (reader.Unsigned() != 0) ReadIndex(reader, kind, schema, first);
    ReadConstraints(reader, kind, schema, first);
  }
}

void GraphLoader::ReadIndex(SavedReader& reader, EntityKind kind, NameTable::Id schema,
                            bool first) {
  KeptIndex index{.kind = kind, .schema = schema, .language = reader.Text()};
  const uint64_t words = reader.Unsigned();
  for (uint64_t i = 0; i < words && reader.ok(); ++i)
    index.stopwords.push_back(reader.Text());
  bool kept = false;
  const uint64_t fields = reader.Unsigned();
  for (uint64_t i = 0; i < fields && reader.ok(); ++i) {
    KeptField field{.property = reader.Text()};
    field.kinds = reader.Unsigned();
    field.weight = reader.Double();
    field.no_stem = reader.Unsigned();
    field.phonetic = reader.Text();
    if ((field.kinds & kVectorField) != 0) {
      for (uint64_t* option : {&field.dimension, &field.links, &field.ef_construction,
                               &field.ef_runtime, &field.similarity}) {
        *option = reader.Unsigned();
      }
    }
    const auto key = graph_->property_keys().Find(field.property);
    if (!reader.Require(key.has_value(), "graph: an index on an unknown property")) return;
    if ((field.kinds & kRangeField) != 0 && first) range_indexes_.push_back({kind, schema, *key});
    kept = kept || (field.kinds & ~kRangeField) != 0;
    index.fields.push_back(std::move(field));
  }
  if (kept && first) kept_.indexes.push_back(std::move(index));
}

void GraphLoader::ReadConstraints(SavedReader& reader, EntityKind kind, NameTable::Id schema,
                                  bool first) {
  const uint64_t count = reader.Unsigned();
  for (uint64_t i = 0; i < count && reader.ok(); ++i) {
    KeptConstraint constraint{kind, schema, reader.Unsigned(), {}};
    const uint64_t keys = reader.Unsigned();
    for (uint64_t k = 0; k < keys && reader.ok(); ++k) {
      const uint64_t key = reader.Unsigned();
      reader.Require(key < graph_->property_keys().size(), "graph: an unknown property key");
      constraint.keys.push_back(static_cast<uint16_t>(key));
    }
    if (first) kept_.constraints.push_back(std::move(constraint));
  }
}

void GraphLoader::ReadSection(SavedReader& reader, uint64_t section, uint64_t count) {
  switch (section) {
    case kNodeSection: ReadEntities(reader, EntityKind::kNode, count); break;
    case kDeletedNodeSection: ReadDeleted(reader, EntityKind::kNode); break;
    case kRelationshipSection: ReadEntities(reader, EntityKind::kRelationship, count); break;
    case kDeletedRelationshipSection: ReadDeleted(reader, EntityKind::kRelationship); break;
    case kLabelMatrixSection: ReadLabelMatrices(reader); break;
    case kRelationMatrixSection: ReadRelationMatrices(reader); break;
    case kAdjacencySection:
    case kNodeLabelSection:
      // What the relation and label matrices say, once more; of these three, what is current, added, removed.
      for (int i = 0; i < 3; ++i)
        SkipMatrix(reader);
      break;
    default: reader.Fail("graph: a section that is not known here"); break;
  }
}

void GraphLoader::ReadEntities(SavedReader& reader, EntityKind kind, uint64_t count) {
  for (uint64_t i = 0; i < count && reader.ok(); ++i) {
    const uint64_t id = reader.Unsigned();
    Late entity{static_cast<uint32_t>(id), {}};
    const uint64_t properties = reader.Unsigned();
    reader.Require(id < kMostIds && properties <= kMaxProperties, "graph: an entity out of range");
    for (uint64_t k = 0; k < properties && reader.ok(); ++k) {
      const uint64_t key = reader.Unsigned();
      Value value = ReadValue(reader, 0);
      reader.Require(key < graph_->property_keys().size(), "graph: an unknown property key");
      entity.properties.emplace_back(static_cast<PropertyKeyId>(key), std::move(value));
    }
    if (!reader.ok()) return;
    Entities& all = Of(kind);
    ++all.read;
    if (id < 2 * all.read + kFreeRoom) {
      PlaceEntity(reader, kind, entity);
    } else {
      all.late.push_back(std::move(entity));
    }
  }
}

void GraphLoader::PlaceEntity(SavedReader& reader, EntityKind kind, const Late& entity) {
  graph_->GrowSlots(kind, entity.id + size_t{1});
  if (kind == EntityKind::kNode) {
    if (!reader.Require(!graph_->NodeExists(entity.id), "graph: a node comes twice")) return;
    graph_->RestoreNode(entity.id);
  }
  for (const auto& [key, value] : entity.properties)
    graph_->SetProperty(kind, entity.id, key, value);
}

void GraphLoader::ReadDeleted(SavedReader& reader, EntityKind kind) {
  const std::string_view block = reader.Block();
  reader.Require(block.size() % sizeof(uint64_t) == 0, "graph: deleted ids cut off");
  for (size_t at = 0; at + sizeof(uint64_t) <= block.size() && reader.ok();
       at += sizeof(uint64_t)) {
    uint64_t id = 0;
    std::memcpy(&id, block.data() + at, sizeof(id));
    reader.Require(id < kMostIds, "graph: an id too large");
    Of(kind).deleted.push_back(static_cast<uint32_t>(id));
  }
}

void GraphLoader::ReadLabelMatrices(SavedReader& reader) {
  const uint64_t count = reader.Unsigned();
  for (uint64_t i = 0; i < count && reader.ok(); ++i) {
    const uint64_t label = reader.Unsigned();
    if (!reader.Require(label < head_.labels, "graph: an unknown label")) return;
    for (const MatrixEntry& entry : ReadCurrentMatrix(reader)) {
      reader.Require(entry.row == entry.column, "graph: a label matrix that is not diagonal");
      labels_.emplace_back(static_cast<LabelId>(label), entry.row);
    }
  }
}

void GraphLoader::ReadRelationMatrices(SavedReader& reader) {
  for (uint64_t i = 0; i < head_.types && reader.ok(); ++i) {
    const uint64_t id = reader.Unsigned();
    if (!reader.Require(id < head_.types, "graph: an unknown relationship type")) return;
    const auto type = static_cast<TypeId>(id);
    for (const MatrixEntry& entry : ReadCurrentMatrix(reader)) {
      if ((entry.value & kSeveral) != 0) continue;  // what else the value holds is no use to anyone
      reader.Require(entry.value < kMostIds, "graph: an id too large");
      links_.push_back({type, entry.row, entry.column, static_cast<RelationshipId>(entry.value)});
    }
    ReadParallel(reader, type);
  }
}

// How many pairs of nodes have several relationships; then, unless it is none, those in the matrix and those
// in what was added to it: each a count, and pairs with their lists.
void GraphLoader::ReadParallel(SavedReader& reader, TypeId type) {
  if (reader.Unsigned() == 0) return;
  std::vector<uint32_t> ids;
  for (int matrix = 0; matrix < 2; ++matrix) {
    const uint64_t pairs = reader.Unsigned();
    for (uint64_t i = 0; i < pairs && reader.ok(); ++i) {
      const uint64_t source = reader.Unsigned();
      const uint64_t target = reader.Unsigned();
      ids.clear();
      const bool good = ReadIdList(reader.Block(), ids) && source < kMostIds && target < kMostIds;
      if (!reader.Require(good, "graph: parallel relationships in another form")) return;
      for (const uint32_t id : ids) {
        links_.push_back({type, static_cast<NodeId>(source), static_cast<NodeId>(target), id});
      }
    }
  }
}

std::unique_ptr<Graph> GraphLoader::Finish(trellis::Reader& in) {
  SavedReader reader(in);
  if (!reader.Require(graph_ != nullptr && parts_left() == 0 && nodes_.read == head_.nodes &&
                          relationships_.read == head_.relationships &&
                          links_.size() == head_.relationships,
                      "graph: entities are missing")) {
    return nullptr;
  }
  PlaceDeleted(reader, EntityKind::kNode, head_.nodes);
  PlaceLabels(reader);
  PlaceLinks(reader);
  if (!reader.ok()) return nullptr;
  for (const RangeIndex& index : range_indexes_) {
    reader.Require(graph_->AddIndex(index.kind, index.schema, index.key),
                   "graph: an index comes twice");
  }
  graph_->Keep(std::move(kept_));
  return reader.ok() ? std::move(graph_) : nullptr;
}

void GraphLoader::PlaceLabels(SavedReader& reader) {
  for (const auto& [label, node] : labels_) {
    if (!reader.Require(graph_->NodeExists(node), "graph: a label without a node")) return;
    graph_->AddLabel(node, label);
  }
}

void GraphLoader::PlaceLinks(SavedReader& reader) {
  const uint64_t slots = head_.relationships + relationships_.deleted.size();
  if (!reader.ok()) return;
  graph_->GrowSlots(EntityKind::kRelationship, slots);
  for (const Link& link : links_) {
    const bool good = link.id < slots && !graph_->RelationshipExists(link.id) &&
                      graph_->NodeExists(link.source) && graph_->NodeExists(link.target);
    if (!reader.Require(good, "graph: a relationship without a free id or an end")) return;
    graph_->RestoreRelationship(link.id, link.type, link.source, link.target);
  }
  PlaceDeleted(reader, EntityKind::kRelationship, head_.relationships);
}

// Places what was put off, and frees the ids that have no entity. By now the slots are known: one for each
// that lives and each that was deleted.
void GraphLoader::PlaceDeleted(SavedReader& reader, EntityKind kind, uint64_t alive) {
  Entities& all = Of(kind);
  const uint64_t slots = alive + all.deleted.size();
  const bool nodes = kind == EntityKind::kNode;
  const size_t placed = nodes ? graph_->node_slots() : graph_->relationship_slots();
  if (!reader.Require(placed <= slots && slots < kMostIds, "graph: ids are missing")) return;
  graph_->GrowSlots(kind, slots);
  for (const Late& late : all.late) {
    if (!reader.Require(late.id < slots, "graph: ids are missing")) return;
    PlaceEntity(reader, kind, late);
  }
  std::vector<uint32_t> sorted = all.deleted;
  std::sort(sorted.begin(), sorted.end());
  for (size_t i = 0; i < sorted.size() && reader.ok(); ++i) {
    const uint32_t id = sorted[i];
    reader.Require(id < slots && (i == 0 || id != sorted[i - 1]) &&
                       !(nodes ? graph_->NodeExists(id) : graph_->RelationshipExists(id)) &&
                       graph_->PropertiesOf(kind, id).size() == 0,
                   "graph: a deleted id that is in use");
  }
  if (reader.ok()) graph_->RestoreFreeIds(kind, std::move(all.deleted));
}

}  // namespace graph
