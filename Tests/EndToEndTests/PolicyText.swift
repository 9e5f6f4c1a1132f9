/// A policy as a person writes it.
struct PolicyText: Sendable {
    var name = PolicyText.usualName
    var mode = "enforce"
    var match = "all"
    var every = "10s"
    var brake = "100%"

    static let usualName = "login-off"

    var yaml: String {
        """
        name: \(name)
        resource: vps.sshPasswordLogin
        mode: \(mode)
        match: \(match)
        desired: {enabled: false}
        schedule: {every: \(every)}
        brake: {changesPerDay: \(brake)}

        """
    }
}
