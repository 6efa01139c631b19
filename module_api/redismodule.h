/* The module ABI: all that a module needs to include.
 *
 * A module is a shared object that exports RedisModule_OnLoad(ctx, argv, argc). The host calls it once;
 * the module calls RedisModule_Init first, which asks the host for the address of every function
 * declared here, then registers its commands and types and returns REDISMODULE_OK. Names, numbers
 * and layouts are Redis's: a module made with this header runs in Redis, Valkey and Trellis, and one
 * made with theirs runs here. Needs C11, or C++17.
 *
 * A function that the host hasn't got stays a null pointer: ask RMAPI_FUNC_SUPPORTED(RedisModule_X)
 * before calling what is newer than the oldest host that you serve. What each function does stands in
 * functions.def, by name. The parts between GENERATED lines are made from it by generate_header.py.
 *
 * The host includes this header with TRELLIS_MODULE_HOST defined, and gets constants and types only.
 */
#ifndef REDISMODULE_H
#define REDISMODULE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

/* ---- Results, key types, open modes ------------------------------------------------------------- */

#define REDISMODULE_OK  0
#define REDISMODULE_ERR 1

#define REDISMODULE_APIVER_1 1

/* What an authentication callback returns. */
#define REDISMODULE_AUTH_HANDLED     0
#define REDISMODULE_AUTH_NOT_HANDLED 1

#define REDISMODULE_KEYTYPE_EMPTY  0
#define REDISMODULE_KEYTYPE_STRING 1
#define REDISMODULE_KEYTYPE_LIST   2
#define REDISMODULE_KEYTYPE_HASH   3
#define REDISMODULE_KEYTYPE_SET    4
#define REDISMODULE_KEYTYPE_ZSET   5
#define REDISMODULE_KEYTYPE_MODULE 6
#define REDISMODULE_KEYTYPE_STREAM 7

/* OpenKey. READ of a missing key gives null, WRITE always a handle. */
#define REDISMODULE_READ                    (1 << 0)
#define REDISMODULE_WRITE                   (1 << 1)
#define REDISMODULE_OPEN_KEY_NOTOUCH        (1 << 16) /* leaves the LRU or LFU as it is */
#define REDISMODULE_OPEN_KEY_NONOTIFY       (1 << 17) /* no keymiss notification */
#define REDISMODULE_OPEN_KEY_NOSTATS        (1 << 18) /* no hit or miss counted */
#define REDISMODULE_OPEN_KEY_NOEXPIRE       (1 << 19) /* doesn't delete a key that has expired */
#define REDISMODULE_OPEN_KEY_NOEFFECTS      (1 << 20) /* none of the effects above */
#define REDISMODULE_OPEN_KEY_ACCESS_EXPIRED (1 << 21) /* opens a key that has expired */

#define REDISMODULE_LIST_HEAD 0
#define REDISMODULE_LIST_TAIL 1

#define REDISMODULE_NO_EXPIRE (-1)

#define REDISMODULE_ZADD_XX      (1 << 0)
#define REDISMODULE_ZADD_NX      (1 << 1)
#define REDISMODULE_ZADD_ADDED   (1 << 2)
#define REDISMODULE_ZADD_UPDATED (1 << 3)
#define REDISMODULE_ZADD_NOP     (1 << 4)
#define REDISMODULE_ZADD_GT      (1 << 5)
#define REDISMODULE_ZADD_LT      (1 << 6)

#define REDISMODULE_HASH_NONE      0
#define REDISMODULE_HASH_NX        (1 << 0)
#define REDISMODULE_HASH_XX        (1 << 1)
#define REDISMODULE_HASH_CFIELDS   (1 << 2) /* fields are C strings */
#define REDISMODULE_HASH_EXISTS    (1 << 3)
#define REDISMODULE_HASH_COUNT_ALL (1 << 4)
/* As a value of HashSet: delete the field. */
#define REDISMODULE_HASH_DELETE ((RedisModuleString*)(long)1)

#define REDISMODULE_STREAM_ADD_AUTOID         (1 << 0)
#define REDISMODULE_STREAM_ITERATOR_EXCLUSIVE (1 << 0)
#define REDISMODULE_STREAM_ITERATOR_REVERSE   (1 << 1)
#define REDISMODULE_STREAM_TRIM_APPROX        (1 << 0)

#define REDISMODULE_POSITIVE_INFINITE (1.0 / 0.0)
#define REDISMODULE_NEGATIVE_INFINITE (-1.0 / 0.0)

/* ---- Replies ------------------------------------------------------------------------------------ */

#define REDISMODULE_REPLY_UNKNOWN         (-1)
#define REDISMODULE_REPLY_STRING          0
#define REDISMODULE_REPLY_ERROR           1
#define REDISMODULE_REPLY_INTEGER         2
#define REDISMODULE_REPLY_ARRAY           3
#define REDISMODULE_REPLY_NULL            4
#define REDISMODULE_REPLY_MAP             5
#define REDISMODULE_REPLY_SET             6
#define REDISMODULE_REPLY_BOOL            7
#define REDISMODULE_REPLY_DOUBLE          8
#define REDISMODULE_REPLY_BIG_NUMBER      9
#define REDISMODULE_REPLY_VERBATIM_STRING 10
#define REDISMODULE_REPLY_ATTRIBUTE       11
#define REDISMODULE_REPLY_PROMISE         12

/* As the length of an array, map, set or attribute: told later, by ReplySet...Length. */
#define REDISMODULE_POSTPONED_LEN       (-1)
#define REDISMODULE_POSTPONED_ARRAY_LEN REDISMODULE_POSTPONED_LEN

#define REDISMODULE_ERRORMSG_WRONGTYPE \
  "WRONGTYPE Operation against a key holding the wrong kind of value"

/* ---- GetContextFlags ---------------------------------------------------------------------------- */

#define REDISMODULE_CTX_FLAGS_LUA                     (1 << 0)
#define REDISMODULE_CTX_FLAGS_MULTI                   (1 << 1)
#define REDISMODULE_CTX_FLAGS_MASTER                  (1 << 2)
#define REDISMODULE_CTX_FLAGS_SLAVE                   (1 << 3)
#define REDISMODULE_CTX_FLAGS_READONLY                (1 << 4)
#define REDISMODULE_CTX_FLAGS_CLUSTER                 (1 << 5)
#define REDISMODULE_CTX_FLAGS_AOF                     (1 << 6)
#define REDISMODULE_CTX_FLAGS_RDB                     (1 << 7)
#define REDISMODULE_CTX_FLAGS_MAXMEMORY               (1 << 8)
#define REDISMODULE_CTX_FLAGS_EVICT                   (1 << 9)
#define REDISMODULE_CTX_FLAGS_OOM                     (1 << 10)
#define REDISMODULE_CTX_FLAGS_OOM_WARNING             (1 << 11)
#define REDISMODULE_CTX_FLAGS_REPLICATED              (1 << 12)
#define REDISMODULE_CTX_FLAGS_LOADING                 (1 << 13)
#define REDISMODULE_CTX_FLAGS_REPLICA_IS_STALE        (1 << 14)
#define REDISMODULE_CTX_FLAGS_REPLICA_IS_CONNECTING   (1 << 15)
#define REDISMODULE_CTX_FLAGS_REPLICA_IS_TRANSFERRING (1 << 16)
#define REDISMODULE_CTX_FLAGS_REPLICA_IS_ONLINE       (1 << 17)
#define REDISMODULE_CTX_FLAGS_ACTIVE_CHILD            (1 << 18)
#define REDISMODULE_CTX_FLAGS_MULTI_DIRTY             (1 << 19)
#define REDISMODULE_CTX_FLAGS_IS_CHILD                (1 << 20)
#define REDISMODULE_CTX_FLAGS_DENY_BLOCKING           (1 << 21)
#define REDISMODULE_CTX_FLAGS_RESP3                   (1 << 22)
#define REDISMODULE_CTX_FLAGS_ASYNC_LOADING           (1 << 23)
#define REDISMODULE_CTX_FLAGS_SERVER_STARTUP          (1 << 24)
#define _REDISMODULE_CTX_FLAGS_NEXT                   (1 << 25)

/* ---- Keyspace notifications --------------------------------------------------------------------- */

#define REDISMODULE_NOTIFY_KEYSPACE (1 << 0)
#define REDISMODULE_NOTIFY_KEYEVENT (1 << 1)
#define REDISMODULE_NOTIFY_GENERIC  (1 << 2)
#define REDISMODULE_NOTIFY_STRING   (1 << 3)
#define REDISMODULE_NOTIFY_LIST     (1 << 4)
#define REDISMODULE_NOTIFY_SET      (1 << 5)
#define REDISMODULE_NOTIFY_HASH     (1 << 6)
#define REDISMODULE_NOTIFY_ZSET     (1 << 7)
#define REDISMODULE_NOTIFY_EXPIRED  (1 << 8)
#define REDISMODULE_NOTIFY_EVICTED  (1 << 9)
#define REDISMODULE_NOTIFY_STREAM   (1 << 10)
#define REDISMODULE_NOTIFY_KEY_MISS (1 << 11)
#define REDISMODULE_NOTIFY_LOADED   (1 << 12) /* to modules only: the key came from an RDB file */
#define REDISMODULE_NOTIFY_MODULE   (1 << 13)
#define REDISMODULE_NOTIFY_NEW      (1 << 14)
#define _REDISMODULE_NOTIFY_NEXT    (1 << 15)
/* KEY_MISS, LOADED and NEW come only to those who name them. */
#define REDISMODULE_NOTIFY_ALL                                                           \
  (REDISMODULE_NOTIFY_GENERIC | REDISMODULE_NOTIFY_STRING | REDISMODULE_NOTIFY_LIST |    \
   REDISMODULE_NOTIFY_SET | REDISMODULE_NOTIFY_HASH | REDISMODULE_NOTIFY_ZSET |          \
   REDISMODULE_NOTIFY_EXPIRED | REDISMODULE_NOTIFY_EVICTED | REDISMODULE_NOTIFY_STREAM | \
   REDISMODULE_NOTIFY_MODULE)

/* ---- Commands, clients, options ----------------------------------------------------------------- */

#define REDISMODULE_CMD_KEY_RO             (1ULL << 0)
#define REDISMODULE_CMD_KEY_RW             (1ULL << 1)
#define REDISMODULE_CMD_KEY_OW             (1ULL << 2)
#define REDISMODULE_CMD_KEY_RM             (1ULL << 3)
#define REDISMODULE_CMD_KEY_ACCESS         (1ULL << 4)
#define REDISMODULE_CMD_KEY_UPDATE         (1ULL << 5)
#define REDISMODULE_CMD_KEY_INSERT         (1ULL << 6)
#define REDISMODULE_CMD_KEY_DELETE         (1ULL << 7)
#define REDISMODULE_CMD_KEY_NOT_KEY        (1ULL << 8)
#define REDISMODULE_CMD_KEY_INCOMPLETE     (1ULL << 9)
#define REDISMODULE_CMD_KEY_VARIABLE_FLAGS (1ULL << 10)

#define REDISMODULE_CMD_CHANNEL_PATTERN     (1ULL << 0)
#define REDISMODULE_CMD_CHANNEL_PUBLISH     (1ULL << 1)
#define REDISMODULE_CMD_CHANNEL_SUBSCRIBE   (1ULL << 2)
#define REDISMODULE_CMD_CHANNEL_UNSUBSCRIBE (1ULL << 3)

#define REDISMODULE_CMD_ARG_NONE           0
#define REDISMODULE_CMD_ARG_OPTIONAL       (1 << 0)
#define REDISMODULE_CMD_ARG_MULTIPLE       (1 << 1)
#define REDISMODULE_CMD_ARG_MULTIPLE_TOKEN (1 << 2)

#define REDISMODULE_CLIENTINFO_FLAG_SSL        (1 << 0)
#define REDISMODULE_CLIENTINFO_FLAG_PUBSUB     (1 << 1)
#define REDISMODULE_CLIENTINFO_FLAG_BLOCKED    (1 << 2)
#define REDISMODULE_CLIENTINFO_FLAG_TRACKING   (1 << 3)
#define REDISMODULE_CLIENTINFO_FLAG_UNIXSOCKET (1 << 4)
#define REDISMODULE_CLIENTINFO_FLAG_MULTI      (1 << 5)

/* SetModuleOptions. Without HANDLE_IO_ERRORS a truncated value ends the process. */
#define REDISMODULE_OPTIONS_HANDLE_IO_ERRORS                    (1 << 0)
#define REDISMODULE_OPTION_NO_IMPLICIT_SIGNAL_MODIFIED          (1 << 1)
#define REDISMODULE_OPTIONS_HANDLE_REPL_ASYNC_LOAD              (1 << 2)
#define REDISMODULE_OPTIONS_ALLOW_NESTED_KEYSPACE_NOTIFICATIONS (1 << 3)
#define _REDISMODULE_OPTIONS_FLAGS_NEXT                         (1 << 4)

#define REDISMODULE_CONFIG_DEFAULT      0
#define REDISMODULE_CONFIG_IMMUTABLE    (1ULL << 0)
#define REDISMODULE_CONFIG_SENSITIVE    (1ULL << 1)
#define REDISMODULE_CONFIG_HIDDEN       (1ULL << 4)
#define REDISMODULE_CONFIG_PROTECTED    (1ULL << 5)
#define REDISMODULE_CONFIG_DENY_LOADING (1ULL << 6)
#define REDISMODULE_CONFIG_MEMORY       (1ULL << 7)
#define REDISMODULE_CONFIG_BITFLAGS     (1ULL << 8)
#define REDISMODULE_CONFIG_UNPREFIXED   (1ULL << 9)

#define REDISMODULE_CMDFILTER_NOSELF (1 << 0)

#define REDISMODULE_YIELD_FLAG_NONE    (1 << 0)
#define REDISMODULE_YIELD_FLAG_CLIENTS (1 << 1)

#define REDISMODULE_BLOCK_UNBLOCK_DEFAULT 0
#define REDISMODULE_BLOCK_UNBLOCK_DELETED (1 << 0)

#define REDISMODULE_EVENTLOOP_READABLE 1
#define REDISMODULE_EVENTLOOP_WRITABLE 2

#define REDISMODULE_AUX_BEFORE_RDB (1 << 0)
#define REDISMODULE_AUX_AFTER_RDB  (1 << 1)

#define REDISMODULE_NODE_ID_LEN                 40
#define REDISMODULE_NODE_MYSELF                 (1 << 0)
#define REDISMODULE_NODE_MASTER                 (1 << 1)
#define REDISMODULE_NODE_SLAVE                  (1 << 2)
#define REDISMODULE_NODE_PFAIL                  (1 << 3)
#define REDISMODULE_NODE_FAIL                   (1 << 4)
#define REDISMODULE_NODE_NOFAILOVER             (1 << 5)
#define REDISMODULE_CLUSTER_FLAG_NONE           0
#define REDISMODULE_CLUSTER_FLAG_NO_FAILOVER    (1 << 1)
#define REDISMODULE_CLUSTER_FLAG_NO_REDIRECTION (1 << 2)

#define REDISMODULE_LOGLEVEL_DEBUG   "debug"
#define REDISMODULE_LOGLEVEL_VERBOSE "verbose"
#define REDISMODULE_LOGLEVEL_NOTICE  "notice"
#define REDISMODULE_LOGLEVEL_WARNING "warning"

#define REDISMODULE_NOT_USED(V) ((void)V)

/* The client id of a command that comes from the append-only file. */
#define RedisModule_IsAOFClient(id) ((id) == UINT64_MAX)

#define RMAPI_FUNC_SUPPORTED(func) ((func) != NULL)

