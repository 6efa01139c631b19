#include "core/persistence/migrate_command.h"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/base/words.h"
#include "core/command/command_context.h"
#include "core/net/peer_links.h"
#include "core/persistence/dump_payload.h"

namespace trellis {
namespace {

constexpr size_t kKeyArg = 3;
constexpr size_t kFirstOption = 6;

struct MigrateRequest {
  std::string host;
  std::string port;
  int db = 0;
  int timeout_ms = 0;
  bool copy = false;
  bool replace = false;
  std::vector<std::string> auth;  // the whole AUTH command, or nothing
  std::vector<std::string_view> keys;
};

// Where the word KEYS stands, if it is an option and no password; 0 if it isn't there.
size_t FindKeysOption(std::span<const std::string_view> args) {
  for (size_t i = kFirstOption; i < args.size(); ++i) {
    if (SameWord(args[i], "KEYS")) return i;
    if (SameWord(args[i], "AUTH")) i += 1;
    if (SameWord(args[i], "AUTH2")) i += 2;
  }
  return 0;
}

// The specs find the key before the options, and look for KEYS from the end: a key may be called so.
void MigrateKeys(std::span<const std::string_view> args, std::vector<KeyPosition>& keys) {
  constexpr uint64_t kFlags = kKeyRw | kAccess | kDelete;
  const size_t option = FindKeysOption(args);
  keys.clear();
  if (option == 0) keys.push_back({kKeyArg, kFlags});
  for (size_t i = option + 1; option != 0 && i < args.size(); ++i)
    keys.push_back({i, kFlags});
}

Status ParseOptions(CommandContext& ctx, MigrateRequest& request) {
  for (size_t i = kFirstOption; i < ctx.argc(); ++i) {
    const size_t left = ctx.argc() - i - 1;
    if (ctx.ArgIs(i, "COPY")) {
      request.copy = true;
    } else if (ctx.ArgIs(i, "REPLACE")) {
      request.replace = true;
    } else if (ctx.ArgIs(i, "AUTH") && left >= 1) {
      request.auth = {"AUTH", std::string(ctx.Arg(i + 1))};
      i += 1;
    } else if (ctx.ArgIs(i, "AUTH2") && left >= 2) {
      request.auth = {"AUTH", std::string(ctx.Arg(i + 1)), std::string(ctx.Arg(i + 2))};
      i += 2;
    } else if (ctx.ArgIs(i, "KEYS")) {
      if (!ctx.Arg(kKeyArg).empty()) {
        return Status::Error(
            "When using MIGRATE KEYS option, the key argument must be set to the empty string");
      }
      const auto keys = ctx.args().subspan(i + 1);
      request.keys.assign(keys.begin(), keys.end());
      return {};
    } else {
      return errors::kSyntax;
    }
  }
  request.keys = {ctx.Arg(kKeyArg)};
  return {};
}

Result<MigrateRequest> ParseRequest(CommandContext& ctx) {
  MigrateRequest request;
  Status options = ParseOptions(ctx, request);
  if (!options.ok()) return options;
  const Result<int64_t> timeout_ms = ctx.IntegerArg(5);
  if (!timeout_ms) return timeout_ms.error();
  const Result<int64_t> db = ctx.IntegerArg(4);
  if (!db) return db.error();
  request.host = ctx.Arg(1);
  request.port = ctx.Arg(2);
  // What the target makes of a number out of its range, it says itself.
  request.db = static_cast<int>(std::clamp<int64_t>(*db, INT32_MIN, INT32_MAX));
  constexpr int64_t kDefaultTimeout = 1000;
  request.timeout_ms = *timeout_ms <= 0
                           ? static_cast<int>(kDefaultTimeout)
                           : static_cast<int>(std::min<int64_t>(*timeout_ms, INT32_MAX));
  return request;
}

std::string RequestBytes(std::span<const std::string> words) {
  std::string bytes = fmt::format("*{}\r\n", words.size());
  for (const std::string& word : words)
    bytes += fmt::format("${}\r\n{}\r\n", word.size(), word);
  return bytes;
}

// One conversation with the target.
class Transfer {
 public:
  Transfer(CommandContext& ctx, const MigrateRequest& request, PeerLink& link)
      : ctx_(ctx), request_(request), link_(link) {}

  // Sends the keys and reads the answers. An error is the target's, or IOERR; taken() says which
  // keys it acknowledged in either case.
  Status Run(const std::vector<std::string_view>& keys) {
    Status status = Prepare();
    if (!status.ok()) return status;
    for (const std::string_view key : keys) {
      const Entry* entry = ctx_.keyspace().db(ctx_.db_index()).Find(key);
      if (!link_.Send(Restore(*entry), request_.timeout_ms)) return Broken("writing");
    }
    for (const std::string_view key : keys) {
      Status answer = ReadAnswer();
      if (broken_) return answer;
      if (answer.ok()) {
        taken_.push_back(key);
      } else if (status.ok()) {
        status = std::move(answer);
      }
    }
    return status;
  }
  [[nodiscard]] const std::vector<std::string_view>& taken() const { return taken_; }
  // The connection is of no more use.
  [[nodiscard]] bool broken() const { return broken_; }

