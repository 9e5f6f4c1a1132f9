#!/bin/bash
# Boots a real systemd as process 1 in namespaces of its own, on an overlay of this machine's root or of another, runs
# one command in it, shuts it down and leaves nothing behind. Needs root; no container engine, and no systemd running
# outside.
#
#   systemd-in-box.sh [options] [--] COMMAND [ARG...]
#
#   --root DIRECTORY    what the box stands on and never writes to      (default /)
#   --bind SRC:DEST     read-only view of a file or directory of this machine in the box; may be repeated
#   --boot-timeout S    give up if not up within S seconds        (default 60)
#   --timeout S         kill COMMAND after S seconds              (default 120)
#
# The box has its own /tmp, /run, /dev, network (loopback only), machine id and journal; nothing enabled on this
# machine is started in it. COMMAND runs as root, outside of any unit; its exit status is this script's.
# 125: the box could not be made or booted. 124: COMMAND took too long.
set -uo pipefail
SELF=$(readlink -f "${BASH_SOURCE[0]}")
die() { echo "systemd-in-box: $*" >&2; exit 125; }

# Nothing in the box is to set this machine's clock, load modules, or touch its devices' registers or kernel log.
DROPPED=-sys_time,-sys_module,-sys_rawio,-syslog,-wake_alarm,-mac_admin,-mac_override

# What the box may write goes to RAM, up to this much.
RAM=2g

# Started by units of this machine, but of no use or not possible in the box.
MASKED_UNITS=(
    console-getty.service getty.target getty-static.service systemd-journald-audit.socket
    systemd-udevd.service systemd-udevd-kernel.socket systemd-udevd-control.socket systemd-udev-trigger.service
    systemd-timesyncd.service systemd-firstboot.service systemd-networkd.service
    systemd-networkd-wait-online.service systemd-resolved.service systemd-homed.service ldconfig.service
    dev-hugepages.mount proc-sys-fs-binfmt_misc.automount sys-kernel-debug.mount sys-kernel-tracing.mount
    sys-kernel-config.mount sys-fs-fuse-connections.mount systemd-binfmt.service systemd-modules-load.service
    systemd-sysctl.service
)

milliseconds() { local now=${EPOCHREALTIME/./}; echo $((now / 1000)); }
is_gone() { ! kill -0 "$1" 2>/dev/null; }

# ---------------------------------------------------------------- first: a mount namespace and a cgroup of its own
if [ "${1-}" = --stage1 ]; then
    set -e; BOX=$2 CGROUP=$3 LOWER=$4
    mount -t tmpfs -o "size=$RAM,mode=755" box "$BOX/m"
    mkdir "$BOX/m/cgroup" "$BOX/m/upper" "$BOX/m/work" "$BOX/m/root"
    mount -t cgroup2 cgroup2 "$BOX/m/cgroup"
    mkdir -p "$BOX/m/cgroup/$CGROUP"; echo $$ > "$BOX/m/cgroup/$CGROUP/cgroup.procs"
    exec setpriv --bounding-set "$DROPPED" \
        unshare --pid --fork --kill-child=KILL --ipc --uts --cgroup --net /bin/bash "$SELF" --stage2 "$BOX" "$LOWER"
fi

# ---------------------------------------------------------------- then: the box's root, and systemd as process 1
read_only_bind() { mount --bind "$1" "$2"; mount -o remount,bind,ro "$2"; }

mount_kernel_interfaces() { # what this machine shares with the box is read-only in it
    mount -t proc -o nosuid,nodev,noexec proc "$ROOT/proc"
    read_only_bind "$ROOT/proc/sys" "$ROOT/proc/sys"
    mount --bind "$ROOT/proc/sys/net" "$ROOT/proc/sys/net"; mount -o remount,bind,rw "$ROOT/proc/sys/net"
    for file in sysrq-trigger kmsg kcore; do
        if [ -e "$ROOT/proc/$file" ]; then mount --bind /dev/null "$ROOT/proc/$file"; fi
    done
    mount -t sysfs -o ro,nosuid,nodev,noexec sysfs "$ROOT/sys"
    mount -t cgroup2 -o nosuid,nodev,noexec cgroup2 "$ROOT/sys/fs/cgroup"
}

mount_devices() {
    mount -t tmpfs -o mode=755,nosuid,strictatime,size=4m dev "$ROOT/dev"
    mkdir "$ROOT/dev/pts" "$ROOT/dev/shm" "$ROOT/dev/mqueue"
    for device in null zero full random urandom tty; do
        touch "$ROOT/dev/$device"; mount --bind "/dev/$device" "$ROOT/dev/$device"
    done
    mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5,nosuid,noexec devpts "$ROOT/dev/pts"
    ln -s pts/ptmx "$ROOT/dev/ptmx"; ln -s /proc/self/fd "$ROOT/dev/fd"
    ln -s fd/0 "$ROOT/dev/stdin"; ln -s fd/1 "$ROOT/dev/stdout"; ln -s fd/2 "$ROOT/dev/stderr"
    touch "$ROOT/dev/console"; mount --bind "$BOX/console" "$ROOT/dev/console"
    mount -t tmpfs -o mode=1777,nosuid,nodev shm "$ROOT/dev/shm"
    mount -t mqueue mqueue "$ROOT/dev/mqueue"
}

