"""Settings as an operator meets them: what is forbidden, files and words, sockets that move, a load that lasts."""
import os
import signal
import socket
import subprocess
import time

from harness.report import equal
from harness.resp import Connection
from harness.server import Server, free_port, server_path


def ended(*words):
    """What a server that must not start says."""
    done = subprocess.run([server_path(), *words], capture_output=True, text=True, timeout=10)
    assert done.returncode != 0, f"status 0 with {words}"
    return done.stdout + done.stderr


def outside_address():
    """An address of this machine that isn't loopback, or None."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("198.51.100.1", 9))  # sends nothing: it only chooses the way
        except OSError:
            return None
        address = probe.getsockname()[0]
        return None if address.startswith(("127.", "0.")) else address


class Started:
    """A server with exactly these words, on a port of its own."""

    def __init__(self, folder, *words, port=None):
        self.port = port or free_port()
        if words[:1] and not words[0].startswith("--"):
            words = [words[0], "--port", str(self.port), *words[1:]]
        else:
            words = ["--port", str(self.port), *words]
        self.process = subprocess.Popen([server_path(), *words, "--dir", str(folder)], stdout=subprocess.DEVNULL)

    def connect(self):
        deadline = time.monotonic() + 20
        while True:
            try:
                return Connection(self.port, timeout=10)
            except OSError:
                assert time.monotonic() < deadline, "no answer"
                time.sleep(0.02)

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self.process.wait(20)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)


def permissions(report):
    with report.test("DEBUG, MODULE and protected settings are forbidden unless allowed"), Server(modules=[]) as home:
        with Started(home.folder) as server, server.connect() as connection:
            for words in (["DEBUG", "DIGEST"], ["MODULE", "LOAD", "/x.so"], ["MODULE", "UNLOAD", "x"], ["MODULE", "LOADEX", "/x.so"]):
                reply = str(connection.try_call(*words))
                assert reply.startswith(f"ERR {words[0]} command not allowed. If the enable-{words[0].lower()}-command option"), reply
            for name in ("dir", "dbfilename"):
                equal(str(connection.try_call("CONFIG", "SET", "maxmemory", "1mb", name, "x")),
                      f"ERR CONFIG SET failed (possibly related to argument '{name}') - can't set protected config")
            equal(connection.call("CONFIG", "GET", "maxmemory"), [b"maxmemory", b"0"])
            equal(connection.call("MODULE", "LIST"), [])
    address = outside_address()
    name = "`local` allows them to this machine and refuses strangers"
    if address is None:
        report.skip(name, "the machine has no address but loopback")
        return
    words = [word for what in ("debug-command", "module-command", "protected-configs") for word in (f"--enable-{what}", "local")]
    with report.test(name), Server(modules=[]) as home:
        with Started(home.folder, "--protected-mode", "no", *words) as server, server.connect() as near:
            assert isinstance(near.call("DEBUG", "DIGEST"), bytes)
            equal(near.call("CONFIG", "SET", "dbfilename", "own.rdb"), b"OK")
            with Connection(server.port, host=address) as far:
                assert "DEBUG command not allowed" in str(far.try_call("DEBUG", "DIGEST"))
                assert "MODULE command not allowed" in str(far.try_call("MODULE", "LOAD", "/x.so"))
                assert "can't set protected config" in str(far.try_call("CONFIG", "SET", "dbfilename", "x"))
    with report.test("protected mode refuses strangers until there is a password"), Server(modules=[]) as home:
        with Started(home.folder) as server, server.connect() as near:
            with socket.create_connection((address, server.port), timeout=10) as far:
                assert far.recv(4096).startswith(b"-DENIED "), "let in"
                equal(far.recv(1), b"", "the end of the connection")
            near.call("CONFIG", "SET", "requirepass", "secret")
            with Connection(server.port, host=address) as far:
                assert str(far.try_call("PING")).startswith("NOAUTH"), "no password asked"
                equal(far.call("AUTH", "secret"), b"OK")
            near.call("CONFIG", "SET", "requirepass", "")
            near.call("CONFIG", "SET", "protected-mode", "no")
            with Connection(server.port, host=address) as far:
                equal(far.call("PING"), b"PONG")


def files(report):
    with report.test("errors of words name their line and what is wrong"):
        for words, where, why in (
            (["--port"], "line 2\n>>> 'port'", "wrong number of arguments"),
            (["--port", "1", "2"], '>>> \'port "1" "2"\'', "wrong number of arguments"),
            (["--port", "--bla", "--loglevel", "verbose"], '>>> \'port "--bla"\'', "argument couldn't be parsed into an integer"),
            (["--hz", "20", "--replicaof", "127.0.0.1", "abc"], 'line 3\n>>> \'replicaof "127.0.0.1" "abc"\'', "Invalid master port"),
            (["--shutdown-on-sigint"], ">>> 'shutdown-on-sigint'", "argument(s) must be one of the following"),
            (["--maxmemory-clients", "200%"], ">>> 'maxmemory-clients \"200%\"'", "percentage argument must be less or equal to 100"),
            (["--rename-command", "nothing", "x"], '>>> \'rename-command "nothing" "x"\'', "No such command in rename-command"),
            (["--rename-command", "get", "set"], '>>> \'rename-command "get" "set"\'', "Target command name already exists"),
            (["--include", "/nowhere"], "/nowhere", "No such file or directory"),
            (["/nowhere.conf"], "/nowhere.conf", "No such file or directory"),
            (["/tmp"], "/tmp", "Is a directory"),
        ):
            text = ended(*words)
            assert where in text and why in text, f"{words}: {text}"
    with report.test("files include others, and save points add up"), Server(modules=[]) as home:
        (home.folder / "deep").mkdir()
        (home.folder / "deep/a.conf").write_text("hz 33\n")
        (home.folder / "deep/b.conf").write_text("maxclients 77\nsave 60 5\n")
        main = home.folder / "main.conf"
        main.write_text(f"save 900 1\ninclude {home.folder}/deep/*.conf\n")
        with Started(home.folder, str(main), "--save", "30", "9") as server, server.connect() as connection:
            equal(connection.call("CONFIG", "GET", "hz"), [b"hz", b"33"])
            equal(connection.call("CONFIG", "GET", "maxclients"), [b"maxclients", b"77"])
            equal(connection.call("CONFIG", "GET", "save"), [b"save", b"900 1 60 5 30 9"])
        main.write_text(f"include {main}\n")
        assert "too deeply" in ended(str(main))
        (home.folder / "deep/a.conf").write_text("hz many\n")
        main.write_text(f"hz 10\n\ninclude {home.folder}/deep/a.conf\n")
        assert "line 1\n>>> 'hz many'" in ended(str(main))
    with report.test("a renamed command has its new name only, also after CONFIG REWRITE"), Server(modules=[]) as home:
        path = home.folder / "own.conf"
        path.write_text('rename-command set put\nrename-command get ""\nrename-command client cl\n')
        for _ in range(2):
            with Started(home.folder, str(path)) as server, server.connect() as connection:
                equal(connection.call("PUT", "k", "v"), b"OK")
                assert "unknown command 'SET'" in str(connection.try_call("SET", "k", "v"))
                assert "unknown command 'get'" in str(connection.try_call("get", "k"))
                equal(str(connection.try_call("PUT", "k")), "ERR wrong number of arguments for 'set' command")
                equal(str(connection.try_call("CL", "NOPE")), "ERR unknown subcommand 'NOPE'. Try CL HELP.")
                equal(connection.call("COMMAND", "GETKEYS", "put", "k", "v"), [b"k"])
                equal(connection.call("CONFIG", "REWRITE"), b"OK")
    with report.test("a file with every setting starts a server with the same settings"), Server(modules=[]) as home:
        path = home.folder / "own.conf"
        path.write_text("# mine\nmaxmemory-clients 5%\nbind 127.0.0.1\nshutdown-on-sigterm nosave now\nunixsocketperm 700\n")
        port, seen = free_port(), []
        for _ in range(2):
            with Started(home.folder, str(path), "--enable-debug-command", "yes", port=port) as server, server.connect() as connection:
                seen.append(connection.call("CONFIG", "GET", "*"))
                equal(connection.call("DEBUG", "CONFIG-REWRITE-FORCE-ALL"), b"OK")
        equal(seen[1], seen[0])
        assert path.read_text().startswith("# mine\n"), path.read_text()[:100]


def sockets(report):
    with report.test("port and bind move while clients stay; a refusal leaves all as it was"), Server(modules=[]) as server:
        with server.connect() as connection, socket.create_server(("127.0.0.1", 0)) as other:
            taken = other.getsockname()[1]
            reply = str(connection.try_call("CONFIG", "SET", "maxmemory", "5mb", "port", taken, "hz", "20"))
            equal(reply, "ERR CONFIG SET failed (possibly related to argument 'port') - Unable to listen on this port. Check server logs.")
            reply = str(connection.try_call("CONFIG", "SET", "bind", "192.0.2.1"))
            equal(reply, "ERR CONFIG SET failed (possibly related to argument 'bind') - Failed to bind to specified addresses.")
            equal(connection.call("CONFIG", "GET", "maxmemory", "port", "bind"), [b"maxmemory", b"0", b"port", str(server.port).encode(), b"bind", b"127.0.0.1"])
            with server.connect() as again:
                equal(again.call("PING"), b"PONG")
            moved = free_port(server.port + 1)
            equal(connection.call("CONFIG", "SET", "port", moved, "bind", "-192.0.2.1 127.0.0.1"), b"OK")
            with Connection(moved, timeout=10) as again:
                equal(again.call("PING"), b"PONG")
            try:
                server.connect()
                raise AssertionError("the old port still answers")
            except OSError:
                pass
            equal(connection.call("CONFIG", "SET", "port", 0), b"OK")
            equal(connection.call("PING"), b"PONG")
    with report.test("unixsocketperm"), Server(modules=[]) as home:
        path = home.folder / "sock"
        with Started(home.folder, "--unixsocket", str(path), "--unixsocketperm", "740") as server, server.connect() as connection:
            equal(connection.call("CONFIG", "GET", "unixsocketperm"), [b"unixsocketperm", b"740"])
            equal(oct(path.stat().st_mode & 0o777), "0o740")
    with report.test("a server that listens nowhere doesn't start"):
        assert "Configured to not listen anywhere" in ended("--port", "0")
    with report.test("oom-score-adj is set and taken back"), Server(modules=[]) as server, server.connect() as connection:
        path = f"/proc/{server.process.pid}/oom_score_adj"
        before = int(open(path).read())
        equal(connection.call("CONFIG", "SET", "oom-score-adj", "yes", "oom-score-adj-values", "1 2 3"), b"OK")
        equal(int(open(path).read()), before + 1)
        equal(connection.call("CONFIG", "SET", "oom-score-adj", "no"), b"OK")
        equal(int(open(path).read()), before)


def loading(report):
    with report.test("while it loads, the server says so and answers what it can"), Server(modules=[]) as server:
        with server.connect() as connection:
            connection.call("DEBUG", "POPULATE", 20000, "key", 100)
            connection.call("SAVE")
        server.stop()
        size = os.path.getsize(server.folder / "dump.rdb")
        slow = ["--key-load-delay", "1000", "--loading-process-events-interval-bytes", "1024"]
        with Started(server.folder, *slow, "--enable-protected-configs", "yes", "--save", "1 1") as again, again.connect() as connection:
            for words in (["GET", "key:1"], ["PING"], ["SAVE"], ["CONFIG", "SET", "dir", "/"]):
                equal(str(connection.try_call(*words)), "LOADING Redis is loading the dataset in memory", str(words))
            equal(connection.call("CONFIG", "SET", "loglevel", "debug"), b"OK")
            info = connection.call("INFO", "persistence").decode()
            for field in ("loading:1", f"loading_total_bytes:{size}", "loading_loaded_perc:", "loading_eta_seconds:"):
                assert f"{field}" in info, info
            connection.send("SHUTDOWN", "SAVE")
            equal(again.process.wait(10), 0)
        equal(os.path.getsize(server.folder / "dump.rdb"), size, "the file is as it was")
        with Started(server.folder, *slow) as again, again.connect() as connection:
            assert str(connection.try_call("PING")).startswith("LOADING")
            equal(again.end(), 0, "status after SIGTERM")
        with Started(server.folder) as again, again.connect() as connection:
            deadline = time.monotonic() + 20
            while str(connection.try_call("PING")).startswith("LOADING"):
                assert time.monotonic() < deadline, "still loading"
                time.sleep(0.02)
            equal(connection.call("DBSIZE"), 20000)
    with report.test("shutdown-on-sigterm and -sigint decide whether data is saved"), Server(modules=[]) as home:
        for words, how, saved in ((["", "--shutdown-on-sigterm", "save"], signal.SIGTERM, True), (["900 1"], signal.SIGINT, True),
                                  (["900 1", "--shutdown-on-sigint", "nosave", "now"], signal.SIGINT, False), ([""], signal.SIGTERM, False)):
            (home.folder / "dump.rdb").unlink(missing_ok=True)
            with Started(home.folder, "--save", *words) as server, server.connect() as connection:
                connection.call("SET", "k", "v")
                equal(server.end(how), 0)
            equal((home.folder / "dump.rdb").exists(), saved, str(words))
