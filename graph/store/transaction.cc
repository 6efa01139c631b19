#include "graph/store/transaction.h"

#include <utility>

namespace graph {

namespace {

bool Resolve(NameTable& names, std::string_view name, NameTable::Id* id, bool* added) {
  const size_t before = names.size();
  const auto found = names.Add(name);
  if (!found) return false;
  *id = *found;
  *added = names.size() != before;
  return true;
}

}  // namespace

bool Transaction::ResolveLabel(std::string_view name, LabelId* id) {
  bool added = false;
  if (!Resolve(graph_.labels(), name, id, &added)) return false;
  if (added) ++statistics_.labels_added;
  changed_ |= added;
  return true;
}

bool Transaction::ResolveType(std::string_view name, TypeId* id) {
  bool added = false;
  if (!Resolve(graph_.types(), name, id, &added)) return false;
  changed_ |= added;
  return true;
}

bool Transaction::ResolveKey(std::string_view name, PropertyKeyId* id) {
  bool added = false;
  if (!Resolve(graph_.property_keys(), name, id, &added)) return false;
  changed_ |= added;
  return true;
}

NodeId Transaction::CreateNode() {
  const NodeId id = graph_.AddNode();
  Record({.kind = ChangeKind::kCreatedNode, .id = id});
  ++statistics_.nodes_created;
  return id;
}

RelationshipId Transaction::CreateRelationship(TypeId type, NodeId source, NodeId target) {
  const RelationshipId id = graph_.AddRelationship(type, source, target);
  Record({.kind = ChangeKind::kCreatedRelationship, .id = id});
  ++statistics_.relationships_created;
  return id;
}

void Transaction::DeleteNode(NodeId id) {
  if (!graph_.NodeExists(id)) return;
  std::vector<RelationshipId> attached;
  for (const Adjacency* side : {&graph_.Outgoing(id), &graph_.Incoming(id)}) {
    for (const Adjacency::Run& run : side->runs()) {
      for (const Link& link : run.links)
        attached.push_back(link.relationship);
    }
  }
  // A loop stands on both sides; the second time it is gone already.
  for (const RelationshipId relationship : attached)
    DeleteRelationship(relationship);
  graph_.HideNode(id);
  Record({.kind = ChangeKind::kDeletedNode, .id = id});
  ++statistics_.nodes_deleted;
}

void Transaction::DeleteRelationship(RelationshipId id) {
  if (!graph_.RelationshipExists(id)) return;
  graph_.HideRelationship(id);
  Record({.kind = ChangeKind::kDeletedRelationship, .id = id});
  ++statistics_.relationships_deleted;
}

void Transaction::SetProperty(EntityKind kind, uint32_t id, PropertyKeyId key, const Value& value) {
  const Value* present = graph_.PropertiesOf(kind, id).Find(key);
  if (present == nullptr ? value.IsNull()
                         : present->type() == value.type() && Equivalent(*present, value)) {
    return;
  }
  Value before = graph_.SetProperty(kind, id, key, value);
  // The peer counts a new value in place of another as one removed and one set.
  if (!before.IsNull()) ++statistics_.properties_removed;
  if (!value.IsNull()) ++statistics_.properties_set;
  Record({ChangeKind::kChangedProperty, kind, key, id, std::move(before)});
}

void Transaction::AddLabel(NodeId id, LabelId label, bool node_is_new) {
  if (!graph_.AddLabel(id, label)) return;
  if (!node_is_new) ++statistics_.labels_added;
  Record({.kind = ChangeKind::kAddedLabel, .name = label, .id = id});
}

void Transaction::RemoveLabel(NodeId id, LabelId label) {
  if (!graph_.RemoveLabel(id, label)) return;
  ++statistics_.labels_removed;
  Record({.kind = ChangeKind::kRemovedLabel, .name = label, .id = id});
}

bool Transaction::CreateIndex(EntityKind kind, NameTable::Id schema, PropertyKeyId key) {
  if (!graph_.AddIndex(kind, schema, key)) return false;
  ++statistics_.indices_created;
  changed_ = true;
  return true;
}

bool Transaction::DropIndex(EntityKind kind, NameTable::Id schema, PropertyKeyId key) {
  if (!graph_.DropIndex(kind, schema, key)) return false;
  ++statistics_.indices_deleted;
  changed_ = true;
  return true;
}

void Transaction::Commit() {
  for (const Change& change : changes_) {
    if (change.kind == ChangeKind::kDeletedRelationship) graph_.FreeRelationship(change.id);
    if (change.kind == ChangeKind::kDeletedNode) graph_.FreeNode(change.id);
  }
  changes_.clear();
}

void Transaction::Rollback() {
  while (!changes_.empty()) {
    Undo(changes_.back());
    changes_.pop_back();
  }
}

void Transaction::Record(Change change) {
  changes_.push_back(std::move(change));
  changed_ = true;
}

void Transaction::Undo(const Change& change) {
  switch (change.kind) {
    case ChangeKind::kCreatedNode:
      graph_.HideNode(change.id);
      graph_.FreeNode(change.id);
      break;
    case ChangeKind::kCreatedRelationship:
      graph_.HideRelationship(change.id);
      graph_.FreeRelationship(change.id);
      break;
    case ChangeKind::kDeletedNode: graph_.RevealNode(change.id); break;
    case ChangeKind::kDeletedRelationship: graph_.RevealRelationship(change.id); break;
    case ChangeKind::kChangedProperty:
      graph_.SetProperty(change.entity, change.id, change.name, change.before);
      break;
    case ChangeKind::kAddedLabel: graph_.RemoveLabel(change.id, change.name); break;
    case ChangeKind::kRemovedLabel: graph_.AddLabel(change.id, change.name); break;
  }
}

}  // namespace graph
