/// Stored as the entry's text beside its fingerprint, or the option that restricts it, or neither.
extension AuthorizedKey: Codable {
    private enum Keys: CodingKey {
        case text
        case fingerprint
        case restriction
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        let text = try container.decode(String.self, forKey: .text)
        if let fingerprint = try container.decodeIfPresent(String.self, forKey: .fingerprint) {
            self.init(text: text, reading: .usable(fingerprint: fingerprint))
        } else if let option = try container.decodeIfPresent(String.self, forKey: .restriction) {
            self.init(text: text, reading: .restricted(option: option))
        } else {
            self.init(text: text, reading: .unparsable)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(text, forKey: .text)
        switch reading {
        case .usable(let fingerprint): try container.encode(fingerprint, forKey: .fingerprint)
        case .restricted(let option): try container.encode(option, forKey: .restriction)
        case .unparsable: break
        }
    }
}
