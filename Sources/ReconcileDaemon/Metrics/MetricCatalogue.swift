/// Every metric there is, in the order in which they are served.
enum MetricCatalogue {
    static let all = [
        buildInfo, reconciles, reconcileDuration, lastAttempt, lastSuccess, consecutiveFailures, interval, targets,
        driftOldest, openDoors, secretAge, rotationOverdue, changes, unverified, verificationDuration, blocked,
        writesStopped, circuitOpen,
        circuitOpens, waivers, pauses, requests, requestDuration, budgetLimit, budgetRemaining, budgetReset,
        reloadSuccessful, reloadSuccess, databaseBytes, processCPU, processMemory, processOpenFiles, processMostFiles,
        processStart,
    ]

    static let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

    static let buildInfo = MetricFamily(.info, "reconciled_build_info", labels: ["version"], "The program that runs.")

    // MARK: Looking and writing

    static let reconciles = MetricFamily(
        .counter, "reconciled_reconcile_total", labels: ["policy", "result"],
        "Reads of and writes to resources, by how they ended: success, error (tried again soon), terminal (refused), "
            + "requeue_after (the rate limit).")
    static let reconcileDuration = MetricFamily(
        .histogram, "reconciled_reconcile_duration_seconds", unit: .seconds, labels: ["policy"],
        "How long reads of and writes to resources took.")
    static let lastAttempt = MetricFamily(
        .gauge, "reconciled_last_attempt_timestamp_seconds", unit: .seconds, labels: ["policy"],
        "When a read of or a write to a resource last ended, in any way.")
    static let lastSuccess = MetricFamily(
        .gauge, "reconciled_last_success_timestamp_seconds", unit: .seconds, labels: ["policy"],
        "When a read of or a write to a resource last succeeded.")
    static let consecutiveFailures = MetricFamily(
        .gauge, "reconciled_consecutive_failures", labels: ["policy"],
        "Reads and writes that failed since the last one that succeeded, over all resources.")
    static let interval = MetricFamily(
        .gauge, "reconciled_interval_seconds", unit: .seconds, labels: ["policy"],
        "How often the policy wants a resource without drift to be read.")

    // MARK: The fleet

    static let targets = MetricFamily(
        .gauge, "reconciled_targets", labels: ["policy", "verdict"],
        "Resources by verdict, each once; waived and paused ones are not counted as drifted.")
    static let driftOldest = MetricFamily(
        .gauge, "reconciled_drift_oldest_seconds", unit: .seconds, labels: ["policy"],
        "How long the longest drift that nobody waived has been known, 0 where there is none.")
    static let openDoors = MetricFamily(
        .gauge, "reconciled_open_doors", "Doors that a waiver opened and that are still open after its end.")
    static let secretAge = MetricFamily(
        .gauge, "reconciled_secret_age_oldest_seconds", unit: .seconds, labels: ["policy"],
        "Age of the oldest password that we set; of others nobody knows it.")
    static let rotationOverdue = MetricFamily(
        .gauge, "reconciled_rotation_overdue", labels: ["policy"],
        "Hosting accounts whose day for a new password has passed.")
    static let changes = MetricFamily(
        .counter, "reconciled_changes_total", labels: ["policy", "cause", "outcome"],
        "Steps of changes: accepted, claimed or failed by their answer, later confirmed or unverified by our own reads."
    )
    static let unverified = MetricFamily(
        .gauge, "reconciled_unverified_operations", labels: ["policy"],
        "Resources whose last write no read of ours has shown yet.")
    static let verificationDuration = MetricFamily(
        .histogram, "reconciled_verification_duration_seconds", unit: .seconds, labels: ["policy"],
        "From the answer to a write until a read of ours showed it.")

    // MARK: What holds

    static let blocked = MetricFamily(
        .gauge, "reconciled_blocked", labels: ["reason"], "Resources by the hold that leads, each once.")
    static let writesStopped = MetricFamily(
        .gauge, "reconciled_writes_stopped", labels: ["reason"], "1 where the reason stops every write.")
    static let circuitOpen = MetricFamily(
        .gauge, "reconciled_circuit_open", "1 while the API does not answer and only probes are sent.")
    static let circuitOpens = MetricFamily(
        .counter, "reconciled_circuit_opens_total", "How often the API ceased to answer.")
    static let waivers = MetricFamily(
        .gauge, "reconciled_waivers", labels: ["state"],
        "Waivers of people and of policies in force, and those that have expired and are still in a file.")
    static let pauses = MetricFamily(
        .gauge, "reconciled_pauses", labels: ["state"], "Pauses in force, with an end (active) or without (open_ended)."
    )

    // MARK: The API

    static let requests = MetricFamily(
        .counter, "reconciled_api_requests_total", labels: ["method", "endpoint", "code"],
        "Requests by the answer's status, or lost where none came.")
    static let requestDuration = MetricFamily(
        .histogram, "reconciled_api_request_duration_seconds", unit: .seconds, labels: ["method", "endpoint"],
        "How long requests took, lost ones too.")
    static let budgetLimit = MetricFamily(
        .gauge, "reconciled_api_budget_limit", labels: ["source"],
        "Requests in one window of the rate limit, where that is known.")
    static let budgetRemaining = MetricFamily(
        .gauge, "reconciled_api_budget_remaining", labels: ["source"],
        "Requests left in this window, where that is known.")
    static let budgetReset = MetricFamily(
        .gauge, "reconciled_api_budget_reset_timestamp_seconds", unit: .seconds, labels: ["source"],
        "When the window ends, where the API tells.")

    // MARK: The process

    static let reloadSuccessful = MetricFamily(
        .gauge, "reconciled_config_last_reload_successful",
        "1 where configuration and policies could be read the last time.")
    static let reloadSuccess = MetricFamily(
        .gauge, "reconciled_config_last_reload_success_timestamp_seconds", unit: .seconds,
        "When configuration and policies last came into force.")
    static let databaseBytes = MetricFamily(
        .gauge, "reconciled_state_db_bytes", unit: .bytes, labels: ["database"],
        "What each database takes on the disk, with the files beside it.")
    static let processCPU = MetricFamily(
        .counter, "process_cpu_seconds_total", unit: .seconds,
        "Processor time, of the program and of the kernel for it.")
    static let processMemory = MetricFamily(
        .gauge, "process_resident_memory_bytes", unit: .bytes, "Memory in use.")
    static let processOpenFiles = MetricFamily(.gauge, "process_open_fds", "Open file descriptors.")
    static let processMostFiles = MetricFamily(.gauge, "process_max_fds", "The most file descriptors there may be.")
    static let processStart = MetricFamily(
        .gauge, "process_start_time_seconds", unit: .seconds, "When the process started.")
}
