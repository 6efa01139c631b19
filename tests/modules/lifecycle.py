"""MODULE UNLOAD and the loads that fail: what a module leaves behind is nothing."""
import random
import subprocess
import tempfile
import time
from pathlib import Path

from harness.content import fill_modules, loaded_modules
from harness.report import equal
from harness.resp import ErrorReply
from harness.server import ROOT, Server

HERE = Path(__file__).resolve().parent


def compile_module(source, target, *flags):
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", *flags, "-o", str(target), f"-I{ROOT}", str(source)], check=True, capture_output=True)


def compile_boxes(folder, versions=range(1, 9)):
    """Versions of life/box.c: {number: path}."""
    paths = {version: f"{folder}/box{version}.so" for version in versions}
    for version, path in paths.items():
        compile_module(HERE / "life/box.c", path, f"-DVERSION={version}")
    return paths


def footprint(connection):
    """All that a module could have left in the server, as one comparable value. Figures that change by themselves are left out."""
    info = connection.call("INFO", "modules").decode()
    return {
        "commands": sorted(connection.call("COMMAND", "LIST")),
        "count": connection.call("COMMAND", "COUNT"),
        "info": [line for line in info.split("\r\n") if not line.startswith(("module:", "modulestat_"))],
        "modules": [row[:4] for row in connection.call("MODULE", "LIST")],
        "settings": connection.call("CONFIG", "GET", "*"),
    }


def refused(connection, part, *words):
    reply = connection.try_call(*words)
    assert isinstance(reply, ErrorReply) and part in str(reply), f"{words}: {reply!r}"
    return str(reply)


def unload(report):
    with tempfile.TemporaryDirectory(prefix="trellis-modules-") as folder:
        box = compile_boxes(folder, (1,))[1]
        with Server(modules=[]) as server, server.connect() as connection, server.connect() as other:
            call = connection.call
            before = footprint(connection)

            def load():
                equal(call("MODULE", "LOAD", box), b"OK")

            def gone():
                equal(call("MODULE", "UNLOAD", "box"), b"OK")
                equal(footprint(connection), before)
                # Events, misses and turns of the loop, of which its callbacks were told.
                call("SET", "k", "v")
                call("GET", "none")
                call("DEL", "k")
                equal(call("PING"), b"PONG")

            with report.test("a module with a type and no value of it is unloaded, again and again"):
                for _ in range(3):
                    load()
                    gone()
            with report.test("MODULE UNLOAD tells how many values there are, in all databases"):
                load()
                call("BOX.SET", "a", "x")
                call("BOX.SET", "b", "x")
                call("SELECT", 3)
                call("BOX.SET", "a", "x")
                call("SELECT", 0)
                before_refusal = footprint(connection)
                refused(connection, "can't unload: there are values of them, 3 of 'life-box-'", "MODULE", "UNLOAD", "box")
                equal(footprint(connection), before_refusal)
                equal(call("BOX.GET", "a")[0], b"x")
            with report.test("values are counted whatever becomes of their keys"):
                call("BOX.SET", "a", "y")
                call("RENAME", "a", "c")
                call("RESTORE", "d", 0, call("DUMP", "c"))
                call("SET", "d", "a string again")
                call("EXPIRE", "b", 1000)
                refused(connection, "3 of 'life-box-'", "MODULE", "UNLOAD", "box")
                call("DEBUG", "RELOAD")
                refused(connection, "3 of 'life-box-'", "MODULE", "UNLOAD", "box")
                call("FLUSHALL")
                gone()
            with report.test("values that wait for the lazy-free thread are waited for"):
                load()
                call("BOX.SET", "a", "slow")
                call("BOX.SET", "b", "slow")
                call("UNLINK", "a")
                call("FLUSHALL", "ASYNC")
                gone()
            with report.test("a module that has something to wait for is kept: clients, timers, its own command"):
                load()
                other.send("BOX.BLOCK")
                deadline = time.monotonic() + 10
                while b"cmd=box.block" not in call("CLIENT", "LIST") and time.monotonic() < deadline:
                    time.sleep(0.01)
                refused(connection, "has blocked clients", "MODULE", "UNLOAD", "box")
                call("BOX.RELEASE")
                equal(other.read().plain(), b"timed out")
                call("BOX.TIMER", 100000000)
                refused(connection, "holds timer", "MODULE", "UNLOAD", "box")
                refused(connection, "is running", "BOX.SELF", "UNLOAD")
                equal(call("BOX.STATE")[0], 1)
            assert not server.complaints(), server.complaints()
        with Server(modules=[box]) as server, server.connect() as connection, server.connect() as other, server.connect() as monitor:
            with report.test("MODULE UNLOAD inside MULTI, with commands of the module behind it, and with a monitor"):
                equal(monitor.call("MONITOR"), b"OK")
                equal(connection.call("MULTI"), b"OK")
                for words in (["BOX.STATE"], ["MODULE", "UNLOAD", "box"], ["BOX.STATE"], ["PING"]):
                    equal(connection.call(*words), b"QUEUED")
                equal(other.call("MULTI"), b"OK")
                equal(other.call("BOX.SET", "k", "v"), b"QUEUED")
                first, second, third, fourth = connection.call("EXEC")
                equal((first[0], second, fourth), (1, b"OK", b"PONG"))
                assert "unknown command" in str(third), third
                reply = other.call("EXEC")
                assert "unknown command" in str(reply[0]), reply
                while b"PING" not in monitor.read().plain():
                    pass
                assert not server.complaints(), server.complaints()


