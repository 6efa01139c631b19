#include "graph/pending_graphs.h"

#include "module_api/cpp/log.h"

namespace graph {

namespace {

void Warn(const std::string& text) {
  trellis::Log(nullptr, trellis::LogLevel::kWarning, text);
}

void WarnOfKept(const Graph& graph) {
  const KeptDefinitions& kept = graph.kept();
  if (kept.indexes.empty() && kept.constraints.empty()) return;
  Warn("graph " + graph.name() + ": kept, but not served: full-text or vector indexes on " +
       std::to_string(kept.indexes.size()) + " labels or types; kept, but not enforced: " +
       std::to_string(kept.constraints.size()) + " constraints");
}

}  // namespace

void PendingGraphs::ReadPart(trellis::Reader& in, StoredGraph* stored) {
  SavedReader reader(in);
  const std::string name = reader.Text();
  const std::scoped_lock lock(mutex_);
  Pending& pending = pending_[name];
  pending.loader.AddPart(reader, name);
  const bool one_of_several = loading_ && pending.loader.parts() > 1;
  reader.Require(stored != nullptr || one_of_several, "graph: a part of a graph, not from a file");
  reader.Require(stored == nullptr || pending.loader.parts() == 1 || one_of_several,
                 "graph: a graph whose other keys are missing");
  reader.Require(stored == nullptr || pending.stored == nullptr, "graph: a graph comes twice");
  if (!in.ok()) {
    pending_.erase(name);
    return;
  }
  if (stored == nullptr) {
    part_keys_.emplace_back(in.key_name());
  } else {
    pending.stored = stored;
    stored->awaits_parts = true;
  }
  if (pending.loader.parts_left() > 0) return;
  Complete(in, pending);
  pending_.erase(name);
}

void PendingGraphs::Complete(trellis::Reader& in, Pending& pending) {
  std::unique_ptr<Graph> graph = pending.loader.Finish(in);
  if (graph == nullptr) return;
  WarnOfKept(*graph);
  if (pending.stored == nullptr) return;  // its key came first, and had expired
  pending.stored->graph = std::move(graph);
  pending.stored->awaits_parts = false;
}

void PendingGraphs::Forget(const StoredGraph* stored) {
  const std::scoped_lock lock(mutex_);
  for (auto& [name, pending] : pending_) {
    if (pending.stored == stored) pending.stored = nullptr;
  }
}

bool PendingGraphs::AllComplete() {
  const std::scoped_lock lock(mutex_);
  for (const auto& [name, pending] : pending_) {
    Warn("graph " + name + ": " + std::to_string(pending.loader.parts_left()) + " of its " +
         std::to_string(pending.loader.parts()) + " keys are missing");
  }
  return pending_.empty();
}

void PendingGraphs::OnLoadingEvent(trellis::Context& ctx, uint64_t subevent) {
  const bool over = subevent == REDISMODULE_SUBEVENT_LOADING_ENDED ||
                    subevent == REDISMODULE_SUBEVENT_LOADING_FAILED;
  std::vector<std::string> part_keys;
  if (over) AllComplete();
  {
    const std::scoped_lock lock(mutex_);
    loading_ = !over;
    pending_.clear();
    part_keys.swap(part_keys_);
  }
  if (subevent != REDISMODULE_SUBEVENT_LOADING_ENDED) return;
  const int selected = ctx.selected_db();
  for (int db = 0; !part_keys.empty() && ctx.SelectDb(db); ++db) {
    for (const std::string& name : part_keys) {
      trellis::Key key = ctx.OpenWrite(name);
      if (key.Holds<GraphPart>()) key.Delete();
    }
  }
  ctx.SelectDb(selected);
}

}  // namespace graph
