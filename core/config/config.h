// The settings: a table of directives (directives.def), read from a file and from `--name value` words
// (config_file.cc), shown and changed by CONFIG.
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

// The bits of shutdown-on-sigterm and shutdown-on-sigint.
enum ShutdownWord : int64_t {
  kShutdownSave = 1,
  kShutdownNoSave = 2,
  kShutdownNow = 4,
  kShutdownForce = 8
};

class Config {
 public:
  Config();

  // Bools are 0 or 1, enums the index of the word, memory is in bytes (a percentage: its negative).
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
  // How CONFIG SET may change a directive.
  enum class Change : uint8_t {
    kFree,
    kProtected,  // only where enable-protected-configs allows it
    kNever
  };
  [[nodiscard]] static Change ChangeOf(Directive id);
  // Settings beyond the table, or null; not owned.
  void set_extra(ExtraSettings* extra) { extra_ = extra; }
  [[nodiscard]] ExtraSettings* extra() const { return extra_; }
  // Names and values of everything that one of the patterns fits, aliases included, each name once.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> Matching(
      const std::vector<std::string>& patterns) const;

  // Reads a redis.conf-style text, and the files it includes; the error names the line. What isn't in
  // the table (modules and their settings, renamed commands) is kept aside.
  Status ParseFile(std::string_view text);
  // The text of a file brought up to date: lines that say something else now are replaced, settings
  // that differ from their defaults (or all of them) are added, everything else stays.
  [[nodiscard]] std::string Rewrite(const std::string& old_text, bool all) const;

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
  // `rename-command` lines. `place` begins the error text if the names are no good.
  struct Rename {
    std::string from;
    std::string to;  // empty: the command is taken away
    std::string place;
  };
  std::vector<Rename> renames;
  // Settings of modules ("module.name") that the modules haven't taken yet, with their values.
  std::vector<std::pair<std::string, std::string>> module_values;
  std::string file_path;

 private:
  Status SetText(Directive id, const std::string& value);
  Status SetNumber(Directive id, const std::string& value);
  Status SetSave(const std::string& value);
  Status SetOutputLimits(const std::string& value);
  // As a file has them, with their line ends.
  [[nodiscard]] std::string Line(Directive id) const;
  [[nodiscard]] std::string ModuleLines() const;

  ExtraSettings* extra_ = nullptr;
  std::array<int64_t, static_cast<size_t>(Directive::kCount)> numbers_{};
  std::array<std::string, static_cast<size_t>(Directive::kCount)> texts_;
  std::vector<SavePoint> save_points_;
  std::array<OutputLimit, 3> output_limits_{};
};

// The text of a configuration file; the error says why it can't be read.
Result<std::string> ReadConfigFile(const std::string& path);

}  // namespace trellis
