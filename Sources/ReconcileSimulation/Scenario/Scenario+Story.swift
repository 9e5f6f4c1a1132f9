import ReconcileCore

extension Scenario {
    /// What somebody needs to know who reads of a failure: the policies in force, what is broken, what happens when.
    package var story: [String] {
        var lines = [
            "\(fleet.guests) guests, commits of \(commitTime.milliseconds) ms, limit \(limit.map { "\($0.limit)" } ?? "none")"
        ]
        for policy in policySets.first ?? [] {
            lines.append(
                "policy \(policy.name): \(policy.mode.rawValue) every \(policy.every.seconds) s, brake \(policy.brake)"
                    + "\(policy.windows.map { ", windows \($0.texts)" } ?? ""), settle \(policy.settle.seconds) s"
                    + "\(policy.waves.map { ", \($0)" } ?? "")")
        }
        for (guest, ailment) in broken.sorted(by: { $0.key < $1.key }) {
            lines.append("guest \(guest): \(ailment.rawValue)")
        }
        for disturbance in disturbances {
            let phase = disturbance.during.map { " while \($0.rawValue)" } ?? ""
            lines.append("at \(disturbance.at.seconds) s\(phase): \(disturbance.what)")
        }
        return lines
    }
}
