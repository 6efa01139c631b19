// Server events: which module listens to what, and telling them.
// Threads: whoever has the keyspace.
#pragma once

#include <cstdint>
#include <vector>

#include "modules/api_table.h"
#include "modules/module.h"

namespace trellis {

class ServerEvents {
 public:
  // The newest version of the struct that this server passes with the event; 0 if the event isn't known.
  static uint64_t KnownVersion(uint64_t event);
  // Whether the event has this subevent here.
  static bool Knows(uint64_t event, uint64_t subevent);

  // One callback for each module and event; null ends it.
  void Subscribe(Module& module, uint64_t event, RedisModuleEventCallback callback);
  void Unsubscribe(const Module& module);
  [[nodiscard]] bool HasListeners(uint64_t event) const { return (heard_ >> event & 1) != 0; }
  // Calls the listeners; `data` is the event's struct, or null. A module isn't told of itself (`about`).
  void Fire(uint64_t event, uint64_t subevent, void* data, const Module* about = nullptr);
  // Calls the one listener, if this module is one.
  void Tell(const Module& module, uint64_t event, uint64_t subevent);

 private:
  struct Listener {
    Module* module;
    uint64_t event;
    RedisModuleEventCallback callback;
    bool running = false;  // nobody is told of what happens while he is being told
  };
  void Erase(const Module& module, uint64_t event);
  void Call(const Listener& listener, uint64_t subevent, void* data);
  void Recount();

  std::vector<Listener> listeners_;
  uint64_t heard_ = 0;  // a bit for each event that has listeners
};

}  // namespace trellis
