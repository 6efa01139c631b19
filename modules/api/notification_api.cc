// Keyspace notifications, and messages to channels.
#include <algorithm>
#include <memory>

#include "core/command/server_control.h"
#include "core/config/config.h"
#include "core/dispatch/dispatch.h"
#include "core/keyspace/notify.h"
#include "core/pubsub/channels.h"
#include "modules/api_table.h"
#include "modules/host.h"
#include "modules/module_context.h"
#include "modules/module_string.h"

using trellis::Host;
using trellis::KeyEvent;
using trellis::Module;

namespace {

// Holds the key of a listener's last event until it has heard the next one: RediSearch remembers
// rename_from's key without retaining it, and reads it when rename_to follows.
class LastKey {
 public:
  LastKey() = default;
  LastKey(const LastKey&) = delete;
  LastKey& operator=(const LastKey&) = delete;
  ~LastKey() { Hold(nullptr); }

  void Hold(RedisModuleString* key) {
    if (key_ != nullptr) key_->Release();
    key_ = key;
  }

 private:
  RedisModuleString* key_ = nullptr;
};

}  // namespace

extern "C" {

int RM_SubscribeToKeyspaceEvents(RedisModuleCtx* ctx, int types,
                                 RedisModuleNotificationFunc callback) {
  Module* module = ctx->module;
  if (module == nullptr) return REDISMODULE_ERR;
  const uint64_t id = Host().AddKeyListener(
      static_cast<uint32_t>(types),
      [module, callback, last = std::make_shared<LastKey>()](int db, const KeyEvent& event,
                                                             std::string_view key) {
        trellis::ContextScope context(*module, db);
        RedisModuleString* name = RedisModuleString::Create(key);
        callback(context.get(), static_cast<int>(event.event_class), event.name, name);
        last->Hold(name);
      },
      module);
  module->undo.emplace_back([id] { Host().RemoveKeyListener(id); });
  module->key_subscriptions.push_back({static_cast<uint32_t>(types), callback, id});
  return REDISMODULE_OK;
}

int RM_UnsubscribeFromKeyspaceEvents(RedisModuleCtx* ctx, int types,
                                     RedisModuleNotificationFunc callback) {
  if (ctx->module == nullptr) return REDISMODULE_ERR;
  // All that are the same.
  const size_t gone = std::erase_if(ctx->module->key_subscriptions, [&](const auto& subscription) {
    const bool same =
        subscription.classes == static_cast<uint32_t>(types) && subscription.callback == callback;
    if (same) Host().RemoveKeyListener(subscription.id);
    return same;
  });
  return gone > 0 ? REDISMODULE_OK : REDISMODULE_ERR;
}

int RM_AddPostNotificationJob(RedisModuleCtx* ctx, RedisModulePostNotificationJobFunc callback,
                              void* privdata, void (*free_privdata)(void*)) {
  Module* module = ctx->module;
  if (module == nullptr) return REDISMODULE_ERR;
  // What is there so far is not all of the data, and what a job wrote might come again.
  if (Host().services().control->loading()) return REDISMODULE_ERR;
  const auto job = [module, alive = std::weak_ptr(module->alive), callback, privdata, free_privdata,
                    db = ctx->db()] {
    // The same transaction may have unloaded it.
    if (alive.expired()) return;
    {
      trellis::ContextScope context(*module, db);
      callback(context.get(), privdata);
    }
    if (free_privdata != nullptr) free_privdata(privdata);
  };
  // A key that dies of age may have no command that it is part of.
  if (!Host().services().dispatcher->AfterOutermost(job)) Host().RunOnMainThread(job);
  return REDISMODULE_OK;
}

int RM_NotifyKeyspaceEvent(RedisModuleCtx* ctx, int type, const char* event,
                           RedisModuleString* key) {
  if (ctx == nullptr || ctx->client == nullptr) return REDISMODULE_ERR;
  // Listeners remember the addresses of names, so each name gets one for ever.
  const KeyEvent known{static_cast<uint32_t>(type), Host().EventName(event)};
  Host().keyspace().Notify(ctx->db(), known, key->view());
  return REDISMODULE_OK;
}

int RM_GetNotifyKeyspaceEvents(void) {
  const std::string letters =
      Host().services().config->Show(trellis::Directive::kNotifyKeyspaceEvents);
  return static_cast<int>(trellis::ParseEventClasses(letters).value_or(0));
}

int RM_PublishMessage(RedisModuleCtx*, RedisModuleString* channel, RedisModuleString* message) {
  return static_cast<int>(
      Host().services().pubsub->Publish(channel->view(), message->view(), false));
}

int RM_PublishMessageShard(RedisModuleCtx*, RedisModuleString* channel,
                           RedisModuleString* message) {
  return static_cast<int>(
      Host().services().pubsub->Publish(channel->view(), message->view(), true));
}

}  // extern "C"
