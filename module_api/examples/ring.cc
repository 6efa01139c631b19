// A module in C++ with a data type of its own: the last N values of something.
//
//   RING.PUSH key capacity value    appends; beyond `capacity` values the oldest goes. The new length
//   RING.VALUES key                 the values, oldest first
//
// Values are saved, copied, replicated and counted like those of any type.
#include <deque>
#include <string>

#include "module_api/cpp/trellis_module.h"

namespace {

using trellis::CommandContext, trellis::Result, trellis::Status;

constexpr uint64_t kLargestCapacity = 1'000'000;
constexpr trellis::ErrorReply kBadCapacity{"ERR capacity must be between 1 and 1000000"};

struct Ring {
  uint64_t capacity = 1;
  std::deque<std::string> values;  // never more than capacity
};

// RDB, encoding 1: capacity, number of values, the values.
void Save(trellis::Writer& writer, const Ring& ring) {
  writer.SaveUnsigned(ring.capacity);
  writer.SaveUnsigned(ring.values.size());
  for (const std::string& value : ring.values)
    writer.SaveString(value);
}

std::unique_ptr<Ring> Load(trellis::Reader& reader, int /*encoding*/) {
  auto ring = std::make_unique<Ring>();
  ring->capacity = reader.LoadCount(kLargestCapacity);
  const uint64_t size = reader.LoadCount(ring->capacity);
  for (uint64_t i = 0; i < size && reader.ok(); i++)
    ring->values.push_back(reader.LoadString());
  return ring;
}

void Rewrite(trellis::AofWriter& aof, RedisModuleString* key, const Ring& ring) {
  for (const std::string& value : ring.values)
    aof.Emit("RING.PUSH", key, ring.capacity, value);
}

size_t MemoryBytes(const Ring& ring) {
  size_t bytes = sizeof(ring) + trellis::HeapBytes(ring.values);
  for (const std::string& value : ring.values)
    bytes += trellis::HeapBytes(value);
  return bytes;
}

// Values saved here must load for ever: raise `encoding`, and keep the old branch in Load.
constexpr trellis::Type<Ring> kRingType = {
    .name = "ringvalue",
    .encoding = 1,
    .save = Save,
    .load = Load,
    .rewrite = Rewrite,
    .memory_bytes = MemoryBytes,
};  // free and copy default to the destructor and the copy constructor

Status Push(CommandContext& ctx) {
  const Result<int64_t> capacity = ctx.IntegerArg(2);
  if (!capacity || *capacity < 1 || *capacity > int64_t{kLargestCapacity}) return kBadCapacity;
  trellis::Key key = ctx.OpenWrite(ctx.ArgString(1));
  Result<Ring*> found = key.Get<Ring>();
  if (!found) return found.error();
  Ring* ring = *found != nullptr ? *found : key.Set(std::make_unique<Ring>());
  ring->capacity = static_cast<uint64_t>(*capacity);
  ring->values.emplace_back(ctx.Arg(3));
  while (ring->values.size() > ring->capacity)
    ring->values.pop_front();
  ctx.ReplicateVerbatim();
  ctx.Notify(REDISMODULE_NOTIFY_MODULE, "ring.push", ctx.ArgString(1));
  return ctx.reply().Integer(static_cast<long long>(ring->values.size()));
}

Status Values(CommandContext& ctx) {
  const trellis::Key key = ctx.OpenRead(ctx.ArgString(1));
  Result<Ring*> ring = key.Get<Ring>();
  if (!ring) return ring.error();
  if (*ring == nullptr) return ctx.reply().Array(0);
  const auto array = ctx.reply().OpenArray();
  for (const std::string& value : (*ring)->values)
    ctx.reply().Bulk(value);
  return Status::Ok();
}

constexpr trellis::Command kCommands[] = {
    {.name = "ring.push",
     .arity = 4,
     .handler = Push,
     .flags = trellis::kWrite | trellis::kDenyOom | trellis::kFast,
     .keys = trellis::KeyAt(1),
     .summary = "Appends a value to a ring, creating it if needed."},
    {.name = "ring.values",
     .arity = 2,
     .handler = Values,
     .flags = trellis::kReadonly,
     .keys = trellis::KeyAt(1),
     .summary = "Returns the values of a ring, oldest first."},
};

Status LoadRing(trellis::Registrar& registrar) {
  registrar.Add<kRingType>();
  registrar.Add<kCommands>();
  return registrar.Done();
}

}  // namespace

TRELLIS_MODULE("ring", 1, LoadRing)
