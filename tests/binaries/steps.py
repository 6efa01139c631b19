"""What a workload goes through on both servers: each step leaves the two in the same state, or raises."""
import re
from fnmatch import fnmatchcase

from binaries.lockstep import Difference
from binaries.together import together
from harness.resp import Reply

NATIVE_TYPES = (b"string", b"list", b"set", b"zset", b"hash", b"stream", b"none")
FOOTER_BYTES = 10  # of a DUMP payload: the RDB version, which is the server's own, and a checksum


def play(pair, workload, part):
    differences = pair.play(workload.parts.get(part, []), workload.masks)
    if differences:
        count = f"{len(differences)} differences in `{part}`\n" if len(differences) > 1 else ""
        raise Difference(count + "\n".join(differences[:12]))


def registered(pair, binaries, _workload):
    """MODULE LIST, COMMAND INFO and COUNT of the module's commands, and the form of what it adds to INFO."""
    for binary in binaries:
        lists = [_module_row(reply, binary.module) for reply in pair.ask([b"MODULE", b"LIST"])]
        pair.same([Reply("+", repr(row).encode()) for row in lists])
        names = _same_commands(pair, binary)
        for name in names:
            pair.same(pair.ask([b"COMMAND", b"INFO", name]), marks={"unordered": []})
        pair.same([Reply("+", "\n".join(_info_form(reply, binary.module)).encode())
                   for reply in pair.ask([b"INFO", b"everything"])])


def _module_row(reply, module):
    """Name, version and arguments of a module; paths and figures are the server's own."""
    for row in reply.plain():
        fields = row if isinstance(row, dict) else dict(zip(row[::2], row[1::2]))
        if fields[b"name"] == module.encode():
            return [fields[b"name"], fields[b"ver"], fields.get(b"args")]
    return None


def _same_commands(pair, binary):
    found = [sorted(reply.plain()) for reply in pair.ask([b"COMMAND", b"LIST", b"FILTERBY", b"MODULE", binary.module])]
    pair.same([Reply("*", [Reply("$", name) for name in names]) for names in found])
    return found[0]


def _info_form(reply, module):
    """The names of the fields that the module added, and its own line without what Trellis adds at the end."""
    text = reply.plain().decode().replace("\r\n", "\n")
    lines = []
    for section in re.findall(r"(?m)^# (" + re.escape(module) + r"_[^\n]*)\n((?:[^#\n][^\n]*\n)*)", text):
        lines.append("# " + section[0])
        lines += [line.split(":")[0] for line in section[1].splitlines()]
    line = re.search(r"(?m)^(module:name=" + re.escape(module) + r",.*?),memory=\d+$|^(module:name=" + re.escape(module) + r",.*)$", text)
    return lines + [line and (line.group(1) or line.group(2)) or "no module line"]


def fill(pair, _binaries, workload):
    play(pair, workload, "fill")


def read(pair, _binaries, workload):
    play(pair, workload, "read")


def change(pair, _binaries, workload):
    play(pair, workload, "change")
    play(pair, workload, "read")


def reload(pair, _binaries, workload):
    pair.call(b"DEBUG", b"RELOAD")
    play(pair, workload, "read")


def restart(pair, _binaries, workload):
    pair.restart()
    play(pair, workload, "read")


def exchange(pair, _binaries, workload):
    """Each server is started with the file that the other one wrote."""
    pair.restart(exchange=True)
    play(pair, workload, "read")


def keys(pair):
    """[(key, type)], the same on both."""
    ours, theirs = (sorted(reply.plain()) for reply in pair.ask([b"KEYS", b"*"]))
    if ours != theirs:
        raise Difference(f"  other keys\n  own      {theirs}\n  Trellis  {ours}")
    out = []
    for key in ours:
        kinds = pair.ask([b"TYPE", key])
        pair.same(kinds)
        out.append((key, kinds[0].value))
    return out


def dump(pair, _binaries, workload):
    """Every key is dumped, restored under another name, unlinked and renamed back. The payloads are the same bytes."""
    for key, kind in keys(pair):
        payloads = pair.ask([b"DUMP", key])
        if kind not in NATIVE_TYPES and not any(fnmatchcase(key, p) for p in workload.payloads_differ):
            pair.same([Reply(p.kind, p.value[:-FOOTER_BYTES] if p.value else p.value) for p in payloads])
        if workload.in_place:
            pair.same(pair.ask([b"UNLINK", key]))
        other = key if workload.in_place else b"other:" + key
        for connection, payload in zip(pair.connections, payloads):
            connection.send(b"RESTORE", other, 0, payload.value)
        pair.same([connection.read() for connection in pair.connections])
        if not workload.in_place:
            pair.same(pair.ask([b"UNLINK", key]))
            pair.same(pair.ask([b"RENAME", other, key]))
    play(pair, workload, "read")


def copy(pair, _binaries, workload):
    for key, _ in keys(pair):
        pair.same(pair.ask([b"COPY", key, b"copy:" + key]))
        pair.same(pair.ask([b"EXISTS", b"copy:" + key]))
    play(pair, workload, "read")
    for key, _ in keys(pair):
        if key.startswith(b"copy:"):
            pair.same(pair.ask([b"UNLINK", key]))
    play(pair, workload, "read")


def several(pair, _binaries, workload):
    """Several clients at once."""
    lines = [line for line in workload.parts.get("together", []) if line.protocol in (0, pair.protocol)]
    (ours, our_problems), (theirs, their_problems) = pair.both(lambda server: together(server, pair.protocol, lines))
    if our_problems or their_problems:
        raise Difference("\n".join([f"own: {p}" for p in their_problems] + [f"Trellis: {p}" for p in our_problems]))
    for of_one, of_other in zip(ours, theirs):
        for (line, ours_reply), (_, their_reply) in zip(of_one, of_other):
            try:
                pair.same([ours_reply, their_reply], line.marks, workload.masks)
            except Difference as problem:
                raise Difference(f"line {line.number}: {line.text}\n{problem}") from None
    play(pair, workload, "after")


def free(pair, _binaries, workload):
    """Values end on the thread that frees: UNLINK of some, FLUSHALL ASYNC of the rest; and all can be made again."""
    for key, _ in keys(pair)[::2]:
        pair.same(pair.ask([b"UNLINK", key]))
    keys(pair)
    pair.same(pair.ask([b"FLUSHALL", b"ASYNC"]))
    pair.same(pair.ask([b"DBSIZE"]))
    play(pair, workload, "fill")
    play(pair, workload, "read")
    pair.same(pair.ask([b"FLUSHALL", b"ASYNC"]))


# In this order; RESP3 takes the other's file where RESP2 takes its own.
STEPS = {
    2: (registered, fill, read, change, reload, dump, copy, restart, several, free),
    3: (registered, fill, read, change, reload, dump, copy, exchange, several, free),
}
