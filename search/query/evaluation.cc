#include "search/query/evaluation.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "search/arguments.h"
#include "search/query/positions.h"
#include "search/query/vector_query.h"
#include "search/query/wildcard.h"
#include "search/text/tokenizer.h"

namespace trellis::search {

namespace {

class Evaluator {
 public:
  explicit Evaluator(const Index& index) : index_(index) {}

  Result<Matches> Run(const Node& root) {
    Matches matches;
    if (root.kind == NodeKind::kNearest) {
      Status status = Nearest(root, matches.root);
      if (!status.ok()) return status;
    } else {
      Status status = Visit(root, matches.root);
      if (!status.ok()) return status;
    }
    matches.documents = matches.root.documents.get() & index_.documents().live();
    matches.distances = std::move(distances_);
    matches.expansions_cut = expansions_cut_;
    return matches;
  }

 private:
  Status Visit(const Node& node, MatchNode& match) {
    match.weight = node.weight;
    switch (node.kind) {
      case NodeKind::kNothing: return Status::Ok();
      case NodeKind::kAll:
        match.kind = MatchNode::Kind::kFlat;
        match.documents = DocumentSet::Borrow(index_.documents().live());
        return Status::Ok();
      case NodeKind::kTerm: Term(node, match); return Status::Ok();
      case NodeKind::kPrefix:
      case NodeKind::kSuffix:
      case NodeKind::kInfix:
      case NodeKind::kWildcard:
      case NodeKind::kFuzzy: Expanded(node, match); return Status::Ok();
      case NodeKind::kPhrase:
      case NodeKind::kAnd: return And(node, match);
      case NodeKind::kOr: return Or(node, match);
      case NodeKind::kNot: return Not(node, match);
      case NodeKind::kOptional: return Optional(node, match);
      case NodeKind::kTag: Tag(node, match); return Status::Ok();
      case NodeKind::kNumeric: Numeric(node, match); return Status::Ok();
      case NodeKind::kGeo: Geo(node, match); return Status::Ok();
      case NodeKind::kMissing: Missing(node, match); return Status::Ok();
      case NodeKind::kVectorRange: return VectorRange(node, match);
      case NodeKind::kNearest: return Status::Constant("Syntax error: KNN inside a query");
    }
    return Status::Ok();
  }

  // -- words -------------------------------------------------------------------------------------------------

  void Term(const Node& node, MatchNode& match) {
    match.kind = MatchNode::Kind::kTerm;
    if (node.fields == 0) return;
    if (const auto* term = index_.terms().Find(node.word.text)) Use(*term, node.fields, match);
  }

  static void Use(const search::Term& term, FieldMask fields, MatchNode& match) {
    match.kind = MatchNode::Kind::kTerm;
    match.term = &term;
    match.fields = fields;
    match.frequency = term.postings.size();
    match.cursor = std::make_unique<PostingCursor>(term.postings);
    if ((term.postings.fields_of_any() & ~fields) == 0 ||
        (term.postings.fields_of_all() & fields) != 0) {
      Bitmap scratch;
      const Bitmap& all = term.postings.Documents(scratch);
      match.documents =
          &all == &scratch ? DocumentSet(std::move(scratch)) : DocumentSet::Borrow(all);
      return;
    }
    if ((term.postings.fields_of_any() & fields) == 0) return;
    std::vector<DocumentId> ids;
    for (PostingCursor cursor(term.postings); cursor.Next();) {
      if ((cursor.posting().fields & fields) != 0) ids.push_back(cursor.posting().document);
    }
    match.documents = DocumentSet(Bitmap(ids.size(), ids.data()));
  }

