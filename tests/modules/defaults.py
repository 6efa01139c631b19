"""LoadDefaultConfigs: a module reads its settings' defaults, changes its mind, and then takes what the configuration says.

All but `early` holds on Redis 8.2, too (TRELLIS_SERVER=path/to/redis-server).
"""
import tempfile
from pathlib import Path

from harness.report import equal
from harness.server import Server, server_path
from modules.lifecycle import compile_module, refused

HERE = Path(__file__).resolve().parent


def defaults(report):
    with tempfile.TemporaryDirectory(prefix="trellis-defaults-") as folder:
        probe = f"{folder}/defaults.so"
        compile_module(HERE / "probe/defaults.c", probe)
        with Server(modules=[]) as server, server.connect() as connection:
            call = connection.call

            def steps(word, *configs):
                equal(call("MODULE", "LOADEX", probe, *configs, "ARGS", word), b"OK")
                said = call("DEFAULTS.STEPS").decode()
                return said.split(" ", 4)[4] if word != "early" and said.count(":") > 1 else said

            taken = "defaults:OK number=5 yes=1 sets=2"
            with report.test("defaults first; then only what the configuration names"):
                equal(steps("-", "CONFIG", "defaults.number", "42"), "values:OK number=42 yes=0 sets=3")
                assert call("DEFAULTS.STEPS").decode().startswith(taken)
                equal(call("CONFIG", "GET", "defaults.yes"), [b"defaults.yes", b"no"])
                equal(call("DEFAULTS.STEPS", "now").decode().split("command:")[1], "ERR number=42 yes=0 sets=3")
                call("MODULE", "UNLOAD", "defaults")
            with report.test("without a configuration nothing is set twice"):
                equal(steps("-"), "values:OK number=5 yes=0 sets=2")
                call("MODULE", "UNLOAD", "defaults")
            with report.test("not again, and not after LoadConfigs"):
                equal(steps("again"), "again:ERR number=5 yes=1 sets=2 values:OK number=5 yes=0 sets=2")
                call("MODULE", "UNLOAD", "defaults")
                equal(steps("late"), "values:OK number=5 yes=0 sets=2 late:ERR number=5 yes=0 sets=2")
                call("MODULE", "UNLOAD", "defaults")
            with report.test("LoadConfigs must follow"):
                refused(connection, "rror loading", "MODULE", "LOAD", probe, "forget")
                equal(call("CONFIG", "GET", "defaults.*"), [])
            if "trellis" not in Path(server_path()).name:
                return
            with report.test("a setting that is registered later gets its default from LoadConfigs"):
                equal(steps("early"), "early:OK number=-1 yes=-1 sets=0 defaults:ERR number=-1 yes=-1 sets=0 values:OK number=5 yes=1 sets=2")
                equal(call("DEFAULTS.APPLIED"), 0)
                call("MODULE", "UNLOAD", "defaults")
            with report.test("a default that the module refuses fails the call, and the load with it"):
                refused(connection, "rror loading", "MODULE", "LOAD", probe, "refuse")
                equal(call("CONFIG", "GET", "defaults.*"), [])
                assert "Issue during loading of configuration defaults.number" in server.log(), server.log_tail()
            assert not server.complaints(), server.complaints()
