#!/usr/bin/env python3
"""clang-tidy over every .cc of the build, and clang-format over every source, with results kept by content.

  tidy.py tidy [FILE ...]     needs build/debug/compile_commands.json
  tidy.py analyze [FILE ...]  the path-sensitive analyzer alone; slow, not part of the tests
  tidy.py format

clang-tidy takes seconds a file, nearly all for the headers it reads. A clean result is kept under a hash of the file,
of every header of ours that it reaches, of .clang-tidy and of the compiler's words, in $TRELLIS_CACHE/tidy: only what a
change touches is looked at again.
"""
import concurrent.futures
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.dont_write_bytecode = True

from harness.report import Report  # noqa: E402

ROOT = HERE.parents[1]
INCLUDE = re.compile(rb'^\s*#\s*include\s*"([^"]+)"', re.M)
SUBJECTS = ("core", "modules", "module_api", "json", "search", "timeseries", "graph", "tests", "bench")


def reached(path, seen):
    """`path` and all headers of this checkout that it includes, directly or not."""
    if path in seen or not path.is_file():
        return seen
    seen.add(path)
    for found in INCLUDE.finditer(path.read_bytes()):
        name = found.group(1).decode()
        for candidate in (ROOT / name, path.parent / name):
            if candidate.is_file():
                reached(candidate, seen)
                break
    return seen


ANALYZER = "--checks=-*,clang-analyzer-*,-clang-analyzer-optin.performance.Padding"


def key_of(entry, version, checks):
    digest = hashlib.sha256(version + (ROOT / ".clang-tidy").read_bytes() + " ".join(checks).encode())
    digest.update(re.sub(re.escape(str(ROOT)), "", entry.get("command", "")).encode())
    for path in sorted(reached(Path(entry["file"]), set())):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def tidy(report, only, checks=()):
    build = ROOT / "build/debug"
    entries = json.loads((build / "compile_commands.json").read_text())
    entries = [e for e in entries if Path(e["file"]).is_relative_to(ROOT) and not Path(e["file"]).is_relative_to(ROOT / "build")]
    if only:
        entries = [e for e in entries if any(e["file"].endswith(name) for name in only)]
    cache = Path(os.environ.get("TRELLIS_CACHE", Path.home() / ".cache/trellis")) / "tidy"
    cache.mkdir(parents=True, exist_ok=True)
    version = subprocess.run(["clang-tidy-14", "--version"], capture_output=True, check=True).stdout
    todo, kept = [], 0
    for entry in entries:
        key = cache / key_of(entry, version, checks)
        if key.exists():
            kept += 1
        else:
            todo.append((entry["file"], key))
    print(f"clang-tidy: {kept} of {len(entries)} files unchanged since they were clean, {len(todo)} to look at", flush=True)
    failures = []

    def look(item):
        file, key = item
        done = subprocess.run(
            ["clang-tidy-14", "-p", str(build), "--quiet", *checks, file], capture_output=True, text=True, timeout=600
        )
        return file, key, done

    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("TRELLIS_JOBS", "2"))) as pool:
        for file, key, done in pool.map(look, todo):
            if done.returncode == 0:
                key.touch()
            else:
                failures.append(file)
                found = [l for l in done.stdout.splitlines() if "warning:" in l or "error:" in l]
                report.fail(f"clang-tidy {Path(file).relative_to(ROOT)}", "\n".join(found[:8]) or done.stderr[-600:])
    if not failures:
        report.ok("clang-tidy")


def formatted(report):
    files = [p for s in SUBJECTS for p in sorted((ROOT / s).rglob("*")) if p.suffix in (".h", ".cc", ".c", ".def")]
    files = [p for p in files if p.suffix != ".def"]
    done = subprocess.run(
        ["clang-format-14", "--dry-run", "-Werror", *map(str, files)], capture_output=True, text=True, cwd=ROOT
    )
    wrong = sorted(set(re.findall(r"^(\S+?):\d+:\d+: error", done.stderr, re.M)))
    report.check(f"clang-format leaves {len(files)} files as they are", not wrong, "\n".join(wrong))


def main():
    report = Report()
    if sys.argv[1:2] == ["format"]:
        formatted(report)
    elif sys.argv[1:2] == ["tidy"]:
        tidy(report, sys.argv[2:])
    elif sys.argv[1:2] == ["analyze"]:
        tidy(report, sys.argv[2:], [ANALYZER])
    else:
        sys.exit(__doc__)
    report.finish()


main()
