// Finds the values of a document that a path leads to.
#pragma once

#include <cstdint>
#include <functional>

#include "json/document/document.h"
#include "json/path/pattern.h"
#include "json/path/query.h"

namespace trellis::json {

// A value that a walk has reached, and the way there. Lives during the walk only.
struct Node {
  Value value;
  const Node* up = nullptr;  // the container that holds it; null for where the walk began
  uint32_t index = 0;        // which of the container's elements or members it is
};

// One walk, or several with one allowance of work. Values are reached in the order of RFC 9535, one
// that several branches lead to once for each.
//
// Chains of `..` and filters inside filters can ask for more work than the document is large,
// without bound; a walk ends, exhausted, when it has visited far more values than a reasonable path
// would.
class Evaluation {
 public:
  // Returns false to end the walk.
  using Visit = std::function<bool(const Node& node)>;

  explicit Evaluation(Value root);
  // Walks from the root, or from `current` if the query begins there. False if the walk was ended,
  // by the visitor or by exhaustion.
  bool Each(const Query& query, const Visit& visit) { return Each(query, root_, visit); }
  bool Each(const Query& query, Value current, const Visit& visit);
  bool exhausted() const { return allowance_ == 0; }
  PatternCache& patterns() { return patterns_; }

 private:
  using Segments = const Segment*;

  bool Step(Segments segment, Segments end, const Node& node, const Visit& visit);
  bool Select(Segments segment, Segments end, const Node& node, const Visit& visit);
  bool Descend(Segments segment, Segments end, const Node& node, const Visit& visit);
  bool SelectName(Segments segment, Segments end, const Selector& selector, const Node& node,
                  const Visit& visit);
  bool SelectSlice(Segments segment, Segments end, const Slice& slice, const Node& node,
                   const Visit& visit);
  bool Spend();

  Value root_;
  uint64_t allowance_;
  PatternCache patterns_;
};

}  // namespace trellis::json
