import Foundation
import Testing

@testable import OAClient

@Suite("Proxies")
struct ProxyTests {
    @Test(
        "the OA is reached through the proxy of the environment or the configuration, which sees no token",
        arguments: [false, true])
    func connect(configured: Bool) async throws {
        let authority = try TestAuthority()
        let log = TransportLog()
        try await withSecureServer(try authority.issue(to: "oa.invalid")) { port, server in
            let proxy = try SocketServer.proxy(to: port, signIn: "zhang:p%40ss".removingPercentEncoding)
            defer { proxy.stop() }
            let url = "http://zhang:p%40ss@127.0.0.1:\(proxy.port)"
            var account = OAAccount(
                url: "https://oa.invalid", token: "marked-token", user: "u", caFile: authority.file)
            if configured { account.connection.proxy = url }
            let environment = configured ? ["NO_PROXY": "*"] : ["HTTPS_PROXY": url]
            #expect(try await failure(at: account, environment: environment, logger: log.logger) == nil)
            #expect(server.requests.first?.headers["authorization"] == "Bearer marked-token")
            let head = try #require(proxy.heads.first)
            #expect(head.hasPrefix("CONNECT oa.invalid:443 "))
            #expect(!head.contains("marked-token"))
            let plan = try ConnectionPlan(of: account, environment: environment)
            #expect(plan.proxy?.address == "127.0.0.1:\(proxy.port)" && plan.proxy?.hasSignIn == true)
            #expect(plan.proxy?.source == (configured ? "oa.proxy" : "HTTPS_PROXY"))
            for text in [log.text, "\(plan)", plan.remarks.map { $0.zh + $0.en }.joined()] {
                #expect(!text.contains("p@ss") && !text.contains("p%40ss"))
            }
        }
    }

    @Test(
        "what fails at the proxy is told as the proxy's",
        arguments: [
            (Trouble.wantsSignIn, OAError.Cause.proxySignIn), (.isGone, .proxyAway),
            (.speaksNonsense, .proxy),
        ])
    func trouble(_ trouble: Trouble, _ cause: OAError.Cause) async throws {
        let proxy =
            switch trouble {
            case .wantsSignIn, .isGone: try SocketServer.proxy(to: 1, signIn: "zhang:secret")
            case .speaksNonsense:
                try SocketServer { connection, _ in
                    // What is not read when a connection closes resets it, and the answer may be lost.
                    var asked = [UInt8](repeating: 0, count: 4_096)
                    _ = recv(connection, &asked, asked.count, 0)
                    let answer = Array("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n".utf8)
                    _ = send(connection, answer, answer.count, 0)
                }
            }
        if trouble == .isGone { proxy.stop() }
        defer { proxy.stop() }
        let account = OAAccount(url: "https://oa.invalid", token: "t", user: "u")
        let error = try await failure(
            at: account, environment: ["HTTPS_PROXY": "http://u:wrong@127.0.0.1:\(proxy.port)"])
        #expect(error?.isUnreachable(cause) == true, "\(String(describing: error))")
        #expect(error?.explanation.en.contains("wrong") == false)
    }

    enum Trouble: Sendable {
        case wantsSignIn
        case isGone
        case speaksNonsense
    }

    @Test(
        "a configured proxy that cannot be used is named by its setting, without its password",
        arguments: ["ftp://zhang:secret@p", "https://p:1", "http://"])
    func badSetting(_ text: String) {
        var account = OAAccount(url: "https://oa.example.com", token: "t", user: "u")
        account.connection.proxy = text
        #expect(throws: OAError.misconfigured("oa.proxy", .proxyAddress)) {
            _ = try ProfileConnector(account: account, logger: .silent)
        }
        #expect(throws: OAError.misconfigured("oa.proxy", .proxyAddress)) {
            _ = try ConnectionPlan(of: account, environment: [:])
        }
    }

    @Test("NO_PROXY and the word none lead around the proxy", arguments: [false, true])
    func around(byWord: Bool) async throws {
        let proxy = try SocketServer.proxy(to: 1)
        defer { proxy.stop() }
        var account = OAAccount(url: "https://oa.invalid", token: "t", user: "u")
        var environment = ["HTTPS_PROXY": "http://127.0.0.1:\(proxy.port)"]
        if byWord { account.connection.proxy = "none" } else { environment["NO_PROXY"] = ".invalid" }
        let error = try await failure(at: account, environment: environment)
        #expect(error?.isUnreachable(.nameNotFound) == true, "\(String(describing: error))")
        #expect(proxy.heads.isEmpty)
        #expect(try ConnectionPlan(of: account, environment: environment).remarks.isEmpty)
    }
}
