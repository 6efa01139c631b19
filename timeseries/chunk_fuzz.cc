// A chunk from any bytes is refused or behaves: it decodes to what it claims, ascending, survives
// a late sample, and encodes back to the same samples.
#include <cstdlib>
#include <cstring>

#include "timeseries/chunk.h"

namespace {

using trellis::timeseries::Chunk;
using trellis::timeseries::DuplicatePolicy;
using trellis::timeseries::Sample;

void Verify(Chunk chunk) {
  std::vector<Sample> samples;
  chunk.Decode(samples);
  if (samples.size() != chunk.count()) std::abort();
  Chunk again(chunk.encoding(), chunk.size_bytes() + 64);
  for (size_t i = 0; i < samples.size(); ++i) {
    if (i > 0 && samples[i].timestamp <= samples[i - 1].timestamp) std::abort();
    again.Append(samples[i]);
  }
  chunk.Upsert({samples.empty() ? 1 : samples.front().timestamp / 2, 1.5}, DuplicatePolicy::kLast);
  chunk.EraseRange(samples.size() / 2, samples.size() * 1000);
  chunk.SplitUpperHalf();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  struct Header {
    Sample first;
    uint64_t count;
    uint64_t bits;
  } header;
  if (size < sizeof header) return 0;
  std::memcpy(&header, data, sizeof header);
  const std::span<const char> body(reinterpret_cast<const char*>(data) + sizeof header,
                                   size - sizeof header);
  // Small numbers are what the body can hold: without this the fuzzer rarely gets through.
  header.count &= 0x3ff;
  header.bits &= 0xffff;
  if (auto chunk = Chunk::FromStream(body, header.first, header.count, header.bits)) {
    Verify(std::move(*chunk));
  }
  if (auto chunk = Chunk::FromSamples(body, header.count)) Verify(std::move(*chunk));
  return 0;
}
