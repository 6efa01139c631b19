#include "search/query/binding.h"

#include <algorithm>
#include <charconv>

#include "search/arguments.h"
#include "search/text/tokenizer.h"

namespace trellis::search {

namespace {

// What a node hands down to its children.
struct Scope {
  FieldMask fields = kAllFields;
  bool expand = true;  // words get their stems
};

bool IsTrue(std::string_view word) {
  return SameWord(word, "TRUE") || word == "1";
}
bool IsFalse(std::string_view word) {
  return SameWord(word, "FALSE") || word == "0";
}

class Binder {
 public:
  explicit Binder(const BindingOptions& options) : options_(options) {}

  Status Visit(Node& node, Scope scope) {
    Status attributes = ReadAttributes(node);
    if (!attributes.ok()) return attributes;
    switch (node.kind) {
      case NodeKind::kNothing:
      case NodeKind::kAll: return Status::Ok();
      case NodeKind::kTerm: return VisitTerm(node, scope);
      case NodeKind::kPrefix:
      case NodeKind::kSuffix:
      case NodeKind::kInfix:
      case NodeKind::kWildcard:
      case NodeKind::kFuzzy: {
        node.fields = scope.fields & MaskOf(node);
        Status filled = Fill(node.word);
        node.word.text = FoldCase(Unescape(node.word.text));
        return filled;
      }
      case NodeKind::kPhrase: return VisitPhrase(node, scope);
      case NodeKind::kAnd:
      case NodeKind::kOr: return VisitList(node, scope);
      case NodeKind::kNot:
      case NodeKind::kOptional: scope.expand = false; return VisitList(node, scope);
      case NodeKind::kTag: return VisitTag(node);
      case NodeKind::kNumeric: return VisitNumeric(node);
      case NodeKind::kGeo: return VisitGeo(node);
      case NodeKind::kMissing: return VisitMissing(node);
      case NodeKind::kNearest:
      case NodeKind::kVectorRange: return VisitVector(node, scope);
    }
    return Status::Ok();
  }

 private:
  Status Fill(Word& word) const {
    if (!word.is_parameter) return Status::Ok();
    if (options_.parameters != nullptr) {
      for (const auto& [name, value] : *options_.parameters) {
        if (name != word.text) continue;
        word = {value, false};
        return Status::Ok();
      }
    }
    return Status::Error("No such parameter `" + word.text + "`");
  }

  Status Number(Word& word, double& value) const {
    const std::string name = word.text;
    const bool is_parameter = word.is_parameter;
    Status filled = Fill(word);
    if (!filled.ok()) return filled;
    const auto number = ParseNumber(word.text);
    if (!number) {
      return Status::Error("Invalid numeric value (" + word.text + ") for parameter `" +
                           (is_parameter ? name : word.text) + "`");
    }
    value = *number;
    return Status::Ok();
  }

  // The TEXT fields that a node names; all when it names none.
  [[nodiscard]] FieldMask MaskOf(const Node& node) const {
    if (node.field_names.empty()) return kAllFields;
    FieldMask mask = 0;
    for (const std::string& name : node.field_names) {
      const Field* field = options_.definition->FindField(name);
      if (field != nullptr && field->type == FieldType::kText) {
        mask |= FieldMask{1} << field->text_bit;
      }
    }
    return mask;
  }

  Status ReadAttributes(Node& node) const {
    if (node.kind == NodeKind::kNearest || node.kind == NodeKind::kVectorRange) {
      return ReadVectorAttributes(node);
    }
    for (Attribute& attribute : node.attributes) {
      Status filled = Fill(attribute.value);
      if (!filled.ok()) return filled;
      const std::string& value = attribute.value.text;
      const auto number = ParseNumber(value);
      if (SameWord(attribute.name, "WEIGHT")) {
        if (!number || *number < 0) return BadValue(attribute);
        node.weight = *number;
      } else if (SameWord(attribute.name, "SLOP")) {
        if (!number || *number < -1) return BadValue(attribute);
        node.slop = static_cast<int64_t>(std::min(*number, 1e9));
      } else if (SameWord(attribute.name, "INORDER")) {
        if (!IsTrue(value) && !IsFalse(value)) return BadValue(attribute);
        node.in_order = IsTrue(value);
        node.has_order = true;
      } else if (SameWord(attribute.name, "PHONETIC")) {
        if (!IsTrue(value) && !IsFalse(value)) return BadValue(attribute);
        if (IsTrue(value)) return Status::Constant("field does not support phonetics");
      } else {
        return Status::Error("Invalid attribute " + attribute.name);
      }
    }
    return Status::Ok();
  }

