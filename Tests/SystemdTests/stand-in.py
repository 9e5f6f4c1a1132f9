#!/usr/bin/python3
"""Stands in for the program: says what it finds under the unit, is ready, and ends as it is told to."""
import os
import resource
import signal
import socket
import sys


def notify(message):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.sendto(message.encode(), os.environ["NOTIFY_SOCKET"].replace("@", "\0", 1))


def writable(variable):
    return [path for path in os.environ[variable].split(":") if os.access(path, os.W_OK)]


def can_write(path):
    try:
        open(path, "w").close()
        return True
    except OSError:
        return False


token = open(os.environ["CREDENTIALS_DIRECTORY"] + "/hostup-token").read().strip()
if token.startswith("exit "):
    sys.exit(int(token.split()[1]))

print("arguments", *sys.argv[1:])
print("token", token)
print("state", *writable("STATE_DIRECTORY"))
print("runtime", *writable("RUNTIME_DIRECTORY"))
print("configuration", os.environ["CONFIGURATION_DIRECTORY"])
print("core", *resource.getrlimit(resource.RLIMIT_CORE))
print("root", os.getuid() == 0)
print("token file", os.access("/etc/reconciled/token", os.R_OK))
print("elsewhere", can_write("/etc/reconciled/x"), can_write("/usr/x"), can_write("/var/x"))
sys.stdout.flush()

reloads = 0


def reload(*_):
    global reloads
    reloads += 1
    notify(f"STATUS=reloads {reloads}")


signal.signal(signal.SIGHUP, reload)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
notify("READY=1\nSTATUS=reloads 0")
while True:
    signal.pause()
