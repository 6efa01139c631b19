/* Users, categories and secrets as a module sees them. Loaded with steps for OnLoad: "category NAME", "put COMMAND
 * CATEGORIES", "callbacks LETTERS", "refuse". USERS.STEPS tells what they returned, USERS.CALLS which callbacks were
 * asked. Where a server lacks a function, its result is "missing". */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "module_api/redismodule.h"

static char steps[4096];
static char calls[4096];

static void Add(char* text, const char* more) {
  if (strlen(text) + strlen(more) + 2 > sizeof(steps)) return;
  if (text[0] != '\0') strcat(text, " ");
  strcat(text, more);
}

static const char* Text(const RedisModuleString* string) {
  return RedisModule_StringPtrLen(string, NULL);
}

/* What a function returned, with errno if it failed. */
static const char* Outcome(int result, int error) {
  static char text[100];
  if (result == REDISMODULE_OK) return "ok";
  snprintf(text, sizeof(text), "err:%s",
           error == 0        ? "0"
           : error == EINVAL ? "EINVAL"
           : error == EBUSY  ? "EBUSY"
           : error == ENOMEM ? "ENOMEM"
           : error == ENOENT ? "ENOENT"
                             : "other");
  return text;
}

static const char* AddCategory(RedisModuleCtx* ctx, const char* name) {
  if (RedisModule_AddACLCategory == NULL) return "missing";
  errno = 0;
  const int result = RedisModule_AddACLCategory(ctx, name);
  return Outcome(result, errno);
}

static const char* Put(RedisModuleCtx* ctx, const char* command, const char* categories) {
  if (RedisModule_SetCommandACLCategories == NULL) return "missing";
  RedisModuleCommand* found = RedisModule_GetCommand(ctx, command);
  if (found == NULL) return "unknown";
  errno = 0;
  const int result = RedisModule_SetCommandACLCategories(found, categories);
  return Outcome(result, errno);
}

/* ---- authentication: the password says what the callback does, if the user's name begins with its letter ---- */

typedef struct Wait {
  RedisModuleBlockedClient* client;
  char password[100];
} Wait;

static int waits_freed;
static void FreeWait(RedisModuleCtx* ctx, void* data) {
  (void)ctx;
  ++waits_freed;
  RedisModule_Free(data);
}

/* What a callback, or the one that is called when a wait is over, decides. */
static int Decide(RedisModuleCtx* ctx, const char* what, RedisModuleString** error) {
  if (strcmp(what, "allow") == 0) {
    const int result =
        RedisModule_AuthenticateClientWithACLUser(ctx, "default", 7, NULL, NULL, NULL);
    Add(calls, result == REDISMODULE_OK ? "in" : "not-in");
    return REDISMODULE_AUTH_HANDLED;
  }
  if (strcmp(what, "allow-next") == 0) {
    RedisModule_AuthenticateClientWithACLUser(ctx, "default", 7, NULL, NULL, NULL);
    return REDISMODULE_AUTH_NOT_HANDLED;
  }
  if (strcmp(what, "allow-deny") == 0) {
    RedisModule_AuthenticateClientWithACLUser(ctx, "default", 7, NULL, NULL, NULL);
    *error = RedisModule_CreateString(ctx, "in, and yet no", 14);
    return REDISMODULE_AUTH_HANDLED;
  }
  if (strcmp(what, "deny") == 0) {
    *error = RedisModule_CreateString(ctx, "Auth denied by Misc Module.", 27);
    return REDISMODULE_AUTH_HANDLED;
  }
  if (strcmp(what, "deny-code") == 0) {
    *error = RedisModule_CreateString(ctx, "-DENIED by code", 15);
    return REDISMODULE_AUTH_HANDLED;
  }
  if (strcmp(what, "deny-next") == 0) {
    *error = RedisModule_CreateString(ctx, "one", 3);
    return REDISMODULE_AUTH_NOT_HANDLED;
  }
  if (strcmp(what, "empty") == 0) {
    *error = RedisModule_CreateString(ctx, "", 0);
    return REDISMODULE_AUTH_HANDLED;
  }
  if (strcmp(what, "handled") == 0) return REDISMODULE_AUTH_HANDLED;
  if (strcmp(what, "seven") == 0) return 7;
  if (strcmp(what, "reply") == 0) {
    RedisModule_ReplyWithSimpleString(ctx, "hello from the callback");
    return REDISMODULE_AUTH_HANDLED;
  }
  if (strcmp(what, "unknown") == 0) {
    errno = 0;
    const int result =
        RedisModule_AuthenticateClientWithACLUser(ctx, "nobody", 6, NULL, NULL, NULL);
    Add(calls, Outcome(result, errno));
    return REDISMODULE_AUTH_HANDLED;
  }
  return REDISMODULE_AUTH_NOT_HANDLED;
}

