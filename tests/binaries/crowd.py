"""Eight clients at once, each with commands of every module that is loaded, in any order, while the server saves and loads.

No replies are compared: what is asked is that everybody is answered, and that a restart finds what there was.
"""
import random
import threading
import time

from binaries.workload import fill_in
from harness.content import content
from harness.report import equal

CLIENTS = 8
COMMANDS = 1500  # of each client
MEANWHILE = ("DEBUG RELOAD", "SAVE", "BGSAVE", "INFO everything", "MEMORY STATS")
# What brings a module down in its own server as well.
LEFT_OUT = {
    b"SELECT": "FalkorDB can't load two graphs of one name, in two databases",
    b"GRAPH.COPY": "FalkorDB locks itself out when it can't fork, which it can't while another child runs",
    b"WITHCURSOR": "RediSearch 1.2 crashes on FT.AGGREGATE WITHCURSOR in MULTI",
}


def lines_of(works):
    """What each client chooses from."""
    lines = [line for work in works for part in ("together", "read", "change") for line in work.parts.get(part, [])]
    return [line for line in lines if "until" not in line.marks and not LEFT_OUT.keys() & set(line.words)]


def crowd(server, works):
    """Fails with what went wrong, if anything did."""
    lines, problems, done = lines_of(works), [], []

    def client(number):
        chance, protocol = random.Random(number), 2 + number % 2
        words = []
        try:
            with server.connect(protocol=protocol, timeout=60) as connection:
                for i in range(COMMANDS):
                    line = chance.choice(lines)
                    if line.protocol in (0, protocol):
                        words = fill_in(line.words, {b"c": b"%d" % number, b"i": b"%d" % (i % 50)})
                        connection.send(*words)
                        connection.read()
        except Exception as problem:  # pylint: disable=broad-except
            problems.append(f"client {number}: {words}: {type(problem).__name__}: {problem}")
        done.append(number)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    with server.connect(timeout=60) as connection:
        turn = 0
        while len(done) < CLIENTS:
            connection.try_call(*MEANWHILE[turn % len(MEANWHILE)].split())
            threads[turn % CLIENTS].join(0.2)
            turn += 1
    for thread in threads:
        thread.join()
    assert server.alive() and not problems, f"{problems}\n{server.complaints() or server.log_tail()}"


def survives_a_restart(server):
    def kept():
        with server.connect(timeout=60) as connection:
            kinds = {key: connection.call("TYPE", key).decode() for key in connection.call("KEYS", "*")}
            native = ("string", "list", "hash", "set", "zset")
            return {key: content(connection, kind, key) if kind in native else kind for key, kind in kinds.items()}

    before = kept()
    with server.connect() as connection:
        while b"rdb_bgsave_in_progress:1" in connection.call("INFO", "persistence"):
            time.sleep(0.05)
    server.restart()
    equal(kept(), before)
