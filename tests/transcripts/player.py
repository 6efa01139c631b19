"""Plays one transcript against a server in one protocol, or records what the server answers."""
import time

from harness.resp import Closed, Connection, ErrorReply, Reply
from transcripts import notation, transcript


class Mismatch(Exception):
    """A reply is not what the transcript says; the text names the line."""


class NeedsOwnServer(Exception):
    """The transcript restarts the server, and this one is not ours to restart."""


READ_SECONDS = 10


class Player:
    """Connections 1 to 9 of one transcript, and a connection of its own to look at the server with."""

    def __init__(self, port, protocol, server=None):
        self.port = port
        self.protocol = protocol
        self.server = server
        self.captured = {}
        self.last = None
        self.quiet = False
        self.go_on = None  # a list collects mismatches instead of ending at the first
        self.connections = {}
        self.control = Connection(port, timeout=READ_SECONDS)

    def close(self):
        for connection in self.connections.values():
            connection.close()
        self.connections = {}
        self.control.close()

    def connection(self, number):
        if number not in self.connections:
            self.connections[number] = Connection(self.port, protocol=self.protocol, timeout=READ_SECONDS)
        return self.connections[number]

    def settle(self):
        """Returns when the server has handled, and answered, all that was sent before.

        A first PING may be read in the same turn of the event loop as the command and before it, so two more
        follow: by then that turn, and the writing of its replies, is over.
        """
        if self.quiet:
            return
        for _ in range(3):
            self.control.call("PING")

    def reset(self):
        """An empty server, as every transcript finds it."""
        self.control.try_call("CLIENT", "UNPAUSE")
        self.control.call("FLUSHALL")

    def settings(self):
        return self.control.call("CONFIG", "GET", "*")

    def restore_settings(self, before):
        now = self.settings()
        old, new = dict(zip(before[::2], before[1::2])), dict(zip(now[::2], now[1::2]))
        for name, value in old.items():
            if new.get(name) != value:
                self.control.try_call("CONFIG", "SET", name, value)

    def words(self, text):
        out = []
        for word in transcript.split_words(text):
            if isinstance(word, tuple):
                name, *arguments = word[1].split()
                if name == "repeat":
                    word = arguments[0].encode() * int(arguments[1])
                elif name in self.captured:
                    word = self.captured[name]
                else:
                    raise transcript.TranscriptError(f"nothing was captured as {name}")
            out.append(word)
        return out

    def applies(self, item):
        return item.protocol in (None, self.protocol)

    def read(self, number):
        try:
            return self.connection(number).read()
        except Closed:
            return Reply("closed", None)
        except TimeoutError:
            raise Mismatch(f"no reply within {READ_SECONDS} s") from None

    def send(self, step):
        connection = self.connection(step.connection)
        try:
            if step.kind == "raw":
                data, _ = notation.unescape(step.text, step.text.index('"'))
                connection.send_raw(data)
            else:
                connection.send(*self.words(step.text))
        except (BrokenPipeError, ConnectionResetError):
            pass  # reading will tell that it is closed

    def directive(self, text):
        what, *rest = text[2:].split(None, 1)
        argument = rest[0] if rest else ""
        if text.startswith("= "):
            self.captured[what] = self.last.value
        elif what == "reload":
            self.control.call("DEBUG", "RELOAD")
        elif what == "sleep":
            time.sleep(int(argument.removesuffix("ms")) / 1000)
        elif what in ("restart", "crash"):
            if self.server is None:
                raise NeedsOwnServer(f"'! {what}' needs a server that the runner started")
            self.close()
            if what == "restart":
                with self.server.connect() as connection:
                    connection.call("SAVE")
                self.server.terminate()
            else:
                self.server.kill()
            self.server.start()
            self.control = Connection(self.port, timeout=READ_SECONDS)
        elif what == "close":
            self.connections.pop(int(argument or 1)).close()
            self.settle()
        elif what == "quiet":
            self.quiet = True
        elif what not in ("peer", "only"):
            raise transcript.TranscriptError(f"no directive is called {what}")

    def play(self, steps):
        """Raises Mismatch at the first reply that differs."""
        for step in steps:
            if step.kind == "end":
                continue
            if step.kind == "directive":
                self.directive(step.text)
                continue
            if not self.applies(step):
                continue
            try:
                self.send(step)
                expected = [e for e in step.expected if self.applies(e)]
                for expectation in expected:
                    actual = self.read(expectation.connection)
                    self.last = actual
                    if not self.fits(expectation, actual):
                        raise Mismatch(
                            "expected " + self._shown(expectation) + "\ngot      " + "\n         ".join(notation.write(actual))
                        )
                if not expected or len(self.connections) > 1:
                    self.settle()
            except Mismatch as problem:
                whole = Mismatch(f"line {step.line}: > {step.text[:200]}\n{problem}")
                if self.go_on is None:
                    raise whole from None
                self.go_on.append(whole)
        if self.quiet:
            return
        self.settle()
        for number, connection in self.connections.items():
            if connection.readable():
                reply = self.read(number)
                if reply.kind != "closed":
                    raise Mismatch(f"connection {number} holds a reply that nothing expects: {notation.write(reply)[0]}")

    def fits(self, expectation, actual):
        if expectation.reply is None:
            return False
        wanted = expectation.reply
        if expectation.protocol is None:
            wanted = notation.as_resp2(wanted) if self.protocol == 2 else notation.as_resp3(wanted)
        return notation.matches(wanted, actual)

    def _shown(self, expectation):
        return "\n         ".join(line.split("<", 1)[1].strip() for line in expectation.lines) or "(nothing written)"

    def record(self, steps):
        """What the server answers: for each step a list of (connection, Reply), in order of arrival."""
        out = []
        for step in steps:
            replies = []
            out.append(replies)
            if step.kind == "end":
                continue
            if step.kind == "directive":
                self.directive(step.text)
                continue
            if not self.applies(step):
                continue
            self.send(step)
            for expectation in [e for e in step.expected if self.applies(e)]:
                try:
                    replies.append((expectation.connection, self.read(expectation.connection)))
                except Mismatch:
                    break  # the server sends fewer replies than the file expects
                if replies[-1][1].kind == "closed":
                    self.connections.pop(expectation.connection).close()
                    break
            self.settle()
            for number, connection in sorted(self.connections.items()):
                while connection.readable():
                    reply = self.read(number)
                    replies.append((number, reply))
                    if reply.kind == "closed":
                        self.connections.pop(number).close()
                        break
            if replies:
                self.last = replies[0][1]
        return out


