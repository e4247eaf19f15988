import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
import HummingbirdTLS
import NIOSSL
import Testing

@testable import OAClient

/// The transport against real servers with TLS on loopback, each with certificates of its own.
@Suite("TLS")
struct TLSTests {
    @Test(
        "a certificate that is not to be trusted is refused with what is wrong with it",
        arguments: [
            (Shown.unknownAuthority, OAError.Cause.certificate), (.otherHost, .wrongName),
            (.expired, .expired), (.notYetValid, .notYetValid),
        ])
    func refused(_ shown: Shown, _ cause: OAError.Cause) async throws {
        let authority = try TestAuthority()
        let error = try await withSecureServer(try shown.identity(of: authority)) { port, server in
            let account = OAAccount(
                url: "https://127.0.0.1:\(port)", token: "secret-token", user: "u",
                caFile: shown == .unknownAuthority ? "" : authority.file)
            let error = try await failure(at: account)
            #expect(server.requests.isEmpty, "nothing may be sent before the certificate is trusted")
            return error
        }
        #expect(error?.isUnreachable(cause) == true, "\(String(describing: error))")
        #expect(error?.explanation.zh.contains("证书") == true)
        let remedy = try #require(error?.remedy)
        #expect(cause != .certificate || remedy.en.contains("ca_file") && remedy.zh.contains("ca_file"))
    }

    enum Shown: CaseIterable, Sendable {
        case unknownAuthority
        case otherHost
        case expired
        case notYetValid

        func identity(of authority: TestAuthority) throws -> TestAuthority.Identity {
            switch self {
            case .unknownAuthority: try authority.issue()
            case .otherHost: try authority.issue(to: "elsewhere.test")
            case .expired: try authority.issue(days: -9 ... -2)
            case .notYetValid: try authority.issue(days: 0.5...0.9)
            }
        }
    }

    @Test("a server that knows nothing newer than TLS 1.1 is refused as an encryption fault")
    func oldProtocol() async throws {
        let authority = try TestAuthority()
        var configuration = try authority.issue().serverConfiguration()
        configuration.minimumTLSVersion = .tlsv1
        configuration.maximumTLSVersion = .tlsv11
        try await withSecureServer(configuration) { port, server in
            let account = OAAccount(
                url: "https://127.0.0.1:\(port)", token: "t", user: "u", caFile: authority.file)
            let error = try await failure(at: account)
            #expect(error?.isUnreachable(.encryption) == true, "\(String(describing: error))")
            #expect(server.requests.isEmpty)
        }
    }

    @Test("a company's own authority is trusted by ca_file or SSL_CERT_FILE", arguments: [false, true])
    func ownAuthority(byVariable: Bool) async throws {
        let authority = try TestAuthority()
        try await withSecureServer(try authority.issue()) { port, _ in
            let account = OAAccount(
                url: "https://127.0.0.1:\(port)", token: "t", user: "u",
                caFile: byVariable ? "" : authority.file)
            let environment = byVariable ? ["SSL_CERT_FILE": authority.file] : [:]
            #expect(try await failure(at: account, environment: environment) == nil)
            let plan = try ConnectionPlan(of: account, environment: environment)
            #expect(plan.remarks.count == 1 && plan.remarks[0].en.contains(authority.file))
        }
    }