#ifdef __cplusplus
extern "C" {
#endif

typedef long long mstime_t; /* milliseconds */
typedef long long ustime_t; /* microseconds */

typedef enum {
  REDISMODULE_ACL_LOG_AUTH = 0,
  REDISMODULE_ACL_LOG_CMD,
  REDISMODULE_ACL_LOG_KEY,
  REDISMODULE_ACL_LOG_CHANNEL
} RedisModuleACLLogEntryReason;

typedef enum {
  REDISMODULE_CONFIG_TYPE_STRING = 0,
  REDISMODULE_CONFIG_TYPE_ENUM,
  REDISMODULE_CONFIG_TYPE_NUMERIC,
  REDISMODULE_CONFIG_TYPE_BOOL
} RedisModuleConfigType;

/* ---- Handles: opaque, made and freed by the host ------------------------------------------------ */

typedef struct RedisModuleCtx RedisModuleCtx; /* its first word is the host's GetApi */
typedef struct RedisModuleCommand RedisModuleCommand;
typedef struct RedisModuleKey RedisModuleKey;
typedef struct RedisModuleString RedisModuleString;
typedef struct RedisModuleCallReply RedisModuleCallReply;
typedef struct RedisModuleIO RedisModuleIO;
typedef struct RedisModuleType RedisModuleType;
typedef struct RedisModuleDigest RedisModuleDigest;
typedef struct RedisModuleBlockedClient RedisModuleBlockedClient;
typedef struct RedisModuleDict RedisModuleDict;
typedef struct RedisModuleDictIter RedisModuleDictIter;
typedef struct RedisModuleCommandFilterCtx RedisModuleCommandFilterCtx;
typedef struct RedisModuleCommandFilter RedisModuleCommandFilter;
typedef struct RedisModuleInfoCtx RedisModuleInfoCtx;
typedef struct RedisModuleServerInfoData RedisModuleServerInfoData;
typedef struct RedisModuleScanCursor RedisModuleScanCursor;
typedef struct RedisModuleDefragCtx RedisModuleDefragCtx;
typedef struct RedisModuleUser RedisModuleUser;
typedef struct RedisModuleKeyOptCtx RedisModuleKeyOptCtx;
typedef struct RedisModuleRdbStream RedisModuleRdbStream;
typedef struct RedisModuleConfigIterator RedisModuleConfigIterator;

typedef uint64_t RedisModuleTimerID;

typedef struct RedisModuleStreamID {
  uint64_t ms;
  uint64_t seq;
} RedisModuleStreamID;

/* ---- Command info (SetCommandInfo) -------------------------------------------------------------- */

typedef enum {
  REDISMODULE_ARG_TYPE_STRING = 0,
  REDISMODULE_ARG_TYPE_INTEGER,
  REDISMODULE_ARG_TYPE_DOUBLE,
  REDISMODULE_ARG_TYPE_KEY, /* a string, but represents a keyname */
  REDISMODULE_ARG_TYPE_PATTERN,
  REDISMODULE_ARG_TYPE_UNIX_TIME,
  REDISMODULE_ARG_TYPE_PURE_TOKEN,
  REDISMODULE_ARG_TYPE_ONEOF, /* one of subargs */
  REDISMODULE_ARG_TYPE_BLOCK  /* all of subargs */
} RedisModuleCommandArgType;

typedef enum {
  REDISMODULE_KSPEC_BS_INVALID = 0, /* ends an array of key specs */
  REDISMODULE_KSPEC_BS_UNKNOWN,
  REDISMODULE_KSPEC_BS_INDEX,
  REDISMODULE_KSPEC_BS_KEYWORD
} RedisModuleKeySpecBeginSearchType;

typedef enum {
  REDISMODULE_KSPEC_FK_OMITTED = 0, /* becomes a range of one key */
  REDISMODULE_KSPEC_FK_UNKNOWN,
  REDISMODULE_KSPEC_FK_RANGE,
  REDISMODULE_KSPEC_FK_KEYNUM
} RedisModuleKeySpecFindKeysType;

/* The sizes with which the module was compiled: the host walks the arrays below by them. */
typedef struct RedisModuleCommandInfoVersion {
  int version;
  size_t sizeof_historyentry;
  size_t sizeof_keyspec;
  size_t sizeof_arg;
} RedisModuleCommandInfoVersion;

typedef struct RedisModuleCommandHistoryEntry {
  const char* since; /* null ends the array */
  const char* changes;
} RedisModuleCommandHistoryEntry;

typedef struct RedisModuleCommandKeySpec {
  const char* notes;
  uint64_t flags; /* REDISMODULE_CMD_KEY_... */
  RedisModuleKeySpecBeginSearchType begin_search_type;
  union {
    struct {
      int pos; /* position of the first key */
    } index;
    struct {
      const char* keyword; /* the keys come after this word */
      int startfrom;       /* search from here; negative: from the end, backwards */
    } keyword;
  } bs;
  RedisModuleKeySpecFindKeysType find_keys_type;
  union {
    struct {
      int lastkey; /* from the first key; negative: from the end */
      int keystep;
      int limit; /* with lastkey -1: only the first 1/limit of the rest */
    } range;
    struct {
      int keynumidx; /* where the number of keys stands, from the first key's place */
      int firstkey;
      int keystep;
    } keynum;
  } fk;
} RedisModuleCommandKeySpec;

typedef struct RedisModuleCommandArg {
  const char* name; /* null ends the array */
  RedisModuleCommandArgType type;
  int key_spec_index;
  const char* token;
  const char* summary;
  const char* since;
  int flags; /* REDISMODULE_CMD_ARG_... */
  const char* deprecated_since;
  struct RedisModuleCommandArg* subargs;
  const char* display_text; /* since 7.4; absent from older modules' arrays */
} RedisModuleCommandArg;

typedef struct RedisModuleCommandInfo {
  const RedisModuleCommandInfoVersion* version; /* REDISMODULE_COMMAND_INFO_VERSION */
  const char* summary;
  const char* complexity;
  const char* since;
  RedisModuleCommandHistoryEntry* history;
  const char* tips; /* separated by spaces */
  int arity;
  RedisModuleCommandKeySpec* key_specs;
  RedisModuleCommandArg* args;
} RedisModuleCommandInfo;

#ifdef __GNUC__
#define REDISMODULE_ATTR_UNUSED           __attribute__((unused))
#define REDISMODULE_ATTR_PRINTF(idx, cnt) __attribute__((format(printf, idx, cnt)))
#else
#define REDISMODULE_ATTR_UNUSED
#define REDISMODULE_ATTR_PRINTF(idx, cnt)
#endif

static const RedisModuleCommandInfoVersion RedisModule_CurrentCommandInfoVersion
    REDISMODULE_ATTR_UNUSED = {1, sizeof(RedisModuleCommandHistoryEntry),
                               sizeof(RedisModuleCommandKeySpec), sizeof(RedisModuleCommandArg)};
#define REDISMODULE_COMMAND_INFO_VERSION (&RedisModule_CurrentCommandInfoVersion)

/* ---- Server events (SubscribeToServerEvent) ----------------------------------------------------- */

#define REDISMODULE_EVENT_REPLICATION_ROLE_CHANGED 0
#define REDISMODULE_EVENT_PERSISTENCE              1
#define REDISMODULE_EVENT_FLUSHDB                  2
#define REDISMODULE_EVENT_LOADING                  3
#define REDISMODULE_EVENT_CLIENT_CHANGE            4
#define REDISMODULE_EVENT_SHUTDOWN                 5
#define REDISMODULE_EVENT_REPLICA_CHANGE           6
#define REDISMODULE_EVENT_MASTER_LINK_CHANGE       7
#define REDISMODULE_EVENT_CRON_LOOP                8
#define REDISMODULE_EVENT_MODULE_CHANGE            9
#define REDISMODULE_EVENT_LOADING_PROGRESS         10
#define REDISMODULE_EVENT_SWAPDB                   11
#define REDISMODULE_EVENT_REPL_BACKUP              12 /* never fires; may be subscribed to */
#define REDISMODULE_EVENT_FORK_CHILD               13
#define REDISMODULE_EVENT_REPL_ASYNC_LOAD          14
#define REDISMODULE_EVENT_EVENTLOOP                15
#define REDISMODULE_EVENT_CONFIG                   16
#define REDISMODULE_EVENT_KEY                      17
#define _REDISMODULE_EVENT_NEXT                    18

typedef struct RedisModuleEvent {
  uint64_t id;      /* REDISMODULE_EVENT_... */
  uint64_t dataver; /* version of the struct that comes with it; 0 or 1 if none does */
} RedisModuleEvent;

static const RedisModuleEvent RedisModuleEvent_ReplicationRoleChanged REDISMODULE_ATTR_UNUSED = {
    REDISMODULE_EVENT_REPLICATION_ROLE_CHANGED, 1};
static const RedisModuleEvent RedisModuleEvent_Persistence REDISMODULE_ATTR_UNUSED = {
    REDISMODULE_EVENT_PERSISTENCE, 1};
static const RedisModuleEvent RedisModuleEvent_FlushDB REDISMODULE_ATTR_UNUSED = {
    REDISMODULE_EVENT_FLUSHDB, 1};
static const RedisModuleEvent RedisModuleEvent_Loading REDISMODULE_ATTR_UNUSED = {
    REDISMODULE_EVENT_LOADING, 1};
static const RedisModuleEvent RedisModuleEvent_ClientChange REDISMODULE_ATTR_UNUSED = {
    REDISMODULE_EVENT_CLIENT_CHANGE, 1};
static const RedisModuleEvent RedisModuleEvent_Shutdown REDISMODULE_ATTR_UNUSED = {
    REDISMODULE_EVENT_SHUTDOWN, 1};
static const RedisModuleEvent RedisModuleEvent_ReplicaChange REDISMODULE_ATTR_UNUSED = {
    REDISMODULE_EVENT_REPLICA_CHANGE, 1};
static const RedisModuleEvent RedisModuleEvent_MasterLinkChange REDISMODULE_ATTR_UNUSED = {
    REDISMODULE_EVENT_MASTER_LINK_CHANGE, 1};
static const RedisModuleEvent RedisModuleEvent_CronLoop REDISMODULE_ATTR_UNUSED = {
    REDISMODULE_EVENT_CRON_LOOP, 1};
static const RedisModuleEvent RedisModuleEvent_ModuleChange REDISMODULE_ATTR_UNUSED = {
    REDISMODULE_EVENT_MODULE_CHANGE, 1};
static const RedisModuleEvent RedisModuleEvent_LoadingProgress REDISMODULE_ATTR_UNUSED = {
    REDISMODULE_EVENT_LOADING_PROGRESS, 1};
static const RedisModuleEvent RedisModuleEvent_SwapDB REDISMODULE_ATTR_UNUSED = {
    REDISMODULE_EVENT_SWAPDB, 1};
static const RedisModuleEvent RedisModuleEvent_ReplBackup REDISMODULE_ATTR_UNUSED = {
    REDISMODULE_EVENT_REPL_BACKUP, 1};
static const RedisModuleEvent RedisModuleEvent_ForkChild REDISMODULE_ATTR_UNUSED = {
    REDISMODULE_EVENT_FORK_CHILD, 1};
static const RedisModuleEvent RedisModuleEvent_ReplAsyncLoad REDISMODULE_ATTR_UNUSED = {
    REDISMODULE_EVENT_REPL_ASYNC_LOAD, 1};
static const RedisModuleEvent RedisModuleEvent_EventLoop REDISMODULE_ATTR_UNUSED = {
    REDISMODULE_EVENT_EVENTLOOP, 1};
static const RedisModuleEvent RedisModuleEvent_Config REDISMODULE_ATTR_UNUSED = {
    REDISMODULE_EVENT_CONFIG, 1};
static const RedisModuleEvent RedisModuleEvent_Key REDISMODULE_ATTR_UNUSED = {REDISMODULE_EVENT_KEY,
                                                                              1};

/* What happened, within each event; the struct beside it is what `data` points to. */
#define REDISMODULE_EVENT_REPLROLECHANGED_NOW_MASTER  0 /* RedisModuleReplicationInfo */
#define REDISMODULE_EVENT_REPLROLECHANGED_NOW_REPLICA 1
#define _REDISMODULE_EVENT_REPLROLECHANGED_NEXT       2

#define REDISMODULE_SUBEVENT_PERSISTENCE_RDB_START      0
#define REDISMODULE_SUBEVENT_PERSISTENCE_AOF_START      1
#define REDISMODULE_SUBEVENT_PERSISTENCE_SYNC_RDB_START 2
#define REDISMODULE_SUBEVENT_PERSISTENCE_ENDED          3
#define REDISMODULE_SUBEVENT_PERSISTENCE_FAILED         4
#define REDISMODULE_SUBEVENT_PERSISTENCE_SYNC_AOF_START 5
#define _REDISMODULE_SUBEVENT_PERSISTENCE_NEXT          6

#define REDISMODULE_SUBEVENT_FLUSHDB_START 0 /* RedisModuleFlushInfo */
#define REDISMODULE_SUBEVENT_FLUSHDB_END   1
#define _REDISMODULE_SUBEVENT_FLUSHDB_NEXT 2

#define REDISMODULE_SUBEVENT_LOADING_RDB_START  0
#define REDISMODULE_SUBEVENT_LOADING_AOF_START  1
#define REDISMODULE_SUBEVENT_LOADING_REPL_START 2
#define REDISMODULE_SUBEVENT_LOADING_ENDED      3
#define REDISMODULE_SUBEVENT_LOADING_FAILED     4
#define _REDISMODULE_SUBEVENT_LOADING_NEXT      5

#define REDISMODULE_SUBEVENT_CLIENT_CHANGE_CONNECTED    0 /* RedisModuleClientInfo */
#define REDISMODULE_SUBEVENT_CLIENT_CHANGE_DISCONNECTED 1
#define _REDISMODULE_SUBEVENT_CLIENT_CHANGE_NEXT        2

#define _REDISMODULE_SUBEVENT_SHUTDOWN_NEXT 0

#define REDISMODULE_SUBEVENT_REPLICA_CHANGE_ONLINE  0
#define REDISMODULE_SUBEVENT_REPLICA_CHANGE_OFFLINE 1
#define _REDISMODULE_SUBEVENT_REPLICA_CHANGE_NEXT   2

#define REDISMODULE_SUBEVENT_MASTER_LINK_UP   0
#define REDISMODULE_SUBEVENT_MASTER_LINK_DOWN 1
#define _REDISMODULE_SUBEVENT_MASTER_NEXT     2

#define _REDISMODULE_SUBEVENT_CRON_LOOP_NEXT 0 /* RedisModuleCronLoop */

#define REDISMODULE_SUBEVENT_MODULE_LOADED   0 /* RedisModuleModuleChange */
#define REDISMODULE_SUBEVENT_MODULE_UNLOADED 1
#define _REDISMODULE_SUBEVENT_MODULE_NEXT    2

#define REDISMODULE_SUBEVENT_LOADING_PROGRESS_RDB   0 /* RedisModuleLoadingProgress */
#define REDISMODULE_SUBEVENT_LOADING_PROGRESS_AOF   1
#define _REDISMODULE_SUBEVENT_LOADING_PROGRESS_NEXT 2

#define _REDISMODULE_SUBEVENT_SWAPDB_NEXT 0 /* RedisModuleSwapDbInfo */

#define REDISMODULE_SUBEVENT_REPL_BACKUP_CREATE  0
#define REDISMODULE_SUBEVENT_REPL_BACKUP_RESTORE 1
#define REDISMODULE_SUBEVENT_REPL_BACKUP_DISCARD 2
#define _REDISMODULE_SUBEVENT_REPL_BACKUP_NEXT   3

#define REDISMODULE_SUBEVENT_FORK_CHILD_BORN  0
#define REDISMODULE_SUBEVENT_FORK_CHILD_DIED  1
#define _REDISMODULE_SUBEVENT_FORK_CHILD_NEXT 2

#define REDISMODULE_SUBEVENT_REPL_ASYNC_LOAD_STARTED   0
#define REDISMODULE_SUBEVENT_REPL_ASYNC_LOAD_ABORTED   1
#define REDISMODULE_SUBEVENT_REPL_ASYNC_LOAD_COMPLETED 2
#define _REDISMODULE_SUBEVENT_REPL_ASYNC_LOAD_NEXT     3

#define REDISMODULE_SUBEVENT_EVENTLOOP_BEFORE_SLEEP 0
#define REDISMODULE_SUBEVENT_EVENTLOOP_AFTER_SLEEP  1
#define _REDISMODULE_SUBEVENT_EVENTLOOP_NEXT        2

#define REDISMODULE_SUBEVENT_CONFIG_CHANGE 0 /* RedisModuleConfigChange */
#define _REDISMODULE_SUBEVENT_CONFIG_NEXT  1

#define REDISMODULE_SUBEVENT_KEY_DELETED     0 /* RedisModuleKeyInfo */
#define REDISMODULE_SUBEVENT_KEY_EXPIRED     1
#define REDISMODULE_SUBEVENT_KEY_EVICTED     2
#define REDISMODULE_SUBEVENT_KEY_OVERWRITTEN 3
#define _REDISMODULE_SUBEVENT_KEY_NEXT       4

/* Each begins with its version, always 1 so far. */
#define REDISMODULE_CLIENTINFO_VERSION       1
#define REDISMODULE_REPLICATIONINFO_VERSION  1
#define REDISMODULE_FLUSHINFO_VERSION        1
#define REDISMODULE_MODULE_CHANGE_VERSION    1
#define REDISMODULE_CONFIGCHANGE_VERSION     1
#define REDISMODULE_CRON_LOOP_VERSION        1
#define REDISMODULE_LOADING_PROGRESS_VERSION 1
#define REDISMODULE_SWAPDBINFO_VERSION       1
#define REDISMODULE_KEYINFO_VERSION          1

typedef struct RedisModuleClientInfo {
  uint64_t version;
  uint64_t flags; /* REDISMODULE_CLIENTINFO_FLAG_... */
  uint64_t id;
  char addr[46]; /* numeric, IPv4 or IPv6 */
  uint16_t port;
  uint16_t db;
} RedisModuleClientInfoV1;
#define RedisModuleClientInfo RedisModuleClientInfoV1
#define REDISMODULE_CLIENTINFO_INITIALIZER_V1 \
  { 1, 0, 0, {0}, 0, 0 }

typedef struct RedisModuleReplicationInfo {
  uint64_t version;
  int master;       /* 1 if this is the primary, and the names below are the server's own */
  char* masterhost; /* else the primary's */
  int masterport;
  char* replid1;
  char* replid2;
  uint64_t repl1_offset;
  uint64_t repl2_offset;
} RedisModuleReplicationInfoV1;
#define RedisModuleReplicationInfo RedisModuleReplicationInfoV1

typedef struct RedisModuleFlushInfo {
  uint64_t version;
  int32_t sync;
  int32_t dbnum; /* -1: all of them */
} RedisModuleFlushInfoV1;
#define RedisModuleFlushInfo RedisModuleFlushInfoV1

typedef struct RedisModuleModuleChange {
  uint64_t version;
  const char* module_name;
  int32_t module_version;
} RedisModuleModuleChangeV1;
#define RedisModuleModuleChange RedisModuleModuleChangeV1

typedef struct RedisModuleConfigChange {
  uint64_t version;
  uint32_t num_changes;
  const char** config_names;
} RedisModuleConfigChangeV1;
#define RedisModuleConfigChange RedisModuleConfigChangeV1

typedef struct RedisModuleCronLoopInfo {
  uint64_t version;
  int32_t hz; /* runs per second, about */
} RedisModuleCronLoopV1;
#define RedisModuleCronLoop RedisModuleCronLoopV1

typedef struct RedisModuleLoadingProgressInfo {
  uint64_t version;
  int32_t hz;
  int32_t progress; /* 0..1024, -1: unknown */
} RedisModuleLoadingProgressV1;
#define RedisModuleLoadingProgress RedisModuleLoadingProgressV1

typedef struct RedisModuleSwapDbInfo {
  uint64_t version;
  int32_t dbnum_first;
  int32_t dbnum_second;
} RedisModuleSwapDbInfoV1;
#define RedisModuleSwapDbInfo RedisModuleSwapDbInfoV1

typedef struct RedisModuleKeyInfo {
  uint64_t version;
  RedisModuleKey* key; /* open for reading; not the module's to close */
} RedisModuleKeyInfoV1;
#define RedisModuleKeyInfo RedisModuleKeyInfoV1

/* ---- Callbacks ---------------------------------------------------------------------------------- */

typedef int (*RedisModuleCmdFunc)(RedisModuleCtx* ctx, RedisModuleString** argv, int argc);
typedef void (*RedisModuleDisconnectFunc)(RedisModuleCtx* ctx, RedisModuleBlockedClient* blocked);
typedef int (*RedisModuleAuthCallback)(RedisModuleCtx* ctx, RedisModuleString* username,
                                       RedisModuleString* password, RedisModuleString** error);
typedef void (*RedisModuleUserChangedFunc)(uint64_t client_id, void* privdata);
typedef int (*RedisModuleNotificationFunc)(RedisModuleCtx* ctx, int type, const char* event,
                                           RedisModuleString* key);
typedef void (*RedisModulePostNotificationJobFunc)(RedisModuleCtx* ctx, void* privdata);
typedef void (*RedisModuleEventCallback)(RedisModuleCtx* ctx, RedisModuleEvent event,
                                         uint64_t subevent, void* data);
typedef void (*RedisModuleTimerProc)(RedisModuleCtx* ctx, void* data);
typedef void (*RedisModuleEventLoopFunc)(int fd, void* user_data, int mask);
typedef void (*RedisModuleEventLoopOneShotFunc)(void* user_data);
typedef void (*RedisModuleCommandFilterFunc)(RedisModuleCommandFilterCtx* filter_ctx);
typedef void (*RedisModuleForkDoneHandler)(int exitcode, int bysignal, void* user_data);
typedef void (*RedisModuleClusterMessageReceiver)(RedisModuleCtx* ctx, const char* sender_id,
                                                  uint8_t type, const unsigned char* payload,
                                                  uint32_t len);
typedef void (*RedisModuleInfoFunc)(RedisModuleInfoCtx* ctx, int for_crash_report);
typedef void (*RedisModuleScanCB)(RedisModuleCtx* ctx, RedisModuleString* keyname,
                                  RedisModuleKey* key, void* privdata);
typedef void (*RedisModuleScanKeyCB)(RedisModuleKey* key, RedisModuleString* field,
                                     RedisModuleString* value, void* privdata);
typedef void (*RedisModuleOnUnblocked)(RedisModuleCtx* ctx, RedisModuleCallReply* reply,
                                       void* privdata);

typedef RedisModuleString* (*RedisModuleConfigGetStringFunc)(const char* name, void* privdata);
typedef long long (*RedisModuleConfigGetNumericFunc)(const char* name, void* privdata);
typedef int (*RedisModuleConfigGetBoolFunc)(const char* name, void* privdata);
typedef int (*RedisModuleConfigGetEnumFunc)(const char* name, void* privdata);
typedef int (*RedisModuleConfigSetStringFunc)(const char* name, RedisModuleString* value,
                                              void* privdata, RedisModuleString** error);
typedef int (*RedisModuleConfigSetNumericFunc)(const char* name, long long value, void* privdata,
                                               RedisModuleString** error);
typedef int (*RedisModuleConfigSetBoolFunc)(const char* name, int value, void* privdata,
                                            RedisModuleString** error);
typedef int (*RedisModuleConfigSetEnumFunc)(const char* name, int value, void* privdata,
                                            RedisModuleString** error);
typedef int (*RedisModuleConfigApplyFunc)(RedisModuleCtx* ctx, void* privdata,
                                          RedisModuleString** error);

/* Defragmentation of what no key holds. Hosts before 7.4 take an int, and ignore it. */
typedef void (*RedisModuleDefragFunc)(RedisModuleDefragCtx* defrag_ctx);
typedef int (*RedisModuleDefragDictValueCallback)(RedisModuleDefragCtx* defrag_ctx, void* data,
                                                  unsigned char* key, size_t keylen,
                                                  void** new_ptr);

/* ---- A data type's methods (CreateDataType) ----------------------------------------------------- */

typedef void* (*RedisModuleTypeLoadFunc)(RedisModuleIO* rdb, int encver);
typedef void (*RedisModuleTypeSaveFunc)(RedisModuleIO* rdb, void* value);
typedef int (*RedisModuleTypeAuxLoadFunc)(RedisModuleIO* rdb, int encver, int when);
typedef void (*RedisModuleTypeAuxSaveFunc)(RedisModuleIO* rdb, int when);
typedef void (*RedisModuleTypeRewriteFunc)(RedisModuleIO* aof, RedisModuleString* key, void* value);
typedef size_t (*RedisModuleTypeMemUsageFunc)(const void* value);
typedef size_t (*RedisModuleTypeMemUsageFunc2)(RedisModuleKeyOptCtx* ctx, const void* value,
                                               size_t sample_size);
typedef void (*RedisModuleTypeDigestFunc)(RedisModuleDigest* digest, void* value);
typedef void (*RedisModuleTypeFreeFunc)(void* value);
typedef size_t (*RedisModuleTypeFreeEffortFunc)(RedisModuleString* key, const void* value);
typedef size_t (*RedisModuleTypeFreeEffortFunc2)(RedisModuleKeyOptCtx* ctx, const void* value);
typedef void (*RedisModuleTypeUnlinkFunc)(RedisModuleString* key, const void* value);
typedef void (*RedisModuleTypeUnlinkFunc2)(RedisModuleKeyOptCtx* ctx, const void* value);
typedef void* (*RedisModuleTypeCopyFunc)(RedisModuleString* from_key, RedisModuleString* to_key,
                                         const void* value);
typedef void* (*RedisModuleTypeCopyFunc2)(RedisModuleKeyOptCtx* ctx, const void* value);
typedef int (*RedisModuleTypeDefragFunc)(RedisModuleDefragCtx* ctx, RedisModuleString* key,
                                         void** value);

#define REDISMODULE_TYPE_METHOD_VERSION 5

/* The host reads this struct up to the version that stands in it, so a module made with an older
 * header passes a shorter one. Any function may be null; a ...2 wins over its namesake. */
typedef struct RedisModuleTypeMethods {
  uint64_t version; /* REDISMODULE_TYPE_METHOD_VERSION */
  RedisModuleTypeLoadFunc rdb_load;
  RedisModuleTypeSaveFunc rdb_save;
  RedisModuleTypeRewriteFunc aof_rewrite;
  RedisModuleTypeMemUsageFunc mem_usage;
  RedisModuleTypeDigestFunc digest;
  RedisModuleTypeFreeFunc free;
  /* version 2 */
  RedisModuleTypeAuxLoadFunc aux_load;
  RedisModuleTypeAuxSaveFunc aux_save;
  int aux_save_triggers; /* REDISMODULE_AUX_... */
  /* version 3 */
  RedisModuleTypeFreeEffortFunc free_effort;
  RedisModuleTypeUnlinkFunc unlink;
  RedisModuleTypeCopyFunc copy;
  RedisModuleTypeDefragFunc defrag;
  /* version 4 */
  RedisModuleTypeMemUsageFunc2 mem_usage2;
  RedisModuleTypeFreeEffortFunc2 free_effort2;
  RedisModuleTypeUnlinkFunc2 unlink2;
  RedisModuleTypeCopyFunc2 copy2;
  /* version 5 */
  RedisModuleTypeAuxSaveFunc aux_save2; /* writes nothing at all if it saves nothing */
} RedisModuleTypeMethods;

#ifndef TRELLIS_MODULE_HOST

/* ---- The functions ------------------------------------------------------------------------------ */

/* One variable per function in the whole module, however many files include this header. Hidden,
 * because a host that exports the same names would otherwise lend its own variables to every module. */
#if defined(__cplusplus)
#define REDISMODULE_FUNCTION inline __attribute__((visibility("hidden")))
#elif defined(__GNUC__)
#define REDISMODULE_FUNCTION __attribute__((__common__, visibility("hidden")))
#else
#define REDISMODULE_FUNCTION
#endif

REDISMODULE_FUNCTION int (*RedisModule_GetApi)(const char* name, void* out);
/* clang-format off */
/* GENERATED declarations: begin */
REDISMODULE_FUNCTION int (*RedisModule_ExportSharedAPI)(RedisModuleCtx* ctx, const char* api_name,
    void* func);
REDISMODULE_FUNCTION int (*RedisModule_GetContextFlagsAll)(void);
REDISMODULE_FUNCTION int (*RedisModule_GetKeyspaceNotificationFlagsAll)(void);
REDISMODULE_FUNCTION int (*RedisModule_GetModuleOptionsAll)(void);
REDISMODULE_FUNCTION int (*RedisModule_GetOpenKeyModesAll)(void);
REDISMODULE_FUNCTION int (*RedisModule_GetServerVersion)(void);
REDISMODULE_FUNCTION void* (*RedisModule_GetSharedAPI)(RedisModuleCtx* ctx, const char* api_name);
REDISMODULE_FUNCTION int (*RedisModule_GetTypeMethodVersion)(void);
REDISMODULE_FUNCTION int (*RedisModule_IsModuleNameBusy)(const char* name);
REDISMODULE_FUNCTION int (*RedisModule_IsSubEventSupported)(RedisModuleEvent event, uint64_t
    subevent);
REDISMODULE_FUNCTION void (*RedisModule_SetModuleAttribs)(RedisModuleCtx* ctx, const char* name, int
    ver, int apiver);
REDISMODULE_FUNCTION void (*RedisModule_SetModuleOptions)(RedisModuleCtx* ctx, int options);
REDISMODULE_FUNCTION void* (*RedisModule_Alloc)(size_t bytes);
REDISMODULE_FUNCTION void* (*RedisModule_Calloc)(size_t count, size_t bytes);
REDISMODULE_FUNCTION void (*RedisModule_Free)(void* ptr);
REDISMODULE_FUNCTION float (*RedisModule_GetUsedMemoryRatio)(void);
REDISMODULE_FUNCTION size_t (*RedisModule_MallocSize)(void* ptr);
REDISMODULE_FUNCTION size_t (*RedisModule_MallocSizeDict)(RedisModuleDict* dict);
REDISMODULE_FUNCTION size_t (*RedisModule_MallocSizeString)(RedisModuleString* str);
REDISMODULE_FUNCTION size_t (*RedisModule_MallocUsableSize)(void* ptr);
REDISMODULE_FUNCTION void* (*RedisModule_PoolAlloc)(RedisModuleCtx* ctx, size_t bytes);
REDISMODULE_FUNCTION void* (*RedisModule_Realloc)(void* ptr, size_t bytes);
REDISMODULE_FUNCTION char* (*RedisModule_Strdup)(const char* str);
REDISMODULE_FUNCTION void* (*RedisModule_TryAlloc)(size_t bytes);
REDISMODULE_FUNCTION void* (*RedisModule_TryCalloc)(size_t count, size_t bytes);
REDISMODULE_FUNCTION void* (*RedisModule_TryRealloc)(void* ptr, size_t bytes);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_CreateString)(RedisModuleCtx* ctx, const char*
    ptr, size_t len);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_CreateStringFromDouble)(RedisModuleCtx* ctx,
    double value);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_CreateStringFromLongDouble)(RedisModuleCtx*
    ctx, long double value, int human_friendly);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_CreateStringFromLongLong)(RedisModuleCtx* ctx,
    long long value);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_CreateStringFromStreamID)(RedisModuleCtx* ctx,
    const RedisModuleStreamID* id);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_CreateStringFromString)(RedisModuleCtx* ctx,
    const RedisModuleString* str);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_CreateStringFromULongLong)(RedisModuleCtx*
    ctx, unsigned long long value);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_CreateStringPrintf)(RedisModuleCtx* ctx, const
    char* format, ...) REDISMODULE_ATTR_PRINTF(2, 3);
