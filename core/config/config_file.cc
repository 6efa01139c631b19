// The configuration as a file: reading its lines, and writing it anew with what is in force.
#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "core/base/words.h"
#include "core/config/config.h"
#include "core/config/directive_row.h"

namespace trellis {
namespace {

constexpr ErrorReply kBadDirective{"ERR", "Bad directive or wrong number of arguments"};
constexpr ErrorReply kWrongCount{"ERR", "wrong number of arguments"};
// A file that includes itself must come to an end.
constexpr int kDeepestInclude = 16;

std::string_view Trimmed(std::string_view line) {
  const auto blank = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  while (!line.empty() && blank(line.back()))
    line.remove_suffix(1);
  while (!line.empty() && blank(line.front()))
    line.remove_prefix(1);
  return line;
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

// Reads lines into a Config, those of included files as well.
class LineReader {
 public:
  explicit LineReader(Config& config) : config_(config) {}

  Status Read(std::string_view text) {
    size_t number = 0;
    while (!text.empty()) {
      const size_t end = std::min(text.find('\n'), text.size());
      const std::string_view line = Trimmed(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
      ++number;
      if (line.empty() || line[0] == '#') continue;
      place_ = fmt::format("Reading the configuration file, at line {}\n>>> '{}'\n", number, line);
      const std::string place = place_;
      const Status status = ReadLine(line);
      if (status.ok()) continue;
      // What an included file says about itself needs no place in this one.
      return failed_inside_ ? status : Status::Error(place + std::string(status.text()));
    }
    return {};
  }

 private:
  Status ReadLine(std::string_view line) {
    std::vector<std::string> words;
    if (!SplitWords(line, words)) return Status::Error("Unbalanced quotes in configuration line");
    if (words.empty()) return {};
    const std::string& name = words[0];
    if (SameWord(name, "loadmodule")) {
      if (words.size() < 2) return kBadDirective;
      config_.modules.emplace_back(words.begin() + 1, words.end());
      return {};
    }
    if (SameWord(name, "rename-command")) {
      if (words.size() != 3) return kBadDirective;
      config_.renames.push_back({words[1], words[2], place_});
      return {};
    }
    if (SameWord(name, "include")) return words.size() == 2 ? Include(words[1]) : kBadDirective;
    if (words.size() > 1 && name.find('.') != std::string::npos) {
      // A setting of several words (BITFLAGS) is written without quotes, too.
      config_.module_values.emplace_back(
          words[0], fmt::format("{}", fmt::join(words.begin() + 1, words.end(), " ")));
      return {};
    }
    const std::optional<Directive> id = Config::Find(name);
    return id ? Assign(*id, words) : kBadDirective;
  }

  Status Assign(Directive id, const std::vector<std::string>& words) {
    if (!TakesWords(id)) {
      return words.size() == 2 ? config_.Set(words[0], words[1]) : Status(kWrongCount);
    }
    std::string value;
    for (size_t i = 1; i < words.size(); ++i)
      value += (i > 1 ? " " : "") + words[i];
    // The first save line replaces the default points; more of them add up.
    if (id == Directive::kSave && save_seen_ && !value.empty()) {
      value.insert(0, config_.text(id) + " ");
    }
    save_seen_ = save_seen_ || id == Directive::kSave;
    return config_.Set(words[0], value);
  }

  // `pattern` may have wildcards; one that fits nothing is no error.
  Status Include(const std::string& pattern) {
    if (depth_ == kDeepestInclude) return Status::Error("Files include each other too deeply");
    std::vector<std::string> paths = {pattern};
    if (pattern.find_first_of("*?[") != std::string::npos) {
      glob_t found{};
      paths.clear();
      // NOLINTNEXTLINE(concurrency-mt-unsafe): a file is read before there are threads
      if (glob(pattern.c_str(), 0, nullptr, &found) == 0) {
        paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
      }
      globfree(&found);
    }
    for (const std::string& path : paths) {
      const Result<std::string> text = ReadConfigFile(path);
      if (!text) return text.error();
      ++depth_;
      Status status = Read(*text);
      --depth_;
      failed_inside_ = !status.ok();
      if (!status.ok()) return status;
    }
    return {};
  }

  Config& config_;
  std::string place_;  // of the line that is read, as errors show it
  int depth_ = 0;
  bool save_seen_ = false;
  bool failed_inside_ = false;
};

}  // namespace

Result<std::string> ReadConfigFile(const std::string& path) {
  std::error_code error;
  // A folder can be opened, too, but not read.
  const bool folder = std::filesystem::is_directory(path, error);
  std::ifstream in(path);
  if (!in || folder) {
    return Status::Error(fmt::format("Fatal error, can't open config file '{}': {}", path,
                                     std::generic_category().message(folder ? EISDIR : errno)));
  }
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

Status Config::ParseFile(std::string_view text) {
  return LineReader(*this).Read(text);
}

std::string Config::Line(Directive id) const {
  const std::string value = Show(id);
  const bool bare = TakesWords(id) && !value.empty();
  return fmt::format("{} {}\n", NameOf(id), bare ? value : Quoted(value));
}

std::string Config::ModuleLines() const {
  std::string text;
  for (const std::vector<std::string>& words : modules) {
    text += "loadmodule";
    for (const std::string& word : words)
      text += " " + Quoted(word);
    text += "\n";
  }
  return text;
}

std::string Config::Rewrite(const std::string& old_text, bool all) const {
  const Config defaults;
  std::string text;
  std::array<bool, static_cast<size_t>(Directive::kCount)> written{};
  bool modules_written = false;
  for (size_t at = 0; at < old_text.size();) {
    const size_t end = std::min(old_text.find('\n', at), old_text.size());
    const std::string line = old_text.substr(at, end - at);
    at = end + 1;
    const std::vector<std::string> words = LineWords(line);
    const std::optional<Directive> id =
        words.empty() || words[0][0] == '#' ? std::nullopt : Find(words[0]);
    // Those of modules are written anew below. A name with a dot that no module knows was one's that is
    // gone, and would keep the server from starting.
    const bool of_module = !id && !words.empty() && words[0][0] != '#' && extra_ != nullptr &&
                           (extra_->Has(words[0]) || words[0].find('.') != std::string::npos);
    if (of_module) continue;
    if (!words.empty() && SameWord(words[0], "loadmodule")) {
      // Which ones are loaded now is written as a whole, where the first one stood.
      if (!std::exchange(modules_written, true)) text += ModuleLines();
    } else if (!id) {
      text += line + "\n";
    } else if (!written[static_cast<size_t>(*id)]) {
      text += Line(*id);
      written[static_cast<size_t>(*id)] = true;
    }
  }
  for (size_t i = 0; i < static_cast<size_t>(Directive::kCount); ++i) {
    const auto id = static_cast<Directive>(i);
    if (!written[i] && (all || Show(id) != defaults.Show(id))) text += Line(id);
  }
  if (!modules_written) text += ModuleLines();
  if (extra_ == nullptr) return text;
  extra_->ForEach(
      [&](std::string_view name, const std::string& value, const std::string& standard) {
        if (all || value != standard) text += fmt::format("{} {}\n", name, Quoted(value));
      });
  return text;
}

}  // namespace trellis
