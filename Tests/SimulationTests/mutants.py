#!/usr/bin/env python3
"""Breaks the program on purpose, one mistake at a time, and asks the simulation to find each.

    mutants.py [--seeds N] [--enough N] [NAME ...]

Each patch in Mutations/ is one mistake. It is applied to a copy of the tree in .build-mutants, the simulation is built
from it and lives through seeds from 0 on, each in a process of its own, so that one that traps or hangs counts too.
Prints which check found the mistake first, at which seed, and how many seeds it takes as a rule: the median of a
geometric distribution whose chance is the share of the seeds that find it. Exits 1 where one stays unfound.
"""

import argparse
import concurrent.futures
import math
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PATCHES = ROOT / "Tests/SimulationTests/Mutations"
SCRATCH = ROOT / ".build-mutants"
TREE = SCRATCH / "tree"
BUILD = SCRATCH / "build"
# git would look for the repository around the copy, and then take the patches' paths as its own.
OUTSIDE_GIT = {**os.environ, "GIT_CEILING_DIRECTORIES": str(SCRATCH)}
# The slowest healthy seed takes a few seconds.
TIME_OUT = 60


def sources():
    """Every file that a build reads, by its path from the root."""
    for top in ["Package.swift", "Package.resolved", "Sources", "Tests", "Benchmarks"]:
        for path in [ROOT / top, *(ROOT / top).rglob("*")]:
            name = path.relative_to(ROOT)
            if path.is_file() and not any(part.startswith(".") for part in name.parts):
                yield name


def copy_tree():
    """Brings the copy up to date; a file that is as it was keeps its date, so that little is built anew."""
    names = set(sources())
    for old in [path for path in TREE.rglob("*") if path.is_file()]:
        if old.relative_to(TREE) not in names:
            old.unlink()
    for name in names:
        source, target = ROOT / name, TREE / name
        if not target.exists() or target.read_bytes() != source.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def apply(patch):
    subprocess.run(["git", "apply", str(patch)], cwd=TREE, env=OUTSIDE_GIT, check=True)


def build():
    """Builds the simulation from the copy; returns the compiler's errors where it cannot be built.

    Optimized file by file: a mistake in one file is built in a quarter of the time that a release build takes.
    """
    made = subprocess.run(
        ["swift", "build", "-Xswiftc", "-O", "--product", "reconcile-sim", "--scratch-path", str(BUILD)],
        cwd=TREE, capture_output=True, text=True)
    if made.returncode != 0:
        lines = [line for line in made.stdout.splitlines() + made.stderr.splitlines() if "error:" in line]
        return "; ".join(lines[:3])[:500] or "it cannot be built"
    return None


def live(seed):
    """Lives through one seed; returns what found the mistake, or None."""
    program = str(BUILD / "debug/reconcile-sim")
    try:
        run = subprocess.run(
            [program, "replay", str(seed)], capture_output=True, text=True, timeout=TIME_OUT,
            env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})
    except subprocess.TimeoutExpired:
        return "time-out"
    if run.returncode == 0:
        return None
    found = re.search(r"failed: (\w+)", run.stdout)
    return found.group(1) if found else "trap"


def hunt(limit, enough, jobs):
    """Lives through seeds until enough of them found the mistake; returns (findings by seed, seeds lived through)."""
    found = {}
    done = 0
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        while done < limit and len(found) < enough:
            batch = range(done, min(done + 2 * jobs, limit))
            for seed, finding in zip(batch, pool.map(live, batch)):
                if finding:
                    found[seed] = finding
            done = batch.stop
    return found, done


def median(found, done):
    chance = len(found) / done
    return 1 if chance >= 0.5 else math.ceil(math.log(0.5) / math.log(1 - chance))


def main():
    parser = argparse.ArgumentParser(description="Counts which mistakes the simulation finds.")
    parser.add_argument("--seeds", type=int, default=400, help="how many seeds may look for one mistake")
    parser.add_argument("--enough", type=int, default=5, help="how many finds tell how rare a mistake is")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many worlds at a time")
    parser.add_argument("names", nargs="*", help="only patches whose name contains one of these")
    arguments = parser.parse_args()
    patches = [
        patch for patch in sorted(PATCHES.glob("*.patch"))
        if not arguments.names or any(name in patch.name for name in arguments.names)]
    print("| mistake | found by | first seed | median |\n| --- | --- | ---: | ---: |", flush=True)
    unfound, medians = [], []
    for patch in patches:
        copy_tree()
        apply(patch)
        errors = build()
        found, done = ({}, 0) if errors else hunt(arguments.seeds, arguments.enough, arguments.jobs)
        if found:
            medians.append(median(found, done))
            first = min(found)
            print(f"| {patch.stem} | {found[first]} | {first} | {medians[-1]} |", flush=True)
        else:
            unfound.append(patch.stem)
            print(f"| {patch.stem} | {errors or 'nobody'} | | over {done} |", flush=True)
    print(f"\n{len(medians)} of {len(patches)} mistakes found, the rarest in a median of {max(medians, default=0)} seeds")
    if unfound:
        sys.exit("not found: " + ", ".join(unfound))


main()