REDISMODULE_FUNCTION void (*RedisModule_FreeString)(RedisModuleCtx* ctx, RedisModuleString* str);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_HoldString)(RedisModuleCtx* ctx,
    RedisModuleString* str);
REDISMODULE_FUNCTION void (*RedisModule_RetainString)(RedisModuleCtx* ctx, RedisModuleString* str);
REDISMODULE_FUNCTION int (*RedisModule_StringAppendBuffer)(RedisModuleCtx* ctx, RedisModuleString*
    str, const char* buf, size_t len);
REDISMODULE_FUNCTION int (*RedisModule_StringCompare)(const RedisModuleString* a, const
    RedisModuleString* b);
REDISMODULE_FUNCTION const char* (*RedisModule_StringPtrLen)(const RedisModuleString* str, size_t*
    len);
REDISMODULE_FUNCTION int (*RedisModule_StringToDouble)(const RedisModuleString* str, double* value);
REDISMODULE_FUNCTION int (*RedisModule_StringToLongDouble)(const RedisModuleString* str, long
    double* value);
REDISMODULE_FUNCTION int (*RedisModule_StringToLongLong)(const RedisModuleString* str, long long*
    value);
REDISMODULE_FUNCTION int (*RedisModule_StringToStreamID)(const RedisModuleString* str,
    RedisModuleStreamID* id);
REDISMODULE_FUNCTION int (*RedisModule_StringToULongLong)(const RedisModuleString* str, unsigned
    long long* value);
REDISMODULE_FUNCTION void (*RedisModule_TrimStringAllocation)(RedisModuleString* str);
REDISMODULE_FUNCTION void (*RedisModule_ChannelAtPosWithFlags)(RedisModuleCtx* ctx, int pos, int
    flags);
REDISMODULE_FUNCTION int (*RedisModule_CreateCommand)(RedisModuleCtx* ctx, const char* name,
    RedisModuleCmdFunc cmdfunc, const char* strflags, int firstkey, int lastkey, int keystep);
REDISMODULE_FUNCTION int (*RedisModule_CreateSubcommand)(RedisModuleCommand* parent, const char*
    name, RedisModuleCmdFunc cmdfunc, const char* strflags, int firstkey, int lastkey, int keystep);
REDISMODULE_FUNCTION RedisModuleCommand* (*RedisModule_GetCommand)(RedisModuleCtx* ctx, const char*
    name);
REDISMODULE_FUNCTION int* (*RedisModule_GetCommandKeys)(RedisModuleCtx* ctx, RedisModuleString**
    argv, int argc, int* num_keys);
REDISMODULE_FUNCTION int* (*RedisModule_GetCommandKeysWithFlags)(RedisModuleCtx* ctx,
    RedisModuleString** argv, int argc, int* num_keys, int** out_flags);
REDISMODULE_FUNCTION const char* (*RedisModule_GetCurrentCommandName)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION int (*RedisModule_IsChannelsPositionRequest)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION int (*RedisModule_IsKeysPositionRequest)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION void (*RedisModule_KeyAtPos)(RedisModuleCtx* ctx, int pos);
REDISMODULE_FUNCTION void (*RedisModule_KeyAtPosWithFlags)(RedisModuleCtx* ctx, int pos, int flags);
REDISMODULE_FUNCTION int (*RedisModule_SetCommandInfo)(RedisModuleCommand* command, const
    RedisModuleCommandInfo* info);
