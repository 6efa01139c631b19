// The parts of the server that a handler may use. Server, the composition root, owns them all.
#pragma once

namespace trellis {

class BlockedClients;
class ClientTable;
class CommandTable;
class Config;
class Dispatcher;
class EventLoop;
class Evictor;
class Extension;
class Info;
class Keyspace;
class LatencyMonitor;
class Monitors;
class PeerLinks;
class PubSub;
class Snapshot;
class SlowLog;
class Tracking;
class Watches;
class ServerControl;

struct Services {
  Keyspace* keyspace = nullptr;
  Config* config = nullptr;
  ClientTable* clients = nullptr;
  CommandTable* commands = nullptr;
  Dispatcher* dispatcher = nullptr;
  BlockedClients* blocked = nullptr;
  EventLoop* loop = nullptr;
  Evictor* evictor = nullptr;
  PubSub* pubsub = nullptr;
  Watches* watches = nullptr;
  Snapshot* snapshot = nullptr;
  SlowLog* slow_log = nullptr;
  Info* info = nullptr;
  Monitors* monitors = nullptr;
  PeerLinks* peer_links = nullptr;
  LatencyMonitor* latency = nullptr;
  Tracking* tracking = nullptr;
  ServerControl* control = nullptr;
  Extension* extension = nullptr;  // null: a server without modules
};

}  // namespace trellis
