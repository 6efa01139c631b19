// A module that uses of the SDK whatever a stranger would: for tests/kit/run, built against the installed kit.
//
//   JOBS.PUSH queue payload [PRIORITY low|normal|high] [ID id] [TAG tag]...   the job's id
//   JOBS.POP queue timeout_ms    the best job, waiting for it if need be: [id, payload, {tag: n}]
//   JOBS.FIND queue word         how many payloads have the word, counted on a thread; `throw` throws there
//   JOBS.MIRROR queue hash       copies the payloads into a hash, by id
#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>

#include "module_api/cpp/trellis_module.h"

namespace {

using trellis::Arguments, trellis::CommandContext, trellis::Context, trellis::Result,
    trellis::Status;

enum class Priority : uint8_t {
  kLow,
  kNormal,
  kHigh
};
struct Job {
  uint64_t id = 0;
  Priority priority = Priority::kNormal;
  std::string payload;
  std::map<std::string, int64_t> tags;
  auto Fields() { return std::tie(id, priority, payload, tags); }
};
struct Queue {
  std::vector<Job> jobs;  // by their ids
  auto Fields() { return std::tie(jobs); }
};

std::atomic<int64_t> max_jobs;
std::atomic<bool> trace;
Priority standard_priority;
uint64_t pushed = 0;
uint64_t deleted = 0;
uint64_t applied = 0;

void Rewrite(trellis::AofWriter& aof, RedisModuleString* key, const Queue& queue) {
  constexpr const char* kNames[] = {"low", "normal", "high"};
  for (const Job& job : queue.jobs) {
    std::vector<trellis::String> owned;
    std::vector<RedisModuleString*> tags;
    for (const auto& [tag, count] : job.tags) {
      for (int64_t i = 0; i < count; i++) {
        for (const std::string_view word : {std::string_view("TAG"), std::string_view(tag)})
          tags.push_back(owned.emplace_back(word).get());
      }
    }
    aof.Emit("JOBS.PUSH", key, job.payload, "PRIORITY", kNames[static_cast<int>(job.priority)],
             "ID", job.id, std::span<RedisModuleString* const>(tags));
  }
}
constexpr auto kQueueType = trellis::TypeOfFields<Queue>("jobsqueue", 1, Rewrite);

Status Push(CommandContext& ctx) {
  Arguments args(ctx, 1);
  RedisModuleString* name = args.HostString();
  Job job{.payload = std::string(args.Word())};
  job.priority = standard_priority;
  while (args.more()) {
    if (args.Take("PRIORITY")) {
      job.priority = static_cast<Priority>(args.Choice({"LOW", "NORMAL", "HIGH"}));
    } else if (args.Take("ID")) {
      job.id = static_cast<uint64_t>(args.Integer(1));
    } else if (args.Take("TAG")) {
      job.tags[std::string(args.Word())]++;
    } else {
      return trellis::errors::kSyntax;
    }
  }
  if (!args.ok()) return args.error();
  trellis::Key key = ctx.OpenWrite(name);
  const Result<Queue*> found = key.Get<Queue>();
  if (!found) return found.error();
  Queue* queue = *found != nullptr ? *found : key.Set(std::make_unique<Queue>());
  if (static_cast<int64_t>(queue->jobs.size()) >= max_jobs)
    return Status::Error("ERR the queue is full");
  const uint64_t last_id = queue->jobs.empty() ? 0 : queue->jobs.back().id;
  if (job.id == 0) job.id = last_id + 1;
  if (job.id <= last_id) return Status::Error("ERR ids ascend");
  const uint64_t id = job.id;
  queue->jobs.push_back(std::move(job));
  pushed++;
  ctx.ReplicateVerbatim();
  ctx.Notify(REDISMODULE_NOTIFY_MODULE, "jobs.push", name);
  ctx.SignalKeyReady(name);
  return ctx.reply().Integer(static_cast<long long>(id));
}

void ReplyJob(Context& ctx, const Job& job) {
  ctx.reply().Array(3);
  ctx.reply().Integer(static_cast<long long>(job.id));
  ctx.reply().Bulk(job.payload);
  ctx.reply().Map(job.tags.size());
  for (const auto& [tag, count] : job.tags) {
    ctx.reply().Bulk(tag);
    ctx.reply().Integer(count);
  }
}
Result<bool> TryPop(CommandContext& ctx, RedisModuleString* name) {
  trellis::Key key = ctx.OpenWrite(name);
  const Result<Queue*> found = key.Get<Queue>();
  if (!found) return found.error();
  if (*found == nullptr || (*found)->jobs.empty()) return false;
  auto& jobs = (*found)->jobs;
  const auto best = std::max_element(
      jobs.begin(), jobs.end(), [](const Job& a, const Job& b) { return a.priority < b.priority; });
  ReplyJob(ctx, *best);
  jobs.erase(best);
  if (jobs.empty()) key.Delete();
  ctx.Replicate("JOBS.POP", name, 0);
  return true;
}
Status PopTimeout(CommandContext& ctx) {
  return ctx.reply().NullArray();
}
Status Pop(CommandContext& ctx) {
  Arguments args(ctx, 1);
  RedisModuleString* name = args.HostString();
  const int64_t timeout_ms = args.Integer(0);
  if (!args.ok()) return args.error();
  return trellis::WaitForKey<TryPop, PopTimeout>(ctx, name, timeout_ms);
}
trellis::WorkerPool& Pool() {
  static trellis::WorkerPool pool(2);
  return pool;
}
Status ReplyCount(CommandContext& ctx, const int64_t& count) {
  return ctx.reply().Integer(count);
}
Status Find(CommandContext& ctx) {
  trellis::Key key = ctx.OpenRead(ctx.Arg(1));
  const Result<Queue*> found = key.Get<Queue>();
  if (!found) return found.error();
  if (*found == nullptr) return ctx.reply().Integer(0);
  auto count_in = [queue = **found, word = std::string(ctx.Arg(2))](
                      const trellis::StopToken& stop) -> Result<int64_t> {
    int64_t count = 0;
    for (const Job& job : queue.jobs) {
      if (stop.requested()) return Status::Error("ERR stopped");
      if (word == "throw") throw std::runtime_error("as asked");
      if (job.payload.find(word) != std::string::npos) count++;
    }
    return count;
  };
  return trellis::ReplyLater<ReplyCount>(ctx, Pool(), 1000, std::move(count_in));
}
Status Mirror(CommandContext& ctx) {
  trellis::Key key = ctx.OpenRead(ctx.ArgString(1));
  const Result<Queue*> found = key.Get<Queue>();
  if (!found) return found.error();
  trellis::Key hash = ctx.OpenWrite(ctx.ArgString(2));
  if (*found == nullptr) return ctx.reply().Null();
  for (const Job& job : (*found)->jobs)
    hash.SetHashField(std::to_string(job.id), job.payload);
  ctx.ReplicateVerbatim();
  return ctx.reply().Ok();
}

void OnKey(Context& ctx, const trellis::KeyspaceEvent& event) {
  if (event.name == "del") deleted++;
  if (trace) ctx.Log(trellis::LogLevel::kNotice, event.name);
}
void WriteInfo(trellis::InfoWriter& info) {
  if (!info.Section("stats")) return;
  info.Field("pushed", pushed);
  info.Field("deleted", deleted);
  info.Field("applied", applied);
  info.Field("trace", trace);
}
Status NeedsSpace(int64_t value) {
  return value % 10 == 0 ? Status::Ok() : Status::Error("must be a multiple of 10");
}
Status Applied(Context& ctx) {
  applied++;
  ctx.Log(trellis::LogLevel::kNotice, "settings applied");
  return Status::Ok();
}
constexpr trellis::Setting<std::atomic<int64_t>> kMaxJobs = {.name = "max-jobs",
                                                             .value = &max_jobs,
                                                             .standard = 1000,
                                                             .min = 10,
                                                             .max = 100000,
                                                             .check = NeedsSpace,
                                                             .apply = Applied};
constexpr trellis::Setting<std::atomic<bool>> kTrace = {
    .name = "trace", .value = &trace, .standard = false, .apply = Applied};
constexpr trellis::SettingWord<Priority> kPriorities[] = {
    {"low", Priority::kLow}, {"normal", Priority::kNormal}, {"high", Priority::kHigh}};
enum Event : unsigned {
  kNone = 0,
  kPushes = 1,
  kPops = 2
};
std::atomic<Event> logged;
constexpr trellis::SettingWord<Event> kEvents[] = {
    {"none", kNone}, {"pushes", kPushes}, {"pops", kPops}};
constexpr trellis::Setting<std::atomic<Event>> kLogged = {.name = "logged",
                                                          .value = &logged,
                                                          .standard = kNone,
                                                          .words = kEvents,
                                                          .flags = trellis::kBits};
trellis::String banner;
constexpr trellis::Setting<trellis::String> kBanner = {
    .name = "banner", .value = &banner, .standard = "jobs!", .flags = trellis::kHidden};
size_t budget;
constexpr trellis::Setting<size_t> kBudget = {.name = "budget",
                                              .value = &budget,
                                              .standard = 1 << 20,
                                              .max = size_t{1} << 40,
                                              .flags = trellis::kMemoryUnits};
constexpr trellis::Setting<Priority> kPriority = {.name = "priority",
                                                  .value = &standard_priority,
                                                  .standard = Priority::kNormal,
                                                  .words = kPriorities,
                                                  .flags = trellis::kImmutable};

constexpr trellis::Command kCommands[] = {
    {.name = "jobs.push",
     .arity = -3,
     .handler = Push,
     .flags = trellis::kWrite | trellis::kDenyOom,
     .keys = trellis::KeyAt(1),
     .summary = "Adds a job."},
    {.name = "jobs.pop",
     .arity = 3,
     .handler = Pop,
     .flags = trellis::kWrite | trellis::kBlocking,
     .keys = trellis::KeyAt(1)},
    {.name = "jobs.find",
     .arity = 3,
     .handler = Find,
     .flags = trellis::kReadonly,
     .keys = trellis::KeyAt(1)},
    {.name = "jobs.mirror",
     .arity = 3,
     .handler = Mirror,
     .flags = trellis::kWrite,
     .keys = trellis::KeysFrom(1)},
};
Status Register(trellis::Registrar& registrar) {
  registrar.Add<kQueueType, kCommands, kMaxJobs, kTrace, kPriority, kLogged, kBanner, kBudget>();
  registrar.AddInfo<WriteInfo>();
  registrar.OnKeyspaceEvent<OnKey>(REDISMODULE_NOTIFY_GENERIC | REDISMODULE_NOTIFY_MODULE);
  return registrar.Done();
}

}  // namespace

TRELLIS_MODULE("jobs", 1, Register)
