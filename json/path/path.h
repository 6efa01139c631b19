// A compiled path, JSONPath or legacy, and the values it leads to.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/path/evaluate.h"
#include "json/path/query.h"

namespace trellis::json {

// Where a value hangs: the containers on the way to it from the root, and which element or member
// of each leads on. It can be followed again when changes have moved values, or have put others in
// their place.
struct Location {
  struct Step {
    uint32_t container;  // the place of its slot when it was found
    uint32_t index;
  };
  uint32_t place = 0;  // of the value's slot when it was found
  std::vector<Step> steps;

  // What is there now; no value if nothing is.
  Value Follow(Value root) const;
};

// A text is JSONPath if it is `$` alone or begins with `$.` or `$[`, blanks between allowed. Any
// other is a legacy path, `.a.b`, `a[0]` or `.` for the root, which means the JSONPath with `$` or
// `$.` put in front: its first match is what counts.
class Path {
 public:
  // Nothing if it is no path; `error` is then the peer's words for it.
  static std::optional<Path> Compile(std::string_view text, std::string& error);

  bool legacy() const { return legacy_; }
  // As it was written, and as JSONPath.
  const std::string& written() const { return written_; }
  const std::string& text() const { return text_; }
  const Query& query() const { return query_; }
  bool is_root() const { return query_.segments.empty(); }
  bool singular() const { return IsSingular(query_); }

  // All matches below `root`, in order, one that several branches lead to once for each; nothing if
  // the walk was more work than a path may make.
  std::optional<std::vector<Value>> FindAll(Value root) const;
  std::optional<std::vector<Location>> LocateAll(Value root) const;
  // The path without its last segment, which it must have.
  Path Parent() const;

 private:
  bool legacy_ = false;
  std::string written_, text_;
  Query query_;
};

}  // namespace trellis::json
