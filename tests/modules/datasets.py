"""RdbSave and RdbLoad: a module writes the dataset to a file of its own, and puts a file's in place of all keys.

`shared` holds on every server of the ABI (TRELLIS_SERVER=path/to/redis-server); the rest is what we promise beyond.
"""
import os
import tempfile
import time
from pathlib import Path

from harness.content import everything, fill, fill_modules, loaded_modules
from harness.report import equal
from harness.resp import ErrorReply
from harness.server import Server, module_paths, server_path
from modules.lifecycle import compile_module

HERE = Path(__file__).resolve().parent
FLUSHED, LOADED, LOAD_FAILED, SAVED = "2.0 2.1", "3.0 3.3", "3.0 3.4", "1.2 1.3"


def errno_of(connection, *words):
    """0, or the errno that the module was told."""
    reply = connection.try_call(*words)
    return int(str(reply).split()[1]) if isinstance(reply, ErrorReply) else 0


def heard(connection):
    events, loaded = connection.call("RDB.HEARD")
    return events.decode(), loaded


def until(what, seconds=20):
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it does not come"
        time.sleep(0.01)


def persistence(connection, field):
    lines = dict(line.split(":", 1) for line in connection.call("INFO", "persistence").decode().split("\r\n") if ":" in line)
    return lines[field]


def small(connection):
    connection.call("FLUSHALL")
    connection.call("MSET", "a", "1", "held", "old")
    connection.call("ZADD", "z", 1, "one", 2, "two")
    connection.call("SELECT", 3)
    connection.call("RPUSH", "list", "x", "y")
    connection.call("SELECT", 0)
    heard(connection)


def many(connection, keys):
    for reply in connection.pipeline([["SET", f"key:{i}", "x" * 1000] for i in range(keys)]):
        equal(reply, b"OK")