  // Calls `take(term)` for each word that the node stands for, until it returns false.
  void ForEachWordOf(const Node& node, const std::function<bool(const search::Term&)>& take) {
    const std::string& text = node.word.text;
    const TermDictionary& terms = index_.terms();
    // Stems, which begin with '+', are no words that a pattern should find.
    const auto filtered = [&](const auto& fits) {
      terms.ForEachFrom("", [&](const search::Term& term) {
        return term.text.starts_with('+') || !fits(term.text) || take(term);
      });
    };
    switch (node.kind) {
      case NodeKind::kPrefix:
        if (text.size() >= kMinPrefixBytes) terms.ForEachFrom(text, take);
        return;
      case NodeKind::kSuffix:
        filtered([&](const std::string& word) { return word.ends_with(text); });
        return;
      case NodeKind::kInfix:
        filtered([&](const std::string& word) { return word.find(text) != std::string::npos; });
        return;
      case NodeKind::kWildcard:
        filtered([&](const std::string& word) { return FitsWildcard(word, text); });
        return;
      default: terms.ForEachNear(text, node.distance, take); return;
    }
  }

  void Expanded(const Node& node, MatchNode& match) {
    match.kind = MatchNode::Kind::kOr;
    if (node.fields == 0) return;
    ForEachWordOf(node, [&](const search::Term& term) {
      if (match.children.size() == kMaxExpansions) {
        expansions_cut_ = true;
        return false;
      }
      MatchNode child;
      Use(term, node.fields, child);
      if (!child.documents.get().isEmpty()) match.children.push_back(std::move(child));
      return true;
    });
    UniteChildren(match);
  }

  // -- combinations ------------------------------------------------------------------------------------------

  static void UniteChildren(MatchNode& match) {
    std::vector<const Bitmap*> sets;
    for (const MatchNode& child : match.children)
      sets.push_back(&child.documents.get());
    if (sets.empty()) return;
    if (sets.size() == 1) {
      match.documents = DocumentSet::Borrow(*sets.front());
      return;
    }
    match.documents = DocumentSet(Bitmap::fastunion(sets.size(), sets.data()));
  }

  Status VisitChildren(const Node& node, MatchNode& match) {
    match.children.reserve(
        node.children.size());  // children borrow from each other's neighbours: none may move
    for (const Node& child : node.children) {
      MatchNode& added = match.children.emplace_back();
      Status status = Visit(child, added);
      if (!status.ok()) return status;
    }
    return Status::Ok();
  }

  Status Or(const Node& node, MatchNode& match) {
    match.kind = MatchNode::Kind::kOr;
    Status status = VisitChildren(node, match);
    if (status.ok()) UniteChildren(match);
    return status;
  }

  Status And(const Node& node, MatchNode& match) {
    match.kind = MatchNode::Kind::kAnd;
    Status status = VisitChildren(node, match);
    if (!status.ok()) return status;
    std::vector<const Bitmap*> needed;
    for (size_t i = 0; i < node.children.size(); ++i) {
      const NodeKind kind = node.children[i].kind;
      if (kind != NodeKind::kNot && kind != NodeKind::kOptional) {
        needed.push_back(&match.children[i].documents.get());
      }
    }
    // The smallest first: what is left can only shrink.
    std::sort(needed.begin(), needed.end(),
              [](const Bitmap* a, const Bitmap* b) { return a->cardinality() < b->cardinality(); });
    Bitmap found;
    if (needed.empty()) {
      found = index_.documents().live();
    } else if (needed.size() == 1) {
      found = *needed.front();
    } else {
      found = *needed[0] & *needed[1];
      for (size_t i = 2; i < needed.size() && !found.isEmpty(); ++i)
        found &= *needed[i];
    }
    for (size_t i = 0; i < node.children.size(); ++i) {
      if (node.children[i].kind == NodeKind::kNot) found &= match.children[i].documents.get();
    }
    const bool ordered = node.kind == NodeKind::kPhrase || node.slop >= 0 || node.in_order;
    if (ordered && node.children.size() > 1) found = WithinSlopOf(node, match, found);
    match.documents = DocumentSet(std::move(found));
    return Status::Ok();
  }

