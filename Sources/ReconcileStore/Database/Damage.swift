import GRDB

/// Something in a database that is not as it was written.
struct Damage: Error, Equatable {
    var reason: String
}

/// Each value read is checked for its type, where GRDB would stop the program: a flipped bit can turn a number into a
/// text.
extension Row {
    func text(at index: Int) throws -> String {
        guard let text = try optionalText(at: index) else {
            throw Damage(reason: "a text is missing in a row")
        }
        return text
    }

    func optionalText(at index: Int) throws -> String? {
        let value: DatabaseValue = self[index]
        switch value.storage {
        case .string(let text): return text
        case .null: return nil
        case .int64, .double, .blob: throw Damage(reason: "a row holds something else where a text was")
        }
    }

    func integer(at index: Int) throws -> Int64 {
        let value: DatabaseValue = self[index]
        guard case .int64(let number) = value.storage else {
            throw Damage(reason: "a row holds something else where a number was")
        }
        return number
    }
}
