#include "module_check/value_checks.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <set>

#include "module_check/damaged_payload.h"

namespace trellis {
namespace {

using Key = Subject::Key;

// What a check says: why the value fails, or else why it wasn't asked, or what is worth telling.
struct Outcome {
  std::string why;
  std::string not_asked;
  std::string detail;
};

std::string Counted(int64_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

// A command of CHECK.REWRITE, to be run.
CheckWords Replayed(const CheckReply& command) {
  CheckWords words = {"CHECK.REPLAY"};
  for (const CheckReply& word : command.elements)
    words.push_back(word.text);
  return words;
}

bool Restored(Subject& subject, const std::string& key, const std::string& payload) {
  return subject.Ask({"RESTORE", key, "0", payload, "REPLACE"}).kind == '+';
}

Outcome IsLoadedAgain(Subject& subject, const Key& key) {
  const Picture before = subject.Look(key.name, true);
  const CheckReply reloaded = subject.Ask({"DEBUG", "RELOAD"});
  if (reloaded.is_error()) return {.why = reloaded.text};
  const bool has_digest = key.type->Has("digest");
  std::string why = Difference(before, subject.Look(key.name, true), has_digest);
  if (!why.empty() || !subject.died().empty()) return {.why = why};
  const Status restarted = subject.Restart();
  if (!restarted.ok()) {
    return {.why = fmt::format("another process can't load it: {}", restarted.text())};
  }
  why = Difference(before, subject.Look(key.name, true), has_digest);
  return {.why = why.empty() ? "" : "in another process " + why};
}

Outcome IsRestored(Subject& subject, const Key& key) {
  const Picture before = subject.Look(key.name, true);
  const CheckReply dump = subject.Ask({"DUMP", key.name});
  if (dump.kind != '$') return {.why = "DUMP: " + dump.Shown()};
  const CheckReply restored = subject.Ask({"RESTORE", key.name, "0", dump.text, "REPLACE"});
  if (restored.kind != '+') return {.why = "RESTORE refuses what DUMP gave: " + restored.Shown()};
  return {.why = Difference(before, subject.Look(key.name, true), key.type->Has("digest"))};
}

// The copy takes the original's name at the end: a value may know its own, and the reading commands know that one.
Outcome IsCopied(Subject& subject, const Key& key) {
  const std::string copy = key.name + " copied";
  const bool has_digest = key.type->Has("digest");
  const Picture before = subject.Look(key.name, true);
  const CheckReply copied = subject.Ask({"COPY", key.name, copy});
  if (!key.type->Has("copy")) return {.not_asked = "the type has no copy, COPY is refused"};
  if (copied.kind != ':' || copied.integer != 1) return {.why = "COPY: " + copied.Shown()};
  std::string why = has_digest ? Difference(before, subject.Look(copy, false), true) : "";
  if (!why.empty()) return {.why = "the copy is another value: " + why};
  (void)subject.Ask({"DEL", key.name});
  (void)subject.Ask({"RENAME", copy, key.name});
  // Of two equal values a reading command may say different things: how much memory they hold.
  why = Difference(before, subject.Look(key.name, !has_digest), has_digest);
  subject.Read();
  return {.why =
              why.empty() ? "" : "the copy, once the original is gone, is another value: " + why};
}

// What it writes into an AOF makes the same value on a server that has nothing.
Outcome IsRewritten(Subject& subject, const Key& key) {
  if (!key.type->Has("aof_rewrite")) {
    return {.not_asked =
                "the type has no aof_rewrite: an AOF without RDB preamble loses its values"};
  }
  const Picture before = subject.Look(key.name, true);
  const CheckReply commands = subject.Ask({"CHECK.REWRITE", key.name});
  if (commands.kind != '*') return {.why = commands.Shown()};
  if (commands.elements.empty()) return {.why = "aof_rewrite wrote no command"};
  (void)subject.Ask({"DEL", key.name});
  for (const CheckReply& command : commands.elements) {
    const CheckReply reply = subject.Ask(Replayed(command));
    if (reply.is_error()) return {.why = command.Shown() + " is refused: " + reply.text};
  }
  (void)subject.Ask({"PERSIST", key.name});
  const std::string why = Difference(before, subject.Look(key.name, true), key.type->Has("digest"));
  if (why.empty()) {
    return {.detail = Counted(static_cast<int64_t>(commands.elements.size()), "command")};
  }
  return {.why = fmt::format("{} makes another value: {}", commands.elements[0].Shown(), why)};
}

// Every block is moved: a pointer that still points to its old place is the end of the host, sooner or later.
Outcome IsDefragmented(Subject& subject, const Key& key) {
  if (!key.type->Has("defrag")) return {.not_asked = "the type has no defrag"};
  const Picture before = subject.Look(key.name, true);
  const CheckReply done = subject.Ask({"CHECK.DEFRAG", key.name});
  if (done.kind != '*') return {.why = done.Shown()};
  const std::string why = Difference(before, subject.Look(key.name, true), key.type->Has("digest"));
  if (!why.empty()) return {.why = why};
  // Freed at once, with all that was moved.
  (void)subject.Ask({"DEL", key.name});
  return {.detail = fmt::format("{} in {}", Counted(done.elements[0].integer, "block"),
                                Counted(done.elements[1].integer, "call"))};
}

// Waits until the thread that frees has nothing left.
void AwaitFreed(Subject& subject) {
  constexpr int kTurns = 3000;
  for (int turn = 0; turn < kTurns && subject.died().empty(); turn++) {
    const std::string info = subject.Ask({"INFO", "memory"}).text;
    if (info.find("lazyfree_pending_objects:0\r") != std::string::npos) break;
    usleep(10'000);
  }
}

// Leaves its key in each of the ways there are: `unlink` and `free_effort` are asked.
Outcome LeavesItsKey(Subject& subject, const Key& key) {
  const std::string payload = subject.Dump(key.name);
  const std::vector<CheckWords> ways = {{"UNLINK", key.name},
                                        {"SET", key.name, "text"},
                                        {"RENAME", key.name, key.name + " renamed"},
                                        {"MOVE", key.name, "1"},
                                        {"PEXPIRE", key.name, "-1"}};
  for (const CheckWords& way : ways) {
    const CheckReply reply = subject.Ask(way);
    if (reply.is_error()) return {.why = fmt::format("{}: {}", way[0], reply.text)};
    AwaitFreed(subject);
    (void)subject.Ask({"FLUSHALL"});
    if (!Restored(subject, key.name, payload)) return {.not_asked = "it can't be restored"};
  }
  return {};
}

// FLUSHALL ASYNC leaves every value to the thread that frees.
Outcome IsFreedElsewhere(Subject& subject, const Key& key) {
  const CheckReply flushed = subject.Ask({"FLUSHALL", "ASYNC"});
  if (flushed.is_error()) return {.why = flushed.text};
  AwaitFreed(subject);
  // The next value is made where the freed one was.
  (void)subject.Look(key.name, false);
  (void)subject.Ask({"PING"});
  return {.why = key.type->Has("free") ? "" : "the type has no free: every value is lost memory"};
}

// Bytes that a round leaves behind for good: both stretches after a first one have grown by that.
int64_t Leak(Subject& subject, const std::function<void()>& round) {
  constexpr int kRounds = 100;
  int64_t least = INT64_MAX;
  for (int stretch = 0; stretch < 3; stretch++) {
    const int64_t before = subject.HeldBytes();
    for (int i = 0; i < kRounds; i++)
      round();
    if (stretch > 0) least = std::min(least, subject.HeldBytes() - before);
  }
  return std::max<int64_t>(0, least / kRounds);
}

Outcome LeavesNothingBehind(Subject& subject, const Key& key) {
  const std::string payload = subject.Dump(key.name);
  (void)subject.Ask({"DEL", key.name});
  const int64_t leak = Leak(subject, [&] {
    (void)Restored(subject, key.name, payload);
    (void)subject.Ask({"DEL", key.name});
  });
  if (leak > 0) return {.why = fmt::format("each value made and deleted leaves {} bytes", leak)};
  return {};
}

// Reported within half and twice of held is taken for an honest estimate.
Outcome IsMeasured(Subject& subject, const Key& key) {
  const std::string payload = subject.Dump(key.name);
  constexpr int kCopies = 50;
  const int64_t before = subject.HeldBytes();
  for (int i = 0; i < kCopies; i++) {
    if (!Restored(subject, fmt::format("{} {:03}", key.name, i), payload)) {
      return {.not_asked = "it can't be restored under another name"};
    }
  }
  const int64_t held = (subject.HeldBytes() - before) / kCopies;
  if (!key.type->Has("mem_usage")) {
    return {.not_asked = fmt::format("it holds {} bytes, and the type has no mem_usage", held)};
  }
  const std::optional<int64_t> reported = subject.ReportedBytes(key.name);
  if (!reported) return {.why = "MEMORY USAGE can't say"};
  const std::string figures = fmt::format("reports {} bytes, holds {}", *reported, held);
  if (held <= 0) return {.not_asked = figures + ": not allocated through the host"};
  constexpr int64_t kSlack = 64;
  const bool honest = *reported * 2 + kSlack >= held && *reported <= held * 2 + kSlack;
  return honest ? Outcome{.detail = figures} : Outcome{.why = figures};
}

std::string HarmOf(Subject& subject, const Key& key, const std::string& payload) {
  if (Restored(subject, key.name, payload)) {
    (void)subject.Look(key.name, false);
    (void)subject.Ask({"MEMORY", "USAGE", key.name});
    subject.Read();
  }
  return subject.died();
}

// Damaged payloads are refused, or give values that can be used; a few deaths are enough to know.
Status CheckDamaged(Subject& subject, const Key& key, const std::string& name, Findings& findings) {
  const DamagedPayloads damaged(subject.Dump(key.name));
  constexpr size_t kEnough = 3;
  size_t deaths = 0;
  for (size_t i = 0; i < damaged.count() && deaths < kEnough; i++) {
    const std::string harm = HarmOf(subject, key, damaged.Bytes(i));
    if (harm.empty()) continue;
    deaths++;
    findings.Failed(name, fmt::format("{}: the host {}", damaged.What(i), harm));
    Status begun = subject.Begin();
    if (!begun.ok()) return begun;
  }
  if (deaths == 0) findings.Ok(name, fmt::format("{} payloads", damaged.count()));
  return {};
}

Outcome RefusalsLeaveNothing(Subject& subject, const Key& key) {
  const DamagedPayloads damaged(subject.Dump(key.name));
  (void)subject.Ask({"DEL", key.name});
  constexpr size_t kTried = 50;
  for (size_t i = 0; i < std::min(damaged.count(), kTried); i++) {
    const std::string payload = damaged.Bytes(i * damaged.count() / kTried);
    if (Restored(subject, key.name, payload)) {
      (void)subject.Ask({"DEL", key.name});
      continue;
    }
    const int64_t leak = Leak(subject, [&] { (void)Restored(subject, key.name, payload); });
    if (leak > 0) return {.why = fmt::format("each leaves {} bytes", leak)};
    if (!subject.died().empty()) break;
  }
  return {};
}

Status CheckKey(Subject& subject, const Key& key, Findings& findings) {
  struct Check {
    const char* name;
    Outcome (*run)(Subject& subject, const Key& key);
  };
  constexpr Check kChecks[] = {
      {"a value is saved and loaded", IsLoadedAgain},
      {"a value is dumped and restored", IsRestored},
      {"a value is copied", IsCopied},
      {"a value is rewritten as commands", IsRewritten},
      {"a value's blocks are moved", IsDefragmented},
      {"a value leaves its key", LeavesItsKey},
      {"a value is freed on another thread", IsFreedElsewhere},
      {"a value leaves nothing behind", LeavesNothingBehind},
      {"memory is told as it is", IsMeasured},
      {"refused payloads leave nothing behind", RefusalsLeaveNothing},
  };
  // Of the type's name and the key's the host knows nothing after a restart: copies.
  const RegisteredType type = *key.type;
  const Key copy{key.name, &type};
  const auto begin = [&] { return subject.Begin(); };
  for (const Check& check : kChecks) {
    Status begun = begin();
    if (!begun.ok()) return begun;
    const std::string name = fmt::format("{}: {}", type.name, check.name);
    const Outcome outcome = check.run(subject, copy);
    if (!subject.died().empty()) {
      findings.Failed(name, "the host " + subject.died());
    } else if (!outcome.why.empty()) {
      findings.Failed(name, outcome.why);
    } else if (!outcome.not_asked.empty()) {
      findings.Note(name + ": not checked: " + outcome.not_asked);
    } else {
      findings.Ok(name, outcome.detail);
    }
  }
  Status begun = begin();
  if (!begun.ok()) return begun;
  return CheckDamaged(subject, copy, type.name + ": damaged payloads do no harm", findings);
}

}  // namespace

Status CheckValues(Subject& subject, Findings& findings) {
  std::set<std::string> seen;
  std::vector<std::pair<std::string, RegisteredType>> one_of_each;
  for (const Key& key : subject.keys()) {
    if (seen.insert(key.type->name).second) one_of_each.emplace_back(key.name, *key.type);
  }
  for (const RegisteredType& type : subject.registration().types) {
    if (!seen.contains(type.name) && type.Has("rdb_load")) {
      findings.Note(type.name + ": not checked: no --run command made a value of this type");
    }
  }
  for (const auto& [name, type] : one_of_each) {
    Status done = CheckKey(subject, {name, &type}, findings);
    if (!done.ok()) return done;
  }
  return {};
}

}  // namespace trellis
