"""MODULE RELOAD: another build of a module takes over, with every value, or nothing changes."""
import os
import shutil
import tempfile
from pathlib import Path

from harness.content import everything, fill, fill_modules, loaded_modules
from harness.report import Skipped, equal
from harness.server import Server, module_paths, server_path
from modules.lifecycle import compile_boxes, footprint, refused


def versions(report):
    """life/box.c, from one version to others."""
    with tempfile.TemporaryDirectory(prefix="trellis-modules-") as folder:
        boxes = compile_boxes(folder)
        with Server(modules=[boxes[1]]) as server, server.connect() as connection, server.connect() as other:
            call = connection.call
            fill(connection)
            call("SELECT", 5)
            call("BOX.SET", "far", "elsewhere")
            call("SELECT", 0)
            for name in ("a", "b"):
                call("BOX.SET", name, f"text of {name}")
            call("PEXPIREAT", "b", 33177117420000)
            call("CONFIG", "SET", "box.limit", 77)
            equal(other.call("BOX.STATE")[0], 1)
            keys = call("DBSIZE")

            def values():
                far = [call("SELECT", 5), call("BOX.GET", "far"), call("SELECT", 0)][1]
                return [call("BOX.GET", "a"), call("BOX.GET", "b"), far]

            with report.test("a newer version takes over: values, expiry, settings, aux data, counts of commands"):
                call("CONFIG", "RESETSTAT")
                call("BOX.GET", "a")
                equal(call("MODULE", "RELOAD", "box", boxes[2]), b"OK")
                # Each value was loaded by version 2; the three writes were kept as aux data.
                equal(values(), [[b"text of a", 2, 3], [b"text of b", 2, 3], [b"elsewhere", 2, 3]])
                equal(call("PEXPIRETIME", "b"), 33177117420000)
                equal(call("CONFIG", "GET", "box.limit"), [b"box.limit", b"77"])
                version, limit, _, loaded, _ = call("BOX.STATE")
                equal((version, limit), (2, 77))
                equal(loaded, keys + 2, "`loaded` events")
                equal(call("BOX.NEW")[0], 2)
                assert b"cmdstat_box.get:calls=4" in call("INFO", "commandstats"), call("INFO", "commandstats")
                assert b"cmd=box.state" in call("CLIENT", "LIST"), call("CLIENT", "LIST")
                row = call("MODULE", "LIST")[0]
                equal(dict(zip(row[::2], row[1::2]))[b"path"], boxes[2].encode())
                call("BOX.SET", "c", "new")
                call("DEBUG", "RELOAD")
                equal(call("BOX.GET", "c"), [b"new", 2, 4])
                call("DEL", "c")
            with report.test("it can be replaced by itself, by its file written anew, and by the older version if that can load the values"):
                for path in (boxes[2], boxes[2]):
                    equal(call("MODULE", "RELOAD", "box", path), b"OK")
                fresh = Path(folder) / "fresh.so"
                shutil.copy(boxes[1], fresh)
                os.replace(fresh, boxes[2])
                refused(connection, "doesn't load", "MODULE", "RELOAD", "box", boxes[2])
                equal(values(), [[b"text of a", 2, 4], [b"text of b", 2, 4], [b"elsewhere", 2, 4]])
            before = everything(connection), footprint(connection), call("COMMAND", "COUNT"), values()

            def unchanged():
                equal((everything(connection), footprint(connection), call("COMMAND", "COUNT"), values()), before)
                call("SET", "string", "hello")

            with report.test("nothing changes if the new build has another type, another name, or fails to start"):
                refused(connection, "has no type 'life-box-'", "MODULE", "RELOAD", "box", boxes[4])
                unchanged()
                refused(connection, "the file has the module 'crate'", "MODULE", "RELOAD", "box", boxes[6])
                unchanged()
                refused(connection, "initialization failed", "MODULE", "RELOAD", "box", boxes[5])
                unchanged()
                refused(connection, "refuses its aux data", "MODULE", "RELOAD", "box", boxes[7])
                unchanged()
                refused(connection, "No such file", "MODULE", "RELOAD", "box", f"{folder}/none.so")
                unchanged()
                refused(connection, "no such module", "MODULE", "RELOAD", "crate", boxes[1])
                unchanged()
            with report.test("nothing changes if one value doesn't load, and the reply names it"):
                call("BOX.SET", "d", "poison")
                before = everything(connection), footprint(connection), call("COMMAND", "COUNT"), values()
                refused(connection, "the value of the key 'd' in database 0 doesn't load", "MODULE", "RELOAD", "box", boxes[3])
                unchanged()
                call("DEL", "d")
                equal(call("MODULE", "RELOAD", "box", boxes[3]), b"OK")
                equal(call("BOX.GET", "a")[1], 3)
            with report.test("a setting and a command may be gone; who queued it is told at EXEC"):
                equal(other.call("MULTI"), b"OK")
                equal(other.call("BOX.FAIL"), b"QUEUED")
                equal(other.call("BOX.STATE"), b"QUEUED")
                equal(call("MODULE", "RELOAD", "box", boxes[8]), b"OK")
                fail, state = other.call("EXEC")
                assert "unknown command" in str(fail), fail
                equal(state[0], 8)
                equal(call("CONFIG", "GET", "box.limit"), [])
            with report.test("while a timer is pending, a client waits or its own command asks, it is refused"):
                refused(connection, "is running", "BOX.SELF", "RELOAD", boxes[2])
                other.send("BOX.BLOCK")
                while b"cmd=box.block" not in call("CLIENT", "LIST"):
                    pass
                refused(connection, "has blocked clients", "MODULE", "RELOAD", "box", boxes[1])
                call("BOX.RELEASE")
                equal(other.read().plain(), b"timed out")
                call("BOX.TIMER", 100000000)
                refused(connection, "holds timer", "MODULE", "RELOAD", "box", boxes[1])
            assert not server.complaints(), server.complaints()


