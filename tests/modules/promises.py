"""Calls that may block (RM_Call with K): the promise, its handler, and every end that a wait can have.

`shared` holds on every server of the ABI (TRELLIS_SERVER=path/to/redis-server); the rest is what we promise beyond.
"""
import tempfile
import time
from pathlib import Path

from harness.report import equal
from harness.resp import ErrorReply
from harness.server import Server, server_path
from modules.datasets import until
from modules.lifecycle import compile_module, footprint, refused

HERE = Path(__file__).resolve().parent


def told(connection):
    return connection.call("P.TOLD").decode()


def all_told(connection, count):
    """Sorted, as soon as there are so many words."""
    words = []
    until(lambda: words.extend(told(connection).split()) or len(words) >= count)
    return sorted(words)


def fresh(connection):
    connection.call("P.FORGET")
    connection.call("FLUSHALL")
    told(connection)


def kept(connection, name, then, modifiers, *words):
    equal(connection.call("P.KEEP", name, then, modifiers, *words), b"promise")


def blocked(connection):
    lines = connection.call("INFO", "clients").decode().split("\r\n")
    return int(next(line for line in lines if line.startswith("blocked_clients:")).split(":")[1])


POPPED = "*2..$1..l..$1..x.."


def shared(report, probe):
    with Server(modules=[probe]) as server, server.connect() as connection, server.connect() as other:
        call = connection.call
        with report.test("a promise has a type of its own, and is nothing else"):
            equal(call("P.LOOK", "BLPOP", "l", 0), [12, 0, 1, 1, 1])
            call("RPUSH", "l", "x")
            equal(call("LLEN", "l"), 1)
        with report.test("the handler gets the reply, before the command that ended the wait is answered"):
            for pop, push, reply in (
                (["BLPOP", "l", 0], ["RPUSH", "l", "x"], POPPED), (["BRPOP", "m", "l", 0], ["RPUSH", "l", "x"], POPPED),
                (["BLMOVE", "l", "m", "LEFT", "LEFT", 0], ["RPUSH", "l", "x"], "$1..x.."), (["BRPOPLPUSH", "l", "m", 0], ["RPUSH", "l", "x"], "$1..x.."),
                (["BLMPOP", 0, 1, "l", "LEFT"], ["RPUSH", "l", "x"], "*2..$1..l..*1..$1..x.."), (["BZPOPMIN", "z", 0], ["ZADD", "z", 1, "a"], "*3..$1..z..$1..a..$1..1.."),
                (["BZPOPMAX", "z", 0], ["ZADD", "z", 1, "a"], "*3..$1..z..$1..a..$1..1.."), (["BZMPOP", 0, 1, "z", "MIN"], ["ZADD", "z", 1, "a"], None),
            ):
                fresh(connection)
                kept(connection, "c", "none", "K", *pop)
                equal(told(connection), "")
                call(*push)
                said = told(connection)
                assert said == f"c={reply}" if reply else said.startswith("c=*2..$1..z.."), said
        with report.test("in RESP3 if asked for, and with the replies of what doesn't wait as they are"):
            fresh(connection)
            kept(connection, "c", "none", "K3", "BZPOPMIN", "z", 0)
            call("ZADD", "z", 1.5, "a")
            equal(told(connection), "c=*3..$1..z..$1..a..,1.5..")
            call("RPUSH", "l", "x")
            equal(call("P.KEEP", "d", "none", "K", "BLPOP", "l", 0), [b"l", b"x"])
            call("SET", "s", "v")
            equal(call("P.KEEP", "d", "none", "K", "GET", "s"), b"v")
        with report.test("what can't be called is refused as ever"):
            for modifiers, words, error in (("K", ["NOSUCH"], "No such file"), ("KE", ["NOSUCH"], "unknown command"), ("K", ["BLPOP"], "Invalid argument"),
                                            ("KW", ["BLPOP", "l", 0], "No space left"), ("KD", ["BLPOP", "l", 0], "Success")):
                reply = connection.try_call("P.KEEP", "d", "none", modifiers, *words)
                assert isinstance(reply, ErrorReply) and error in str(reply), reply
            reply = connection.try_call("P.KEEP", "d", "none", "K", "BLPOP", "s", 0)
            assert str(reply).startswith("WRONGTYPE"), reply
        with report.test("it counts as no client, and nothing shows who waits"):
            fresh(connection)
            kept(connection, "c", "none", "K", "BLPOP", "l", 0)
            equal((blocked(connection), len(call("CLIENT", "LIST").splitlines())), (0, 2))
            call("RPUSH", "l", "x")
        with report.test("a timeout ends it as it does a client's"):
            fresh(connection)
            kept(connection, "c", "none", "K", "BLPOP", "l", 0.1)
            kept(connection, "d", "none", "K", "BLMOVE", "l", "m", "LEFT", "LEFT", 0.1)
            equal(all_told(connection, 2), ["c=*-1..", "d=*-1.."])
        with report.test("a freed promise changes nothing: the handler is called"):
            fresh(connection)
            kept(connection, "c", "none", "K", "BLPOP", "l", 0)
            equal(call("P.FREE", "c"), b"OK")
            call("RPUSH", "l", "x")
            equal(told(connection), f"c={POPPED}")
        with report.test("without a handler the command still does its work, freed by hand or by automatic memory"):
            fresh(connection)
            equal(call("P.FIRE", "K", "BLPOP", "l", 0), b"promise")
            equal(call("RPUSH", "l", "x"), 1)
            equal(call("EXISTS", "l"), 0)
            equal(call("P.AUTO", "BLPOP", "l", 0), 12)
            equal(call("RPUSH", "l", "x"), 1)
            equal((call("EXISTS", "l"), told(connection)), (0, ""))
        with report.test("an aborted call never happens, and is aborted once"):
            fresh(connection)
            kept(connection, "c", "none", "K", "BLPOP", "l", 0)
            equal((call("P.ABORT", "c"), call("P.ABORT", "c")), ([1, 1], [0, 0]))
            call("RPUSH", "l", "x")
            equal((call("LLEN", "l"), told(connection)), (1, ""))
        with report.test("what is over can't be aborted"):
            fresh(connection)
            kept(connection, "c", "none", "K", "BLPOP", "l", 0)
            call("RPUSH", "l", "x")
            equal(call("P.ABORT", "c"), [0, 0])
        with report.test("a handler writes, in the database of the call"):
            fresh(connection)
            call("SELECT", 3)
            kept(connection, "c", "set", "K", "BLPOP", "l", 0)
            call("SELECT", 0)
            call("RPUSH", "l", "x")
            equal(told(connection), "")
            call("SELECT", 3)
            call("RPUSH", "l", "x")
            equal((told(connection), call("KEYS", "*"), call("LRANGE", "then", 0, -1)), (f"c={POPPED}", [b"then"], [b"c"]))
            call("SELECT", 0)
        with report.test("a handler calls what waits again"):
            fresh(connection)
            kept(connection, "c", "again", "K", "BLPOP", "l", 0)
            call("RPUSH", "l", "x")
            equal(told(connection), f"c={POPPED}")
            call("RPUSH", "again", "y")
            equal(told(connection), "c=*2..$5..again..$1..y..")
        with report.test("a handler aborts another call, and can't abort its own"):
            fresh(connection)
            kept(connection, "victim", "none", "K", "BLPOP", "l2", "l", 0)
            kept(connection, "c", "abort", "K", "BLPOP", "m", 0)
            call("RPUSH", "m", "x")
            equal(told(connection), "c=*2..$1..m..$1..x.. abort=OK self=ERR")
            call("RPUSH", "l2", "y")
            equal((call("LLEN", "l2"), told(connection)), (1, ""))
        with report.test("those who wait for one key are served in turn, clients among them"):
            fresh(connection)
            kept(connection, "c", "none", "K", "BLPOP", "l", 0)
            other.send("BLPOP", "l", 0)
            until(lambda: blocked(connection) == 1)
            kept(connection, "d", "none", "K", "BLPOP", "l", 0)
            call("RPUSH", "l", "1", "2", "3")
            equal(other.read().plain(), [b"l", b"2"])
            equal(told(connection), "c=*2..$1..l..$1..1.. d=*2..$1..l..$1..3..")
        with report.test("a key of another type, and keys that go, leave it waiting"):
            fresh(connection)
            kept(connection, "c", "none", "K", "BLPOP", "l", 0)
            call("FLUSHALL")
            call("SET", "l", "string")
            call("DEL", "l")
            equal(told(connection), "")
            call("RPUSH", "l", "x")
            equal(told(connection), f"c={POPPED}")
        with report.test("inside MULTI the call waits all the same"):
            fresh(connection)
            call("MULTI")
            equal(call("P.KEEP", "c", "none", "K", "BLPOP", "l", 0), b"QUEUED")
            equal(call("RPUSH", "l", "x"), b"QUEUED")
            equal(call("EXEC"), [b"promise", 1])
            equal((call("EXISTS", "l"), told(connection)), (0, f"c={POPPED}"))
        with report.test("a client that waits with a call has its reply, and its next commands theirs"):
            fresh(connection)
            for words in (["P.CALL", "K", "BLPOP", "l", 0], ["PING"]):
                other.send(*words)
            until(lambda: blocked(connection) == 1)
            call("RPUSH", "l", "x")
            equal((other.read().plain(), other.read().plain()), ([b"l", b"x"], b"PONG"))
        with report.test("calls in calls in calls"):
            fresh(connection)
            chain = ["P.CALL", "K"] * 4 + ["BLPOP", "l", 0]
            other.send(*chain)
            until(lambda: blocked(connection) == 1)
            call("RPUSH", "l", "x")
            equal(other.read().plain(), [b"l", b"x"])
            equal(call("P.CALL", "K", "P.PLAIN", "P.CALL", "K", "PING"), b"PONG")
        with report.test("from a thread under the lock"):
            fresh(connection)
            other.send("P.THREAD", "BLPOP", "l", 0)
            until(lambda: blocked(connection) == 1)
            time.sleep(0.05)
            call("RPUSH", "l", "x")
            equal(other.read().plain(), [b"l", b"x"])
            call("RPUSH", "l", "x")
            equal(call("P.THREAD", "BLPOP", "l", 0), [b"l", b"x"])
        with report.test("another module command that waits: released, or out of time"):
            fresh(connection)
            kept(connection, "c", "none", "K", "P.WAIT")
            equal(call("P.RELEASE"), b"OK")
            until(lambda: told(connection) == "c=+released..")
            kept(connection, "d", "none", "K", "P.WAIT", 50)
            until(lambda: told(connection) == "d=+timed out..")
            equal(call("P.RELEASE"), b"OK")
        with report.test("another module command that waits for a key"):
            fresh(connection)
            kept(connection, "c", "none", "K", "P.KEY", "k")
            call("RPUSH", "k", "5")
            equal((told(connection), call("EXISTS", "k")), ("c=$1..5..", 0))
        with report.test("the client goes, and the call with it"):
            fresh(connection)
            with server.connect() as going:
                going.send("P.CALL", "K", "BLPOP", "l", 0)
                until(lambda: blocked(connection) == 1)
            until(lambda: blocked(connection) == 0)
            equal(told(connection), "gone=")
            call("RPUSH", "l", "x")
            equal(call("LLEN", "l"), 1)
        assert not server.complaints(), server.complaints()


