#include "json/path/pattern.h"

namespace trellis::json {
namespace {

// Patterns may be values of the document, a new one at every step.
constexpr size_t kMostKept = 16;

// An I-Regexp's dot matches neither \n nor \r; RE2's would match \r.
std::string WithoutDots(std::string_view pattern) {
  std::string result;
  bool in_class = false;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\' && i + 1 < pattern.size()) {
      result += c;
      result += pattern[++i];
      continue;
    }
    if (c == '[') in_class = true;
    if (c == ']') in_class = false;
    if (c == '.' && !in_class) {
      result += "[^\\n\\r]";
    } else {
      result += c;
    }
  }
  return result;
}

}  // namespace

bool PatternCache::Matches(std::string_view text, std::string_view pattern, Dialect dialect,
                           bool whole) {
  const std::string source =
      dialect == Dialect::kIRegexp ? WithoutDots(pattern) : std::string(pattern);
  auto known = compiled_.find(source);
  if (known == compiled_.end()) {
    if (compiled_.size() >= kMostKept) compiled_.clear();
    re2::RE2::Options options;
    options.set_log_errors(false);
    known = compiled_.emplace(source, std::make_unique<re2::RE2>(source, options)).first;
  }
  const re2::RE2& expression = *known->second;
  if (!expression.ok()) return false;
  const re2::StringPiece subject(text.data(), text.size());
  return expression.Match(subject, 0, subject.size(),
                          whole ? re2::RE2::ANCHOR_BOTH : re2::RE2::UNANCHORED, nullptr, 0);
}

}  // namespace trellis::json
