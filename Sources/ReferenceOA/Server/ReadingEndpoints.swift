import Foundation
import HTTPTypes
import Hummingbird
import Invoicing
import NIOCore
import OAProfile

// The endpoints that read: session, feed, snapshot, task, files, events.
extension OAServer {
    func session(_ context: OAContext) async throws -> Response {
        let person = try context.signedIn()
        let document = SessionDocument(
            user: person.name, displayName: person.displayName, environment: environment, delegations: [],
            epoch: level.hasRowVersions ? try await database.position().epoch : "0",
            serverTime: database.now(),
            capabilities: .init(
                level: level.rawValue, batchMax: level == .full ? DecisionBatch.largest : 1,
                features: Self.features(at: level)))
        return try .json(document)
    }

    private static func features(at level: CapabilityLevel) -> [String] {
        let always = ["blobs", "users", "comment", "addsign", "hold", OAFeature.verifications]
        return switch level {
        case .full: ["batch", "fence", "events", "checkpoints", OAFeature.inventory] + always
        case .versioned: ["events"] + always
        case .taskBound, .atMostOnce: always
        }
    }

    func changes(_ request: Request, _ context: OAContext) async throws -> Response {
        let since = try request.number("since")
        let epoch = try request.parameter("epoch")
        let limit = try request.number("limit") ?? 500
        guard (1...1_000).contains(limit) else { throw Problem.malformed("limit must be 1 to 1000.") }
        guard since == nil || epoch != nil else {
            throw Problem.malformed("A cursor needs the epoch that it belongs to.")
        }
        let position = epoch.map { FeedPosition(cursor: since ?? 0, epoch: $0) }
        let user = try context.signedIn().name
        return .json(try await database.changes(for: user, since: position, limit: Int(limit)))
    }

    func snapshot(_ request: Request, _ context: OAContext) async throws -> Response {
        let name = try request.parameter("page")
        let position = name.flatMap(SnapshotPosition.init(name:))
        guard name == nil || position != nil else {
            throw Problem.malformed("page must be the next_page of an earlier page.")
        }
        let user = try context.signedIn().name
        return .json(
            try await database.snapshot(for: user, at: position, hasVersions: level.hasRowVersions))
    }

    func task(_ context: OAContext) async throws -> Response {
        let id = TaskID(rawValue: try context.pathParameter("id"))
        guard var task = try await database.task(id, for: try context.signedIn().name) else {
            throw Problem.notFound("There is no task of that name, or it is not yours to see.")
        }
        guard level.hasRowVersions else {
            task.rev = 0
            return .json(task.document)
        }
        return .json(task.document, headers: [.eTag: "\"\(task.rev)\""])
    }

    func blob(_ request: Request, _ context: OAContext) async throws -> Response {
        guard let sha256 = ContentDigest(hex: try context.pathParameter("sha256")) else {
            throw Problem.malformed("A file's name is the SHA-256 of its bytes in hexadecimal.")
        }
        guard let bytes = try await database.blob(sha256, for: try context.signedIn().name) else {
            throw Problem.notFound("There is no file of that name, or it is not yours to see.")
        }
        // The media type is only what a submitter claims; nothing may run what is served here.
        var headers: HTTPFields = [
            .contentType: "application/octet-stream", .xContentTypeOptions: "nosniff",
            .contentDisposition: "attachment", .acceptRanges: "bytes", .eTag: "\"\(sha256.hex)\"",
            .cacheControl: "private, immutable, max-age=31536000",
        ]
        switch ByteRange(header: try request.header("range"), length: bytes.count) {
        case .whole:
            return Response(
                status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        case .part(let range):
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(bytes.count)"
            let start = bytes.startIndex
            let part = bytes[start + range.lowerBound..<start + range.upperBound]
            return Response(
                status: .partialContent, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: part)))
        case .unsatisfiable:
            return try .problem(
                Problem(
                    code: .other("range-not-satisfiable"), status: 416, title: "Range not satisfiable",
                    detail: "The file has \(bytes.count) bytes."),
                headers: [.contentRange: "bytes */\(bytes.count)"])
        }
    }

    /// Server-sent events: an `event: changed` with the cursor as its id whenever the user's feed has grown.
    func events(_ request: Request, _ context: OAContext) async throws -> Response {
        let user = try context.signedIn().name
        let last = try request.header("last-event-id").map { text throws(Problem) in
            guard let cursor = Int64(plainDigits: text) else {
                throw .malformed("Last-Event-ID is not a cursor.")
            }
            return cursor
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream", .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
            ],
            body: .init { writer in
                try await request.body.consumeWithCancellationOnInboundClose { _ in
                    let listener = hints.listen(for: user)
                    defer { hints.forget(listener) }
                    try await writer.write(ByteBuffer(string: ": open\n\n"))
                    // The listener stands before the feed is read, so that no change falls between the two.
                    if let last {
                        let reached = try await database.lastChange(for: user)
                        if reached > last { listener.reach(reached) }
                    }
                    for await _ in listener.wakeUps {
                        let event =
                            listener.takeCursor().map {
                                "id: \($0)\nevent: changed\ndata: {\"cursor\":\"\($0)\"}\n\n"
                            } ?? ": ping\n\n"
                        try await writer.write(ByteBuffer(string: event))
                    }
                }
                try await writer.finish(nil)
            })
    }
}

/// What a `Range` header asks of a file (RFC 9110, section 14). Several ranges, other units and what cannot be read
/// are ignored, as the RFC allows: then the whole file is the answer.
enum ByteRange: Hashable {
    case whole
    case part(Range<Int>)
    case unsatisfiable

    init(header: String?, length: Int) {
        guard let header, header.utf8.count <= 64, header.hasPrefix("bytes=") else {
            self = .whole
            return
        }
        let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false).map {
            (text: $0, number: Int64(plainDigits: String($0)).map(Int.init))
        }
        guard ends.count == 2, ends.allSatisfy({ $0.text.isEmpty || $0.number != nil }) else {
            self = .whole
            return
        }
        switch (ends[0].number, ends[1].number) {
        case (let first?, let last?) where first > last: self = .whole
        case (let first?, let last):
            self = first < length ? .part(first..<min(last.map { $0 + 1 } ?? length, length)) : .unsatisfiable
        case (nil, let count?):
            self = count > 0 && length > 0 ? .part(max(0, length - count)..<length) : .unsatisfiable
        case (nil, nil): self = .whole
        }
    }
}
