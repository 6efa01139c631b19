// Keyspace notifications, and messages to channels.
#include <memory>

#include "core/config/config.h"
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
      static_cast<uint32_t>(types), [module, callback, last = std::make_shared<LastKey>()](
                                        int db, const KeyEvent& event, std::string_view key) {
        trellis::ContextScope context(*module, db);
        RedisModuleString* name = RedisModuleString::Create(key);
        callback(context.get(), static_cast<int>(event.event_class), event.name, name);
        last->Hold(name);
      });
  module->undo.emplace_back([id] { Host().RemoveKeyListener(id); });
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