def shared(report, probe, folder):
    with Server(modules=[probe]) as server, server.connect() as connection, server.connect() as other:
        call = connection.call
        path = f"{folder}/a.rdb"
        with report.test("what RdbSave wrote, RdbLoad brings back, with the modules' aux data"):
            small(connection)
            equal(call("RDB.NOTE", "note", "text"), 1)
            dumped = call("DUMP", "note")
            heard(connection)
            equal(call("RDB.SAVE", path), b"OK")
            equal(heard(connection), (SAVED, 0))
            call("RDB.NOTE", "note2", "more")
            call("SET", "a", "other")
            call("SELECT", 5)
            call("SET", "new", "1")
            heard(connection)
            equal(call("RDB.LOAD", path), b"OK")
            equal(heard(connection), (f"{FLUSHED} {LOADED}", 5))
            equal(call("DBSIZE"), 0)
            call("SELECT", 0)
            equal((call("GET", "a"), call("DUMP", "note"), call("DBSIZE"), call("RDB.NOTES")), (b"1", dumped, 4, 1))
        with report.test("RdbSave is no save of the server's: changes and the last save stay as they are"):
            call("SET", "a", "1")
            before = persistence(connection, "rdb_changes_since_last_save"), call("LASTSAVE")
            assert int(before[0]) > 0
            call("RDB.SAVE", path)
            equal((persistence(connection, "rdb_changes_since_last_save"), call("LASTSAVE")), before)
        with report.test("no stream, unknown flags, and no place to save to"):
            for name in ("RDB.SAVE", "RDB.LOAD"):
                equal(errno_of(connection, name, "NULL"), 22)
                equal(errno_of(connection, name, path, 1), 22)
            equal(errno_of(connection, "RDB.SAVE", f"{folder}/none/a.rdb"), 2)
            equal(errno_of(connection, "RDB.SAVE", folder), 21)
            equal(errno_of(connection, "RDB.LOAD", f"{folder}/none.rdb"), 2)
        with report.test("a relative path is in the server's directory, and a symbolic link is followed"):
            small(connection)
            equal(call("RDB.SAVE", "here.rdb"), b"OK")
            assert (server.folder / "here.rdb").stat().st_size > 50
            os.symlink("here.rdb", server.folder / "link.rdb")
            call("SET", "a", "2")
            equal(call("RDB.SAVE", "link.rdb"), b"OK")
            assert (server.folder / "link.rdb").is_symlink()
            call("FLUSHALL")
            equal(call("RDB.LOAD", "here.rdb"), b"OK")
            equal(call("GET", "a"), b"2")
        with report.test("inside MULTI, with commands before and behind"):
            small(connection)
            call("RDB.SAVE", path)
            call("SET", "a", "2")
            call("MULTI")
            for words in (["SET", "b", "1"], ["RDB.LOAD", path], ["GET", "a"], ["EXISTS", "b"], ["SET", "c", "1"], ["RDB.SAVE", f"{folder}/c.rdb"]):
                equal(call(*words), b"QUEUED")
            equal(call("EXEC"), [b"OK", b"OK", b"1", 0, b"OK", b"OK"])
            call("FLUSHALL")
            equal(call("RDB.LOAD", f"{folder}/c.rdb"), b"OK")
            equal((call("GET", "c"), call("EXISTS", "b")), (b"1", 0))
        with report.test("from a thread that holds the lock, again and again"):
            for _ in range(20):
                call("SET", "a", "2")
                equal(call("RDB.THREAD", path), b"OK")
                equal(call("GET", "a"), b"1")
        with report.test("RdbSave in a forked child"):
            call("SET", "a", "of the fork")
            equal(call("RDB.FORK", "save", f"{folder}/fork.rdb"), b"OK")
            call("SET", "a", "later")
            until(lambda: call("RDB.FORKED") != -1)
            equal(call("RDB.FORKED"), 0)
            equal(call("RDB.LOAD", f"{folder}/fork.rdb"), b"OK")
            equal(call("GET", "a"), b"of the fork")
        with report.test("RdbLoad ends the child that saves, whose file never comes to be"):
            small(connection)
            call("CONFIG", "SET", "rdb-key-save-delay", 500000)
            call("BGSAVE")
            equal(persistence(connection, "rdb_bgsave_in_progress"), "1")
            equal(call("RDB.LOAD", path), b"OK")
            until(lambda: persistence(connection, "rdb_bgsave_in_progress") == "0")
            call("CONFIG", "SET", "rdb-key-save-delay", 0)
            assert not (server.folder / "dump.rdb").exists() and not list(server.folder.glob("temp-*")), list(server.folder.iterdir())
        with report.test("while a file is loaded others are told so, and the caller's next commands wait"):
            call("FLUSHALL")
            many(connection, 2000)
            call("CONFIG", "SET", "rdbcompression", "no", "loading-process-events-interval-bytes", "2048", "key-load-delay", "1000")
            call("RDB.SAVE", f"{folder}/large.rdb")
            for words in (["RDB.LOAD", f"{folder}/large.rdb"], ["GET", "key:1999"], ["DBSIZE"]):
                connection.send(*words)
            until(lambda: persistence(other, "loading") == "1")
            assert str(other.try_call("GET", "key:1")).startswith("LOADING"), "others are let in"
            equal([connection.read().value for _ in range(3)], [b"OK", b"x" * 1000, 2000])
            equal(persistence(other, "loading"), "0")
            call("CONFIG", "SET", "key-load-delay", "0")
        assert not server.complaints(), server.complaints()


def damaged(path, folder):
    """{name: bytes} of files that can't be loaded, as a look from outside can tell."""
    whole = Path(path).read_bytes()
    middle = len(whole) // 2
    return {
        "empty": b"", "a header": whole[:9], "half": whole[:middle], "all but the last byte": whole[:-1], "all but the checksum": whole[:-8],
        "a flipped bit": whole[:middle] + bytes([whole[middle] ^ 4]) + whole[middle + 1:], "a wrong checksum": whole[:-1] + bytes([whole[-1] ^ 1]),
        "a newer version": whole[:5] + b"0099" + whole[9:], "text": b"this is no such file\n" * 20, "something behind the end": whole + b"more",
    }


