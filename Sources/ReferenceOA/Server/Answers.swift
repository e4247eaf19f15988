import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import OAProfile

extension Response {
    /// A JSON text. Answers are about one person's work: nothing on the way may keep them.
    static func json(_ text: String, status: Int = 200, headers: HTTPFields = [:]) -> Response {
        text.answer(status: status, mediaType: OAProfile.jsonMediaType, headers: headers)
    }

    /// A value as JSON.
    static func json(_ value: some Encodable, status: Int = 200) throws -> Response {
        json(try JSONText.of(value), status: status)
    }

    /// A problem document, with the headers that HTTP asks for beside some statuses.
    static func problem(_ problem: Problem, headers: HTTPFields = [:]) throws -> Response {
        var headers = headers
        if problem.status == 401 { headers[.wwwAuthenticate] = "Bearer realm=\"OA\"" }
        return try JSONText.of(problem).answer(
            status: problem.status, mediaType: OAProfile.problemMediaType, headers: headers)
    }

    /// The stored answer about an operation.
    static func stored(_ answer: StoredAnswer) -> Response {
        answer.body.answer(
            status: answer.status,
            mediaType: answer.status == 200 ? OAProfile.jsonMediaType : OAProfile.problemMediaType,
            headers: [:])
    }
}

extension String {
    fileprivate func answer(status: Int, mediaType: String, headers: HTTPFields) -> Response {
        var headers = headers
        headers[.contentType] = mediaType
        headers[.cacheControl] = "no-store"
        headers[.xContentTypeOptions] = "nosniff"
        return Response(
            status: .init(code: status), headers: headers,
            body: .init(byteBuffer: ByteBuffer(string: self)))
    }
}
