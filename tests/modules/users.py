"""Users as modules see them: authentication by callbacks, clients that wait for it, hidden arguments, ACL categories.

The expectations are Redis's (7.4 and 8.2, asked with the same users/users.c), but where it drops a reply or crashes.
"""
import tempfile
from pathlib import Path

from harness.report import equal
from harness.resp import Closed, ErrorReply
from harness.server import Server

from modules.lifecycle import compile_module, footprint, refused

HERE = Path(__file__).resolve().parent
WRONGPASS = "WRONGPASS invalid username-password pair or user is disabled."
DENIED = "ERR Auth denied by Misc Module."


def auth(connection, *words):
    """AUTH's reply as text."""
    reply = connection.try_call("AUTH", *words)
    return str(reply) if isinstance(reply, ErrorReply) else reply.decode()


def load(connection, path, *steps):
    equal(connection.call("MODULE", "LOAD", path, *steps), b"OK")
    return connection.call("users.steps").decode()


def calls(connection):
    return connection.call("users.calls").decode()


def callbacks(connection):
    """The one registered last is asked first; what it decides is what AUTH and HELLO reply."""
    cases = (("nothing", WRONGPASS), ("allow", "OK"), ("allow-next", WRONGPASS), ("allow-deny", "OK"), ("deny", DENIED),
             ("deny-code", "DENIED by code"), ("deny-next", WRONGPASS), ("handled", WRONGPASS), ("seven", WRONGPASS),
             ("reply", "hello from the callback"), ("unknown", WRONGPASS))
    for password, reply in cases:
        equal(auth(connection, "b", password), reply, f"AUTH b {password}")
    assert calls(connection).startswith("b:b:nothing a:b:nothing b:b:allow in b:b:allow-next a:b:allow-next b:b:allow-deny b:b:deny ")
    assert "called without any password" in auth(connection, "x")
    equal((auth(connection, "default", "x"), calls(connection)), ("OK", "b:default:x a:default:x"))
    refused(connection, "syntax error", "AUTH", "b", "allow", "x")
    refused(connection, DENIED, "HELLO", 3, "AUTH", "b", "deny", "SETNAME", "foo")
    equal(connection.call("CLIENT", "GETNAME"), None)
    equal(connection.call("HELLO", 2, "AUTH", "b", "allow", "SETNAME", "foo")[0], b"server")
    equal(connection.call("CLIENT", "GETNAME"), b"foo")
    equal(calls(connection), "b:b:deny b:b:allow in")


def waiting(connection, server):
    """A callback may have the client wait; its command goes on when the module has decided."""
    cases = (("allow", "OK"), ("deny", DENIED), ("next", WRONGPASS), ("abort", WRONGPASS), ("handled", WRONGPASS), ("seven", WRONGPASS),
             ("reply", "hello from the callback"), ("deny-next", WRONGPASS), ("lie", WRONGPASS), ("deny-code", "DENIED by code"))
    for what, reply in cases:
        equal(auth(connection, "b", f"block-{what}"), reply, f"AUTH b block-{what}")
    equal(calls(connection).split()[:7], ["b:b:block-allow", "ended:b:block-allow:allow", "in", "b:b:block-deny", "ended:b:block-deny:deny",
                                         "b:b:block-next", "ended:b:block-next:next"])
    equal(connection.call("users.freed"), len(cases) - 1, "private data, of all but the one that was aborted")
    # Both may have it wait, one after the other.
    equal(auth(connection, "default", "block-deny-next"), "OK", "nobody decided, and the default user has no password")
    equal(calls(connection), "b:default:block-deny-next ended:default:block-deny-next:deny-next "
                             "a:default:block-deny-next ended:default:block-deny-next:deny-next")
    equal(connection.call("HELLO", 2, "AUTH", "b", "block-allow", "SETNAME", "bar")[0], b"server")
    equal(connection.call("CLIENT", "GETNAME"), b"bar")
    refused(connection, DENIED, "HELLO", 3, "AUTH", "b", "block-deny", "SETNAME", "foo")
    equal(connection.call("CLIENT", "GETNAME"), b"bar")
    # A command of its own, a statistic of its own; what was sent behind it waits.
    connection.call("CONFIG", "RESETSTAT")
    equal([str(reply) for reply in connection.pipeline([["AUTH", "b", "block-deny"], ["PING"], ["AUTH", "b", "deny"], ["PING"]])],
          [DENIED, str(b"PONG"), DENIED, str(b"PONG")])
    assert "cmdstat_auth:calls=2," in connection.call("INFO", "commandstats").decode()
    assert "failed_calls=2" in connection.call("INFO", "commandstats").decode().split("cmdstat_auth")[1].split("\r\n")[0]
    equal(auth(connection, "b", "block-plain"), "ERR Clients undergoing module based authentication can only be blocked on auth")
    equal(auth(connection, "b", "block-null"), "ERR Clients undergoing module based authentication can only be blocked on auth")
    refused(connection, "not currently undergoing module authentication", "users.block")
    calls(connection)
    freed = connection.call("users.freed")
    with server.connect() as leaving:
        leaving.send("AUTH", "b", "block-allow")
        refused(connection, "has blocked clients", "MODULE", "UNLOAD", "users")
        refused(connection, "has blocked clients", "MODULE", "RELOAD", "users", connection.call("MODULE", "LIST")[0][5])
    while connection.call("users.freed") == freed:
        pass
    equal(calls(connection), "b:b:block-allow", "nobody is let in who has gone")


