"""Measures `reconciled once` as a whole process under a limit with short windows, over a real socket.

Usage: compare.py FOLDER-OF-RELEASE-BINARIES [ROUNDS] [ROW...]
Prints a Markdown table: how long the process took over the least time in which the limit lets that many requests
through, and how many were refused. The neighbour is another program with the same key that sends evenly and tries
nothing again.
"""

import http.client
import json
import math
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

binaries = pathlib.Path(sys.argv[1]).resolve()
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
token = "benchmark-token"
guests = 320
policy = """name: off
resource: vps.sshPasswordLogin
mode: enforce
match: all
desired: {enabled: false}
brake: {changesPerDay: 100%}
"""

# Name, kind and size of the limit, its window in seconds, headers, requests a second of the neighbour, most time over
# the bound and most refusals that are aimed at.
rows = [
    ("headers, fixed window", "fixed", 60, 3, "all", 0, 1.06, 0),
    ("headers on a 429 only, fixed window", "fixed", 60, 3, "published", 0, 1.12, 24),
    ("Retry-After only, fixed window", "fixed", 60, 3, "retry-after", 0, 1.12, 24),
    ("Retry-After only, sliding window", "sliding", 60, 3, "retry-after", 0, 1.12, 24),
    ("Retry-After only, bucket", "bucket", 20, 1, "retry-after", 0, 1.12, 40),
    ("headers, fixed window, a neighbour", "fixed", 60, 3, "all", 6, 1.15, 1),
]


class Neighbour(threading.Thread):
    """Sends evenly until told to stop; counts what was refused to it."""

    def __init__(self, url, rate):
        super().__init__(daemon=True)
        self.address = urllib.parse.urlsplit(url)
        self.rate = rate
        self.ended = threading.Event()
        self.refused = 0

    def run(self):
        connection = http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=10)
        due = time.monotonic()
        while not self.ended.wait(max(0, due - time.monotonic())):
            due += 1 / self.rate
            connection.request("GET", f"{self.address.path}/vps?limit=1", headers={
                "Authorization": f"Bearer {token}", "User-Agent": "neighbour/1"})
            answer = connection.getresponse()
            answer.read()
            self.refused += answer.status == 429

    def stop(self):
        self.ended.set()
        self.join()


def least_time(kind, limit, window, requests, start, neighbours):
    """The least time in which `requests` pass, from `start` seconds after the first window began."""
    if kind == "fixed":
        limit = limit - neighbours * window
        return (math.ceil(requests / limit) - 1) * window - start % window if requests > limit else 0
    if kind == "sliding":
        return (math.ceil(requests / limit) - 1) * window
    return max(0, (requests - limit) * window / limit)


def measured(kind, limit, window, headers, rate):
    simulator = subprocess.Popen(
        [binaries / "hostup-simulator", "--port", "0", "--token", token, "--fleet", str(guests), "--drifted", "12.5%",
         "--latency", "20-60ms", "--limit", f"{limit}/{window}s", "--limit-kind", kind, "--headers", headers],
        stdout=subprocess.PIPE, text=True)
    neighbour = None
    try:
        url = re.search(r"http://\S+", simulator.stdout.readline()).group()
        # The simulator counts its windows from its own start.
        began = time.monotonic()
        if rate:
            neighbour = Neighbour(url, rate)
            neighbour.start()
            time.sleep(window)
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "policies").mkdir()
            (folder / "policies" / "off.yaml").write_text(policy)
            (folder / "token").write_text(token)
            (folder / "reconciled.yaml").write_text(f"api: {{tokenFile: {folder}/token}}\npacing: {{share: 100%}}\n")
            before = time.monotonic()
            command = subprocess.run(
                [binaries / "reconciled", "once", "--config", folder / "reconciled.yaml", "--policies",
                 folder / "policies", "--state", folder / "state", "--api-url", url, "--output", "json"],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            took = time.monotonic() - before
        if neighbour:
            neighbour.stop()
        address = urllib.parse.urlsplit(url)
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=10)
        connection.request("GET", "/simulator/report")
        report = json.loads(connection.getresponse().read())
        summary = json.loads(command.stdout)["summary"]
        assert command.returncode == 0 and summary["compliant"] == summary["matched"] == guests, summary
        # With a neighbour on the same key the simulator cannot tell who was told to wait.
        assert neighbour or report["violationCount"] == 0, report["violations"][:3]
        theirs = neighbour.refused if neighbour else 0
        requests = summary["matched"] + 2 * summary["written"] + math.ceil(guests / 100)
        bound = least_time(kind, limit, window, requests, before - began, rate)
        return took / bound, report["rateLimited"] - theirs, theirs, requests
    finally:
        simulator.terminate()
        simulator.wait()


wanted = sys.argv[3:]
print(f"`once`, {guests} guests, short windows, median (worst) of {rounds} rounds:\n")
print("| limit | requests | time over the bound | aimed at | refused | aimed at | refused to the neighbour |")
print("|---|---|---|---|---|---|---|")
for name, kind, limit, window, headers, rate, most_time, most_refused in rows:
    if wanted and not any(word in name for word in wanted):
        continue
    results = [measured(kind, limit, window, headers, rate) for _ in range(rounds)]
    ratio, refused, theirs, requests = ([result[column] for result in results] for column in range(4))
    print(f"| {name}, {limit} per {window} s | {max(requests)} | {statistics.median(ratio):.3f} ({max(ratio):.3f}) "
          f"| {most_time} | {statistics.median(refused):.0f} ({max(refused)}) | {most_refused} "
          f"| {f'{statistics.median(theirs):.0f} ({max(theirs)})' if rate else ''} |", flush=True)
