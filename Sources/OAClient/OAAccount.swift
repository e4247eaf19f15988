import OAProfile

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
    /// The user's display name when the account was made; may be empty.
    public var displayName: String
    /// How much of the profile the OA offered when it was asked last; nothing where it never was.
    public var level: CapabilityLevel?
    /// What the deployment called itself then, as `PROD`; may be empty. Shown until the OA answers.
    public var environment: String
    /// How it is reached. Not part of what is kept: the configuration says it anew each time.
    public var connection = ConnectionSettings()

    private enum CodingKeys: String, CodingKey {
        case url
        case token
        case user
        case caFile = "ca_file"
        case displayName = "display_name"
        case environment
        case level
    }

    /// Makes an account.
    public init(
        url: String, token: String, user: String, caFile: String = "", displayName: String = "",
        environment: String = ""
    ) {
        self.url = url
        self.token = token
        self.user = user
        self.caFile = caFile
        self.displayName = displayName
        self.environment = environment
    }

    /// Reads an account; name and environment may be missing.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        url = try container.decode(String.self, forKey: .url)
        token = try container.decode(String.self, forKey: .token)
        user = try container.decode(String.self, forKey: .user)
        caFile = try container.decodeIfPresent(String.self, forKey: .caFile) ?? ""
        displayName = try container.decodeIfPresent(String.self, forKey: .displayName) ?? ""
        environment = try container.decodeIfPresent(String.self, forKey: .environment) ?? ""
        level = try container.decodeIfPresent(Int.self, forKey: .level).map(CapabilityLevel.init(nearest:))
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
