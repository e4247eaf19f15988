import AsyncHTTPClient
import Foundation

/// The proxy that the configuration names, or else the environment: `HTTPS_PROXY` (or `ALL_PROXY`) except for the hosts of `NO_PROXY`, each in
/// upper or lower case, as curl and most tools read them. The HTTP library does not read them itself.
enum ProxySettings {
    /// A proxy and where it was named.
    struct Choice {
        var proxy: HTTPClient.Configuration.Proxy
        /// The variable, or `oa.proxy`; never its value, which may hold a password.
        var source: String
        /// Whether a user and a password stand in it.
        var hasSignIn: Bool
    }

    /// The proxy for an address; nothing for a direct connection. This machine is never reached through a proxy.
    /// - Throws: ``OAError/misconfigured(_:)`` naming the variable, when its value cannot be used.
    static func proxy(for address: OAAddress, environment: [String: String]) throws(OAError)
        -> HTTPClient.Configuration.Proxy?
    {
        try choice(for: address, configured: "", environment: environment)?.proxy
    }

    /// The same with its source. What is configured for this OA counts more than the environment, `NO_PROXY` included;
    /// the word `none` asks for a direct connection.
    static func choice(for address: OAAddress, configured: String, environment: [String: String])
        throws(OAError) -> Choice?
    {
        guard !address.isLoopback else { return nil }
        let wanted = configured.trimmingSpaces
        if wanted.lowercased() == "none" { return nil }
        if !wanted.isEmpty { return try choice(of: wanted, from: "oa.proxy") }
        let names = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
        guard let name = names.first(where: { environment[$0]?.trimmingSpaces.isEmpty == false }),
            let text = environment[name]?.trimmingSpaces
        else { return nil }
        let exceptions = environment["no_proxy"] ?? environment["NO_PROXY"] ?? ""
        guard !isExcepted(host: address.hostName, port: address.port, by: exceptions) else { return nil }
        return try choice(of: text, from: name)
    }

    private static func choice(of text: String, from name: String) throws(OAError) -> Choice {
        let full = text.contains("://") ? text : "http://" + text
        guard let parts = URLComponents(string: full), let host = parts.host, !host.isEmpty else {
            throw .misconfigured(name, .proxyAddress)
        }
        let bare = host.trimmingCharacters(in: ["[", "]"])
        switch parts.scheme?.lowercased() {
        case "http":
            let authorization = parts.user.map {
                HTTPClient.Authorization.basic(username: $0, password: parts.password ?? "")
            }
            let proxy = HTTPClient.Configuration.Proxy.server(
                host: bare, port: parts.port ?? 80, authorization: authorization)
            return Choice(proxy: proxy, source: name, hasSignIn: authorization != nil)
        case "socks5", "socks5h":
            return Choice(
                proxy: .socksServer(host: bare, port: parts.port ?? 1_080), source: name, hasSignIn: false)
        default:
            throw .misconfigured(name, .proxyAddress)
        }
    }

    /// Whether `NO_PROXY` names a host: `*`, the host itself, a domain above it (with or without a leading dot), each
    /// with an optional port, or an IPv4 block such as `10.0.0.0/8`.
    static func isExcepted(host: String, port: Int, by list: String) -> Bool {
        list.split(separator: ",").contains { part in
            var entry = String(part).trimmingSpaces.lowercased()
            guard !entry.isEmpty else { return false }
            if entry == "*" { return true }
            if let block = block(entry) {
                return ipv4(host).map { $0 & block.mask == block.address } ?? false
            }
            let colon = entry.lastIndex(of: ":")
            if let colon, entry.firstIndex(of: ":") == colon,
                let wanted = Int(entry[entry.index(after: colon)...])
            {
                guard wanted == port else { return false }
                entry = String(entry[..<colon])
            }
            if entry.hasPrefix("*.") { entry.removeFirst(2) }
            if entry.hasPrefix(".") { entry.removeFirst() }
            return host == entry || host.hasSuffix("." + entry)
        }
    }

    private static func block(_ text: String) -> (address: UInt32, mask: UInt32)? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let bits = UInt32(parts[1]), bits <= 32, let address = ipv4(String(parts[0]))
        else {
            return nil
        }
        let mask: UInt32 = bits == 0 ? 0 : ~0 << (32 - bits)
        return (address & mask, mask)
    }

    private static func ipv4(_ text: String) -> UInt32? {
        let numbers = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard numbers.count == 4 else { return nil }
        var address: UInt32 = 0
        for number in numbers {
            guard let number else { return nil }
            address = address << 8 | UInt32(number)
        }
        return address
    }
}
