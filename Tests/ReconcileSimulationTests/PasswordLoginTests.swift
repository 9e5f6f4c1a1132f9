import ReconcileCore
import Testing

@testable import ReconcileSimulation

private func state(
    enabled: Bool, password: String, root: String, canEnable: String, canDisable: String, tail: String = ""
) -> String {
    """
    {"available":true,"enabled":\(enabled),"reason":null,"passwordAuthentication":"\(password)",\
    "permitRootLogin":"\(root)","source":"effective_sshd_config","sshKeysConfigured":true,\
    "sshKeys":["\(World.key)"],"actions":{"canEnable":\(canEnable),"canDisable":\(canDisable)}\(tail)}
    """
}

private let allowed = #"{"allowed":true,"reason":null}"#
private let alreadyEnabled = #"{"allowed":false,"reason":"SSH password login is already enabled."}"#
private let alreadyDisabled = #"{"allowed":false,"reason":"SSH password login is already disabled."}"#

@Suite("SSH password login")
struct PasswordLoginTests {
    @Test("a read shows the state in the guest and the gates, byte for byte")
    func wholeRead() {
        var world = World()
        let expected = state(
            enabled: true, password: "yes", root: "yes", canEnable: alreadyEnabled, canDisable: allowed)
        #expect(world.read().text == expected)
    }

    @Test("switching off is answered with the new state, and the next read shows the same")
    func wholeWrite() {
        var world = World()
        let operation = """
            ,"lastOperation":{"requestedEnabled":false,"verified":true,"message":"SSH password login disabled."}
            """
        let closed = { (tail: String) in
            state(
                enabled: false, password: "no", root: "prohibit-password", canEnable: allowed,
                canDisable: alreadyDisabled, tail: tail)
        }
        _ = world.read()
        #expect(world.write(false).text == closed(operation))
        #expect(world.read().text == closed(""))
        #expect(world.report.guest("web-1")?.applied == 1)
        #expect(world.violations == [])
    }

    @Test("switching on lets root in with a password again")
    func enabling() {
        var world = World(guests: [.web { $0.login = .closed(keys: []) }])
        #expect(world.write(true).object["enabled"] as? Bool == true)
        #expect(world.api.guests[0].login == .open(keys: []))
    }

    @Test("switching off leaves a root login that is already stricter as it is")
    func strictRoot() {
        var login = SSHLogin(permitRootLogin: "no", passwordAuthentication: "yes", keys: [])
        login.set(enabled: false)
        #expect(login == SSHLogin(permitRootLogin: "no", passwordAuthentication: "no", keys: []))
    }

    @Test("passwords open to other users are not enabled, and may be disabled")
    func otherUsers() {
        var world = World(guests: [.web { $0.login.permitRootLogin = "prohibit-password" }])
        let expected = state(
            enabled: false, password: "yes", root: "prohibit-password", canEnable: allowed, canDisable: allowed)
        #expect(world.read().text == expected)
    }

    @Test("a guest that is stopped or has no agent is unavailable with a reason, and both gates are closed")
    func unavailable() {
        let reasons = [
            "Start the VPS before checking SSH password login.", "The guest agent does not answer.",
        ]
        let guests = [SimulatedGuest.web { $0.powerState = "stopped" }, .web { $0.hasAgent = false }]
        for (guest, reason) in zip(guests, reasons) {
            var world = World(guests: [guest])
            let gate = #"{"allowed":false,"reason":"\#(reason)"}"#
            let expected = """
                {"available":false,"enabled":null,"reason":"\(reason)","passwordAuthentication":null,\
                "permitRootLogin":null,"source":"unavailable","sshKeysConfigured":false,"sshKeys":[],\
                "actions":{"canEnable":\(gate),"canDisable":\(gate)}}
                """
            #expect(world.read().text == expected)
        }
    }

    @Test("a write to a stopped guest is a 409 as published: without request id and timestamp")
    func wholeConflict() {
        var world = World(guests: [.web { $0.powerState = "stopped" }])
        let answer = world.write(true)
        let expected = """
            {"type":"https://developer.hostup.se/errors/upstream_failed",\
            "title":"SSH password login could not be updated","status":409,\
            "detail":"SSH password login could not be enabled. Start the VPS before checking SSH password login.",\
            "code":"upstream_failed","instance":"/api/v2/vps/\(World.web)/ssh-password-login"}
            """
        #expect(answer.text == expected)
        #expect(answer.status == 409)
        #expect(answer.headers["Content-Type"] == "application/problem+json")
    }

    @Test("a pending order closes both gates with its code and refuses a write")
    func pendingOrder() {
        var world = World(guests: [.web { $0.hasPendingOrder = true }])
        let gate = #"{"allowed":false,"reason":"A pending order blocks this change.","code":"pending_order"}"#
        let expected = state(enabled: true, password: "yes", root: "yes", canEnable: gate, canDisable: gate)
        #expect(world.read().text == expected)
        #expect(world.write(false).status == 409)
        #expect(world.api.guests[0].login.enabled, "nothing was changed")
    }

    @Test("a write whose body is not {\"enabled\": true or false} is a 400 and changes nothing")
    func invalidBody() {
        for body in ["", "[]", "{}", #"{"enabled":1}"#, #"{"enabled":"false"}"#, #"{"enabled":false,"force":true}"#] {
            var world = World()
            let answer = world.send("PATCH", "/vps/\(World.web)/ssh-password-login", body)
            #expect(answer.status == 400)
            #expect(answer.code == "invalid_request")
            #expect(world.report.guest("web-1")?.applied == 0)
        }
    }

    @Test("a guest that is not ours is a 404, a path or method that is no route a 404 or 405")
    func routes() {
        var world = World()
        #expect(world.read("vps_other").code == "not_found")
        #expect(world.send("GET", "/vps/\(World.web)").status == 404)
        #expect(world.send("DELETE", "/vps").status == 405)
        #expect(world.send("POST", "/vps/\(World.web)/ssh-password-login").code == "method_not_allowed")
    }

    @Test("a path's id may be percent-encoded")
    func encodedID() {
        var world = World(guests: [.web { $0.id = "vps/ä" }])
        #expect(world.read("vps%2F%C3%A4").status == 200)
    }
}