def ours(report, probe, folder):
    with Server(modules=[probe]) as server, server.connect() as connection, server.connect() as other:
        call = connection.call
        with report.test("aborting what a module's command waits for tells the module"):
            fresh(connection)
            kept(connection, "c", "none", "K", "P.WAIT")
            equal(call("P.ABORT", "c"), [1, 1])
            equal(told(connection), "waiter-gone=")
            equal(call("P.RELEASE"), b"OK")
            call("PING")
            equal(told(connection), "")
            kept(connection, "d", "none", "K", "P.KEY", "k")
            equal(call("P.ABORT", "d"), [1, 1])
            call("RPUSH", "k", "5")
            equal((told(connection), call("LLEN", "k")), ("", 1))
        with report.test("a chain of calls is aborted from its end to its beginning"):
            fresh(connection)
            kept(connection, "c", "none", "K", "P.CALL", "K", "P.CALL", "K", "BLPOP", "l", 0)
            equal(call("P.ABORT", "c"), [1, 1])
            equal(told(connection), "gone= gone=")
            call("RPUSH", "l", "x")
            equal(call("LLEN", "l"), 1)
        with report.test("where clients can't wait, the call without K doesn't"):
            fresh(connection)
            reply = connection.try_call("P.PLAIN", "P.WAIT")
            assert "Blocking module command called from transaction" in str(reply), reply
            equal(call("P.RELEASE"), b"OK")
            equal(call("P.PLAIN", "BLPOP", "l", 0), None)
            equal(call("P.PLAIN", "P.FIRE", "K", "BLPOP", "l", 0), b"promise")
            call("RPUSH", "l", "x")
            equal(call("EXISTS", "l"), 0)
        with report.test("what a called command leaves on its client goes with the call"):
            fresh(connection)
            call("SET", "s", "v")
            for _ in range(20):
                for words in (["SUBSCRIBE", "x"], ["PSUBSCRIBE", "*"], ["MONITOR"], ["MULTI"], ["WATCH", "s"], ["CLIENT", "TRACKING", "ON"], ["CLIENT", "SETNAME", "me"], ["CLIENT", "REPLY", "ON"]):
                    assert not isinstance(connection.try_call("P.CALL", "KE", *words), ErrorReply), words
                    equal((call("P.CALL", "K", "GET", "s"), call("P.PLAIN", "CLIENT", "GETNAME"), call("PUBLISH", "x", "y")), (b"v", None, 0))
            kept(connection, "c", "none", "K", "BLPOP", "l", 0)
            call("RPUSH", "l", "x")
            equal(told(connection), f"c={POPPED}")
        with report.test("a handler that ends many waits, among them those that are due with it"):
            fresh(connection)
            kept(connection, "c", "abort", "K", "BLPOP", "l", 0.05)
            kept(connection, "victim", "none", "K", "BLPOP", "l", 0.05)
            words = all_told(connection, 3)
            assert "c=*-1.." in words and "self=ERR" in words and ("abort=OK" in words) != ("victim=*-1.." in words), words
        with report.test("a module is kept while a handler of its waits, and goes once it doesn't"):
            fresh(connection)
            kept(connection, "c", "unload", "K", "BLPOP", "l", 0)
            refused(connection, "waits for replies of commands", "MODULE", "UNLOAD", "promises")
            refused(connection, "waits for replies of commands", "MODULE", "RELOAD", "promises", probe)
            call("RPUSH", "l", "x")
            assert "unload=" in (said := told(connection)) and "is running" in said, said
            kept(connection, "d", "none", "K", "BLPOP", "l", 0)
            equal(call("P.ABORT", "d"), [1, 1])
            equal(call("P.FIRE", "K", "BLPOP", "l", 0), b"promise")
            call("P.FORGET")
            equal(call("MODULE", "UNLOAD", "promises"), b"OK")
            equal(call("RPUSH", "l", "x"), 1)
            equal(call("EXISTS", "l"), 0)
        with report.test("a load that fails takes its calls back"):
            before = footprint(connection)
            refused(connection, "rror loading", "MODULE", "LOAD", probe, "fail", "BLPOP", "l", 0)
            equal(footprint(connection), before)
            call("RPUSH", "l", "x")
            equal(call("LLEN", "l"), 1)
            call("DEL", "l")
            equal(call("MODULE", "LOAD", probe), b"OK")
        with report.test("many at once, served, aborted and freed in any order"):
            for turn in range(30):
                fresh(connection)
                names = [f"n{i}" for i in range(8)]
                for name in names:
                    kept(connection, name, "none", "K", "BLPOP", "l", name, 0)
                for i, name in enumerate(names[turn % 3:]):
                    call(*(["P.ABORT", name], ["P.FREE", name], ["RPUSH", name, "x"])[(i + turn) % 3])
                call("RPUSH", "l", *names)
                said = told(connection).split()
                equal(len(said), 8 - sum((i + turn) % 3 == 0 for i in range(8 - turn % 3)))
        with report.test("a load of other data serves them"):
            fresh(connection)
            call("RPUSH", "l", "x")
            call("SAVE")
            call("DEL", "l")
            kept(connection, "c", "none", "K", "BLPOP", "l", 0)
            call("DEBUG", "RELOAD", "NOSAVE")
            equal(told(connection), f"c={POPPED}")
        with report.test("the server ends while calls wait"):
            fresh(connection)
            kept(connection, "c", "none", "K", "BLPOP", "l", 0)
            kept(connection, "d", "none", "K", "P.WAIT")
            call("P.FIRE", "K", "P.KEY", "k")
            other.send("P.CALL", "K", "P.CALL", "K", "BLPOP", "l", 0)
            until(lambda: blocked(connection) == 1)
            equal(server.terminate(), 0)
        assert not server.complaints(), server.complaints()


def promises(report):
    with tempfile.TemporaryDirectory(prefix="trellis-promises-") as folder:
        probe = f"{folder}/promises.so"
        compile_module(HERE / "probe/promises.c", probe)
        shared(report, probe)
        if "trellis" in Path(server_path()).name:
            ours(report, probe, folder)
