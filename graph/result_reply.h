// The reply of GRAPH.QUERY: header, rows, statistics, in the verbose or the compact form.
#pragma once

#include "module_api/cpp/reply.h"

#include "graph/query_run.h"

namespace graph {

void ReplyWithResult(trellis::Reply& reply, const QueryRun& run, bool compact, bool cached,
                     double milliseconds);

}  // namespace graph
