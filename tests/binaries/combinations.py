"""Several of the binaries in one Trellis, and beside our own modules; and what can't be there together.

Names decide: rejson is ReJSON and redistimeseries is timeseries, as ours; Stack's redisearch is search, falkordb is graph,
as ours; Debian's redisearch is ft, but its commands and types are search's. Only redisbloom clashes with nothing.
"""
import contextlib
from pathlib import Path

from binaries import foreign
from binaries.crowd import crowd, survives_a_restart
from binaries.lockstep import Pair
from binaries.steps import play
from binaries.workload import fill_in
from harness.content import everything, fill_modules, loaded_modules
from harness.report import Skipped, equal
from harness.resp import ErrorReply
from harness.server import module_paths, server_path

# What can be loaded together, in this order: the binaries, and which of ours.
TOGETHER = (
    ("all but Debian's redisearch", ("timeseries", "bloom", "search", "rejson", "falkor"), ()),
    ("all but Stack's redisearch", ("falkor", "search1", "bloom", "rejson", "timeseries"), ()),
    ("our four and redisbloom", ("bloom",), ("json", "search", "timeseries", "graph")),
    ("our json and timeseries, their search and graph", ("search", "falkor", "bloom"), ("json", "timeseries")),
    ("our search and graph, their json and timeseries", ("rejson", "timeseries", "bloom"), ("search", "graph")),
)
# What is refused beside what: the one that is loaded, the one that comes too late.
CLASHES = (
    ("json", "rejson"),
    ("search", "search"),
    ("search", "search1"),
    ("timeseries", "timeseries"),
    ("graph", "falkor"),
)
BINARIES = {binary.name: binary for binary in foreign.ALL}


def run(report, read, loads):
    for title, names, ours in TOGETHER:
        binaries = tuple(BINARIES[name] for name in names)
        with report.test(f"together: {title}"):
            skip_unless(binaries)
            works = [read(name) for name in loads if set(loads[name]) <= set(binaries)]
            compare(binaries, paths_of(ours), works, loads)
        with report.test(f"eight clients at once: {title}"):
            skip_unless(binaries)
            works = [read(name) for name in loads if set(loads[name]) <= set(binaries)]
            with foreign.in_trellis(binaries, paths_of(ours)) as server:
                with server.connect() as connection:
                    for line in (line for work in works for line in work.parts["fill"]):
                        connection.try_call(*fill_in(line.words, {}))
                    fill_modules(connection, [name for name in loaded_modules(connection) if name in names_of(ours)])
                crowd(server, works)
                survives_a_restart(server)
                assert not server.complaints(), server.complaints()
    for loaded, late in CLASHES:
        with report.test(f"{late}'s binary is refused beside our {loaded}, which goes on"):
            skip_unless((BINARIES[late],))
            refuse(paths_of((loaded,)), BINARIES[late])
    with report.test("Debian's redisearch is refused beside Stack's, which goes on"):
        skip_unless((foreign.SEARCH, foreign.SEARCH1))
        refuse_beside_foreign(foreign.SEARCH, foreign.SEARCH1)
    with report.test("falkordb as it comes, with the log of queries that wants a stream, stays up"):
        skip_unless((foreign.FALKOR,))
        falkor_with_its_defaults()


def skip_unless(binaries):
    reason = foreign.missing(binaries)
    if reason:
        raise Skipped(reason)


def paths_of(ours):
    paths = {Path(path).stem: path for path in module_paths(server_path())}
    missing = [name for name in ours if name not in paths]
    if missing:
        raise Skipped(f"our {missing[0]} is not built")
    return [paths[name] for name in ours]


def compare(binaries, ours, works, loads):
    """Every workload's state in one Trellis at once, against a server of its own for each."""
    with contextlib.ExitStack() as stack:
        trellis = stack.enter_context(foreign.in_trellis(binaries, ours))
        above, pairs = trellis.port, []
        for work in works:
            own = stack.enter_context(foreign.in_its_own(loads[work.name], above))
            above = own.port
            pairs.append((Pair(trellis, own), work))
        mine = stack.enter_context(trellis.connect())
        fill_modules(mine, [name for name in loaded_modules(mine) if name in names_of(ours)])
        each(pairs, lambda pair, work: (pair.connect(2), play(pair, work, "fill"), play(pair, work, "read")))
        before = values_of_ours(mine)
        mine.call("DEBUG", "RELOAD")
        equal(values_of_ours(mine), before, "our modules' values")
        each(pairs, lambda pair, work: play(pair, work, "read"))
        each(pairs, lambda pair, _: pair.close())
        mine.close()
        trellis.restart()
        each(pairs, lambda pair, work: (pair.connect(3), play(pair, work, "read"), pair.close()))
        with trellis.connect() as again:
            equal(values_of_ours(again), before, "our modules' values after a restart")
            equal(again.call("FLUSHALL", "ASYNC"), b"OK")
        assert trellis.alive() and not trellis.complaints(), trellis.complaints() or trellis.log_tail()


def values_of_ours(connection):
    """What fill_modules made, if it did."""
    return {key: value for key, value in everything(connection).items() if key[1] in (b"doc", b"series", b"graph")}


def names_of(ours):
    published = {"json": "ReJSON", "search": "search", "timeseries": "timeseries", "graph": "graph"}
    return [published[Path(path).stem] for path in ours]


def each(pairs, action):
    for pair, work in pairs:
        action(pair, work)


def refuse(ours, late):
    with foreign.in_trellis((), ours) as server, server.connect() as connection:
        fill_modules(connection, loaded_modules(connection))
        check_refusal(server, connection, late)


def refuse_beside_foreign(loaded, late):
    with foreign.in_trellis((loaded,)) as server, server.connect() as connection:
        connection.call("FT.CREATE", "index", "SCHEMA", "t", "TEXT")
        connection.call("HSET", "doc", "t", "word")
        check_refusal(server, connection, late)
        equal(connection.call("FT.SEARCH", "index", "word", "NOCONTENT"), [1, b"doc"])


def check_refusal(server, connection, late):
    """An error, and a server exactly as before."""
    before = connection.call("MODULE", "LIST"), connection.call("COMMAND", "COUNT"), everything(connection)
    reply = connection.try_call("MODULE", "LOAD", foreign.path_of(late), *late.arguments)
    assert isinstance(reply, ErrorReply), f"loaded: {reply!r}"
    names = [[row[1], row[3]] for row in before[0]]
    equal([[row[1], row[3]] for row in connection.call("MODULE", "LIST")], names)
    equal((connection.call("COMMAND", "COUNT"), everything(connection)), before[1:])
    connection.call("DEBUG", "RELOAD")
    equal(everything(connection), before[2])
    assert server.alive() and not server.complaints(), server.complaints() or server.log_tail()


def falkor_with_its_defaults():
    with foreign.in_trellis((foreign.FALKOR,)) as server:
        server.stop()
        server.options = ["--loadmodule", foreign.path_of(foreign.FALKOR)]
        server.start()
        with server.connect() as connection:
            for i in range(20):
                connection.call("GRAPH.QUERY", "g", f"CREATE (:A {{i: {i}}})")
            # Its timer comes four times a second.
            connection.call("BLPOP", "nothing", 1)
            equal(connection.call("GRAPH.QUERY", "g", "MATCH (a:A) RETURN count(a)")[1], [[20]])
        assert server.alive() and not server.complaints(), server.complaints() or server.log_tail()
