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
from generate_header import rows  # noqa: E402

PAGES = HERE / "modules/reference"
HEAD = "<!-- Written by docs/generate_abi_reference.py: change module_api/functions.def instead. -->\n"
SECTION = re.compile(r"/\* ---- (.+?) -+ \*/")

# What a parameter of such a type is, and what some are called everywhere: a comment says it only where there is more to say.
TYPES = {
    "RedisModuleCtx*": "the callback's context, borrowed",
    "RedisModuleKey*": "an open key",
    "RedisModuleIO*": "the stream that the type's callback was given",
    "RedisModuleDigest*": "the digest that the type's callback was given",
    "RedisModuleCallReply*": "a reply, or a part of one",
    "RedisModuleCallReply**": "where a part of the reply goes, borrowed from it; may be null",
    "RedisModuleDict*": "a dictionary",
    "RedisModuleDictIter*": "an iterator of a dictionary",
    "RedisModuleBlockedClient*": "a blocked client, as BlockClient gave it",
    "RedisModuleInfoCtx*": "what the INFO callback was given",
    "RedisModuleServerInfoData*": "what GetServerInfo gave",
    "RedisModuleDefragCtx*": "what the defragmenting callback was given",
    "RedisModuleCommandFilterCtx*": "what the filter was given",
    "RedisModuleKeyOptCtx*": "what a `2` callback of a type was given",
    "RedisModuleScanCursor*": "a cursor of ScanCursorCreate",
    "RedisModuleStreamID*": "an entry's id: milliseconds and sequence",
    "RedisModuleCommand*": "a command, as GetCommand gave it",
}
NAMES = {
    ("size_t", "len"): "how many bytes", ("size_t", "keylen"): "how many bytes", ("size_t", "bytes"): "how many bytes", ("uint32_t", "len"): "how many bytes",
    ("const char*", "buf"): "`len` bytes, borrowed for the call", ("size_t", "count"): "how many", ("size_t", "index"): "a place, from 0",
    ("size_t*", "len"): "where the number of bytes goes", ("size_t*", "keylen"): "where the number of bytes goes",
    ("int", "dbid"): "a database's index", ("uint64_t", "client_id"): "a client's id",
    ("void*", "privdata"): "given to the callbacks", ("void*", "data"): "given to the callback", ("void*", "user_data"): "given to the callback",
    ("RedisModuleString*", "str"): "a string of the host, borrowed", ("const RedisModuleString*", "str"): "a string of the host, borrowed",
}
PARAMETER = re.compile(r"  (\w+|\.\.\.): (.+)")


def documented():
    """[(name, returns, parameters, group, since, comment, described parameters, section)] in the order of the file."""
    text = (ROOT / "module_api/functions.def").read_text()
    found, comment, section = {}, ("", {}), ""
    for token in re.finditer(r"/\*.*?\*/|^FUNCTION\((\w+),", text, re.S | re.M):
        heading = SECTION.fullmatch(token.group())
        if heading:
            section = heading.group(1)
        elif token.group(1):
            found[token.group(1)] = (*comment, section)
            comment = ("", {})
        else:
            comment = clean(token.group())
    return [(*row, *found[row[0]]) for row in rows()]


def clean(comment):
    """(text, {parameter: what it is}). A parameter is described by an indented line, "name: text", and goes on where it is indented further."""
    lines = [re.sub(r"^ ?\* ?", "", line.strip() if line.strip() == "*" else line) for line in comment[2:-2].split("\n")]
    text, described, name = [lines[0].strip()], {}, ""
    for line in (line.rstrip() for line in lines[1:]):
        parameter = PARAMETER.fullmatch(line)
        if parameter:
            name, described[parameter[1]] = parameter.groups()
        elif line.startswith("      ") and name:
            described[name] += " " + line.strip()
        else:
            text.append(line)
    return "\n".join(text).strip(), described


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


def chain(functions, name):
    """The function's row, that of the one that its comment begins with ("As X"), and so on."""
    by_name = {row[0]: row for row in functions}
    while name in by_name:
        yield by_name[name]
        like = re.match(r"As (\w+)", by_name[name][5])
        name = like[1] if like else None


def whole_comment(functions, name):
    return "\n".join(row[5] for row in chain(functions, name))


