#include "core/client/client_commands.h"

#include <fmt/core.h>

#include <algorithm>

#include "core/base/clock.h"
#include "core/client/blocked_clients.h"
#include "core/client/client_table.h"
#include "core/client/tracking.h"
#include "core/command/command_context.h"
#include "core/command/container_help.h"
#include "core/command/extension.h"
#include "core/command/server_control.h"
#include "core/config/config.h"

namespace trellis {
namespace {

Status Ping(CommandContext& ctx) {
  if (ctx.argc() > 2) {
    return Status::Error("wrong number of arguments for 'ping' command");
  }
  if (ctx.client().has(Client::kSubscribed) && ctx.client().protocol() == 2) {
    (void)ctx.reply().Array(2);
    (void)ctx.reply().Bulk("pong");
    return ctx.reply().Bulk(ctx.argc() == 2 ? ctx.Arg(1) : "");
  }
  return ctx.argc() == 2 ? ctx.reply().Bulk(ctx.Arg(1)) : ctx.reply().Simple("PONG");
}

Status Echo(CommandContext& ctx) {
  return ctx.reply().Bulk(ctx.Arg(1));
}

Status Select(CommandContext& ctx) {
  const std::optional<int64_t> index = ParseInt64(ctx.Arg(1));
  if (!index) return errors::kNotInteger;
  if (*index < INT32_MIN || *index > INT32_MAX) {
    return Status::Error("value is out of range, value must between -2147483648 and 2147483647");
  }
  if (*index < 0 || *index >= ctx.keyspace().databases()) return errors::kInvalidDbIndex;
  ctx.client().set_db(static_cast<int>(*index));
  return ctx.reply().Ok();
}

Status Quit(CommandContext& ctx) {
  (void)ctx.reply().Ok();
  ctx.services().control->CloseClient(ctx.client(), true);
  return {};
}

// Takes the same time wherever the passwords differ.
bool SamePassword(std::string_view a, std::string_view b) {
  size_t differences = a.size() ^ b.size();
  for (size_t i = 0; i < a.size(); ++i) {
    differences |= static_cast<unsigned char>(a[i] ^ (b.empty() ? 0 : b[i % b.size()]));
  }
  return differences == 0;
}

constexpr ErrorReply kWrongPass{"WRONGPASS", "invalid username-password pair or user is disabled."};

// False if the client has its reply, or waits for an extension's verdict.
Result<bool> Login(CommandContext& ctx, std::string_view user, std::string_view password) {
  Extension* extension = ctx.services().extension;
  if (extension != nullptr) {
    const Result<AuthVerdict> verdict = extension->Authenticate(ctx, user, password);
    if (!verdict) return verdict.error();
    if (*verdict == AuthVerdict::kRefused) return kWrongPass;
    if (*verdict != AuthVerdict::kUndecided) return *verdict == AuthVerdict::kAuthenticated;
  }
  const std::string& wanted = ctx.services().config->text(Directive::kRequirepass);
  const bool ok = user == "default" && (wanted.empty() || SamePassword(password, wanted));
  if (!ok) return kWrongPass;
  ctx.client().set(Client::kAuthenticated);
  ctx.client().user = "default";
  if (extension != nullptr) extension->UserChanged(ctx.client());
  return true;
}

Status Auth(CommandContext& ctx) {
  if (ctx.argc() > 3) return errors::kSyntax;
  if (ctx.argc() == 2 && ctx.services().config->text(Directive::kRequirepass).empty()) {
    return Status::Error(
        "AUTH <password> called without any password configured for the default user. Are you "
        "sure your configuration is correct?");
  }
  const Result<bool> logged_in = Login(
      ctx, ctx.argc() == 3 ? ctx.Arg(1) : std::string_view("default"), ctx.Arg(ctx.argc() - 1));
  if (!logged_in) return logged_in.error();
  return *logged_in ? ctx.reply().Ok() : Status();
}

bool ValidName(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](char c) { return c >= '!' && c <= '~'; });
}
constexpr ErrorReply kBadName{
    "ERR", "Client names cannot contain spaces, newlines or special characters."};

