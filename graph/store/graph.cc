#include "graph/store/graph.h"

#include <algorithm>

namespace graph {

namespace {

// Takes the id freed last, or the next new one.
template <typename Record>
uint32_t TakeId(std::vector<Record>& records, std::vector<uint32_t>& free_ids) {
  if (free_ids.empty()) {
    records.emplace_back();
    return static_cast<uint32_t>(records.size() - 1);
  }
  const uint32_t id = free_ids.back();
  free_ids.pop_back();
  return id;
}

}  // namespace

NodeId Graph::AddNode() {
  const NodeId id = TakeId(nodes_, free_nodes_);
  nodes_[id].alive = true;
  ++node_count_;
  return id;
}

void Graph::HideNode(NodeId id) {
  IndexNode(id, false);
  for (const LabelId label : LabelsOf(id))
    label_nodes_[label].Erase(id);
  nodes_[id].alive = false;
  --node_count_;
}

void Graph::RevealNode(NodeId id) {
  nodes_[id].alive = true;
  for (const LabelId label : LabelsOf(id))
    label_nodes_[label].Insert(id);
  IndexNode(id, true);
  ++node_count_;
}

void Graph::FreeNode(NodeId id) {
  nodes_[id] = NodeRecord();
  free_nodes_.push_back(id);
}

std::span<const LabelId> Graph::LabelsOf(NodeId id) const {
  return label_sets_[nodes_[id].label_set];
}

bool Graph::HasLabel(NodeId id, LabelId label) const {
  const auto labels = LabelsOf(id);
  return std::find(labels.begin(), labels.end(), label) != labels.end();
}

bool Graph::AddLabel(NodeId id, LabelId label) {
  const auto present = LabelsOf(id);
  std::vector<LabelId> labels(present.begin(), present.end());
  const auto place = std::lower_bound(labels.begin(), labels.end(), label);
  if (place != labels.end() && *place == label) return false;
  labels.insert(place, label);
  nodes_[id].label_set = InternLabels(std::move(labels));
  while (label_nodes_.size() <= label)
    label_nodes_.emplace_back();
  label_nodes_[label].Insert(id);
  IndexEntity(EntityKind::kNode, label, id, true);
  return true;
}

bool Graph::RemoveLabel(NodeId id, LabelId label) {
  if (!HasLabel(id, label)) return false;
  IndexEntity(EntityKind::kNode, label, id, false);
  const auto present = LabelsOf(id);
  std::vector<LabelId> labels(present.begin(), present.end());
  std::erase(labels, label);
  nodes_[id].label_set = InternLabels(std::move(labels));
  label_nodes_[label].Erase(id);
  return true;
}

uint64_t Graph::LabelCount(LabelId label) const {
  return label < label_nodes_.size() ? label_nodes_[label].size() : 0;
}

std::optional<NodeId> Graph::NextWithLabel(LabelId label, NodeId from) const {
  NodeId id = 0;
  if (label >= label_nodes_.size() || !label_nodes_[label].FirstFrom(from, &id)) return {};
  return id;
}

RelationshipId Graph::AddRelationship(TypeId type, NodeId source, NodeId target) {
  const RelationshipId id = TakeId(relationships_, free_relationships_);
  RelationshipRecord& record = relationships_[id];
  record.source = source;
  record.target = target;
  record.type = type;
  Link(id);
  return id;
}

void Graph::HideRelationship(RelationshipId id) {
  IndexEntity(EntityKind::kRelationship, TypeOf(id), id, false);
  Unlink(id);
}

void Graph::RevealRelationship(RelationshipId id) {
  Link(id);
  IndexEntity(EntityKind::kRelationship, TypeOf(id), id, true);
}

void Graph::FreeRelationship(RelationshipId id) {
  relationships_[id] = RelationshipRecord();
  free_relationships_.push_back(id);
}

Value Graph::SetProperty(EntityKind kind, uint32_t id, PropertyKeyId key, const Value& value) {
  Properties& properties =
      kind == EntityKind::kNode ? nodes_[id].properties : relationships_[id].properties;
  const Value* found = properties.Find(key);
  Value before = found == nullptr ? Value() : *found;
  for (Index& index : indexes_) {
    if (index.kind != kind || index.key != key || !Carries(index, id)) continue;
    index.entries.Erase(before, id);
    index.entries.Insert(value, id);
  }
  if (value.IsNull()) {
    properties.Erase(key);
  } else {
    properties.Set(key, value.Detached());
  }
  return before;
}

const PropertyIndex* Graph::FindIndex(EntityKind kind, NameTable::Id schema,
                                      PropertyKeyId key) const {
  for (const Index& index : indexes_) {
    if (index.kind == kind && index.schema == schema && index.key == key) return &index.entries;
  }
  return nullptr;
}

bool Graph::AddIndex(EntityKind kind, NameTable::Id schema, PropertyKeyId key) {
  if (FindIndex(kind, schema, key) != nullptr) return false;
  Index& index = indexes_.emplace_back(Index{kind, schema, key, {}});
  const size_t slots = kind == EntityKind::kNode ? nodes_.size() : relationships_.size();
  for (uint32_t id = 0; id < slots; ++id) {
    const bool exists = kind == EntityKind::kNode ? NodeExists(id) : RelationshipExists(id);
    if (!exists || !Carries(index, id)) continue;
    if (const Value* value = PropertiesOf(kind, id).Find(key); value != nullptr) {
      index.entries.Insert(*value, id);
    }
  }
  return true;
}

bool Graph::DropIndex(EntityKind kind, NameTable::Id schema, PropertyKeyId key) {
  const auto found = std::find_if(indexes_.begin(), indexes_.end(), [&](const Index& index) {
    return index.kind == kind && index.schema == schema && index.key == key;
  });
  if (found == indexes_.end()) return false;
  indexes_.erase(found);
  return true;
}

Graph::LabelSetId Graph::InternLabels(std::vector<LabelId> labels) {
  const auto [place, added] =
      label_set_ids_.try_emplace(labels, static_cast<LabelSetId>(label_sets_.size()));
  if (added) label_sets_.push_back(std::move(labels));
  return place->second;
}

void Graph::Link(RelationshipId id) {
  RelationshipRecord& record = relationships_[id];
  record.alive = true;
  nodes_[record.source].outgoing.Insert(record.type, {record.target, id});
  nodes_[record.target].incoming.Insert(record.type, {record.source, id});
  if (type_counts_.size() <= record.type) type_counts_.resize(record.type + 1);
  ++type_counts_[record.type];
  ++relationship_count_;
}

void Graph::Unlink(RelationshipId id) {
  RelationshipRecord& record = relationships_[id];
  record.alive = false;
  nodes_[record.source].outgoing.Erase(record.type, {record.target, id});
  nodes_[record.target].incoming.Erase(record.type, {record.source, id});
  --type_counts_[record.type];
  --relationship_count_;
}

void Graph::IndexEntity(EntityKind kind, NameTable::Id schema, uint32_t id, bool insert) {
  for (Index& index : indexes_) {
    if (index.kind != kind || index.schema != schema) continue;
    const Value* value = PropertiesOf(kind, id).Find(index.key);
    if (value == nullptr) continue;
    if (insert) {
      index.entries.Insert(*value, id);
    } else {
      index.entries.Erase(*value, id);
    }
  }
}

void Graph::IndexNode(NodeId id, bool insert) {
  for (const LabelId label : LabelsOf(id))
    IndexEntity(EntityKind::kNode, label, id, insert);
}

bool Graph::Carries(const Index& index, uint32_t id) const {
  return index.kind == EntityKind::kNode ? HasLabel(id, index.schema) : TypeOf(id) == index.schema;
}

void Graph::GrowSlots(EntityKind kind, size_t slots) {
  if (kind == EntityKind::kNode) {
    if (nodes_.size() < slots) nodes_.resize(slots);
  } else if (relationships_.size() < slots) {
    relationships_.resize(slots);
  }
}

void Graph::RestoreFreeIds(EntityKind kind, std::vector<uint32_t> free_ids) {
  (kind == EntityKind::kNode ? free_nodes_ : free_relationships_) = std::move(free_ids);
}

void Graph::RestoreNode(NodeId id) {
  nodes_[id].alive = true;
  ++node_count_;
}

void Graph::RestoreRelationship(RelationshipId id, TypeId type, NodeId source, NodeId target) {
  RelationshipRecord& record = relationships_[id];
  record.source = source;
  record.target = target;
  record.type = type;
  Link(id);
}

size_t Graph::MemoryBytes() const {
  size_t bytes = sizeof(*this) + labels_.MemoryBytes() + types_.MemoryBytes() +
                 property_keys_.MemoryBytes() + nodes_.capacity() * sizeof(NodeRecord) +
                 relationships_.capacity() * sizeof(RelationshipRecord) +
                 (free_nodes_.capacity() + free_relationships_.capacity()) * sizeof(uint32_t);
  for (const NodeRecord& node : nodes_) {
    bytes +=
        node.properties.MemoryBytes() + node.outgoing.MemoryBytes() + node.incoming.MemoryBytes();
  }
  for (const RelationshipRecord& record : relationships_)
    bytes += record.properties.MemoryBytes();
  for (const IdSet& nodes : label_nodes_)
    bytes += nodes.MemoryBytes();
  for (const Index& index : indexes_)
    bytes += sizeof(index) + index.entries.MemoryBytes();
  return bytes;
}

std::unique_ptr<Graph> Graph::Copy() const {
  auto copy = std::make_unique<Graph>(name_);
  for (const std::string& name : labels_.names())
    copy->labels_.Add(name);
  for (const std::string& name : types_.names())
    copy->types_.Add(name);
  for (const std::string& name : property_keys_.names())
    copy->property_keys_.Add(name);
  copy->GrowSlots(EntityKind::kNode, nodes_.size());
  copy->RestoreFreeIds(EntityKind::kNode, free_nodes_);
  copy->GrowSlots(EntityKind::kRelationship, relationships_.size());
  copy->RestoreFreeIds(EntityKind::kRelationship, free_relationships_);
  const auto copy_properties = [&](EntityKind kind, uint32_t id) {
    const Properties& properties = PropertiesOf(kind, id);
    for (size_t i = 0; i < properties.size(); ++i) {
      copy->SetProperty(kind, id, properties.key(i), properties.value(i));
    }
  };
  for (NodeId id = 0; id < nodes_.size(); ++id) {
    if (!nodes_[id].alive) continue;
    copy->RestoreNode(id);
    for (const LabelId label : LabelsOf(id))
      copy->AddLabel(id, label);
    copy_properties(EntityKind::kNode, id);
  }
  for (RelationshipId id = 0; id < relationships_.size(); ++id) {
    const RelationshipRecord& record = relationships_[id];
    if (!record.alive) continue;
    copy->RestoreRelationship(id, record.type, record.source, record.target);
    copy_properties(EntityKind::kRelationship, id);
  }
  for (const Index& index : indexes_)
    copy->AddIndex(index.kind, index.schema, index.key);
  copy->Keep(kept_);
  return copy;
}

}  // namespace graph
