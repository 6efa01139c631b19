"""The reply notation of transcripts: read it, compare it with a reply from the wire, write it. See README.md."""
import re

from harness.resp import Reply

WIDTH = 110
# What an expectation may hold beside the kinds of Reply.
ANY, GLOB, REST, UNORDERED, ONE_OF, NEAR, RANGE, PAIRS = "any", "glob", "rest", "unordered", "oneof", "near", "range", "pairs"
_ESCAPES = {"n": 10, "r": 13, "t": 9, "b": 8, "a": 7, "0": 0}


class NotationError(Exception):
    """The text is no reply in this notation."""


class Incomplete(NotationError):
    """The text ends inside brackets: the next line goes on with it."""


def unescape(text, start):
    """Reads the double-quoted string that begins at text[start]; returns its bytes and the position after it."""
    out, i = bytearray(), start + 1
    while i < len(text):
        c = text[i]
        if c == '"':
            return bytes(out), i + 1
        if c == "\\" and i + 1 < len(text):
            if text[i + 1] == "x" and re.match(r"[0-9a-fA-F]{2}", text[i + 2 : i + 4]):
                out.append(int(text[i + 2 : i + 4], 16))
                i += 4
                continue
            n = text[i + 1]
            if n in _ESCAPES and n != "0":
                out.append(_ESCAPES[n])
            else:
                out += n.encode()
            i += 2
            continue
        out += c.encode()
        i += 1
    raise Incomplete("a string without its closing quote")


def quote(data):
    """Bytes as a double-quoted string; printable UTF-8 stays readable."""
    try:
        text = data.decode("utf-8")
        readable = all(c.isprintable() or c in "\n\r\t" for c in text)
    except UnicodeDecodeError:
        readable = False
    if not readable:
        text = data.decode("latin-1")
    out = []
    for c in text:
        if c in '"\\':
            out.append("\\" + c)
        elif c in "\n\r\t":
            out.append({"\n": "\\n", "\r": "\\r", "\t": "\\t"}[c])
        elif readable or 32 <= ord(c) < 127:
            out.append(c)
        else:
            out.append(f"\\x{ord(c):02x}")
    return '"' + "".join(out) + '"'


class _Parser:
    def __init__(self, text):
        self.text = text
        self.at = 0

    def blank(self):
        while self.at < len(self.text) and self.text[self.at] in " \t\n":
            self.at += 1

    def end(self):
        self.blank()
        return self.at >= len(self.text)

    def take(self, token):
        self.blank()
        if self.text.startswith(token, self.at):
            self.at += len(token)
            return True
        return False

    def need(self, token):
        if not self.take(token):
            if self.end():
                raise Incomplete(f"expected {token}")
            raise NotationError(f"expected {token} at {self.text[self.at:self.at + 30]!r}")

    def match(self, pattern):
        found = re.compile(pattern).match(self.text, self.at)
        if found:
            self.at = found.end()
            return found.group()
        return None

    def string(self):
        self.blank()
        value, self.at = unescape(self.text, self.at)
        return value

    def items(self, closing):
        out = []
        while not self.take(closing):
            if self.end():
                raise Incomplete(f"expected {closing}")
            if self.take("..."):
                out.append(Reply(REST, None))
            else:
                out.append(self.value())
            if not self.take(","):
                self.need(closing)
                break
        return out

    def map_pairs(self):
        out = []
        while not self.take("}"):
            if self.end():
                raise Incomplete("expected }")
            if self.take("..."):
                out.append((Reply(REST, None), None))
            else:
                key = self.value()
                self.need(":")
                out.append((key, self.value()))
            if not self.take(","):
                self.need("}")
                break
        return out

    def value(self):
        self.blank()
        if self.at >= len(self.text):
            raise Incomplete("expected a reply")
        if self.text[self.at] == '"':
            return Reply("$", self.string())
        for word, kind in (("glob", GLOB), ("-glob", "-" + GLOB)):
            if self.text.startswith(word + '"', self.at):
                self.at += len(word)
                return Reply(kind, self.string())
        for word, kind in (("unordered[", UNORDERED), ("oneof[", ONE_OF)):
            if self.take(word):
                return Reply(kind, self.items("]"))
        if self.take("near("):
            number = self.match(r"[^)]*")
            self.need(")")
            return Reply(NEAR, float(number))
        if self.take("repeat("):
            unit = self.string()
            self.need(",")
            self.blank()
            count = int(self.match(r"\d+") or 0)
            self.need(")")
            return Reply("$", unit * count)
        if self.take("$-1"):
            return Reply("$-", None)
        if self.take("*-1"):
            return Reply("*-", None)
        if self.take("["):
            return Reply("*", self.items("]"))
        if self.take("{"):
            return Reply("%", self.map_pairs())
        if self.take("~["):
            return Reply("~", self.items("]"))
        if self.take(">["):
            return Reply(">", self.items("]"))
        c = self.text[self.at]
        if c in "+-" and self.text[self.at + 1 : self.at + 2] == '"':
            self.at += 1
            return Reply(c, self.string())
        if c == ":":
            self.at += 1
            if self.take("?"):
                return Reply(RANGE, (None, None))
            low = self.match(r"-?\d+")
            if low is None:
                raise NotationError("an integer is written :5, :1..9 or :?")
            high = self.match(r"\.\.-?\d+")
            return Reply(RANGE, (int(low), int(high[2:]))) if high else Reply(":", int(low))
        if c == "," or c == "(":
            self.at += 1
            return Reply(c, (self.match(r"[-+.\w]+") or "").encode())
        if c == "#":
            self.at += 1
            return Reply("#", self.match(r"[tf]") == "t")
        if c == "=":
            self.at += 1
            head = self.match(r"\w{3}:")
            if head is None:
                raise NotationError('a verbatim string is written =txt:"..."')
            return Reply("=", head.encode() + self.string())
        if c == "_":
            self.at += 1
            return Reply("_", None)
        if c == "?":
            self.at += 1
            return Reply(ANY, None)
        raise NotationError(f"no reply begins like {self.text[self.at:self.at + 30]!r}")