def failed_loads(report):
    """A module that registers something of everything and then says that it can't be loaded."""
    with tempfile.TemporaryDirectory(prefix="trellis-modules-") as folder:
        boxes = compile_boxes(folder, (1, 5, 6))
        with Server(modules=[]) as server, server.connect() as connection:
            before = footprint(connection)
            with report.test("of an OnLoad that fails at its end nothing stays"):
                for _ in range(3):
                    refused(connection, "Error loading the extension", "MODULE", "LOAD", boxes[5])
                    equal(footprint(connection), before)
                    connection.call("SET", "k", "v")
                    equal(connection.call("GET", "k"), b"v")
            with report.test("what it had registered can be registered by the next"):
                equal(connection.call("MODULE", "LOAD", boxes[1]), b"OK")
                equal(connection.call("BOX.SET", "a", "x"), b"OK")
                loaded = footprint(connection)
            with report.test("a command, a type, a setting that exist are refused, and who has them keeps them"):
                refused(connection, "Error loading the extension", "MODULE", "LOAD", boxes[6])
                equal(footprint(connection), loaded)
                equal(connection.call("BOX.GET", "a")[0], b"x")
            assert not server.complaints(), server.complaints()


def accounts(report):
    """What INFO, MEMORY STATS and the slow log say about modules."""
    with tempfile.TemporaryDirectory(prefix="trellis-modules-") as folder:
        box = compile_boxes(folder, (1,))[1]
        with Server(modules=[box], options=["--slowlog-log-slower-than", "-1"]) as server, server.connect() as connection:
            call = connection.call

            def line(start):
                lines = [each for each in call("INFO", "modules").decode().split("\r\n") if each.startswith(start)]
                equal(len(lines), 1, start)
                return dict(pair.split("=", 1) for pair in lines[0].split(":", 1)[1].split(","))

            def memory():
                row = call("MODULE", "LIST")[0]
                return dict(zip(row[::2], row[1::2]))[b"memory"]

            with report.test("INFO modules adds up commands, calls, time and errors of each module"):
                call("BOX.SET", "a", "x")
                call("BOX.GET", "a")
                call("BOX.SLEEP", 20)
                refused(connection, "as asked", "BOX.FAIL")
                equal(call("MULTI"), b"OK")
                equal(call("DISCARD"), b"OK")
                usage = line("modulestat_box:")
                equal({name: usage[name] for name in ("commands", "types", "values", "calls", "failed_calls", "rejected_calls")},
                      {"commands": "9", "types": "1", "values": "1", "calls": "4", "failed_calls": "1", "rejected_calls": "0"})
                assert int(usage["usec"]) >= 20000 and float(usage["usec_per_call"]) >= 5000, usage
                call("CONFIG", "RESETSTAT")
                equal(line("modulestat_box:")["calls"], "0")
            with report.test("a command that a module calls is not charged with the time before it"):
                call("BOX.SLEEP", 60)
                echo = dict(pair.split("=") for pair in call("INFO", "commandstats").decode().split("cmdstat_echo:")[1].split("\r\n")[0].split(","))
                equal(echo["calls"], "1")
                assert int(echo["usec"]) < 30000, echo
            with report.test("the bytes of a module are the same in MODULE LIST, INFO and MEMORY STATS, and exact"):
                before = memory()
                call("BOX.SET", "b", "y" * 100000)
                equal(str(memory()), line("module:")["memory"])
                stats = call("MEMORY", "STATS")
                equal(dict(zip(stats[::2], stats[1::2]))[b"module.box"], memory())
                # What the allocator gave: its size classes are up to a quarter apart.
                assert 100000 <= memory() - before < 125000, memory() - before
                call("DEL", "b")
                equal(memory(), before)
                call("FLUSHALL")
                equal(memory(), 0)
            with report.test("a command over module-busy-threshold is in the slow log with its module"):
                call("BOX.SLEEP", 60)
                equal(call("SLOWLOG", "LEN"), 0)
                call("CONFIG", "SET", "module-busy-threshold", 50)
                call("BOX.SLEEP", 60)
                entries = call("SLOWLOG", "GET")
                equal((len(entries), len(entries[0]), entries[0][3]), (1, 6, [b"BOX.SLEEP", b"60", b"(module box)"]))
                assert "Module 'box' held the server up for" in server.log()
            assert not server.complaints(), server.complaints()