  static Status BadValue(const Attribute& attribute) {
    return Status::Error("Invalid value (" + attribute.value.text + ") for `" +
                         FoldCase(attribute.name) + "`");
  }

  Status ReadVectorAttributes(Node& node) const {
    for (Attribute& attribute : node.attributes) {
      Status filled = Fill(attribute.value);
      if (!filled.ok()) return filled;
      const bool named = SameWord(attribute.name, "YIELD_DISTANCE_AS") ||
                         (node.kind == NodeKind::kNearest && SameWord(attribute.name, "AS"));
      if (named) {
        node.distance_name = attribute.value.text;
      } else {
        node.vector_options.emplace_back(attribute.name, attribute.value.text);
      }
    }
    if (node.kind == NodeKind::kNearest && node.distance_name.empty()) {
      node.distance_name = "__" + node.field_names.front() + "_score";
    }
    return Status::Ok();
  }

  [[nodiscard]] bool MayStem(FieldMask fields) const {
    const auto& all = options_.definition->fields;
    return std::any_of(all.begin(), all.end(), [&](const Field& field) {
      return field.type == FieldType::kText && !field.no_stem &&
             (fields & (FieldMask{1} << field.text_bit)) != 0;
    });
  }

  Status VisitTerm(Node& node, const Scope& scope) const {
    node.fields = scope.fields & MaskOf(node);
    Status filled = Fill(node.word);
    if (!filled.ok()) return filled;
    std::string word = FoldCase(Unescape(node.word.text));
    if (word.size() > kMaxWordBytes) word.resize(kMaxWordBytes);
    node.word.text = std::move(word);
    if (!options_.no_stop_words && options_.stop_words->Contains(node.word.text)) {
      node.is_dropped = true;
      return Status::Ok();
    }
    const bool whole_schema = node.fields == kAllFields;
    if (!scope.expand || options_.verbatim || node.is_number) return Status::Ok();
    if (!whole_schema && node.fields != 0 && !MayStem(node.fields)) return Status::Ok();
    Expand(node);
    return Status::Ok();
  }

  // A word becomes: itself, or a word with the same stem, or the stem.
  void Expand(Node& node) const {
    const std::string word = node.word.text;
    const std::string stem(StemmerOf(options_.language).Stem(word));
    Node any{.kind = NodeKind::kOr};
    any.fields = node.fields;
    any.field_names = node.field_names;
    const auto expansion = [&](std::string text) {
      Node other{.kind = NodeKind::kTerm, .word = {std::move(text), false}};
      other.fields = node.fields;
      other.is_expansion = true;
      return other;
    };
    any.children.push_back(node);
    any.children.push_back(expansion("+" + stem));
    if (stem != word) any.children.push_back(expansion(stem));
    node = std::move(any);
  }

  Status VisitPhrase(Node& node, const Scope& scope) const {
    node.fields = scope.fields & MaskOf(node);
    if (node.word.text.empty() && options_.dialect >= 2) {
      return Status::Constant(
          "Use `INDEXEMPTY` in field creation in order to index and query for empty strings");
    }
    for (Node& child : node.children) {
      child.fields = node.fields;
      Status filled = Fill(child.word);
      if (!filled.ok()) return filled;
      if (options_.dialect == 1 && options_.stop_words->Contains(child.word.text)) {
        return Status::Error("Syntax error at offset " + std::to_string(child.offset) + " near " +
                             child.word.text);
      }
    }
    if (options_.dialect == 1 && node.children.size() == 1) {
      node.children.front().weight = node.weight;
      node = Node(std::move(node.children.front()));
      return Status::Ok();
    }
    if (!node.has_order && node.slop < 0) {
      node.slop = 0;
      node.in_order = true;
    } else if (node.slop < 0) {
      node.slop = 0;
    }
    return Status::Ok();
  }