REDISMODULE_FUNCTION int (*RedisModule_WrongArity)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION void (*RedisModule_ReplySetArrayLength)(RedisModuleCtx* ctx, long len);
REDISMODULE_FUNCTION void (*RedisModule_ReplySetAttributeLength)(RedisModuleCtx* ctx, long len);
REDISMODULE_FUNCTION void (*RedisModule_ReplySetMapLength)(RedisModuleCtx* ctx, long len);
REDISMODULE_FUNCTION void (*RedisModule_ReplySetSetLength)(RedisModuleCtx* ctx, long len);
REDISMODULE_FUNCTION int (*RedisModule_ReplyWithArray)(RedisModuleCtx* ctx, long len);
REDISMODULE_FUNCTION int (*RedisModule_ReplyWithAttribute)(RedisModuleCtx* ctx, long len);
REDISMODULE_FUNCTION int (*RedisModule_ReplyWithBigNumber)(RedisModuleCtx* ctx, const char* digits,
    size_t len);
REDISMODULE_FUNCTION int (*RedisModule_ReplyWithBool)(RedisModuleCtx* ctx, int value);
REDISMODULE_FUNCTION int (*RedisModule_ReplyWithCString)(RedisModuleCtx* ctx, const char* str);
REDISMODULE_FUNCTION int (*RedisModule_ReplyWithCallReply)(RedisModuleCtx* ctx,
    RedisModuleCallReply* reply);
REDISMODULE_FUNCTION int (*RedisModule_ReplyWithDouble)(RedisModuleCtx* ctx, double value);
REDISMODULE_FUNCTION int (*RedisModule_ReplyWithEmptyArray)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION int (*RedisModule_ReplyWithEmptyString)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION int (*RedisModule_ReplyWithError)(RedisModuleCtx* ctx, const char* error);
REDISMODULE_FUNCTION int (*RedisModule_ReplyWithErrorFormat)(RedisModuleCtx* ctx, const char*
    format, ...) REDISMODULE_ATTR_PRINTF(2, 3);
REDISMODULE_FUNCTION int (*RedisModule_ReplyWithLongDouble)(RedisModuleCtx* ctx, long double value);
REDISMODULE_FUNCTION int (*RedisModule_ReplyWithLongLong)(RedisModuleCtx* ctx, long long value);
REDISMODULE_FUNCTION int (*RedisModule_ReplyWithMap)(RedisModuleCtx* ctx, long len);
REDISMODULE_FUNCTION int (*RedisModule_ReplyWithNull)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION int (*RedisModule_ReplyWithNullArray)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION int (*RedisModule_ReplyWithSet)(RedisModuleCtx* ctx, long len);
REDISMODULE_FUNCTION int (*RedisModule_ReplyWithSimpleString)(RedisModuleCtx* ctx, const char* msg);
REDISMODULE_FUNCTION int (*RedisModule_ReplyWithString)(RedisModuleCtx* ctx, RedisModuleString*
    str);
REDISMODULE_FUNCTION int (*RedisModule_ReplyWithStringBuffer)(RedisModuleCtx* ctx, const char* buf,
    size_t len);
REDISMODULE_FUNCTION int (*RedisModule_ReplyWithVerbatimString)(RedisModuleCtx* ctx, const char*
    buf, size_t len);
REDISMODULE_FUNCTION int (*RedisModule_ReplyWithVerbatimStringType)(RedisModuleCtx* ctx, const char*
    buf, size_t len, const char* ext);
REDISMODULE_FUNCTION void (*RedisModule_AutoMemory)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_GetClientCertificate)(RedisModuleCtx* ctx,
    uint64_t client_id);
REDISMODULE_FUNCTION unsigned long long (*RedisModule_GetClientId)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION int (*RedisModule_GetClientInfoById)(void* info, uint64_t client_id);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_GetClientNameById)(RedisModuleCtx* ctx,
    uint64_t client_id);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_GetClientUserNameById)(RedisModuleCtx* ctx,
    uint64_t client_id);
REDISMODULE_FUNCTION int (*RedisModule_GetContextFlags)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION void (*RedisModule_GetRandomBytes)(unsigned char* dst, size_t len);
REDISMODULE_FUNCTION void (*RedisModule_GetRandomHexChars)(char* dst, size_t len);
REDISMODULE_FUNCTION int (*RedisModule_SetClientNameById)(uint64_t client_id, RedisModuleString*
    name);
REDISMODULE_FUNCTION int (*RedisModule_GetDbIdFromModuleKey)(RedisModuleKey* key);
REDISMODULE_FUNCTION const RedisModuleString* (*RedisModule_GetKeyNameFromModuleKey)(RedisModuleKey*
    key);
REDISMODULE_FUNCTION void (*RedisModule_CloseKey)(RedisModuleKey* key);
REDISMODULE_FUNCTION unsigned long long (*RedisModule_DbSize)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION int (*RedisModule_DeleteKey)(RedisModuleKey* key);
REDISMODULE_FUNCTION mstime_t (*RedisModule_GetAbsExpire)(RedisModuleKey* key);
REDISMODULE_FUNCTION mstime_t (*RedisModule_GetExpire)(RedisModuleKey* key);
REDISMODULE_FUNCTION int (*RedisModule_GetLFU)(RedisModuleKey* key, long long* freq);
REDISMODULE_FUNCTION int (*RedisModule_GetLRU)(RedisModuleKey* key, mstime_t* idle_ms);
REDISMODULE_FUNCTION int (*RedisModule_GetSelectedDb)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION int (*RedisModule_KeyExists)(RedisModuleCtx* ctx, RedisModuleString* keyname);
REDISMODULE_FUNCTION int (*RedisModule_KeyType)(RedisModuleKey* key);
REDISMODULE_FUNCTION RedisModuleKey* (*RedisModule_OpenKey)(RedisModuleCtx* ctx, RedisModuleString*
    keyname, int mode);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_RandomKey)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION void (*RedisModule_ResetDataset)(int restart_aof, int async);
REDISMODULE_FUNCTION int (*RedisModule_SelectDb)(RedisModuleCtx* ctx, int dbid);
REDISMODULE_FUNCTION int (*RedisModule_SetAbsExpire)(RedisModuleKey* key, mstime_t expire);
REDISMODULE_FUNCTION int (*RedisModule_SetExpire)(RedisModuleKey* key, mstime_t ttl);
REDISMODULE_FUNCTION int (*RedisModule_SetLFU)(RedisModuleKey* key, long long freq);
REDISMODULE_FUNCTION int (*RedisModule_SetLRU)(RedisModuleKey* key, mstime_t idle_ms);
REDISMODULE_FUNCTION void (*RedisModule_SignalKeyAsReady)(RedisModuleCtx* ctx, RedisModuleString*
    key);
REDISMODULE_FUNCTION int (*RedisModule_SignalModifiedKey)(RedisModuleCtx* ctx, RedisModuleString*
    key);
REDISMODULE_FUNCTION int (*RedisModule_UnlinkKey)(RedisModuleKey* key);
REDISMODULE_FUNCTION size_t (*RedisModule_ValueLength)(RedisModuleKey* key);
REDISMODULE_FUNCTION char* (*RedisModule_StringDMA)(RedisModuleKey* key, size_t* len, int mode);
REDISMODULE_FUNCTION int (*RedisModule_StringSet)(RedisModuleKey* key, RedisModuleString* str);
REDISMODULE_FUNCTION int (*RedisModule_StringTruncate)(RedisModuleKey* key, size_t newlen);
REDISMODULE_FUNCTION int (*RedisModule_ListDelete)(RedisModuleKey* key, long index);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_ListGet)(RedisModuleKey* key, long index);
REDISMODULE_FUNCTION int (*RedisModule_ListInsert)(RedisModuleKey* key, long index,
    RedisModuleString* value);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_ListPop)(RedisModuleKey* key, int where);
REDISMODULE_FUNCTION int (*RedisModule_ListPush)(RedisModuleKey* key, int where, RedisModuleString*
    value);
REDISMODULE_FUNCTION int (*RedisModule_ListSet)(RedisModuleKey* key, long index, RedisModuleString*
    value);
REDISMODULE_FUNCTION int (*RedisModule_HashGet)(RedisModuleKey* key, int flags, ...);
REDISMODULE_FUNCTION int (*RedisModule_HashSet)(RedisModuleKey* key, int flags, ...);
REDISMODULE_FUNCTION mstime_t (*RedisModule_HashFieldMinExpire)(RedisModuleKey* key);
REDISMODULE_FUNCTION int (*RedisModule_ZsetAdd)(RedisModuleKey* key, double score,
    RedisModuleString* member, int* flags);
REDISMODULE_FUNCTION int (*RedisModule_ZsetFirstInLexRange)(RedisModuleKey* key, RedisModuleString*
    min, RedisModuleString* max);
REDISMODULE_FUNCTION int (*RedisModule_ZsetFirstInScoreRange)(RedisModuleKey* key, double min,
    double max, int min_exclusive, int max_exclusive);
REDISMODULE_FUNCTION int (*RedisModule_ZsetIncrby)(RedisModuleKey* key, double score,
    RedisModuleString* member, int* flags, double* new_score);
REDISMODULE_FUNCTION int (*RedisModule_ZsetLastInLexRange)(RedisModuleKey* key, RedisModuleString*
    min, RedisModuleString* max);
REDISMODULE_FUNCTION int (*RedisModule_ZsetLastInScoreRange)(RedisModuleKey* key, double min, double
    max, int min_exclusive, int max_exclusive);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_ZsetRangeCurrentElement)(RedisModuleKey* key,
    double* score);
REDISMODULE_FUNCTION int (*RedisModule_ZsetRangeEndReached)(RedisModuleKey* key);
REDISMODULE_FUNCTION int (*RedisModule_ZsetRangeNext)(RedisModuleKey* key);
REDISMODULE_FUNCTION int (*RedisModule_ZsetRangePrev)(RedisModuleKey* key);
REDISMODULE_FUNCTION void (*RedisModule_ZsetRangeStop)(RedisModuleKey* key);
REDISMODULE_FUNCTION int (*RedisModule_ZsetRem)(RedisModuleKey* key, RedisModuleString* member, int*
    deleted);
REDISMODULE_FUNCTION int (*RedisModule_ZsetScore)(RedisModuleKey* key, RedisModuleString* member,
    double* score);
REDISMODULE_FUNCTION int (*RedisModule_StreamAdd)(RedisModuleKey* key, int flags,
    RedisModuleStreamID* id, RedisModuleString** argv, int64_t num_fields);
REDISMODULE_FUNCTION int (*RedisModule_StreamDelete)(RedisModuleKey* key, RedisModuleStreamID* id);
REDISMODULE_FUNCTION int (*RedisModule_StreamIteratorDelete)(RedisModuleKey* key);
REDISMODULE_FUNCTION int (*RedisModule_StreamIteratorNextField)(RedisModuleKey* key,
    RedisModuleString** field, RedisModuleString** value);
REDISMODULE_FUNCTION int (*RedisModule_StreamIteratorNextID)(RedisModuleKey* key,
    RedisModuleStreamID* id, long* num_fields);
REDISMODULE_FUNCTION int (*RedisModule_StreamIteratorStart)(RedisModuleKey* key, int flags,
    RedisModuleStreamID* start, RedisModuleStreamID* end);
REDISMODULE_FUNCTION int (*RedisModule_StreamIteratorStop)(RedisModuleKey* key);
REDISMODULE_FUNCTION long long (*RedisModule_StreamTrimByID)(RedisModuleKey* key, int flags,
    RedisModuleStreamID* id);
REDISMODULE_FUNCTION long long (*RedisModule_StreamTrimByLength)(RedisModuleKey* key, int flags,
    long long length);
REDISMODULE_FUNCTION int (*RedisModule_Scan)(RedisModuleCtx* ctx, RedisModuleScanCursor* cursor,
    RedisModuleScanCB callback, void* privdata);
REDISMODULE_FUNCTION RedisModuleScanCursor* (*RedisModule_ScanCursorCreate)(void);
REDISMODULE_FUNCTION void (*RedisModule_ScanCursorDestroy)(RedisModuleScanCursor* cursor);
REDISMODULE_FUNCTION void (*RedisModule_ScanCursorRestart)(RedisModuleScanCursor* cursor);
REDISMODULE_FUNCTION int (*RedisModule_ScanKey)(RedisModuleKey* key, RedisModuleScanCursor* cursor,
    RedisModuleScanKeyCB callback, void* privdata);
REDISMODULE_FUNCTION RedisModuleType* (*RedisModule_CreateDataType)(RedisModuleCtx* ctx, const char*
    name, int encver, RedisModuleTypeMethods* methods);
REDISMODULE_FUNCTION void (*RedisModule_DigestAddLongLong)(RedisModuleDigest* digest, long long
    value);
REDISMODULE_FUNCTION void (*RedisModule_DigestAddStringBuffer)(RedisModuleDigest* digest, const
    char* buf, size_t len);
REDISMODULE_FUNCTION void (*RedisModule_DigestEndSequence)(RedisModuleDigest* digest);
REDISMODULE_FUNCTION RedisModuleCtx* (*RedisModule_GetContextFromIO)(RedisModuleIO* io);
REDISMODULE_FUNCTION int (*RedisModule_GetDbIdFromDigest)(RedisModuleDigest* digest);
REDISMODULE_FUNCTION int (*RedisModule_GetDbIdFromIO)(RedisModuleIO* io);
REDISMODULE_FUNCTION int (*RedisModule_GetDbIdFromOptCtx)(RedisModuleKeyOptCtx* opt_ctx);
REDISMODULE_FUNCTION const RedisModuleString* (*RedisModule_GetKeyNameFromDigest)(RedisModuleDigest*
    digest);
REDISMODULE_FUNCTION const RedisModuleString* (*RedisModule_GetKeyNameFromIO)(RedisModuleIO* io);
REDISMODULE_FUNCTION const RedisModuleString*
    (*RedisModule_GetKeyNameFromOptCtx)(RedisModuleKeyOptCtx* opt_ctx);
REDISMODULE_FUNCTION int (*RedisModule_GetToDbIdFromOptCtx)(RedisModuleKeyOptCtx* opt_ctx);
REDISMODULE_FUNCTION const RedisModuleString*
    (*RedisModule_GetToKeyNameFromOptCtx)(RedisModuleKeyOptCtx* opt_ctx);
REDISMODULE_FUNCTION int (*RedisModule_IsIOError)(RedisModuleIO* io);
REDISMODULE_FUNCTION void* (*RedisModule_LoadDataTypeFromString)(const RedisModuleString* str, const
    RedisModuleType* type);
REDISMODULE_FUNCTION void* (*RedisModule_LoadDataTypeFromStringEncver)(const RedisModuleString* str,
    const RedisModuleType* type, int encver);
REDISMODULE_FUNCTION double (*RedisModule_LoadDouble)(RedisModuleIO* io);
REDISMODULE_FUNCTION float (*RedisModule_LoadFloat)(RedisModuleIO* io);
REDISMODULE_FUNCTION long double (*RedisModule_LoadLongDouble)(RedisModuleIO* io);
REDISMODULE_FUNCTION int64_t (*RedisModule_LoadSigned)(RedisModuleIO* io);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_LoadString)(RedisModuleIO* io);
REDISMODULE_FUNCTION char* (*RedisModule_LoadStringBuffer)(RedisModuleIO* io, size_t* len);
REDISMODULE_FUNCTION uint64_t (*RedisModule_LoadUnsigned)(RedisModuleIO* io);
REDISMODULE_FUNCTION void (*RedisModule_LogIOError)(RedisModuleIO* io, const char* level, const
    char* format, ...) REDISMODULE_ATTR_PRINTF(3, 4);
REDISMODULE_FUNCTION RedisModuleType* (*RedisModule_ModuleTypeGetType)(RedisModuleKey* key);
REDISMODULE_FUNCTION void* (*RedisModule_ModuleTypeGetValue)(RedisModuleKey* key);
REDISMODULE_FUNCTION int (*RedisModule_ModuleTypeReplaceValue)(RedisModuleKey* key, RedisModuleType*
    type, void* value, void** old_value);
REDISMODULE_FUNCTION int (*RedisModule_ModuleTypeSetValue)(RedisModuleKey* key, RedisModuleType*
    type, void* value);
REDISMODULE_FUNCTION int (*RedisModule_RdbLoad)(RedisModuleCtx* ctx, RedisModuleRdbStream* stream,
    int flags);
REDISMODULE_FUNCTION int (*RedisModule_RdbSave)(RedisModuleCtx* ctx, RedisModuleRdbStream* stream,
    int flags);
REDISMODULE_FUNCTION RedisModuleRdbStream* (*RedisModule_RdbStreamCreateFromFile)(const char*
    filename);
REDISMODULE_FUNCTION void (*RedisModule_RdbStreamFree)(RedisModuleRdbStream* stream);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_SaveDataTypeToString)(RedisModuleCtx* ctx,
    void* value, const RedisModuleType* type);
REDISMODULE_FUNCTION void (*RedisModule_SaveDouble)(RedisModuleIO* io, double value);
REDISMODULE_FUNCTION void (*RedisModule_SaveFloat)(RedisModuleIO* io, float value);
REDISMODULE_FUNCTION void (*RedisModule_SaveLongDouble)(RedisModuleIO* io, long double value);
REDISMODULE_FUNCTION void (*RedisModule_SaveSigned)(RedisModuleIO* io, int64_t value);
REDISMODULE_FUNCTION void (*RedisModule_SaveString)(RedisModuleIO* io, RedisModuleString* str);
REDISMODULE_FUNCTION void (*RedisModule_SaveStringBuffer)(RedisModuleIO* io, const char* buf, size_t
    len);
