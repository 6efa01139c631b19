#!/usr/bin/env python3
"""Writes docs/modules/reference/: a page for each group of the module ABI's functions, out of module_api/functions.def.

  generate_abi_reference.py            writes the pages
  generate_abi_reference.py --check    fails if a page is not what functions.def says

What a function does is the comment above its row. What the head of functions.def promises for all of them (threads, results,
loans) and what a parameter's type implies (shape, unit) is said again beside each, so that an entry stands alone.
"""
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "module_api"))
sys.dont_write_bytecode = True

from generate_abi_coverage import title  # noqa: E402
from generate_header import rows, wrapped  # noqa: E402

PAGES = HERE / "modules/reference"
HEAD = "<!-- Written by docs/generate_abi_reference.py: change module_api/functions.def instead. -->\n"
SECTION = re.compile(r"/\* ---- (.+?) -+ \*/")

# What a parameter of this type, or of this type and name, is.
TYPES = {
    "RedisModuleCtx*": "the callback's context, borrowed",
    "RedisModuleKey*": "an open key",
    "RedisModuleString*": "a string of the host, borrowed",
    "const RedisModuleString*": "a string of the host, borrowed",
    "RedisModuleString**": "an array of strings, or where one goes",
    "const char*": "a C string, borrowed for the call",
    "const char**": "an array of C strings, borrowed",
    "RedisModuleIO*": "the stream that the type's callback was given",
    "RedisModuleDigest*": "the digest that the type's callback was given",
    "RedisModuleCallReply*": "a reply, or a part of one",
    "RedisModuleCallReply**": "where a part of the reply goes, borrowed from it",
    "RedisModuleDict*": "a dictionary",
    "RedisModuleDictIter*": "an iterator of a dictionary",
    "RedisModuleUser*": "a user",
    "RedisModuleBlockedClient*": "a blocked client, as BlockClient gave it",
    "RedisModuleInfoCtx*": "what the INFO callback was given",
    "RedisModuleServerInfoData*": "what GetServerInfo gave",
    "RedisModuleDefragCtx*": "what the defragmenting callback was given",
    "RedisModuleCommandFilterCtx*": "what the filter was given",
    "RedisModuleKeyOptCtx*": "what a `2` callback of a type was given",
    "RedisModuleScanCursor*": "a cursor of ScanCursorCreate",
    "RedisModuleStreamID*": "an entry's id: milliseconds and sequence",
    "RedisModuleCommand*": "a command, as GetCommand gave it",
    "void*": "a pointer of the module's own",
    "void**": "where a pointer goes",
    "mstime_t": "milliseconds",
    "mstime_t*": "where milliseconds go",
    "size_t*": "where a size goes",
    "int*": "where a number goes",
    "long long*": "where a number goes",
    "double*": "where a number goes",
    "uint64_t*": "where a number goes",
    "...": "as the format, or the text, says",
}
NAMES = {
    ("size_t", "len"): "bytes", ("size_t", "keylen"): "bytes", ("size_t", "bytes"): "bytes", ("size_t", "newlen"): "bytes",
    ("uint32_t", "len"): "bytes", ("size_t", "count"): "how many", ("size_t", "index"): "a place, from 0",
    ("size_t*", "len"): "where the number of bytes goes", ("size_t*", "keylen"): "where the number of bytes goes",
    ("long", "index"): "a place; negative from the end", ("long", "len"): "how many elements", ("int", "argc"): "how many arguments",
    ("RedisModuleString**", "argv"): "the arguments, borrowed", ("RedisModuleString**", "error"): "where an error's text goes",
    ("long long", "timeout_ms"): "milliseconds", ("int", "dbid"): "a database's index", ("uint64_t", "client_id"): "a client's id",
    ("void*", "privdata"): "given to the callbacks", ("void*", "data"): "given to the callback", ("void*", "user_data"): "given to the callback",
    ("const char*", "buf"): "`len` bytes, borrowed for the call", ("const char*", "fmt"): "a format",
}
ANY_TYPE = {
    "flags": "bits, as told above", "pos": "a place among the arguments; 0 is the command", "mode": "REDISMODULE_READ, REDISMODULE_WRITE, and more",
    "min": "the lower end", "max": "the upper end", "type": "a type", "name": "a name", "score": "a score", "types": "bits, as told above",
    "mask": "bits, as told above", "where": "which end", "firstkey": "the first argument that is a key", "lastkey": "the last one",
    "keystep": "the step between keys", "id": "an id", "fd": "a file descriptor",
}
CALLBACK = re.compile(r"Func\w*$|CB$|Proc$|Callback$|Receiver$|Handler$|^RedisModuleOnUnblocked$")


def documented():
    """[(name, returns, parameters, group, since, comment, section)] in the order of the file."""
    text = (ROOT / "module_api/functions.def").read_text()
    found, comment, section = {}, "", ""
    for token in re.finditer(r"/\*.*?\*/|^FUNCTION\((\w+),", text, re.S | re.M):
        heading = SECTION.fullmatch(token.group())
        if heading:
            section = heading.group(1)
        elif token.group(1):
            found[token.group(1)] = (comment, section)
            comment = ""
        else:
            comment = clean(token.group())
    return [(*row, *found[row[0]]) for row in rows()]


