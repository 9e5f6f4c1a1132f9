import ReconcileCore

extension DecodedAnswer {
    /// Reads an answer other than 200.
    ///
    /// The API answers with RFC 7807 documents, of which any member may be missing (https://developer.hostup.se/errors).
    /// A body that is no JSON object did not come from the API but from something before it, with one exception: the
    /// 409 of the ssh-password-login PATCH is documented without a body
    /// (https://developer.hostup.se/endpoints/vps-services/patch-v2-vps-id-ssh-password-login).
    init(refusal response: WireResponse) {
        let answer = JSONBody.decode(ProblemDocument.self, from: response.body)
        requestID = answer.requestID
        switch answer.content {
        case .success(let document):
            outcome = .refused(
                Problem(
                    status: response.status,
                    code: document.code?.cleanedForDisplay,
                    detail: (document.detail ?? document.title)?.cleanedForDisplay,
                    isFromAPI: true))
        case .failure:
            let isFromAPI = response.status == 409 && response.body.isBlank
            outcome = .refused(Problem(status: response.status, isFromAPI: isFromAPI))
        }
    }
}

private struct ProblemDocument: Decodable {
    var code: String?
    var detail: String?
    var title: String?

    private enum Keys: String, CodingKey {
        case code
        case detail
        case title
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        code = container.toleratedText(forKey: .code)
        detail = container.toleratedText(forKey: .detail)
        title = container.toleratedText(forKey: .title)
    }
}

extension KeyedDecodingContainer {
    /// A text that says something: an empty one counts as absent.
    func toleratedText(forKey key: Key) -> String? {
        tolerated(String.self, forKey: key).flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension [UInt8] {
    /// Nothing, or nothing but JSON's white space.
    fileprivate var isBlank: Bool {
        allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }
    }
}