REDISMODULE_FUNCTION void (*RedisModule_SaveUnsigned)(RedisModuleIO* io, uint64_t value);
REDISMODULE_FUNCTION int (*RedisModule_AvoidReplicaTraffic)(void);
REDISMODULE_FUNCTION void (*RedisModule_EmitAOF)(RedisModuleIO* io, const char* command, const char*
    spec, ...);
REDISMODULE_FUNCTION int (*RedisModule_Replicate)(RedisModuleCtx* ctx, const char* command, const
    char* spec, ...);
REDISMODULE_FUNCTION int (*RedisModule_ReplicateVerbatim)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION RedisModuleCallReply*
    (*RedisModule_CallReplyArrayElement)(RedisModuleCallReply* reply, size_t index);
REDISMODULE_FUNCTION RedisModuleCallReply* (*RedisModule_CallReplyAttribute)(RedisModuleCallReply*
    reply);
REDISMODULE_FUNCTION int (*RedisModule_CallReplyAttributeElement)(RedisModuleCallReply* reply,
    size_t index, RedisModuleCallReply** key, RedisModuleCallReply** value);
REDISMODULE_FUNCTION const char* (*RedisModule_CallReplyBigNumber)(RedisModuleCallReply* reply,
    size_t* len);
REDISMODULE_FUNCTION int (*RedisModule_CallReplyBool)(RedisModuleCallReply* reply);
REDISMODULE_FUNCTION double (*RedisModule_CallReplyDouble)(RedisModuleCallReply* reply);
REDISMODULE_FUNCTION long long (*RedisModule_CallReplyInteger)(RedisModuleCallReply* reply);
REDISMODULE_FUNCTION size_t (*RedisModule_CallReplyLength)(RedisModuleCallReply* reply);
REDISMODULE_FUNCTION int (*RedisModule_CallReplyMapElement)(RedisModuleCallReply* reply, size_t
    index, RedisModuleCallReply** key, RedisModuleCallReply** value);
REDISMODULE_FUNCTION int (*RedisModule_CallReplyPromiseAbort)(RedisModuleCallReply* reply, void**
    privdata);
REDISMODULE_FUNCTION void (*RedisModule_CallReplyPromiseSetUnblockHandler)(RedisModuleCallReply*
    reply, RedisModuleOnUnblocked on_unblock, void* privdata);
REDISMODULE_FUNCTION const char* (*RedisModule_CallReplyProto)(RedisModuleCallReply* reply, size_t*
    len);
REDISMODULE_FUNCTION RedisModuleCallReply* (*RedisModule_CallReplySetElement)(RedisModuleCallReply*
    reply, size_t index);
REDISMODULE_FUNCTION const char* (*RedisModule_CallReplyStringPtr)(RedisModuleCallReply* reply,
    size_t* len);
REDISMODULE_FUNCTION int (*RedisModule_CallReplyType)(RedisModuleCallReply* reply);
REDISMODULE_FUNCTION const char* (*RedisModule_CallReplyVerbatim)(RedisModuleCallReply* reply,
    size_t* len, const char** format);
REDISMODULE_FUNCTION RedisModuleString*
    (*RedisModule_CreateStringFromCallReply)(RedisModuleCallReply* reply);
REDISMODULE_FUNCTION void (*RedisModule_FreeCallReply)(RedisModuleCallReply* reply);
REDISMODULE_FUNCTION RedisModuleCallReply* (*RedisModule_Call)(RedisModuleCtx* ctx, const char*
    command, const char* spec, ...);
REDISMODULE_FUNCTION int (*RedisModule_AbortBlock)(RedisModuleBlockedClient* blocked);
REDISMODULE_FUNCTION RedisModuleBlockedClient* (*RedisModule_BlockClient)(RedisModuleCtx* ctx,
    RedisModuleCmdFunc reply_callback, RedisModuleCmdFunc timeout_callback, void
    (*free_privdata)(RedisModuleCtx*, void*), long long timeout_ms);
REDISMODULE_FUNCTION void* (*RedisModule_BlockClientGetPrivateData)(RedisModuleBlockedClient*
    blocked);
REDISMODULE_FUNCTION RedisModuleBlockedClient* (*RedisModule_BlockClientOnKeys)(RedisModuleCtx* ctx,
    RedisModuleCmdFunc reply_callback, RedisModuleCmdFunc timeout_callback, void
    (*free_privdata)(RedisModuleCtx*, void*), long long timeout_ms, RedisModuleString** keys, int
    num_keys, void* privdata);
REDISMODULE_FUNCTION RedisModuleBlockedClient*
    (*RedisModule_BlockClientOnKeysWithFlags)(RedisModuleCtx* ctx, RedisModuleCmdFunc
    reply_callback, RedisModuleCmdFunc timeout_callback, void (*free_privdata)(RedisModuleCtx*,
    void*), long long timeout_ms, RedisModuleString** keys, int num_keys, void* privdata, int
    flags);
REDISMODULE_FUNCTION void (*RedisModule_BlockClientSetPrivateData)(RedisModuleBlockedClient*
    blocked, void* privdata);
REDISMODULE_FUNCTION int (*RedisModule_BlockedClientDisconnected)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION int (*RedisModule_BlockedClientMeasureTimeEnd)(RedisModuleBlockedClient*
    blocked);
REDISMODULE_FUNCTION int (*RedisModule_BlockedClientMeasureTimeStart)(RedisModuleBlockedClient*
    blocked);
REDISMODULE_FUNCTION void (*RedisModule_FreeThreadSafeContext)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION RedisModuleBlockedClient* (*RedisModule_GetBlockedClientHandle)(RedisModuleCtx*
    ctx);
REDISMODULE_FUNCTION void* (*RedisModule_GetBlockedClientPrivateData)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_GetBlockedClientReadyKey)(RedisModuleCtx*
    ctx);
REDISMODULE_FUNCTION RedisModuleCtx* (*RedisModule_GetDetachedThreadSafeContext)(RedisModuleCtx*
    ctx);
REDISMODULE_FUNCTION RedisModuleCtx* (*RedisModule_GetThreadSafeContext)(RedisModuleBlockedClient*
    blocked);
REDISMODULE_FUNCTION int (*RedisModule_IsBlockedReplyRequest)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION int (*RedisModule_IsBlockedTimeoutRequest)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION void (*RedisModule_SetDisconnectCallback)(RedisModuleBlockedClient* blocked,
    RedisModuleDisconnectFunc callback);
REDISMODULE_FUNCTION void (*RedisModule_ThreadSafeContextLock)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION int (*RedisModule_ThreadSafeContextTryLock)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION void (*RedisModule_ThreadSafeContextUnlock)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION int (*RedisModule_UnblockClient)(RedisModuleBlockedClient* blocked, void*
    privdata);
REDISMODULE_FUNCTION void (*RedisModule_Yield)(RedisModuleCtx* ctx, int flags, const char*
    busy_reply);
REDISMODULE_FUNCTION ustime_t (*RedisModule_CachedMicroseconds)(void);
REDISMODULE_FUNCTION RedisModuleTimerID (*RedisModule_CreateTimer)(RedisModuleCtx* ctx, mstime_t
    period_ms, RedisModuleTimerProc callback, void* data);
REDISMODULE_FUNCTION int (*RedisModule_EventLoopAdd)(int fd, int mask, RedisModuleEventLoopFunc
    callback, void* user_data);
REDISMODULE_FUNCTION int (*RedisModule_EventLoopAddOneShot)(RedisModuleEventLoopOneShotFunc
    callback, void* user_data);
REDISMODULE_FUNCTION int (*RedisModule_EventLoopDel)(int fd, int mask);
REDISMODULE_FUNCTION int (*RedisModule_GetTimerInfo)(RedisModuleCtx* ctx, RedisModuleTimerID id,
    uint64_t* remaining_ms, void** data);
REDISMODULE_FUNCTION ustime_t (*RedisModule_Microseconds)(void);
REDISMODULE_FUNCTION mstime_t (*RedisModule_Milliseconds)(void);
REDISMODULE_FUNCTION uint64_t (*RedisModule_MonotonicMicroseconds)(void);
REDISMODULE_FUNCTION int (*RedisModule_StopTimer)(RedisModuleCtx* ctx, RedisModuleTimerID id, void**
    data);
REDISMODULE_FUNCTION int (*RedisModule_AddPostNotificationJob)(RedisModuleCtx* ctx,
    RedisModulePostNotificationJobFunc callback, void* privdata, void (*free_privdata)(void*));
REDISMODULE_FUNCTION int (*RedisModule_GetNotifyKeyspaceEvents)(void);
REDISMODULE_FUNCTION int (*RedisModule_NotifyKeyspaceEvent)(RedisModuleCtx* ctx, int type, const
    char* event, RedisModuleString* key);
REDISMODULE_FUNCTION int (*RedisModule_PublishMessage)(RedisModuleCtx* ctx, RedisModuleString*
    channel, RedisModuleString* message);
REDISMODULE_FUNCTION int (*RedisModule_PublishMessageShard)(RedisModuleCtx* ctx, RedisModuleString*
    channel, RedisModuleString* message);
REDISMODULE_FUNCTION int (*RedisModule_SubscribeToKeyspaceEvents)(RedisModuleCtx* ctx, int types,
    RedisModuleNotificationFunc callback);
REDISMODULE_FUNCTION int (*RedisModule_SubscribeToServerEvent)(RedisModuleCtx* ctx, RedisModuleEvent
    event, RedisModuleEventCallback callback);
REDISMODULE_FUNCTION int (*RedisModule_UnsubscribeFromKeyspaceEvents)(RedisModuleCtx* ctx, int
    types, RedisModuleNotificationFunc callback);
REDISMODULE_FUNCTION int (*RedisModule_LoadConfigs)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION int (*RedisModule_RegisterBoolConfig)(RedisModuleCtx* ctx, const char* name,
    int default_val, unsigned int flags, RedisModuleConfigGetBoolFunc getfn,
    RedisModuleConfigSetBoolFunc setfn, RedisModuleConfigApplyFunc applyfn, void* privdata);
REDISMODULE_FUNCTION int (*RedisModule_RegisterEnumConfig)(RedisModuleCtx* ctx, const char* name,
    int default_val, unsigned int flags, const char** enum_names, const int* enum_values, int
    num_enums, RedisModuleConfigGetEnumFunc getfn, RedisModuleConfigSetEnumFunc setfn,
    RedisModuleConfigApplyFunc applyfn, void* privdata);
REDISMODULE_FUNCTION int (*RedisModule_RegisterNumericConfig)(RedisModuleCtx* ctx, const char* name,
    long long default_val, unsigned int flags, long long min, long long max,
    RedisModuleConfigGetNumericFunc getfn, RedisModuleConfigSetNumericFunc setfn,
    RedisModuleConfigApplyFunc applyfn, void* privdata);
REDISMODULE_FUNCTION int (*RedisModule_RegisterStringConfig)(RedisModuleCtx* ctx, const char* name,
    const char* default_val, unsigned int flags, RedisModuleConfigGetStringFunc getfn,
    RedisModuleConfigSetStringFunc setfn, RedisModuleConfigApplyFunc applyfn, void* privdata);
REDISMODULE_FUNCTION int (*RedisModule_ConfigGet)(RedisModuleCtx* ctx, const char* name,
    RedisModuleString** value);
REDISMODULE_FUNCTION int (*RedisModule_ConfigGetBool)(RedisModuleCtx* ctx, const char* name, int*
    value);
REDISMODULE_FUNCTION int (*RedisModule_ConfigGetEnum)(RedisModuleCtx* ctx, const char* name,
    RedisModuleString** value);
REDISMODULE_FUNCTION int (*RedisModule_ConfigGetNumeric)(RedisModuleCtx* ctx, const char* name, long
    long* value);
REDISMODULE_FUNCTION int (*RedisModule_ConfigGetType)(const char* name, RedisModuleConfigType*
    type);
REDISMODULE_FUNCTION RedisModuleConfigIterator* (*RedisModule_ConfigIteratorCreate)(RedisModuleCtx*
    ctx, const char* pattern);
REDISMODULE_FUNCTION const char* (*RedisModule_ConfigIteratorNext)(RedisModuleConfigIterator* iter);
REDISMODULE_FUNCTION void (*RedisModule_ConfigIteratorRelease)(RedisModuleCtx* ctx,
    RedisModuleConfigIterator* iter);
REDISMODULE_FUNCTION int (*RedisModule_ConfigSet)(RedisModuleCtx* ctx, const char* name,
    RedisModuleString* value, RedisModuleString** error);
REDISMODULE_FUNCTION int (*RedisModule_ConfigSetBool)(RedisModuleCtx* ctx, const char* name, int
    value, RedisModuleString** error);
REDISMODULE_FUNCTION int (*RedisModule_ConfigSetEnum)(RedisModuleCtx* ctx, const char* name,
    RedisModuleString* value, RedisModuleString** error);
REDISMODULE_FUNCTION int (*RedisModule_ConfigSetNumeric)(RedisModuleCtx* ctx, const char* name, long
    long value, RedisModuleString** error);
REDISMODULE_FUNCTION int (*RedisModule_LoadDefaultConfigs)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION int (*RedisModule_InfoAddFieldCString)(RedisModuleInfoCtx* info_ctx, const
    char* field, const char* value);
REDISMODULE_FUNCTION int (*RedisModule_InfoAddFieldString)(RedisModuleInfoCtx* info_ctx, const char*
    field, RedisModuleString* value);
REDISMODULE_FUNCTION void (*RedisModule_FreeServerInfo)(RedisModuleCtx* ctx,
    RedisModuleServerInfoData* info);
REDISMODULE_FUNCTION RedisModuleServerInfoData* (*RedisModule_GetServerInfo)(RedisModuleCtx* ctx,
    const char* section);
REDISMODULE_FUNCTION int (*RedisModule_InfoAddFieldDouble)(RedisModuleInfoCtx* info_ctx, const char*
    field, double value);
REDISMODULE_FUNCTION int (*RedisModule_InfoAddFieldLongLong)(RedisModuleInfoCtx* info_ctx, const
    char* field, long long value);
REDISMODULE_FUNCTION int (*RedisModule_InfoAddFieldULongLong)(RedisModuleInfoCtx* info_ctx, const
    char* field, unsigned long long value);
REDISMODULE_FUNCTION int (*RedisModule_InfoAddSection)(RedisModuleInfoCtx* info_ctx, const char*
    name);
REDISMODULE_FUNCTION int (*RedisModule_InfoBeginDictField)(RedisModuleInfoCtx* info_ctx, const char*
    name);
REDISMODULE_FUNCTION int (*RedisModule_InfoEndDictField)(RedisModuleInfoCtx* info_ctx);
REDISMODULE_FUNCTION int (*RedisModule_RegisterInfoFunc)(RedisModuleCtx* ctx, RedisModuleInfoFunc
    callback);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_ServerInfoGetField)(RedisModuleCtx* ctx,
    RedisModuleServerInfoData* info, const char* field);
REDISMODULE_FUNCTION const char* (*RedisModule_ServerInfoGetFieldC)(RedisModuleServerInfoData* info,
    const char* field);
REDISMODULE_FUNCTION double (*RedisModule_ServerInfoGetFieldDouble)(RedisModuleServerInfoData* info,
    const char* field, int* out_err);
REDISMODULE_FUNCTION long long (*RedisModule_ServerInfoGetFieldSigned)(RedisModuleServerInfoData*
    info, const char* field, int* out_err);
REDISMODULE_FUNCTION unsigned long long
    (*RedisModule_ServerInfoGetFieldUnsigned)(RedisModuleServerInfoData* info, const char* field,
    int* out_err);
REDISMODULE_FUNCTION RedisModuleDict* (*RedisModule_CreateDict)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION int (*RedisModule_DictCompare)(RedisModuleDictIter* iter, const char* op,
    RedisModuleString* key);
REDISMODULE_FUNCTION int (*RedisModule_DictCompareC)(RedisModuleDictIter* iter, const char* op,
    void* key, size_t keylen);
REDISMODULE_FUNCTION int (*RedisModule_DictDel)(RedisModuleDict* dict, RedisModuleString* key, void*
    old_value);
REDISMODULE_FUNCTION int (*RedisModule_DictDelC)(RedisModuleDict* dict, void* key, size_t keylen,
    void* old_value);
REDISMODULE_FUNCTION void* (*RedisModule_DictGet)(RedisModuleDict* dict, RedisModuleString* key,
    int* no_key);
REDISMODULE_FUNCTION void* (*RedisModule_DictGetC)(RedisModuleDict* dict, void* key, size_t keylen,
    int* no_key);
REDISMODULE_FUNCTION int (*RedisModule_DictIteratorReseek)(RedisModuleDictIter* iter, const char*
    op, RedisModuleString* key);
