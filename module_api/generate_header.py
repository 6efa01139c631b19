#!/usr/bin/env python3
"""Writes what redismodule.h takes from functions.def: the declarations and the look-up table.

    generate_header.py           rewrites the parts of redismodule.h between its GENERATED lines
    generate_header.py --check   changes nothing; status 1 if the header isn't what it would write
"""
import re
import sys
import textwrap
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True

ROW = re.compile(r'^FUNCTION\((\w+), (.+?), (\(.*?\)), (k\w+), "([\d.]+)"\)$', re.M | re.S)


def rows():
    """(name, return type, parameters, group, since) of each function, in the order of the file."""
    text = re.sub(r"/\*.*?\*/", "", (HERE / "functions.def").read_text(), flags=re.S)
    found = []
    for statement in re.split(r"^(?=FUNCTION\()", text, flags=re.M)[1:]:
        flat = " ".join(statement.split())
        match = ROW.fullmatch(flat)
        if not match:
            sys.exit(f"functions.def: not a row: {flat}")
        found.append(match.groups())
    names = [row[0] for row in found]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        sys.exit(f"functions.def: declared twice: {', '.join(sorted(twice))}")
    return found


def wrapped(line):
    """One C declaration, broken at commas to 100 columns."""
    return "\n".join(textwrap.wrap(line, 100, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False))


def declaration(name, returns, parameters):
    # A parameter called `format` before the dots is printf's.
    count = parameters.count(",")
    printf = f" REDISMODULE_ATTR_PRINTF({count}, {count + 1})" if "char* format, ...)" in parameters else ""
    return wrapped(f"REDISMODULE_FUNCTION {returns} (*RedisModule_{name}){parameters}{printf};")


def generated():
    """The header as it should be."""
    text = (HERE / "redismodule.h").read_text()
    parts = {
        "declarations": "\n".join(declaration(*row[:3]) for row in rows()),
        "look-up": "\n".join(f'    {{"RedisModule_{row[0]}", (void*)&RedisModule_{row[0]}}},' for row in rows()),
    }
    for part, lines in parts.items():
        begin, end = f"/* GENERATED {part}: begin */\n", f"/* GENERATED {part}: end */"
        before, rest = text.split(begin)
        text = before + begin + lines + "\n" + end + rest.split(end)[1]
    return text


def main():
    header = HERE / "redismodule.h"
    text = generated()
    if "--check" in sys.argv[1:]:
        if header.read_text() != text:
            sys.exit("redismodule.h is not what functions.def says: run module_api/generate_header.py")
        return
    header.write_text(text)


if __name__ == "__main__":
    main()