  Bitmap WithinSlopOf(const Node& node, MatchNode& match, const Bitmap& candidates) {
    std::vector<DocumentId> kept;
    std::vector<std::vector<uint32_t>> lists;
    for (const DocumentId document : candidates) {
      lists.clear();
      for (MatchNode& child : match.children) {
        std::vector<uint32_t> positions;
        if (PositionsOf(child, document, positions)) lists.push_back(std::move(positions));
      }
      if (WithinSlop(lists, node.slop, node.in_order)) kept.push_back(document);
    }
    Rewind(match);
    return {kept.size(), kept.data()};
  }

  // Scoring will walk the lists again.
  static void Rewind(MatchNode& match) {
    if (match.term != nullptr) match.cursor = std::make_unique<PostingCursor>(match.term->postings);
    for (MatchNode& child : match.children)
      Rewind(child);
  }

  Status Not(const Node& node, MatchNode& match) {
    MatchNode inner;
    Status status = Visit(node.children.front(), inner);
    match.documents = DocumentSet(index_.documents().live() - inner.documents.get());
    return status;
  }

  Status Optional(const Node& node, MatchNode& match) {
    match.kind = MatchNode::Kind::kOptional;
    match.documents = DocumentSet::Borrow(index_.documents().live());
    return VisitChildren(node, match);
  }

  // -- the other fields --------------------------------------------------------------------------------------

  const FieldIndex* FieldOf(const Node& node, FieldType type) const {
    return index_.FindField(node.field_names.front(), type);
  }

  static void UseTag(const IdSet& documents, MatchNode& match) {
    MatchNode& child = match.children.emplace_back();
    child.kind = MatchNode::Kind::kTag;
    child.frequency = documents.size();
    Bitmap scratch;
    const Bitmap& all = documents.Documents(scratch);
    child.documents = &all == &scratch ? DocumentSet(std::move(scratch)) : DocumentSet::Borrow(all);
  }

  void TagValue(const Node& value, const TagIndex& tags, bool case_sensitive, MatchNode& match) {
    std::string text;
    if (value.kind == NodeKind::kPhrase) {
      for (const Node& part : value.children)
        text += (text.empty() ? "" : " ") + Unescape(part.word.text);
    } else {
      text = value.is_quoted ? value.word.text : Unescape(value.word.text);
    }
    if (!case_sensitive) text = FoldCase(text);
    if (value.kind == NodeKind::kTerm || value.kind == NodeKind::kPhrase) {
      if (const IdSet* documents = tags.Find(text)) UseTag(*documents, match);
      return;
    }
    const bool is_prefix = value.kind == NodeKind::kPrefix;
    if (is_prefix && text.size() < kMinPrefixBytes) return;
    const TagIndex::Values& values = tags.values();
    size_t used = 0;
    for (auto at = is_prefix ? values.lower_bound(text) : values.begin(); at != values.end();
         ++at) {
      const std::string& tag = at->first;
      if (is_prefix && !tag.starts_with(text)) break;
      const bool fits = is_prefix || (value.kind == NodeKind::kSuffix && tag.ends_with(text)) ||
                        (value.kind == NodeKind::kInfix && tag.find(text) != std::string::npos) ||
                        (value.kind == NodeKind::kWildcard && FitsWildcard(tag, text));
      if (!fits) continue;
      if (used++ == kMaxExpansions) {
        expansions_cut_ = true;
        break;
      }
      UseTag(at->second, match);
    }
  }

  void Tag(const Node& node, MatchNode& match) {
    match.kind = MatchNode::Kind::kOr;
    const FieldIndex* field = FieldOf(node, FieldType::kTag);
    if (field == nullptr) return;
    const bool case_sensitive =
        index_.definition().FindField(node.field_names.front())->case_sensitive;
    for (const Node& value : node.children)
      TagValue(value, field->tags, case_sensitive, match);
    UniteChildren(match);
  }

  static DocumentSet SetOf(std::vector<DocumentId>& ids) {
    // In order, CRoaring adds several times faster than it would otherwise.
    std::sort(ids.begin(), ids.end());
    return DocumentSet(Bitmap(ids.size(), ids.data()));
  }