def parse(text):
    """The expectation that `text` (the lines of one reply, joined) writes. Raises Incomplete or NotationError."""
    text = text.strip()
    if text == "closed":
        return Reply("closed", None)
    if text[:1] in ("+", "-") and text[1:2] != '"' and not text.startswith('-glob"'):
        return Reply(text[0], text[1:].encode())
    parser = _Parser(text)
    value = parser.value()
    if not parser.end():
        raise NotationError(f"something follows the reply: {text[parser.at:parser.at + 30]!r}")
    return value


def as_resp2(reply):
    """How a server says this RESP3 reply to a RESP2 client when it does nothing special."""
    kind, value = reply.kind, reply.value
    if kind == "_":
        return Reply("$-", None)
    if kind in (",", "("):
        return Reply("$", value)
    if kind == "=":
        return Reply("$", value[4:])
    if kind == "#":
        return Reply(":", int(value))
    if kind == "%":
        return Reply(PAIRS, [(as_resp2(k), v and as_resp2(v)) for k, v in value])
    if kind == "~":
        return Reply(UNORDERED, [as_resp2(item) for item in value])
    if kind in ("*", ">"):
        return Reply("*", [as_resp2(item) for item in value])
    if kind in (UNORDERED, ONE_OF):
        return Reply(kind, [as_resp2(item) for item in value])
    return reply


def as_resp3(reply):
    """A common expectation for a RESP3 client: only the null array of RESP2 is said otherwise there."""
    if reply.kind in ("*-", "$-"):
        return Reply("_", None)
    if reply.kind in ("*", "~", ">", UNORDERED, ONE_OF):
        return Reply(reply.kind, [as_resp3(item) for item in reply.value])
    if reply.kind == "%":
        return Reply("%", [(as_resp3(k), v and as_resp3(v)) for k, v in reply.value])
    return reply


def glob_match(pattern, data):
    """Only * is special, so that brackets in messages stay what they are."""
    regex = b".*".join(re.escape(part) for part in pattern.split(b"*"))
    return re.fullmatch(regex, data, re.S) is not None


def _text_of(reply):
    if reply.kind in ("$", "+", ",", "("):
        return reply.value
    if reply.kind == "=":
        return reply.value[4:]
    return None


def _matches_unordered(expected, actual, same):
    rest = any(item is REST for item in expected)
    wanted = [item for item in expected if item is not REST]
    if len(wanted) > len(actual) or (not rest and len(wanted) != len(actual)):
        return False
    taken = {}  # position in actual -> position in wanted: a bipartite matching, grown one wanted item at a time

    def place(i, seen):
        for j, candidate in enumerate(actual):
            if j not in seen and same(wanted[i], candidate):
                seen.add(j)
                if j not in taken or place(taken[j], seen):
                    taken[j] = i
                    return True
        return False

    return all(place(i, set()) for i in range(len(wanted)))


