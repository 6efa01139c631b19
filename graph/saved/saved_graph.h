// Graphs in the form of FalkorDB 4.16.3, encoding 18 of its types graphdata and graphmeta. Found by
// saving graphs there and comparing; docs/formats-graph.md tells what was found, byte by byte.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/saved/saved_stream.h"
#include "graph/store/graph.h"

namespace graph {

// Type codes of property values, and what a part of the payload is. They are in files.
enum SavedType : uint64_t {
  kSavedList = 0x8,
  kSavedLocalDateTime = 0x20,
  kSavedDate = 0x80,
  kSavedLocalTime = 0x100,
  kSavedDuration = 0x400,
  kSavedString = 0x800,
  kSavedBoolean = 0x1000,
  kSavedInteger = 0x2000,
  kSavedDouble = 0x4000,
  kSavedNull = 0x8000,
  kSavedPoint = 0x20000,
  kSavedVector = 0x40000,
  kSavedInternedString = 0x80800,
};
enum SavedSection : uint64_t {
  kNodeSection = 1,
  kDeletedNodeSection = 2,
  kRelationshipSection = 3,
  kDeletedRelationshipSection = 4,
  kLabelMatrixSection = 6,
  kRelationMatrixSection = 7,
  kAdjacencySection = 8,
  kNodeLabelSection = 9,
};
// In a relation matrix: not the id of a relationship, but several, which follow.
inline constexpr uint64_t kSeveral = uint64_t{1} << 63;

// Always as one key, which FalkorDB takes whatever the size.
void SaveGraph(trellis::Writer& writer, const Graph& graph);

// A graph being read. FalkorDB saves a large one as several keys, in any order: each is a part.
class GraphLoader {
 public:
  GraphLoader() = default;

  // Reads one part, of a graph of this name, which was read before. Nothing of it is believed before it is
  // checked, and memory grows with the bytes that are there; the reader fails, and the loader is of no
  // more use, if it is no part of this graph.
  void AddPart(SavedReader& reader, const std::string& name);
  // How many parts there are, and are still to come; known after the first.
  [[nodiscard]] uint64_t parts() const { return parts_; }
  [[nodiscard]] uint64_t parts_left() const { return parts_ - parts_read_; }
  // After the last part: the graph. Null, and the reader has failed, if the parts don't make one.
  std::unique_ptr<Graph> Finish(trellis::Reader& in);

 private:
  // What every part begins with.
  struct Head {
    std::string name;
    uint64_t nodes = 0;
    uint64_t relationships = 0;
    uint64_t deleted_nodes = 0;
    uint64_t deleted_relationships = 0;
    uint64_t labels = 0;
    uint64_t types = 0;

    bool operator==(const Head&) const = default;
  };
  // Properties of an entity whose id is too far from the others to give it its place at once.
  struct Late {
    uint32_t id;
    std::vector<std::pair<PropertyKeyId, Value>> properties;
  };
  struct Entities {
    uint64_t read = 0;
    std::vector<Late> late;
    std::vector<uint32_t> deleted;
  };
  struct Link {
    TypeId type;
    NodeId source;
    NodeId target;
    RelationshipId id;
  };
  // An index or constraint field as read, until all names are known to be good.
  struct RangeIndex {
    EntityKind kind;
    NameTable::Id schema;
    PropertyKeyId key;
  };

  void ReadHead(SavedReader& reader, const std::string& name);
  void ReadNames(SavedReader& reader, bool first);
  void ReadSchemas(SavedReader& reader, EntityKind kind, bool first);
  void ReadIndex(SavedReader& reader, EntityKind kind, NameTable::Id schema, bool first);
  void ReadConstraints(SavedReader& reader, EntityKind kind, NameTable::Id schema, bool first);
  void ReadSection(SavedReader& reader, uint64_t section, uint64_t count);
  void ReadEntities(SavedReader& reader, EntityKind kind, uint64_t count);
  void ReadDeleted(SavedReader& reader, EntityKind kind);
  void ReadLabelMatrices(SavedReader& reader);
  void ReadRelationMatrices(SavedReader& reader);
  void ReadParallel(SavedReader& reader, TypeId type);
  void PlaceEntity(SavedReader& reader, EntityKind kind, const Late& entity);
  void PlaceLabels(SavedReader& reader);
  void PlaceLinks(SavedReader& reader);
  void PlaceDeleted(SavedReader& reader, EntityKind kind, uint64_t alive);
  Entities& Of(EntityKind kind) { return kind == EntityKind::kNode ? nodes_ : relationships_; }

  Head head_;
  uint64_t parts_ = 0;
  uint64_t parts_read_ = 0;
  std::unique_ptr<Graph> graph_;
  Entities nodes_;
  Entities relationships_;
  std::vector<std::pair<LabelId, NodeId>> labels_;
  std::vector<Link> links_;
  std::vector<RangeIndex> range_indexes_;
  KeptDefinitions kept_;
};

}  // namespace graph