def payloads(report):
    """Values of module types that are not what they say: in RESTORE, and in a file."""
    chance = random.Random(5)
    with tempfile.TemporaryDirectory(prefix="trellis-modules-") as folder:
        box = compile_boxes(folder, (1,))[1]
        with Server() as server, server.connect() as connection:
            call = connection.call
            equal(call("MODULE", "LOAD", box), b"OK")
            fill_modules(connection, loaded_modules(connection))
            call("BOX.SET", "box", "text")
            before = footprint(connection)
            call("DEBUG", "SET-SKIP-CHECKSUM-VALIDATION", 1)
            whole = {key: call("DUMP", key) for key in ("doc", "series", "graph", "box") if call("EXISTS", key)}
            for key, payload in whole.items():
                with report.test(f"RESTORE of a broken {key} is refused, or gives a value that can be saved and freed"):
                    for _ in range(200):
                        data = bytearray(payload)
                        for _ in range(chance.choice((1, 1, 2, 8))):
                            data[chance.randrange(len(data) - 10)] = chance.choice((0, 1, 2, 5, 127, 128, 129, 255, chance.randrange(256)))
                        if chance.random() < 0.3:
                            data = data[: chance.randrange(len(data))] + payload[-10:]
                        if connection.try_call("RESTORE", "broken", 0, bytes(data), "REPLACE") == b"OK":
                            call("DUMP", "broken")
                            connection.try_call("MEMORY", "USAGE", "broken")
                            call("DEL", "broken")
                    equal(call("DUMP", key), payload)
                    equal(footprint(connection), before)
            assert not server.complaints(), server.complaints()
        with Server(modules=[box], options=["--rdbchecksum", "no"]) as server:
            with server.connect() as connection:
                connection.call("BOX.SET", "box", "some text")
                connection.call("SAVE")
            file = server.folder / "dump.rdb"
            good = file.read_bytes()
            item = b"\x05\x09some text\x00"
            equal(good.count(item), 1, "the saved item")
            cases = {
                "an item of another kind": (b"\x02\x09some text\x00", "expects an item of kind"),
                "a kind that doesn't exist": (b"\x3f\x09some text\x00", "expects an item of kind"),
                "a length beyond the file": (b"\x05\x80\x7f\xff\xff\xff", "at byte"),
                "an item too many": (b"\x05\x09some text\x05\x01x\x00", "life-box-"),
                "no end": (b"\x05\x09some text", "at byte"),
            }
            for name, (bad, reason) in cases.items():
                with report.test(f"a file with {name} in a module's value stops the start with its name and the byte"):
                    server.kill()
                    file.write_bytes(good.replace(item, bad))
                    server.launch()
                    assert server.process.wait(60) != 0
                    said = [line for line in server.log().splitlines() if "dump.rdb" in line and "at byte" in line]
                    assert said and reason in said[-1], server.log_tail()
                    equal(file.read_bytes(), good.replace(item, bad), "the file")
                    assert not server.complaints(), server.complaints()
            file.write_bytes(good)
            server.start()
