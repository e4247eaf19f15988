import OAProfile

// What the document says where an OA below level 3 offers less.

extension Endpoint {
    /// What the document of a server of a level says of it.
    func description(at level: CapabilityLevel) -> EndpointDescription {
        var description = description
        switch self {
        case .decide where level < .full: return Self.plainDecision(at: level)
        case .task where !level.hasRowVersions:
            description.successes = [.json("TaskDocument", "The task; rev is always 0.")]
        case .snapshot where !level.hasRowVersions:
            description.summary = "One page of the list of the user's tasks"
            description.details = "There are no versions and no history: rev, cursor and epoch are always 0."
        default: break
        }
        return description
    }

    private static func plainDecision(at level: CapabilityLevel) -> EndpointDescription {
        let details =
            switch level {
            case .full, .versioned:
                """
                Without an idempotency key. If-Match must name the row version that was read; a comment has no \
                precondition, and a second copy of it is a second comment.
                """
            case .taskBound:
                """
                Without an idempotency key and without a precondition. A task completes at most once: what would \
                complete it again is 409. What does not complete it is carried out as often as it comes.
                """
            case .atMostOnce:
                """
                Without an idempotency key and without a precondition. What comes twice is done twice: the history of \
                a task that is over gets another entry.
                """
            }
        let precondition = level.hasRowVersions
        return EndpointDescription(
            summary: "Decide about a task", details: details,
            parameters: ["task"] + (precondition ? ["If-Match"] : []) + ["Content-Digest"],
            body: ("PlainDecision", true), successes: [.json("PlainAnswer", "It was carried out.")],
            problems: [400, 403, 404, 409, 413, 415, 422, 423] + (precondition ? [412, 428] : []))
    }
}

extension CapabilityLevel {
    /// The sentence on decisions in the document's description.
    var promise: String {
        switch self {
        case .full:
            "Decisions are operations with an idempotency key: the answer to one is stored for ever and sent again for the same request."
        case .versioned:
            "This OA is of capability level 2: decisions have a precondition, but no idempotency key."
        case .taskBound:
            "This OA is of capability level 1: a task completes at most once, and nothing else is promised of decisions."
        case .atMostOnce:
            "This OA is of capability level 0: what is sent twice is done twice."
        }
    }
}

extension OpenAPIParts {
    static let plainSchemas = #"""
        "PlainDecision":{"type":"object","required":["action","comment","target"],"properties":{
            "action":{"$ref":"#/components/schemas/Action"},
            "comment":{"type":"string","maxLength":4096,"pattern":"^[^\\u0000]*$",
                "description":"At most 4096 bytes of UTF-8; reject, return and comment need one."},
            "target":{"type":"string","maxLength":200,"pattern":"^[^\\u0000]*$",
                "description":"The node of a return, the person of a transfer or the added approver, else empty."}},
            "allOf":[{"if":{"properties":{"action":{"enum":["reject","return","comment"]}}},
                "then":{"properties":{"comment":{"pattern":"\\S"}}}},
                {"if":{"properties":{"action":{"enum":["return","transfer","addsign-before","addsign-after"]}}},
                "then":{"properties":{"target":{"minLength":1}}}}]},
        "PlainAnswer":{"type":"object","required":["outcome","task","action"],"properties":{
            "outcome":{"const":"applied"},"task":{"$ref":"#/components/schemas/TaskID"},
            "action":{"$ref":"#/components/schemas/Action"}}}
        """#
}