def matches(expected, actual):
    """Whether `actual`, a reply from the wire, is what `expected` allows."""
    kind, value = expected.kind, expected.value
    if kind == ANY:
        return True
    if kind == ONE_OF:
        return any(matches(option, actual) for option in value)
    if kind == GLOB:
        text = _text_of(actual)
        return text is not None and glob_match(value, text)
    if kind == "-" + GLOB:
        return actual.kind == "-" and glob_match(value, actual.value)
    if kind == NEAR:
        try:
            return abs(float(_text_of(actual)) - value) <= 1e-6 * max(1.0, abs(value))
        except (TypeError, ValueError):
            return False
    if kind == RANGE:
        low, high = value
        return actual.kind == ":" and (low is None or low <= actual.value <= high)
    if kind == UNORDERED:
        if actual.kind not in ("*", "~"):
            return False
        return _matches_unordered([REST if e.kind == REST else e for e in value], actual.value, matches)
    if kind == PAIRS:
        if actual.kind != "*" or len(actual.value) % 2:
            return False
        pairs = list(zip(actual.value[::2], actual.value[1::2]))
        return _matches_unordered([REST if k.kind == REST else (k, v) for k, v in value], pairs, _pair_matches)
    if kind != actual.kind:
        return False
    if kind in ("*", ">"):
        if value and value[-1].kind == REST:
            head = value[:-1]
            return len(actual.value) >= len(head) and all(matches(e, a) for e, a in zip(head, actual.value))
        return len(value) == len(actual.value) and all(matches(e, a) for e, a in zip(value, actual.value))
    if kind == "~":
        return _matches_unordered([REST if e.kind == REST else e for e in value], actual.value, matches)
    if kind == "%":
        return _matches_unordered([REST if k.kind == REST else (k, v) for k, v in value], actual.value, _pair_matches)
    return value == actual.value


def _pair_matches(expected, actual):
    return matches(expected[0], actual[0]) and matches(expected[1], actual[1])


def _flat(reply, nested):
    kind, value = reply.kind, reply.value
    if kind == "$":
        if len(value) > 200 and value == value[:1] * len(value):
            return f"repeat({quote(value[:1])}, {len(value)})"
        return quote(value)
    if kind in "+-":
        raw = value.decode("latin-1")
        plain = raw.isascii() and raw.isprintable() and raw == raw.strip() and not raw.startswith(('"', 'glob"'))
        return kind + raw if plain and not nested else kind + quote(value)
    if kind == ":":
        return f":{value}"
    if kind in (",", "("):
        return kind + value.decode()
    if kind == "#":
        return "#t" if value else "#f"
    if kind == "=":
        return "=" + value[:4].decode() + quote(value[4:])
    if kind == "_":
        return "_"
    if kind in ("$-", "*-"):
        return kind + "1"
    if kind == "closed":
        return "closed"
    if kind == "%":
        return "{" + ", ".join(f"{_flat(k, True)}: {_flat(v, True)}" for k, v in value) + "}"
    opening = {"*": "[", "~": "~[", ">": ">[", UNORDERED: "unordered["}[kind]
    return opening + ", ".join(_flat(item, True) for item in value) + "]"


def write(reply, indent=0, nested=False):
    """The reply in this notation, as a list of lines."""
    flat = _flat(reply, nested)
    if len(flat) + indent <= WIDTH or reply.kind not in ("*", "~", ">", "%", UNORDERED):
        return [flat]
    if reply.kind == "%":
        lines = ["{"]
        for key, value in reply.value:
            head = _flat(key, True) + ": "
            inner = write(value, indent + 2 + len(head), True)
            lines += ["  " + head + inner[0]] + ["  " + line for line in inner[1:]]
            lines[-1] += ","
        return lines[:-1] + [lines[-1].rstrip(","), "}"]
    lines = [{"*": "[", "~": "~[", ">": ">[", UNORDERED: "unordered["}[reply.kind]]
    for item in reply.value:
        lines += ["  " + line for line in write(item, indent + 2, True)]
        lines[-1] += ","
    return lines[:-1] + [lines[-1].rstrip(","), "]"]
