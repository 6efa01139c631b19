#!/usr/bin/env python3
"""CPU per command, resident bytes per key and the cost of module calls, beside the redis-server of this machine.

  ./trellis bench [core|memory|modules]     default: all three

core    server CPU (user and system, all threads) per command of redis-benchmark, 50 clients, 100,000 random keys; best of 3
        rounds that alternate between the servers. memory: growth of the resident size over 300,000 keys, a fresh server each.
modules nanoseconds of one call of the module ABI, made in a loop inside a command of one module (module_calls.c) that both servers
        load, without the loop; `command`: server CPU of a module's command that does nothing, less that of PING. Best of 5 rounds.
"""
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SERVERS = {"redis": shutil.which("redis-server"), "trellis": str(ROOT / "build/release/trellis-server")}
LOADS = [(test, depth) for depth in (1, 16) for test in ("get", "set", "incr")]


CALLS = {"call-get": "string", "call-set": "other", "read-string": "string", "read-field": "hash", "read-box": "box", "make-string": "-", "allocate": "-"}


class Running:
    def __init__(self, path, port, module=None):
        self.port = port
        self.folder = tempfile.mkdtemp()
        options = ["--loadmodule", module] if module else []
        self.process = subprocess.Popen([path, "--port", str(port), "--dir", self.folder, "--save", "", *options], stdout=subprocess.DEVNULL)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.05)
        time.sleep(0.3)

    def cpu(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def nanoseconds(self):
        """Of CPU, of all threads."""
        return sum(int(path.read_text().split()[0]) for path in Path(f"/proc/{self.process.pid}/task").glob("*/schedstat"))

    def ask(self, *words):
        return subprocess.run(["redis-cli", "-p", str(self.port), *words], capture_output=True, text=True, check=True).stdout.strip()

    def resident(self):
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def stop(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder)


def core():
    running = {name: Running(path, 7990 + i) for i, (name, path) in enumerate(SERVERS.items()) if path}
    print(f"{'us of CPU':12}" + "".join(f"{name:>10}" for name in running) + f"{'ratio':>8}")
    for test, depth in LOADS:
        count = 100000 if depth == 1 else 800000
        best = dict.fromkeys(running, 1e9)
        for _ in range(3):
            for name, server in running.items():
                before = server.cpu()
                subprocess.run(
                    ["redis-benchmark", "-p", str(server.port), "-t", test, "-n", str(count), "-r", "100000", "-d", "32", "-P", str(depth), "-q"],
                    stdout=subprocess.DEVNULL, check=True)
                best[name] = min(best[name], (server.cpu() - before) / count * 1e6)
        ratio = best["trellis"] / best["redis"] if "redis" in best else 1
        print(f"{test + '/' + str(depth):12}" + "".join(f"{best[name]:10.2f}" for name in running) + f"{ratio:8.2f}", flush=True)
    for server in running.values():
        server.stop()


def memory():
    keys = 300000
    kinds = {"string 16B": lambda i: f"{i:016d}"[::-1], "string 64B": lambda i: f"{i:064x}", "counter": lambda i: str(100000 + i)}
    print(f"{'bytes/key':12}" + "".join(f"{name:>10}" for name, path in SERVERS.items() if path))
    for kind, value in kinds.items():
        row = ""
        for path in filter(None, SERVERS.values()):
            server = Running(path, 7990)
            before = server.resident()
            commands = "".join(f"SET key:{i:010d} {value(i)}\r\n" for i in range(keys))
            subprocess.run(["redis-cli", "-p", "7990", "--pipe"], input=commands.encode(), stdout=subprocess.DEVNULL, check=True)
            time.sleep(1)
            row += f"{(server.resident() - before) / keys:10.1f}"
            server.stop()
        print(f"{kind:12}{row}", flush=True)


def command_cost(server):
    """Server CPU of BENCH.PING over that of PING, in nanoseconds."""
    count, spent = 500000, []
    for command in ("ping", "bench.ping"):
        before = server.nanoseconds()
        subprocess.run(["redis-benchmark", "-p", str(server.port), "-n", str(count), "-P", "100", "-q", command], stdout=subprocess.DEVNULL, check=True)
        spent.append((server.nanoseconds() - before) / count)
    return spent


def modules():
    with tempfile.TemporaryDirectory() as folder:
        module = f"{folder}/module_calls.so"
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", f"-I{ROOT / 'module_api'}", "-o", module, str(ROOT / "bench/module_calls.c")], check=True)
        running = {name: Running(path, 7990 + i, module) for i, (name, path) in enumerate(SERVERS.items()) if path}
        best = {}
        for server in running.values():
            for words in (("SET", "string", "value"), ("HSET", "hash", "field", "value"), ("BENCH.BOX", "box")):
                server.ask(*words)
        for _ in range(5):
            for name, server in running.items():
                for what, key in {"nothing": "-", **CALLS}.items():
                    best.setdefault((name, what), []).append(float(server.ask("BENCH.RUN", what, "200000", key)))
                for what, spent in zip(("ping", "command"), command_cost(server)):
                    best.setdefault((name, what), []).append(spent)
        print(f"{'ns':12}" + "".join(f"{name:>10}" for name in running) + f"{'ratio':>8}")
        for what in [*CALLS, "command"]:
            base = "ping" if what == "command" else "nothing"
            row = {name: min(best[name, what]) - min(best[name, base]) for name in running}
            ratio = row["trellis"] / row["redis"] if "redis" in row else 1
            print(f"{what:12}" + "".join(f"{each:10.0f}" for each in row.values()) + f"{ratio:8.2f}", flush=True)
        for server in running.values():
            server.stop()


def main():
    wanted = sys.argv[1:] or ["core", "memory", "modules"]
    for name in wanted:
        {"core": core, "memory": memory, "modules": modules}[name]()


main()