make_identity() { # the kernel's boot id is this machine's: each boot of a box gets its own
    hostname box; echo box > "$ROOT/etc/hostname"
    tr -d - < /proc/sys/kernel/random/uuid > "$ROOT/etc/machine-id"
    cat /proc/sys/kernel/random/uuid > "$BOX/m/boot_id"
    read_only_bind "$BOX/m/boot_id" "$ROOT/proc/sys/kernel/random/boot_id"
}

choose_units() { # only what the command starts is to run: nothing that is enabled outside
    rm -f "$ROOT"/etc/systemd/system/*.wants/* "$ROOT"/etc/systemd/system/*.requires/*
    mkdir -p "$ROOT/etc/systemd/system" "$ROOT/etc/systemd/journald.conf.d" "$ROOT/var/log/journal"
    for unit in "${MASKED_UNITS[@]}"; do ln -sfn /dev/null "$ROOT/etc/systemd/system/$unit"; done
    printf '[Journal]\nStorage=persistent\nRateLimitIntervalSec=0\nForwardToSyslog=no\n' \
        > "$ROOT/etc/systemd/journald.conf.d/box.conf"
}

bind_inputs() {
    while IFS=$'\t' read -r source target; do
        if [ -d "$source" ]; then mkdir -p "$ROOT$target"; else
            mkdir -p "$(dirname "$ROOT$target")"; touch "$ROOT$target"
        fi
        read_only_bind "$source" "$ROOT$target"
    done < "$BOX/inputs"
}

if [ "${1-}" = --stage2 ]; then
    set -e; BOX=$2 ROOT=$2/m/root LOWER=$3
    umount "$BOX/m/cgroup"
    mount -t overlay box -o "lowerdir=$LOWER,upperdir=$BOX/m/upper,workdir=$BOX/m/work" "$ROOT"
    ip link set lo up
    mount_kernel_interfaces
    mount_devices
    mount -t tmpfs -o mode=755,nosuid,nodev run "$ROOT/run"
    mount -t tmpfs -o mode=1777,nosuid,nodev tmp "$ROOT/tmp"
    make_identity
    choose_units
    bind_inputs
    mkdir "$ROOT/run/.old"; cd "$ROOT"; pivot_root . run/.old
    # Credentials are mounted in a mount namespace of their own and reach the services by propagation. Process 1
    # shares / for that itself, but not in a container.
    exec chroot . /bin/sh -c 'umount -l /run/.old; rmdir /run/.old; cd /; mount --make-rshared /
        exec env -i container=box LANG=C.UTF-8 \
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
            /lib/systemd/systemd --system --unit=multi-user.target --log-target=journal-or-kmsg' </dev/null
fi

# ---------------------------------------------------------------- the caller's side
LOWER=/ BOOT_TIMEOUT=60 COMMAND_TIMEOUT=120 INPUTS=()
while [ $# -gt 0 ]; do
    case $1 in
    --root) LOWER=$(readlink -e "$2") || die "no such directory: $2"; shift 2 ;;
    --bind)
        source=$(readlink -e "${2%%:*}") || die "no such file: ${2%%:*}"
        INPUTS+=("$source"$'\t'"${2#*:}"); shift 2 ;;
    --boot-timeout) BOOT_TIMEOUT=$2; shift 2 ;;
    --timeout) COMMAND_TIMEOUT=$2; shift 2 ;;
    --) shift; break ;;
    -*) die "unknown option $1" ;;
    *) break ;;
    esac
done
[ $# -gt 0 ] || die "no command given"
[ "$(id -u)" = 0 ] || die "must be root"
for program in /lib/systemd/systemd /usr/bin/dbus-daemon; do
    [ -x "$LOWER$program" ] || die "missing: $LOWER$program"
done
for program in unshare nsenter setpriv pgrep ip; do
    command -v "$program" >/dev/null || die "missing: $program"
done

# It gets the name that others look for only when it is locked.
UNLOCKED=$(mktemp -d /tmp/unlocked-systemd-in-box.XXXXXX) || die "no scratch directory"
BOX=/tmp/${UNLOCKED#/tmp/unlocked-}
CGROUP=$(basename "$BOX") UNSHARE_PID= SYSTEMD_PID= COMMAND_PID=

# The lock is held as long as this script lives: a box whose lock is free was killed outright, and its rest goes.
exec 9> "$UNLOCKED/lock"; flock -n 9; mv "$UNLOCKED" "$BOX"
for other in /tmp/systemd-in-box.*; do
    [ "$other" != "$BOX" ] && [ -e "$other/lock" ] && flock -n "$other/lock" rm -rf --one-file-system "$other"
done

remove_cgroups() { # this box's, and the empty ones of boxes that were killed outright
    unshare --mount --propagation private /bin/bash -c '
        mount -t cgroup2 cgroup2 "$1" || exit 0
        for group in "$1"/systemd-in-box.*; do
            [ -d "$group" ] || continue
            [ "$(basename "$group")" = "$2" ] || grep -q "populated 0" "$group/cgroup.events" || continue
            find "$group" -depth -type d -exec rmdir {} + 2>/dev/null
        done' _ "$BOX/m" "$CGROUP" 2>/dev/null
}

in_box() { nsenter -t "$SYSTEMD_PID" -m -u -i -n -p -C -r -w -- "$@" 9>&-; }

cleanup() {
    local status=$? i; trap - EXIT; trap '' INT TERM HUP PIPE
    if [ -n "$SYSTEMD_PID" ] && ! is_gone "$SYSTEMD_PID"; then
        # The command and what it left behind. Their parent out here must reap them, or the namespace cannot end.
        in_box /bin/sh -c 'echo 1 > /sys/fs/cgroup/box-command/cgroup.kill' 2>/dev/null
        [ -z "$COMMAND_PID" ] || wait "$COMMAND_PID" 2>/dev/null
        in_box systemctl --no-block poweroff >/dev/null 2>&1 || kill -s RTMIN+4 "$SYSTEMD_PID" 2>/dev/null
        for ((i = 0; i < 200; i++)); do is_gone "$SYSTEMD_PID" && break; sleep 0.05; done
        is_gone "$SYSTEMD_PID" || kill -KILL "$SYSTEMD_PID" 2>/dev/null
    fi
    if [ -n "$UNSHARE_PID" ]; then
        for ((i = 0; i < 40; i++)); do is_gone "$UNSHARE_PID" && break; sleep 0.05; done
        kill -KILL "$UNSHARE_PID" 2>/dev/null; wait "$UNSHARE_PID" 2>/dev/null
    fi
    for ((i = 0; i < 20; i++)); do
        remove_cgroups
        grep -qs "$CGROUP" /proc/[0-9]*/cgroup || break
        sleep 0.05
    done
    rmdir "$BOX/m" 2>/dev/null; rm -f "$BOX/console" "$BOX/inputs" "$BOX/log" "$BOX/lock"; rmdir "$BOX"
    exit "$status"
}
trap cleanup EXIT; trap 'exit 130' INT; trap 'exit 143' TERM HUP

