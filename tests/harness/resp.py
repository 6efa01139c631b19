"""RESP2 and RESP3 from the client's side, with nothing lost: a Reply keeps the type that was on the wire.

`Connection` reads exact replies; `Connection.call` turns them into plain Python values for tests that care
only about content (bytes, int, float, bool, None, list, dict; an error reply is raised as `ErrorReply`).
"""
import select
import socket


class ErrorReply(Exception):
    """An error reply; str() is its text, code included."""


class Closed(Exception):
    """The server closed the connection."""


class Reply:
    """One reply. `kind` is the byte that announced it, with "$-" and "*-" for RESP2's two nulls.

    value   bytes for + - $ = ( ,   int for :   bool for #   None for nulls
            list of Reply for * ~ >   list of (Reply, Reply) for %
    """

    __slots__ = ("kind", "value")

    def __init__(self, kind, value):
        self.kind = kind
        self.value = value

    def __eq__(self, other):
        return isinstance(other, Reply) and (self.kind, self.value) == (other.kind, other.value)

    def __repr__(self):
        return f"Reply({self.kind!r}, {self.value!r})"

    def plain(self):
        """The reply as a plain Python value; sets come as lists, since their members may be unhashable."""
        if self.kind in ("*", "~", ">"):
            return [item.plain() for item in self.value]
        if self.kind == "%":
            return {_hashable(key.plain()): value.plain() for key, value in self.value}
        if self.kind == "-":
            return ErrorReply(self.value.decode("utf-8", "replace"))
        if self.kind == ",":
            return float(self.value)
        if self.kind == "(":
            return int(self.value)
        if self.kind == "=":
            return self.value[4:]
        return self.value


def _hashable(value):
    return tuple(_hashable(item) for item in value) if isinstance(value, list) else value


def encode(words):
    """A command as the array of bulk strings that servers read; str is sent as UTF-8, numbers as text."""
    parts = [b"*%d\r\n" % len(words)]
    for word in words:
        if isinstance(word, str):
            word = word.encode()
        elif not isinstance(word, (bytes, bytearray)):
            word = repr(word).encode()
        parts.append(b"$%d\r\n%s\r\n" % (len(word), word))
    return b"".join(parts)


class Connection:
    """One connection. `timeout` (seconds) bounds every single read; TimeoutError when it passes."""

    def __init__(self, port=None, host="127.0.0.1", protocol=2, timeout=30.0, unix_path=None):
        if unix_path:
            self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.socket.settimeout(timeout)
            self.socket.connect(unix_path)
        else:
            self.socket = socket.create_connection((host, port), timeout)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.timeout = timeout
        self.buffer = bytearray()
        self.position = 0
        self.protocol = protocol
        if protocol == 3:
            self.send("HELLO", "3")
            reply = self.read()
            if reply.kind == "-":
                raise ErrorReply(reply.value.decode())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, *words):
        self.socket.sendall(encode(words))

    def send_raw(self, data):
        self.socket.sendall(data)

    def call(self, *words):
        """Sends one command and returns its reply as a plain value; raises ErrorReply."""
        self.send(*words)
        value = self.read().plain()
        if isinstance(value, ErrorReply):
            raise value
        return value

    def try_call(self, *words):
        """As `call`, but an error reply is returned, not raised."""
        self.send(*words)
        return self.read().plain()

    def pipeline(self, commands, batch=500):
        """Sends many commands, `batch` at a time, and yields their plain replies (errors included) in order."""
        pending, count = [], 0
        for words in commands:
            pending.append(encode(words))
            count += 1
            if count == batch:
                yield from self._flush(pending, count)
                pending, count = [], 0
        if count:
            yield from self._flush(pending, count)

    def _flush(self, pending, count):
        self.socket.sendall(b"".join(pending))
        for _ in range(count):
            yield self.read().plain()

    def readable(self, seconds=0.0):
        """Whether bytes, or the end of the stream, wait to be read."""
        if self.position < len(self.buffer):
            return True
        return bool(select.select([self.socket], [], [], seconds)[0])

    def read(self):
        """The next reply, whole."""
        line = self._line()
        kind, rest = chr(line[0]), bytes(line[1:])
        if kind in "+-,(":
            return Reply(kind, rest)
        if kind == ":":
            return Reply(kind, int(rest))
        if kind == "_":
            return Reply("_", None)
        if kind == "#":
            return Reply(kind, rest == b"t")
        if kind in "$=!":
            size = int(rest)
            return Reply("$-", None) if size < 0 else Reply("-" if kind == "!" else kind, self._exactly(size))
        if kind in "*~>":
            size = int(rest)
            return Reply("*-", None) if size < 0 else Reply(kind, [self.read() for _ in range(size)])
        if kind == "%":
            return Reply(kind, [(self.read(), self.read()) for _ in range(int(rest))])
        if kind == "|":  # attributes belong to the reply that follows, and no test needs them
            for _ in range(int(rest) * 2):
                self.read()
            return self.read()
        raise ValueError(f"not a reply: {bytes(line[:80])!r}")

    def _more(self):
        if self.position > 1 << 16:
            del self.buffer[: self.position]
            self.position = 0
        try:
            data = self.socket.recv(1 << 18)
        except ConnectionResetError:
            data = b""
        if not data:
            raise Closed("the server closed the connection")
        self.buffer += data

    def _line(self):
        searched = self.position
        while (end := self.buffer.find(b"\r\n", searched)) < 0:
            unread = len(self.buffer) - self.position
            self._more()
            searched = self.position + max(0, unread - 1)
        line = self.buffer[self.position : end]
        self.position = end + 2
        if not line:
            raise ValueError("not a reply: an empty line")
        return line

    def _exactly(self, size):
        while len(self.buffer) - self.position < size + 2:
            self._more()
        data = bytes(self.buffer[self.position : self.position + size])
        self.position += size + 2
        return data
