"""Counts results and prints them the same way everywhere.

A test program prints a line per failure or skip and ends with 'N passed, N failed, N skipped'; `./trellis test`
adds these lines up.
"""
import contextlib
import sys
import time
import traceback


class Skipped(Exception):
    """Raised by a test that can't run here; the text says why."""


class Report:
    def __init__(self, verbose=False):
        self.passed = 0
        self.failed = 0
        self.skipped = 0
        self.verbose = verbose

    def ok(self, name):
        self.passed += 1
        if self.verbose:
            print(f"ok       {name}", flush=True)

    def fail(self, name, why):
        self.failed += 1
        indented = "\n".join("         " + line for line in str(why).rstrip().splitlines())
        print(f"FAILED   {name}\n{indented}", flush=True)

    def skip(self, name, why):
        self.skipped += 1
        print(f"skipped: {name}: {why}", flush=True)

    def check(self, name, condition, why="does not hold"):
        if condition:
            self.ok(name)
        else:
            self.fail(name, why() if callable(why) else why)
        return bool(condition)

    @contextlib.contextmanager
    def test(self, name):
        """Everything in the block is one test: it passes when nothing is raised."""
        started = time.monotonic()
        try:
            yield
        except Skipped as reason:
            self.skip(name, reason)
        except AssertionError as problem:
            self.fail(name, str(problem) or traceback.format_exc(limit=-2))
        except Exception as problem:  # a test that breaks must not end the run
            self.fail(name, f"{type(problem).__name__}: {problem}\n{traceback.format_exc(limit=-3)}")
        else:
            self.ok(f"{name} ({time.monotonic() - started:.1f} s)")

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped", flush=True)
        sys.exit(1 if self.failed else 0)


def equal(actual, expected, what=""):
    """Asserts equality with both sides shown, shortened."""
    if actual != expected:
        raise AssertionError(f"{what or 'values differ'}\n  expected {_short(expected)}\n  got      {_short(actual)}")


def _short(value, limit=600):
    text = repr(value)
    return text if len(text) <= limit else f"{text[:limit]}... ({len(text)} characters)"
