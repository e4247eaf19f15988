import OAProfile

// The OpenAPI 3.1 description of the server, made from the same list of endpoints as the router.
// In: `Endpoint` and, for each, an `EndpointDescription`; the schemas as JSON text. Out: the text of /openapi.json.

/// The OpenAPI document.
enum OpenAPIDocument {
    /// The document of a server of a level, as JSON.
    static func text(at level: CapabilityLevel) -> String { texts[level] ?? "{}" }

    private static let texts = Dictionary(
        uniqueKeysWithValues: CapabilityLevel.allCases.map { ($0, make(at: $0)) })

    private static func make(at level: CapabilityLevel) -> String {
        let byPath = Dictionary(grouping: Endpoint.all(at: level), by: \.path)
        let paths = byPath.keys.sorted().map { path in
            let operations = (byPath[path] ?? []).map { endpoint in
                quoted(endpoint.method.rawValue.lowercased()) + ":"
                    + endpoint.description(at: level).json(of: endpoint)
            }
            return quoted(path) + ":{" + operations.joined(separator: ",") + "}"
        }
        let schemas = [OpenAPIParts.taskSchemas, OpenAPIParts.decisionSchemas, OpenAPIParts.plainSchemas]
        return """
            {"openapi":"3.1.0","info":\(info(at: level)),"paths":{\(paths.joined(separator: ","))},
            "components":{"securitySchemes":{"bearer":{"type":"http","scheme":"bearer"}},
            "parameters":{\(OpenAPIParts.parameters)},
            "schemas":{\(schemas.joined(separator: ","))}}}
            """
    }

    /// A text as a JSON string.
    static func quoted(_ text: String) -> String { JSONValue.string(text).canonical }

    /// A reference to a component.
    static func reference(_ kind: String, _ name: String) -> String {
        "{\"$ref\":\"#/components/\(kind)/\(name)\"}"
    }

    private static func info(at level: CapabilityLevel) -> String {
        """
        {"title":"Countersign OA profile","version":"1","summary":"Approval tasks and decisions about invoices",
        "description":\(quoted("Every error is a problem document (RFC 9457). " + level.promise + " A user sees only tasks that are assigned to them."))}
        """
    }
}

/// What the document says of one endpoint.
struct EndpointDescription {
    /// One of the answers that are no problem.
    struct Success {
        var status: Int
        var text: String
        /// The media type with its schema as JSON.
        var content: (mediaType: String, schema: String)
        /// The headers as the JSON of an OpenAPI map.
        var headers = "{}"

        /// An answer in JSON whose schema is a component.
        static func json(_ schema: String, _ text: String, status: Int = 200, headers: String = "{}")
            -> Success
        {
            Success(
                status: status, text: text,
                content: (OAProfile.jsonMediaType, OpenAPIDocument.reference("schemas", schema)),
                headers: headers)
        }
    }

    var summary: String
    var details = ""
    /// Names of components.
    var parameters: [String] = []
    /// The schema of the JSON body, and whether there must be one.
    var body: (schema: String, isRequired: Bool)?
    var successes: [Success]
    /// Statuses of problems beside 401 and 503, which every endpoint may answer.
    var problems: [Int] = []

    /// The OpenAPI operation as JSON.
    func json(of endpoint: Endpoint) -> String {
        var members = [
            #""operationId":"\#(endpoint.rawValue)""#, #""summary":"# + OpenAPIDocument.quoted(summary),
        ]
        if !details.isEmpty { members.append(#""description":"# + OpenAPIDocument.quoted(details)) }
        members.append(#""security":"# + (endpoint.needsToken ? #"[{"bearer":[]}]"# : "[]"))
        if !parameters.isEmpty {
            let references = parameters.map { OpenAPIDocument.reference("parameters", $0) }
            members.append(#""parameters":["# + references.joined(separator: ",") + "]")
        }
        if let body {
            let schema = OpenAPIDocument.reference("schemas", body.schema)
            members.append(
                #""requestBody":{"required":\#(body.isRequired),"content":{"#
                    + Self.media(
                        OAProfile.jsonMediaType, schema) + "}}")
        }
        members.append(#""responses":{"# + responses(of: endpoint).joined(separator: ",") + "}")
        return "{" + members.joined(separator: ",") + "}"
    }

    private func responses(of endpoint: Endpoint) -> [String] {
        let problems = Set(problems + (endpoint.needsToken ? [401, 503] : [503]))
        return successes.map { success in
            #""\#(success.status)":{"description":\#(OpenAPIDocument.quoted(success.text)),"#
                + #""headers":\#(success.headers),"content":{"#
                + Self.media(success.content.mediaType, success.content.schema) + "}}"
        }
            + problems.sorted().map { status in
                #""\#(status)":{"description":\#(OpenAPIDocument.quoted(Self.meaning(of: status))),"#
                    + #""headers":\#(Self.headers(of: status)),"content":{"#
                    + Self.media(OAProfile.problemMediaType, OpenAPIDocument.reference("schemas", "Problem"))
                    + "}}"
            }
    }

    private static func media(_ type: String, _ schema: String) -> String {
        #""\#(type)":{"schema":\#(schema)}"#
    }

    private static func headers(of status: Int) -> String {
        switch status {
        case 401: #"{"WWW-Authenticate":{"required":true,"schema":{"type":"string"}}}"#
        case 416: #"{"Content-Range":{"required":true,"schema":{"type":"string"}}}"#
        case 503: #"{"Retry-After":{"schema":{"type":"string"}}}"#
        default: "{}"
        }
    }

    private static func meaning(of status: Int) -> String {
        switch status {
        case 400: "Something in the request cannot be read, or the idempotency key is missing."
        case 401: "The bearer token is missing or not valid."
        case 403: "The task is not assigned to this user any more."
        case 404: "There is no such thing, or it is not for this user to see."
        case 409: "It is decided, fenced, or contradicts what is stored."
        case 410: "The cursor is of no use any more; take a snapshot."
        case 412: "The task changed since it was read; current_rev and current_digest say what it is now."
        case 413: "The body or a text in it is too large."
        case 415: "The body is not JSON."
        case 416: "The file is shorter."
        case 422: "A policy forbids it, or the key was used for another request."
        case 423: "Another approver was added before and decides first; the same request may succeed later."
        case 428: "If-Match is missing."
        default: "The OA is in trouble; the same request may succeed later."
        }
    }
}