def kept(report, probe, folder):
    """Where Redis has emptied the keyspace before it finds out, nothing is lost here."""
    path = f"{folder}/b.rdb"
    with Server() as server, server.connect() as connection:
        equal(connection.call("MODULE", "LOAD", probe), b"OK")
        call = connection.call
        with report.test("everything of every type, ours and the modules', saved and loaded"):
            fill(connection)
            fill_modules(connection, loaded_modules(connection))
            before = everything(connection)
            equal(call("RDB.SAVE", path), b"OK")
            for _ in range(2):
                equal(call("RDB.LOAD", path), b"OK")
                equal(everything(connection), before)
        heard(connection)
        changes = persistence(connection, "rdb_changes_since_last_save")
        os.mkfifo(f"{folder}/fifo")
        for name, content in damaged(path, folder).items():
            with report.test(f"a file that can't be loaded costs nothing: {name}"):
                Path(f"{folder}/bad.rdb").write_bytes(content)
                equal(errno_of(connection, "RDB.LOAD", f"{folder}/bad.rdb"), 5)
                equal(everything(connection), before)
                assert "Error in the RDB file" in server.log_tail(1) and "bad.rdb at byte" in server.log_tail(1), server.log_tail(1)
        with report.test("nor does one that isn't there, or is no file; and a pipe is not saved to"):
            for place, error in ((f"{folder}/none", 2), (folder, 5), (f"{folder}/fifo", 5), ("/dev/null", 5)):
                equal(errno_of(connection, "RDB.LOAD", place), error, place)
            equal(errno_of(connection, "RDB.SAVE", f"{folder}/fifo"), 22)
            equal(errno_of(connection, "RDB.SAVE", "/dev/null"), 22)
            equal(everything(connection), before)
            equal(heard(connection), ("", 0))
            equal(persistence(connection, "rdb_changes_since_last_save"), changes)
        with report.test("loaded keys are changes to be saved"):
            call("SAVE")
            equal(persistence(connection, "rdb_changes_since_last_save"), "0")
            call("RDB.LOAD", path)
            assert int(persistence(connection, "rdb_changes_since_last_save")) > len(before)
        assert not server.complaints(), server.complaints()


def without_checksums(report, probe, folder):
    path, bad = f"{folder}/plain.rdb", f"{folder}/bad.rdb"
    with Server(modules=[probe], options=["--rdbchecksum", "no"]) as server, server.connect() as connection:
        with report.test("without checksums a file must have a header and an end"):
            small(connection)
            connection.call("RDB.SAVE", path)
            whole = Path(path).read_bytes()
            equal(whole[-9:], b"\xff" + bytes(8))
            for content in (whole[:-9], whole[:-20], b"x" + whole[1:], whole + b"more"):
                Path(bad).write_bytes(content)
                equal(errno_of(connection, "RDB.LOAD", bad), 5)
                equal(connection.call("DBSIZE"), 3)
            equal(connection.call("RDB.LOAD", path), b"OK")
        assert not server.complaints(), server.complaints()


