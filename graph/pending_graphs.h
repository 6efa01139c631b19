// Graphs that a file holds in several keys, while the file is being loaded.
//
// Each part goes into one GraphLoader, whatever the order; with the last part the graph is put where its
// own key's value waits for it. When loading ends, the keys that held the other parts are deleted.
//
// Threads: the main thread loads; Forget may be called on any, since values are freed on any.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "module_api/cpp/context.h"

#include "graph/saved/saved_graph.h"
#include "graph/stored_graph.h"

namespace graph {

class PendingGraphs {
 public:
  // Reads one key, where a file may have several of a graph. `stored`: the value of the graph's own key,
  // still without content; null for one of its other keys.
  void ReadPart(trellis::Reader& in, StoredGraph* stored);
  // `stored` is being freed before it was complete.
  void Forget(const StoredGraph* stored);
  // False if a graph lacks a part; the log says which.
  bool AllComplete();

  void OnLoadingEvent(trellis::Context& ctx, uint64_t subevent);

 private:
  struct Pending {
    GraphLoader loader;
    StoredGraph* stored = nullptr;
  };
  void Complete(trellis::Reader& in, Pending& pending);

  std::mutex mutex_;
  bool loading_ = false;
  // By name: databases follow each other in a file, so graphs of the same name never wait together.
  std::map<std::string, Pending> pending_;
  std::vector<std::string> part_keys_;  // names of keys other than the graphs' own, in any database
};

}  // namespace graph
