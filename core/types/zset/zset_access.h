// What the commands over sorted sets share: scores in arguments, pairs in replies, results under keys.
#pragma once

#include <string_view>

#include "core/command/command_context.h"
#include "core/types/zset/zset.h"

namespace trellis {

inline constexpr ErrorReply kScoreIsNan{"ERR", "resulting score is not a number (NaN)"};

// How a reply of members shows scores: not at all, or each behind its member; as an array of pairs if
// the protocol is RESP3.
class MemberReply {
 public:
  MemberReply(ReplyWriter& reply, bool with_scores)
      : reply_(reply), with_scores_(with_scores), nested_(with_scores && reply.protocol() == 3) {}

  void Begin(size_t members) {
    (void)reply_.Array(with_scores_ && !nested_ ? members * 2 : members);
  }
  void Add(const PackedElement& member, double score) {
    if (nested_) (void)reply_.Array(2);
    (void)reply_.Element(member);
    if (with_scores_) (void)reply_.Double(score);
  }

 private:
  ReplyWriter& reply_;
  bool with_scores_;
  bool nested_;
};

// Puts the result under the key, or removes the key if the result is empty; replies with its size.
Status StoreResult(CommandContext& ctx, std::string_view key, Zset result, const KeyEvent& event);

}  // namespace trellis