  void Numeric(const Node& node, MatchNode& match) {
    match.kind = MatchNode::Kind::kFlat;
    const FieldIndex* field = FieldOf(node, FieldType::kNumeric);
    if (field == nullptr) return;
    std::vector<DocumentId> ids;
    field->numbers.Collect(node.range, ids);
    match.documents = SetOf(ids);
  }

  void Geo(const Node& node, MatchNode& match) {
    match.kind = MatchNode::Kind::kFlat;
    const FieldIndex* field = FieldOf(node, FieldType::kGeo);
    if (field == nullptr) return;
    std::vector<DocumentId> ids;
    field->points.Collect(node.centre, node.radius, ids);
    match.documents = SetOf(ids);
  }

  void Missing(const Node& node, MatchNode& match) {
    match.kind = MatchNode::Kind::kFlat;
    const Definition& definition = index_.definition();
    const Field* found = definition.FindField(node.field_names.front());
    if (found == nullptr) return;
    const FieldIndex& field = index_.field(static_cast<size_t>(found - definition.fields.data()));
    Bitmap scratch;
    match.documents = DocumentSet(Bitmap(field.missing.Documents(scratch)));
  }

  // -- vectors -----------------------------------------------------------------------------------------------

  void TakeNeighbours(const Node& node, std::vector<Neighbour> neighbours, MatchNode& match) {
    std::vector<DocumentId> ids;
    ids.reserve(neighbours.size());
    for (const Neighbour& neighbour : neighbours)
      ids.push_back(neighbour.document);
    match.documents = SetOf(ids);
    if (node.distance_name.empty()) return;
    std::sort(neighbours.begin(), neighbours.end(),
              [](const Neighbour& a, const Neighbour& b) { return a.document < b.document; });
    distances_.push_back({.name = node.distance_name, .distances = std::move(neighbours)});
  }

  Status VectorRange(const Node& node, MatchNode& match) {
    Result<VectorQuery> query = PrepareVectorQuery(node, index_);
    if (!query) return query.error();
    TakeNeighbours(node, query->Within(), match);
    return Status::Ok();
  }

  // The filter's tree scores; the vectors only choose.
  Status Nearest(const Node& node, MatchNode& match) {
    Result<VectorQuery> query = PrepareVectorQuery(node, index_);
    if (!query) return query.error();
    const Node& filter = node.children.front();
    if (filter.kind == NodeKind::kAll) {
      TakeNeighbours(node, query->Nearest(nullptr), match);
      return Status::Ok();
    }
    match.kind = MatchNode::Kind::kAnd;
    MatchNode& child = match.children.emplace_back();
    Status status = Visit(filter, child);
    if (!status.ok()) return status;
    const Bitmap among = child.documents.get() & index_.documents().live();
    TakeNeighbours(node, query->Nearest(&among), match);
    return Status::Ok();
  }

  const Index& index_;
  std::vector<DistanceColumn> distances_;
  bool expansions_cut_ = false;
};

}  // namespace

std::optional<double> DistanceColumn::Find(DocumentId document) const {
  const auto found = std::lower_bound(
      distances.begin(), distances.end(), document,
      [](const Neighbour& neighbour, DocumentId wanted) { return neighbour.document < wanted; });
  if (found == distances.end() || found->document != document) return std::nullopt;
  return found->distance;
}

Result<Matches> Evaluate(const Node& root, const Index& index) {
  return Evaluator(index).Run(root);
}

bool PositionsOf(MatchNode& node, DocumentId document, std::vector<uint32_t>& positions) {
  if (node.kind == MatchNode::Kind::kTerm) {
    if (!node.cursor || !node.cursor->SkipTo(document)) return false;
    const Posting& posting = node.cursor->posting();
    if (posting.document != document || (posting.fields & node.fields) == 0) return false;
    const size_t before = positions.size();
    PositionReader reader(posting.positions);
    for (uint32_t position = 0; reader.Next(position);)
      positions.push_back(position);
    return positions.size() != before;
  }
  bool any = false;
  for (MatchNode& child : node.children)
    any = PositionsOf(child, document, positions) || any;
  if (any) std::sort(positions.begin(), positions.end());
  return any;
}

}  // namespace trellis::search