def too_late(report, probe, folder):
    """What only the load itself can tell: then there is nothing, rather than a part."""
    path = f"{folder}/late.rdb"
    with Server(modules=[probe], options=["--databases", "20"]) as server, server.connect() as connection:
        connection.call("SET", "first", "1")
        connection.call("SELECT", 18)
        connection.call("SET", "last", "1")
        connection.call("RDB.SAVE", path)
    with Server(modules=[probe]) as server, server.connect() as connection:
        with report.test("a whole file with a database too many leaves an empty keyspace"):
            connection.call("SET", "k", "v")
            heard(connection)
            equal(errno_of(connection, "RDB.LOAD", path), 5)
            equal(connection.call("DBSIZE"), 0)
            equal(heard(connection), (f"{FLUSHED} {LOAD_FAILED} {FLUSHED}", 1))
            equal(connection.call("SET", "k", "v"), b"OK")
            assert "raise the setting 'databases'" in server.log(), server.log_tail()
        assert not server.complaints(), server.complaints()
    with report.test("before the server has read its own data nothing is loaded"), Server(modules=[]) as server:
        server.options = ["--loadmodule", probe, "early", path]
        server.terminate()
        server.start()
        with server.connect() as connection:
            equal((heard(connection)[0].split(" 3")[0], connection.call("DBSIZE")), ("Device or resource busy", 0))


def in_callbacks(report, probe, folder):
    path = f"{folder}/inside.rdb"
    with Server(modules=[probe]) as server, server.connect() as connection, server.connect() as other:
        call = connection.call
        small(connection)
        call("RDB.NOTE", "note", "text")
        call("RDB.SAVE", path)
        busy, fine = "Device or resource busy", "Success"
        for callback, what, trigger, outcome in (
            ("rdb_save", "load", ["RDB.SAVE", f"{folder}/x.rdb"], busy), ("rdb_save", "save", ["RDB.SAVE", f"{folder}/x.rdb"], busy),
            ("rdb_save", "load", ["SAVE"], busy), ("rdb_save", "save", ["SAVE"], busy), ("rdb_save", "load", ["DUMP", "note"], busy),
            ("rdb_load", "load", ["RDB.LOAD", path], busy), ("rdb_load", "save", ["RDB.LOAD", path], busy), ("rdb_load", "load", ["DEBUG", "RELOAD"], busy),
            ("loaded", "load", ["RDB.LOAD", path], busy), ("loaded", "load", ["DEBUG", "RELOAD"], busy),
            ("2.0", "load", ["RDB.LOAD", path], busy), ("2.1", "load", ["RDB.LOAD", path], busy), ("3.0", "load", ["RDB.LOAD", path], busy),
            ("3.0", "save", ["RDB.LOAD", path], busy), ("3.3", "save", ["DEBUG", "RELOAD"], busy), ("1.2", "load", ["RDB.SAVE", f"{folder}/x.rdb"], fine),
            ("2.0", "load", ["FLUSHALL"], fine), ("2.1", "load", ["FLUSHALL"], fine), ("2.0", "load", ["FLUSHALL", "ASYNC"], fine),
            ("set", "load", ["SET", "a", "3"], busy), ("set", "save", ["SET", "a", "3"], fine), ("hset", "load", ["HSET", "h", "f", "v", "g", "w"], busy),
            ("expired", "load", ["GET", "dying"], busy), ("del", "load", ["DEL", "a", "z"], busy), ("zincr", "load", ["ZINCRBY", "z", "1", "one"], busy),
        ):
            with report.test(f"{what} inside {callback} of {' '.join(trigger[:1])}: {outcome}"):
                equal(call("RDB.LOAD", path), b"OK")
                call("SET", "dying", "1", "PX", "1")
                time.sleep(0.003)
                heard(connection)
                call("RDB.INSIDE", callback, what, path)
                connection.try_call(*trigger)
                assert f"{what} in {callback}: {outcome}" in heard(connection)[0], "another outcome"
                equal(call("PING"), b"PONG")
        with report.test("RdbLoad in a forked child is refused"):
            equal(call("RDB.FORK", "load", path), b"OK")
            until(lambda: call("RDB.FORKED") != -1)
            equal(call("RDB.FORKED"), 1)
            equal(other.call("PING"), b"PONG")
        with report.test("keys that were open before the load are those of their names after it"):
            for _ in range(3):
                small(connection)
                call("RDB.SAVE", path)
                call("SET", "held", "x" * 100)
                call("ZADD", "z", 3, "three")
                equal(call("RDB.HELD", "held", "z", path)[:2], [b"old", 2])
                equal(call("GET", "held"), b"RDB.HELD")
                call("FLUSHALL")
                equal(call("RDB.HELD", "held", "z", path)[0], b"old")
        with report.test("a scan that a load overtakes comes to an end"):
            for i in range(500):
                call("SET", f"key:{i}", "v")
            assert 1 < call("RDB.SCAN", path) < 600
            equal(call("GET", "a"), b"1")
        assert not server.complaints(), server.complaints()


