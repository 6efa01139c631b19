// The writes of one query: applied to the graph at once, counted for the reply, and undone together
// if the query fails.
//
// What is deleted stays readable (its type, labels and properties) until Commit, because Cypher lets
// a query return what it deleted.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "graph/store/graph.h"

namespace graph {

struct Statistics {
  int64_t labels_added = 0;
  int64_t labels_removed = 0;
  int64_t nodes_created = 0;
  int64_t nodes_deleted = 0;
  int64_t properties_set = 0;
  int64_t properties_removed = 0;
  int64_t relationships_created = 0;
  int64_t relationships_deleted = 0;
  int64_t indices_created = 0;
  int64_t indices_deleted = 0;
};

class Transaction {
 public:
  explicit Transaction(Graph& graph) : graph_(graph) {}

  [[nodiscard]] const Statistics& statistics() const { return statistics_; }
  [[nodiscard]] bool changed() const { return changed_; }

  // Ids of names, added if new. False when a table or the id space is full.
  bool ResolveLabel(std::string_view name, LabelId* id);
  bool ResolveType(std::string_view name, TypeId* id);
  bool ResolveKey(std::string_view name, PropertyKeyId* id);

  NodeId CreateNode();
  RelationshipId CreateRelationship(TypeId type, NodeId source, NodeId target);
  // Deletes its relationships, too.
  void DeleteNode(NodeId id);
  void DeleteRelationship(RelationshipId id);
  // A null value removes. Nothing is counted when the value is what it was.
  void SetProperty(EntityKind kind, uint32_t id, PropertyKeyId key, const Value& value);
  // A label of a new node counts only if the label is new to the graph, as the peer counts.
  void AddLabel(NodeId id, LabelId label, bool node_is_new);
  void RemoveLabel(NodeId id, LabelId label);

  bool CreateIndex(EntityKind kind, NameTable::Id schema, PropertyKeyId key);
  bool DropIndex(EntityKind kind, NameTable::Id schema, PropertyKeyId key);

  void Commit();
  // The graph is as it was, but for names that were added.
  void Rollback();

 private:
  enum class ChangeKind : uint8_t {
    kCreatedNode,
    kCreatedRelationship,
    kDeletedNode,
    kDeletedRelationship,
    kChangedProperty,
    kAddedLabel,
    kRemovedLabel,
  };
  struct Change {
    ChangeKind kind;
    EntityKind entity = EntityKind::kNode;  // of a property
    uint16_t name = 0;                      // property key or label
    uint32_t id;
    Value before = {};  // the property's
  };

  void Record(Change change);
  void Undo(const Change& change);

  Graph& graph_;
  Statistics statistics_;
  std::vector<Change> changes_;
  bool changed_ = false;
};

}  // namespace graph
