// Runs a bound query: which documents match, and, for each, what scoring has to know.
//
// Sets first, scores later: every node becomes a bitmap (a posting list's own one where it can), and the bitmaps
// are combined; only phrases, slop and field masks look at records. Scores are computed afterwards, for
// documents in ascending order, by cursors that skip through the posting lists of the words involved.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "module_api/cpp/status.h"

#include "search/index/index.h"
#include "search/query/syntax_tree.h"

namespace trellis::search {

// A bitmap of one's own, or one that belongs to the index.
class DocumentSet {
 public:
  DocumentSet() = default;
  explicit DocumentSet(Bitmap own) : own_(std::move(own)) {}
  static DocumentSet Borrow(const Bitmap& bitmap) {
    DocumentSet set;
    set.borrowed_ = &bitmap;
    return set;
  }
  [[nodiscard]] const Bitmap& get() const { return borrowed_ != nullptr ? *borrowed_ : own_; }

 private:
  Bitmap own_;
  const Bitmap* borrowed_ = nullptr;
};

// A node of the query with the documents that match it. Borrows from the index, which must not change.
struct MatchNode {
  enum class Kind : uint8_t {
    kTerm,    // one word's posting list
    kTag,     // one tag value
    kFlat,    // counts 1: a number, a place, every document
    kSilent,  // counts 0: a negation, a vector
    kOr,      // sums the children that match
    kAnd,     // sums all of them
    kOptional,
  };
  Kind kind = Kind::kSilent;
  double weight = 1;
  DocumentSet documents;
  std::vector<MatchNode> children;
  // Of kTerm.
  const Term* term = nullptr;
  FieldMask fields = kAllFields;
  std::unique_ptr<PostingCursor> cursor;
  // Documents that have the word or tag, as the peer counts them: dead ones until they are swept.
  size_t frequency = 0;
};

// Distances under the name that the query gave them; ascending by document.
struct DistanceColumn {
  std::string name;
  std::vector<Neighbour> distances;
  [[nodiscard]] std::optional<double> Find(DocumentId document) const;
};

struct Matches {
  Bitmap documents;
  MatchNode root;
  std::vector<DistanceColumn> distances;
  bool expansions_cut = false;  // a prefix stood for more words than kMaxExpansions
};

inline constexpr size_t kMaxExpansions =
    200;  // words that a prefix, fuzzy or wildcard word may stand for
inline constexpr size_t kMinPrefixBytes = 2;  // shorter prefixes match nothing

Result<Matches> Evaluate(const Node& root, const Index& index);

// The positions of a node's words in a document, ascending; documents must be asked for in ascending order.
// False if the node has no positions there.
bool PositionsOf(MatchNode& node, DocumentId document, std::vector<uint32_t>& positions);

}  // namespace trellis::search
