"""Measures `reconciled` beside a script that does the same work, on the same simulator, in one run.

Usage: compare.py FOLDER-OF-RELEASE-BINARIES [GUESTS] [ROUNDS]
Prints two Markdown tables: `once` against the script, and `run` at rest. Wall times are noise on a shared machine; what
counts is their ratio, the ratio of the processor times, and the counts.
"""

import json
import os
import pathlib
import re
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time

binaries = pathlib.Path(sys.argv[1]).resolve()
size = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
here = pathlib.Path(__file__).resolve().parent
concurrency = 16
token = "benchmark-token"
policy = """name: off
resource: vps.sshPasswordLogin
mode: enforce
match: all
desired: {enabled: false}
brake: {changesPerDay: 100%}
"""


class Simulator:
    """A simulated account of its own for each measurement, so that nobody finds the other's work done."""

    def __init__(self, guests, latency="20-60ms", drifted="50%"):
        self.process = subprocess.Popen(
            [binaries / "hostup-simulator", "--port", "0", "--token", token, "--fleet", str(guests), "--drifted",
             drifted, "--stopped", "5%", "--without-keys", "5%", "--latency", latency],
            stdout=subprocess.PIPE, text=True)
        self.url = re.search(r"http://\S+", self.process.stdout.readline()).group()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def measured(arguments):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    answer = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, answer.stdout


def arguments(folder, url, command):
    folder = pathlib.Path(folder)
    (folder / "policies").mkdir(exist_ok=True)
    (folder / "policies" / "off.yaml").write_text(policy)
    (folder / "token").write_text(token)
    (folder / "reconciled.yaml").write_text(
        f"api: {{tokenFile: {folder}/token}}\npacing: {{concurrency: {concurrency}}}\n")
    return [binaries / "reconciled", command, "--config", folder / "reconciled.yaml", "--policies", folder / "policies",
            "--state", folder / "state", "--api-url", url]


def once():
    ours, theirs = [], []
    for _ in range(rounds):
        with Simulator(size) as simulator, tempfile.TemporaryDirectory() as folder:
            wall, cpu, output = measured(arguments(folder, simulator.url, "once") + ["--output", "json"])
            ours.append((wall, cpu, json.loads(output)["summary"]["confirmed"]))
        with Simulator(size) as simulator:
            wall, cpu, output = measured([sys.executable, here / "client.py", simulator.url, token, str(concurrency)])
            theirs.append((wall, cpu, json.loads(output)["written"]))
    print(f"`once`, {size} guests, 20-60 ms in the guest, no limit, {concurrency} requests at once, "
          f"median of {rounds} rounds:\n")
    print("| | wall | processor | written and read back |\n|---|---|---|---|")
    medians = []
    for name, rows in (("reconciled once", ours), ("script, 16 threads", theirs)):
        wall, cpu, written = (statistics.median(row[column] for row in rows) for column in range(3))
        medians.append((wall, cpu))
        print(f"| {name} | {wall:.2f} s | {cpu:.2f} s | {written:.0f} |")
    print(f"| ratio | {medians[0][0] / medians[1][0]:.2f} | {medians[0][1] / medians[1][1]:.2f} | |\n")


def processor_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mebibytes(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text()).group(1)) / 1024


def started(command, folder):
    """Starts a service and waits for READY=1. Returns the process and how long that took."""
    path = f"{folder}/notify"
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(path)
    start = time.monotonic()
    process = subprocess.Popen(
        command, env={**os.environ, "NOTIFY_SOCKET": path}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while b"READY=1" not in listener.recv(4096):
        pass
    ready = time.monotonic() - start
    listener.close()
    os.unlink(path)
    return process, ready


def run():
    rest = 60
    with Simulator(size, latency="0ms", drifted="0%") as simulator, tempfile.TemporaryDirectory() as folder:
        subprocess.run(arguments(folder, simulator.url, "once"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        process, _ = started(arguments(folder, simulator.url, "run"), folder)
        time.sleep(15)
        before = processor_seconds(process.pid)
        time.sleep(rest)
        share = (processor_seconds(process.pid) - before) / rest
        memory = resident_mebibytes(process.pid)
        process.terminate()
        process.wait()
    with Simulator(10_000, latency="0ms", drifted="0%") as simulator, tempfile.TemporaryDirectory() as folder:
        subprocess.run(arguments(folder, simulator.url, "once"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        times = []
        for _ in range(5):
            process, ready = started(arguments(folder, simulator.url, "run"), folder)
            times.append(ready)
            process.terminate()
            process.wait()
    print("`run`:\n\n| | |\n|---|---|")
    print(f"| at rest, {size} guests: memory (RSS) | {memory:.0f} MiB |")
    print(f"| at rest, {size} guests: share of a core, over {rest} s | {share * 100:.2f} % |")
    print(f"| exec to READY with 10,000 known guests, median of 5 | {statistics.median(times) * 1000:.0f} ms |")


once()
run()
