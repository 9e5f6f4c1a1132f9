import Foundation
import HTTPTypes
import HummingbirdCore
import NIOCore
import ReconcileControl
import ReconcileCore

/// Answers what comes over the control socket.
protocol ControlResponding: Sendable {
    /// - Throws: `ControlRefusal`.
    func answer(
        _ request: ControlRequest, from peer: ControlPeer, _ form: AnswerForm
    ) async throws(ControlRefusal) -> ControlAnswer

    /// The state that it speaks for; `nil` where it tells nobody.
    var stateDirectory: String? { get }
}

/// Takes requests off a connection and puts answers on it.
struct ControlCarrier: Sendable {
    let responder: any ControlResponding
    let connections: ControlConnections

    /// The connection ends here, as the rest of the request is not read.
    private struct Unread: Error {}

    @Sendable
    func carry(_ request: HummingbirdCore.Request, _ writer: consuming ResponseWriter, _ channel: any Channel)
        async throws
    {
        let reply: Reply
        var isUnread = false
        do throws(ControlRefusal) {
            let body = try await body(of: request)
            connections.note(channel, .answering)
            reply = try await answer(request, body, channel)
        } catch {
            isUnread = error == .tooLarge
            reply = Reply(error)
        }
        connections.note(channel, .writing(since: SystemClock.now().boot))
        let isLast = isUnread || connections.isQuiescing
        try await writer.write(response: reply.head(isLast: isLast), body: .init(byteBuffer: reply.body))
        connections.note(channel, .reading(since: SystemClock.now().boot))
        if isUnread { throw Unread() }
    }

    /// The whole body, which must be as long as its head says.
    private func body(of request: HummingbirdCore.Request) async throws(ControlRefusal) -> Data {
        let length = request.headers[.contentLength].flatMap(Int.init)
        guard length ?? 0 <= ControlLimits.longestBody else { throw .tooLarge }
        do {
            let buffer = try await request.body.collect(upTo: ControlLimits.longestBody)
            if let length, buffer.readableBytes != length { throw ControlRefusal.malformed("it is cut short") }
            return Data(buffer.readableBytesView)
        } catch let refusal as ControlRefusal {
            throw refusal
        } catch is NIOTooManyBytesError {
            throw .tooLarge
        } catch {
            throw .malformed("it is cut short")
        }
    }

    private func answer(
        _ request: HummingbirdCore.Request, _ body: Data, _ channel: any Channel
    ) async throws(ControlRefusal) -> Reply {
        guard !connections.isQuiescing else { throw .ending }
        let order = try ControlRequest(
            method: request.method.rawValue, target: request.head.path ?? "", body: body)
        if let own = responder.stateDirectory, let meant = request.headers[ControlField.state], !names(meant, own) {
            throw .otherState(own)
        }
        let wantsText = request.headers[.accept]?.hasPrefix("text/plain") ?? false
        let form = AnswerForm(wantsText ? .text : .json, hasColour: request.headers[ControlField.colour] == "yes")
        let answer = try await responder.answer(order, from: await ControlPeer(of: channel), form)
        return Reply(answer, form)
    }

    /// Whether a path that somebody gave is the state's, links followed.
    private func names(_ path: String, _ own: String) -> Bool {
        let path = path.removingPercentEncoding ?? path
        return path == own
            || URL(filePath: path).resolvingSymlinksInPath() == URL(filePath: own).resolvingSymlinksInPath()
    }

    /// What is put on the connection.
    private struct Reply {
        var status: Int
        var fields: HTTPFields
        var body: ByteBuffer

        init(_ answer: ControlAnswer, _ form: AnswerForm) {
            status = 200
            body = ByteBuffer(string: answer.output)
            let usual = form.format == .json ? "application/json" : "text/plain; charset=utf-8"
            fields = [.contentType: answer.mediaType ?? usual]
            for (name, value) in answer.fields {
                if let name = HTTPField.Name(name) { fields[name] = value }
            }
        }

        init(_ refusal: ControlRefusal) {
            status = refusal.status
            body = ByteBuffer(string: ControlProblem(refusal).json() + "\n")
            fields = [.contentType: "application/json"]
            if case .wrongMethod(let allowed) = refusal { fields[.allow] = allowed }
        }

        func head(isLast: Bool) -> HTTPResponse {
            var fields = fields
            fields[.contentLength] = "\(body.readableBytes)"
            fields[.cacheControl] = "no-store"
            if isLast { fields[.connection] = "close" }
            return HTTPResponse(status: .init(code: status), headerFields: fields)
        }
    }
}

extension HTTPFields {
    fileprivate subscript(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { self[$0] }
    }
}
