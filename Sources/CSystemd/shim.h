#include <sys/prctl.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>

// prctl(2) is variadic, which Swift does not import; these two name the only calls that are needed.

/// Forbids core dumps of this process and reading its memory by others of its user. 0, or -1 with errno set.
static inline int csystemd_forbid_dumps(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/// 1 if this process can be dumped, 0 if not, -1 with errno set.
static inline int csystemd_can_be_dumped(void) {
    return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
}