def in_transactions(connection):
    """Each AUTH has its reply, and none waits. (Redis drops those of refusals.)"""
    connection.call("MULTI")
    for password in ("deny", "allow", "handled", "block-allow"):
        equal(connection.call("AUTH", "b", password), b"QUEUED")
    equal(connection.call("HELLO", "2", "AUTH", "b", "deny"), b"QUEUED")
    equal(connection.call("PING"), b"QUEUED")
    replies = [str(reply) if isinstance(reply, ErrorReply) else reply for reply in connection.call("EXEC")]
    equal(replies, [DENIED, b"OK", WRONGPASS, "ERR Blocking module command called from transaction", DENIED, b"PONG"])
    calls(connection)
    for password, reply in (("allow", WRONGPASS), ("deny", DENIED), ("block-allow", "ERR Blocking module command called from transaction")):
        refused(connection, reply, "users.call", "AUTH", "b", password)
    equal(calls(connection), "b:b:allow not-in b:b:deny b:b:block-allow", "RM_Call's client can be let in by nobody")


def with_password(connection):
    connection.call("CONFIG", "SET", "requirepass", "secret")
    try:
        connection.call("RESET")
        refused(connection, "NOAUTH", "PING")
        equal((auth(connection, "wrong"), auth(connection, "a", "secret")), (WRONGPASS, WRONGPASS))
        refused(connection, "NOAUTH", "PING")
        equal((auth(connection, "b", "block-allow"), connection.call("PING")), ("OK", b"PONG"))
        connection.call("RESET")
        equal((auth(connection, "secret"), connection.call("PING")), ("OK", b"PONG"))
    finally:
        auth(connection, "secret")
        connection.call("CONFIG", "SET", "requirepass", "")
        calls(connection)


def watching(connection, server):
    """Who let a client in hears, once, that it is somebody else now, or gone."""
    def heard_of(*words):
        connection.call("users.watch", "watched")
        calls(connection)
        connection.try_call(*words)
        return "watched" in calls(connection).split()

    for words in (("AUTH", "default", ""), ("RESET",), ("HELLO", 2, "AUTH", "default", "x"), ("users.watch", "again"), ("AUTH", "b", "allow")):
        assert heard_of(*words), words
    for words in (("AUTH", "b", "deny"), ("AUTH", "nobody", ""), ("PING",)):
        assert not heard_of(*words), words
    connection.call("RESET")
    calls(connection)
    with server.connect() as leaving:
        leaving.call("users.watch", "three")
    while not calls(connection):
        pass
    with server.connect() as sent_away, server.connect() as orphan:
        sent_away.call("users.watch", "four")
        equal(sent_away.call("users.away"), 0)
        equal(calls(connection), "four")
        orphan.call("users.watch", "five")
        equal(connection.call("MODULE", "UNLOAD", "users"), b"OK")
        for gone in (sent_away, orphan):
            try:
                raise AssertionError(f"still there: {gone.call('PING')}")
            except (OSError, Closed):
                pass
    equal(auth(connection, "b", "allow"), WRONGPASS, "its callbacks have gone with it")


