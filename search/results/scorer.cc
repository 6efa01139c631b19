#include "search/results/scorer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "search/arguments.h"
#include "search/query/positions.h"

namespace trellis::search {

namespace {

constexpr double kB = 0.5;
constexpr double kK1 = 1.2F;  // rounded to a float, as the peer's is

constexpr std::array<std::string_view, 7> kNames = {"TFIDF",  "TFIDF.DOCNORM", "BM25",   "BM25STD",
                                                    "DISMAX", "DOCSCORE",      "HAMMING"};

double Idf(double documents, size_t frequency) {
  const double ratio = std::floor(documents / static_cast<double>(std::max<size_t>(frequency, 1)));
  return std::logb(1 + ratio);
}

}  // namespace

std::optional<ScorerKind> FindScorer(std::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<ScorerKind>(i);
  }
  return std::nullopt;
}

Scorer::Scorer(ScorerKind kind, MatchNode& root, const Index& index, std::string payload)
    : kind_(kind),
      root_(root),
      index_(index),
      payload_(std::move(payload)),
      documents_(static_cast<double>(index.documents().size())),
      average_length_(index.documents().average_length()) {}

bool Scorer::Matches(MatchNode& node) const {
  return node.documents.get().contains(document_);
}

double Scorer::Leaf(const MatchNode& node, double tf, const DocumentRecord& record,
                    double weight) const {
  const bool has_idf = node.kind == MatchNode::Kind::kTerm || node.kind == MatchNode::Kind::kTag;
  const auto n = static_cast<double>(node.frequency);
  switch (kind_) {
    case ScorerKind::kTfIdf:
    case ScorerKind::kTfIdfDocNorm:
      return weight * tf * (has_idf ? Idf(documents_, node.frequency) : 1);
    case ScorerKind::kBm25:
      if (!has_idf) return weight * tf;
      return weight * Idf(documents_, node.frequency) * tf /
             (tf + kK1 * (1 - kB + kB * average_length_));
    case ScorerKind::kBm25Std: {
      if (!has_idf) return 0;
      const double idf = std::log(1 + (documents_ - n + 0.5) / (n + 0.5));
      const double length = record.length / std::max(average_length_, 1e-9);
      return weight * idf * tf * (kK1 + 1) / (tf + kK1 * (1 - kB + kB * length));
    }
    case ScorerKind::kDisMax: return weight * tf;
    case ScorerKind::kDocScore:
    case ScorerKind::kHamming: return 0;
  }
  return 0;
}

MatchNode* Scorer::FirstMatch(MatchNode& node) const {
  for (MatchNode& child : node.children) {
    if (Matches(child)) return &child;
  }
  return nullptr;
}

bool Scorer::CountsFirstOnly(const MatchNode& node, bool skipping) {
  return node.kind == MatchNode::Kind::kOr && (skipping || node.children.size() > kHeapFrom);
}

double Scorer::Children(MatchNode& node, const DocumentRecord& record, double weight,
                        bool skipping) {
  if (CountsFirstOnly(node, skipping)) {
    MatchNode* first = FirstMatch(node);
    return first == nullptr ? 0 : weight * Sum(*first, record, 1, skipping);
  }
  double sum = 0;
  for (MatchNode& child : node.children) {
    const double part = Sum(child, record, 1, skipping || node.kind == MatchNode::Kind::kAnd);
    const bool greatest = kind_ == ScorerKind::kDisMax && node.kind == MatchNode::Kind::kOr;
    sum = greatest ? std::max(sum, part) : sum + part;
  }
  return weight * sum;
}

double Scorer::Sum(MatchNode& node, const DocumentRecord& record, double weight, bool skipping) {
  weight *= node.weight;
  switch (node.kind) {
    case MatchNode::Kind::kTerm:
      if (!node.cursor || !node.cursor->SkipTo(document_)) return 0;
      if (node.cursor->posting().document != document_) return 0;
      if ((node.cursor->posting().fields & node.fields) == 0) return 0;
      return Leaf(node, node.cursor->posting().frequency, record, weight);
    case MatchNode::Kind::kTag:
    case MatchNode::Kind::kFlat: return Matches(node) ? Leaf(node, 1, record, weight) : 0;
    case MatchNode::Kind::kSilent: return 0;
    case MatchNode::Kind::kAnd: return Matches(node) ? Children(node, record, weight, skipping) : 0;
    case MatchNode::Kind::kOr:
    case MatchNode::Kind::kOptional: return Children(node, record, weight, skipping);
  }
  return 0;
}

bool Scorer::CountedPositions(MatchNode& node, std::vector<uint32_t>& positions) {
  MatchNode* counted = &node;
  while (counted != nullptr && CountsFirstOnly(*counted, true))
    counted = FirstMatch(*counted);
  return counted != nullptr && PositionsOf(*counted, document_, positions);
}

double Scorer::Slop() {
  MatchNode* root = &root_;
  while (root->kind == MatchNode::Kind::kOptional && !root->children.empty())
    root = &root->children.front();
  const bool sums = root->kind == MatchNode::Kind::kAnd || root->kind == MatchNode::Kind::kOr;
  if (!sums || root->children.size() < 2 || CountsFirstOnly(*root, false)) return 1;
  size_t matching = 0;
  size_t used = 0;
  for (MatchNode& child : root->children) {
    if (used == positions_.size()) positions_.emplace_back();
    positions_[used].clear();
    const bool counts = root->kind == MatchNode::Kind::kAnd || Matches(child);
    matching += counts ? 1 : 0;
    if (counts && CountedPositions(child, positions_[used])) ++used;
  }
  double squares = 0;
  for (size_t i = 1; i < used; ++i) {
    const double difference = LeastDifference(positions_[i - 1], positions_[i]);
    squares += difference * difference;
  }
  if (squares > 0) return std::floor(std::sqrt(squares));
  return std::max(1.0, static_cast<double>(matching) - 1);
}

double Scorer::Hamming(const DocumentRecord& record) const {
  if (payload_.empty() || payload_.size() != record.payload.size()) return 0;
  int bits = 0;
  for (size_t i = 0; i < payload_.size(); ++i) {
    bits += std::popcount(static_cast<unsigned char>(payload_[i] ^ record.payload[i]));
  }
  return 1.0 / (1 + bits);
}

double Scorer::Score(DocumentId document) {
  document_ = document;
  const DocumentRecord& record = *index_.documents().Get(document);
  switch (kind_) {
    case ScorerKind::kDocScore: return record.score;
    case ScorerKind::kHamming: return Hamming(record);
    case ScorerKind::kDisMax: return Sum(root_, record, 1, false);
    case ScorerKind::kBm25Std: return Sum(root_, record, 1, false) * record.score;
    case ScorerKind::kBm25: return Sum(root_, record, 1, false) * record.score / Slop();
    case ScorerKind::kTfIdf:
    case ScorerKind::kTfIdfDocNorm: break;
  }
  // A document without words has a norm of 0, and so a score of infinity, as in the peer.
  const double norm = kind_ == ScorerKind::kTfIdf ? record.max_frequency : record.length;
  const double sum = Sum(root_, record, 1, false);
  return sum == 0 ? 0 : sum * record.score / norm / Slop();
}

}  // namespace trellis::search
