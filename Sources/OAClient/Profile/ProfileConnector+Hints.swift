import NIOCore
import OAProfile

extension ProfileConnector {
    /// Listens to `GET /v1/events` until the stream ends. The cursor goes out as `Last-Event-ID`, so that what changed
    /// meanwhile is told at once.
    public func listen(
        after cursor: String?, hear: @escaping @Sendable (ChangeHint) -> Void
    ) async throws(OAError) {
        var headers = [("Accept", Self.eventStream), ("Cache-Control", "no-store")]
        // A cursor that no header can carry is left out: one hint more costs one question.
        if let cursor, (1...256).contains(cursor.utf8.count),
            cursor.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        {
            headers.append(("Last-Event-ID", cursor))
        }
        let request = Transport.Request(path: ["events"], headers: headers, limit: transport.limits.document)
        try await transport.stream(request) { [reader, name] head throws(OAError) in
            guard head.status == 200 else { throw reader.failure(of: head) }
            let isPlain = head.contentEncoding.isEmpty || head.contentEncoding == "identity"
            guard isPlain else { throw .notAnOA(name, .encoded) }
            guard head.contentType.prefix(while: { $0 != ";" && $0 != " " }) == Self.eventStream else {
                throw .notAnOA(name, head.contentType.contains("html") ? .webPage : .notEvents)
            }
            hear(.opened)
            return EventStreamParser()
        } take: { parser, buffer throws(EventStreamParser.TooLarge) in
            for part in try parser.take(buffer.readableBytesView) {
                guard case .event(type: "changed", _, let id) = part, !id.isEmpty else { continue }
                hear(.changed(cursor: id))
            }
        }
    }

    private static let eventStream = "text/event-stream"
}
