"""What a module that crashes leaves in the log: who it was, what it ran, and which function of the ABI it lacked."""
import os
import re
import tempfile
from pathlib import Path

from harness.resp import Closed
from harness.server import Server
from modules.lifecycle import compile_module

HERE = Path(__file__).resolve().parent
NEEDED = ("REDIS BUG REPORT START", "crashed by signal: 11 (SIGSEGV)", "crash, version 7, ")


def log_of(path, command):
    """The log of a server that has run the command, which ends it."""
    with Server(modules=[path]) as server, server.connect() as connection:
        try:
            connection.call(command)
        except (Closed, ConnectionError):
            pass
        else:
            raise AssertionError(f"{command} did not crash")
        server.process.wait(timeout=30)
        return server.log()


def crashes(report):
    if "ASAN_OPTIONS" in os.environ:
        report.skip("reports of crashes", "a sanitizer makes its own")
        return
    with tempfile.TemporaryDirectory(prefix="trellis-modules-") as folder:
        paths = {}
        for level in ("-O0", "-O1", "-O2"):
            paths[level] = f"{folder}/crash{level}.so"
            compile_module(HERE / "crash/crash.c", paths[level], level, "-pthread")
        with report.test("the log says which functions a module asked for that are not served"):
            with Server(modules=[paths["-O1"]]) as server:
                assert re.search("Asked for by crash, and not served: .*NobodyServesHidden NobodyServesExported", server.log()), server.log_tail()
        with report.test("and says it of one that is loaded later"):
            with Server(modules=[], options=["--enable-module-command", "yes"]) as server, server.connect() as connection:
                connection.call("MODULE", "LOAD", paths["-O1"])
                asked = f"Module {re.escape(paths['-O1'])} asks for functions that are not served: .*NobodyServesHidden NobodyServesExported"
                assert re.search(asked, server.log()), server.log_tail()
        for level in ("-O0", "-O1"):
            for command, name in (("crash.hidden", "NobodyServesHidden"), ("crash.exported", "NobodyServesExported")):
                with report.test(f"a call of a missing function is named: {command}, {level}"):
                    expect(log_of(paths[level], command), *NEEDED, f"Running command: {command}",
                           f"It called RedisModule_{name}, which this server does not serve.")
        with report.test("a jump to a missing function leaves the names that are missing"):
            expect(log_of(paths["-O2"], "crash.jump"), *NEEDED, "Running command: crash.jump", "  RedisModule_NobodyServesHidden")
        with report.test("a module that reads through a null pointer is named with its command"):
            expect(log_of(paths["-O1"], "crash.null"), *NEEDED, "Crashed in the code of module: crash", "Running command: crash.null",
                   "Accessing address: 0x0")
        with report.test("a thread of a module that aborts is named, though it dies in a library"):
            expect(log_of(paths["-O1"], "crash.abort"), "crashed by signal: 6 (SIGABRT)", "Called by the code of module: crash, version 7, ")
        with report.test("a module whose recursion has no end is named with its command"):
            expect(log_of(paths["-O1"], "crash.overflow"), *NEEDED, "Crashed in the code of module: crash", "Running command: crash.overflow")


def expect(log, *parts):
    for part in parts:
        assert part in log, f"'{part}' is not in the log:\n{log[-4000:]}"