static int Ended(RedisModuleCtx* ctx, RedisModuleString* user, RedisModuleString* password,
                 RedisModuleString** error) {
  const Wait* wait = RedisModule_GetBlockedClientPrivateData(ctx);
  char note[300];
  snprintf(note, sizeof(note), "ended:%s:%s:%s%s", Text(user), Text(password),
           wait == NULL ? "-" : wait->password, *error == NULL ? "" : ":error");
  Add(calls, note);
  /* A client that isn't there has no private data, either. */
  return wait == NULL ? Decide(ctx, Text(password) + 6, error) : Decide(ctx, wait->password, error);
}

static void* EndWait(void* data) {
  Wait* wait = data;
  usleep(50000);
  if (strcmp(wait->password, "abort") == 0) {
    RedisModule_AbortBlock(wait->client);
  } else {
    RedisModule_UnblockClient(wait->client, wait);
  }
  return NULL;
}

static int Asked(RedisModuleCtx* ctx, char letter, RedisModuleString* user,
                 RedisModuleString* password, RedisModuleString** error) {
  char note[300];
  snprintf(note, sizeof(note), "%c:%s:%s%s", letter, Text(user), Text(password),
           *error == NULL ? "" : ":error");
  Add(calls, note);
  if (Text(user)[0] != letter && strcmp(Text(user), "default") != 0)
    return REDISMODULE_AUTH_NOT_HANDLED;
  if (strncmp(Text(password), "block-", 6) != 0) return Decide(ctx, Text(password), error);
  if (strcmp(Text(password), "block-plain") == 0) {
    RedisModule_UnblockClient(RedisModule_BlockClient(ctx, NULL, NULL, NULL, 0), NULL);
    return REDISMODULE_AUTH_HANDLED;
  }
  Wait* wait = RedisModule_Calloc(1, sizeof(*wait));
  snprintf(wait->password, sizeof(wait->password), "%s", Text(password) + 6);
  wait->client = RedisModule_BlockClientOnAuth(
      ctx, strcmp(wait->password, "null") == 0 ? NULL : Ended, FreeWait);
  if (wait->client == NULL) {
    Add(calls, "not-blocked");
    RedisModule_Free(wait);
    return REDISMODULE_AUTH_HANDLED;
  }
  pthread_t thread;
  pthread_create(&thread, NULL, EndWait, wait);
  pthread_detach(thread);
  return strcmp(wait->password, "lie") == 0 ? REDISMODULE_AUTH_NOT_HANDLED
                                            : REDISMODULE_AUTH_HANDLED;
}

static int AskA(RedisModuleCtx* ctx, RedisModuleString* user, RedisModuleString* password,
                RedisModuleString** error) {
  return Asked(ctx, 'a', user, password, error);
}

static int AskB(RedisModuleCtx* ctx, RedisModuleString* user, RedisModuleString* password,
                RedisModuleString** error) {
  return Asked(ctx, 'b', user, password, error);
}

static void Register(RedisModuleCtx* ctx, const char* letters) {
  if (RedisModule_RegisterAuthCallback == NULL) return Add(steps, "missing");
  for (; *letters != '\0'; ++letters)
    RedisModule_RegisterAuthCallback(ctx, *letters == 'a' ? AskA : AskB);
  Add(steps, "registered");
}

/* ---- commands ---- */

static int Steps(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv, (void)argc;
  return RedisModule_ReplyWithCString(ctx, steps);
}

