// The settings: a table of directives (directives.def), read from a file and from `--name value` words,
// shown and changed by CONFIG.
//
// Threads: set on the main thread; numbers may be read from others.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/config/extra_settings.h"

namespace trellis {

enum class Directive : uint16_t {
#define TRELLIS_DIRECTIVE(id, name, kind, value, when, least, most, words) id,
#include "core/config/directives.def"
#undef TRELLIS_DIRECTIVE
  kCount
};

class Config {
 public:
  Config();

  // Bools are 0 or 1, enums the index of the word, memory is in bytes.
  [[nodiscard]] int64_t number(Directive id) const { return numbers_[static_cast<size_t>(id)]; }
  [[nodiscard]] bool flag(Directive id) const { return number(id) != 0; }
  [[nodiscard]] const std::string& text(Directive id) const {
    return texts_[static_cast<size_t>(id)];
  }
  [[nodiscard]] bool lazyfree_user_del() const { return flag(Directive::kLazyfreeLazyUserDel); }

  // The directive of this name or alias (any case).
  [[nodiscard]] static std::optional<Directive> Find(std::string_view name);
  // Sets one; `name` may be an alias. Changes nothing on an error.
  Status Set(std::string_view name, const std::string& value);
  // As CONFIG GET shows it.
  [[nodiscard]] std::string Show(Directive id) const;
  [[nodiscard]] static std::string_view NameOf(Directive id);
  [[nodiscard]] static bool Immutable(Directive id);
  // Settings beyond the table, or null; not owned.
  void set_extra(ExtraSettings* extra) { extra_ = extra; }
  [[nodiscard]] ExtraSettings* extra() const { return extra_; }
  // Names and values of everything that matches one of the patterns, aliases included.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> Matching(
      const std::vector<std::string>& patterns) const;

  // Reads a redis.conf-style text; the error names the line. `loadmodule` lines and modules' settings are
  // kept aside.
  Status ParseFile(std::string_view text);
  // Values that differ from the defaults, as lines of a file.
  [[nodiscard]] std::string Rewrite(const std::string& old_text) const;

  struct SavePoint {
    int64_t seconds;
    int64_t changes;
  };
  [[nodiscard]] const std::vector<SavePoint>& save_points() const { return save_points_; }
  // Hard limit, soft limit (bytes), seconds over the soft limit; 0: none. Order: normal, replica, pubsub.
  struct OutputLimit {
    int64_t hard;
    int64_t soft;
    int64_t seconds;
  };
  [[nodiscard]] const std::array<OutputLimit, 3>& output_limits() const { return output_limits_; }
  // `loadmodule` lines: path and arguments.
  std::vector<std::vector<std::string>> modules;
  // Settings of modules ("module.name") that the modules haven't taken yet, with their values.
  std::vector<std::pair<std::string, std::string>> module_values;
  std::string file_path;

 private:
  Status SetText(Directive id, const std::string& value);
  Status SetNumber(Directive id, const std::string& value);
  Status SetSave(const std::string& value);
  Status SetOutputLimits(const std::string& value);

  ExtraSettings* extra_ = nullptr;
  std::array<int64_t, static_cast<size_t>(Directive::kCount)> numbers_{};
  std::array<std::string, static_cast<size_t>(Directive::kCount)> texts_;
  std::vector<SavePoint> save_points_;
  std::array<OutputLimit, 3> output_limits_{};
};

}  // namespace trellis
