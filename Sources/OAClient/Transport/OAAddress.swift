import Foundation

/// The checked address of an OA: https, or http on this machine only.
struct OAAddress: Hashable, Sendable {
    /// Scheme, host, port and path without a slash at the end, as `https://oa.example.com/erp`.
    let base: String
    /// The host as it is shown, with its port where one is given.
    let host: String
    /// The host alone, without the brackets of an IPv6 address.
    let hostName: String
    /// The port, the scheme's own where none is given.
    let port: Int
    /// Whether it is on this machine.
    let isLoopback: Bool

    /// Reads and checks an address.
    /// - Throws: ``OAError/misconfigured(_:)`` for anything that is no address, names a user, or would send the token
    ///   in the clear over a network.
    init(_ text: String) throws(OAError) {
        let trimmed = text.trimmingSpaces
        guard let parts = URLComponents(string: trimmed), let scheme = parts.scheme?.lowercased(),
            let name = parts.host, !name.isEmpty, parts.query == nil, parts.fragment == nil,
            scheme == "https" || scheme == "http", parts.port.map({ (1...65_535).contains($0) }) ?? true
        else { throw .misconfigured(trimmed, .notAnAddress) }
        // A password in an address ends in logs and process lists.
        guard parts.user == nil, parts.password == nil else { throw .misconfigured(name, .notAnAddress) }
        var path = parts.percentEncodedPath
        while path.hasSuffix("/") { path.removeLast() }
        hostName = name.trimmingCharacters(in: ["[", "]"]).lowercased()
        let shown = hostName.contains(":") ? "[\(hostName)]" : hostName
        host = parts.port.map { "\(shown):\($0)" } ?? shown
        port = parts.port ?? (scheme == "https" ? 443 : 80)
        isLoopback = Self.isLoopback(hostName)
        guard scheme == "https" || isLoopback else { throw .misconfigured(trimmed, .plainText) }
        base = "\(scheme)://\(host)\(path)"
    }

    /// Whether a host is this machine: `localhost`, `127.0.0.0/8` or `::1`, by its text alone.
    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && !numbers.contains(nil) && numbers[0] == 127
    }

    /// The address of an endpoint of the profile. Every part is escaped, so that no id can lead to another endpoint.
    func url(_ parts: [String], query: [(String, String)] = []) -> (url: String, path: String) {
        let path = "/v1/" + parts.map(Self.escaped).joined(separator: "/")
        let values = query.map { "\(Self.escaped($0.0))=\(Self.escaped($0.1))" }.joined(separator: "&")
        return (base + path + (values.isEmpty ? "" : "?" + values), path)
    }

    /// Everything but letters, digits, `-` and `_` becomes `%XX`: dots too, so that `..` is never a step upward.
    private static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: output.append(byte)
            default: output += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