static int Calls(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv, (void)argc;
  RedisModule_ReplyWithCString(ctx, calls);
  calls[0] = '\0';
  return REDISMODULE_OK;
}

static int Freed(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv, (void)argc;
  return RedisModule_ReplyWithLongLong(ctx, waits_freed);
}

static int Category(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 2) return RedisModule_WrongArity(ctx);
  return RedisModule_ReplyWithCString(ctx, AddCategory(ctx, Text(argv[1])));
}

static int PutInto(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 3) return RedisModule_WrongArity(ctx);
  return RedisModule_ReplyWithCString(ctx, Put(ctx, Text(argv[1]), Text(argv[2])));
}

static int Callbacks(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 2) return RedisModule_WrongArity(ctx);
  Register(ctx, Text(argv[1]));
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

/* USERS.HIDE position ...: a line of results. */
static int HideAll(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  RedisModule_ReplyWithArray(ctx, argc - 1);
  for (int i = 1; i < argc; ++i) {
    long long position = 0;
    RedisModule_StringToLongLong(argv[i], &position);
    if (RedisModule_RedactClientCommandArgument == NULL) {
      RedisModule_ReplyWithCString(ctx, "missing");
    } else {
      RedisModule_ReplyWithLongLong(ctx,
                                    RedisModule_RedactClientCommandArgument(ctx, (int)position));
    }
  }
  return REDISMODULE_OK;
}

static int AuthHere(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc != 2) return RedisModule_WrongArity(ctx);
  errno = 0;
  uint64_t id = 0;
  size_t length;
  const char* name = RedisModule_StringPtrLen(argv[1], &length);
  const int result = RedisModule_AuthenticateClientWithACLUser(ctx, name, length, NULL, NULL, &id);
  RedisModule_ReplyWithArray(ctx, 2);
  RedisModule_ReplyWithCString(ctx, Outcome(result, errno));
  return RedisModule_ReplyWithLongLong(ctx, id == RedisModule_GetClientId(ctx));
}

static void* Later(void* client) {
  usleep(20000);
  RedisModuleCtx* ctx = RedisModule_GetThreadSafeContext(client);
  if (RedisModule_RedactClientCommandArgument != NULL &&
      RedisModule_RedactClientCommandArgument(ctx, 1) != REDISMODULE_ERR)
    Add(calls, "a thread hid an argument");
  RedisModule_ThreadSafeContextLock(ctx);
  errno = 0;
  const int result = RedisModule_AuthenticateClientWithACLUser(ctx, "default", 7, NULL, NULL, NULL);
  Add(calls, "thread");
  Add(calls, Outcome(result, errno));
  RedisModule_ThreadSafeContextUnlock(ctx);
  RedisModule_FreeThreadSafeContext(ctx);
  RedisModule_UnblockClient(client, NULL);
  return NULL;
}

static int HideSecond(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv, (void)argc;
  return RedisModule_ReplyWithLongLong(ctx, RedisModule_RedactClientCommandArgument == NULL
                                                ? -1
                                                : RedisModule_RedactClientCommandArgument(ctx, 2));
}

/* Hides the first word at once, the second when it replies. */
static int HideLater(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv, (void)argc;
  if (RedisModule_RedactClientCommandArgument != NULL)
    RedisModule_RedactClientCommandArgument(ctx, 1);
  RedisModuleBlockedClient* client = RedisModule_BlockClient(ctx, HideSecond, NULL, NULL, 0);
  pthread_t thread;
  pthread_create(&thread, NULL, Later, client);
  pthread_detach(thread);
  return REDISMODULE_OK;
}

static void Changed(uint64_t client, void* data) {
  (void)client;
  Add(calls, (const char*)data);
}

/* USERS.WATCH name: the client's user is the default one, and USERS.CALLS tells when that changes. */
static int Watch(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  static char names[10][20];
  static int used;
  if (argc != 2) return RedisModule_WrongArity(ctx);
  char* name = names[used++ % 10];
  snprintf(name, sizeof(names[0]), "%s", Text(argv[1]));
  RedisModule_AuthenticateClientWithACLUser(ctx, "default", 7, Changed, name, NULL);
  return RedisModule_ReplyWithSimpleString(ctx, "OK");
}

