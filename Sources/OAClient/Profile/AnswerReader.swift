import Foundation
import OAProfile

/// Reads documents of the profile out of answers, and says what an answer that holds none is.
struct AnswerReader {
    /// Who answered, for the texts.
    let host: String

    /// The document of a 200.
    /// - Throws: ``OAError`` for every other status and for a body that is not the document.
    func document<Document: Decodable>(_ type: Document.Type, from answer: Transport.Exchange) throws(OAError)
        -> Document
    {
        guard answer.status == 200 else { throw failure(of: answer) }
        try checkForm(of: answer, mediaType: OAProfile.jsonMediaType)
        do {
            return try JSONDecoder().decode(type, from: answer.body)
        } catch {
            throw .notAnOA(host, .unreadable)
        }
    }

    /// What an answer without a document means. A problem counts only as `application/problem+json` with its own
    /// status; anything else comes from something in between.
    func failure(of answer: Transport.Exchange) -> OAError {
        if answer.status == 401 { return .signedOut(host: host) }
        if answer.status == 429 || answer.status >= 500 {
            return .busy(
                host: host, status: answer.status,
                retryAfter: answer.retryAfter.map { min(max($0, 0), 3_600) })
        }
        if (300...399).contains(answer.status) { return .notAnOA(host, .redirect) }
        do {
            try checkForm(of: answer, mediaType: OAProfile.problemMediaType)
        } catch {
            return answer.status == 200 || error == .notAnOA(host, .webPage)
                ? error : .notAnOA(host, .unexpectedStatus)
        }
        guard let problem = try? JSONDecoder().decode(Problem.self, from: answer.body),
            problem.status == answer.status
        else { return .notAnOA(host, .unreadable) }
        return .problem(problem)
    }

    private func checkForm(of answer: Transport.Exchange, mediaType: String) throws(OAError) {
        guard answer.contentEncoding.isEmpty || answer.contentEncoding == "identity" else {
            throw .notAnOA(host, .encoded)
        }
        let type = answer.contentType.prefix { $0 != ";" && $0 != " " }
        if type == mediaType { return }
        let isPage = type.contains("html") || answer.body.first { $0 > 0x20 } == UInt8(ascii: "<")
        throw .notAnOA(host, isPage ? .webPage : .notJSON)
    }
}
