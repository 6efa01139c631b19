#include "search/query/explanation.h"

#include <array>
#include <cstdio>

namespace trellis::search {

namespace {

std::string Fixed(double value) {
  std::array<char, 400> text;
  const int length = std::snprintf(text.data(), text.size(), "%f", value);
  return {text.data(), static_cast<size_t>(length)};
}

std::string Short(double value) {
  std::array<char, 40> text;
  const int length = std::snprintf(text.data(), text.size(), "%g", value);
  return {text.data(), static_cast<size_t>(length)};
}

class Explainer {
 public:
  explicit Explainer(const Definition& definition) : definition_(definition) {}

  void Print(const Node& node, size_t depth) {
    Indent(depth);
    const bool is_list = node.kind == NodeKind::kAnd || node.kind == NodeKind::kOr ||
                         node.kind == NodeKind::kNot || node.kind == NodeKind::kOptional ||
                         node.kind == NodeKind::kPhrase;
    if (is_list) {
      PrintList(node, depth);
    } else {
      PrintLeaf(node, depth);
    }
    text_ += '\n';
  }

  std::string Take() { return std::move(text_); }

 private:
  void Indent(size_t depth) { text_.append(2 * depth, ' '); }

  void PrintFields(FieldMask fields) {
    if (fields == kAllFields) return;
    text_ += '@';
    if (fields == 0) text_ += "NULL";
    bool first = true;
    for (const Field& field : definition_.fields) {
      if (field.type != FieldType::kText || (fields & (FieldMask{1} << field.text_bit)) == 0)
        continue;
      if (!first) text_ += '|';
      first = false;
      text_ += field.name;
    }
    text_ += ':';
  }

  void PrintChildren(const Node& node, size_t depth) {
    for (const Node& child : node.children)
      Print(child, depth + 1);
    Indent(depth);
    text_ += '}';
  }

  void PrintList(const Node& node, size_t depth) {
    PrintFields(node.fields);
    switch (node.kind) {
      case NodeKind::kAnd: text_ += "INTERSECT {\n"; break;
      case NodeKind::kOr: text_ += "UNION {\n"; break;
      case NodeKind::kNot: text_ += "NOT{\n"; break;
      case NodeKind::kOptional: text_ += "OPTIONAL{\n"; break;
      default: text_ += "EXACT {\n"; break;
    }
    PrintChildren(node, depth);
    std::string attributes;
    const bool plain_phrase = node.kind == NodeKind::kPhrase && node.attributes.empty();
    if (node.weight != 1) attributes += " $weight: " + Short(node.weight) + ";";
    if (!plain_phrase && node.slop >= 0) {
      attributes += " $slop: " + std::to_string(node.slop) + ";";
      attributes += std::string(" $inorder: ") + (node.in_order ? "true;" : "false;");
    } else if (node.has_order) {
      attributes += std::string(" $inorder: ") + (node.in_order ? "true;" : "false;");
    }
    if (!attributes.empty()) text_ += " => {" + attributes + " }";
  }

  void PrintTagValue(const Node& value, size_t depth) {
    if (value.kind == NodeKind::kPhrase) {
      Indent(depth);
      text_ += "INTERSECT {\n";
      PrintChildren(value, depth);
      text_ += '\n';
      return;
    }
    Print(value, depth);
  }

  void PrintVector(const Node& node, size_t depth) {
    text_ += "VECTOR {";
    if (node.kind == NodeKind::kNearest && node.children.front().kind != NodeKind::kAll) {
      text_ += '\n';
      PrintChildren(node, depth);
      text_ += " => {";
    }
    if (node.kind == NodeKind::kNearest) {
      text_ += "K=" + std::to_string(node.k) + " nearest vectors to ";
    } else {
      text_ += "Vectors that are within " + Short(node.radius) + " distance radius from ";
    }
    text_ += "`$" + node.word.text + "` in vector index associated with field @" +
             node.field_names.front();
    for (const auto& [name, value] : node.vector_options) {
      text_.append(", ").append(name).append(" = ").append(value);
    }
    if (!node.distance_name.empty()) text_ += ", yields distance as `" + node.distance_name + "`";
    text_ += '}';
  }

  void PrintLeaf(const Node& node, size_t depth) {
    switch (node.kind) {
      case NodeKind::kNothing: text_ += "<empty>"; return;
      case NodeKind::kAll: text_ += "<WILDCARD>"; return;
      case NodeKind::kTag:
        text_ += "TAG:@" + node.field_names.front() + " {\n";
        for (const Node& value : node.children)
          PrintTagValue(value, depth + 1);
        Indent(depth);
        text_ += '}';
        return;
      case NodeKind::kNumeric:
        text_ += "NUMERIC {" + Fixed(node.range.min) +
                 (node.range.min_inclusive ? " <= @" : " < @") + node.field_names.front() +
                 (node.range.max_inclusive ? " <= " : " < ") + Fixed(node.range.max) + "}";
        return;
      case NodeKind::kGeo:
        text_ += "GEO " + node.field_names.front() + ":{" + Fixed(node.centre.longitude) + "," +
                 Fixed(node.centre.latitude) + " --> " + Fixed(GivenRadius(node)) + " " +
                 node.word.text + "}";
        return;
      case NodeKind::kMissing: text_ += "ISMISSING{" + node.field_names.front() + "}"; return;
      case NodeKind::kNearest:
      case NodeKind::kVectorRange: PrintVector(node, depth); return;
      default: break;
    }
    PrintFields(node.fields);
    const std::string& word = node.word.text;
    switch (node.kind) {
      case NodeKind::kPrefix: text_ += "PREFIX{" + word + "*}"; return;
      case NodeKind::kSuffix: text_ += "SUFFIX{*" + word + "}"; return;
      case NodeKind::kInfix: text_ += "INFIX{*" + word + "*}"; return;
      case NodeKind::kWildcard: text_ += "WILDCARD{" + word + "}"; return;
      case NodeKind::kFuzzy: text_ += "FUZZY{" + word + "}"; return;
      default: break;
    }
    text_ += word;
    if (node.is_expansion) text_ += "(expanded)";
    if (node.weight != 1) text_ += " => {$weight: " + Short(node.weight) + ";}";
  }

  static double GivenRadius(const Node& node) {
    return node.radius / MetresOfUnit(node.word.text).value_or(1);
  }

  const Definition& definition_;
  std::string text_;
};

}  // namespace

std::string Explain(const Node& root, const Definition& definition) {
  Explainer explainer(definition);
  explainer.Print(root, 0);
  return explainer.Take();
}

}  // namespace trellis::search
