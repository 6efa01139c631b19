"""Starts, stops and kills one server in a folder of its own.

The server under test is `$TRELLIS_SERVER`, or build/release/trellis-server of this checkout; its modules are the
.so files in `modules/` beside it. Any server that takes redis-server's arguments will do.
"""
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from harness.resp import Closed, Connection

ROOT = Path(__file__).resolve().parents[2]
MODULES = ("json", "search", "timeseries", "graph")


def server_path():
    return os.environ.get("TRELLIS_SERVER") or str(ROOT / "build/release/trellis-server")


def module_paths(server):
    """The .so files of our four modules that were built beside `server`, in the order they are loaded."""
    if "module" in (ROOT / "tests/transcripts/not_served.txt").read_text().splitlines():
        return []
    folder = Path(server).resolve().parent / "modules"
    return [str(folder / f"{name}.so") for name in MODULES if (folder / f"{name}.so").exists()]


def free_port(first=None):
    """A port nobody listens on, at or above `first` ($TRELLIS_TEST_PORT, or a hundred of this process's own from 7600 on:
    another may take a port between this look at it and the server's start)."""
    port = first or int(os.environ.get("TRELLIS_TEST_PORT", 7600 + os.getpid() % 130 * 100))
    for candidate in range(port, port + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
                return candidate
            except OSError:
                continue
    raise RuntimeError(f"no free port from {port} to {port + 99}")


class StartFailed(Exception):
    """The server ended, or did not answer in time; the text holds the end of its log."""


class Server:
    """One server on loopback. Use as a context manager, or call start() and stop().

    path      the binary (default: the server under test)
    modules   paths for loadmodule; None means those beside the binary
    options   further words, as on the command line
    """

    def __init__(self, path=None, modules=None, options=(), port=None, folder=None, environment=None):
        self.path = path or server_path()
        self.modules = module_paths(self.path) if modules is None else list(modules)
        self.options = list(options)
        self.port = port or free_port()
        self.owns_folder = folder is None
        self.folder = Path(folder or tempfile.mkdtemp(prefix="trellis-test-"))
        self.environment = environment
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        if self.owns_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def command(self):
        words = [self.path, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        words += ["--save", "", "--enable-debug-command", "yes", "--enable-module-command", "yes"]
        for module in self.modules:
            words += ["--loadmodule", module]
        return words + [str(word) for word in self.options]

    def launch(self):
        """Starts the process and does not wait for it to answer."""
        log = open(self.folder / "log", "ab")
        environment = dict(os.environ, **(self.environment or {}))
        self.process = subprocess.Popen(
            self.command(), stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=environment
        )
        log.close()

    def start(self, seconds=60):
        self.launch()
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise StartFailed(f"the server ended with status {self.process.returncode}\n{self.log_tail()}")
            try:
                with Connection(self.port, timeout=5) as connection:
                    if connection.try_call("PING") == b"PONG":
                        return self
            except (OSError, Closed):
                pass
            time.sleep(0.02)
        self.kill()
        raise StartFailed(f"no answer in {seconds} s\n{self.log_tail()}")

    def connect(self, protocol=2, timeout=30.0):
        return Connection(self.port, protocol=protocol, timeout=timeout)

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def terminate(self, seconds=30):
        """SIGTERM, as an init system would; returns the exit status (killed when it takes too long)."""
        return self._end(signal.SIGTERM, seconds)

    def kill(self):
        """SIGKILL: what a crash or a power cut looks like to the files."""
        return self._end(signal.SIGKILL, 10)

    def _end(self, how, seconds):
        if self.process is None:
            return None
        if self.alive():
            self.process.send_signal(how)
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        self.process = None
        return status

    def stop(self):
        if self.alive():
            try:
                with Connection(self.port, timeout=5) as connection:
                    connection.send("SHUTDOWN", "NOSAVE")
                    connection.read()
            except (OSError, Closed, ValueError):
                pass
            self.terminate(seconds=5)

    def restart(self):
        """Saves, stops and starts again on the same folder."""
        with Connection(self.port, timeout=60) as connection:
            connection.call("SAVE")
        self.terminate()
        return self.start()

    def resident_bytes(self):
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def log(self):
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def complaints(self):
        """What sanitizers and the crash handler wrote into the log, or an empty string."""
        found = re.search(r"(?s)(ERROR: \w+Sanitizer|runtime error:|BUG REPORT START|crashed by signal).*", self.log())
        return found.group()[:4000] if found else ""

    def log_tail(self, lines=15):
        return "\n".join(self.log().splitlines()[-lines:])