REDISMODULE_FUNCTION int (*RedisModule_DictIteratorReseekC)(RedisModuleDictIter* iter, const char*
    op, void* key, size_t keylen);
REDISMODULE_FUNCTION RedisModuleDictIter* (*RedisModule_DictIteratorStart)(RedisModuleDict* dict,
    const char* op, RedisModuleString* key);
REDISMODULE_FUNCTION RedisModuleDictIter* (*RedisModule_DictIteratorStartC)(RedisModuleDict* dict,
    const char* op, void* key, size_t keylen);
REDISMODULE_FUNCTION void (*RedisModule_DictIteratorStop)(RedisModuleDictIter* iter);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_DictNext)(RedisModuleCtx* ctx,
    RedisModuleDictIter* iter, void** data);
REDISMODULE_FUNCTION void* (*RedisModule_DictNextC)(RedisModuleDictIter* iter, size_t* keylen,
    void** data);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_DictPrev)(RedisModuleCtx* ctx,
    RedisModuleDictIter* iter, void** data);
REDISMODULE_FUNCTION void* (*RedisModule_DictPrevC)(RedisModuleDictIter* iter, size_t* keylen,
    void** data);
REDISMODULE_FUNCTION int (*RedisModule_DictReplace)(RedisModuleDict* dict, RedisModuleString* key,
    void* ptr);
REDISMODULE_FUNCTION int (*RedisModule_DictReplaceC)(RedisModuleDict* dict, void* key, size_t
    keylen, void* ptr);
REDISMODULE_FUNCTION int (*RedisModule_DictSet)(RedisModuleDict* dict, RedisModuleString* key, void*
    ptr);
REDISMODULE_FUNCTION int (*RedisModule_DictSetC)(RedisModuleDict* dict, void* key, size_t keylen,
    void* ptr);
REDISMODULE_FUNCTION uint64_t (*RedisModule_DictSize)(RedisModuleDict* dict);
REDISMODULE_FUNCTION void (*RedisModule_FreeDict)(RedisModuleCtx* ctx, RedisModuleDict* dict);
REDISMODULE_FUNCTION void (*RedisModule_ACLAddLogEntry)(RedisModuleCtx* ctx, RedisModuleUser* user,
    RedisModuleString* object, RedisModuleACLLogEntryReason reason);
REDISMODULE_FUNCTION void (*RedisModule_ACLAddLogEntryByUserName)(RedisModuleCtx* ctx,
    RedisModuleString* user, RedisModuleString* object, RedisModuleACLLogEntryReason reason);
REDISMODULE_FUNCTION int (*RedisModule_ACLCheckChannelPermissions)(RedisModuleUser* user,
    RedisModuleString* channel, int flags);
REDISMODULE_FUNCTION int (*RedisModule_ACLCheckCommandPermissions)(RedisModuleUser* user,
    RedisModuleString** argv, int argc);
REDISMODULE_FUNCTION int (*RedisModule_ACLCheckKeyPermissions)(RedisModuleUser* user,
    RedisModuleString* key, int flags);
REDISMODULE_FUNCTION int (*RedisModule_AddACLCategory)(RedisModuleCtx* ctx, const char* name);
REDISMODULE_FUNCTION int (*RedisModule_AuthenticateClientWithACLUser)(RedisModuleCtx* ctx, const
    char* name, size_t len, RedisModuleUserChangedFunc callback, void* privdata, uint64_t*
    client_id);
REDISMODULE_FUNCTION int (*RedisModule_AuthenticateClientWithUser)(RedisModuleCtx* ctx,
    RedisModuleUser* user, RedisModuleUserChangedFunc callback, void* privdata, uint64_t*
    client_id);
REDISMODULE_FUNCTION RedisModuleBlockedClient* (*RedisModule_BlockClientOnAuth)(RedisModuleCtx* ctx,
    RedisModuleAuthCallback reply_callback, void (*free_privdata)(RedisModuleCtx*, void*));
REDISMODULE_FUNCTION RedisModuleUser* (*RedisModule_CreateModuleUser)(const char* name);
REDISMODULE_FUNCTION int (*RedisModule_DeauthenticateAndCloseClient)(RedisModuleCtx* ctx, uint64_t
    client_id);
REDISMODULE_FUNCTION void (*RedisModule_FreeModuleUser)(RedisModuleUser* user);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_GetCurrentUserName)(RedisModuleCtx* ctx);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_GetModuleUserACLString)(RedisModuleUser*
    user);
REDISMODULE_FUNCTION RedisModuleUser* (*RedisModule_GetModuleUserFromUserName)(RedisModuleString*
    name);
REDISMODULE_FUNCTION int (*RedisModule_RedactClientCommandArgument)(RedisModuleCtx* ctx, int pos);
REDISMODULE_FUNCTION void (*RedisModule_RegisterAuthCallback)(RedisModuleCtx* ctx,
    RedisModuleAuthCallback callback);
REDISMODULE_FUNCTION int (*RedisModule_SetCommandACLCategories)(RedisModuleCommand* command, const
    char* categories);
REDISMODULE_FUNCTION void (*RedisModule_SetContextUser)(RedisModuleCtx* ctx, const RedisModuleUser*
    user);
REDISMODULE_FUNCTION int (*RedisModule_SetModuleUserACL)(RedisModuleUser* user, const char* acl);
REDISMODULE_FUNCTION int (*RedisModule_SetModuleUserACLString)(RedisModuleCtx* ctx, RedisModuleUser*
    user, const char* acl, RedisModuleString** error);
REDISMODULE_FUNCTION int (*RedisModule_ACLCheckKeyPrefixPermissions)(RedisModuleUser* user,
    RedisModuleString* prefix, int flags);
REDISMODULE_FUNCTION int (*RedisModule_CommandFilterArgDelete)(RedisModuleCommandFilterCtx*
    filter_ctx, int pos);
REDISMODULE_FUNCTION RedisModuleString*
    (*RedisModule_CommandFilterArgGet)(RedisModuleCommandFilterCtx* filter_ctx, int pos);
REDISMODULE_FUNCTION int (*RedisModule_CommandFilterArgInsert)(RedisModuleCommandFilterCtx*
    filter_ctx, int pos, RedisModuleString* arg);
REDISMODULE_FUNCTION int (*RedisModule_CommandFilterArgReplace)(RedisModuleCommandFilterCtx*
    filter_ctx, int pos, RedisModuleString* arg);
REDISMODULE_FUNCTION int (*RedisModule_CommandFilterArgsCount)(RedisModuleCommandFilterCtx*
    filter_ctx);
REDISMODULE_FUNCTION unsigned long long
    (*RedisModule_CommandFilterGetClientId)(RedisModuleCommandFilterCtx* filter_ctx);
REDISMODULE_FUNCTION RedisModuleCommandFilter* (*RedisModule_RegisterCommandFilter)(RedisModuleCtx*
    ctx, RedisModuleCommandFilterFunc callback, int flags);
REDISMODULE_FUNCTION int (*RedisModule_UnregisterCommandFilter)(RedisModuleCtx* ctx,
    RedisModuleCommandFilter* filter);
REDISMODULE_FUNCTION const char* (*RedisModule_ClusterCanonicalKeyNameInSlot)(unsigned int slot);
REDISMODULE_FUNCTION unsigned int (*RedisModule_ClusterKeySlot)(RedisModuleString* key);
REDISMODULE_FUNCTION void (*RedisModule_FreeClusterNodesList)(char** ids);
REDISMODULE_FUNCTION int (*RedisModule_GetClusterNodeInfo)(RedisModuleCtx* ctx, const char* id,
    char* ip, char* master_id, int* port, int* flags);
REDISMODULE_FUNCTION int (*RedisModule_GetClusterNodeInfoForClient)(RedisModuleCtx* ctx, uint64_t
    client_id, const char* node_id, char* ip, char* master_id, int* port, int* flags);
REDISMODULE_FUNCTION char** (*RedisModule_GetClusterNodesList)(RedisModuleCtx* ctx, size_t*
    num_nodes);
REDISMODULE_FUNCTION size_t (*RedisModule_GetClusterSize)(void);
REDISMODULE_FUNCTION const char* (*RedisModule_GetMyClusterID)(void);
REDISMODULE_FUNCTION void (*RedisModule_RegisterClusterMessageReceiver)(RedisModuleCtx* ctx, uint8_t
    type, RedisModuleClusterMessageReceiver callback);
REDISMODULE_FUNCTION int (*RedisModule_SendClusterMessage)(RedisModuleCtx* ctx, const char*
    target_id, uint8_t type, const char* msg, uint32_t len);
REDISMODULE_FUNCTION void (*RedisModule_SetClusterFlags)(RedisModuleCtx* ctx, uint64_t flags);
REDISMODULE_FUNCTION const char* (*RedisModule_GetInternalSecret)(RedisModuleCtx* ctx, size_t* len);
REDISMODULE_FUNCTION int (*RedisModule_ExitFromChild)(int retcode);
REDISMODULE_FUNCTION int (*RedisModule_Fork)(RedisModuleForkDoneHandler callback, void* user_data);
REDISMODULE_FUNCTION int (*RedisModule_KillForkChild)(int child_pid);
REDISMODULE_FUNCTION void (*RedisModule_SendChildHeartbeat)(double progress);
REDISMODULE_FUNCTION void* (*RedisModule_DefragAlloc)(RedisModuleDefragCtx* defrag_ctx, void* ptr);
REDISMODULE_FUNCTION void* (*RedisModule_DefragAllocRaw)(RedisModuleDefragCtx* defrag_ctx, size_t
    bytes);
REDISMODULE_FUNCTION int (*RedisModule_DefragCursorGet)(RedisModuleDefragCtx* defrag_ctx, unsigned
    long* cursor);
REDISMODULE_FUNCTION int (*RedisModule_DefragCursorSet)(RedisModuleDefragCtx* defrag_ctx, unsigned
    long cursor);
REDISMODULE_FUNCTION void (*RedisModule_DefragFreeRaw)(RedisModuleDefragCtx* defrag_ctx, void* ptr);
REDISMODULE_FUNCTION RedisModuleString* (*RedisModule_DefragRedisModuleString)(RedisModuleDefragCtx*
    defrag_ctx, RedisModuleString* str);
REDISMODULE_FUNCTION int (*RedisModule_DefragShouldStop)(RedisModuleDefragCtx* defrag_ctx);
REDISMODULE_FUNCTION RedisModuleString*
    (*RedisModule_DefragValkeyModuleString)(RedisModuleDefragCtx* defrag_ctx, RedisModuleString*
    str);
REDISMODULE_FUNCTION int (*RedisModule_GetDbIdFromDefragCtx)(RedisModuleDefragCtx* defrag_ctx);
REDISMODULE_FUNCTION const RedisModuleString*
    (*RedisModule_GetKeyNameFromDefragCtx)(RedisModuleDefragCtx* defrag_ctx);
REDISMODULE_FUNCTION int (*RedisModule_RegisterDefragCallbacks)(RedisModuleCtx* ctx,
    RedisModuleDefragFunc start_callback, RedisModuleDefragFunc end_callback);
REDISMODULE_FUNCTION int (*RedisModule_RegisterDefragFunc)(RedisModuleCtx* ctx,
    RedisModuleDefragFunc callback);
REDISMODULE_FUNCTION RedisModuleDict* (*RedisModule_DefragRedisModuleDict)(RedisModuleDefragCtx*
    defrag_ctx, RedisModuleDict* dict, RedisModuleDefragDictValueCallback value_callback,
    RedisModuleString** seek_to);
REDISMODULE_FUNCTION void (*RedisModule_LatencyAddSample)(const char* event, mstime_t latency_ms);
REDISMODULE_FUNCTION void (*RedisModule_Log)(RedisModuleCtx* ctx, const char* level, const char*
    format, ...) REDISMODULE_ATTR_PRINTF(3, 4);
REDISMODULE_FUNCTION void (*RedisModule__Assert)(const char* expression, const char* file, int
    line);
/* GENERATED declarations: end */
/* clang-format on */

typedef struct RedisModuleFunctionName {
  const char* name;
  void* variable; /* the address of its pointer */
} RedisModuleFunctionName;

