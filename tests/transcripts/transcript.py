"""A transcript file as a list of steps, and a list of steps as a file. See README.md for the format."""
import re
from dataclasses import dataclass, field

from transcripts import notation


@dataclass
class Expectation:
    """One expected reply. protocol is 2, 3 or None (both); reply is None for a bare `<` that --record fills in."""

    connection: int
    protocol: int | None
    reply: object
    lines: list


@dataclass
class Step:
    """What the file says to do at one place: a command, raw bytes, or a directive; and the replies it expects.

    comment   lines before it, kept by --record
    """

    kind: str  # "command", "raw", "directive", "end"
    line: int
    text: str = ""
    connection: int = 1
    protocol: int | None = None
    expected: list = field(default_factory=list)
    comment: list = field(default_factory=list)
    continued: list = field(default_factory=list)


_LINE = re.compile(r"(?:@(\d) ?)?([<>])([23]?)(raw|>)?(?: |$)(.*)", re.S)


class TranscriptError(Exception):
    pass


def split_words(text):
    """Splits a command line as redis-cli does: "..." with escapes, '...' verbatim, blanks between words."""
    words, i = [], 0
    while i < len(text):
        if text[i] in " \t":
            i += 1
            continue
        word = bytearray()
        if text.startswith("$(", i):
            end = text.index(")", i)
            words.append(("macro", text[i + 2 : end]))
            i = end + 1
            continue
        while i < len(text) and text[i] not in " \t":
            if text[i] == '"':
                part, i = notation.unescape(text, i)
                word += part
            elif text[i] == "'":
                i += 1
                while i < len(text) and text[i] != "'":
                    if text.startswith("\\'", i):
                        i += 1
                    word += text[i].encode()
                    i += 1
                if i >= len(text):
                    raise TranscriptError("a string without its closing quote")
                i += 1
            else:
                word += text[i].encode()
                i += 1
        words.append(bytes(word))
    return words


def parse(text):
    """The steps of a transcript; raises TranscriptError with the line number."""
    steps, comment = [], []
    lines = text.split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    i = 0
    while i < len(lines):
        line, number = lines[i], i + 1
        i += 1
        if not line.strip() or line.startswith("#"):
            comment.append(line)
            continue
        if line.startswith("! ") or line.startswith("= "):
            steps.append(Step("directive", number, line, comment=comment))
            comment = []
            continue
        found = _LINE.fullmatch(line)
        if not found:
            raise TranscriptError(f"line {number}: expected #, >, < or !: {line[:60]}")
        connection, arrow, protocol, extra, rest = found.groups()
        protocol = int(protocol) if protocol else None
        if arrow == ">" and extra == ">":
            if not steps or steps[-1].kind != "command":
                raise TranscriptError(f"line {number}: >> goes on with a command, and there is none")
            steps[-1].text += " " + rest
            steps[-1].continued.append(line)
            continue
        if arrow == ">":
            kind = "raw" if extra == "raw" else "command"
            step = Step(kind, number, rest, int(connection or 1), protocol, comment=comment)
            step.continued = [line]
            steps.append(step)
            comment = []
            continue
        if not steps or steps[-1].kind == "directive":
            raise TranscriptError(f"line {number}: a reply without a command before it")
        if comment:
            raise TranscriptError(f"line {number}: a comment stands between a command and its reply")
        raw, body, reply = [line], rest, None
        while body.strip():
            try:
                reply = notation.parse(body)
                break
            except notation.Incomplete as problem:
                follow = _LINE.fullmatch(lines[i]) if i < len(lines) else None
                if not follow or follow.group(2) != "<":
                    raise TranscriptError(f"line {number}: {problem}") from None
                body += "\n" + follow.group(5)
                raw.append(lines[i])
                i += 1
            except notation.NotationError as problem:
                raise TranscriptError(f"line {number}: {problem}") from None
        owner = int(connection) if connection else steps[-1].connection
        steps[-1].expected.append(Expectation(owner, protocol, reply, raw))
    steps.append(Step("end", len(lines) + 1, comment=comment))
    return steps


def render(steps):
    """The file again, with each expectation's own lines."""
    out = []
    for step in steps:
        out += step.comment
        if step.kind == "directive":
            out.append(step.text)
        elif step.kind != "end":
            out += step.continued
            for expectation in step.expected:
                out += expectation.lines
    return "\n".join(out) + "\n"


def expectation_lines(connection, default_connection, protocol, reply):
    """A reply as the lines of an expectation."""
    mark = (f"@{connection} " if connection != default_connection else "") + "<" + (str(protocol) if protocol else "")
    return [f"{mark} {line}" for line in notation.write(reply)]
