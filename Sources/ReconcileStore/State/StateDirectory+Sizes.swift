import Foundation

extension StateDirectory {
    /// How many bytes each database takes on the disk, with the files beside it: the log that SQLite keeps,
    /// and what was set aside. None that is not there.
    package func databaseBytes() -> [String: Int] {
        databaseFiles().reduce(into: [:]) { sizes, file in
            guard let database = file.split(separator: ".").first,
                let size = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(file)")[.size] as? Int
            else { return }
            sizes[String(database), default: 0] += size
        }
    }
}