def meanings(functions):
    """{function: {parameter: what it is}}. A comment that begins "As X" takes over what X says. Ends with the names of those that nobody describes."""
    out, missing = {}, []
    for name, _, text, _, _, comment, own, _ in functions:
        told, given = {}, list(parameters(text))
        for like in chain(functions, name):
            told = {**like[6], **told}
        out[name] = {p: told.get(p) or NAMES.get((kind, p)) or TYPES.get(kind) for kind, p in given}
        missing += [f"{name}: {p}" for p, what in out[name].items() if what is None]
        missing += [f"{name}: {p} is no parameter" for p in own.keys() - out[name].keys()]
        if comment == "":
            missing.append(f"{name}: no comment")
    if missing:
        sys.exit("functions.def doesn't describe\n  " + "\n  ".join(missing))
    return out


def wrapped(line):
    """A C declaration, broken behind commas to 100 columns."""
    out = [""]
    for part in re.findall(r"[^,]+,? ?", line):
        if len(out[-1]) + len(part.rstrip()) > 100:
            out.append("    ")
        out[-1] += part
    return "\n".join(text.rstrip() for text in out)


def callbacks():
    """{name: declaration} of the header's types of functions."""
    header = (ROOT / "module_api/redismodule.h").read_text()
    return {found[1]: wrapped(" ".join(found[0].split())) for found in re.finditer(r"^typedef [^;{]*\(\*(\w+)\)\([^;]*;", header, re.M)}


def shown(text, places=None):
    """As Markdown shows it: <module> is no tag, | ends no cell. With places ({function: its link}), "as X" leads to X."""
    text = re.sub(r"<(?=\w)", "&lt;", text).replace("|", "&#124;")
    return re.sub(r"\b([Aa]s) (\w+)", lambda m: f"{m[1]} [{m[2]}]({places[m[2]]})" if m[2] in places else m[0], text) if places else text


def result(returns, comment):
    if returns == "void":
        return "nothing"
    if returns == "int" and not re.search(r"(^|[.;:] )returns (?!OK|ERR)", comment, re.I):
        return "`REDISMODULE_OK`, or `REDISMODULE_ERR` as told above" if re.search(r"ERR|Errors|^As ", comment) else "`REDISMODULE_OK`"
    return f"`{returns}`, as told above"


def thread(comment, group):
    if group == "kReplies":
        return "as the context's: the main thread; for one of GetThreadSafeContext its own thread, without the lock"
    if re.search(r"any\s+thread", comment, re.I):
        return "any" + (", without the lock" if "without the lock" in comment else "")
    if "Not on the main thread" in comment:
        return "any but the main thread"
    return "the main thread, or one that holds the lock"


def entry(row, described, whole, types, places):
    name, returns, text, group, since, comment, _, _ = row
    given = list(parameters(text))
    kinds = [types[kind] for kind in dict.fromkeys(kind for kind, _ in given) if kind in types]
    lines = [f"### {name}\n", "```c", wrapped(f"{returns} RedisModule_{name}{text};"), *kinds, "```\n", shown(comment, places) + "\n"]
    if given:
        lines += ["| parameter | type | |", "|---|---|---|"]
        lines += [f"| `{n}` | `{t}` | {shown(described[n])} |" for t, n in given]
        lines.append("")
    lines.append(f"Result: {result(returns, whole)}. Thread: {thread(whole, group)}. Since Redis {since}.\n")
    return "\n".join(lines)


def page(group):
    return title(group).lower().replace(" ", "-") + ".md"


def pages():
    """{file name: text}"""
    groups, functions = {}, documented()
    described, types = meanings(functions), callbacks()
    for row in functions:
        groups.setdefault(row[3], []).append(row)
    places = {row[0]: f"{page(row[3])}#{row[0].lower()}" for row in functions}
    out, index = {}, []
    for group, members in groups.items():
        file = page(group)
        heading = members[0][7] or title(group)
        out[file] = f"{HEAD}\n# {heading}\n\n" + "\n".join(entry(row, described[row[0]], whole_comment(functions, row[0]), types, places) for row in members)
        names = ", ".join(f"[{row[0]}]({file}#{row[0].lower()})" for row in members)
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