    @Test(
        "a server that asks for a client certificate gets the configured one, and only a good one helps",
        arguments: Offered.allCases)
    func clientCertificate(_ offered: Offered) async throws {
        let authority = try TestAuthority()
        let other = try TestAuthority("Another authority")
        let server = try authority.issue().serverConfiguration(clientsOf: authority)
        let client = try (offered == .ofAnotherAuthority ? other : authority).issue(to: "zhang.wei")
        try await withSecureServer(server) { port, _ in
            var account = OAAccount(
                url: "https://127.0.0.1:\(port)", token: "t", user: "u", caFile: authority.file)
            if offered != .none {
                account.connection.clientCertificate = client.certificateFile
                account.connection.clientKey = client.keyFile
            }
            if offered == .inOneFile {
                let both = try [client.certificateFile, client.keyFile]
                    .map { try String(contentsOfFile: $0, encoding: .utf8) }.joined(separator: "\n")
                account.connection.clientCertificate = try authority.write(both, to: "both.pem")
                account.connection.clientKey = ""
            }
            let error = try await failure(at: account)
            switch offered {
            case .good, .inOneFile: #expect(error == nil)
            case .none, .ofAnotherAuthority:
                #expect(
                    error?.isUnreachable(.clientCertificate) == true, "\(String(describing: error))")
            }
        }
    }

    enum Offered: CaseIterable, Sendable {
        case good
        case inOneFile
        case none
        case ofAnotherAuthority
    }

    @Test("a client certificate that cannot be used is named before anything is sent")
    func badClientCertificate() throws {
        let authority = try TestAuthority()
        let good = try authority.issue()
        let other = try authority.issue()
        let open = try authority.issue(keyMode: 0o644)
        let garbage = try authority.write("no PEM", to: "garbage")
        let locked = try authority.write(lockedKey, to: "locked.key")
        let cases: [(String, String, String, OAError.Cause)] = [
            (garbage, good.keyFile, garbage, .clientCertificateFile),
            (good.certificateFile, garbage, garbage, .clientCertificateFile),
            (good.certificateFile, other.keyFile, other.keyFile, .clientCertificateFile),
            (good.certificateFile, locked, locked, .clientCertificateFile),
            (good.certificateFile, "", good.certificateFile, .clientCertificateFile),
            ("", good.keyFile, good.keyFile, .clientCertificateFile),
            (open.certificateFile, open.keyFile, open.keyFile, .clientKeyExposed),
        ]
        for (certificate, key, thing, cause) in cases {
            var account = OAAccount(url: "https://oa.example.com", token: "t", user: "u")
            account.connection.clientCertificate = certificate
            account.connection.clientKey = key
            #expect(throws: OAError.misconfigured(thing, cause), "\(certificate) \(key)") {
                _ = try ProfileConnector(account: account, logger: .silent)
            }
        }
    }

    @Test(
        "HTTP/2 is spoken where it is offered, unless the configuration forbids it", arguments: [true, false])
    func version(allowsHTTP2: Bool) async throws {
        let authority = try TestAuthority()
        let configuration = try authority.issue().serverConfiguration()
        for (builder, offered) in [
            (try HTTPServerBuilder.http2Upgrade(tlsConfiguration: configuration), "2"),
            (try HTTPServerBuilder.tls(tlsConfiguration: configuration), "1.1"),
        ] {
            let version = try await HostileServer.run({ _ in try .json(Sample.session) }, server: builder) {
                port, _ in
                let transport = try Transport(
                    address: try OAAddress("https://127.0.0.1:\(port)"), token: "t", caFile: authority.file,
                    settings: ConnectionSettings(allowsHTTP2: allowsHTTP2), limits: .quick,
                    world: Transport.World(environment: [:]), logger: .silent)
                let answer = await Result { () async throws in
                    try await transport.exchange(.init(path: ["session"], limit: 65_536))
                }
                await transport.shutDown()
                return try answer.get().version
            }
            #expect(version == (allowsHTTP2 ? offered : "1.1"))
        }
    }
}

/// A key made for this test (`openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8`), locked with the
/// passphrase `test`: a program that asks for it would wait for ever.
private let lockedKey = """
    -----BEGIN ENCRYPTED PRIVATE KEY-----
    MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAh4VDdFlvqFHQICCAAw
    DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEGqgeaG7QsuDNR8xv+SmFRAEgZBY
    FdZP3abczUL6ehzDFRFmireeQ368BZ/VpiG6AMKQQR3ITm9brQuLKgT10XYqSA8U
    6tFusEn3HYgVIjroIJbfLRPxtBjMkKOzDhf0ABkFfscDAHPvC8Ky5aHvjh06Ih0G
    5U05YwubibzESYtbFUXM1KYKzHheN8sAp4dEFrIlCnuZq/HrdNI7pHIkXToIU5g=
    -----END ENCRYPTED PRIVATE KEY-----
    """
