/// What opens with the password of a hosting account.
enum HostingAccess {
    /// All that the page of POST reset-password names, in its words.
    static let documented = ["controlPanel", "ftp", "sftp", "ssh", "webmail"]

    /// An answer with more is cut: a line of the journal is for people.
    private static let most = 10

    /// As in `control panel, FTP, SFTP, SSH and webmail`; a word that is not known stands as it is.
    static func sentence(_ access: [String] = documented) -> String {
        let words = access.prefix(most).map(word) + (access.count > most ? ["\(access.count - most) more"] : [])
        guard let last = words.last, words.count > 1 else { return words.first ?? "nothing that the provider names" }
        return "\(words.dropLast().joined(separator: ", ")) and \(last)"
    }

    private static func word(_ access: String) -> String {
        switch access {
        case "controlPanel": "control panel"
        case "ftp", "sftp", "ssh": access.uppercased()
        default: access
        }
    }
}
