"""What a server holds, as one comparable value, and a keyspace that has something of everything."""
from pathlib import Path

# Commands that the server doesn't have yet: their types are left out.
NOT_SERVED = Path(__file__).resolve().parents[1] / "transcripts/not_served.txt"


def everything(connection):
    """{(db, key): (type, expire time, content)} over all databases, read with ordinary commands."""
    out = {}
    databases = int(connection.call("CONFIG", "GET", "databases")[1])
    for database in range(databases):
        connection.call("SELECT", database)
        if connection.call("DBSIZE") == 0:
            continue
        for key in sorted(connection.call("KEYS", "*")):
            kind = connection.call("TYPE", key).decode()
            out[database, key] = (kind, connection.call("PEXPIRETIME", key), content(connection, kind, key))
    connection.call("SELECT", 0)
    return out


def content(connection, kind, key):
    if kind == "string":
        return connection.call("GET", key)
    if kind == "list":
        return connection.call("LRANGE", key, 0, -1)
    if kind == "hash":
        flat = connection.call("HGETALL", key)
        return sorted(zip(flat[::2], flat[1::2]))
    if kind == "set":
        return sorted(connection.call("SMEMBERS", key))
    if kind == "zset":
        # As numbers: Redis 7.0 spells doubles with 17 digits.
        reply = connection.call("ZRANGE", key, 0, -1, "WITHSCORES")
        return [(member, float(score)) for member, score in zip(reply[::2], reply[1::2])]
    if kind == "ReJSON-RL":
        return connection.call("JSON.GET", key)
    if kind == "TSDB-TYPE":
        return connection.call("TS.RANGE", key, "-", "+")
    if kind == "graphdata":
        return connection.call("GRAPH.QUERY", key, "MATCH (n) RETURN count(n)")[1]
    return connection.call("DUMP", key)


def fill(connection):
    """Keys of every native type and every encoding, with and without an expiry, in two databases."""
    missing = NOT_SERVED.read_text().splitlines()
    future = 33177117420000

    def call(word, *words):
        if word.lower() not in missing:
            connection.call(word, *words)

    call("SET", "string", "hello")
    call("SET", "number", "-12345")
    call("SET", "empty", "")
    call("SET", "binary", bytes(range(256)))
    call("SET", "long", "abc" * 5000)
    call("SET", "expires", "v", "PXAT", future)
    call("RPUSH", "list", "a", "b", 3, "", "x" * 300)
    for start in range(0, 3000, 500):
        call("RPUSH", "list:long", *[f"element {i}" for i in range(start, start + 500)])
    call("RPUSH", "list:large", "y" * 20000, "z")
    call("HSET", "hash", "f", "v", "n", 5, "", "")
    call("HSET", "hash:table", *[w for i in range(700) for w in (f"field{i}", f"value {i}")])
    call("SADD", "set:int", *range(-100, 300, 3), 2**40)
    call("SADD", "set", "a", "b", "c")
    call("SADD", "set:table", *[f"member {i}" for i in range(700)])
    call("ZADD", "zset", 1, "a", "2.5", "b", "-inf", "low", "inf", "high")
    call("ZADD", "zset:tree", *[w for i in range(700) for w in (i / 7, f"member {i}")])
    call("PEXPIREAT", "binary", future)
    call("PEXPIREAT", "hash", future)
    call("PEXPIREAT", "zset:tree", future + 5)
    call("SELECT", 9)
    call("SET", "elsewhere", 1)
    call("SELECT", 0)


def fill_modules(connection, loaded):
    """Values of our modules' types, of those modules whose names are in `loaded`."""
    call = connection.call
    if "ReJSON" in loaded:
        call("JSON.SET", "doc", "$", '{"a": [1, 2.5, "x", null, true, {"b": {}}], "é": "\\u0000", "big": 9007199254740993}')
    if "timeseries" in loaded:
        call("TS.CREATE", "series", "LABELS", "room", "kitchen", "kind", "temperature")
        for i in range(500):
            call("TS.ADD", "series", 1700000000000 + i * 1000, 20 + i % 7 / 10)
    if "graph" in loaded:
        call("GRAPH.QUERY", "graph", "UNWIND range(1, 50) AS i CREATE (:N {id: i})-[:R {w: i}]->(:M {name: 'm' + toString(i)})")
    if "search" in loaded:
        call("FT.CREATE", "index", "ON", "HASH", "PREFIX", 1, "book:", "SCHEMA", "title", "TEXT", "year", "NUMERIC", "tag", "TAG")
        for i in range(50):
            call("HSET", f"book:{i}", "title", f"the {i} travels of a lamp", "year", 1900 + i, "tag", "odd" if i % 2 else "even")


def loaded_modules(connection):
    """Names in MODULE LIST."""
    if "module" in NOT_SERVED.read_text().splitlines():
        return []
    out = []
    for row in connection.call("MODULE", "LIST"):
        out.append(dict(zip(row[::2], row[1::2]))[b"name"].decode())
    return out