  Status VisitList(Node& node, const Scope& scope) {
    node.fields = scope.fields & MaskOf(node);
    const Scope inner{.fields = node.fields, .expand = scope.expand};
    for (Node& child : node.children) {
      Status status = Visit(child, inner);
      if (!status.ok()) return status;
    }
    std::erase_if(node.children, [](const Node& child) { return child.is_dropped; });
    if (node.children.empty()) {
      node.is_dropped = true;
      return Status::Ok();
    }
    if (node.kind == NodeKind::kAnd) {
      if (node.slop < 0) node.slop = options_.slop;
      if (!node.has_order) node.in_order = options_.in_order;
    }
    const bool is_list = node.kind == NodeKind::kAnd || node.kind == NodeKind::kOr;
    if (is_list && node.children.size() == 1) {
      // What was said of the list is said of its only member.
      Node child = std::move(node.children.front());
      Node& weighted = child.kind == NodeKind::kOr && !child.children.front().is_expansion &&
                               child.children.back().is_expansion
                           ? child.children.front()
                           : child;
      weighted.weight *= node.weight;
      node = std::move(child);
    }
    return Status::Ok();
  }

  Status VisitTag(Node& node) const {
    for (Node& value : node.children) {
      Status filled = Fill(value.word);
      if (!filled.ok()) return filled;
      for (Node& part : value.children) {
        Status part_filled = Fill(part.word);
        if (!part_filled.ok()) return part_filled;
      }
    }
    return Status::Ok();
  }

  Status VisitNumeric(Node& node) const {
    NumericRange& range = node.range;
    Status min = Number(node.bounds[0].value, range.min);
    if (!min.ok()) return min;
    Status max = Number(node.bounds[1].value, range.max);
    if (!max.ok()) return max;
    range.min_inclusive = !node.bounds[0].exclusive;
    range.max_inclusive = !node.bounds[1].exclusive;
    return Status::Ok();
  }

  Status VisitGeo(Node& node) const {
    const std::array<double*, 3> targets = {&node.centre.longitude, &node.centre.latitude,
                                            &node.radius};
    for (size_t i = 0; i < targets.size(); ++i) {
      Status status = Number(node.bounds[i].value, *targets[i]);
      if (!status.ok()) return status;
    }
    Status filled = Fill(node.word);
    if (!filled.ok()) return filled;
    const auto metres = MetresOfUnit(node.word.text);
    if (!metres) return Status::Constant("Invalid GeoFilter unit");
    if (!IsOnTheMap(node.centre)) return Status::Constant("Invalid GeoFilter lat/lon");
    if (!(node.radius > 0)) return Status::Constant("Invalid GeoFilter radius");
    node.radius *= *metres;
    return Status::Ok();
  }

  Status VisitMissing(Node& node) const {
    const Field* field = options_.definition->FindField(node.field_names.front());
    if (field == nullptr || field->index_missing) return Status::Ok();
    return Status::Error("'ismissing' requires field '" + field->name +
                         "' to be defined with 'INDEXMISSING'");
  }

  Status VisitVector(Node& node, Scope scope) {
    double number = 0;
    Word& bound = node.bounds.front().value;
    const bool is_parameter = bound.is_parameter;
    const std::string name = bound.text;
    Status status = Number(bound, number);
    if (!status.ok()) return status;
    Status filled = Fill(node.word);
    if (!filled.ok()) return filled;
    if (node.kind == NodeKind::kVectorRange) {
      node.radius = number;
      return Status::Ok();
    }
    constexpr double kMost = 1e9;
    if (number < 0 || number > kMost ||
        number != static_cast<double>(static_cast<size_t>(number))) {
      if (is_parameter) {
        return Status::Error("Invalid numeric value (" + bound.text + ") for parameter `" + name +
                             "`");
      }
      return Status::Error("Syntax error at offset " + std::to_string(node.offset) + " near " +
                           bound.text);
    }
    node.k = static_cast<size_t>(number);
    Node& filter = node.children.front();
    scope.expand = false;  // the peer's expansion doesn't enter a filter
    status = Visit(filter, scope);
    if (filter.is_dropped) filter = Node{};
    return status;
  }

  const BindingOptions& options_;
};

}  // namespace

Status Bind(Node& root, const BindingOptions& options) {
  Status status = Binder(options).Visit(root, {.fields = options.fields});
  if (root.is_dropped) root = Node{};
  return status;
}

}  // namespace trellis::search
