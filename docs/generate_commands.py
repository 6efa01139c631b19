#!/usr/bin/env python3
"""Writes docs/commands/*.md from the command table of a running server, modules' commands included.

  generate_commands.py            writes the pages
  generate_commands.py --check    fails if a page is not what the server says

Needs build/release (./trellis build). A command's row is declared once, in the server or in its module; COMMAND INFO and
COMMAND DOCS tell it to clients, and to this script.
"""
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))
sys.dont_write_bytecode = True

from harness.server import Server  # noqa: E402

PAGES = HERE / "commands"
HEAD = "<!-- Written by docs/generate_commands.py: change the command's row instead. -->\n"
# What a reader wants to know of a command's flags.
SHOWN = ("readonly", "write", "denyoom", "blocking", "fast", "admin", "pubsub", "no_multi", "loading", "stale")


def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def pairs(row):
    return {text(row[i]): row[i + 1] for i in range(0, len(row), 2)}


def rows(server):
    """[(group, name, arity, flags, docs)] of every command and subcommand."""
    with server.connect() as connection:
        docs = pairs(connection.call("COMMAND", "DOCS"))
        for info in connection.call("COMMAND"):
            name = text(info[0])
            entry = pairs(docs.get(name, []))
            group = text(entry.get("module") or entry.get("group", b"other"))
            below = pairs(entry.get("subcommands", []))
            commands = info[9] if len(info) > 9 and info[9] else [info]
            for command in commands:
                full = text(command[0])
                own = pairs(below[full]) if full in below else entry
                yield group, full.replace("|", " "), command[1], [text(f) for f in command[2]], own


def arity(count):
    """The words of the command, its name included."""
    return f"{count}" if count >= 0 else f"{-count} or more"


def pages(server):
    """{file name: text}"""
    groups = {}
    for group, name, count, flags, docs in rows(server):
        shown = ", ".join(f.replace("_", "-") for f in flags if f in SHOWN)
        summary = text(docs.get("summary", b"")).replace("|", "\\|")
        groups.setdefault(group, []).append((name.upper(), arity(count), shown, text(docs.get("since", b"")), summary))
    out = {}
    for group, commands in groups.items():
        lines = [HEAD, f"# {group}\n", "| command | words | flags | since | |", "|---|---|---|---|---|"]
        lines += [f"| {' | '.join(row)} |" for row in sorted(commands)]
        out[f"{group}.md"] = "\n".join(lines) + "\n"
    index = [HEAD, "# Commands\n", "By group; a module's commands stand under its name. `words` counts the command's own.\n"]
    index += [f"- [{group}]({group}.md): {len(commands)}" for group, commands in sorted(groups.items())]
    out["README.md"] = "\n".join(index) + "\n"
    return out


def main():
    with Server() as server:
        wanted = pages(server)
    found = {path.name: path.read_text() for path in PAGES.glob("*.md")} if PAGES.exists() else {}
    if "--check" in sys.argv[1:]:
        wrong = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
        if wrong:
            sys.exit(f"not what the server says: docs/commands/{', '.join(wrong)}; run docs/generate_commands.py")
        return
    PAGES.mkdir(exist_ok=True)
    for name in found.keys() - wanted.keys():
        (PAGES / name).unlink()
    for name, page in wanted.items():
        (PAGES / name).write_text(page)


main()
