#include "core/config/config.h"

#include <fmt/core.h>
#include <strings.h>

#include <algorithm>
#include <cctype>
#include <limits>

#include "core/base/glob.h"
#include "core/base/number_text.h"
#include "core/base/words.h"

namespace trellis {
namespace {

enum class Kind : uint8_t {
  kBool,
  kInteger,
  kMemory,
  kEnum,
  kText
};
enum class When : uint8_t {
  kRuntime,
  kImmutable
};

struct Row {
  std::string_view name;
  Kind kind;
  std::string_view value;
  When when;
  int64_t least;
  int64_t most;
  std::string_view words;
};

constexpr Row kRows[] = {
#define TRELLIS_DIRECTIVE(id, name, kind, value, when, least, most, words) \
  {name, Kind::kind, value, When::when, least, most, words},
#include "core/config/directives.def"
#undef TRELLIS_DIRECTIVE
};

struct Alias {
  std::string_view old_name;
  std::string_view name;
};
constexpr Alias kAliases[] = {
    {"hash-max-ziplist-entries", "hash-max-listpack-entries"},
    {"hash-max-ziplist-value", "hash-max-listpack-value"},
    {"list-max-ziplist-size", "list-max-listpack-size"},
    {"lua-time-limit", "busy-reply-threshold"},
    {"min-slaves-max-lag", "min-replicas-max-lag"},
    {"min-slaves-to-write", "min-replicas-to-write"},
    {"repl-ping-slave-period", "repl-ping-replica-period"},
    {"slave-announce-ip", "replica-announce-ip"},
    {"slave-announce-port", "replica-announce-port"},
    {"slave-ignore-maxmemory", "replica-ignore-maxmemory"},
    {"slave-lazy-flush", "replica-lazy-flush"},
    {"slave-priority", "replica-priority"},
    {"slave-read-only", "replica-read-only"},
    {"slave-serve-stale-data", "replica-serve-stale-data"},
    {"slaveof", "replicaof"},
    {"zset-max-ziplist-entries", "zset-max-listpack-entries"},
    {"zset-max-ziplist-value", "zset-max-listpack-value"},
};

bool SameWord(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

const Row& RowOf(Directive id) {
  return kRows[static_cast<size_t>(id)];
}

std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> words;
  (void)SplitWords(text, words);
  return words;
}

Status Refused(std::string_view reason) {
  return Status::Error(std::string(reason));
}

// A word as a configuration file needs it.
std::string Quoted(std::string_view value) {
  const bool plain = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return std::isgraph(static_cast<unsigned char>(c)) != 0 && c != '"' && c != '\'' && c != '\\';
  });
  if (plain) return std::string(value);
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') {
      quoted.push_back('\\');
      quoted.push_back(c);
    } else if (std::isprint(static_cast<unsigned char>(c)) != 0) {
      quoted.push_back(c);
    } else {
      quoted += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
  }
  return quoted + "\"";
}

// Directives whose value is any number of words, none included.
bool TakesWords(Directive id) {
  return id == Directive::kSave || id == Directive::kClientOutputBufferLimit ||
         id == Directive::kBind || id == Directive::kOomScoreAdjValues;
}

}  // namespace

Config::Config() {
  for (size_t i = 0; i < static_cast<size_t>(Directive::kCount); ++i) {
    const auto id = static_cast<Directive>(i);
    const std::string value(RowOf(id).value);
    (void)(RowOf(id).kind == Kind::kText ? SetText(id, value) : SetNumber(id, value));
  }
}

std::optional<Directive> Config::Find(std::string_view name) {
  for (const Alias& alias : kAliases) {
    if (SameWord(alias.old_name, name)) name = alias.name;
  }
  for (size_t i = 0; i < std::size(kRows); ++i) {
    if (SameWord(kRows[i].name, name)) return static_cast<Directive>(i);
  }
  return std::nullopt;
}

std::string_view Config::NameOf(Directive id) {
  return RowOf(id).name;
}
bool Config::Immutable(Directive id) {
  return RowOf(id).when == When::kImmutable;
}

Status Config::Set(std::string_view name, const std::string& value) {
  const std::optional<Directive> id = Find(name);
  if (!id) return Refused("unknown directive");
  return RowOf(*id).kind == Kind::kText ? SetText(*id, value) : SetNumber(*id, value);
}

