#include "core/config/config.h"

#include <fmt/core.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/base/glob.h"
#include "core/base/number_text.h"
#include "core/base/words.h"
#include "core/config/directive_row.h"
#include "core/config/text_checks.h"

namespace trellis {
namespace {

constexpr DirectiveRow kRows[] = {
#define TRELLIS_DIRECTIVE(id, name, kind, value, when, least, most, words) \
  {name, DirectiveRow::kind, value, DirectiveRow::when, least, most, words},
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
    {"cluster-slave-no-failover", "cluster-replica-no-failover"},
    {"cluster-slave-validity-factor", "cluster-replica-validity-factor"},
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

Status Refused(std::string_view reason) {
  return Status::Error(std::string(reason));
}

Status NotAmong(std::string_view words) {
  return Refused(fmt::format("argument(s) must be one of the following: {}",
                             fmt::join(LineWords(words), ", ")));
}

// The bits of kWords: one for each word but the first, in the order of the row.
Result<int64_t> WordBits(const DirectiveRow& row, std::string_view value) {
  const std::vector<std::string> known = LineWords(row.words);
  const std::vector<std::string> given = LineWords(value);
  if (given.empty()) return NotAmong(row.words);
  int64_t bits = 0;
  for (const std::string& word : given) {
    const auto found = std::find_if(known.begin(), known.end(), [&](const std::string& candidate) {
      return SameWord(candidate, word);
    });
    if (found == known.end()) return NotAmong(row.words);
    if (found != known.begin()) bits |= int64_t{1} << (found - known.begin() - 1);
  }
  return bits;
}

std::string ShowWordBits(const DirectiveRow& row, int64_t bits) {
  const std::vector<std::string> known = LineWords(row.words);
  std::string text;
  for (size_t i = 1; i < known.size(); ++i) {
    if ((bits >> (i - 1) & 1) != 0) text += (text.empty() ? "" : " ") + known[i];
  }
  return text.empty() ? known[0] : text;
}

std::optional<int64_t> ParseOctal(std::string_view text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 8);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// A whole number of percent as its negative; no value for what ends in no percent sign.
std::optional<int64_t> ParsePercent(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  const std::optional<int64_t> percent = ParseInt64(text.substr(0, text.size() - 1));
  if (!percent || *percent < 0) return std::nullopt;
  return -*percent;
}

// Whether there is a word for the value in a kEnum's row.
Result<int64_t> ParseEnum(const DirectiveRow& row, std::string_view value) {
  const std::vector<std::string> words = LineWords(row.words);
  for (size_t i = 0; i < words.size(); ++i) {
    if (SameWord(words[i], value)) return static_cast<int64_t>(i);
  }
  return NotAmong(row.words);
}

// What is kept of the text for a directive of any kind but kText.
Result<int64_t> ParseNumber(const DirectiveRow& row, const std::string& value) {
  std::optional<int64_t> parsed;
  std::string_view wanted;
  switch (row.kind) {
    case DirectiveRow::kBool:
      if (SameWord(value, "yes")) return int64_t{1};
      if (SameWord(value, "no")) return int64_t{0};
      return Refused("argument must be 'yes' or 'no'");
    case DirectiveRow::kEnum: return ParseEnum(row, value);
    case DirectiveRow::kWords: return WordBits(row, value);
    case DirectiveRow::kMemoryOrPercent:
      if (const std::optional<int64_t> percent = ParsePercent(value)) {
        if (*percent < -100) return Refused("percentage argument must be less or equal to 100");
        return *percent;
      }
      parsed = ParseMemory(value);
      wanted = "argument must be a memory or percent value";
      break;
    case DirectiveRow::kMemory:
      parsed = ParseMemory(value);
      wanted = "argument must be a memory value";
      break;
    case DirectiveRow::kOctal:
      parsed = ParseOctal(value);
      wanted = "argument couldn't be parsed as an octal number";
      break;
    default:
      parsed = ParseInt64(value);
      wanted = "argument couldn't be parsed into an integer";
      break;
  }
  if (!parsed) return Refused(wanted);
  if (*parsed < row.least || *parsed > row.most) {
    return Refused(
        fmt::format("argument must be between {} and {} inclusive", row.least, row.most));
  }
  return *parsed;
}

}  // namespace

const DirectiveRow& RowOf(Directive id) {
  return kRows[static_cast<size_t>(id)];
}

bool TakesWords(Directive id) {
  switch (id) {
    case Directive::kBind:
    case Directive::kClientOutputBufferLimit:
    case Directive::kLatencyTrackingInfoPercentiles:
    case Directive::kOomScoreAdjValues:
    case Directive::kReplicaof:
    case Directive::kSave: return true;
    default: return RowOf(id).kind == DirectiveRow::kWords;
  }
}

std::vector<std::string> LineWords(std::string_view line) {
  std::vector<std::string> words;
  (void)SplitWords(line, words);
  return words;
}

Config::Config() {
  for (size_t i = 0; i < static_cast<size_t>(Directive::kCount); ++i) {
    const auto id = static_cast<Directive>(i);
    const std::string value(RowOf(id).value);
    (void)(RowOf(id).kind == DirectiveRow::kText ? SetText(id, value) : SetNumber(id, value));
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

Config::Change Config::ChangeOf(Directive id) {
  switch (RowOf(id).when) {
    case DirectiveRow::kImmutable: return Change::kNever;
    case DirectiveRow::kProtected: return Change::kProtected;
    default: return Change::kFree;
  }
}

Status Config::Set(std::string_view name, const std::string& value) {
  const std::optional<Directive> id = Find(name);
  if (!id) return Refused("unknown directive");
  return RowOf(*id).kind == DirectiveRow::kText ? SetText(*id, value) : SetNumber(*id, value);
}

Status Config::SetNumber(Directive id, const std::string& value) {
  const Result<int64_t> parsed = ParseNumber(RowOf(id), value);
  if (!parsed) return parsed.error();
  constexpr int64_t kBoth = kShutdownSave | kShutdownNoSave;
  if (RowOf(id).kind == DirectiveRow::kWords && (*parsed & kBoth) == kBoth) {
    return Refused("shutdown options SAVE and NOSAVE can't be used simultaneously");
  }
  numbers_[static_cast<size_t>(id)] = *parsed;
  return {};
}

Status Config::SetText(Directive id, const std::string& value) {
  if (id == Directive::kSave) return SetSave(value);
  if (id == Directive::kClientOutputBufferLimit) return SetOutputLimits(value);
  Status status = CheckText(id, value);
  if (status.ok()) texts_[static_cast<size_t>(id)] = value;
  return status;
}

Status Config::SetSave(const std::string& value) {
  const std::vector<std::string> words = LineWords(value);
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
  const std::vector<std::string> words = LineWords(value);
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
  const DirectiveRow& row = RowOf(id);
  const int64_t value = number(id);
  switch (row.kind) {
    case DirectiveRow::kBool: return value != 0 ? "yes" : "no";
    case DirectiveRow::kEnum: return LineWords(row.words)[static_cast<size_t>(value)];
    case DirectiveRow::kWords: return ShowWordBits(row, value);
    case DirectiveRow::kText: return text(id);
    case DirectiveRow::kOctal: return fmt::format("{:o}", value);
    default:
      return value < 0 && row.kind == DirectiveRow::kMemoryOrPercent ? fmt::format("{}%", -value)
                                                                     : std::to_string(value);
  }
}

std::vector<std::pair<std::string, std::string>> Config::Matching(
    const std::vector<std::string>& patterns) const {
  std::vector<std::pair<std::string, std::string>> found;
  const auto add = [&](std::string_view name, const std::string& value) {
    const bool there = std::any_of(found.begin(), found.end(),
                                   [&](const auto& shown) { return SameWord(shown.first, name); });
    if (!there) found.emplace_back(name, value);
  };
  std::vector<std::string> globs;
  for (const std::string& pattern : patterns) {
    if (pattern.find_first_of("*?[") != std::string::npos) {
      globs.push_back(pattern);
    } else if (const std::optional<Directive> id = Find(pattern)) {
      // A plain name is answered as it was asked.
      add(pattern, Show(*id));
    } else if (extra_ != nullptr && extra_->Has(pattern)) {
      add(pattern, extra_->Show(pattern));
    }
  }
  const auto matches = [&](std::string_view name) {
    return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
      return GlobMatch(glob, name, LetterCase::kIgnored);
    });
  };
  const auto consider = [&](std::string_view name, Directive id) {
    if (RowOf(id).when != DirectiveRow::kHidden && matches(name)) add(name, Show(id));
  };
  for (size_t i = 0; i < std::size(kRows); ++i)
    consider(kRows[i].name, static_cast<Directive>(i));
  for (const Alias& alias : kAliases)
    consider(alias.old_name, *Find(alias.name));
  if (extra_ == nullptr) return found;
  extra_->ForEach([&](std::string_view name, const std::string& value, const std::string&) {
    if (matches(name)) add(name, value);
  });
  return found;
}

}  // namespace trellis