Status Hello(CommandContext& ctx) {
  int64_t protocol = ctx.client().protocol();
  size_t next = 1;
  if (ctx.argc() > 1) {
    const std::optional<int64_t> wanted = ParseInt64(ctx.Arg(1));
    if (!wanted) {
      return Status::Error("Protocol version is not an integer or out of range");
    }
    if (*wanted != 2 && *wanted != 3) {
      return Status::Error("NOPROTO", "unsupported protocol version");
    }
    protocol = *wanted;
    next = 2;
  }
  std::string_view user;
  std::string_view password;
  std::string_view name;
  bool auth = false;
  bool set_name = false;
  for (; next < ctx.argc(); ++next) {
    if (ctx.ArgIs(next, "AUTH") && next + 2 < ctx.argc()) {
      user = ctx.Arg(next + 1);
      password = ctx.Arg(next + 2);
      auth = true;
      next += 2;
    } else if (ctx.ArgIs(next, "SETNAME") && next + 1 < ctx.argc()) {
      name = ctx.Arg(++next);
      if (!ValidName(name)) return kBadName;
      set_name = true;
    } else {
      return Status::Error(fmt::format("Syntax error in HELLO option '{}'", ctx.Arg(next)));
    }
  }
  if (auth) {
    const Result<bool> logged_in = Login(ctx, user, password);
    if (!logged_in) return logged_in.error();
    if (!*logged_in) return {};
  }
  if (ctx.services().control->password_needed() && !ctx.client().has(Client::kAuthenticated)) {
    return Status::Error("NOAUTH",
                         "HELLO must be called with the client already authenticated, otherwise "
                         "the HELLO <proto> AUTH <user> <pass> option can be used to authenticate "
                         "the client and select the RESP protocol version at the same time");
  }
  if (set_name) ctx.client().name = name;
  ctx.reply().set_protocol(static_cast<int>(protocol));
  ReplyWriter& reply = ctx.reply();
  (void)reply.Map(7);
  (void)reply.Bulk("server");
  (void)reply.Bulk("redis");
  (void)reply.Bulk("version");
  (void)reply.Bulk("7.4.0");
  (void)reply.Bulk("proto");
  (void)reply.Integer(protocol);
  (void)reply.Bulk("id");
  (void)reply.Integer(static_cast<int64_t>(ctx.client().id()));
  (void)reply.Bulk("mode");
  (void)reply.Bulk("standalone");
  (void)reply.Bulk("role");
  (void)reply.Bulk("master");
  (void)reply.Bulk("modules");
  std::vector<ExtensionSummary> modules;
  if (ctx.services().extension != nullptr) modules = ctx.services().extension->Summaries();
  (void)reply.Array(modules.size());
  for (const ExtensionSummary& module : modules) {
    (void)reply.Map(4);
    (void)reply.Bulk("name");
    (void)reply.Bulk(module.name);
    (void)reply.Bulk("ver");
    (void)reply.Integer(module.version);
    (void)reply.Bulk("path");
    (void)reply.Bulk(module.path);
    (void)reply.Bulk("args");
    (void)reply.Array(module.args.size());
    for (const std::string& arg : module.args)
      (void)reply.Bulk(arg);
  }
  return {};
}

Status Reset(CommandContext& ctx) {
  Client& client = ctx.client();
  client.transaction.reset();
  client.set(Client::kInTransaction, false);
  ctx.services().control->ForgetInterests(client);
  client.set(Client::kMonitor, false);
  client.set(Client::kReplyOff, false);
  client.set(Client::kNoEvict, false);
  client.set(Client::kNoTouch, false);
  client.set(Client::kAuthenticated, !ctx.services().control->password_needed());
  if (ctx.services().extension != nullptr) ctx.services().extension->UserChanged(client);
  client.set_db(0);
  client.name.clear();
  ctx.reply().set_protocol(2);
  return ctx.reply().Simple("RESET");
}

Status ClientId(CommandContext& ctx) {
  return ctx.reply().Integer(static_cast<int64_t>(ctx.client().id()));
}

Status ClientInfo(CommandContext& ctx) {
  return ctx.reply().Verbatim("txt",
                              ClientTable::Describe(ctx.client(), clock::MonotonicUs()) + "\n");
}

bool HasType(const Client& client, std::string_view type) {
  if (type == "pubsub") return client.has(Client::kSubscribed);
  return type == "normal" && !client.has(Client::kSubscribed);
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return lower;
}

Result<std::string> TypeArg(CommandContext& ctx, size_t i) {
  const std::string type = Lower(ctx.Arg(i));
  for (const char* known : {"normal", "master", "slave", "replica", "pubsub"}) {
    if (type == known) return type;
  }
  return Status::Error(fmt::format("Unknown client type '{}'", ctx.Arg(i)));
}

