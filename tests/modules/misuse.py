"""What modules must not do, or not leave behind: loads that go wrong in every way, and forked children."""
import os
import shutil
import signal
import tempfile
import time
from pathlib import Path

from harness.report import equal
from harness.resp import Closed
from harness.server import Server
from modules.lifecycle import compile_module, footprint, refused

HERE = Path(__file__).resolve().parent
FAILED = "Error loading the extension"


def wait_for(condition, what):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


def runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def children(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def loads(report):
    with tempfile.TemporaryDirectory(prefix="trellis-modules-") as folder:
        path, other, another = (f"{folder}/{name}.so" for name in ("misuse", "other", "another"))
        compile_module(HERE / "misuse/misuse.c", path, "-pthread")
        for copy in (other, another):
            shutil.copy(path, copy)
        with Server(modules=[]) as server, server.connect() as connection:
            call = connection.call
            call("SET", "string", "hello")
            before = footprint(connection)
            with report.test("values that a failed load has put into databases go with it"):
                refused(connection, FAILED, "MODULE", "LOAD", path, "value")
                equal((call("KEYS", "*"), footprint(connection)), ([b"string"], before))
                equal(call("DEBUG", "RELOAD"), b"OK")
            with report.test("a thread that a failed load has left running doesn't lose its code"):
                refused(connection, FAILED, "MODULE", "LOAD", other, "thread")
                equal(footprint(connection), before)
                # Its code would be gone before it wakes, which is ten thousand times a second.
                for _ in range(100):
                    equal(call("PING"), b"PONG")
                time.sleep(0.05)
                equal(call("PING"), b"PONG")
                assert "stays in memory" in server.log(), server.log_tail()
            with report.test("a child that a failed load has forked is ended"):
                refused(connection, FAILED, "MODULE", "LOAD", path, "fork")
                equal((children(server.process.pid), footprint(connection)), ([], before))
                equal(call("BGSAVE"), b"Background saving started")
            with report.test("MODULE commands called from inside OnLoad are refused"):
                refused(connection, FAILED, "MODULE", "LOAD", path, "calls")
                equal(footprint(connection), before)
            with report.test("a name with a blank is refused, and one that is taken"):
                refused(connection, FAILED, "MODULE", "LOAD", path, "blanks")
                assert "its name has blanks" in server.log(), server.log_tail()
                equal(footprint(connection), before)
                equal(call("MODULE", "LOAD", path), b"OK")
                loaded = footprint(connection)
                refused(connection, FAILED, "MODULE", "LOAD", another, "twice")
                assert "a module 'misuse' is there already" in server.log(), server.log_tail()
                equal(footprint(connection), loaded)
            with report.test("a setting's own reason to refuse is told, on one line"):
                for name, value in (("number", "1"), ("flag", "YES"), ("kind", "some")):
                    said = refused(connection, "- not", "CONFIG", "SET", f"misuse.{name}", value)
                    assert "\r" not in said and "today" in said, repr(said)
                    equal(call("CONFIG", "SET", f"misuse.{name}", {"number": "0", "flag": "No", "kind": "NONE"}[name]), b"OK")
                equal(footprint(connection), loaded)
                refused(connection, FAILED, "MODULE", "LOADEX", another, "CONFIG", "misuse.number", "1")
            with report.test("calls within calls without an end are refused"):
                equal(call(*["misuse.call"] * 500, "PING"), b"PONG")
                refused(connection, "nested too deep", *["misuse.call"] * 1500, "PING")
            with report.test("bytes that are no value of the type are refused and not counted as one"):
                equal([call("misuse.parse", b"\x02\x05"), call("misuse.parse", b"\x02"), call("misuse.parse", b"\x09\x05")], [1, 0, 0])
                assert b"modulestat_misuse:commands=5,types=1,values=0," in call("INFO", "modules"), call("INFO", "modules")
                equal(call("MODULE", "UNLOAD", "misuse"), b"OK")
                equal(footprint(connection), before)
            assert not server.complaints(), server.complaints()


def files(report):
    """Paths that are no module's."""
    with tempfile.TemporaryDirectory(prefix="trellis-modules-") as folder:
        path = f"{folder}/misuse.so"
        compile_module(HERE / "misuse/misuse.c", path, "-pthread")
        whole = Path(path).read_bytes()
        for part in range(16):
            Path(f"{folder}/part{part}.so").write_bytes(whole[: len(whole) * part // 16])
        Path(f"{folder}/one_byte_less.so").write_bytes(whole[:-1])
        # e_ident's byte order is at byte 5, e_type at 16.
        Path(f"{folder}/big_endian.so").write_bytes(whole[:5] + b"\x02" + whole[6:])
        Path(f"{folder}/program.so").write_bytes(whole[:16] + b"\x02" + whole[17:])
        os.mkfifo(f"{folder}/pipe.so")
        os.mkdir(f"{folder}/folder.so")
        os.symlink("loop2.so", f"{folder}/loop1.so")
        os.symlink("loop1.so", f"{folder}/loop2.so")
        os.symlink("nothing", f"{folder}/dangling.so")
        names = sorted(name for name in os.listdir(folder) if name != "misuse.so")
        with Server(modules=[]) as server, server.connect() as connection:
            before = footprint(connection)
            for name in [*names, "", "x" * 5000, "/dev/null"]:
                with report.test(f"MODULE LOAD of {name[:20] or 'no name'} is refused"):
                    file = os.path.join(folder, name) if name in names else name
                    if not os.path.islink(file) and name in names:
                        os.chmod(file, 0o755)
                    refused(connection, FAILED, "MODULE", "LOAD", file)
                    equal(footprint(connection), before)
            assert not server.complaints(), server.complaints()


def forks(report):
    with tempfile.TemporaryDirectory(prefix="trellis-modules-") as folder:
        path = f"{folder}/misuse.so"
        compile_module(HERE / "misuse/misuse.c", path, "-pthread")
        with Server(modules=[path]) as server, server.connect() as connection:
            call = connection.call
            with report.test("while a module's child runs no other is started, and a scheduled save waits for it"):
                child = call("misuse.fork", "WAIT")
                assert child > 0, child
                assert b"module_fork_in_progress:1" in call("INFO", "persistence")
                refused(connection, "Another child process is active", "BGSAVE")
                equal(call("misuse.fork", "WAIT"), -1)
                equal(call("BGSAVE", "SCHEDULE"), b"Background saving scheduled")
                equal(call("SAVE"), b"OK")
                equal(children(server.process.pid), [str(child)])
                equal(call("misuse.kill", child + 1), 1)
                equal(call("misuse.kill", child), 0)
                wait_for(lambda: b"rdb_saves:2" in call("INFO", "persistence"), "the scheduled save")
            with report.test("modules hear of children: the module's own and the save's"):
                equal(call("misuse.ended"), [-1, -1, 2, 2])
            with report.test("a client whose connection is closed while a child runs is told"):
                child = call("misuse.fork", "WAIT")
                with server.connect(timeout=10) as other:
                    other.call("QUIT")
                    try:
                        other.read()
                        raise AssertionError("the connection stays open")
                    except Closed:
                        pass
                equal(call("misuse.kill", child), 0)
            if "ASAN_OPTIONS" in os.environ:
                report.skip("a child that crashes", "a sanitizer ends it in its own way")
            else:
                with report.test("a child that crashes is reported, and the server goes on"):
                    child = call("misuse.fork", "CRASH")
                    wait_for(lambda: call("misuse.ended")[1] == signal.SIGSEGV, "the end of the child")
                    for part in (f"Module fork exited pid: {child}, retcode: -1, bysignal: 11", f"{child}: Trellis",
                                 "Crashed in the code of module: misuse, version 1", "Running command: misuse.fork"):
                        assert part in server.log(), server.log_tail(40)
            with report.test("a server that ends takes the child along, and the next one gets the port"):
                child = call("misuse.fork", "WAIT")
                assert runs(child)
                server.terminate()
                assert not runs(child), "the child goes on"
                server.start()
