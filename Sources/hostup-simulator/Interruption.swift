import Foundation

/// SIGINT and SIGTERM as something to wait for.
enum Interruption {
    /// Returns at the first of them.
    static func wait() async {
        let (interruptions, announcement) = AsyncStream.makeStream(of: Void.self)
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { announcement.yield() }
            source.resume()
            return source
        }
        for await _ in interruptions { break }
        for source in sources { source.cancel() }
    }
}
