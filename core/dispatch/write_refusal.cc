#include "core/dispatch/write_refusal.h"

#include "core/config/config.h"
#include "core/dispatch/dispatch.h"

namespace trellis {
namespace {

constexpr ErrorReply kNotSaved{
    "MISCONF",
    "Redis is configured to save RDB snapshots, but it's currently unable to persist to disk. "
    "Commands that may modify the data set are disabled, because this instance is configured to "
    "report errors during writes if RDB snapshotting fails (stop-writes-on-bgsave-error option). "
    "Please check the Redis logs for details about the RDB error."};
constexpr ErrorReply kNoReplicas{"NOREPLICAS", "Not enough good replicas to write."};

}  // namespace

Status WhyNotSaved(const Services& services) {
  if (!services.dispatcher->save_failed()) return {};
  const Config& config = *services.config;
  const bool stops = config.flag(Directive::kStopWritesOnBgsaveError);
  if (stops && !config.save_points().empty()) return kNotSaved;
  return {};
}

Status WhyNoWrites(const Services& services) {
  const Config& config = *services.config;
  if (Status why = WhyNotSaved(services); !why.ok()) return why;
  const bool counts = config.number(Directive::kMinReplicasMaxLag) > 0;
  if (counts && config.number(Directive::kMinReplicasToWrite) > 0) return kNoReplicas;
  return {};
}

}  // namespace trellis
