// A series as an RDB value, in RedisTimeSeries' encoding 8, so that dumps and DUMP payloads go both
// ways. u: unsigned, d: double, s: string.
//
//   s key   u retention   u chunk bytes   u options (1 uncompressed, 2 compressed)
//   u last timestamp   d last value   u samples   u duplicate policy
//   u has a source [s source key]   u ignored time difference   d ignored value difference
//   u labels, for each: s name   s value
//   u rules, for each: s destination   u bucket   u alignment   u aggregator
//                      u start of the open bucket, 2^64-1 if none   the aggregator's own numbers
//   u chunks, for each:
//     compressed     u bytes   u samples   u bits   u first value (bits)   u first timestamp
//                    u last timestamp   u last delta   u last value (bits)   u leading   u trailing
//                    s bytes
//     uncompressed   u first timestamp   u samples   u bytes   s bytes: 16 a sample
//
// The aggregators' numbers: sum, count, last  d.  first  d value, u 1 while it has none.
//   min, max, range  d max, d min.  avg  d sum, d count, u overflown.
//   std, var  d sum, d sum of squares, u count.
//   twa  d area, u previous timestamp, d previous value, u bucket start, u bucket end,
//        u first, u last, u 1 while nothing was before it, u samples, u 0
#pragma once

#include <memory>
#include <string_view>

#include "module_api/cpp/rdb_stream.h"

#include "timeseries/series.h"

namespace trellis::timeseries {

inline constexpr int kSeriesEncoding = 8;

// `with_links`: also its place in compactions, which a DUMP payload leaves out.
void SaveSeries(Writer& writer, std::string_view key, const Series& series, bool with_links);

// Null for anything that is not a series to the last bit.
std::unique_ptr<Series> LoadSeries(Reader& reader, int encoding);

}  // namespace trellis::timeseries
