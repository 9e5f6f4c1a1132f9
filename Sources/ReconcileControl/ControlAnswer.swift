import Foundation

/// What a command has to say, wherever it was worked out: the same bytes that it prints.
package struct ControlAnswer: Hashable, Sendable {
    /// For standard output, with its last line break; one JSON document, or lines.
    package var output: String
    /// For standard error.
    package var notes: String
    /// The command's exit code.
    package var exitCode: Int32
    /// The output's media type, where it is none of the two that every command has.
    package var mediaType: String?

    package init(output: String, notes: String = "", exitCode: Int32, mediaType: String? = nil) {
        self.output = output
        self.notes = notes
        self.exitCode = exitCode
        self.mediaType = mediaType
    }

    /// The answer's header fields beside `Content-Type`: what does not fit into the document.
    package var fields: [(name: String, value: String)] {
        var fields = [(name: ControlField.exitCode, value: "\(exitCode)")]
        let shown = String(notes.prefix(ControlLimits.longestNotes))
        if !shown.isEmpty, let coded = shown.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) {
            fields.append((name: ControlField.notes, value: coded))
        }
        return fields
    }

    /// - Returns: `nil` where it is no answer of a control socket.
    package init?(body: String, field: (String) -> String?) {
        guard let exitCode = field(ControlField.exitCode).flatMap(Int32.init) else { return nil }
        output = body
        notes = field(ControlField.notes)?.removingPercentEncoding ?? ""
        self.exitCode = exitCode
    }
}

/// The names of the header fields of ours.
package enum ControlField {
    package static let exitCode = "Reconciled-Exit-Code"
    /// Percent-encoded, as it may have several lines.
    package static let notes = "Reconciled-Notes"
    /// In a request: the state that the asker means. A service with another one refuses (421).
    package static let state = "Reconciled-State"
    /// In a request: `yes` where the text may have colours.
    package static let colour = "Reconciled-Colour"
}

/// What the service takes from whoever connects, so that nobody can make it stall.
package enum ControlLimits {
    /// The largest order names a few hundred policies.
    package static let longestBody = 256 * 1024
    /// A path with a resource's name; the largest field is a state directory's path.
    package static let longestHead = 16 * 1024
    package static let mostFields = 64
    /// In characters: what fits, percent-encoded, into a header field that every client reads.
    package static let longestNotes = 2000
    /// From the connection, or the answer before, to the last byte of a request. Those who ask are on this machine.
    package static let requestTime = Duration.seconds(10)
    /// Each is a descriptor and some memory; an operator's room of people is fewer.
    package static let mostConnections = 128
    /// To take an answer off the socket: one that nobody reads is let go.
    package static let readingTime = Duration.seconds(30)
    /// Plans at once: each reads the whole fleet.
    package static let mostPlans = 2
    /// How long `now` waits for the looks that it asked for.
    package static let lookTime = Duration.seconds(60)
    /// How long the end of the service waits for answers under way.
    package static let quiescingTime = Duration.seconds(5)
}