Status Config::SetNumber(Directive id, const std::string& value) {
  const Row& row = RowOf(id);
  int64_t& number = numbers_[static_cast<size_t>(id)];
  switch (row.kind) {
    case Kind::kBool:
      if (!SameWord(value, "yes") && !SameWord(value, "no")) {
        return Refused("argument must be 'yes' or 'no'");
      }
      number = SameWord(value, "yes") ? 1 : 0;
      return {};
    case Kind::kEnum: {
      const std::vector<std::string> words = Words(row.words);
      for (size_t i = 0; i < words.size(); ++i) {
        if (!SameWord(words[i], value)) continue;
        number = static_cast<int64_t>(i);
        return {};
      }
      std::string list;
      for (const std::string& word : words)
        list += (list.empty() ? "" : ", ") + word;
      return Refused(fmt::format("argument(s) must be one of the following: {}", list));
    }
    default: break;
  }
  const bool memory = row.kind == Kind::kMemory;
  const std::optional<int64_t> parsed = memory ? ParseMemory(value) : ParseInt64(value);
  if (!parsed) {
    return Refused(memory ? "argument must be a memory value"
                          : "argument couldn't be parsed into an integer");
  }
  if (*parsed < row.least || *parsed > row.most) {
    return Refused(
        fmt::format("argument must be between {} and {} inclusive", row.least, row.most));
  }
  number = *parsed;
  return {};
}

Status Config::SetText(Directive id, const std::string& value) {
  if (id == Directive::kSave) return SetSave(value);
  if (id == Directive::kClientOutputBufferLimit) return SetOutputLimits(value);
  texts_[static_cast<size_t>(id)] = value;
  return {};
}

Status Config::SetSave(const std::string& value) {
  const std::vector<std::string> words = Words(value);
  if (words.size() % 2 != 0) return Refused("Invalid save parameters");
  std::vector<SavePoint> points;
  for (size_t i = 0; i < words.size(); i += 2) {
    const std::optional<int64_t> seconds = ParseInt64(words[i]);
    const std::optional<int64_t> changes = ParseInt64(words[i + 1]);
    if (!seconds || !changes || *seconds < 1 || *changes < 0) {
      return Refused("Invalid save parameters");
    }
    points.push_back({*seconds, *changes});
  }
  save_points_ = std::move(points);
  std::string& text = texts_[static_cast<size_t>(Directive::kSave)];
  text.clear();
  for (const SavePoint& point : save_points_) {
    text += fmt::format("{}{} {}", text.empty() ? "" : " ", point.seconds, point.changes);
  }
  return {};
}

Status Config::SetOutputLimits(const std::string& value) {
  static constexpr std::string_view kClasses[] = {"normal", "slave", "pubsub"};
  const std::vector<std::string> words = Words(value);
  std::array<OutputLimit, 3> limits = output_limits_;
  if (words.empty() || words.size() % 4 != 0) {
    return Refused("Wrong number of arguments in buffer limit configuration.");
  }
  for (size_t i = 0; i < words.size(); i += 4) {
    const std::string& name = SameWord(words[i], "replica") ? "slave" : words[i];
    size_t which = 0;
    while (which < 3 && !SameWord(kClasses[which], name))
      ++which;
    if (which == 3) return Refused("Invalid client class specified in buffer limit configuration.");
    const std::optional<int64_t> hard = ParseMemory(words[i + 1]);
    const std::optional<int64_t> soft = ParseMemory(words[i + 2]);
    const std::optional<int64_t> seconds = ParseInt64(words[i + 3]);
    if (!hard || !soft || !seconds || *seconds < 0) {
      return Refused("Error in hard, soft or soft_seconds setting in buffer limit configuration.");
    }
    limits[which] = {*hard, *soft, *seconds};
  }
  output_limits_ = limits;
  std::string text;
  for (size_t i = 0; i < 3; ++i) {
    text += fmt::format("{}{} {} {} {}", text.empty() ? "" : " ", kClasses[i], limits[i].hard,
                        limits[i].soft, limits[i].seconds);
  }
  texts_[static_cast<size_t>(Directive::kClientOutputBufferLimit)] = text;
  return {};
}

std::string Config::Show(Directive id) const {
  const Row& row = RowOf(id);
  switch (row.kind) {
    case Kind::kBool: return flag(id) ? "yes" : "no";
    case Kind::kEnum: return Words(row.words)[static_cast<size_t>(number(id))];
    case Kind::kText: return text(id);
    default: return std::to_string(number(id));
  }
}

