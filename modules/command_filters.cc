#include "modules/command_filters.h"

#include <algorithm>
#include <utility>

RedisModuleCommandFilterCtx::RedisModuleCommandFilterCtx(trellis::Client& client,
                                                         std::span<const std::string_view> args)
    : client_(client) {
  args_.reserve(args.size());
  for (const std::string_view arg : args)
    args_.push_back(RedisModuleString::Create(arg));
}

RedisModuleCommandFilterCtx::~RedisModuleCommandFilterCtx() {
  for (RedisModuleString* arg : args_)
    arg->Release();
}

RedisModuleString* RedisModuleCommandFilterCtx::At(int pos) const {
  return pos < 0 || static_cast<size_t>(pos) >= args_.size() ? nullptr
                                                             : args_[static_cast<size_t>(pos)];
}

bool RedisModuleCommandFilterCtx::Insert(int pos, RedisModuleString* arg) {
  if (pos < 0 || static_cast<size_t>(pos) > args_.size()) return false;
  args_.insert(args_.begin() + pos, arg);
  changed_ = true;
  return true;
}

bool RedisModuleCommandFilterCtx::Replace(int pos, RedisModuleString* arg) {
  if (At(pos) == nullptr) return false;
  std::exchange(args_[static_cast<size_t>(pos)], arg)->Release();
  changed_ = true;
  return true;
}

bool RedisModuleCommandFilterCtx::Delete(int pos) {
  // A command without any word can't be run.
  if (At(pos) == nullptr || args_.size() == 1) return false;
  At(pos)->Release();
  args_.erase(args_.begin() + pos);
  changed_ = true;
  return true;
}

std::vector<std::string> RedisModuleCommandFilterCtx::Copies() const {
  std::vector<std::string> copies;
  copies.reserve(args_.size());
  for (const RedisModuleString* arg : args_)
    copies.emplace_back(arg->view());
  return copies;
}

namespace trellis {

RedisModuleCommandFilter* CommandFilters::Add(Module& module, RedisModuleCommandFilterFunc callback,
                                              int flags) {
  filters_.emplace_back(new RedisModuleCommandFilter{module, callback, flags});
  return filters_.back().get();
}

bool CommandFilters::Remove(const Module& module, const RedisModuleCommandFilter* filter) {
  return std::erase_if(filters_, [&](const auto& held) {
           return held.get() == filter && &held->module == &module;
         }) > 0;
}

size_t CommandFilters::CountOf(const Module& module) const {
  return static_cast<size_t>(
      std::count_if(filters_.begin(), filters_.end(),
                    [&](const auto& filter) { return &filter->module == &module; }));
}

bool CommandFilters::Apply(Client& client, std::span<const std::string_view> args,
                           const Module* caller, std::vector<std::string>& rewritten) const {
  RedisModuleCommandFilterCtx context(client, args);
  for (const auto& filter : filters_) {
    const bool own = caller == &filter->module;
    if (own && (filter->flags & REDISMODULE_CMDFILTER_NOSELF) != 0) continue;
    filter->callback(&context);
  }
  if (context.changed()) rewritten = context.Copies();
  return context.changed();
}

}  // namespace trellis
