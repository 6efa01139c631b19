// One property graph: nodes with labels, relationships with a type, properties of both, and indexes.
//
//   nodes_[id]          labels (an id of an interned set), properties, links out, links in
//   relationships_[id]  source, target, type, properties
//   label_nodes_[label] the nodes that carry it
//
// Ids are positions in those arrays. The id of a deleted entity is taken again, last freed first.
// An entity is deleted in two steps, so that a query can still name what it deleted and an error can
// bring it back: Hide takes it out of every set, list and index; Free drops the rest and frees the
// id. Queries write through Transaction, which pairs the two and counts what changed.
//
// Threads: one at a time. A graph shares no block with anything outside it, so any thread may free it.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "graph/store/adjacency.h"
#include "graph/store/entity_kind.h"
#include "graph/store/id_set.h"
#include "graph/store/kept_definitions.h"
#include "graph/store/name_table.h"
#include "graph/store/properties.h"
#include "graph/store/property_index.h"
#include "graph/store/value.h"

namespace graph {

// An index over a property of the nodes with a label or the relationships with a type.
struct Index {
  EntityKind kind;
  NameTable::Id schema;  // the label or type
  PropertyKeyId key;
  PropertyIndex entries;
};

class Graph {
 public:
  explicit Graph(std::string name) : name_(std::move(name)) {}
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  // The graph's key when it was created, kept in its saved form as the peer does.
  [[nodiscard]] const std::string& name() const { return name_; }
  void set_name(std::string name) { name_ = std::move(name); }

  [[nodiscard]] NameTable& labels() { return labels_; }
  [[nodiscard]] NameTable& types() { return types_; }
  [[nodiscard]] NameTable& property_keys() { return property_keys_; }
  [[nodiscard]] const NameTable& labels() const { return labels_; }
  [[nodiscard]] const NameTable& types() const { return types_; }
  [[nodiscard]] const NameTable& property_keys() const { return property_keys_; }

  // --- Nodes
  [[nodiscard]] size_t node_count() const { return node_count_; }
  [[nodiscard]] size_t node_slots() const { return nodes_.size(); }  // ids are below this
  [[nodiscard]] bool NodeExists(NodeId id) const { return id < nodes_.size() && nodes_[id].alive; }
  NodeId AddNode();
  void HideNode(NodeId id);  // it has no relationships
  void RevealNode(NodeId id);
  void FreeNode(NodeId id);  // hidden before
  [[nodiscard]] std::span<const LabelId> LabelsOf(NodeId id) const;
  [[nodiscard]] bool HasLabel(NodeId id, LabelId label) const;
  bool AddLabel(NodeId id, LabelId label);     // false if it has it already
  bool RemoveLabel(NodeId id, LabelId label);  // false if it does not have it
  [[nodiscard]] uint64_t LabelCount(LabelId label) const;
  // The first node with `label` whose id is `from` or greater.
  [[nodiscard]] std::optional<NodeId> NextWithLabel(LabelId label, NodeId from) const;
  [[nodiscard]] const Adjacency& Outgoing(NodeId id) const { return nodes_[id].outgoing; }
  [[nodiscard]] const Adjacency& Incoming(NodeId id) const { return nodes_[id].incoming; }

  // --- Relationships
  [[nodiscard]] size_t relationship_count() const { return relationship_count_; }
  [[nodiscard]] size_t relationship_slots() const { return relationships_.size(); }
  [[nodiscard]] bool RelationshipExists(RelationshipId id) const {
    return id < relationships_.size() && relationships_[id].alive;
  }
  RelationshipId AddRelationship(TypeId type, NodeId source, NodeId target);
  void HideRelationship(RelationshipId id);
  void RevealRelationship(RelationshipId id);
  void FreeRelationship(RelationshipId id);
  [[nodiscard]] NodeId Source(RelationshipId id) const { return relationships_[id].source; }
  [[nodiscard]] NodeId Target(RelationshipId id) const { return relationships_[id].target; }
  [[nodiscard]] TypeId TypeOf(RelationshipId id) const { return relationships_[id].type; }
  [[nodiscard]] uint64_t TypeCount(TypeId type) const {
    return type < type_counts_.size() ? type_counts_[type] : 0;
  }

