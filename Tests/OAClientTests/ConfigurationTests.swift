import Foundation
import Testing

@testable import OAClient

@Suite("Configuration of the connection")
struct ConfigurationTests {
    @Test(
        "an address that cannot be used is refused, with the reason",
        arguments: [
            ("", .notAnAddress), ("oa.example.com", .notAnAddress), ("ftp://oa.example.com", .notAnAddress),
            ("https://", .notAnAddress), ("https://oa.example.com?x=1", .notAnAddress),
            ("https://oa.example.com#x", .notAnAddress),
            ("https://zhang:geheim@oa.example.com", .notAnAddress),
            ("http://oa.example.com", .plainText), ("http://192.168.1.4:8080", .plainText),
            ("http://localhost.example.com", .plainText), ("http://127.0.0.1.example.com", .plainText),
            ("http://[::2]", .plainText),
        ] as [(String, OAError.Cause)])
    func badAddresses(_ text: String, _ cause: OAError.Cause) {
        let error = #expect(throws: OAError.self) {
            _ = try ProfileConnector(account: OAAccount(url: text, token: "t", user: "u"), logger: .silent)
        }
        #expect(error?.explanation.en.contains(cause.rawValue) == true)
        #expect(error.map { "\($0)".contains("geheim") } == false, "a password is never repeated")
    }

    @Test(
        "an address is used without the slash at its end",
        arguments: [
            ("https://oa.example.com/", "https://oa.example.com"),
            ("HTTPS://OA.Example.com:8443/erp/", "https://oa.example.com:8443/erp"),
            ("http://127.0.0.9:80", "http://127.0.0.9:80"), ("http://[::1]:8080", "http://[::1]:8080"),
        ])
    func goodAddresses(_ text: String, _ base: String) throws {
        #expect(try OAAddress(text).base == base)
    }

    @Test(
        "a token that would break out of its header is refused", arguments: ["a\r\nX-Evil: 1", "a b", "令牌"])
    func badTokens(_ token: String) {
        let error = #expect(throws: OAError.self) {
            _ = try ProfileConnector(
                account: OAAccount(url: "https://oa.example.com", token: token, user: "u"), logger: .silent)
        }
        #expect(error.map { "\($0)".contains(token) } == false)
    }

    @Test("a certificate file that cannot be read is named", arguments: ["", "SSL_CERT_FILE"])
    func badCertificates(_ variable: String) {
        let path = "/nonexistent/ca.pem"
        let error = #expect(throws: OAError.self) {
            _ = try ProfileConnector(
                account: OAAccount(
                    url: "https://oa.example.com", token: "t", user: "u", caFile: variable.isEmpty ? path : ""
                ),
                limits: .quick,
                world: Transport.World(environment: variable.isEmpty ? [:] : [variable: path]),
                logger: .silent)
        }
        #expect(error == .misconfigured(path, .certificateFile))
    }

    @Test(
        "the proxy of the environment is used, except for the hosts that NO_PROXY names",
        arguments: [
            ("https://oa.example.com", ["HTTPS_PROXY": "http://p.example:3128"], "p.example:3128"),
            ("https://oa.example.com", ["https_proxy": "p.example:3128"], "p.example:3128"),
            ("https://oa.example.com", ["ALL_PROXY": "socks5://[::5]"], "::5:1080"),
            ("https://oa.example.com", ["HTTP_PROXY": "http://p.example:3128"], nil),
            ("https://oa.example.com", ["HTTPS_PROXY": "p.example:1", "NO_PROXY": "a.b, .example.com"], nil),
            ("https://oa.example.com", ["HTTPS_PROXY": "p.example:1", "no_proxy": "*"], nil),
            (
                "https://oa.example.com", ["HTTPS_PROXY": "p.example:1", "NO_PROXY": "example.com:8443"],
                "p.example:1"
            ),
            (
                "https://oa.example.com:8443",
                ["HTTPS_PROXY": "p.example:1", "NO_PROXY": "example.com:8443"], nil
            ),
            (
                "https://notexample.com", ["HTTPS_PROXY": "p.example:1", "NO_PROXY": "example.com"],
                "p.example:1"
            ),
            ("https://10.2.3.4", ["HTTPS_PROXY": "p.example:1", "NO_PROXY": "10.0.0.0/8"], nil),
            ("https://11.2.3.4", ["HTTPS_PROXY": "p.example:1", "NO_PROXY": "10.0.0.0/8"], "p.example:1"),
            ("https://localhost", ["HTTPS_PROXY": "p.example:1"], nil),
        ] as [(String, [String: String], String?)])
    func proxies(_ url: String, _ environment: [String: String], _ expected: String?) throws {
        let proxy = try ProxySettings.proxy(for: try OAAddress(url), environment: environment)
        #expect(proxy.map { "\($0.host):\($0.port)" } == expected)
    }

    @Test(
        "a proxy that cannot be used is named by its variable",
        arguments: ["ftp://p", "https://p:1", "http://"])
    func badProxies(_ text: String) throws {
        let address = try OAAddress("https://oa.example.com")
        #expect(throws: OAError.misconfigured("HTTPS_PROXY", .proxyAddress)) {
            _ = try ProxySettings.proxy(for: address, environment: ["HTTPS_PROXY": text])
        }
    }
}