Status ClientList(CommandContext& ctx) {
  std::string type;
  std::vector<int64_t> ids;
  if (ctx.argc() == 4 && ctx.ArgIs(2, "TYPE")) {
    Result<std::string> given = TypeArg(ctx, 3);
    if (!given) return given.error();
    type = *given;
  } else if (ctx.argc() > 3 && ctx.ArgIs(2, "ID")) {
    for (size_t i = 3; i < ctx.argc(); ++i) {
      const std::optional<int64_t> id = ParseInt64(ctx.Arg(i));
      if (!id || *id < 1) return Status::Error("Invalid client ID");
      ids.push_back(*id);
    }
  } else if (ctx.argc() != 2) {
    return errors::kSyntax;
  }
  std::string text;
  const int64_t now = clock::MonotonicUs();
  ctx.services().clients->ForEach([&](const Client& client) {
    if (!type.empty() && !HasType(client, type)) return;
    const auto id = static_cast<int64_t>(client.id());
    if (!ids.empty() && std::find(ids.begin(), ids.end(), id) == ids.end()) return;
    if (client.fd() >= 0) text += ClientTable::Describe(client, now) + "\n";
  });
  return ctx.reply().Verbatim("txt", text);
}

struct KillFilter {
  std::optional<int64_t> id;
  std::string address;
  std::string local_address;
  std::string user;
  std::string type;
  int64_t min_age_s = 0;
  bool skip_me = true;
};

Result<KillFilter> ParseKillFilter(CommandContext& ctx) {
  KillFilter filter;
  for (size_t i = 2; i < ctx.argc(); i += 2) {
    if (i + 1 >= ctx.argc()) return errors::kSyntax;
    if (ctx.ArgIs(i, "ID")) {
      filter.id = ParseInt64(ctx.Arg(i + 1));
      if (!filter.id || *filter.id < 1) {
        return Status::Error("client-id should be greater than 0");
      }
    } else if (ctx.ArgIs(i, "TYPE")) {
      Result<std::string> type = TypeArg(ctx, i + 1);
      if (!type) return type.error();
      filter.type = *type;
    } else if (ctx.ArgIs(i, "ADDR")) {
      filter.address = ctx.Arg(i + 1);
    } else if (ctx.ArgIs(i, "LADDR")) {
      filter.local_address = ctx.Arg(i + 1);
    } else if (ctx.ArgIs(i, "USER")) {
      filter.user = ctx.Arg(i + 1);
      if (filter.user != "default") {
        return Status::Error(fmt::format("No such user '{}'", ctx.Arg(i + 1)));
      }
    } else if (ctx.ArgIs(i, "MAXAGE")) {
      const std::optional<int64_t> age = ParseInt64(ctx.Arg(i + 1));
      if (!age) return Status::Error("maxage is not an integer or out of range");
      if (*age < 1) return Status::Error("maxage should be greater than 0");
      filter.min_age_s = *age;
    } else if (ctx.ArgIs(i, "SKIPME")) {
      if (!ctx.ArgIs(i + 1, "YES") && !ctx.ArgIs(i + 1, "NO")) return errors::kSyntax;
      filter.skip_me = ctx.ArgIs(i + 1, "YES");
    } else {
      return errors::kSyntax;
    }
  }
  return filter;
}

Status ClientKill(CommandContext& ctx) {
  const bool old_form = ctx.argc() == 3;
  KillFilter filter;
  if (old_form) {
    filter.address = ctx.Arg(2);
    filter.skip_me = false;
  } else {
    Result<KillFilter> parsed = ParseKillFilter(ctx);
    if (!parsed) return parsed.error();
    filter = *parsed;
  }
  std::vector<Client*> killed;
  const int64_t now = clock::MonotonicUs();
  ctx.services().clients->ForEach([&](Client& client) {
    if (client.fd() < 0 || (filter.skip_me && &client == &ctx.client())) return;
    if ((now - client.created_us) / 1'000'000 < filter.min_age_s) return;
    if (filter.id && static_cast<int64_t>(client.id()) != *filter.id) return;
    if (!filter.address.empty() && client.address != filter.address) return;
    if (!filter.local_address.empty() && client.local_address != filter.local_address) return;
    if (!filter.user.empty() && client.user != filter.user) return;
    if (!filter.type.empty() && !HasType(client, filter.type)) return;
    killed.push_back(&client);
  });
  if (old_form && killed.empty()) return Status::Error("No such client");
  // Its own end waits for the reply.
  (void)(old_form ? ctx.reply().Ok() : ctx.reply().Integer(static_cast<int64_t>(killed.size())));
  for (Client* client : killed) {
    ctx.services().control->CloseClient(*client, client == &ctx.client());
  }
  return {};
}

Status ClientSetName(CommandContext& ctx) {
  if (!ValidName(ctx.Arg(2))) return kBadName;
  ctx.client().name = ctx.Arg(2);
  return ctx.reply().Ok();
}

