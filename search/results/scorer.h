// How well a document answers a query.
//
// tf: how often the document has a word, weighted by its fields. n: in how many documents it is, N: how many
// there are. Weights multiply down the query's tree, sums go up.
//   TFIDF          sum(weight tf idf) score / maxfreq / slop      idf = floor(log2(1 + N / n))
//   TFIDF.DOCNORM  the same, by the document's length instead of its greatest frequency
//   BM25           sum(idf tf / (tf + k1 (1 - b + b average length))) score / slop
//   BM25STD        sum(ln(1 + (N - n + .5) / (n + .5)) tf (k1 + 1) / (tf + k1 (1 - b + b length / average)))
//   DISMAX         sum(weight tf), of alternatives the greatest
//   DOCSCORE       the document's own score
//   HAMMING        1 / (1 + bits in which the payloads differ)
// slop: how far apart the words stand, floor(sqrt(sum of squared least distances of neighbours)); when that is 0,
// one less than there are operands, at least 1.
//
// As the peer skips through its iterators, not all alternatives count. Inside an intersection, and where there
// are more than kHeapFrom, only the first that matches does: of a word and its stems, the word.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "search/index/index.h"
#include "search/query/evaluation.h"

namespace trellis::search {

enum class ScorerKind : uint8_t {
  kTfIdf,
  kTfIdfDocNorm,
  kBm25,
  kBm25Std,
  kDisMax,
  kDocScore,
  kHamming
};

std::optional<ScorerKind> FindScorer(std::string_view name);

class Scorer {
 public:
  // `root` and `index` must stay; `payload` is HAMMING's.
  Scorer(ScorerKind kind, MatchNode& root, const Index& index, std::string payload);

  // Documents must come in ascending order, each one a match.
  double Score(DocumentId document);

 private:
  static constexpr size_t kHeapFrom = 20;

  // `skipping`: below an intersection.
  double Sum(MatchNode& node, const DocumentRecord& record, double weight, bool skipping);
  double Children(MatchNode& node, const DocumentRecord& record, double weight, bool skipping);
  static bool CountsFirstOnly(const MatchNode& node, bool skipping);
  MatchNode* FirstMatch(MatchNode& node) const;
  bool CountedPositions(MatchNode& node, std::vector<uint32_t>& positions);
  [[nodiscard]] double Leaf(const MatchNode& node, double tf, const DocumentRecord& record,
                            double weight) const;
  double Slop();
  bool Matches(MatchNode& node) const;
  [[nodiscard]] double Hamming(const DocumentRecord& record) const;

  ScorerKind kind_;
  MatchNode& root_;
  const Index& index_;
  std::string payload_;
  double documents_;
  double average_length_;
  DocumentId document_ = 0;  // the one being scored
  std::vector<std::vector<uint32_t>> positions_;
};

}  // namespace trellis::search
