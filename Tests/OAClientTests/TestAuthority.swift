import Crypto
import Foundation
import NIOSSL
import Synchronization
import Testing
import X509

/// A certificate authority that lives as long as a test, and the files of what it issued.
final class TestAuthority: Sendable {
    /// A certificate with its key, as PEM files.
    struct Identity {
        var certificateFile: String
        var keyFile: String

        /// What a server shows.
        func serverConfiguration(clientsOf authority: TestAuthority? = nil) throws -> TLSConfiguration {
            let chain = try NIOSSLCertificate.fromPEMFile(certificateFile)
                .map { NIOSSLCertificateSource.certificate($0) }
            let key = NIOSSLPrivateKeySource.privateKey(try NIOSSLPrivateKey(file: keyFile, format: .pem))
            guard let authority else {
                return .makeServerConfiguration(certificateChain: chain, privateKey: key)
            }
            return .makeServerConfigurationWithMTLS(
                certificateChain: chain, privateKey: key,
                trustRoots: .certificates(try NIOSSLCertificate.fromPEMFile(authority.file)))
        }
    }

    /// The authority's own certificate as a PEM file.
    let file: String
    private let folder: URL
    private let key = P256.Signing.PrivateKey()
    private let name: DistinguishedName
    private let issued = Mutex(0)

    init(_ commonName: String = "Test authority") throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("countersign-authority-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        name = try DistinguishedName { CommonName(commonName) }
        file = folder.appendingPathComponent("ca.pem").path
        let certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey),
            notValidBefore: Date(timeIntervalSinceNow: -3_650 * 86_400),
            notValidAfter: Date(timeIntervalSinceNow: 86_400), issuer: name, subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true))
            }, issuerPrivateKey: .init(key))
        try certificate.serializeAsPEM().pemString.write(toFile: file, atomically: true, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Issues a certificate to a host name, or to the address 127.0.0.1.
    /// - Parameter days: from when to when it is valid, counted from now.
    func issue(
        to host: String = "127.0.0.1", days: ClosedRange<Double> = -1...1, keyMode: Int = 0o600
    ) throws -> Identity {
        let number = issued.withLock { issued in
            issued += 1
            return issued
        }
        let key = P256.Signing.PrivateKey()
        let names: [GeneralName] =
            host == "127.0.0.1"
            ? [.ipAddress(.init(contentBytes: [127, 0, 0, 1]))] : [.dnsName(host)]
        let certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey),
            notValidBefore: Date(timeIntervalSinceNow: days.lowerBound * 86_400),
            notValidAfter: Date(timeIntervalSinceNow: days.upperBound * 86_400), issuer: name,
            subject: try DistinguishedName { CommonName(host) }, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth, .clientAuth])
                SubjectAlternativeNames(names)
            }, issuerPrivateKey: .init(self.key))
        let identity = Identity(
            certificateFile: folder.appendingPathComponent("\(number).pem").path,
            keyFile: folder.appendingPathComponent("\(number).key").path)
        try certificate.serializeAsPEM().pemString
            .write(toFile: identity.certificateFile, atomically: true, encoding: .utf8)
        try key.pemRepresentation.write(toFile: identity.keyFile, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: keyMode], ofItemAtPath: identity.keyFile)
        return identity
    }

    /// A file of the authority's folder with a text.
    func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
        let path = folder.appendingPathComponent(name).path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }
}
