#!/usr/bin/env python3
"""Writes argument_docs.def: what COMMAND DOCS of real servers says about the arguments of each command.

  argument_docs.py PORT ...     the first server that knows a command is asked: Redis 7.0, then 8.2 for what came later
"""
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tests"))
sys.dont_write_bytecode = True

from harness.resp import Connection  # noqa: E402

HEAD = """// The arguments of the commands, as COMMAND DOCS tells them: TRELLIS_ARGUMENTS(name, arguments), sorted by name.
// Written by argument_docs.py, which asked Redis 7.0 and, for what came later, 8.2; not edited by hand.
//
// An argument is NAME:TYPE, then what there is of #KEYSPEC =TOKEN ("" is an empty one) ? (optional) * (multiple) +
// (with its token each time) @SINCE !DEPRECATED, then its own arguments in parentheses. Blanks separate.
"""


def pairs(value):
    return value if isinstance(value, dict) else dict(zip(value[0::2], value[1::2]))


def argument(value):
    of = pairs(value)
    flags = [getattr(flag, "value", flag).decode() for flag in of.get(b"flags", [])]
    text = f"{of[b'name'].decode()}:{of[b'type'].decode()}"
    if b"key_spec_index" in of:
        text += f"#{of[b'key_spec_index']}"
    if b"token" in of:
        token = of[b"token"].decode() or '""'
        assert not set(token) & set(" ()"), token
        text += f"={token}"
#A blank ends a token, which may itself be a star or a question.
    marks = "".join(mark for flag, mark in (("optional", "?"), ("multiple", "*"), ("multiple_token", "+")) if flag in flags)
    if b"since" in of:
        marks += f"@{of[b'since'].decode()}"
    if b"deprecated_since" in of:
        marks += f"!{of[b'deprecated_since'].decode()}"
    text += f" {marks}" if marks else ""
    if b"arguments" in of:
        text += f" ({arguments(of[b'arguments'])})"
    return text


def arguments(values):
    return " ".join(argument(value) for value in values)


def main():
    rows = {}
    for port in sys.argv[1:]:
        known = set(rows)
        with Connection(int(port), protocol=3) as connection:
            for name, docs in pairs(connection.call("COMMAND", "DOCS")).items():
                docs = pairs(docs)
                if docs.get(b"group") == b"module":
                    continue
                parts = {name: docs, **pairs(docs.get(b"subcommands", {}))}
                for part, of in parts.items():
                    of = pairs(of)
                    if b"arguments" in of and part.decode() not in known:
                        rows[part.decode()] = arguments(of[b"arguments"])
    lines = "".join(f'TRELLIS_ARGUMENTS("{name}", R"({rows[name]})")\n' for name in sorted(rows))
    (HERE / "argument_docs.def").write_text(HEAD + lines)


main()
