import Foundation
import HTTPTypes
import Hummingbird
import Invoicing
import NIOCore
import OAProfile

// Reads what a request carries. Whatever cannot be read exactly as the profile writes it becomes a problem.

extension Problem {
    /// 400: something in the request cannot be read.
    static func malformed(_ detail: String) -> Problem {
        Problem(code: .malformed, status: 400, title: "Malformed request", detail: detail)
    }

    /// 404: there is no such thing, or not for this user.
    static func notFound(_ detail: String) -> Problem {
        Problem(code: .notFound, status: 404, title: "Not found", detail: detail)
    }

    /// 413: more bytes than are read.
    static func tooLarge(_ detail: String) -> Problem {
        Problem(code: .tooLarge, status: 413, title: "Too large", detail: detail)
    }
}

extension Request {
    /// The one value of a header, by its lower-case name; nothing where it is missing.
    /// - Throws: `Problem` 400 where it is sent twice.
    func header(_ name: String) throws(Problem) -> String? {
        let fields = headers.filter { $0.name.canonicalName == name }
        guard fields.count <= 1 else { throw .malformed("The header \(name) may be sent once only.") }
        return fields.first?.value
    }

    /// The one value of a query parameter; nothing where it is missing or empty.
    /// - Throws: `Problem` 400 where it is sent twice.
    func parameter(_ name: String) throws(Problem) -> String? {
        let values = uri.queryParameters.getAll(name)
        guard values.count <= 1 else { throw .malformed("The parameter \(name) may be sent once only.") }
        return values.first.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A non-negative whole number in a query parameter, in plain digits.
    func number(_ name: String) throws(Problem) -> Int64? {
        guard let text = try parameter(name) else { return nil }
        guard let number = Int64(plainDigits: text) else {
            throw .malformed("The parameter \(name) is not a whole number.")
        }
        return number
    }

    /// The body, read no further than a limit in bytes.
    func body(upTo limit: Int) async throws -> Data {
        let detail = "The body may have \(limit) bytes."
        if let length = headers[.contentLength], let count = Int(length), count > limit {
            throw Problem.tooLarge(detail)
        }
        var data = Data()
        for try await part in body {
            guard data.count + part.readableBytes <= limit else { throw Problem.tooLarge(detail) }
            data.append(contentsOf: part.readableBytesView)
        }
        return data
    }

    /// A JSON body of a type.
    /// - Throws: `Problem` 415, 413 or 400.
    func json<Value: Decodable>(_ type: Value.Type, upTo limit: Int) async throws -> Value {
        try requireJSON()
        return try JSONText.read(type, from: try await body(upTo: limit))
    }

    /// - Throws: `Problem` 415 where the body does not claim to be JSON.
    func requireJSON() throws(Problem) {
        let type = (headers[.contentType] ?? "").split(separator: ";").first.map {
            $0.lowercased().filter { !$0.isWhitespace }
        }
        guard type == OAProfile.jsonMediaType else {
            throw Problem(
                code: .other("unsupported-media-type"), status: 415, title: "Unsupported media type",
                detail: "The body must be \(OAProfile.jsonMediaType).")
        }
    }

    /// The text of the strong entity tag in `If-Match`.
    /// - Throws: `Problem` 428 where there is none, 400 where it is not exactly one.
    func precondition() throws(Problem) -> String {
        guard let value = try header("if-match") else {
            throw Problem(
                code: .preconditionMissing, status: 428, title: "Precondition required",
                detail: "A decision needs If-Match with the row version that was read.")
        }
        guard let tag = Self.quoted(value) else {
            throw .malformed("If-Match must hold one strong entity tag.")
        }
        return tag
    }

    /// The operation that `Idempotency-Key` names: a structured-field string (RFC 9651), so in quotes.
    /// - Throws: `Problem` 400.
    func idempotencyKey() throws(Problem) -> OperationID {
        guard let value = try header("idempotency-key") else {
            throw Problem(
                code: .keyMissing, status: 400, title: "Idempotency key missing",
                detail: "A decision needs Idempotency-Key with the operation's name in quotes.")
        }
        guard let text = Self.quoted(value), let id = OperationID(rawValue: text) else {
            throw .malformed("Idempotency-Key must be a lower-case UUID in quotes.")
        }
        return id
    }

    /// What stands between two quotes, without further quotes or escapes.
    private static func quoted(_ value: String) -> String? {
        let bytes = value.utf8
        guard bytes.count >= 3, bytes.count <= 130, value.hasPrefix("\""), value.hasSuffix("\"") else {
            return nil
        }
        let inner = value.dropFirst().dropLast()
        return inner.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
            ? String(inner) : nil
    }
}

extension OAContext {
    /// A parameter of the path, with its percent escapes read.
    func pathParameter(_ name: String) throws(Problem) -> String {
        guard let text = parameters.get(name)?.removingPercentEncoding, !text.isEmpty else {
            throw .malformed("The path cannot be read.")
        }
        return text
    }

    /// The operation that the path names.
    func operationID() throws(Problem) -> OperationID {
        guard let id = OperationID(rawValue: try pathParameter("id")) else {
            throw .malformed("An operation's name is a lower-case UUID.")
        }
        return id
    }

    /// Who is signed in.
    func signedIn() throws(Problem) -> OADatabase.Person {
        guard let person else { throw .unauthenticated }
        return person
    }
}

extension Problem {
    /// 401: no token, or one that was never issued.
    static let unauthenticated = Problem(
        code: .unauthenticated, status: 401, title: "Not signed in",
        detail: "The bearer token is missing or not valid.")
}

extension Int64 {
    /// Reads digits only: no sign, no spaces, at most 18 of them.
    init?(plainDigits text: String) {
        let bytes = text.utf8
        guard (1...18).contains(bytes.count), bytes.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        self.init(text)
    }
}

extension JSONText {
    /// Reads a body.
    /// - Throws: `Problem` 400.
    static func read<Value: Decodable>(_ type: Value.Type, from data: Data) throws(Problem) -> Value {
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch {
            let place = (error as? DecodingError)?.place ?? ""
            throw .malformed("The body is not the JSON that is expected here" + place + ".")
        }
    }
}

extension DecodingError {
    /// Where in the document it went wrong, as ` at decisions.0.round`; never what stood there.
    fileprivate var place: String {
        let path =
            switch self {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                context.codingPath
            case .keyNotFound(let key, let context): context.codingPath + [key]
            @unknown default: [any CodingKey]()
            }
        let names = path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        return names.isEmpty ? "" : " at " + names
    }
}