/* Outside of a callback there is nothing to block. */
static int BlockHere(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv, (void)argc;
  if (RedisModule_BlockClientOnAuth == NULL) return RedisModule_ReplyWithCString(ctx, "missing");
  RedisModuleBlockedClient* client = RedisModule_BlockClientOnAuth(ctx, Ended, FreeWait);
  Add(calls, client == NULL ? "null" : "handle");
  if (client != NULL) RedisModule_AbortBlock(client);
  return REDISMODULE_OK;
}

static int Away(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  (void)argv, (void)argc;
  return RedisModule_ReplyWithLongLong(
      ctx, RedisModule_DeauthenticateAndCloseClient(ctx, RedisModule_GetClientId(ctx)));
}

/* USERS.CALL words: the command as a module calls it. */
static int Call(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (argc < 2) return RedisModule_WrongArity(ctx);
  RedisModuleCallReply* reply =
      RedisModule_Call(ctx, Text(argv[1]), "Ev", argv + 2, (size_t)(argc - 2));
  if (reply == NULL) return RedisModule_ReplyWithError(ctx, "ERR null");
  RedisModule_ReplyWithCallReply(ctx, reply);
  RedisModule_FreeCallReply(reply);
  return REDISMODULE_OK;
}

int RedisModule_OnLoad(RedisModuleCtx* ctx, RedisModuleString** argv, int argc) {
  if (RedisModule_Init(ctx, "users", 1, REDISMODULE_APIVER_1) != REDISMODULE_OK)
    return REDISMODULE_ERR;
  const struct {
    const char* name;
    RedisModuleCmdFunc function;
    const char* flags;
  } commands[] = {{"users.steps", Steps, "readonly"},
                  {"users.calls", Calls, "no-auth"},
                  {"users.freed", Freed, ""},
                  {"users.category", Category, ""},
                  {"users.put", PutInto, ""},
                  {"users.callbacks", Callbacks, ""},
                  {"users.hide", HideAll, ""},
                  {"users.hidelater", HideLater, ""},
                  {"users.auth", AuthHere, "no-auth"},
                  {"users.call", Call, ""},
                  {"users.block", BlockHere, ""},
                  {"users.watch", Watch, ""},
                  {"users.away", Away, ""},
                  {"users.group", NULL, ""},
                  {"users.write", Steps, "write fast"}};
  for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); ++i) {
    if (RedisModule_CreateCommand(ctx, commands[i].name, commands[i].function, commands[i].flags, 0,
                                  0, 0) != REDISMODULE_OK)
      return REDISMODULE_ERR;
  }
  RedisModule_CreateSubcommand(RedisModule_GetCommand(ctx, "users.group"), "one", Steps, "", 0, 0,
                               0);
  for (int i = 0; i < argc; ++i) {
    const char* step = Text(argv[i]);
    if (strcmp(step, "category") == 0 && i + 1 < argc) {
      Add(steps, AddCategory(ctx, Text(argv[++i])));
    } else if (strcmp(step, "categories") == 0 && i + 1 < argc) {
      long long count = 0;
      RedisModule_StringToLongLong(argv[++i], &count);
      int added = 0;
      const char* last = "ok";
      for (; added < count; ++added) {
        char name[40];
        snprintf(name, sizeof(name), "many%d", added);
        last = AddCategory(ctx, name);
        if (strcmp(last, "ok") != 0) break;
      }
      char note[200];
      snprintf(note, sizeof(note), "added:%d:%s", added, last);
      Add(steps, note);
    } else if (strcmp(step, "put") == 0 && i + 2 < argc) {
      Add(steps, Put(ctx, Text(argv[i + 1]), Text(argv[i + 2])));
      i += 2;
    } else if (strcmp(step, "callbacks") == 0 && i + 1 < argc) {
      Register(ctx, Text(argv[++i]));
    } else if (strcmp(step, "refuse") == 0) {
      return REDISMODULE_ERR;
    } else {
      return REDISMODULE_ERR;
    }
  }
  return REDISMODULE_OK;
}
