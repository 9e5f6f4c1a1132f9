import Foundation

/// A directory of YAML files, each named by its base name.
struct YAMLDirectory {
    var path: String
    /// Whether it is an error that it does not exist.
    var mustExist: Bool

    /// The base names of its `*.yaml` files in the order of their bytes; hidden files, such as editors leave behind,
    /// are none of them. Reports to `problems` why it cannot be listed.
    func fileNames(problems: FileProblems) -> [String] {
        guard let stream = opendir(path) else {
            let number = errno
            if number == ENOENT, !mustExist { return [] }
            problems.error(
                "cannot be listed: \(systemMessage(number))", at: .start,
                hint: number == ENOENT ? "is it spelled right?" : "it has to be a directory that this user can read")
            return []
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name.hasSuffix(".yaml"), !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    func filePath(_ name: String) -> String {
        path.hasSuffix("/") ? path + name : "\(path)/\(name)"
    }
}
