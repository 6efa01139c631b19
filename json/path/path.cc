#include "json/path/path.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "json/path/grammar.h"
#include "json/path/typing.h"

namespace trellis::json {
namespace {

// The standard allows blanks behind the root.
bool IsJsonPath(std::string_view text) {
  if (!text.starts_with('$')) return false;
  const size_t next = text.find_first_not_of(" \t\n\r", 1);
  return text.size() == 1 ||
         (next != std::string_view::npos && (text[next] == '.' || text[next] == '['));
}

}  // namespace

std::optional<Path> Path::Compile(std::string_view text, std::string& error) {
  if (!simdjson::validate_utf8(text.data(), text.size())) {
    error = "Couldn't parse as UTF-8 string";
    return std::nullopt;
  }
  Path path;
  path.written_ = text;
  path.legacy_ = !IsJsonPath(text);
  if (!path.legacy_) {
    path.text_ = text;
  } else if (text == ".") {
    path.text_ = "$";
  } else if (text.starts_with('.') || text.starts_with('[')) {
    path.text_ = "$" + path.written_;
  } else {
    path.text_ = "$." + path.written_;
  }
  size_t stopped_at = 0;
  auto query = ParseQuery(path.text_, path.legacy_, stopped_at);
  if (!query) {
    const bool at_end = stopped_at == path.text_.size();
    error = fmt::format("Error occurred on position {}, \"{} {}{}\", expected a JSONPath",
                        stopped_at, path.text_.substr(0, stopped_at),
                        at_end ? "<<<<----" : "---->>>> ", path.text_.substr(stopped_at));
    return std::nullopt;
  }
  if (!IsWellTyped(*query)) {
    error = fmt::format("Error occurred in \"{}\", a filter compares or tests what it can't",
                        path.text_);
    return std::nullopt;
  }
  path.query_ = *std::move(query);
  return path;
}

Path Path::Parent() const {
  Path parent = *this;
  parent.query_.segments.pop_back();
  return parent;
}

std::optional<std::vector<Value>> Path::FindAll(Value root) const {
  std::vector<Value> values;
  Evaluation evaluation(root);
  evaluation.Each(query_, [&](const Node& node) {
    values.push_back(node.value);
    return true;
  });
  if (evaluation.exhausted()) return std::nullopt;
  return values;
}

std::optional<std::vector<Location>> Path::LocateAll(Value root) const {
  std::vector<Location> locations;
  Evaluation evaluation(root);
  evaluation.Each(query_, [&](const Node& node) {
    Location location{.place = node.value.place(), .steps = {}};
    for (const Node* at = &node; at->up != nullptr; at = at->up) {
      location.steps.push_back({at->up->value.place(), at->index});
    }
    std::reverse(location.steps.begin(), location.steps.end());
    locations.push_back(std::move(location));
    return true;
  });
  if (evaluation.exhausted()) return std::nullopt;
  return locations;
}

Value Location::Follow(Value root) const {
  Value value = root;
  for (const Step& step : steps) {
    if (value.kind() != Kind::kArray && value.kind() != Kind::kObject) return {};
    if (step.index >= value.size()) return {};
    value = value.element(step.index);
  }
  return value;
}

}  // namespace trellis::json
