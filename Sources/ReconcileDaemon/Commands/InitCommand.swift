import Foundation
import Glibc
import ReconcileCore
import ReconcilePolicy

/// `init`: writes a commented configuration and an observing policy where they belong; never over a file that is there.
package struct InitCommand: Sendable {
    let invocation: Invocation
    let terminal: Terminal

    package init(_ invocation: Invocation, _ terminal: Terminal) {
        self.invocation = invocation
        self.terminal = terminal
    }

    package func run() -> ExitStatus {
        let configuration = Inputs.source(invocation).file
        let directory = invocation.policyDirectories.first ?? "/etc/reconciled/policies.d"
        var files: [InitDocument.File] = []
        do {
            files.append(try write(Templates.configuration, to: configuration))
            files.append(try write(Templates.policy, to: "\(directory)/10-ssh-password-login-off.yaml"))
            show(files, failure: nil)
            return .done
        } catch {
            let failure = CommandFailure(error)
            show(files, failure: failure)
            return failure.status
        }
    }

    private func show(_ files: [InitDocument.File], failure: CommandFailure?) {
        switch invocation.format {
        case .json:
            terminal.print(InitDocument(at: SystemClock.now().wall, files, error: failure?.summary).json())
        case .text:
            for file in files { terminal.print("\(file.written ? "written " : "kept    ") \(file.path)") }
        }
        if let failure {
            terminal.printError(failure.text)
        } else if invocation.format == .text {
            terminal.print("")
            terminal.print("Next: put the API key into /etc/reconciled/token (mode 0600), then")
            terminal.print("  reconciled check    are the files valid?")
            terminal.print("  reconciled plan     what would change? (writes nothing)")
        }
    }

    private func write(_ text: String, to path: String) throws -> InitDocument.File {
        let parent = (path as NSString).deletingLastPathComponent
        if !parent.isEmpty {
            try? FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            if errno == EEXIST { return InitDocument.File(path: path, written: false) }
            throw CommandFailure(
                .failed, "cannot write '\(path)'", cause: String(cString: strerror(errno)),
                hint: "run it as root, or name other places with `--config` and `--policies`")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try file.write(contentsOf: Data(text.utf8))
        return InitDocument.File(path: path, written: true)
    }
}
