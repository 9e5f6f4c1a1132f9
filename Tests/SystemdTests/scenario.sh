# What the scripts of the tests have in common; a box's script reads it first.

export DEBIAN_FRONTEND=noninteractive
SETTLED='6/6 compliant'

# Neither the manual's index, which takes seconds, nor a container's ban on services is of use in a box.
rm -f /var/lib/man-db/auto-update /usr/sbin/policy-rc.d

# Says nothing, unless dpkg fails; what dpkg says is in /tmp/dpkg.log.
install_packages() { dpkg --install "$@" > /tmp/dpkg.log 2>&1 || { cat /tmp/dpkg.log; return 1; }; }

# simulator PORT [OPTION...]: six servers, half of them open, for the token 'simulator-token'.
simulator() {
    : > "/tmp/simulator-$1.log"
    hostup-simulator --port "$1" --fleet 6 --drifted 50% "${@:2}" > "/tmp/simulator-$1.log" 2>&1 &
    eventually grep listening "/tmp/simulator-$1.log"
}

# tell PORT PATH JSON: says something to the simulator.
tell() {
    exec 5<> "/dev/tcp/127.0.0.1/$1"
    printf 'POST /simulator/%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s' \
        "$2" "${#3}" "$3" >&5
    grep -q 'HTTP/1.1 20' <&5
    exec 5>&-
}

# open_door NAME: somebody lets passwords in again, and the service looks.
open_door() {
    tell 8080 "guests/$1" '{"permitRootLogin": "yes", "passwordAuthentication": "yes"}'
    reconciled now "$1" > /dev/null 2>&1 &
}

# configure DIRECTORY PORT: a policy that enforces, the simulator as the API, and its token.
configure() {
    mkdir -p "$1/policies.d"
    (umask 077; echo simulator-token > "$1/token")
    echo "api: {baseURL: \"http://127.0.0.1:$2/api/v2\"}" > "$1/reconciled.yaml"
    cat > "$1/policies.d/10.yaml" <<'POLICY'
name: ssh-off
resource: vps.sshPasswordLogin
mode: enforce
match: all
desired: {enabled: false}
schedule: {every: 10s}
POLICY
}

property() { systemctl show --property="$1" --value "${2-reconciled.service}"; }
status() { property StatusText "${1-reconciled.service}"; }
messages() { journalctl --sync; journalctl --unit="${1-reconciled.service}" --output=cat _COMM=reconciled --no-pager; }

# eventually WORD... : waits until the command succeeds, for 30 s, and says what is the matter if it never does.
eventually() {
    local attempt
    for attempt in $(seq 300); do if "$@" > /dev/null 2>&1; then return; fi; sleep 0.1; done
    echo "never: $*"; status; messages | tail -n 5
}
count() { grep -c "$@" || true; }
restarts_are() { [ "$(property NRestarts)" = "$1" ]; }
status_has() { [[ $(status "${2-reconciled.service}") == *"$1"* ]]; }
message_has() { [ "$(messages | grep -c -- "$1")" != 0 ]; }

# A setting of the unit for this test alone.
drop_in() {
    mkdir -p /run/systemd/system/reconciled.service.d
    printf '[Service]\n%s\n' "$1" > /run/systemd/system/reconciled.service.d/90-test.conf
    systemctl daemon-reload
}

# The service is up and has put all right when this ends.
start_settled() {
    configure /etc/reconciled 8080
    simulator 8080 "$@"
    systemctl start reconciled.service
    eventually status_has "$SETTLED"
}

# Whether each intent about a server has its outcome in the ledger, of which there is one at least.
intents_are_settled() {
    reconciled history "$1" | awk '
        $3 == "intent" { intents++ }
        $3 == "outcome" || $3 == "claimed" { outcomes++ }
        END { exit !(intents > 0 && intents == outcomes) }'
}

# What a client should not have done, as the simulator counted it.
violations() {
    exec 5<> "/dev/tcp/127.0.0.1/8080"
    printf 'GET /simulator/report HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' >&5
    grep -o '"violationCount" : [0-9]*' <&5
    exec 5>&-
}
