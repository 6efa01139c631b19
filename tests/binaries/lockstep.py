"""Two servers with the same binary, asked the same: Trellis, and the server that the binary was made for."""
import concurrent.futures
import time

from binaries.workload import fill_in
from harness.resp import Closed, Reply
from transcripts import notation

HIDDEN = Reply("+", b"(hidden)")
SETTLE_SECONDS = 20  # the longest that [until] waits


class Difference(AssertionError):
    """The two did not answer the same; the text shows both."""


class NoAnswer(Exception):
    """A server hangs, or is gone: there is nothing more to compare."""


def comparable(reply, marks, masks):
    """The reply without what its line says may differ."""
    reply = _masked(reply, masks)
    if "hide" in marks:
        reply = _hidden(reply, {name.encode() for name in marks["hide"]})
    if "secret" in marks and reply.kind == "*" and reply.value:
        reply = Reply("*", [*reply.value[:-1], HIDDEN])
    if "jumbled" in marks and isinstance(reply.value, bytes):
        reply = Reply(reply.kind, bytes(sorted(reply.value)))
    if "shape" in marks:
        reply = _shape(reply)
    if "unordered" in marks:
        reply = _sorted(reply)
    return reply


def _masked(reply, masks):
    """Sets have no order, so theirs is made up here; texts that a mask fits are cut."""
    if reply.kind in ("*", ">"):
        return Reply(reply.kind, [_masked(item, masks) for item in reply.value])
    if reply.kind == "~":
        return Reply("~", sorted((_masked(item, masks) for item in reply.value), key=repr))
    if reply.kind == "%":
        return Reply("%", [(_masked(k, masks), _masked(v, masks)) for k, v in reply.value])
    if isinstance(reply.value, bytes):
        value = reply.value
        for pattern, replacement in masks:
            value = pattern.sub(replacement, value)
        return Reply(reply.kind, value)
    return reply


def _hidden(reply, names):
    """Values behind a name, in a map or in a flat list of names and values."""
    if reply.kind == "%":
        return Reply("%", [(k, HIDDEN if k.value in names else _hidden(v, names)) for k, v in reply.value])
    if reply.kind in ("*", "~", ">"):
        out, behind = [], False
        for item in reply.value:
            out.append(HIDDEN if behind else _hidden(item, names))
            behind = not behind and item.kind in "$+" and item.value in names
        return Reply(reply.kind, out)
    return reply


def _shape(reply):
    """Only the kinds of the values."""
    if reply.kind in ("*", "~", ">"):
        return Reply(reply.kind, [_shape(item) for item in reply.value])
    if reply.kind == "%":
        return Reply("%", [(k, _shape(v)) for k, v in reply.value])
    return Reply(reply.kind, None)


def _sorted(reply):
    """All lists in it, at any depth, in an order of our own."""
    if reply.kind in ("*", "~", ">"):
        return Reply(reply.kind, sorted((_sorted(item) for item in reply.value), key=repr))
    if reply.kind == "%":
        return Reply("%", sorted(((_sorted(k), _sorted(v)) for k, v in reply.value), key=repr))
    return reply


def shown(reply):
    lines = notation.write(_writable(reply))
    return "\n           ".join(line[:300] for line in lines[:40]) + (" ..." if len(lines) > 40 else "")


def _writable(reply):
    """What a shape left empty, as text."""
    if reply.kind in ("*", "~", ">"):
        return Reply(reply.kind, [_writable(item) for item in reply.value])
    if reply.kind == "%":
        return Reply("%", [(_writable(k), _writable(v)) for k, v in reply.value])
    return Reply("+", b"(any " + reply.kind.encode() + b")") if reply.value is None and reply.kind in "$+-:,=#" else reply


