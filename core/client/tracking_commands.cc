#include <fmt/core.h>

#include <algorithm>

#include "core/client/client_table.h"
#include "core/client/tracking.h"
#include "core/command/command_context.h"

namespace trellis {
namespace {

bool Overlap(std::string_view a, std::string_view b) {
  return a.starts_with(b) || b.starts_with(a);
}

Status OverlapError(std::string_view prefix, std::string_view which, std::string_view other) {
  return Status::Error(
      fmt::format("Prefix '{}' overlaps with {} prefix '{}'. Prefixes for a single client must not "
                  "overlap.",
                  prefix, which, other));
}

// A client hears of each key once, so none of its prefixes may begin with another.
Status CheckPrefixes(const std::vector<std::string>& given, const TrackingState* current) {
  for (size_t i = 0; i < given.size(); ++i) {
    if (current != nullptr) {
      for (const std::string& held : current->prefixes) {
        if (Overlap(given[i], held)) return OverlapError(given[i], "an existing", held);
      }
    }
    for (size_t k = i + 1; k < given.size(); ++k) {
      if (Overlap(given[i], given[k])) return OverlapError(given[i], "another provided", given[k]);
    }
  }
  return {};
}

// Reads [REDIRECT id] [PREFIX prefix ...] [BCAST] [OPTIN] [OPTOUT] [NOLOOP].
Status ParseOptions(CommandContext& ctx, TrackingState& out) {
  for (size_t i = 3; i < ctx.argc(); ++i) {
    const bool more = i + 1 < ctx.argc();
    if (ctx.ArgIs(i, "REDIRECT") && more) {
      if (out.redirect != 0) {
        return Status::Error("A client can only redirect to a single other client");
      }
      const Result<int64_t> id = ctx.IntegerArg(++i);
      if (!id) return id.error();
      if (ctx.services().clients->Find(static_cast<uint64_t>(*id)) == nullptr) {
        return Status::Error("The client ID you want redirect to does not exist");
      }
      out.redirect = static_cast<uint64_t>(*id);
    } else if (ctx.ArgIs(i, "PREFIX") && more) {
      out.prefixes.emplace_back(ctx.Arg(++i));
    } else if (ctx.ArgIs(i, "BCAST")) {
      out.broadcast = true;
    } else if (ctx.ArgIs(i, "OPTIN")) {
      out.opt_in = true;
    } else if (ctx.ArgIs(i, "OPTOUT")) {
      out.opt_out = true;
    } else if (ctx.ArgIs(i, "NOLOOP")) {
      out.no_loop = true;
    } else {
      return errors::kSyntax;
    }
  }
  return {};
}

Status CheckOptions(const TrackingState& options, const TrackingState* current) {
  if (!options.broadcast && !options.prefixes.empty()) {
    return Status::Error("PREFIX option requires BCAST mode to be enabled");
  }
  if (current != nullptr && current->broadcast != options.broadcast) {
    return Status::Error(
        "You can't switch BCAST mode on/off before disabling tracking for this client, and then "
        "re-enabling it with a different mode.");
  }
  if (options.broadcast && (options.opt_in || options.opt_out)) {
    return Status::Error("OPTIN and OPTOUT are not compatible with BCAST");
  }
  if (options.opt_in && options.opt_out) {
    return Status::Error("You can't specify both OPTIN mode and OPTOUT mode");
  }
  if (current != nullptr &&
      ((options.opt_in && current->opt_out) || (options.opt_out && current->opt_in))) {
    return Status::Error(
        "You can't switch OPTIN/OPTOUT mode before disabling tracking for this client, and then "
        "re-enabling it with a different mode.");
  }
  return CheckPrefixes(options.prefixes, current);
}

// -1 without tracking, 0 without redirection.
int64_t RedirectOf(const TrackingState* state) {
  return state == nullptr ? -1 : static_cast<int64_t>(state->redirect);
}

std::vector<std::string_view> FlagsOf(const TrackingState* state) {
  if (state == nullptr) return {"off"};
  std::vector<std::string_view> flags = {"on"};
  if (state->broadcast) flags.emplace_back("bcast");
  if (state->opt_in) flags.emplace_back("optin");
  if (state->opt_in && state->caching_given) flags.emplace_back("caching-yes");
  if (state->opt_out) flags.emplace_back("optout");
  if (state->opt_out && state->caching_given) flags.emplace_back("caching-no");
  if (state->no_loop) flags.emplace_back("noloop");
  if (state->broken_redirect) flags.emplace_back("broken_redirect");
  return flags;
}

}  // namespace

Status ClientTracking(CommandContext& ctx) {
  TrackingState options;
  if (Status status = ParseOptions(ctx, options); !status.ok()) return status;
  if (ctx.ArgIs(2, "ON")) {
    Status status = CheckOptions(options, ctx.client().tracking.get());
    if (!status.ok()) return status;
    ctx.services().tracking->Enable(ctx.client(), options);
  } else if (ctx.ArgIs(2, "OFF")) {
    ctx.services().tracking->Disable(ctx.client());
  } else {
    return errors::kSyntax;
  }
  return ctx.reply().Ok();
}

Status ClientCaching(CommandContext& ctx) {
  TrackingState* state = ctx.client().tracking.get();
  if (state == nullptr) {
    return Status::Error(
        "CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or "
        "OPTOUT mode enabled");
  }
  const bool yes = ctx.ArgIs(2, "YES");
  if (!yes && !ctx.ArgIs(2, "NO")) return errors::kSyntax;
  if (yes && !state->opt_in) {
    return Status::Error(
        "CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.");
  }
  if (!yes && !state->opt_out) {
    return Status::Error(
        "CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.");
  }
  state->caching_given = true;
  return ctx.reply().Ok();
}

Status ClientGetRedir(CommandContext& ctx) {
  return ctx.reply().Integer(RedirectOf(ctx.client().tracking.get()));
}

Status ClientTrackingInfo(CommandContext& ctx) {
  const TrackingState* state = ctx.client().tracking.get();
  const std::vector<std::string_view> flags = FlagsOf(state);
  (void)ctx.reply().Map(3);
  (void)ctx.reply().Bulk("flags");
  (void)ctx.reply().Set(flags.size());
  for (const std::string_view flag : flags)
    (void)ctx.reply().Bulk(flag);
  (void)ctx.reply().Bulk("redirect");
  (void)ctx.reply().Integer(RedirectOf(state));
  (void)ctx.reply().Bulk("prefixes");
  std::vector<std::string> prefixes;
  if (state != nullptr) prefixes = state->prefixes;
  std::sort(prefixes.begin(), prefixes.end());
  (void)ctx.reply().Array(prefixes.size());
  for (const std::string& prefix : prefixes)
    (void)ctx.reply().Bulk(prefix);
  return {};
}

}  // namespace trellis
