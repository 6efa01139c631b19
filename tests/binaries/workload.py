"""A workload: what to ask of a module, part by part. README.md has the form; there are no replies in it."""
import re
from dataclasses import dataclass, field

from transcripts import transcript


@dataclass
class Line:
    """One command. words: bytes each, `<name>` in them is filled in when it is sent; marks: {mark: [its words]}."""

    number: int
    text: str
    words: list
    marks: dict
    protocol: int = 0


@dataclass
class Workload:
    """parts: {"fill": [Line], ...} in the order of PARTS; masks: what is replaced in texts before they are
    compared, as for re.sub; skipped: commands that are not asked, and why; payloads_differ: patterns of keys; in_place: RESTORE
    comes after UNLINK, under the same name."""

    name: str
    parts: dict = field(default_factory=dict)
    masks: list = field(default_factory=list)
    skipped: list = field(default_factory=list)
    payloads_differ: list = field(default_factory=list)
    in_place: bool = False


PARTS = ("fill", "read", "change", "together", "after")
MARKS = {"unordered", "jumbled", "hide", "shape", "any", "keep", "secret", "until", "resp2", "resp3"}
_LONG_DOUBLE = re.compile(rb"-?\d+\.\d{14,}(?:e-?\d+)?")
_LINE = re.compile(r"(?:\[([^\]]*)\] )?(.*)")


def parse(path):
    """The workload in a file; ValueError names the line that is none."""
    workload, part = Workload(path.stem), None
    for number, text in enumerate(path.read_text().splitlines(), 1):
        if not text.strip() or text.startswith("#"):
            continue
        if text.startswith("== "):
            part = text[3:].split(":")[0].strip()
            if part not in PARTS:
                raise ValueError(f"{path.name}:{number}: a part is one of {', '.join(PARTS)}")
            workload.parts.setdefault(part, [])
        elif text.startswith("! "):
            _directive(workload, text[2:], f"{path.name}:{number}")
        elif part is None:
            raise ValueError(f"{path.name}:{number}: a command stands in a part")
        else:
            workload.parts[part].append(_command(text, number, path.name))
    return workload


def _directive(workload, text, where):
    name, _, rest = text.partition(" ")
    if name == "mask":
        workload.masks.append((re.compile(rest.encode(), re.S), b"..."))
    elif name == "doubles":  # why they are not the same text
        workload.masks.append((_LONG_DOUBLE, lambda found: repr(float(found.group())).encode()))
    elif name == "skipped":  # COMMAND[, COMMAND ...]: why
        workload.skipped.append(rest)
    elif name == "payload":  # PATTERN: why the DUMP of such keys is not the same bytes everywhere
        workload.payloads_differ.append(rest.split(": ")[0].encode())
    elif name == "in-place":  # why a value can't be restored beside the one it is of
        workload.in_place = True
    else:
        raise ValueError(f"{where}: there is no `! {name}`")


def _command(text, number, file):
    marks, words = _LINE.fullmatch(text).groups()
    found = {}
    for mark in (marks or "").split(";"):
        if mark.strip():
            name, *rest = mark.split()
            if name not in MARKS:
                raise ValueError(f"{file}:{number}: there is no mark [{name}]")
            found[name] = rest
    protocol = 2 if "resp2" in found else 3 if "resp3" in found else 0
    split = [_macro(word, f"{file}:{number}") for word in transcript.split_words(words)]
    return Line(number, words, split, found, protocol)


def _macro(word, where):
    """$(repeat TEXT N), as in transcripts."""
    if isinstance(word, bytes):
        return word
    name, text, count = word[1].split()
    if name != "repeat":
        raise ValueError(f"{where}: there is no $({name})")
    return text.encode() * int(count)


def fill_in(words, values):
    """The words with each `<name>` of `values` ({bytes: bytes}) put in."""
    out = []
    for word in words:
        for name, value in values.items():
            word = word.replace(b"<" + name + b">", value)
        out.append(word)
    return out
