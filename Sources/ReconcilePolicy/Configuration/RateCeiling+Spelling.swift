package import ReconcileCore

extension RateCeiling {
    /// Reads requests in a span of time, as in `60/1m`.
    package init?(spelled text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let requests = wholeNumber(String(parts[0])),
            ConfigurationLimits.ceilingRequests.contains(requests),
            let window = Duration(spelled: String(parts[1])), ConfigurationLimits.ceilingWindow.contains(window)
        else { return nil }
        self.init(requests: requests, window: window)
    }
}