def told(connection, loaded):
    """What clients of our modules see."""
    out = {}
    if "search" in loaded:
        out["search"] = connection.call("FT.SEARCH", "index", "lamp @year:[1910 1920]", "SORTBY", "year")
        out["info"] = [word for word in connection.call("FT._LIST")]
    if "timeseries" in loaded:
        out["series"] = connection.call("TS.MRANGE", "-", "+", "FILTER", "room=kitchen")
        about = connection.call("TS.INFO", "series")
        # Room that a chunk has in reserve is not saved.
        out["about"] = {name: value for name, value in zip(about[::2], about[1::2]) if name != b"memoryUsage"}
    if "graph" in loaded:
        out["graph"] = connection.call("GRAPH.QUERY", "graph", "MATCH (n:N)-[r:R]->(m) RETURN n.id, r.w, m.name ORDER BY n.id")[1]
    return out


def ours(report):
    """Each of our four modules, by itself."""
    for path in module_paths(server_path()):
        with report.test(f"{Path(path).name} takes over from itself with everything in it"), Server(modules=[path]) as server, server.connect() as connection:
            loaded = loaded_modules(connection)
            if not loaded:
                raise Skipped("no module is built beside the server")
            fill(connection)
            fill_modules(connection, loaded)
            before = everything(connection), told(connection, loaded), footprint(connection)
            for _ in range(2):
                while b"OK" != (reply := connection.try_call("MODULE", "RELOAD", loaded[0], path)):
                    # An index is built in the background, by a timer.
                    assert "holds timer" in str(reply), reply
                equal((everything(connection), told(connection, loaded), footprint(connection)), before)
            connection.call("DEBUG", "RELOAD")
            equal((everything(connection), told(connection, loaded)), before[:2])
            assert not server.complaints(), server.complaints()
    with report.test("all four one after the other; one whose functions another uses is refused until that one is gone"), Server() as server, server.connect() as connection:
        if len(server.modules) < 2:
            raise Skipped("the modules are not built beside the server")
        loaded = loaded_modules(connection)
        fill_modules(connection, loaded)
        before = everything(connection), told(connection, loaded)
        for name, path in zip(loaded, server.modules):
            reply = connection.try_call("MODULE", "RELOAD", name, path)
            while "holds timer" in str(reply):
                reply = connection.try_call("MODULE", "RELOAD", name, path)
            assert reply == b"OK" or "APIs used by other modules" in str(reply), (name, reply)
        equal((everything(connection), told(connection, loaded)), before)
        assert not server.complaints(), server.complaints()
