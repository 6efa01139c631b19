#include "core/command/pop_request.h"

namespace trellis {
namespace {

// `at` is the place of numkeys among the arguments.
Result<PopRequest> ParsePopRequest(const CommandContext& ctx, size_t at, const PopEnds& ends) {
  const std::optional<int64_t> keys = ParseInt64(ctx.Arg(at));
  if (!keys || *keys <= 0) return Status::Error("numkeys should be greater than 0");
  const size_t behind = ctx.argc() - at - 1;
  if (static_cast<uint64_t>(*keys) >= behind) return errors::kSyntax;
  const size_t end_at = at + 1 + static_cast<size_t>(*keys);
  const bool first = ctx.ArgIs(end_at, ends.first);
  if (!first && !ctx.ArgIs(end_at, ends.second)) return errors::kSyntax;
  PopRequest request{ctx.args().subspan(at + 1, static_cast<size_t>(*keys)), first, 1};
  if (end_at + 1 == ctx.argc()) return request;
  if (!ctx.ArgIs(end_at + 1, "COUNT") || end_at + 3 != ctx.argc()) return errors::kSyntax;
  const std::optional<int64_t> count = ParseInt64(ctx.Arg(end_at + 2));
  if (!count || *count <= 0) return Status::Error("count should be greater than 0");
  request.count = static_cast<size_t>(*count);
  return request;
}

}  // namespace

Status PopFromKeys(CommandContext& ctx, const PopEnds& ends, PopFromFirst pop) {
  const Result<PopRequest> request = ParsePopRequest(ctx, 1, ends);
  if (!request) return request.error();
  const Result<bool> popped = pop(ctx, *request);
  if (!popped) return popped.error();
  return *popped ? Status::Ok() : ctx.reply().NullArray();
}

Status PopFromKeysOrWait(CommandContext& ctx, const PopEnds& ends, PopFromFirst pop) {
  const Result<int64_t> timeout_ms = ctx.TimeoutArg(1);
  if (!timeout_ms) return timeout_ms.error();
  const Result<PopRequest> request = ParsePopRequest(ctx, 2, ends);
  if (!request) return request.error();
  const Result<bool> popped = pop(ctx, *request);
  if (!popped) return popped.error();
  if (*popped) return {};
  return ctx.BlockOnKeys(request->keys, *timeout_ms, OnTimeout::kNullArray);
}

}  // namespace trellis
