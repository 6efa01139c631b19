// Why writes are refused though the server is well: nobody would keep them.
//
// MISCONF after a background save has failed, while save points are set and stop-writes-on-bgsave-error
// is on: until one succeeds, PING says it as well, so that probes hear of it. NOREPLICAS while fewer
// replicas follow than min-replicas-to-write asks for, which is any number: there are none.
// Source: redis.conf's words on the two settings.
#pragma once

#include "core/base/result.h"
#include "core/command/services.h"

namespace trellis {

// Ok while writes are welcome.
Status WhyNoWrites(const Services& services);
// Ok, or the MISCONF alone.
Status WhyNotSaved(const Services& services);

}  // namespace trellis