 private:
  // Authenticates and selects the database. Nothing is sent before both are done, so that no key
  // gets into another database.
  Status Prepare() {
    if (!request_.auth.empty()) {
      Status status = Call(request_.auth);
      if (!status.ok()) return status;
    }
    if (link_.db == request_.db) return {};
    link_.db.reset();
    const std::string select[] = {"SELECT", std::to_string(request_.db)};
    Status status = Call(select);
    if (status.ok()) link_.db = request_.db;
    return status;
  }

  Status Call(std::span<const std::string> words) {
    if (!link_.Send(RequestBytes(words), request_.timeout_ms)) return Broken("writing");
    return ReadAnswer();
  }

  std::string Restore(const Entry& entry) {
    // Relative, so that the servers' clocks don't matter; 0 would mean no expiry.
    const int64_t ttl_ms =
        entry.has_expiry() ? std::max<int64_t>(entry.expire_at_ms() - ctx_.keyspace().now_ms(), 1)
                           : 0;
    std::vector<std::string> words = {"RESTORE", std::string(entry.key()), std::to_string(ttl_ms),
                                      DumpPayload(entry, ctx_.db_index())};
    if (request_.replace) words.emplace_back("REPLACE");
    return RequestBytes(words);
  }

  Status ReadAnswer() {
    const std::optional<std::string> line = link_.ReadLine(request_.timeout_ms);
    if (!line) return Broken("reading");
    if (line->starts_with('+')) return {};
    if (!line->starts_with('-')) return Broken("reading");
    return Status::Error(fmt::format("Target instance replied with error: {}", line->substr(1)));
  }

  Status Broken(std::string_view doing) {
    broken_ = true;
    return Status::Error("IOERR", fmt::format("error or timeout {} to target instance", doing));
  }

  CommandContext& ctx_;
  const MigrateRequest& request_;
  PeerLink& link_;
  std::vector<std::string_view> taken_;
  bool broken_ = false;
};

// The keys that the target has now go here, whatever became of the others.
void DeleteTaken(CommandContext& ctx, const std::vector<std::string_view>& taken) {
  std::vector<std::string> words = {"DEL"};
  for (const std::string_view key : taken) {
    if (!ctx.Delete(key)) continue;  // named twice
    ctx.Changed(key, events::kDel);
    words.emplace_back(key);
  }
  if (words.size() > 1) ctx.PropagateAs(std::move(words));
}

// MIGRATE host port key|"" db timeout [COPY] [REPLACE] [AUTH password | AUTH2 username password]
//         [KEYS key ...]
Status Migrate(CommandContext& ctx) {
  const Result<MigrateRequest> request = ParseRequest(ctx);
  if (!request) return request.error();
  std::vector<std::string_view> keys;
  for (const std::string_view key : request->keys) {
    if (ctx.FindForRead(key) != nullptr) keys.push_back(key);
  }
  if (keys.empty()) return ctx.reply().Simple("NOKEY");
  PeerLinks& links = *ctx.services().peer_links;
  while (true) {
    bool reused = false;
    PeerLink* link = links.Get(request->host, request->port, request->timeout_ms, &reused);
    if (link == nullptr) {
      return Status::Error("IOERR", "error or timeout connecting to the client");
    }
    Transfer transfer(ctx, *request, *link);
    Status status = transfer.Run(keys);
    if (!request->copy) DeleteTaken(ctx, transfer.taken());
    if (!transfer.broken()) return status.ok() ? ctx.reply().Ok() : status;
    const bool timed_out = link->timed_out();
    links.Drop(request->host, request->port);
    // A kept connection may have been closed at the other end since: once more with a new one.
    if (!reused || timed_out || !transfer.taken().empty()) return status;
  }
}

constexpr Command kCommands[] = {
    {.name = "migrate",
     .arity = -6,
     .handler = Migrate,
     .flags = kWrite | kMovableKeys,
     .acl = Acl::kKeyspace | Acl::kDangerous,
     .keys = {KeySpec::At(kKeyArg, kKeyRw | kAccess | kDelete),
              {.find = KeySpec::Find::kRange,
               .flags = kKeyRw | kAccess | kDelete | kIncomplete,
               .keyword = "KEYS",
               .index = -2,
               .last = -1}},
     .docs = {.summary = "Moves keys to another server.", .since = "2.6.0", .group = "generic"},
     .more_keys = MigrateKeys},
};

}  // namespace

std::span<const Command> MigrateCommands() {
  return kCommands;
}

}  // namespace trellis
