import Glibc
import Testing

@testable import ReconcileSystemd

@Suite struct ProcessHardeningTests {
    @Test("a hardened process leaves no core, cannot be dumped, and cannot undo it")
    func hardened() async {
        await #expect(processExitsWith: .success) {
            #expect(ProcessHardening.canBeDumped, "or the test would show nothing")
            try ProcessHardening.apply()
            #expect(ProcessHardening.coreFileByteLimit == 0)
            #expect(!ProcessHardening.canBeDumped)
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
            #expect(limit.rlim_max == 0)
            try ProcessHardening.apply()
        }
    }
}
