/// Where an OA is and how one is known there.
public struct OAAccount: Hashable, Codable, Sendable {
    /// The OA's address, as `https://oa.example.com`; the profile's path is added.
    public var url: String
    /// The bearer token. Never logged, never an argument.
    public var token: String
    /// The user at the OA.
    public var user: String
    /// A PEM file with certificates to trust besides the system's; empty for none.
    public var caFile: String

    private enum CodingKeys: String, CodingKey {
        case url
        case token
        case user
        case caFile = "ca_file"
    }

    /// Makes an account.
    public init(url: String, token: String, user: String, caFile: String = "") {
        self.url = url
        self.token = token
        self.user = user
        self.caFile = caFile
    }
}

extension OAAccount: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// User and address; the token never stands in a text.
    public var description: String { "\(user) at \(url)" }
    /// User and address; the token never stands in a text.
    public var debugDescription: String { description }
    /// Without the token, so that `dump` and a debugger do not print it either.
    public var customMirror: Mirror { Mirror(self, children: ["url": url, "user": user, "caFile": caFile]) }
}
