#!/usr/bin/env python3
"""CPU per command and resident bytes per key, beside the redis-server of this machine.

  ./trellis bench [core|memory]     default: both

core    server CPU (user and system, all threads) per command of redis-benchmark, 50 clients, 100,000 random keys; best of 3
        rounds that alternate between the servers. memory: growth of the resident size over 300,000 keys, a fresh server each.
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


class Running:
    def __init__(self, path, port):
        self.port = port
        self.folder = tempfile.mkdtemp()
        self.process = subprocess.Popen([path, "--port", str(port), "--dir", self.folder, "--save", ""], stdout=subprocess.DEVNULL)
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


def main():
    wanted = sys.argv[1:] or ["core", "memory"]
    for name in wanted:
        {"core": core, "memory": memory}[name]()


main()
