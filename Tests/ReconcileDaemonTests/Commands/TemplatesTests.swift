import ReconcileDaemon
import Testing

@Suite("The files that `init` writes")
struct TemplatesTests {
    @Test("they are the shipped ones, byte for byte")
    func shipped() throws {
        #expect(Templates.configuration == (try RepositoryFiles.text("systemd/reconciled.yaml")))
        #expect(Templates.policy == (try RepositoryFiles.text("policies/10-ssh-password-login-off.yaml")))
    }
}
