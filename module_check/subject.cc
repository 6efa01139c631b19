#include "module_check/subject.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace trellis {

Subject::Subject(CheckWords module, std::vector<CheckWords> runs)
    : module_(std::move(module)), runs_(std::move(runs)) {}

Status Subject::Begin() {
  died_.clear();
  host_ = std::make_unique<BareHost>(module_);
  Status ready = host_->Start();
  if (ready.ok()) ready = RunAll();
  if (!ready.ok()) return ready;
  FindReads();
  FindKeys();
  return {};
}

Status Subject::RunAll() {
  for (const CheckWords& words : runs_) {
    const CheckReply reply = Ask(words);
    if (reply.came() && !reply.is_error()) continue;
    return Status::Error(fmt::format("--run {}: {}", fmt::join(words, " "),
                                     reply.came() ? reply.Shown() : "the host " + died_));
  }
  return {};
}

Status Subject::Restart() {
  const CheckReply saved = Ask({"SAVE"});
  if (saved.is_error()) return Status::Error("SAVE: " + saved.text);
  if (!died_.empty()) return Status::Error("the host " + died_);
  host_->Stop();
  return host_->Start();
}

CheckReply Subject::Ask(const CheckWords& words) {
  if (!died_.empty()) return {};
  CheckReply reply = host_->Call(words);
  if (!reply.came()) died_ = fmt::format("{} at {}", host_->Death(), words[0]);
  return reply;
}

void Subject::FindKeys() {
  keys_.clear();
  for (const CheckReply& key : Ask({"KEYS", "*"}).elements) {
    const RegisteredType* type = registration().FindType(Ask({"TYPE", key.text}).text);
    if (type == nullptr) continue;
    // A value that expires would be gone half-way, and its expiry is no part of what DUMP gives.
    (void)Ask({"PERSIST", key.text});
    keys_.push_back({key.text, type});
  }
}

// Reading commands are those of --run that are flagged so and say the same twice.
void Subject::FindReads() {
  reads_.clear();
  for (const CheckWords& words : runs_) {
    const CheckReply about = Ask({"COMMAND", "INFO", words[0]});
    if (about.elements.empty() || about.elements[0].elements.size() < 3) continue;
    const auto& flags = about.elements[0].elements[2].elements;
    const bool reads = std::any_of(flags.begin(), flags.end(),
                                   [](const CheckReply& flag) { return flag.text == "readonly"; });
    if (reads && Ask(words) == Ask(words)) reads_.push_back(words);
  }
}

Picture Subject::Look(const std::string& key, bool reads) {
  Picture picture;
  const CheckReply digest = Ask({"DEBUG", "DIGEST-VALUE", key});
  if (!digest.elements.empty()) picture.digest = digest.elements[0].text;
  picture.dump = Dump(key);
  if (Dump(key) != picture.dump) picture.dump.clear();
  for (const CheckWords& words : reads ? reads_ : std::vector<CheckWords>())
    picture.reads.push_back(Ask(words));
  return picture;
}

void Subject::Read() {
  for (const CheckWords& words : reads_)
    (void)Ask(words);
}

std::string Subject::Dump(const std::string& key) {
  const CheckReply dump = Ask({"DUMP", key});
  return dump.kind == '$' ? dump.text : std::string();
}

int64_t Subject::HeldBytes() {
  const CheckReply list = Ask({"MODULE", "LIST"});
  if (list.elements.empty()) return 0;
  const auto& fields = list.elements[0].elements;
  for (size_t i = 0; i + 1 < fields.size(); i += 2) {
    if (fields[i].text == "memory") return fields[i + 1].integer;
  }
  return 0;
}

std::optional<int64_t> Subject::ReportedBytes(const std::string& key) {
  // What an entry takes without a value.
  const std::string empty(key.size(), '~');
  (void)Ask({"SET", empty, ""});
  const CheckReply bare = Ask({"MEMORY", "USAGE", empty});
  (void)Ask({"DEL", empty});
  const CheckReply whole = Ask({"MEMORY", "USAGE", key, "SAMPLES", "0"});
  if (bare.kind != ':' || whole.kind != ':') return std::nullopt;
  return whole.integer - bare.integer;
}

std::string Difference(const Picture& before, const Picture& after, bool has_digest) {
  for (size_t i = 0; i < std::min(before.reads.size(), after.reads.size()); i++) {
    if (before.reads[i] == after.reads[i]) continue;
    return fmt::format("a reading command said {}, now {}", before.reads[i].Shown(),
                       after.reads[i].Shown());
  }
  if (has_digest && before.digest != after.digest) {
    return fmt::format("the digest was {}, now it is {}", before.digest, after.digest);
  }
  // The order of what is dumped may be free, so it is the last resort.
  if (!has_digest && before.reads.empty() && before.dump != after.dump) {
    return "what DUMP says has changed, and the type has no digest, nor --run a command that reads";
  }
  return {};
}

}  // namespace trellis