def merge(steps, resp2, resp3):
    """Puts recorded replies into the steps. Expectations that already fit both recordings stay as they are."""
    for step, two, three in zip(steps, resp2, resp3):
        if step.kind in ("directive", "end"):
            continue
        fitter2, fitter3 = _Fitter(2), _Fitter(3)
        if fitter2.all_fit(step, two) and fitter3.all_fit(step, three):
            continue
        hints = [e.reply.kind for e in step.expected if e.reply is not None]
        unordered = notation.UNORDERED in hints
        step.expected = _expectations(step, _ordered(two, unordered), _ordered(three, unordered))


class _Fitter(Player):
    """Only the comparison of a Player."""

    def __init__(self, protocol):  # no connection is made
        self.protocol = protocol

    def all_fit(self, step, replies):
        if not self.applies(step):
            return True
        expected = [e for e in step.expected if self.applies(e)]
        return len(expected) == len(replies) and all(
            e.connection == number and self.fits(e, reply) for e, (number, reply) in zip(expected, replies)
        )


def _ordered(replies, unordered):
    if not unordered:
        return replies
    return [(n, Reply(notation.UNORDERED, r.value) if r.kind == "*" else r) for n, r in replies]


def _expectations(step, two, three):
    out = []

    def add(number, protocol, reply):
        lines = transcript.expectation_lines(number, step.connection, protocol, reply)
        out.append(transcript.Expectation(number, protocol, notation.parse("\n".join(l.split("<", 1)[1][1 if protocol else 0:] for l in lines)), lines))

    if step.protocol:
        for number, reply in two if step.protocol == 2 else three:
            add(number, None, reply)
        return out
    if len(two) == len(three) and all(a[0] == b[0] for a, b in zip(two, three)):
        for (number, reply2), (_, reply3) in zip(two, three):
            if reply2.kind == "*-" and reply3.kind == "_":
                add(number, None, reply2)
            elif notation.matches(notation.as_resp3(reply3), reply3) and notation.matches(notation.as_resp2(reply3), reply2):
                add(number, None, reply3)
            else:
                add(number, 2, reply2)
                add(number, 3, reply3)
        return out
    for number, reply in two:
        add(number, 2, reply)
    for number, reply in three:
        add(number, 3, reply)
    return out
