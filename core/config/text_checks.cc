#include "core/config/text_checks.h"

#include <algorithm>
#include <cctype>
#include <string>

#include "core/base/number_text.h"
#include "core/base/words.h"
#include "core/config/directive_row.h"

namespace trellis {
namespace {

constexpr ErrorReply kWrongCount{"ERR", "wrong number of arguments"};
constexpr ErrorReply kBadTemplate{"ERR",
                                  "template format is invalid or contains unknown variables"};

// "host port", "no one", or nothing.
Status CheckReplicaof(std::string_view value) {
  const std::vector<std::string> words = LineWords(value);
  if (words.empty()) return {};
  if (words.size() != 2) return kWrongCount;
  if (SameWord(words[0], "no") && SameWord(words[1], "one")) return {};
  const std::optional<int64_t> port = ParseInt64(words[1]);
  if (!port || *port < 0 || *port > 65535) return Status::Error("Invalid master port");
  return {};
}

// One number each for a primary, a replica and a saving child.
Status CheckOomScores(std::string_view value) {
  constexpr int64_t kMost = 2000;
  const std::vector<std::string> words = LineWords(value);
  if (words.size() != 3) return kWrongCount;
  const bool good = std::all_of(words.begin(), words.end(), [](const std::string& word) {
    const std::optional<int64_t> score = ParseInt64(word);
    return score && *score >= -kMost && *score <= kMost;
  });
  if (good) return {};
  return Status::Error("Invalid oom-score-adj-values, elements must be between -2000 and 2000.");
}

Status CheckHostname(std::string_view value) {
  const bool good = std::all_of(value.begin(), value.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.';
  });
  if (good) return {};
  return Status::Error("Hostnames may only contain alphanumeric characters, hyphens or dots");
}

// Text with names in braces; "{{" is a brace.
Status CheckTitleTemplate(std::string_view value) {
  constexpr std::string_view kNames[] = {"config-file", "listen-addr", "port",      "server-mode",
                                         "title",       "tls-port",    "unixsocket"};
  for (size_t at = value.find('{'); at != std::string_view::npos; at = value.find('{', at)) {
    if (value.substr(at).starts_with("{{")) {
      at += 2;
      continue;
    }
    const size_t end = value.find('}', at);
    if (end == std::string_view::npos) return kBadTemplate;
    const std::string_view name = value.substr(at + 1, end - at - 1);
    if (std::find(std::begin(kNames), std::end(kNames), name) == std::end(kNames))
      return kBadTemplate;
    at = end;
  }
  return {};
}

}  // namespace

Status CheckText(Directive id, std::string_view value) {
  switch (id) {
    case Directive::kBind:
      if (LineWords(value).size() > 16) return Status::Error("Too many bind addresses specified.");
      return {};
    case Directive::kDbfilename:
      if (value.find('/') == std::string_view::npos) return {};
      return Status::Error("dbfilename can't be a path, just a filename");
    case Directive::kClusterAnnounceHostname: return CheckHostname(value);
    case Directive::kLatencyTrackingInfoPercentiles: {
      const Result<std::vector<double>> percentiles = ParsePercentiles(value);
      return percentiles ? Status() : percentiles.error();
    }
    case Directive::kOomScoreAdjValues: return CheckOomScores(value);
    case Directive::kProcTitleTemplate: return CheckTitleTemplate(value);
    case Directive::kReplicaof: return CheckReplicaof(value);
    default: return {};
  }
}

Result<std::vector<double>> ParsePercentiles(std::string_view text) {
  std::vector<double> percentiles;
  for (const std::string& word : LineWords(text)) {
    const std::optional<double> percent = ParseDouble(word);
    if (!percent) return Status::Error("Invalid latency-tracking-info-percentiles parameters");
    if (!(*percent >= 0 && *percent <= 100)) {
      return Status::Error(
          "latency-tracking-info-percentiles parameters should sit between [0.0,100.0]");
    }
    percentiles.push_back(*percent);
  }
  return percentiles;
}

}  // namespace trellis