def bystanders(report, probe, folder):
    path = f"{folder}/others.rdb"
    with Server(modules=[probe]) as server, server.connect() as connection, server.connect() as other, server.connect(protocol=3) as tracking:
        call = connection.call
        small(connection)
        call("RDB.SAVE", path)
        for name, before in (("changes", ["SET", "a", "2"]), ("comes to be", ["DEL", "a"])):
            with report.test(f"EXEC fails when a watched key {name} by a load"):
                call(*before)
                equal(other.call("WATCH", "a"), b"OK")
                call("RDB.LOAD", path)
                other.call("MULTI")
                other.call("PING")
                equal(other.call("EXEC"), None)
        with report.test("a watched key that neither was nor came is none to worry about"):
            equal(other.call("WATCH", "nobody"), b"OK")
            call("RDB.LOAD", path)
            other.call("MULTI")
            other.call("PING")
            equal(other.call("EXEC"), [b"PONG"])
        with report.test("a client that tracks forgets all it knows"):
            tracking.call("CLIENT", "TRACKING", "ON")
            tracking.call("GET", "a")
            call("RDB.LOAD", path)
            push = tracking.read()
            equal((push.kind, push.plain()), (">", [b"invalidate", None]))
        with report.test("a client that waits for a key gets it from the file, once"):
            call("SELECT", 3)
            call("DEL", "list")
            other.call("SELECT", 3)
            other.send("BLPOP", "list", 0)
            until(lambda: b"cmd=blpop" in call("CLIENT", "LIST"))
            call("RDB.LOAD", path)
            equal(other.read().plain(), [b"list", b"x"])
            equal(call("LRANGE", "list", 0, -1), [b"y"])
            other.call("SELECT", 0)
            call("SELECT", 0)
        with report.test("the caller's connection ends while its file is loaded"):
            call("RDB.LOAD", path)
            many(connection, 500)
            call("CONFIG", "SET", "rdbcompression", "no", "loading-process-events-interval-bytes", "1024", "key-load-delay", "1000")
            call("RDB.SAVE", f"{folder}/large.rdb")
            with server.connect() as going:
                going.send("RDB.LOAD", f"{folder}/large.rdb")
                until(lambda: persistence(other, "loading") == "1")
            until(lambda: persistence(other, "loading") == "0")
            equal(other.call("DBSIZE"), 503)
            call("CONFIG", "SET", "key-load-delay", "0")
        with report.test("the server ends while a file is loaded, and keeps its own"):
            call("RDB.LOAD", path)
            call("SAVE")
            call("CONFIG", "SET", "key-load-delay", "1000")
            connection.send("RDB.LOAD", f"{folder}/large.rdb")
            until(lambda: persistence(other, "loading") == "1")
            server.terminate()
            server.start()
            with server.connect() as again:
                equal(again.call("DBSIZE"), 3)
        assert not server.complaints(), server.complaints()


def datasets(report):
    with tempfile.TemporaryDirectory(prefix="trellis-datasets-") as folder:
        probe = f"{folder}/rdb.so"
        compile_module(HERE / "probe/rdb.c", probe)
        shared(report, probe, folder)
        if "trellis" not in Path(server_path()).name:
            return
        for part in (kept, without_checksums, too_late, in_callbacks, bystanders):
            part(report, probe, folder)