  // --- Properties; `id` is a node's or a relationship's
  [[nodiscard]] const Properties& PropertiesOf(EntityKind kind, uint32_t id) const {
    return kind == EntityKind::kNode ? nodes_[id].properties : relationships_[id].properties;
  }
  // A null `value` removes the property. Returns the value before, null if there was none.
  Value SetProperty(EntityKind kind, uint32_t id, PropertyKeyId key, const Value& value);

  // --- Indexes
  [[nodiscard]] const std::deque<Index>& indexes() const { return indexes_; }
  [[nodiscard]] const PropertyIndex* FindIndex(EntityKind kind, NameTable::Id schema,
                                               PropertyKeyId key) const;
  // Fills the index from what is there. False if it exists.
  bool AddIndex(EntityKind kind, NameTable::Id schema, PropertyKeyId key);
  bool DropIndex(EntityKind kind, NameTable::Id schema, PropertyKeyId key);

  // --- What is only kept
  [[nodiscard]] const KeptDefinitions& kept() const { return kept_; }
  void Keep(KeptDefinitions definitions) { kept_ = std::move(definitions); }

  // --- As a whole
  // Ids that were freed, the next to be taken last.
  [[nodiscard]] const std::vector<uint32_t>& free_ids(EntityKind kind) const {
    return kind == EntityKind::kNode ? free_nodes_ : free_relationships_;
  }
  // For a loader that puts entities where they were: room for ids below `slots`, then the entities, then
  // which ids are free.
  void GrowSlots(EntityKind kind, size_t slots);
  void RestoreFreeIds(EntityKind kind, std::vector<uint32_t> free_ids);
  void RestoreNode(NodeId id);
  void RestoreRelationship(RelationshipId id, TypeId type, NodeId source, NodeId target);

  [[nodiscard]] size_t MemoryBytes() const;
  [[nodiscard]] std::unique_ptr<Graph> Copy() const;

 private:
  using LabelSetId = uint32_t;

  struct NodeRecord {
    Properties properties;
    Adjacency outgoing;
    Adjacency incoming;
    LabelSetId label_set = 0;
    bool alive = false;
  };
  struct RelationshipRecord {
    Properties properties;
    NodeId source = 0;
    NodeId target = 0;
    TypeId type = 0;
    bool alive = false;
  };

  LabelSetId InternLabels(std::vector<LabelId> labels);
  void Link(RelationshipId id);
  void Unlink(RelationshipId id);
  // Puts an entity into, or takes it out of, the indexes of `schema`.
  void IndexEntity(EntityKind kind, NameTable::Id schema, uint32_t id, bool insert);
  void IndexNode(NodeId id, bool insert);
  [[nodiscard]] bool Carries(const Index& index, uint32_t id) const;

  std::string name_;
  NameTable labels_;
  NameTable types_;
  NameTable property_keys_;

  std::vector<NodeRecord> nodes_;
  std::vector<NodeId> free_nodes_;
  size_t node_count_ = 0;
  std::vector<RelationshipRecord> relationships_;
  std::vector<RelationshipId> free_relationships_;
  size_t relationship_count_ = 0;

  // Each distinct set of labels once, sorted; set 0 is the empty one. Few sets serve many nodes.
  std::vector<std::vector<LabelId>> label_sets_{{}};
  std::map<std::vector<LabelId>, LabelSetId> label_set_ids_{{{}, 0}};
  std::deque<IdSet> label_nodes_;
  std::vector<uint64_t> type_counts_;
  std::deque<Index> indexes_;
  KeptDefinitions kept_;
};

}  // namespace graph
