/* The json module's documents, for other modules: open one, walk a path, read a value.
 *
 * The table is published with RedisModule_ExportSharedAPI under TRELLIS_JSON_API_NAME and fetched with
 * RedisModule_GetSharedAPI; null means that the json module isn't loaded (hear of it by the server event
 * ModuleChange, module name "ReJSON"). A user checks `version` before anything else: version 1 never
 * changes; later versions only append members.
 *
 * Threads: as for the keyspace, the caller is on the main thread or holds the lock of a thread-safe context.
 * No function fails by anything but its result, and none keeps a pointer that it was given.
 */
#ifndef TRELLIS_JSON_API_JSON_API_H
#define TRELLIS_JSON_API_JSON_API_H

/* NOLINTBEGIN(modernize-*,readability-identifier-naming): C's idiom */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TRELLIS_JSON_API_NAME    "json"
#define TRELLIS_JSON_API_VERSION 1

typedef struct RedisModuleKey RedisModuleKey;

typedef enum TrellisJsonKind {
  TRELLIS_JSON_NONE =
      0, /* no value: a key that is missing or holds no document, an index out of range */
  TRELLIS_JSON_NULL = 1,
  TRELLIS_JSON_BOOLEAN = 2,
  TRELLIS_JSON_INTEGER = 3, /* written without fraction or exponent and within -2^63..2^64-1 */
  TRELLIS_JSON_NUMBER = 4,  /* any other number: a finite double */
  TRELLIS_JSON_STRING = 5,
  TRELLIS_JSON_ARRAY = 6,
  TRELLIS_JSON_OBJECT = 7
} TrellisJsonKind;

/* One value inside a document, or none. Passed by value, nothing to free. It is a place, not a copy: valid
 * until its document is next written or its key is closed or deleted. `document` is null for no value;
 * `place` means nothing outside the json module. */
typedef struct TrellisJsonValue {
  const void* document;
  uint32_t place;
} TrellisJsonValue;

/* A compiled path; owned by whoever compiled it, usable on any number of documents. */
typedef struct TrellisJsonPath TrellisJsonPath;

/* Receives one match. Returning 0 goes on, anything else ends the walk. */
typedef int (*TrellisJsonVisit)(void* context, TrellisJsonValue match);

/* Receives a piece of text, in order, not terminated; borrowed for the call. */
typedef void (*TrellisJsonSink)(void* context, const char* text, size_t length);

typedef struct TrellisJsonApi {
  uint32_t version; /* TRELLIS_JSON_API_VERSION or later */

  /* -- opening ------------------------------------------------------------------------------------- */

  /* The root of the document in an open key (any mode); no value if `key` is null, empty or of another
   * type. The key stays the caller's. */
  TrellisJsonValue (*open)(RedisModuleKey* key);

  /* -- paths ---------------------------------------------------------------------------------------- */

  /* Compiles a JSONPath (RFC 9535 with the extensions of JSON.GET) or a legacy path. On a syntax error
   * returns null and, if `error` isn't null, writes a terminated message of at most error_size bytes. */
  TrellisJsonPath* (*path_compile)(const char* text, size_t length, char* error, size_t error_size);
  void (*path_free)(TrellisJsonPath* path); /* null is fine */

  /* 1 if the path can match at most one value of any document: names and indexes only. */
  int (*path_is_singular)(const TrellisJsonPath* path);

  /* Calls `visit` for each match below (and including) `root`, in the order of RFC 9535; a value that
   * several branches reach is visited once for each. Returns the number of calls made. `visit` may read, not
   * write, the document. */
  size_t (*path_each)(const TrellisJsonPath* path, TrellisJsonValue root, TrellisJsonVisit visit,
                      void* context);

  /* The first match, or no value. */
  TrellisJsonValue (*path_first)(const TrellisJsonPath* path, TrellisJsonValue root);

  /* -- reading: asked of another kind than its own, each gives 0, null or no value -------------------- */

  TrellisJsonKind (*kind)(TrellisJsonValue value);
  int (*boolean)(TrellisJsonValue value);
  int64_t (*integer)(
      TrellisJsonValue value); /* above 2^63-1: that limit; read such numbers with number() */
  double (*number)(TrellisJsonValue value); /* integers too, rounded to the nearest double */
  /* UTF-8, not terminated, may hold NUL bytes; borrowed, valid as long as the value. */
  const char* (*string)(TrellisJsonValue value, size_t* length);
  size_t (*size)(TrellisJsonValue value); /* elements of an array, members of an object */
  TrellisJsonValue (*element)(TrellisJsonValue array, size_t index); /* O(1) */
  /* The i-th member in document order; `name` and `length` (may be null) get its name, borrowed. O(1) */
  TrellisJsonValue (*member)(TrellisJsonValue object, size_t index, const char** name,
                             size_t* length);
  TrellisJsonValue (*find)(TrellisJsonValue object, const char* name, size_t length);

  /* The value as compact JSON text, as JSON.GET prints it. */
  void (*write)(TrellisJsonValue value, TrellisJsonSink sink, void* context);
} TrellisJsonApi;

#ifdef __cplusplus
}
#endif

/* NOLINTEND(modernize-*,readability-identifier-naming) */

#endif /* TRELLIS_JSON_API_JSON_API_H */
