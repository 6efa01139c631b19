#include "graph/store/adjacency.h"

#include <algorithm>

namespace graph {

namespace {

auto RunOf(auto& runs, TypeId type) {
  return std::lower_bound(runs.begin(), runs.end(), type,
                          [](const Adjacency::Run& run, TypeId id) { return run.type < id; });
}

}  // namespace

void Adjacency::Insert(TypeId type, Link link) {
  if (runs_ == nullptr) runs_ = std::make_unique<std::vector<Run>>();
  auto run = RunOf(*runs_, type);
  if (run == runs_->end() || run->type != type) run = runs_->insert(run, Run{type, {}});
  std::vector<Link>& links = run->links;
  if (links.empty() || links.back() < link) {
    links.push_back(link);
  } else {
    links.insert(std::upper_bound(links.begin(), links.end(), link), link);
  }
}

void Adjacency::Erase(TypeId type, Link link) {
  const auto run = RunOf(*runs_, type);
  run->links.erase(std::lower_bound(run->links.begin(), run->links.end(), link));
  if (run->links.empty()) runs_->erase(run);
  if (runs_->empty()) runs_.reset();
}

std::span<const Link> Adjacency::Links(TypeId type) const {
  if (runs_ == nullptr) return {};
  const auto run = RunOf(*runs_, type);
  if (run == runs_->end() || run->type != type) return {};
  return run->links;
}

size_t Adjacency::size() const {
  size_t links = 0;
  for (const Run& run : runs())
    links += run.links.size();
  return links;
}

size_t Adjacency::MemoryBytes() const {
  if (runs_ == nullptr) return 0;
  size_t bytes = sizeof(std::vector<Run>) + runs_->capacity() * sizeof(Run);
  for (const Run& run : *runs_)
    bytes += run.links.capacity() * sizeof(Link);
  return bytes;
}

std::span<const Link> LinksTo(std::span<const Link> links, NodeId neighbour) {
  const auto begin =
      std::lower_bound(links.begin(), links.end(), neighbour,
                       [](const Link& link, NodeId wanted) { return link.neighbour < wanted; });
  const auto end =
      std::upper_bound(begin, links.end(), neighbour,
                       [](NodeId wanted, const Link& link) { return wanted < link.neighbour; });
  return {begin, end};
}

}  // namespace graph
