// The key type graphdata: how a graph is saved, loaded, copied and counted.
//
// Encoding 512 (the peer's own are below 20; it refuses ours, and we refuse its):
//   name
//   labels, types, property keys     each: count, names
//   freed node ids                   count, ids; the next to be taken last
//   nodes                            count; each: id, label count, label ids, properties
//   freed relationship ids           count, ids
//   relationships                    count; each: id, type, source, target, properties
//   indexes                          count; each: 0 node or 1 relationship, label or type, property key
// Properties are a count and (key, value) pairs; a value is its tag (kSaved... in graph_type.cc) and its
// content. Entities come in ascending order of id.
#pragma once

#include "module_api/cpp/registrar.h"

namespace graph {

inline constexpr int kGraphEncoding = 512;

void AddGraphType(trellis::Registrar& registrar);

}  // namespace graph
