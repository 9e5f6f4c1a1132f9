extension Int {
    /// The number with its noun: `1 file`, `2 files`.
    func of(_ noun: String, _ plural: String? = nil) -> String {
        self == 1 ? "1 \(noun)" : "\(self) \(plural ?? noun + "s")"
    }
}
