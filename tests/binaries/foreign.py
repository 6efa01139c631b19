"""Where the six binaries are that nobody here compiled, and the server each of them was made for."""
import functools
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from harness.server import ROOT, Server, free_port

PEERS = Path(os.environ.get("TRELLIS_SHARED") or ROOT.parent / "shared") / "peers/peers"
# Redis Stack's builds want OpenSSL 1.1, which Debian 12 lacks; the peers script puts it here.
OPENSSL = Path(os.environ.get("PEERS_HOME") or Path.home() / ".cache/peers") / "ssl11"


@dataclass(frozen=True)
class Binary:
    """file is the peers script's name of it, an absolute path is itself; module: its name in MODULE LIST."""

    name: str
    file: str
    peer: str
    module: str
    arguments: tuple = ()


SEARCH = Binary("search", "redisearch.so", "stack", "search")
JSON = Binary("rejson", "rejson.so", "stack", "ReJSON")
TIMESERIES = Binary("timeseries", "redistimeseries.so", "stack", "timeseries")
BLOOM = Binary("bloom", "redisbloom.so", "stack", "bf")
# Its collector works at times of its own, and what it collected shows in scores and payloads.
SEARCH1 = Binary("search1", "/usr/lib/redis/modules/redisearch.so", "redis", "ft", ("NOGC",))
# With CMD_INFO it writes its queries to a stream from time to time, so that no two servers hold the same keys.
FALKOR = Binary("falkor", "falkordb.so", "falkor", "graph", ("CMD_INFO", "no"))
ALL = (JSON, TIMESERIES, BLOOM, SEARCH, SEARCH1, FALKOR)


@functools.lru_cache(maxsize=None)
def peer_file(peer, name):
    """The path of a peer's file, or None."""
    if name.startswith("/"):
        return name if Path(name).exists() else None
    if peer == "redis":
        return "/usr/bin/redis-server" if Path("/usr/bin/redis-server").exists() else None
    if not PEERS.exists():
        return None
    found = subprocess.run([str(PEERS), "path", peer, name], capture_output=True, text=True, check=False).stdout.strip()
    return found if found and Path(found).exists() else None


def path_of(binary):
    return peer_file(binary.peer, binary.file)


def missing(binaries):
    """Why these binaries can't be compared here, or an empty string."""
    for binary in binaries:
        if path_of(binary) is None or peer_file(binary.peer, "redis-server") is None:
            where = "redis-server and redis-redisearch are not installed" if binary.peer == "redis" else "run `peers install`"
            return f"{binary.file} and its server are not here: {where}"
    return ""


def load_options(binaries):
    words = []
    for binary in binaries:
        words += ["--loadmodule", path_of(binary), *binary.arguments]
    return words


def environment():
    return {"LD_LIBRARY_PATH": str(OPENSSL)}


def in_trellis(binaries, ours=()):
    """The server under test with these binaries, not started; `ours` are paths of our own modules."""
    return Server(modules=ours, options=load_options(binaries), environment=environment())


def in_its_own(binaries, above):
    """The server that these binaries, all of one peer, were made for, not started; its port is above `above`."""
    (peer,) = {binary.peer for binary in binaries}
    return Server(
        peer_file(peer, "redis-server"), (), load_options(binaries), free_port(above + 1), environment=environment()
    )
