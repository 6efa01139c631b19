// trellis-module-check: what a module registers, what it asks of its host, and whether its values live well.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/words.h"
#include "module_check/findings.h"
#include "module_check/subject.h"
#include "module_check/value_checks.h"

namespace trellis {
namespace {

constexpr std::string_view kUsage =
    "usage: trellis-module-check FILE.so [WORD ...] [--run 'COMMAND ...' ...]\n\n"
    "Loads a module into a host without anything else, with the WORDs, and prints what it\n"
    "registers and which of the functions it asked for the host hasn't got. With --run, which may\n"
    "stand many times, it runs these commands (quoted as in redis-cli), in order, and checks a\n"
    "value of each type that they have made: saving and loading, copies, the commands that an AOF\n"
    "gets, moved blocks, the ways to leave a key, freeing on another thread, memory, damaged\n"
    "payloads. Commands that only read are compared before and after.\n\n"
    "Status: 0 all is well, 1 a check failed, 2 it could not be checked (the words were not\n"
    "understood, the module was not loaded, or a --run command was refused).\n";

constexpr int kFailed = 1;
constexpr int kNotChecked = 2;

struct Options {
  CheckWords module;
  std::vector<CheckWords> runs;
};

Status ReadOptions(const std::vector<std::string>& words, Options& options) {
  for (size_t i = 0; i < words.size(); i++) {
    if (words[i] != "--run") {
      options.module.push_back(words[i]);
      continue;
    }
    if (++i == words.size()) return Status::Error("--run stands without a command");
    CheckWords command;
    if (!SplitWords(words[i], command) || command.empty()) {
      return Status::Error(fmt::format("--run '{}': not a command", words[i]));
    }
    options.runs.push_back(command);
  }
  if (options.module.empty()) return Status::Error("which module?");
  std::error_code wrong;
  options.module[0] = std::filesystem::absolute(options.module[0], wrong);
  return {};
}

// Many on a line, without the prefix that all have.
void PrintMissing(const std::vector<std::string>& names) {
  constexpr size_t kColumns = 100;
  constexpr std::string_view kPrefix = "RedisModule_";
  std::string line;
  for (const std::string& name : names) {
    const std::string_view short_name =
        std::string_view(name).substr(name.starts_with(kPrefix) ? kPrefix.size() : 0);
    if (line.size() + short_name.size() + 1 > kColumns) {
      fmt::print("{}\n", line);
      line.clear();
    }
    line += line.empty() ? "missing  " : " ";
    line += short_name;
  }
  if (!line.empty()) fmt::print("{}\n", line);
}

void PrintCommands(Subject& subject) {
  const CheckReply names =
      subject.Ask({"COMMAND", "LIST", "FILTERBY", "MODULE", subject.registration().name});
  for (const CheckReply& name : names.elements) {
    const CheckReply reply = subject.Ask({"COMMAND", "INFO", name.text});
    if (reply.elements.empty() || reply.elements[0].elements.size() < 6) continue;
    const auto& about = reply.elements[0].elements;
    std::string flags;
    for (const CheckReply& flag : about[2].elements)
      flags += " " + flag.text;
    const std::string keys =
        about[3].integer == 0
            ? "none"
            : fmt::format("{} to {} step {}", about[3].integer, about[4].integer, about[5].integer);
    fmt::print("command  {}: arity {}, keys {},{}\n", name.text, about[1].integer, keys, flags);
  }
}

void PrintRegistration(Subject& subject) {
  const Registration& found = subject.registration();
  fmt::print("module   {} version {}\n", found.name, found.version);
  fmt::print("asks     for {} functions, {} of them not served{}\n", found.functions_asked,
             found.functions_missing.size(),
             found.functions_missing.empty()
                 ? ""
                 : " (most modules ask for all they know; it matters if they call one)");
  PrintMissing(found.functions_missing);
  PrintCommands(subject);
  for (const RegisteredType& type : found.types) {
    fmt::print("type     {} encoding {}: {}\n", type.name, type.encoding,
               fmt::join(type.methods, " "));
  }
  const CheckReply settings = subject.Ask({"CONFIG", "GET", found.name + ".*"});
  for (size_t i = 0; i + 1 < settings.elements.size(); i += 2) {
    fmt::print("setting  {} {}\n", settings.elements[i].text, settings.elements[i + 1].Shown());
  }
  for (const std::string& name : found.shared_apis)
    fmt::print("shares   {}\n", name);
}

int Main(const std::vector<std::string>& words) {
  if (words.size() == 1 && (words[0] == "--help" || words[0] == "-h")) {
    fmt::print("{}", kUsage);
    return 0;
  }
  Options options;
  const Status understood = ReadOptions(words, options);
  if (!understood.ok()) {
    fmt::print(stderr, "trellis-module-check: {}\n\n{}", understood.text(), kUsage);
    return kNotChecked;
  }
  Subject subject(options.module, options.runs);
  Findings findings;
  Status status = subject.Begin();
  if (status.ok()) {
    PrintRegistration(subject);
    status = CheckValues(subject, findings);
  }
  if (!status.ok()) {
    fmt::print(stderr, "trellis-module-check: {}: {}\n", options.module[0], status.text());
    return kNotChecked;
  }
  if (!subject.died().empty()) findings.Failed("the host", "it " + subject.died());
  return findings.failed() == 0 ? 0 : kFailed;
}

}  // namespace
}  // namespace trellis

int main(int argc, char** argv) {
  return trellis::Main({argv + 1, argv + argc});
}