def clean(comment):
    """The comment's text: its paragraphs flow, what is indented or a list stays as it is."""
    lines = [re.sub(r"^ ?\* ?", "", line.strip() if line.strip() == "*" else line) for line in comment[2:-2].split("\n")]
    lines = [lines[0].strip(), *(line.rstrip() for line in lines[1:])]
    return "\n".join(f"    {line.strip()}" if line.startswith("  ") else line for line in lines).strip()


def parameters(text):
    """[(type, name)] of "(a* b, c d)"."""
    parts, depth, current = [], 0, ""
    for c in text[1:-1]:
        depth += (c == "(") - (c == ")")
        if c == "," and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += c
    for part in [*parts, current]:
        part = " ".join(part.split())
        pointer = re.fullmatch(r"(.*)\(\*(\w+)\)(\(.*\))", part)
        plain = re.fullmatch(r"(.*?)(\w+)", part)
        if part == "void":
            continue
        if pointer:
            yield f"{pointer.group(1).strip()} (*){pointer.group(3)}", pointer.group(2)
        elif part == "...":
            yield "...", "..."
        else:
            yield plain.group(1).strip(), plain.group(2)


def meaning(kind, name, following):
    if kind == "const char*" and following[0] == "size_t":
        return f"bytes, as many as `{following[1]}` says, borrowed for the call"
    if (kind, name) in NAMES:
        return NAMES[kind, name]
    if kind in TYPES:
        return TYPES[kind]
    if name in ANY_TYPE:
        return ANY_TYPE[name]
    return "a callback, kept by the host" if CALLBACK.search(kind) or "(*)" in kind else "a value"


def result(returns, comment):
    if returns == "void":
        return "nothing"
    if returns == "int" and not re.search(r"[Rr]eturns", comment):
        return "`REDISMODULE_OK`, or `REDISMODULE_ERR` as told above" if "ERR" in comment else "`REDISMODULE_OK` or `REDISMODULE_ERR`"
    return f"`{returns}`, as told above"


def thread(comment):
    if re.search(r"any\s+thread", comment, re.I):
        return "any" + (", without the lock" if "without the lock" in comment else "")
    if "Not on the main thread" in comment:
        return "any but the main thread"
    return "the main thread, or one that holds the lock"


def entry(row):
    name, returns, text, _, since, comment, _ = row
    lines = [f"### {name}\n", "```c", wrapped(f"{returns} RedisModule_{name}{text};"), "```\n", comment + "\n"]
    given = list(parameters(text))
    if given:
        lines += ["| parameter | type | |", "|---|---|---|"]
        lines += [f"| `{n}` | `{t}` | {meaning(t, n, after)} |" for (t, n), after in zip(given, [*given[1:], ("", "")])]
        lines.append("")
    lines.append(f"Result: {result(returns, comment)}. Thread: {thread(comment)}. Since Redis {since}.\n")
    return "\n".join(lines)


def pages():
    """{file name: text}"""
    groups = {}
    for row in documented():
        groups.setdefault(row[3], []).append(row)
    out, index = {}, []
    for group, functions in groups.items():
        file = title(group).lower().replace(" ", "-") + ".md"
        heading = functions[0][6] or title(group)
        out[file] = f"{HEAD}\n# {heading}\n\n" + "\n".join(entry(row) for row in functions)
        names = ", ".join(f"[{row[0]}]({file}#{row[0].lower()})" for row in functions)
        index.append(f"**[{heading}]({file})**: {names}\n")
    out["README.md"] = (
        f"{HEAD}\n# Functions of the module ABI\n\n"
        "Names, parameters and types are Redis's; `since` is the Redis version that brought a function. Unless an entry says otherwise: pointers must not be null,\n"
        "what is \"borrowed\" stays another's and is good for the callback, and a function is called on the main thread or with the lock of a thread-safe context.\n"
        "[The introduction](../../../module_api/README.md) tells how a module is written, [the guide](../guide.md) builds one, [the coverage](../../abi-coverage.md) which of these are served.\n\n" + "\n".join(index))
    return out


def main():
    wanted = pages()
    found = {path.name: path.read_text() for path in PAGES.glob("*.md")} if PAGES.exists() else {}
    if "--check" in sys.argv[1:]:
        wrong = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
        if wrong:
            sys.exit(f"not what functions.def says: docs/modules/reference/{', '.join(wrong)}; run docs/generate_abi_reference.py")
        return
    PAGES.mkdir(parents=True, exist_ok=True)
    for name in found.keys() - wanted.keys():
        (PAGES / name).unlink()
    for name, page in wanted.items():
        (PAGES / name).write_text(page)


if __name__ == "__main__":
    main()
