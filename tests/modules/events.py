"""Keyspace events as modules hear them, and the jobs they leave. The expectations are Redis 8.2's, asked with the same events/events.c;
but it ends on a job left while data is loaded."""
import tempfile
import time
from pathlib import Path

from harness.report import equal
from harness.server import Server

from modules.lifecycle import compile_module

HERE = Path(__file__).resolve().parent
MISSING = "job:missing"


class Events:
    def __init__(self, connection):
        self.call = connection.call

    def log(self):
        """What the jobs have written since the last look."""
        lines = [line.decode() for line in self.call("LRANGE", "log", 0, -1)]
        self.call("DEL", "log")
        return lines

    def heard(self):
        return self.call("events.heard").decode().split()


def order(events):
    call = events.call
    call("MSET", "job:1", "x", "other", "y", "job:2", "z")
    equal((events.log(), events.heard()), (["job:1", "job:2"], ["set:job:1", "set:job:2"]))
    call("MULTI")
    for words in (("SET", "job:3", "x"), ("RPUSH", "log", "in-multi"), ("SET", "job:4", "y")):
        call(*words)
    call("EXEC")
    equal(events.log(), ["in-multi", "job:3", "job:4"])
    equal(call("GET", MISSING), None)
    equal(events.log(), [MISSING])
    call("SET", "job:again", 1)
    equal(events.log(), ["job:again", "after-asking", "job-of-a-job"])
    call("SET", "job:writes", 1)
    equal(events.log(), ["job:writes", "after-writing", "job:written"])
    call("events.direct")
    equal(events.log(), ["command-end", "job:direct", "job:again", "after-asking", "job:a", "job:b", "job-of-a-job"])
    call("events.timer")
    deadline = time.monotonic() + 20
    while call("LLEN", "log") < 3 and time.monotonic() < deadline:
        pass
    equal(events.log(), ["timer-end", "job:a", "job:b"])
    equal((call("events.thread"), events.log()), (b"OK", ["thread-end", "job:a", "job:b"]))


def expired(events):
    call = events.call
    call("DEBUG", "SET-ACTIVE-EXPIRE", 0)
    call("SET", "job:old", 1, "PX", 1)
    time.sleep(0.01)
    events.log()
    events.heard()
    equal(call("GET", "job:old"), None)
    equal((events.log(), events.heard()), (["job:old", "job:old"], ["expired:job:old", "keymiss:job:old"]))
    call("DEBUG", "SET-ACTIVE-EXPIRE", 1)


def loading(events):
    """No job runs in the middle of a load, whose keys it would meet again."""
    call = events.call
    call("FLUSHALL")
    call("SET", "job:kept", 1)
    call("RPUSH", "log", "mine")
    equal(call("DEBUG", "RELOAD"), b"OK")
    equal(call("events.freed")[1], 1, "AddPostNotificationJob while data is loaded")
    equal((events.log(), call("DBSIZE")), (["job:kept", "mine"], 1))


def subscriptions(events):
    call = events.call
    events.heard()
    equal(call("events.second", "off", 8), 1)
    for classes in (8, 8, 12):
        equal(call("events.second", "on", classes), 0)
    call("SET", "plain", 1)
    equal(events.heard(), ["second-set:plain"] * 3)
    equal((call("events.second", "off", 4), call("events.second", "off", 8), call("events.second", "off", 8)), (1, 0, 1))
    call("SET", "plain", 1)
    equal(events.heard(), ["second-set:plain"])
    equal(call("events.second", "off", 12), 0)
    equal((call("events.notify", 8192, "mine", "job:by-module"), events.log(), events.heard()), (0, ["job:by-module"], ["mine:job:by-module"]))


def events(report):
    with tempfile.TemporaryDirectory(prefix="trellis-modules-") as folder:
        path = f"{folder}/events.so"
        compile_module(HERE / "events/events.c", path)
        with Server(modules=[path]) as server, server.connect() as connection:
            for what, part in (("jobs run when all that began with the first write is over", order),
                               ("jobs that keys leave which die of age", expired), ("no jobs while data is loaded", loading),
                               ("subscriptions end one by one", subscriptions)):
                with report.test(f"events: {what}"):
                    part(Events(connection))
            with report.test("events: a module hears what it does itself in a callback only if it wants to"):
                heard = Events(connection)
                connection.call("SET", "job:nested", 1)
                equal((heard.heard(), heard.log()), (["set:job:nested"], ["job:nested"]))
                equal(connection.call("MODULE", "UNLOAD", "events"), b"OK")
                equal(connection.call("MODULE", "LOAD", path, "nested"), b"OK")
                connection.call("SET", "job:nested", 1)
                equal((heard.heard(), heard.log()), (["set:job:nested", "set:job:inner"], ["job:nested", "job:inner"]))
            assert not server.complaints(), server.complaints()