def hidden(connection, server):
    """Arguments that a module hides show in no log."""
    with server.connect() as monitor:
        monitor.call("MONITOR")
        connection.call("CONFIG", "SET", "slowlog-log-slower-than", 0)
        connection.call("SLOWLOG", "RESET")
        equal(connection.call("users.hide", 1, 2, 1, 0, -1, 3, 9), [0, 0, 0, 1, 1, 0, 1], "positions that are there")
        connection.call("MULTI")
        connection.call("users.hide", 2, "b")
        connection.call("EXEC")
        connection.call("users.call", "users.hide", 1, 2)
        equal(connection.call("users.hidelater", "one", "two", "three"), 0)
        equal(calls(connection), "thread err:0", "a thread's context has no command")
        connection.call("SET", "k", "v")
        connection.call("CONFIG", "SET", "slowlog-log-slower-than", -1)
        shown = [b" ".join(entry[3]).decode() for entry in connection.call("SLOWLOG", "GET", -1)]
        told = [monitor.read().value.decode().split("] ")[1].replace('"', "") for _ in range(9)]
    wanted = ["users.hide (redacted) (redacted) (redacted) 0 -1 3 9", "users.hide 2 (redacted)", "users.hide (redacted) (redacted)",
              "users.call users.hide 1 2", "users.hidelater (redacted) (redacted) three", "SET k v"]
    for line in wanted:
        assert line in shown, f"{line!r} is not in SLOWLOG: {shown}"
    # MONITOR is told when a command begins to wait: what is hidden later comes too late.
    wanted[4] = "users.hidelater (redacted) two three"
    for line in wanted:
        assert line in told, f"{line!r} is not in MONITOR: {told}"


def categories(connection, path):
    def of(command):
        (info,) = connection.call("COMMAND", "INFO", command)
        return [name.decode() for name in info[6]]

    before = footprint(connection)
    steps = ["category", "mine", "category", "MINE", "category", "read", "category", "two words", "category", "", "category", "a:b",
             "category", "dash-ed_1", "put", "users.steps", "mine read", "put", "users.steps", "mine nosuch", "put", "users.steps", "mine ",
             "put", "users.write", "fast", "put", "users.write", "SLOW", "put", "users.group|one", "Mine dangerous"]
    equal(load(connection, path, *steps), "ok err:EBUSY err:EBUSY err:EINVAL err:EINVAL err:EINVAL ok ok err:0 err:0 ok ok ok")
    equal((of("users.steps"), of("users.write"), of("users.hide")), (["@read", "@mine"], ["@slow"], []))
    equal(sorted(connection.call("COMMAND", "LIST", "FILTERBY", "ACLCAT", "MINE")), [b"users.group|one", b"users.steps"])
    equal(connection.call("COMMAND", "LIST", "FILTERBY", "ACLCAT", "nosuch"), [])
    equal((connection.call("users.category", "later"), connection.call("users.put", "users.hide", "mine")), (b"err:EINVAL", b"err:0"))
    # Another build has its categories from the one whose place it takes, and the same again after an unload.
    equal(connection.call("MODULE", "RELOAD", "users", path), b"OK")
    equal((connection.call("users.steps")[:20], of("users.steps")), (b"ok err:EBUSY err:EBU", ["@read", "@mine"]))
    assert isinstance(connection.try_call("MODULE", "RELOAD", "users", path, "category", "mine", "category", "third", "refuse"), ErrorReply)
    equal(of("users.steps"), ["@read", "@mine"])
    equal(connection.call("MODULE", "UNLOAD", "users"), b"OK")
    equal(footprint(connection), before)
    assert isinstance(connection.try_call("MODULE", "LOAD", path, "category", "third", "refuse"), ErrorReply)
    equal(load(connection, path, "category", "third", "category", "mine", "categories", "100", "put", "users.hide", "many1"),
          "ok ok added:40:err:ENOMEM ok", "64 names in all, of which the server has 21 and three were there")
    equal(connection.call("MODULE", "UNLOAD", "users"), b"OK")


def users(report):
    with tempfile.TemporaryDirectory(prefix="trellis-modules-") as folder:
        path = f"{folder}/users.so"
        compile_module(HERE / "users/users.c", path)
        with Server(modules=[]) as server, server.connect() as connection:
            with report.test("ACL categories of a module, and of its commands"):
                categories(connection, path)
            load(connection, path, "callbacks", "ab")
            for what, part in (("callbacks are asked by AUTH and HELLO", lambda: callbacks(connection)),
                               ("a client waits for a module to let it in", lambda: waiting(connection, server)),
                               ("AUTH inside transactions and modules' calls", lambda: in_transactions(connection)),
                               ("callbacks beside a password", lambda: with_password(connection)),
                               ("hidden arguments are in no log", lambda: hidden(connection, server)),
                               ("a module hears of clients it has let in", lambda: watching(connection, server))):
                with report.test(f"users: {what}"):
                    part()
            with report.test("users: callbacks of a load that fails are gone"):
                assert isinstance(connection.try_call("MODULE", "LOAD", path, "callbacks", "b", "refuse"), ErrorReply)
                equal(auth(connection, "b", "allow"), WRONGPASS)
            assert not server.complaints(), server.complaints()
