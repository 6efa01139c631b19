#!/usr/bin/env python3
"""Checks who includes whom, and how files are named. Reads the #include lines; needs no build.

The rows below are the ones of CONTRIBUTING.md ("Who may include whom"): a file may include its own subject and what
stands on lower rows, never a neighbour on its row.
"""
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.dont_write_bytecode = True

from harness.report import Report  # noqa: E402

ROOT = HERE.parents[1]

# From the bottom up. A subject is a folder, or "commands" for every *_commands.{h,cc} of core.
ROWS = [
    ["core/base"],
    ["core/structures"],
    ["core/config"],
    ["core/keyspace", "core/net", "core/resp"],
    ["core/client", "core/propagate"],
    ["core/command"],
    ["core/types", "core/pubsub", "commands"],
    ["core/dispatch"],
    ["core/persistence", "core/scripting", "core/transaction", "core/acl", "core/observability"],
    ["core/replication"],
    ["core/cluster"],
    ["modules"],
    ["core/server"],  # core/main.cc, core/server*.{h,cc}, module_check/: see all, connect all
]
ROW_OF = {subject: row for row, subjects in enumerate(ROWS) for subject in subjects}
OUR_MODULES = ("json", "search", "timeseries", "graph")
BANNED_NAMES = ("util", "utils", "common", "misc", "helper", "helpers", "impl", "types", "stuff", "tools")
TYPE_FOLDERS = re.compile(r"core/types/(\w+)/")
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)


def subject(path):
    """Which subject of ROWS a file of the server belongs to, or None."""
    if path.startswith("module_check/"):
        return "core/server"
    if path.startswith("modules/"):
        return "modules"
    if not path.startswith("core/"):
        return None
    parts = path.split("/")
    if len(parts) == 2:
        return "core/server"
    if re.search(r"_commands\.(h|cc)$", path):
        return "commands"
    return "/".join(parts[:2])


def problems_of(path, included):
    """Why `path` may not include `included` (both from the root), or None."""
    top, included_top = path.split("/")[0], included.split("/")[0]
    if path.endswith("_test.cc"):  # a test may set up what stands above its subject, inside the same half of the house
        if top in OUR_MODULES and included_top == "core":
            return "a module knows the server only through module_api"
        return None
    if top in OUR_MODULES:
        if included_top in (top, "module_api"):
            return None
        if included_top in OUR_MODULES and f"{included_top}/api/" in included:
            return None
        return "a module includes its own folder, module_api, and another module's api/ only"
    if top == "module_api":
        return None if included_top == "module_api" else "the contract stands alone"
    mine, theirs = subject(path), subject(included)
    if mine is None:
        return None
    if included_top in OUR_MODULES:
        return "the server knows no module"
    if included_top == "module_api":
        return None if mine in ("modules", "core/server") else "only modules/ and the composition root see module_api"
    if theirs is None or mine == "core/server" or mine == theirs == "modules":
        return None
    if theirs not in ROW_OF:
        return f"{theirs} has no row in tests/layers/check.py"
    if mine not in ROW_OF:
        return f"{mine} has no row in tests/layers/check.py"
    if theirs == "commands":
        stem = re.sub(r"\.(h|cc)$", "", path)
        own_header = included == stem + ".h"
        return None if own_header else "commands are seen by the composition root only"
    if mine == "commands":
        # Commands stand on the row of types, and may see their own folder's data whatever its row.
        own = path.rsplit("/", 1)[0]
        if included.startswith(own + "/") or theirs == "core/types":
            return None
        return None if ROW_OF[theirs] < ROW_OF["commands"] else f"{theirs} stands above commands"
    if mine == theirs:
        return None
    if ROW_OF[theirs] == ROW_OF[mine]:
        return f"{mine} and {theirs} are neighbours"
    if ROW_OF[theirs] > ROW_OF[mine]:
        return f"{theirs} stands above {mine}"
    return None


def sources():
    for top in ("core", "modules", "module_api", "module_check", *OUR_MODULES):
        for path in sorted((ROOT / top).rglob("*")):
            if path.suffix in (".h", ".cc", ".c") and path.is_file():
                yield path


def main():
    report = Report()
    files = list(sources())
    wrong = []
    for path in files:
        name = path.relative_to(ROOT).as_posix()
        text = path.read_text()
        for found in INCLUDE.finditer(text):
            why = problems_of(name, found.group(1))
            if why:
                line = text.count("\n", 0, found.start()) + 1
                wrong.append(f'{name}:{line}: includes "{found.group(1)}": {why}')
    report.check(f"includes of {len(files)} files go downwards", not wrong, "\n".join(wrong))

    bad_names = []
    for path in files:
        name = path.relative_to(ROOT)
        words = set(path.stem.split("_")) if len(path.stem.split("_")) == 1 else {path.stem}
        folders = set(name.parts[:-1]) - {"types"}  # core/types holds a folder per type
        if words & set(BANNED_NAMES) or folders & set(BANNED_NAMES):
            bad_names.append(f"{name}: a name that says nothing about what it holds")
        if not re.fullmatch(r"[a-z0-9_]+", path.stem):
            bad_names.append(f"{name}: file names are snake_case")
    report.check("files are named for what they hold", not bad_names, "\n".join(bad_names))

    first = []
    for path in files:
        own = path.with_suffix(".h")
        if path.suffix == ".cc" and own.exists():
            includes = re.findall(r'^\s*#\s*include\s*([<"][^>"]+[>"])', path.read_text(), re.M)
            header = f'"{own.relative_to(ROOT).as_posix()}"'
            if header in includes and includes[0] != header:
                first.append(f"{path.relative_to(ROOT)}: its own header comes first")
    report.check("a file includes its own header first", not first, "\n".join(first))
    report.finish()


main()