Status ClientGetName(CommandContext& ctx) {
  if (ctx.client().name.empty()) return ctx.reply().Null();
  return ctx.reply().Bulk(ctx.client().name);
}

Status ClientSetInfo(CommandContext& ctx) {
  if (!ValidName(ctx.Arg(3))) {
    return Status::Error(fmt::format("{} cannot contain spaces, newlines or special characters.",
                                     Lower(ctx.Arg(2))));
  }
  if (ctx.ArgIs(2, "LIB-NAME")) {
    ctx.client().library_name = ctx.Arg(3);
  } else if (ctx.ArgIs(2, "LIB-VER")) {
    ctx.client().library_version = ctx.Arg(3);
  } else {
    return Status::Error(fmt::format("Unrecognized option '{}'", ctx.Arg(2)));
  }
  return ctx.reply().Ok();
}

Status ClientPause(CommandContext& ctx) {
  const std::optional<int64_t> timeout = ParseInt64(ctx.Arg(2));
  if (!timeout) return Status::Error("timeout is not an integer or out of range");
  if (*timeout < 0) return Status::Error("timeout is negative");
  bool all = true;
  if (ctx.argc() == 4) {
    if (!ctx.ArgIs(3, "WRITE") && !ctx.ArgIs(3, "ALL")) {
      return Status::Error("CLIENT PAUSE mode must be WRITE or ALL");
    }
    all = ctx.ArgIs(3, "ALL");
  }
  int64_t until = 0;
  if (__builtin_add_overflow(clock::UnixMs(), *timeout, &until)) until = INT64_MAX;
  ctx.services().control->Pause(until, all);
  return ctx.reply().Ok();
}

Status ClientUnpause(CommandContext& ctx) {
  (void)ctx.reply().Ok();
  ctx.services().control->Pause(0, false);
  return {};
}

Status ClientReply(CommandContext& ctx) {
  Client& client = ctx.client();
  if (ctx.ArgIs(2, "ON")) {
    client.set(Client::kReplyOff, false);
    client.set(Client::kReplySkipNext, false);
    // Replies were going nowhere when this command began; this one must arrive.
    client.reply().set_out(client.output());
    return ctx.reply().Ok();
  }
  if (ctx.ArgIs(2, "OFF")) {
    client.set(Client::kReplyOff);
  } else if (ctx.ArgIs(2, "SKIP")) {
    if (!client.has(Client::kReplyOff)) client.set(Client::kReplySkipNext);
  } else {
    return errors::kSyntax;
  }
  return {};
}

Status SetFlag(CommandContext& ctx, Client::Flag flag) {
  if (!ctx.ArgIs(2, "ON") && !ctx.ArgIs(2, "OFF")) return errors::kSyntax;
  ctx.client().set(flag, ctx.ArgIs(2, "ON"));
  return ctx.reply().Ok();
}
Status ClientNoEvict(CommandContext& ctx) {
  return SetFlag(ctx, Client::kNoEvict);
}
Status ClientNoTouch(CommandContext& ctx) {
  return SetFlag(ctx, Client::kNoTouch);
}

constexpr ErrorReply kUnblocked{"UNBLOCKED", "client unblocked via CLIENT UNBLOCK"};

