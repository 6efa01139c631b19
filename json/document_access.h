// What most JSON.* commands begin and end with: a key's document, the values that a path leads to
// in it, and what a change of it entails.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "module_api/cpp/trellis_module.h"

#include "json/document/document.h"
#include "json/errors.h"
#include "json/path/path.h"

namespace trellis::json {

// The document in an open key, null if there is none; an error if the key holds something else.
Result<Document*> DocumentIn(const Key& key);

// An argument as a path; the legacy root if there is no such argument.
Result<Path> PathArg(const CommandContext& ctx, size_t i);
// An argument as JSON; `code` is put before the parser's words.
Result<Document> JsonArg(const CommandContext& ctx, size_t i, std::string_view code = "");
// An argument as an index, -2^63..2^63-1.
Result<int64_t> IndexArg(const CommandContext& ctx, size_t i);

// "object", "integer" ... as JSON.TYPE says.
const char* KindName(Kind kind);

// The two ways in which legacy paths fail.
Status NoSuchPath(std::string_view path);  // "ERR Path '$.a' does not exist"
Status NoSuchPath(std::string_view path,
                  std::string_view or_what);  // "... does not exist or not an array"
Status WrongKind(std::string_view expected,
                 Kind found);  // "WRONGTYPE wrong type of path value - ..."

// A key, a path, and what it leads to, for commands that only read. The key is the first argument.
class Reading {
 public:
  // An error if the key holds no document or the path, argument `path_at`, is none.
  static Result<Reading> Begin(CommandContext& ctx, size_t path_at);

  bool key_exists() const { return document_ != nullptr; }
  const Document& document() const { return *document_; }
  const Path& path() const { return path_; }
  const std::vector<Value>& values() const { return values_; }

 private:
  Reading(Key key, Path path) : key_(std::move(key)), path_(std::move(path)) {}

  Key key_;
  Path path_;
  const Document* document_ = nullptr;
  std::vector<Value> values_;
};

// The same for commands that change values in place, one match after the other. An earlier change
// may have moved a later match or removed it: each is looked up anew.
class Update {
 public:
  // As Reading's; an error also if the key is missing.
  static Result<Update> Begin(CommandContext& ctx, size_t path_at);

  Document& document() { return *document_; }
  const Path& path() const { return path_; }
  const std::vector<Location>& locations() const { return locations_; }
  size_t size() const { return locations_.size(); }
  Value At(size_t i) const { return locations_[i].Follow(document_->root()); }

  // Whether each match may be given `values` below it, at one level deeper if `as_children`.
  Status Allows(const std::vector<Document>& values, bool as_children) const;

  // Ends a command that changed something: replicates it and tells of `event`, which must be a
  // literal.
  void Changed(CommandContext& ctx, const char* event);

 private:
  Update(Key key, Path path) : key_(std::move(key)), path_(std::move(path)) {}

  Key key_;
  Path path_;
  Document* document_ = nullptr;
  std::vector<Location> locations_;
};

// What a write to the key in argument `key_at` entails: the document is tidied, the command
// replicated, and subscribers hear of it.
void Changed(CommandContext& ctx, size_t key_at, Document* document, const char* event);

// One integer for each match, or none: all of them for a JSONPath, for a legacy path the last one
// that is there, and if none is, `otherwise`.
Status ReplyIntegers(CommandContext& ctx, const Path& path,
                     const std::vector<std::optional<int64_t>>& integers, Status otherwise);

}  // namespace trellis::json
