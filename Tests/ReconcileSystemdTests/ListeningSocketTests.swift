import Foundation
import Glibc
import Testing

@testable import ReconcileSystemd

@Suite struct ListeningSocketTests {
    @Test("a socket tells where it is, one without a file tells nothing")
    func path() throws {
        let place = "/tmp/reconciled-\(UUID().uuidString).sock"
        defer { unlink(place) }
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        #expect(ListeningSocket.path(of: descriptor) == nil)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: place.utf8) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0)
        #expect(ListeningSocket.path(of: descriptor) == place)
    }
}