class Pair:
    """Both servers and a connection to each. `compared` counts the replies that were held against each other."""

    def __init__(self, trellis, own):
        self.servers = (trellis, own)
        self.connections = []
        self.kept = ({}, {})
        self.compared = 0
        self.protocol = 2
        self.threads = concurrent.futures.ThreadPoolExecutor(2)

    def __enter__(self):
        self.both(lambda server: server.start())
        self.connect(2)
        return self

    def __exit__(self, *_):
        self.close()
        self.both(lambda server: server.__exit__())
        self.threads.shutdown()

    def both(self, action):
        """Runs action(server) on the two at the same time; returns the two results, Trellis' first."""
        return list(self.threads.map(action, self.servers))

    def connect(self, protocol):
        self.close()
        self.protocol = protocol
        self.connections = [server.connect(protocol=protocol, timeout=20) for server in self.servers]

    def close(self):
        for connection in self.connections:
            connection.close()
        self.connections = []

    def restart(self, exchange=False):
        """SAVE, an end, a start. `exchange`: each starts with the file that the other wrote."""
        self.call(b"SAVE")
        self.close()
        self.both(lambda server: server.kill())
        if exchange:
            ours, theirs = (server.folder / "dump.rdb" for server in self.servers)
            aside = ours.with_name("aside.rdb")
            ours.rename(aside)
            theirs.rename(ours)
            aside.rename(theirs)
        self.both(lambda server: server.start())
        self.connect(self.protocol)

    def ask(self, words):
        """The two replies, as they came, to the same words."""
        for connection in self.connections:
            connection.send(*words)
        return [connection.read() for connection in self.connections]

    def call(self, *words):
        """As ask, for what must not fail anywhere."""
        replies = self.ask(words)
        for reply in replies:
            if reply.kind == "-":
                raise Difference(f"{words}: {shown(reply)}")
        return replies

    def play(self, lines, masks):
        """Sends each line to both; returns the texts of all differences."""
        differences = []
        for line in lines:
            if line.protocol in (0, self.protocol):
                try:
                    self.line(line, masks)
                except Difference as problem:
                    differences.append(f"line {line.number}: {line.text[:200]}\n{problem}")
        for reply in self.ask([b"ECHO", b"in step"]):
            if reply.value != b"in step":
                differences.append(f"a command before line {lines[-1].number} replied more than once: {shown(reply)}")
        return differences

    def line(self, line, masks):
        if "until" in line.marks:
            self.settle(line)
        for connection, kept in zip(self.connections, self.kept):
            connection.send(*fill_in(line.words, kept))
        replies = self.answers(line)
        if "keep" in line.marks:
            for reply, kept in zip(replies, self.kept):
                last = reply.value[-1] if reply.kind == "*" and reply.value else reply
                value = last.value if isinstance(last.value, bytes) else str(last.value).encode()
                kept[line.marks["keep"][0].encode()] = value
        if "any" not in line.marks:
            self.same(replies, line.marks, masks)

    def answers(self, line):
        """The two replies to a line that was sent; one that does not come is said with its line, and ends the workload."""
        replies = []
        for whose, connection in zip(("Trellis", "its own server"), self.connections):
            try:
                replies.append(connection.read())
            except (TimeoutError, Closed) as problem:
                raise NoAnswer(f"line {line.number}: {line.text[:200]}\n  {whose}: {problem}") from None
        return replies

    def same(self, replies, marks=(), masks=()):
        """Counts a comparison; raises Difference."""
        ours, theirs = (comparable(reply, marks, masks) for reply in replies)
        self.compared += 1
        if ours != theirs:
            raise Difference(f"  own      {shown(theirs)}\n  Trellis  {shown(ours)}")

    def settle(self, line):
        """Work in the background is waited for: until the reply's field has this value on both."""
        name, value = (word.encode() for word in line.marks["until"])
        for connection in self.connections:
            deadline = time.monotonic() + SETTLE_SECONDS
            while not _says(connection, line.words, name, value):
                if time.monotonic() > deadline:
                    raise Difference(f"  {name.decode()} is not {value.decode()} after {SETTLE_SECONDS} s")
                time.sleep(0.02)


def _says(connection, words, name, value):
    connection.send(*words)
    reply = connection.read()
    if reply.kind == "-":
        return True
    return (name, value) in list(_fields(reply))


def _fields(reply):
    """(name, text of the value) of every two neighbours in the reply, at any depth."""
    pairs = reply.value if reply.kind == "%" else list(zip(reply.value, reply.value[1:])) if reply.kind in ("*", "~") else []
    for name, value in pairs:
        yield name.value, value.value if isinstance(value.value, bytes) else str(value.value).encode()
        yield from _fields(value)
    if reply.kind in ("*", "~") and reply.value:
        yield from _fields(reply.value[0])
