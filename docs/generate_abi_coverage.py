#!/usr/bin/env python3
"""Writes docs/abi-coverage.md: which functions of the module ABI the server serves.

  generate_abi_coverage.py            writes the page
  generate_abi_coverage.py --check    fails if the page is not what the sources say

module_api/functions.def declares the functions; the host serves those that a file of modules/ defines, as RM_Name or (the
memory functions, of which every module has its own) in a row of memory_account.cc. The rest is null to modules.
"""
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "module_api"))
sys.dont_write_bytecode = True

from generate_header import rows  # noqa: E402

PAGE = HERE / "abi-coverage.md"
DEFINITION = re.compile(r"^[\w:][^\n;(]*\bRM_(\w+)\(", re.M)
MEMORY_ROW = re.compile(r'"RedisModule_(\w+)"')
HEAD = """<!-- Written by docs/generate_abi_coverage.py: change module_api/functions.def or modules/api/ instead. -->

# Module ABI: what is served

A module asks for each function by name when it is loaded. A name that isn't served stays a null pointer, as on an older server: a module that
tests before it calls goes without, one that doesn't would crash. Nothing is served that only pretends. What a function
promises stands above its row in `module_api/functions.def`; `since` is the Redis version that brought it.

"""


def title(group):
    """kZsetKeys -> Zset keys"""
    words = re.findall(r"[A-Z][a-z]*", group)
    return " ".join([words[0], *(word.lower() for word in words[1:])])


def served():
    """Name -> the file that serves it."""
    found = {}
    for path in sorted((ROOT / "modules").rglob("*.cc")):
        if path.name.endswith("_test.cc") or path.name == "api_table.cc":
            continue
        pattern = MEMORY_ROW if path.name == "memory_account.cc" else DEFINITION
        for name in pattern.findall(path.read_text()):
            found[name] = path.relative_to(ROOT).as_posix()
    return found


def page():
    declared, where = rows(), served()
    groups = {}
    for name, _, _, group, since in declared:
        groups.setdefault(group, []).append((name, since))
    unknown = sorted(set(where) - {row[0] for row in declared})
    if unknown:
        sys.exit(f"served but not declared in functions.def: {', '.join(unknown)}")
    text = HEAD + f"**{sum(row[0] in where for row in declared)} of {len(declared)}** functions are served.\n\n"
    text += "| group | served | of | not served |\n|---|---|---|---|\n"
    for group, functions in groups.items():
        missing = [name for name, _ in functions if name not in where]
        text += f"| {title(group)} | {len(functions) - len(missing)} | {len(functions)} | {', '.join(missing)} |\n"
    for group, functions in groups.items():
        text += f"\n## {title(group)}\n\n| function | since | served by |\n|---|---|---|\n"
        for name, since in functions:
            text += f"| {name} | {since} | {where.get(name, '')} |\n"
    return text


def main():
    text = page()
    if "--check" in sys.argv[1:]:
        if not PAGE.exists() or PAGE.read_text() != text:
            sys.exit("docs/abi-coverage.md is not what the sources say: run docs/generate_abi_coverage.py")
        return
    PAGE.write_text(text)


if __name__ == "__main__":
    main()