std::vector<std::pair<std::string, std::string>> Config::Matching(
    const std::vector<std::string>& patterns) const {
  std::vector<std::pair<std::string, std::string>> found;
  std::vector<std::string> globs;
  for (const std::string& pattern : patterns) {
    // A plain name is answered as it was asked.
    if (pattern.find_first_of("*?[") != std::string::npos) {
      globs.push_back(pattern);
    } else if (const std::optional<Directive> id = Find(pattern)) {
      std::pair<std::string, std::string> shown(pattern, Show(*id));
      if (std::find(found.begin(), found.end(), shown) == found.end()) {
        found.push_back(std::move(shown));
      }
    }
  }
  const auto consider = [&](std::string_view name, Directive id) {
    const bool wanted = std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
      return GlobMatch(glob, name, LetterCase::kIgnored);
    });
    if (wanted) found.emplace_back(name, Show(id));
  };
  for (size_t i = 0; i < std::size(kRows); ++i)
    consider(kRows[i].name, static_cast<Directive>(i));
  for (const Alias& alias : kAliases)
    consider(alias.old_name, *Find(alias.name));
  if (extra_ == nullptr) return found;
  extra_->ForEach([&](std::string_view name, const std::string& value, const std::string&) {
    const bool wanted = std::any_of(patterns.begin(), patterns.end(), [&](const std::string& glob) {
      return GlobMatch(glob, name, LetterCase::kIgnored);
    });
    if (wanted) found.emplace_back(name, value);
  });
  return found;
}

Status Config::ParseFile(std::string_view text) {
  // The first save line replaces the default points; more of them add up.
  bool save_seen = false;
  size_t line_number = 0;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++line_number;
    while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back())) != 0) {
      line.remove_suffix(1);
    }
    while (!line.empty() && std::isspace(static_cast<unsigned char>(line[0])) != 0) {
      line.remove_prefix(1);
    }
    if (line.empty() || line[0] == '#') continue;
    const auto bad = [&](std::string_view reason) {
      return Status::Error(fmt::format("Reading the configuration file, at line {}\n>>> '{}'\n{}",
                                       line_number, line, reason));
    };
    std::vector<std::string> words;
    if (!SplitWords(line, words)) return bad("Unbalanced quotes in configuration line");
    if (words.empty()) continue;
    if (SameWord(words[0], "loadmodule")) {
      if (words.size() < 2) return bad("wrong number of arguments");
      modules.emplace_back(words.begin() + 1, words.end());
      continue;
    }
    if (words.size() == 2 && words[0].find('.') != std::string::npos) {
      module_values.emplace_back(words[0], words[1]);
      continue;
    }
    const std::optional<Directive> id = Find(words[0]);
    if (!id || (words.size() < 2 && !TakesWords(*id))) {
      return bad("Bad directive or wrong number of arguments");
    }
    std::string value;
    for (size_t i = 1; i < words.size(); ++i) {
      if (i > 1) value += ' ';
      value += words[i];
    }
    if (id == Directive::kSave && save_seen && !value.empty()) {
      value.insert(0, this->text(Directive::kSave) + " ");
    }
    save_seen = save_seen || id == Directive::kSave;
    const Status status = Set(words[0], value);
    if (!status.ok()) return bad(status.text());
  }
  return {};
}

std::string Config::Rewrite(const std::string& old_text) const {
  const Config defaults;
  std::string text;
  std::array<bool, static_cast<size_t>(Directive::kCount)> written{};
  const auto line_of = [this](Directive id) {
    const std::string value = Show(id);
    const bool bare = TakesWords(id) && !value.empty();
    return fmt::format("{} {}\n", NameOf(id), bare ? value : Quoted(value));
  };
  const auto write_modules = [this, &text] {
    for (const std::vector<std::string>& words : modules) {
      text += "loadmodule";
      for (const std::string& word : words)
        text += " " + Quoted(word);
      text += "\n";
    }
  };
  bool modules_written = false;
  for (size_t at = 0; at < old_text.size();) {
    const size_t end = std::min(old_text.find('\n', at), old_text.size());
    const std::string line = old_text.substr(at, end - at);
    at = end + 1;
    const std::vector<std::string> words = Words(line);
    const std::optional<Directive> id =
        words.empty() || words[0][0] == '#' ? std::nullopt : Find(words[0]);
    // Those of modules are written anew below; what no module knows stays.
    if (!id && !words.empty() && extra_ != nullptr && extra_->Has(words[0])) continue;
    if (!words.empty() && SameWord(words[0], "loadmodule")) {
      // Which ones are loaded now is written as a whole, where the first one stood.
      if (!std::exchange(modules_written, true)) write_modules();
    } else if (!id) {
      text += line + "\n";
    } else if (!written[static_cast<size_t>(*id)]) {
      text += line_of(*id);
      written[static_cast<size_t>(*id)] = true;
    }
  }
  for (size_t i = 0; i < static_cast<size_t>(Directive::kCount); ++i) {
    const auto id = static_cast<Directive>(i);
    if (!written[i] && Show(id) != defaults.Show(id)) text += line_of(id);
  }
  if (!modules_written) write_modules();
  if (extra_ == nullptr) return text;
  extra_->ForEach(
      [&](std::string_view name, const std::string& value, const std::string& standard) {
        if (value != standard) text += fmt::format("{} {}\n", name, Quoted(value));
      });
  return text;
}

}  // namespace trellis
