extension Endpoint {
    /// What the OpenAPI document says of it.
    var description: EndpointDescription {
        switch self {
        case .session:
            EndpointDescription(
                summary: "Who is signed in, and what this OA can do",
                successes: [.json("Session", "The session.")])
        case .changes:
            EndpointDescription(
                summary: "One page of the change feed",
                details: """
                    The feed is in the order of commits. A task may stand in several pages; its document is always \
                    as it is now. since needs epoch; without since the feed is read from its start.
                    """,
                parameters: ["since", "epoch", "limit"],
                successes: [.json("ChangesPage", "A page.")], problems: [400, 410])
        case .snapshot:
            EndpointDescription(
                summary: "One page of all tasks of the user",
                details: """
                    Rows are as of the cursor or later, never earlier. Pull changes from the cursor afterwards.
                    """,
                parameters: ["page"], successes: [.json("SnapshotPage", "A page.")], problems: [400, 410])
        case .task:
            EndpointDescription(
                summary: "One task with its decision digest", parameters: ["task"],
                successes: [.json("TaskDocument", "The task.", headers: Self.entityTag)],
                problems: [400, 404])
        case .decide:
            EndpointDescription(
                summary: "Decide about a task, once",
                details: """
                    Checked in this order, in one transaction: the operation is known (the stored answer is sent \
                    again), the user may decide and duties are separate, the task is open, row version and digest are \
                    those that were seen. op_id equals Idempotency-Key and task equals the path. A comment has no \
                    precondition but the permission to see the task. addsign-before makes the task wait (423 for what \
                    is decided meanwhile, which may be sent again) until the added person has approved; addsign-after \
                    puts that person behind it. hold puts the task aside until release or a decision.
                    """,
                parameters: ["task", "Idempotency-Key", "If-Match", "Content-Digest"],
                body: ("DecisionRequest", true),
                successes: [.json("DecisionReceipt", "The decision was applied.")],
                problems: [400, 403, 404, 409, 412, 413, 415, 422, 423, 428])
        case .decideBatch:
            EndpointDescription(
                summary: "Decide about many tasks, each on its own",
                details: """
                    Elements are applied one by one, never as a whole: each has its own answer, also one that cannot \
                    be read.
                    """,
                body: ("DecisionBatch", true),
                successes: [.json("BatchResults", "One answer an element, in order.", status: 207)],
                problems: [400, 413, 415])
        case .operation:
            EndpointDescription(
                summary: "What became of an operation", parameters: ["operation"],
                successes: [.json("OperationReport", "The report.")], problems: [400, 404])
        case .fence:
            EndpointDescription(
                summary: "Make sure that an operation can never apply any more",
                details: "An operation that has its answer keeps it, and the report says so.",
                parameters: ["operation"],
                successes: [.json("OperationReport", "The report after the fence.")], problems: [400, 404])
        case .blob:
            EndpointDescription(
                summary: "The bytes of an attachment", parameters: ["sha256", "Range"],
                successes: [Self.bytes(200, "The whole file."), Self.bytes(206, "The range.")],
                problems: [400, 404, 416])
        case .events:
            EndpointDescription(
                summary: "Hints that the user's feed has grown",
                details: """
                    Server-sent events named changed, with the cursor as id. A hint may be lost or repeated. A comment \
                    every 30 seconds is a sign of life.
                    """,
                parameters: ["Last-Event-ID"],
                successes: [
                    .init(
                        status: 200, text: "The stream.",
                        content: ("text/event-stream", #"{"type":"string"}"#))
                ], problems: [400])
        case .users:
            EndpointDescription(
                summary: "The people to whom work can be handed",
                details: "In the order of their user names. q is a part of the user name or of the name.",
                parameters: ["q", "afterUser"], successes: [.json("PeoplePage", "A page.")], problems: [400])
        case .inventory:
            EndpointDescription(
                summary: "What the user sees, in digests",
                details: """
                    A task's bucket is the first byte of the SHA-256 of its name. A bucket's digest is the exclusive or \
                    of its tasks' SHA-256 over name, row version and decision digest, each followed by a line feed. \
                    With bucket: the tasks of that one, in any order.
                    """,
                parameters: ["bucket"], successes: [.json("Inventory", "The digests, or one bucket.")],
                problems: [400])
        case .verification:
            EndpointDescription(
                summary: "What a source said of the invoice of a task",
                details: """
                    The source is asked by the OA; its answer is passed on as it came. Sample invoices have planted \
                    answers in the forms of several sources.
                    """,
                parameters: ["task"], successes: [.json("Verification", "What was said.")],
                problems: [400, 404])
        case .checkpoint:
            EndpointDescription(
                summary: "Store a checkpoint of the user's audit log as a witness",
                details: """
                    A checkpoint is stored where its RFC 9162 consistency proof shows that it extends the last one.
                    """,
                parameters: ["size"], body: ("Checkpoint", true),
                successes: [.json("StoredCheckpoint", "It is stored.")], problems: [400, 409, 413, 415])
        case .demoLogin:
            EndpointDescription(
                summary: "Sign in as a sample user",
                details: "Only where the server listens on loopback. Without a user: the sample reviewer.",
                body: ("DemoLogin", false), successes: [.json("DemoSession", "A new bearer token.")],
                problems: [400, 404, 413, 415])
        case .openAPI:
            EndpointDescription(
                summary: "This document",
                successes: [
                    .init(
                        status: 200, text: "The document.",
                        content: ("application/json", #"{"type":"object"}"#))
                ])
        case .health:
            EndpointDescription(
                summary: "Whether the server answers", successes: [.json("Health", "It answers.")])
        }
    }

    private static let entityTag =
        #"{"ETag":{"required":true,"schema":{"type":"string","pattern":"^\"[0-9]+\"$"}}}"#

    private static func bytes(_ status: Int, _ text: String) -> EndpointDescription.Success {
        .init(status: status, text: text, content: ("application/octet-stream", "{}"))
    }
}
