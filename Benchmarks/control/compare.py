"""Measures whether people who ask a running service delay its writes.

Usage: compare.py FOLDER-OF-RELEASE-BINARIES [GUESTS] [CLIENTS]
Runs the service twice on the same simulated fleet, without and with clients that ask for the status again and again over
the control socket, and prints from each intent to its outcome as the ledger dates them.
"""

import http.client
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time

binaries = pathlib.Path(sys.argv[1]).resolve()
guests = int(sys.argv[2]) if len(sys.argv) > 2 else 300
clients = int(sys.argv[3]) if len(sys.argv) > 3 else 50
policy = """name: off
resource: vps.sshPasswordLogin
mode: enforce
match: all
desired: {enabled: false}
brake: {changesPerDay: 100%}
"""


class Connection(http.client.HTTPConnection):
    """HTTP over a UNIX socket."""

    def __init__(self, path):
        super().__init__("reconciled", timeout=30)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(30)
        self.sock.connect(self.path)


def ask(path, is_over, answers):
    while not is_over.is_set():
        try:
            connection = Connection(path)
            while not is_over.is_set():
                connection.request("GET", "/v1/status")
                if connection.getresponse().read():
                    answers.append(1)
        except OSError:
            time.sleep(0.05)


def milliseconds(text):
    whole, _, rest = text.rstrip("Z").partition(".")
    return int(time.mktime(time.strptime(whole, "%Y-%m-%dT%H:%M:%S"))) * 1000 + int((rest + "000")[:3])


def measure(count):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "policies").mkdir()
        (folder / "policies/off.yaml").write_text(policy)
        (folder / "token").write_text("benchmark-token")
        (folder / "reconciled.yaml").write_text(f"api: {{tokenFile: {folder}/token}}\n")
        simulator = subprocess.Popen(
            [binaries / "hostup-simulator", "--port", "0", "--token", "benchmark-token", "--fleet", str(guests),
             "--drifted", "100%", "--latency", "40-40ms"], stdout=subprocess.PIPE, text=True)
        url = re.search(r"http://\S+", simulator.stdout.readline()).group()
        common = ["--config", folder / "reconciled.yaml", "--policies", folder / "policies", "--state", folder / "state"]
        service = subprocess.Popen(
            [binaries / "reconciled", "run", *common, "--api-url", url], stderr=subprocess.DEVNULL,
            env={**os.environ, "TZ": "UTC"})
        is_over, answers = threading.Event(), []
        path = str(folder / "state/control.sock")
        threads = [threading.Thread(target=ask, args=(path, is_over, answers), daemon=True) for _ in range(count)]
        for thread in threads:
            thread.start()
        # The first looks are made at five a second.
        time.sleep(guests / 5 + 5)
        is_over.set()
        for thread in threads:
            thread.join()
        history = subprocess.run(
            [binaries / "reconciled", "history", *common, "--output", "json"], capture_output=True, text=True, check=True)
        service.terminate()
        service.wait()
        simulator.terminate()
        simulator.wait()
    intents, spans = {}, []
    for event in json.loads(history.stdout)["events"]:
        if event["kind"] == "intent":
            intents[event["intent"]] = milliseconds(event["at"])
        if event["kind"] == "outcome":
            spans.append(milliseconds(event["at"]) - intents[event["intent"]])
    return sorted(spans), len(answers)


print(f"{guests} writes, 40 ms in the guest, from the intent's row to the outcome's:\n")
print("| clients | answers to them | median | 95 % | longest |")
print("|---|---|---|---|---|")
for count in (0, clients):
    spans, answers = measure(count)
    print(
        f"| {count} | {answers} | {spans[len(spans) // 2]} ms | {spans[len(spans) * 95 // 100]} ms | {spans[-1]} ms |")
