#!/usr/bin/env python3
"""Runs the stages of the tests one after the other and adds up what they count. Started by `./trellis test`.

A stage is a program that ends with 'N passed, N failed, N skipped'. Each runs in a session of its own under a time
limit, so that a server that hangs fails its stage and the run goes on.
"""
import argparse
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DEBUG, RELEASE = ROOT / "build/debug", ROOT / "build/release"
SANITIZED = {
    "TRELLIS_SERVER": str(DEBUG / "trellis-server"),
    "ASAN_OPTIONS": "detect_leaks=1:abort_on_error=0:detect_odr_violation=0",
    "UBSAN_OPTIONS": "print_stacktrace=1",
}
COUNTS = re.compile(r"(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$")


@dataclass
class Stage:
    """seconds: its time limit; needs: commands without which the stage is skipped (transcripts/not_served.txt)."""

    name: str
    what: str
    command: list
    seconds: int = 600
    extra: bool = False
    shared: str = ""
    environment: dict = None
    needs: tuple = ()


def stages():
    here, shared = ROOT / "tests", os.environ.get("TRELLIS_SHARED", "")
    return [
        Stage("layers", "who includes whom, and names", [here / "layers/check.py"], 60),
        Stage("format", "clang-format", [here / "layers/tidy.py", "format"], 120),
        Stage("unit", "GoogleTest programs under address and undefined sanitizers", [__file__, "--unit"], 1800),
        Stage("tidy", "clang-tidy, only what changed", [here / "layers/tidy.py", "tidy"], 2400),
        Stage("transcripts", "command by command, RESP2 and RESP3", [here / "transcripts/run"], 600),
        Stage("transcripts-sanitized", "the same on the debug build", [here / "transcripts/run"], 1200, environment=SANITIZED),
        Stage("server", "start, configuration, signals, log", [here / "server/run"], 300),
        Stage("persistence", "save, kill, restart, broken files", [here / "persistence/run"], 600),
        Stage("modules", "other people's binaries, load and unload", [here / "modules/run"], 300, needs=("module",)),
        Stage("kit", "modules that a stranger writes and builds", [here / "kit/run"], 600, needs=("module",)),
        Stage("hostile", "bad input on the debug build", [here / "hostile/run"], 600, environment=SANITIZED, needs=("rpush",)),
        Stage("fuzz", "random RESP on the debug build, seeded", [here / "fuzz/run"], 300, environment=SANITIZED),
        Stage("realdata", "dictionaries and maps of Debian, loaded whole", [here / "realdata/run"], 1200, needs=("module",)),
        Stage("peers-transcripts", "transcripts on the servers they record", [here / "transcripts/run", "--against", "all"],
              1200, extra=True, shared="peers/peers"),
        Stage("binaries", "other people's modules, compared with the servers they were made for", [here / "binaries/run"], 300, extra=True),
        Stage("binaries-sanitized", "the same on the debug build", [here / "binaries/run"], 900, extra=True,
              environment=dict(SANITIZED, ASAN_OPTIONS="detect_leaks=0:detect_odr_violation=0")),
        Stage("tcl", "Redis's own test suite", [here / "tcl/run"], 3000, extra=True, needs=("rpush",)),
        Stage("tcl-modules", "Redis's own test suite of the module ABI", [here / "tcl/run", "--modules"], 1200, extra=True,
              needs=("module",)),
        Stage("realdata-peers", "the same data and questions on the peers", [here / "realdata/run", "--peers"],
              1800, extra=True, shared="peers/peers", needs=("module",)),
        Stage("clients", "redis-py, ioredis, lettuce, redis-cli, redis-benchmark", [here / "clients/run"], 900, extra=True,
              shared="clients/run", needs=("rpush",)),
        Stage("interop", "payloads that real servers wrote", [here / "interop/run"], 600, extra=True,
              shared="measure/check_fixtures.py", needs=("rpush",)),
        Stage("jsonpath", "the JSONPath compliance suite", [here / "clients/suite", "jsonpath-cts"], 300, extra=True,
              shared="jsonpath-cts/run", needs=("module",)),
        Stage("tck", "the openCypher suite", [here / "clients/suite", "tck"], 900, extra=True, shared="tck/run", needs=("module",)),
    ]


def not_served():
    """Commands that the server doesn't have yet; the transcripts' runner checks that the list is true."""
    return (ROOT / "tests/transcripts/not_served.txt").read_text().splitlines()