mkdir "$BOX/m"; : > "$BOX/console"; : > "$BOX/inputs"
[ ${#INPUTS[@]} = 0 ] || printf '%s\n' "${INPUTS[@]}" > "$BOX/inputs"

begin=$(milliseconds)
setpriv --pdeathsig KILL unshare --mount --propagation private \
    /bin/bash "$SELF" --stage1 "$BOX" "$CGROUP" "$LOWER" </dev/null >"$BOX/log" 2>&1 9>&- &
UNSHARE_PID=$!
state=none
while :; do
    if is_gone "$UNSHARE_PID"; then
        cat "$BOX/log" "$BOX/console" >&2; UNSHARE_PID= SYSTEMD_PID=; die "the box ended while starting"
    fi
    SYSTEMD_PID=$(pgrep -x -P "$UNSHARE_PID" systemd) && {
        state=$(in_box systemctl is-system-running 2>/dev/null)
        case $state in running | degraded) break ;; esac
    }
    if [ $(($(milliseconds) - begin)) -gt $((BOOT_TIMEOUT * 1000)) ]; then
        cat "$BOX/log" "$BOX/console" >&2; die "not up after $BOOT_TIMEOUT s (state $state)"
    fi
    sleep 0.05
done
[ "$state" = running ] || in_box systemctl --failed --no-pager --plain --no-legend >&2

# In no unit, but in a cgroup of the box, so that what it logs is not taken for another unit's. `timeout` runs inside:
# were nsenter killed, its child would be left to this machine's process 1, which reaps when it likes.
setpriv --bounding-set "$DROPPED" nsenter -t "$SYSTEMD_PID" -m -u -i -n -p -C -r -w -- /bin/sh -c '
    mkdir -p /sys/fs/cgroup/box-command && echo 0 > /sys/fs/cgroup/box-command/cgroup.procs; cd /
    export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    export SYSTEMD_PAGER= PAGER=cat SYSTEMD_COLORS=0 HOME=/root LANG=C.UTF-8 container=box
    limit=$1; shift; exec timeout -k 5 "$limit" "$@"' _ "$COMMAND_TIMEOUT" "$@" <&0 9>&- &
COMMAND_PID=$!
{ wait "$COMMAND_PID"; status=$?; } 2>/dev/null; COMMAND_PID=
exit "$status"