static const RedisModuleFunctionName RedisModule_FunctionNames[] REDISMODULE_ATTR_UNUSED = {
    /* clang-format off */
    /* GENERATED look-up: begin */
    {"RedisModule_ExportSharedAPI", (void*)&RedisModule_ExportSharedAPI},
    {"RedisModule_GetContextFlagsAll", (void*)&RedisModule_GetContextFlagsAll},
    {"RedisModule_GetKeyspaceNotificationFlagsAll", (void*)&RedisModule_GetKeyspaceNotificationFlagsAll},
    {"RedisModule_GetModuleOptionsAll", (void*)&RedisModule_GetModuleOptionsAll},
    {"RedisModule_GetOpenKeyModesAll", (void*)&RedisModule_GetOpenKeyModesAll},
    {"RedisModule_GetServerVersion", (void*)&RedisModule_GetServerVersion},
    {"RedisModule_GetSharedAPI", (void*)&RedisModule_GetSharedAPI},
    {"RedisModule_GetTypeMethodVersion", (void*)&RedisModule_GetTypeMethodVersion},
    {"RedisModule_IsModuleNameBusy", (void*)&RedisModule_IsModuleNameBusy},
    {"RedisModule_IsSubEventSupported", (void*)&RedisModule_IsSubEventSupported},
    {"RedisModule_SetModuleAttribs", (void*)&RedisModule_SetModuleAttribs},
    {"RedisModule_SetModuleOptions", (void*)&RedisModule_SetModuleOptions},
    {"RedisModule_Alloc", (void*)&RedisModule_Alloc},
    {"RedisModule_Calloc", (void*)&RedisModule_Calloc},
    {"RedisModule_Free", (void*)&RedisModule_Free},
    {"RedisModule_GetUsedMemoryRatio", (void*)&RedisModule_GetUsedMemoryRatio},
    {"RedisModule_MallocSize", (void*)&RedisModule_MallocSize},
    {"RedisModule_MallocSizeDict", (void*)&RedisModule_MallocSizeDict},
    {"RedisModule_MallocSizeString", (void*)&RedisModule_MallocSizeString},
    {"RedisModule_MallocUsableSize", (void*)&RedisModule_MallocUsableSize},
    {"RedisModule_PoolAlloc", (void*)&RedisModule_PoolAlloc},
    {"RedisModule_Realloc", (void*)&RedisModule_Realloc},
    {"RedisModule_Strdup", (void*)&RedisModule_Strdup},
    {"RedisModule_TryAlloc", (void*)&RedisModule_TryAlloc},
    {"RedisModule_TryCalloc", (void*)&RedisModule_TryCalloc},
    {"RedisModule_TryRealloc", (void*)&RedisModule_TryRealloc},
    {"RedisModule_CreateString", (void*)&RedisModule_CreateString},
    {"RedisModule_CreateStringFromDouble", (void*)&RedisModule_CreateStringFromDouble},
    {"RedisModule_CreateStringFromLongDouble", (void*)&RedisModule_CreateStringFromLongDouble},
    {"RedisModule_CreateStringFromLongLong", (void*)&RedisModule_CreateStringFromLongLong},
    {"RedisModule_CreateStringFromStreamID", (void*)&RedisModule_CreateStringFromStreamID},
    {"RedisModule_CreateStringFromString", (void*)&RedisModule_CreateStringFromString},
    {"RedisModule_CreateStringFromULongLong", (void*)&RedisModule_CreateStringFromULongLong},
    {"RedisModule_CreateStringPrintf", (void*)&RedisModule_CreateStringPrintf},
    {"RedisModule_FreeString", (void*)&RedisModule_FreeString},
    {"RedisModule_HoldString", (void*)&RedisModule_HoldString},
    {"RedisModule_RetainString", (void*)&RedisModule_RetainString},
    {"RedisModule_StringAppendBuffer", (void*)&RedisModule_StringAppendBuffer},
    {"RedisModule_StringCompare", (void*)&RedisModule_StringCompare},
    {"RedisModule_StringPtrLen", (void*)&RedisModule_StringPtrLen},
    {"RedisModule_StringToDouble", (void*)&RedisModule_StringToDouble},
    {"RedisModule_StringToLongDouble", (void*)&RedisModule_StringToLongDouble},
    {"RedisModule_StringToLongLong", (void*)&RedisModule_StringToLongLong},
    {"RedisModule_StringToStreamID", (void*)&RedisModule_StringToStreamID},
    {"RedisModule_StringToULongLong", (void*)&RedisModule_StringToULongLong},
    {"RedisModule_TrimStringAllocation", (void*)&RedisModule_TrimStringAllocation},
    {"RedisModule_ChannelAtPosWithFlags", (void*)&RedisModule_ChannelAtPosWithFlags},
    {"RedisModule_CreateCommand", (void*)&RedisModule_CreateCommand},
    {"RedisModule_CreateSubcommand", (void*)&RedisModule_CreateSubcommand},
    {"RedisModule_GetCommand", (void*)&RedisModule_GetCommand},
    {"RedisModule_GetCommandKeys", (void*)&RedisModule_GetCommandKeys},
    {"RedisModule_GetCommandKeysWithFlags", (void*)&RedisModule_GetCommandKeysWithFlags},
    {"RedisModule_GetCurrentCommandName", (void*)&RedisModule_GetCurrentCommandName},
    {"RedisModule_IsChannelsPositionRequest", (void*)&RedisModule_IsChannelsPositionRequest},
    {"RedisModule_IsKeysPositionRequest", (void*)&RedisModule_IsKeysPositionRequest},
    {"RedisModule_KeyAtPos", (void*)&RedisModule_KeyAtPos},
    {"RedisModule_KeyAtPosWithFlags", (void*)&RedisModule_KeyAtPosWithFlags},
    {"RedisModule_SetCommandInfo", (void*)&RedisModule_SetCommandInfo},
    {"RedisModule_WrongArity", (void*)&RedisModule_WrongArity},
    {"RedisModule_ReplySetArrayLength", (void*)&RedisModule_ReplySetArrayLength},
    {"RedisModule_ReplySetAttributeLength", (void*)&RedisModule_ReplySetAttributeLength},
    {"RedisModule_ReplySetMapLength", (void*)&RedisModule_ReplySetMapLength},
    {"RedisModule_ReplySetSetLength", (void*)&RedisModule_ReplySetSetLength},
    {"RedisModule_ReplyWithArray", (void*)&RedisModule_ReplyWithArray},
    {"RedisModule_ReplyWithAttribute", (void*)&RedisModule_ReplyWithAttribute},
    {"RedisModule_ReplyWithBigNumber", (void*)&RedisModule_ReplyWithBigNumber},
    {"RedisModule_ReplyWithBool", (void*)&RedisModule_ReplyWithBool},
    {"RedisModule_ReplyWithCString", (void*)&RedisModule_ReplyWithCString},
    {"RedisModule_ReplyWithCallReply", (void*)&RedisModule_ReplyWithCallReply},
    {"RedisModule_ReplyWithDouble", (void*)&RedisModule_ReplyWithDouble},
    {"RedisModule_ReplyWithEmptyArray", (void*)&RedisModule_ReplyWithEmptyArray},
    {"RedisModule_ReplyWithEmptyString", (void*)&RedisModule_ReplyWithEmptyString},
    {"RedisModule_ReplyWithError", (void*)&RedisModule_ReplyWithError},
    {"RedisModule_ReplyWithErrorFormat", (void*)&RedisModule_ReplyWithErrorFormat},
    {"RedisModule_ReplyWithLongDouble", (void*)&RedisModule_ReplyWithLongDouble},
    {"RedisModule_ReplyWithLongLong", (void*)&RedisModule_ReplyWithLongLong},
    {"RedisModule_ReplyWithMap", (void*)&RedisModule_ReplyWithMap},
    {"RedisModule_ReplyWithNull", (void*)&RedisModule_ReplyWithNull},
    {"RedisModule_ReplyWithNullArray", (void*)&RedisModule_ReplyWithNullArray},
    {"RedisModule_ReplyWithSet", (void*)&RedisModule_ReplyWithSet},
    {"RedisModule_ReplyWithSimpleString", (void*)&RedisModule_ReplyWithSimpleString},
    {"RedisModule_ReplyWithString", (void*)&RedisModule_ReplyWithString},
    {"RedisModule_ReplyWithStringBuffer", (void*)&RedisModule_ReplyWithStringBuffer},
    {"RedisModule_ReplyWithVerbatimString", (void*)&RedisModule_ReplyWithVerbatimString},
    {"RedisModule_ReplyWithVerbatimStringType", (void*)&RedisModule_ReplyWithVerbatimStringType},
    {"RedisModule_AutoMemory", (void*)&RedisModule_AutoMemory},
    {"RedisModule_GetClientCertificate", (void*)&RedisModule_GetClientCertificate},
    {"RedisModule_GetClientId", (void*)&RedisModule_GetClientId},
    {"RedisModule_GetClientInfoById", (void*)&RedisModule_GetClientInfoById},
    {"RedisModule_GetClientNameById", (void*)&RedisModule_GetClientNameById},
    {"RedisModule_GetClientUserNameById", (void*)&RedisModule_GetClientUserNameById},
    {"RedisModule_GetContextFlags", (void*)&RedisModule_GetContextFlags},
    {"RedisModule_GetRandomBytes", (void*)&RedisModule_GetRandomBytes},
    {"RedisModule_GetRandomHexChars", (void*)&RedisModule_GetRandomHexChars},
    {"RedisModule_SetClientNameById", (void*)&RedisModule_SetClientNameById},
    {"RedisModule_GetDbIdFromModuleKey", (void*)&RedisModule_GetDbIdFromModuleKey},
    {"RedisModule_GetKeyNameFromModuleKey", (void*)&RedisModule_GetKeyNameFromModuleKey},
    {"RedisModule_CloseKey", (void*)&RedisModule_CloseKey},
    {"RedisModule_DbSize", (void*)&RedisModule_DbSize},
    {"RedisModule_DeleteKey", (void*)&RedisModule_DeleteKey},
    {"RedisModule_GetAbsExpire", (void*)&RedisModule_GetAbsExpire},
    {"RedisModule_GetExpire", (void*)&RedisModule_GetExpire},
    {"RedisModule_GetLFU", (void*)&RedisModule_GetLFU},
    {"RedisModule_GetLRU", (void*)&RedisModule_GetLRU},
    {"RedisModule_GetSelectedDb", (void*)&RedisModule_GetSelectedDb},
    {"RedisModule_KeyExists", (void*)&RedisModule_KeyExists},
    {"RedisModule_KeyType", (void*)&RedisModule_KeyType},
    {"RedisModule_OpenKey", (void*)&RedisModule_OpenKey},
    {"RedisModule_RandomKey", (void*)&RedisModule_RandomKey},
    {"RedisModule_ResetDataset", (void*)&RedisModule_ResetDataset},
    {"RedisModule_SelectDb", (void*)&RedisModule_SelectDb},
    {"RedisModule_SetAbsExpire", (void*)&RedisModule_SetAbsExpire},
    {"RedisModule_SetExpire", (void*)&RedisModule_SetExpire},
    {"RedisModule_SetLFU", (void*)&RedisModule_SetLFU},
    {"RedisModule_SetLRU", (void*)&RedisModule_SetLRU},
    {"RedisModule_SignalKeyAsReady", (void*)&RedisModule_SignalKeyAsReady},
    {"RedisModule_SignalModifiedKey", (void*)&RedisModule_SignalModifiedKey},
    {"RedisModule_UnlinkKey", (void*)&RedisModule_UnlinkKey},
    {"RedisModule_ValueLength", (void*)&RedisModule_ValueLength},
    {"RedisModule_StringDMA", (void*)&RedisModule_StringDMA},
    {"RedisModule_StringSet", (void*)&RedisModule_StringSet},
    {"RedisModule_StringTruncate", (void*)&RedisModule_StringTruncate},
    {"RedisModule_ListDelete", (void*)&RedisModule_ListDelete},
    {"RedisModule_ListGet", (void*)&RedisModule_ListGet},
    {"RedisModule_ListInsert", (void*)&RedisModule_ListInsert},
    {"RedisModule_ListPop", (void*)&RedisModule_ListPop},
    {"RedisModule_ListPush", (void*)&RedisModule_ListPush},
    {"RedisModule_ListSet", (void*)&RedisModule_ListSet},
    {"RedisModule_HashGet", (void*)&RedisModule_HashGet},
    {"RedisModule_HashSet", (void*)&RedisModule_HashSet},
    {"RedisModule_HashFieldMinExpire", (void*)&RedisModule_HashFieldMinExpire},
    {"RedisModule_ZsetAdd", (void*)&RedisModule_ZsetAdd},
    {"RedisModule_ZsetFirstInLexRange", (void*)&RedisModule_ZsetFirstInLexRange},
    {"RedisModule_ZsetFirstInScoreRange", (void*)&RedisModule_ZsetFirstInScoreRange},
    {"RedisModule_ZsetIncrby", (void*)&RedisModule_ZsetIncrby},
    {"RedisModule_ZsetLastInLexRange", (void*)&RedisModule_ZsetLastInLexRange},
    {"RedisModule_ZsetLastInScoreRange", (void*)&RedisModule_ZsetLastInScoreRange},
    {"RedisModule_ZsetRangeCurrentElement", (void*)&RedisModule_ZsetRangeCurrentElement},
    {"RedisModule_ZsetRangeEndReached", (void*)&RedisModule_ZsetRangeEndReached},
    {"RedisModule_ZsetRangeNext", (void*)&RedisModule_ZsetRangeNext},
    {"RedisModule_ZsetRangePrev", (void*)&RedisModule_ZsetRangePrev},
    {"RedisModule_ZsetRangeStop", (void*)&RedisModule_ZsetRangeStop},
    {"RedisModule_ZsetRem", (void*)&RedisModule_ZsetRem},
    {"RedisModule_ZsetScore", (void*)&RedisModule_ZsetScore},
    {"RedisModule_StreamAdd", (void*)&RedisModule_StreamAdd},
    {"RedisModule_StreamDelete", (void*)&RedisModule_StreamDelete},
    {"RedisModule_StreamIteratorDelete", (void*)&RedisModule_StreamIteratorDelete},
    {"RedisModule_StreamIteratorNextField", (void*)&RedisModule_StreamIteratorNextField},
    {"RedisModule_StreamIteratorNextID", (void*)&RedisModule_StreamIteratorNextID},
    {"RedisModule_StreamIteratorStart", (void*)&RedisModule_StreamIteratorStart},
    {"RedisModule_StreamIteratorStop", (void*)&RedisModule_StreamIteratorStop},
    {"RedisModule_StreamTrimByID", (void*)&RedisModule_StreamTrimByID},
    {"RedisModule_StreamTrimByLength", (void*)&RedisModule_StreamTrimByLength},
    {"RedisModule_Scan", (void*)&RedisModule_Scan},
    {"RedisModule_ScanCursorCreate", (void*)&RedisModule_ScanCursorCreate},
    {"RedisModule_ScanCursorDestroy", (void*)&RedisModule_ScanCursorDestroy},
    {"RedisModule_ScanCursorRestart", (void*)&RedisModule_ScanCursorRestart},
    {"RedisModule_ScanKey", (void*)&RedisModule_ScanKey},
    {"RedisModule_CreateDataType", (void*)&RedisModule_CreateDataType},
    {"RedisModule_DigestAddLongLong", (void*)&RedisModule_DigestAddLongLong},
    {"RedisModule_DigestAddStringBuffer", (void*)&RedisModule_DigestAddStringBuffer},
    {"RedisModule_DigestEndSequence", (void*)&RedisModule_DigestEndSequence},
    {"RedisModule_GetContextFromIO", (void*)&RedisModule_GetContextFromIO},
    {"RedisModule_GetDbIdFromDigest", (void*)&RedisModule_GetDbIdFromDigest},
    {"RedisModule_GetDbIdFromIO", (void*)&RedisModule_GetDbIdFromIO},
    {"RedisModule_GetDbIdFromOptCtx", (void*)&RedisModule_GetDbIdFromOptCtx},
    {"RedisModule_GetKeyNameFromDigest", (void*)&RedisModule_GetKeyNameFromDigest},
    {"RedisModule_GetKeyNameFromIO", (void*)&RedisModule_GetKeyNameFromIO},
    {"RedisModule_GetKeyNameFromOptCtx", (void*)&RedisModule_GetKeyNameFromOptCtx},
    {"RedisModule_GetToDbIdFromOptCtx", (void*)&RedisModule_GetToDbIdFromOptCtx},
    {"RedisModule_GetToKeyNameFromOptCtx", (void*)&RedisModule_GetToKeyNameFromOptCtx},
    {"RedisModule_IsIOError", (void*)&RedisModule_IsIOError},
    {"RedisModule_LoadDataTypeFromString", (void*)&RedisModule_LoadDataTypeFromString},
    {"RedisModule_LoadDataTypeFromStringEncver", (void*)&RedisModule_LoadDataTypeFromStringEncver},
    {"RedisModule_LoadDouble", (void*)&RedisModule_LoadDouble},
    {"RedisModule_LoadFloat", (void*)&RedisModule_LoadFloat},
    {"RedisModule_LoadLongDouble", (void*)&RedisModule_LoadLongDouble},
    {"RedisModule_LoadSigned", (void*)&RedisModule_LoadSigned},
    {"RedisModule_LoadString", (void*)&RedisModule_LoadString},
    {"RedisModule_LoadStringBuffer", (void*)&RedisModule_LoadStringBuffer},
    {"RedisModule_LoadUnsigned", (void*)&RedisModule_LoadUnsigned},
    {"RedisModule_LogIOError", (void*)&RedisModule_LogIOError},
    {"RedisModule_ModuleTypeGetType", (void*)&RedisModule_ModuleTypeGetType},
    {"RedisModule_ModuleTypeGetValue", (void*)&RedisModule_ModuleTypeGetValue},
    {"RedisModule_ModuleTypeReplaceValue", (void*)&RedisModule_ModuleTypeReplaceValue},
    {"RedisModule_ModuleTypeSetValue", (void*)&RedisModule_ModuleTypeSetValue},
    {"RedisModule_RdbLoad", (void*)&RedisModule_RdbLoad},
    {"RedisModule_RdbSave", (void*)&RedisModule_RdbSave},
    {"RedisModule_RdbStreamCreateFromFile", (void*)&RedisModule_RdbStreamCreateFromFile},
    {"RedisModule_RdbStreamFree", (void*)&RedisModule_RdbStreamFree},
    {"RedisModule_SaveDataTypeToString", (void*)&RedisModule_SaveDataTypeToString},
    {"RedisModule_SaveDouble", (void*)&RedisModule_SaveDouble},
    {"RedisModule_SaveFloat", (void*)&RedisModule_SaveFloat},
    {"RedisModule_SaveLongDouble", (void*)&RedisModule_SaveLongDouble},
    {"RedisModule_SaveSigned", (void*)&RedisModule_SaveSigned},
    {"RedisModule_SaveString", (void*)&RedisModule_SaveString},
    {"RedisModule_SaveStringBuffer", (void*)&RedisModule_SaveStringBuffer},
    {"RedisModule_SaveUnsigned", (void*)&RedisModule_SaveUnsigned},
    {"RedisModule_AvoidReplicaTraffic", (void*)&RedisModule_AvoidReplicaTraffic},
    {"RedisModule_EmitAOF", (void*)&RedisModule_EmitAOF},
    {"RedisModule_Replicate", (void*)&RedisModule_Replicate},
    {"RedisModule_ReplicateVerbatim", (void*)&RedisModule_ReplicateVerbatim},
    {"RedisModule_CallReplyArrayElement", (void*)&RedisModule_CallReplyArrayElement},
    {"RedisModule_CallReplyAttribute", (void*)&RedisModule_CallReplyAttribute},
    {"RedisModule_CallReplyAttributeElement", (void*)&RedisModule_CallReplyAttributeElement},
    {"RedisModule_CallReplyBigNumber", (void*)&RedisModule_CallReplyBigNumber},
    {"RedisModule_CallReplyBool", (void*)&RedisModule_CallReplyBool},
    {"RedisModule_CallReplyDouble", (void*)&RedisModule_CallReplyDouble},
    {"RedisModule_CallReplyInteger", (void*)&RedisModule_CallReplyInteger},
    {"RedisModule_CallReplyLength", (void*)&RedisModule_CallReplyLength},
    {"RedisModule_CallReplyMapElement", (void*)&RedisModule_CallReplyMapElement},
    {"RedisModule_CallReplyPromiseAbort", (void*)&RedisModule_CallReplyPromiseAbort},
    {"RedisModule_CallReplyPromiseSetUnblockHandler", (void*)&RedisModule_CallReplyPromiseSetUnblockHandler},
    {"RedisModule_CallReplyProto", (void*)&RedisModule_CallReplyProto},
    {"RedisModule_CallReplySetElement", (void*)&RedisModule_CallReplySetElement},
    {"RedisModule_CallReplyStringPtr", (void*)&RedisModule_CallReplyStringPtr},
    {"RedisModule_CallReplyType", (void*)&RedisModule_CallReplyType},
    {"RedisModule_CallReplyVerbatim", (void*)&RedisModule_CallReplyVerbatim},
    {"RedisModule_CreateStringFromCallReply", (void*)&RedisModule_CreateStringFromCallReply},
    {"RedisModule_FreeCallReply", (void*)&RedisModule_FreeCallReply},
    {"RedisModule_Call", (void*)&RedisModule_Call},
    {"RedisModule_AbortBlock", (void*)&RedisModule_AbortBlock},
    {"RedisModule_BlockClient", (void*)&RedisModule_BlockClient},
    {"RedisModule_BlockClientGetPrivateData", (void*)&RedisModule_BlockClientGetPrivateData},
    {"RedisModule_BlockClientOnKeys", (void*)&RedisModule_BlockClientOnKeys},
    {"RedisModule_BlockClientOnKeysWithFlags", (void*)&RedisModule_BlockClientOnKeysWithFlags},
    {"RedisModule_BlockClientSetPrivateData", (void*)&RedisModule_BlockClientSetPrivateData},
    {"RedisModule_BlockedClientDisconnected", (void*)&RedisModule_BlockedClientDisconnected},
    {"RedisModule_BlockedClientMeasureTimeEnd", (void*)&RedisModule_BlockedClientMeasureTimeEnd},
    {"RedisModule_BlockedClientMeasureTimeStart", (void*)&RedisModule_BlockedClientMeasureTimeStart},
    {"RedisModule_FreeThreadSafeContext", (void*)&RedisModule_FreeThreadSafeContext},
    {"RedisModule_GetBlockedClientHandle", (void*)&RedisModule_GetBlockedClientHandle},
    {"RedisModule_GetBlockedClientPrivateData", (void*)&RedisModule_GetBlockedClientPrivateData},
    {"RedisModule_GetBlockedClientReadyKey", (void*)&RedisModule_GetBlockedClientReadyKey},
    {"RedisModule_GetDetachedThreadSafeContext", (void*)&RedisModule_GetDetachedThreadSafeContext},
    {"RedisModule_GetThreadSafeContext", (void*)&RedisModule_GetThreadSafeContext},
    {"RedisModule_IsBlockedReplyRequest", (void*)&RedisModule_IsBlockedReplyRequest},
    {"RedisModule_IsBlockedTimeoutRequest", (void*)&RedisModule_IsBlockedTimeoutRequest},
    {"RedisModule_SetDisconnectCallback", (void*)&RedisModule_SetDisconnectCallback},
    {"RedisModule_ThreadSafeContextLock", (void*)&RedisModule_ThreadSafeContextLock},
    {"RedisModule_ThreadSafeContextTryLock", (void*)&RedisModule_ThreadSafeContextTryLock},
    {"RedisModule_ThreadSafeContextUnlock", (void*)&RedisModule_ThreadSafeContextUnlock},
    {"RedisModule_UnblockClient", (void*)&RedisModule_UnblockClient},
    {"RedisModule_Yield", (void*)&RedisModule_Yield},
    {"RedisModule_CachedMicroseconds", (void*)&RedisModule_CachedMicroseconds},
    {"RedisModule_CreateTimer", (void*)&RedisModule_CreateTimer},
    {"RedisModule_EventLoopAdd", (void*)&RedisModule_EventLoopAdd},
    {"RedisModule_EventLoopAddOneShot", (void*)&RedisModule_EventLoopAddOneShot},
    {"RedisModule_EventLoopDel", (void*)&RedisModule_EventLoopDel},
    {"RedisModule_GetTimerInfo", (void*)&RedisModule_GetTimerInfo},
    {"RedisModule_Microseconds", (void*)&RedisModule_Microseconds},
    {"RedisModule_Milliseconds", (void*)&RedisModule_Milliseconds},
    {"RedisModule_MonotonicMicroseconds", (void*)&RedisModule_MonotonicMicroseconds},
    {"RedisModule_StopTimer", (void*)&RedisModule_StopTimer},
    {"RedisModule_AddPostNotificationJob", (void*)&RedisModule_AddPostNotificationJob},
    {"RedisModule_GetNotifyKeyspaceEvents", (void*)&RedisModule_GetNotifyKeyspaceEvents},
    {"RedisModule_NotifyKeyspaceEvent", (void*)&RedisModule_NotifyKeyspaceEvent},
    {"RedisModule_PublishMessage", (void*)&RedisModule_PublishMessage},
    {"RedisModule_PublishMessageShard", (void*)&RedisModule_PublishMessageShard},
    {"RedisModule_SubscribeToKeyspaceEvents", (void*)&RedisModule_SubscribeToKeyspaceEvents},
    {"RedisModule_SubscribeToServerEvent", (void*)&RedisModule_SubscribeToServerEvent},
    {"RedisModule_UnsubscribeFromKeyspaceEvents", (void*)&RedisModule_UnsubscribeFromKeyspaceEvents},
    {"RedisModule_LoadConfigs", (void*)&RedisModule_LoadConfigs},
    {"RedisModule_RegisterBoolConfig", (void*)&RedisModule_RegisterBoolConfig},
    {"RedisModule_RegisterEnumConfig", (void*)&RedisModule_RegisterEnumConfig},
    {"RedisModule_RegisterNumericConfig", (void*)&RedisModule_RegisterNumericConfig},
    {"RedisModule_RegisterStringConfig", (void*)&RedisModule_RegisterStringConfig},
    {"RedisModule_ConfigGet", (void*)&RedisModule_ConfigGet},
    {"RedisModule_ConfigGetBool", (void*)&RedisModule_ConfigGetBool},
    {"RedisModule_ConfigGetEnum", (void*)&RedisModule_ConfigGetEnum},
    {"RedisModule_ConfigGetNumeric", (void*)&RedisModule_ConfigGetNumeric},
    {"RedisModule_ConfigGetType", (void*)&RedisModule_ConfigGetType},
    {"RedisModule_ConfigIteratorCreate", (void*)&RedisModule_ConfigIteratorCreate},
    {"RedisModule_ConfigIteratorNext", (void*)&RedisModule_ConfigIteratorNext},
    {"RedisModule_ConfigIteratorRelease", (void*)&RedisModule_ConfigIteratorRelease},
    {"RedisModule_ConfigSet", (void*)&RedisModule_ConfigSet},
    {"RedisModule_ConfigSetBool", (void*)&RedisModule_ConfigSetBool},
    {"RedisModule_ConfigSetEnum", (void*)&RedisModule_ConfigSetEnum},
    {"RedisModule_ConfigSetNumeric", (void*)&RedisModule_ConfigSetNumeric},
    {"RedisModule_LoadDefaultConfigs", (void*)&RedisModule_LoadDefaultConfigs},
    {"RedisModule_InfoAddFieldCString", (void*)&RedisModule_InfoAddFieldCString},
    {"RedisModule_InfoAddFieldString", (void*)&RedisModule_InfoAddFieldString},
    {"RedisModule_FreeServerInfo", (void*)&RedisModule_FreeServerInfo},
    {"RedisModule_GetServerInfo", (void*)&RedisModule_GetServerInfo},
    {"RedisModule_InfoAddFieldDouble", (void*)&RedisModule_InfoAddFieldDouble},
    {"RedisModule_InfoAddFieldLongLong", (void*)&RedisModule_InfoAddFieldLongLong},
    {"RedisModule_InfoAddFieldULongLong", (void*)&RedisModule_InfoAddFieldULongLong},
    {"RedisModule_InfoAddSection", (void*)&RedisModule_InfoAddSection},
    {"RedisModule_InfoBeginDictField", (void*)&RedisModule_InfoBeginDictField},
    {"RedisModule_InfoEndDictField", (void*)&RedisModule_InfoEndDictField},
    {"RedisModule_RegisterInfoFunc", (void*)&RedisModule_RegisterInfoFunc},
    {"RedisModule_ServerInfoGetField", (void*)&RedisModule_ServerInfoGetField},
    {"RedisModule_ServerInfoGetFieldC", (void*)&RedisModule_ServerInfoGetFieldC},
    {"RedisModule_ServerInfoGetFieldDouble", (void*)&RedisModule_ServerInfoGetFieldDouble},
    {"RedisModule_ServerInfoGetFieldSigned", (void*)&RedisModule_ServerInfoGetFieldSigned},
    {"RedisModule_ServerInfoGetFieldUnsigned", (void*)&RedisModule_ServerInfoGetFieldUnsigned},
    {"RedisModule_CreateDict", (void*)&RedisModule_CreateDict},
    {"RedisModule_DictCompare", (void*)&RedisModule_DictCompare},
    {"RedisModule_DictCompareC", (void*)&RedisModule_DictCompareC},
    {"RedisModule_DictDel", (void*)&RedisModule_DictDel},
    {"RedisModule_DictDelC", (void*)&RedisModule_DictDelC},
    {"RedisModule_DictGet", (void*)&RedisModule_DictGet},
    {"RedisModule_DictGetC", (void*)&RedisModule_DictGetC},
    {"RedisModule_DictIteratorReseek", (void*)&RedisModule_DictIteratorReseek},
    {"RedisModule_DictIteratorReseekC", (void*)&RedisModule_DictIteratorReseekC},
    {"RedisModule_DictIteratorStart", (void*)&RedisModule_DictIteratorStart},
    {"RedisModule_DictIteratorStartC", (void*)&RedisModule_DictIteratorStartC},
    {"RedisModule_DictIteratorStop", (void*)&RedisModule_DictIteratorStop},
    {"RedisModule_DictNext", (void*)&RedisModule_DictNext},
    {"RedisModule_DictNextC", (void*)&RedisModule_DictNextC},
    {"RedisModule_DictPrev", (void*)&RedisModule_DictPrev},
    {"RedisModule_DictPrevC", (void*)&RedisModule_DictPrevC},
    {"RedisModule_DictReplace", (void*)&RedisModule_DictReplace},
    {"RedisModule_DictReplaceC", (void*)&RedisModule_DictReplaceC},
    {"RedisModule_DictSet", (void*)&RedisModule_DictSet},
    {"RedisModule_DictSetC", (void*)&RedisModule_DictSetC},
    {"RedisModule_DictSize", (void*)&RedisModule_DictSize},
    {"RedisModule_FreeDict", (void*)&RedisModule_FreeDict},
    {"RedisModule_ACLAddLogEntry", (void*)&RedisModule_ACLAddLogEntry},
    {"RedisModule_ACLAddLogEntryByUserName", (void*)&RedisModule_ACLAddLogEntryByUserName},
    {"RedisModule_ACLCheckChannelPermissions", (void*)&RedisModule_ACLCheckChannelPermissions},
    {"RedisModule_ACLCheckCommandPermissions", (void*)&RedisModule_ACLCheckCommandPermissions},
    {"RedisModule_ACLCheckKeyPermissions", (void*)&RedisModule_ACLCheckKeyPermissions},
    {"RedisModule_AddACLCategory", (void*)&RedisModule_AddACLCategory},
    {"RedisModule_AuthenticateClientWithACLUser", (void*)&RedisModule_AuthenticateClientWithACLUser},
    {"RedisModule_AuthenticateClientWithUser", (void*)&RedisModule_AuthenticateClientWithUser},
    {"RedisModule_BlockClientOnAuth", (void*)&RedisModule_BlockClientOnAuth},
    {"RedisModule_CreateModuleUser", (void*)&RedisModule_CreateModuleUser},
    {"RedisModule_DeauthenticateAndCloseClient", (void*)&RedisModule_DeauthenticateAndCloseClient},
    {"RedisModule_FreeModuleUser", (void*)&RedisModule_FreeModuleUser},
    {"RedisModule_GetCurrentUserName", (void*)&RedisModule_GetCurrentUserName},
    {"RedisModule_GetModuleUserACLString", (void*)&RedisModule_GetModuleUserACLString},
    {"RedisModule_GetModuleUserFromUserName", (void*)&RedisModule_GetModuleUserFromUserName},
    {"RedisModule_RedactClientCommandArgument", (void*)&RedisModule_RedactClientCommandArgument},
    {"RedisModule_RegisterAuthCallback", (void*)&RedisModule_RegisterAuthCallback},
    {"RedisModule_SetCommandACLCategories", (void*)&RedisModule_SetCommandACLCategories},
    {"RedisModule_SetContextUser", (void*)&RedisModule_SetContextUser},
    {"RedisModule_SetModuleUserACL", (void*)&RedisModule_SetModuleUserACL},
    {"RedisModule_SetModuleUserACLString", (void*)&RedisModule_SetModuleUserACLString},
    {"RedisModule_ACLCheckKeyPrefixPermissions", (void*)&RedisModule_ACLCheckKeyPrefixPermissions},
    {"RedisModule_CommandFilterArgDelete", (void*)&RedisModule_CommandFilterArgDelete},
    {"RedisModule_CommandFilterArgGet", (void*)&RedisModule_CommandFilterArgGet},
    {"RedisModule_CommandFilterArgInsert", (void*)&RedisModule_CommandFilterArgInsert},
    {"RedisModule_CommandFilterArgReplace", (void*)&RedisModule_CommandFilterArgReplace},
    {"RedisModule_CommandFilterArgsCount", (void*)&RedisModule_CommandFilterArgsCount},
    {"RedisModule_CommandFilterGetClientId", (void*)&RedisModule_CommandFilterGetClientId},
    {"RedisModule_RegisterCommandFilter", (void*)&RedisModule_RegisterCommandFilter},
    {"RedisModule_UnregisterCommandFilter", (void*)&RedisModule_UnregisterCommandFilter},
    {"RedisModule_ClusterCanonicalKeyNameInSlot", (void*)&RedisModule_ClusterCanonicalKeyNameInSlot},
    {"RedisModule_ClusterKeySlot", (void*)&RedisModule_ClusterKeySlot},
    {"RedisModule_FreeClusterNodesList", (void*)&RedisModule_FreeClusterNodesList},
    {"RedisModule_GetClusterNodeInfo", (void*)&RedisModule_GetClusterNodeInfo},
    {"RedisModule_GetClusterNodeInfoForClient", (void*)&RedisModule_GetClusterNodeInfoForClient},
    {"RedisModule_GetClusterNodesList", (void*)&RedisModule_GetClusterNodesList},
    {"RedisModule_GetClusterSize", (void*)&RedisModule_GetClusterSize},
    {"RedisModule_GetMyClusterID", (void*)&RedisModule_GetMyClusterID},
    {"RedisModule_RegisterClusterMessageReceiver", (void*)&RedisModule_RegisterClusterMessageReceiver},
    {"RedisModule_SendClusterMessage", (void*)&RedisModule_SendClusterMessage},
    {"RedisModule_SetClusterFlags", (void*)&RedisModule_SetClusterFlags},
    {"RedisModule_GetInternalSecret", (void*)&RedisModule_GetInternalSecret},
    {"RedisModule_ExitFromChild", (void*)&RedisModule_ExitFromChild},
    {"RedisModule_Fork", (void*)&RedisModule_Fork},
    {"RedisModule_KillForkChild", (void*)&RedisModule_KillForkChild},
    {"RedisModule_SendChildHeartbeat", (void*)&RedisModule_SendChildHeartbeat},
    {"RedisModule_DefragAlloc", (void*)&RedisModule_DefragAlloc},
    {"RedisModule_DefragAllocRaw", (void*)&RedisModule_DefragAllocRaw},
    {"RedisModule_DefragCursorGet", (void*)&RedisModule_DefragCursorGet},
    {"RedisModule_DefragCursorSet", (void*)&RedisModule_DefragCursorSet},
    {"RedisModule_DefragFreeRaw", (void*)&RedisModule_DefragFreeRaw},
    {"RedisModule_DefragRedisModuleString", (void*)&RedisModule_DefragRedisModuleString},
    {"RedisModule_DefragShouldStop", (void*)&RedisModule_DefragShouldStop},
    {"RedisModule_DefragValkeyModuleString", (void*)&RedisModule_DefragValkeyModuleString},
    {"RedisModule_GetDbIdFromDefragCtx", (void*)&RedisModule_GetDbIdFromDefragCtx},
    {"RedisModule_GetKeyNameFromDefragCtx", (void*)&RedisModule_GetKeyNameFromDefragCtx},
    {"RedisModule_RegisterDefragCallbacks", (void*)&RedisModule_RegisterDefragCallbacks},
    {"RedisModule_RegisterDefragFunc", (void*)&RedisModule_RegisterDefragFunc},
    {"RedisModule_DefragRedisModuleDict", (void*)&RedisModule_DefragRedisModuleDict},
    {"RedisModule_LatencyAddSample", (void*)&RedisModule_LatencyAddSample},
    {"RedisModule_Log", (void*)&RedisModule_Log},
    {"RedisModule__Assert", (void*)&RedisModule__Assert},
/* GENERATED look-up: end */
    /* clang-format on */
};

/* Call it first in RedisModule_OnLoad; REDISMODULE_ERR if the host has a module of that name. */
static int RedisModule_Init(RedisModuleCtx* ctx, const char* name, int ver,
                            int apiver) REDISMODULE_ATTR_UNUSED;
static int RedisModule_Init(RedisModuleCtx* ctx, const char* name, int ver, int apiver) {
  size_t i;
  *(void**)&RedisModule_GetApi = *(void**)ctx;
  for (i = 0; i < sizeof(RedisModule_FunctionNames) / sizeof(RedisModule_FunctionNames[0]); i++) {
    RedisModule_GetApi(RedisModule_FunctionNames[i].name, RedisModule_FunctionNames[i].variable);
  }
  if (RedisModule_IsModuleNameBusy && RedisModule_IsModuleNameBusy(name)) return REDISMODULE_ERR;
  RedisModule_SetModuleAttribs(ctx, name, ver, apiver);
  return REDISMODULE_OK;
}

#define RedisModule_Assert(_e) \
  ((_e) ? (void)0 : (RedisModule__Assert(#_e, __FILE__, __LINE__), exit(1)))

#endif /* TRELLIS_MODULE_HOST */

#ifdef __cplusplus
}
#endif

#endif /* REDISMODULE_H */
