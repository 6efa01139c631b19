#include "core/command/command_context.h"
#include "core/pubsub/channels.h"

namespace trellis {
namespace {

using Kind = PubSub::Kind;

int64_t CountFor(Client& client, Kind kind) {
  if (client.subscriptions == nullptr) return 0;
  return static_cast<int64_t>(kind == Kind::kShard ? client.subscriptions->shard_channels.size()
                                                   : client.subscriptions->count());
}

Status Confirm(CommandContext& ctx, std::string_view what, Kind kind, const std::string* name) {
  ReplyWriter push = PushTo(ctx.client());
  (void)push.Push(3);
  (void)push.Bulk(what);
  (void)(name == nullptr ? push.Null() : push.Bulk(*name));
  return push.Integer(CountFor(ctx.client(), kind));
}

Status SubscribeTo(CommandContext& ctx, Kind kind, std::string_view what) {
  if (ctx.client().has(Client::kDenyBlocking) && ctx.client().protocol() == 2 &&
      !ctx.client().has(Client::kExecuting)) {
    return Status::Error("SUBSCRIBE isn't allowed for a DENY BLOCKING client");
  }
  for (size_t i = 1; i < ctx.argc(); ++i) {
    const std::string name(ctx.Arg(i));
    ctx.services().pubsub->Subscribe(ctx.client(), kind, name);
    (void)Confirm(ctx, what, kind, &name);
  }
  return {};
}

Status UnsubscribeFrom(CommandContext& ctx, Kind kind, std::string_view what) {
  std::vector<std::string> names;
  for (size_t i = 1; i < ctx.argc(); ++i)
    names.emplace_back(ctx.Arg(i));
  if (ctx.argc() == 1 && ctx.client().subscriptions != nullptr) {
    const SubscriptionState& state = *ctx.client().subscriptions;
    const auto& own = kind == Kind::kChannel   ? state.channels
                      : kind == Kind::kPattern ? state.patterns
                                               : state.shard_channels;
    names.assign(own.begin(), own.end());
  }
  if (names.empty()) return Confirm(ctx, what, kind, nullptr);
  for (const std::string& name : names) {
    ctx.services().pubsub->Unsubscribe(ctx.client(), kind, name);
    (void)Confirm(ctx, what, kind, &name);
  }
  return {};
}

Status Subscribe(CommandContext& ctx) {
  return SubscribeTo(ctx, Kind::kChannel, "subscribe");
}
Status Psubscribe(CommandContext& ctx) {
  return SubscribeTo(ctx, Kind::kPattern, "psubscribe");
}
Status Ssubscribe(CommandContext& ctx) {
  return SubscribeTo(ctx, Kind::kShard, "ssubscribe");
}
Status Unsubscribe(CommandContext& ctx) {
  return UnsubscribeFrom(ctx, Kind::kChannel, "unsubscribe");
}
Status Punsubscribe(CommandContext& ctx) {
  return UnsubscribeFrom(ctx, Kind::kPattern, "punsubscribe");
}
Status Sunsubscribe(CommandContext& ctx) {
  return UnsubscribeFrom(ctx, Kind::kShard, "sunsubscribe");
}

Status PublishTo(CommandContext& ctx, bool shard) {
  const size_t heard = ctx.services().pubsub->Publish(ctx.Arg(1), ctx.Arg(2), shard);
  return ctx.reply().Integer(static_cast<int64_t>(heard));
}

Status Publish(CommandContext& ctx) {
  return PublishTo(ctx, false);
}
Status Spublish(CommandContext& ctx) {
  return PublishTo(ctx, true);
}

Status ListChannels(CommandContext& ctx, bool shard) {
  if (ctx.argc() > 3) return errors::kSyntax;
  const auto names =
      ctx.services().pubsub->Channels(ctx.argc() == 3 ? ctx.Arg(2) : std::string_view("*"), shard);
  (void)ctx.reply().Array(names.size());
  for (const std::string& name : names)
    (void)ctx.reply().Bulk(name);
  return {};
}

Status CountSubscribers(CommandContext& ctx, bool shard) {
  (void)ctx.reply().Array((ctx.argc() - 2) * 2);
  for (size_t i = 2; i < ctx.argc(); ++i) {
    const std::string name(ctx.Arg(i));
    (void)ctx.reply().Bulk(name);
    (void)ctx.reply().Integer(
        static_cast<int64_t>(ctx.services().pubsub->Subscribers(name, shard)));
  }
  return {};
}

Status Channels(CommandContext& ctx) {
  return ListChannels(ctx, false);
}
Status ShardChannels(CommandContext& ctx) {
  return ListChannels(ctx, true);
}
Status NumSub(CommandContext& ctx) {
  return CountSubscribers(ctx, false);
}
Status ShardNumSub(CommandContext& ctx) {
  return CountSubscribers(ctx, true);
}
Status NumPat(CommandContext& ctx) {
  return ctx.reply().Integer(static_cast<int64_t>(ctx.services().pubsub->patterns()));
}

Status Help(CommandContext& ctx) {
  constexpr std::string_view kLines[] = {
      "PUBSUB <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
      "CHANNELS [<pattern>]",
      "    Return the currently active channels matching a <pattern> (default: '*').",
      "NUMPAT",
      "    Return number of subscriptions to patterns.",
      "NUMSUB [<channel> ...]",
      "    Return the number of subscribers for the specified channels, excluding",
      "    pattern subscriptions(default: no channels).",
      "SHARDCHANNELS [<pattern>]",
      "    Return the currently active shard level channels matching a <pattern> (default: '*').",
      "SHARDNUMSUB [<shardchannel> ...]",
      "    Return the number of subscribers for the specified shard level channel(s)",
      "HELP",
      "    Prints this help."};
  return ctx.reply().Lines(kLines);
}

constexpr CommandDocs Docs(std::string_view summary, std::string_view since) {
  return {.summary = summary, .since = since, .group = "pubsub"};
}
constexpr uint64_t kListen = kPubsub | kNoScript | kLoading | kStale;
constexpr KeySpecs kShardKeys = KeySpec::Range(1, -1, 1, kNotKey);

constexpr Command kPubsubCommands[] = {
    {"channels",
     -2,
     Channels,
     kPubsub | kLoading | kStale,
     Acl::kNone,
     {},
     Docs("Lists the channels that have subscribers.", "2.8.0")},
    {"help", 2, Help, kLoading | kStale, Acl::kNone, {}, Docs("Lists the subcommands.", "6.2.0")},
    {"numpat",
     2,
     NumPat,
     kPubsub | kLoading | kStale,
     Acl::kNone,
     {},
     Docs("Counts the patterns that are subscribed to.", "2.8.0")},
    {"numsub",
     -2,
     NumSub,
     kPubsub | kLoading | kStale,
     Acl::kNone,
     {},
     Docs("Counts the subscribers of channels.", "2.8.0")},
    {"shardchannels",
     -2,
     ShardChannels,
     kPubsub | kLoading | kStale,
     Acl::kNone,
     {},
     Docs("Lists the shard channels that have subscribers.", "7.0.0")},
    {"shardnumsub",
     -2,
     ShardNumSub,
     kPubsub | kLoading | kStale,
     Acl::kNone,
     {},
     Docs("Counts the subscribers of shard channels.", "7.0.0")},
};
constexpr Command kCommands[] = {
    {"psubscribe",
     -2,
     Psubscribe,
     kListen,
     Acl::kNone,
     {},
     Docs("Subscribes to the channels that fit patterns.", "2.0.0")},
    {"publish",
     3,
     Publish,
     kPubsub | kLoading | kStale | kFast | kMayReplicate,
     Acl::kNone,
     {},
     Docs("Sends a message to a channel's subscribers.", "2.0.0")},
    {"pubsub",
     -2,
     nullptr,
     0,
     Acl::kNone,
     {},
     Docs("Counts and lists subscriptions.", "2.8.0"),
     kPubsubCommands},
    {"punsubscribe",
     -1,
     Punsubscribe,
     kListen,
     Acl::kNone,
     {},
     Docs("Ends subscriptions to patterns.", "2.0.0")},
    {"spublish", 3, Spublish, kPubsub | kLoading | kStale | kFast | kMayReplicate, Acl::kNone,
     KeySpec::At(1, kNotKey), Docs("Sends a message to a shard channel's subscribers.", "7.0.0")},
    {"ssubscribe", -2, Ssubscribe, kListen, Acl::kNone, kShardKeys,
     Docs("Subscribes to shard channels.", "7.0.0")},
    {"subscribe", -2, Subscribe, kListen, Acl::kNone, {}, Docs("Subscribes to channels.", "2.0.0")},
    {"sunsubscribe", -1, Sunsubscribe, kListen, Acl::kNone, kShardKeys,
     Docs("Ends subscriptions to shard channels.", "7.0.0")},
    {"unsubscribe",
     -1,
     Unsubscribe,
     kListen,
     Acl::kNone,
     {},
     Docs("Ends subscriptions to channels.", "2.0.0")},
};

}  // namespace

std::span<const Command> PubSubCommands() {
  return kCommands;
}

}  // namespace trellis