def run(stage):
    """Streams the stage's output; returns (passed, failed, skipped)."""
    shared = os.environ.get("TRELLIS_SHARED", "")
    if stage.extra and os.environ.get("TRELLIS_EXTRA") != "1":
        print(f"skipped: {stage.name}: an extra stage (TRELLIS_EXTRA=1 turns these on)")
        return 0, 0, 1
    if stage.shared and not (shared and (Path(shared) / stage.shared).exists()):
        print(f"skipped: {stage.name}: TRELLIS_SHARED has no {stage.shared}")
        return 0, 0, 1
    missing = [name for name in stage.needs if name in not_served()]
    if missing:
        print(f"skipped: {stage.name}: the server has no {missing[0].upper()} yet")
        return 0, 0, 1
    program = Path(stage.command[0])
    if not program.exists():
        print(f"FAILED   {stage.name}: {program} is missing")
        return 0, 1, 0
    environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="1", **(stage.environment or {}))
    process = subprocess.Popen(
        [sys.executable, *map(str, stage.command)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="replace", start_new_session=True, env=environment, cwd=ROOT,
    )
    timed_out = threading.Event()

    def stop():
        timed_out.set()
        end_session(process.pid)

    timer = threading.Timer(stage.seconds, stop)
    timer.start()
    counts = None
    for line in process.stdout:
        found = COUNTS.fullmatch(line.strip())
        if found:
            counts = tuple(int(n or 0) for n in found.groups())
        else:
            print(line, end="", flush=True)
    status = process.wait()
    timer.cancel()
    end_session(process.pid)  # what a failing stage may have left running
    if timed_out.is_set():
        print(f"FAILED   {stage.name}: not done in {stage.seconds} s, stopped")
        return (counts or (0, 0, 0))[0], (counts or (0, 0, 0))[1] + 1, (counts or (0, 0, 0))[2]
    if counts is None:
        print(f"FAILED   {stage.name}: ended with status {status} and no count")
        return 0, 1, 0
    if status != 0 and counts[1] == 0:
        print(f"FAILED   {stage.name}: ended with status {status}")
        return counts[0], 1, counts[2]
    return counts


def end_session(leader):
    """Kills every process of the session that `leader` began."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                if int(fields[3]) == leader:
                    os.kill(int(entry.name), signal.SIGKILL)
            except (OSError, IndexError):
                pass


def build(preset):
    """Through ./trellis's own words for ninja; returns whether it worked."""
    configured = (ROOT / "build" / preset / "build.ninja").exists()
    log = ROOT / "build" / f"{preset}.log"
    log.parent.mkdir(exist_ok=True)
    commands = [] if configured else [["cmake", "--preset", preset]]
    commands.append(["ninja", "-C", str(ROOT / "build" / preset), "-j" + os.environ.get("TRELLIS_JOBS", "2")])
    started = time.monotonic()
    print(f"== build {preset}", flush=True)
    with open(log, "w") as out:
        for command in commands:
            if subprocess.run(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, check=False).returncode:
                lines = log.read_text(errors="replace").splitlines()
                wrong = [i for i, l in enumerate(lines) if "error" in l.lower() or l.startswith("FAILED")]
                print("\n".join(lines[wrong[0]: wrong[0] + 30] if wrong else lines[-30:]))
                print(f"FAILED   build {preset}: build/{preset}.log has all of it")
                return False
    print(f"   built in {time.monotonic() - started:.0f} s", flush=True)
    return True


def unit():
    """Runs every program that ctest knows and counts GoogleTest's own tests."""
    listing = subprocess.run(["ctest", "--show-only=json-v1"], cwd=DEBUG, capture_output=True, text=True, check=True)
    passed = failed = 0
    for test in json.loads(listing.stdout)["tests"]:
        try:
            done = subprocess.run(
                [*test["command"], "--gtest_brief=1"], capture_output=True, text=True, errors="replace", timeout=300, cwd=DEBUG,
                check=False,
            )
            text, status = done.stdout + done.stderr, done.returncode
        except subprocess.TimeoutExpired:
            text, status = "not done in 300 s", -1
        good = re.search(r"\[  PASSED  \] (\d+) test", text)
        bad = re.search(r"(\d+) FAILED TEST", text)
        passed += int(good.group(1)) if good else int(status == 0)
        if status:
            failed += int(bad.group(1)) if bad else 1
            print(f"FAILED   {test['name']}\n" + "\n".join("         " + l for l in text.splitlines()[-60:]))
    print(f"{passed} passed, {failed} failed, 0 skipped")
    sys.exit(1 if failed else 0)


def main():
    if sys.argv[1:] == ["--unit"]:
        unit()
    arguments = argparse.ArgumentParser(prog="./trellis test")
    arguments.add_argument("--only", default="", help="comma-separated names of stages")
    arguments.add_argument("--list", action="store_true")
    options = arguments.parse_args()
    every = stages()
    if options.list:
        for stage in every:
            print(f"{stage.name:22}{'extra  ' if stage.extra else '       '}{stage.what}")
        return
    names = [name for name in options.only.split(",") if name]
    unknown = set(names) - {stage.name for stage in every}
    if unknown:
        sys.exit(f"no stage is called {', '.join(sorted(unknown))}: see ./trellis test --list")
    chosen = [stage for stage in every if not names or stage.name in names]
    if names and not os.environ.get("TRELLIS_EXTRA"):
        os.environ["TRELLIS_EXTRA"] = "1"  # who names a stage wants it run
    total = [0, 0, 0]
    for preset in ("debug", "release"):
        static = {"layers", "format"}
        wanted = {"debug": {"unit", "tidy", "transcripts-sanitized", "hostile", "fuzz", "binaries-sanitized"}}.get(preset)
        if all(s.name in static or (wanted is not None and s.name not in wanted) for s in chosen):
            continue
        if preset == "release" and os.environ.get("TRELLIS_SERVER"):
            continue
        total[0 if build(preset) else 1] += 1
    for stage in chosen:
        started = time.monotonic()
        print(f"== {stage.name}: {stage.what}", flush=True)
        counts = run(stage)
        total = [a + b for a, b in zip(total, counts)]
        print(f"   {counts[0]} passed, {counts[1]} failed, {counts[2]} skipped in {time.monotonic() - started:.0f} s", flush=True)
    print(f"{total[0]} passed, {total[1]} failed, {total[2]} skipped")
    sys.exit(1 if total[1] else 0)


main()