Status ClientUnblock(CommandContext& ctx) {
  const std::optional<int64_t> id = ParseInt64(ctx.Arg(2));
  if (!id) return errors::kNotInteger;
  bool error = false;
  if (ctx.argc() == 4) {
    error = ctx.ArgIs(3, "ERROR");
    if (!error && !ctx.ArgIs(3, "TIMEOUT")) {
      return Status::Error("CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
    }
  }
  Client* client = ctx.services().clients->Find(static_cast<uint64_t>(*id));
  if (client == nullptr || client->blocked == nullptr) return ctx.reply().Integer(0);
  if (client->blocked->end) return ctx.reply().Integer(client->blocked->end(error) ? 1 : 0);
  (void)ctx.reply().Integer(1);
  ctx.services().control->EndWait(*client, error ? Status(kUnblocked) : Status());
  return {};
}

constexpr CommandDocs Docs(std::string_view summary, std::string_view since) {
  return {.summary = summary, .since = since, .group = "connection"};
}
constexpr uint64_t kFree = kNoScript | kLoading | kStale;

constexpr Command kClientSubcommands[] = {
    {"caching",
     3,
     ClientCaching,
     kFree,
     Acl::kConnection,
     {},
     Docs("Whether the next command's keys are tracked.", "6.0.0")},
    {"getname",
     2,
     ClientGetName,
     kFree,
     Acl::kConnection,
     {},
     Docs("Answers the name that the connection was given.", "2.6.9")},
    {"getredir",
     2,
     ClientGetRedir,
     kFree,
     Acl::kConnection,
     {},
     Docs("Where invalidation messages go.", "6.0.0")},
    {"help",
     2,
     ContainerHelp,
     kFree,
     Acl::kConnection,
     {},
     Docs("Tells what the subcommands do.", "5.0.0")},
    {"id",
     2,
     ClientId,
     kFree,
     Acl::kConnection,
     {},
     Docs("Answers the number of this connection.", "5.0.0")},
    {"info",
     2,
     ClientInfo,
     kFree,
     Acl::kConnection,
     {},
     Docs("Returns information about the current client connection", "6.2.0")},
    {"kill",
     -3,
     ClientKill,
     kFree | kAdmin,
     Acl::kConnection,
     {},
     Docs("Closes the connections that fit the filters.", "2.4.0")},
    {"list",
     -2,
     ClientList,
     kFree | kAdmin,
     Acl::kConnection,
     {},
     Docs("Describes every connection, a line each.", "2.4.0")},
    {"no-evict",
     3,
     ClientNoEvict,
     kFree | kAdmin,
     Acl::kConnection,
     {},
     Docs("Spares this connection when clients are closed for memory.", "7.0.0")},
    {"no-touch",
     3,
     ClientNoTouch,
     kFree,
     Acl::kConnection,
     {},
     Docs("Has this connection's commands leave no trace of use on the keys.", "7.2.0")},
    {"pause",
     -3,
     ClientPause,
     kFree | kAdmin,
     Acl::kConnection,
     {},
     Docs("Holds everybody's commands for a time.", "2.9.50")},
    {"reply",
     3,
     ClientReply,
     kFree,
     Acl::kConnection,
     {},
     Docs("Turns replies off and on.", "3.2.0")},
    {"setinfo",
     4,
     ClientSetInfo,
     kFree,
     Acl::kConnection,
     {},
     Docs("Set client or connection specific info", "7.2.0")},
    {"setname",
     3,
     ClientSetName,
     kFree,
     Acl::kConnection,
     {},
     Docs("Gives the connection a name.", "2.6.9")},
    {"tracking",
     -3,
     ClientTracking,
     kFree,
     Acl::kConnection,
     {},
     Docs("Tells this client when keys that it has read change.", "6.0.0")},
    {"trackinginfo",
     2,
     ClientTrackingInfo,
     kFree,
     Acl::kConnection,
     {},
     Docs("How this connection tracks keys.", "6.2.0")},
    {"unblock",
     -3,
     ClientUnblock,
     kFree | kAdmin,
     Acl::kConnection,
     {},
     Docs("Ends another connection's wait.", "5.0.0")},
    {"unpause",
     2,
     ClientUnpause,
     kFree | kAdmin,
     Acl::kConnection,
     {},
     Docs("Ends a pause.", "6.2.0")},
};
constexpr Command kCommands[] = {
    {"auth",
     -2,
     Auth,
     kFree | kFast | kNoAuth | kAllowBusy,
     Acl::kConnection,
     {},
     Docs("Tells the server who the client is.", "1.0.0")},
    {"client",
     -2,
     nullptr,
     0,
     Acl::kNone,
     {},
     Docs("Looks at connections and changes them.", "2.4.0"),
     kClientSubcommands},
    {"echo", 2, Echo, kFast, Acl::kConnection, {}, Docs("Answers its argument.", "1.0.0")},
    {"hello",
     -1,
     Hello,
     kFree | kFast | kNoAuth | kAllowBusy,
     Acl::kConnection,
     {},
     Docs("Chooses the protocol, and logs in if asked.", "6.0.0")},
    {"ping",
     -1,
     Ping,
     kFast,
     Acl::kConnection,
     {},
     Docs("Answers PONG, or its argument.", "1.0.0")},
    {"quit",
     -1,
     Quit,
     kFree | kFast | kNoAuth | kAllowBusy,
     Acl::kConnection,
     {},
     Docs("Closes the connection.", "1.0.0")},
    {"reset",
     1,
     Reset,
     kFree | kFast | kNoAuth | kAllowBusy,
     Acl::kConnection,
     {},
     Docs("Makes the connection as new.", "6.2.0")},
    {"select",
     2,
     Select,
     kLoading | kStale | kFast,
     Acl::kConnection,
     {},
     Docs("Chooses the database.", "1.0.0")},
};

}  // namespace

std::span<const Command> ClientCommands() {
  return kCommands;
}

}  // namespace trellis
