"""The same work as `reconciled once`, as a script would do it: 16 threads, requests, urllib3's Retry.

Usage: client.py URL TOKEN THREADS
Lists the fleet, reads each guest that runs, switches password login off where that is allowed, a key is there and the
gate is open, and reads each write back. Prints what it did as one line of JSON.
"""

import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

url, token, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
local = threading.local()


def session():
    if not hasattr(local, "session"):
        retry = Retry(total=10, backoff_factor=0.5, status_forcelist=[429, 500, 502, 503],
                      allowed_methods=["GET", "PATCH"], respect_retry_after_header=True)
        local.session = requests.Session()
        local.session.mount("http://", HTTPAdapter(max_retries=retry, pool_maxsize=1))
        local.session.headers.update({"Authorization": f"Bearer {token}", "User-Agent": "script/1"})
    return local.session


def guests():
    cursor = None
    while True:
        parameters = {"limit": 100, **({"cursor": cursor} if cursor else {})}
        page = session().get(f"{url}/vps", params=parameters, timeout=30).json()
        yield from page["data"]
        cursor = page["nextCursor"]
        if not cursor:
            return


def close(guest):
    if guest["serviceStatus"] != "active" or guest["powerState"] != "running":
        return "skipped"
    target = f"{url}/vps/{guest['id']}/ssh-password-login"
    state = session().get(target, timeout=30).json()
    if state["enabled"] is False:
        return "compliant"
    if not (state["enabled"] and state["sshKeysConfigured"] and state["actions"]["canDisable"]["allowed"]):
        return "held"
    answer = session().patch(target, json={"enabled": False}, timeout=30).json()
    if not answer["lastOperation"]["verified"]:
        return "unverified"
    return "written" if session().get(target, timeout=30).json()["enabled"] is False else "unconfirmed"


with ThreadPoolExecutor(threads) as pool:
    outcomes = list(pool.map(close, list(guests())))
print(json.dumps({outcome: outcomes.count(outcome) for outcome in sorted(set(outcomes))}))
