import ReconcileCore

extension DecodedAnswer {
    /// Reads an answer other than 200.
    ///
    /// The API answers with RFC 7807 documents, of which any member may be missing (https://developer.hostup.se/errors).
    /// A body that is no JSON object did not come from the API but from something before it, with one exception: the
    /// 409 of the ssh-password-login PATCH is documented without a body
    /// (https://developer.hostup.se/endpoints/vps-services/patch-v2-vps-id-ssh-password-login).
    init(refusal response: WireResponse) {
        let answer = JSONAnswer<ProblemDocument>(response.body)
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

private struct ProblemDocument: JSONContent {
    var code: String?
    var detail: String?
    var title: String?

    init(_ object: JSONObject) {
        code = object.toleratedText("code")
        detail = object.toleratedText("detail")
        title = object.toleratedText("title")
    }
}

extension [UInt8] {
    /// Nothing, or nothing but JSON's white space.
    fileprivate var isBlank: Bool {
        allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }
    }
}
