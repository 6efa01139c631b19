"""The server's and modules' settings, read and changed by a module: settings/settings.c, which Redis 8.2 was asked with, too."""
import tempfile
from pathlib import Path

from harness.report import equal
from harness.server import Server

from modules.lifecycle import compile_module

HERE = Path(__file__).resolve().parent
TEXT, WORD, NUMBER, SWITCH = range(4)


def row(kind, value):
    """What SETTINGS.GET replies of a setting: kind, value, and the value as a switch, word and number."""
    value = value.encode()
    switch = [0, int(value == b"yes")] if kind == SWITCH else [1, 77]
    word = [0, value] if kind == WORD else [1, b"null"]
    number = [0, int(value)] if kind == NUMBER else [1, 77]
    return [0, kind, 0, value, *switch, *word, *number]


def reading(call):
    for name, kind, value in (("hz", NUMBER, "10"), ("HZ", NUMBER, "10"), ("maxmemory", NUMBER, "0"), ("maxmemory-policy", WORD, "noeviction"),
                              ("appendonly", SWITCH, "no"), ("dbfilename", TEXT, "dump.rdb"), ("unixsocketperm", NUMBER, "0"),
                              ("settings.flag", SWITCH, "yes"), ("settings.hidden", SWITCH, "yes"), ("settings.word", WORD, "green"),
                              ("settings.bits", WORD, "left"), ("settings.number", NUMBER, "5"), ("settings.text", TEXT, "hello")):
        equal(call("settings.get", name), row(kind, value), name)
    for name in ("nosuch", "*", "set*"):
        equal(call("settings.get", name), [1, 77, 1, b"null", 1, 77, 1, b"null", 1, 77], name)


def changing(call):
    unknown = "Config name not found"
    for kind, name, value, error in (
            ("bool", "settings.flag", 0, ""), ("bool", "settings.flag", 7, "argument must be 'yes' or 'no'"),
            ("bool", "settings.number", 1, None), ("bool", "nosuch", 1, unknown), ("bool", "hz", 1, None),
            ("number", "hz", 12, ""), ("number", "hz", -5, "argument must be between 0 and 2147483647 inclusive"),
            ("number", "maxmemory-policy", 1, None), ("number", "nosuch", 1, unknown), ("number", "settings.number", 50, ""),
            ("number", "settings.number", 101, "argument must be between 1 and 100 inclusive"), ("number", "settings.number", 13, "not thirteen"),
            ("enum", "settings.word", "red", ""), ("enum", "settings.bits", "left right", ""), ("enum", "settings.number", "5", None),
            ("enum", "settings.word", "blue", "argument(s) must be one of the following: red, green"), ("enum", "nosuch", "x", unknown),
            ("text", "settings.number", "7", ""), ("text", "settings.number", "abc", "argument couldn't be parsed into an integer"),
            ("text", "settings.memory", "1kb", ""), ("text", "settings.text", "some words", ""), ("text", "nosuch", "x", unknown)):
        result, text = call("settings.set", kind, name, value)
        wanted = (1, "null" if error is None else error) if error != "" else (0, "null")
        equal((result, text.decode()), wanted, f"{kind} {name} {value}")
    equal(call("settings.set", "quiet", "nosuch", "x"), [1, b"null"])
    equal(call("CONFIG", "GET", "settings.text"), [b"settings.text", b"some words"])
    equal(call("settings.set", "bool", "settings.fixed", 0), [1, b"Config is immutable"])
    equal(call("settings.set", "text", "dbfilename", "x"), [1, b"Config is protected"])
    equal((call("settings.set", "text", "maxmemory-clients", "50%")[0], call("settings.get", "maxmemory-clients")[8:]), (0, [0, -50]))


def walking(call):
    equal(sorted(call("settings.walk", "slowlog-*")), [b"slowlog-log-slower-than", b"slowlog-max-len"])
    equal((call("settings.walk", "nosuch*"), call("settings.walk", "hz")), ([], [b"hz"]))
    names = call("settings.walk")
    assert len(names) > 100 and b"settings.text" in names and b"maxmemory" in names, names


def settings(report):
    with tempfile.TemporaryDirectory(prefix="trellis-modules-") as folder:
        path = f"{folder}/settings.so"
        compile_module(HERE / "settings/settings.c", path)
        with Server(modules=[path]) as server, server.connect() as connection:
            for what, part in (("read", reading), ("changed or refused with the reason", changing), ("walked over", walking)):
                with report.test(f"settings: {what} by a module"):
                    part(connection.call)
            assert not server.complaints(), server.complaints()
