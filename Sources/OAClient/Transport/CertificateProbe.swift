import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Finds out why a server's certificate was not trusted. The TLS library only says that it was not.
enum CertificateProbe {
    /// Connects once more, takes the certificates that are shown and breaks off in the handshake: nothing is ever sent.
    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - limit: how long it may take.
    /// - Returns: what is wrong with the dates; ``OAError/Cause/certificate`` for everything else.
    static func cause(of address: OAAddress, now: Int64, within limit: Duration) async -> OAError.Cause {
        let shown = Shown()
        do {
            let context = try NIOSSLContext(configuration: .makeClientConfiguration())
            let channel = try await ClientBootstrap(group: NIOSingletons.posixEventLoopGroup)
                .connectTimeout(TimeAmount(limit))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let refuse: NIOSSLCustomVerificationCallback = { certificates, verdict in
                            shown.keep(certificates)
                            verdict.succeed(.failed)
                        }
                        let handler = try NIOSSLClientHandler(
                            context: context, serverHostname: address.serverName,
                            customVerificationCallback: refuse)
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                }
                .connect(host: address.hostName, port: address.port).get()
            let timer = channel.eventLoop.scheduleTask(in: TimeAmount(limit)) {
                channel.close(promise: nil)
            }
            // The failed handshake closes the channel.
            try await channel.closeFuture.get()
            timer.cancel()
        } catch {
            // Whatever it was, the first connection said that the certificate is the trouble.
        }
        return shown.cause(at: now / 1_000)
    }

    /// The certificates of the server.
    private final class Shown: Sendable {
        private let certificates = Mutex<[NIOSSLCertificate]>([])

        func keep(_ shown: [NIOSSLCertificate]) { certificates.withLock { $0 = shown } }

        func cause(at seconds: Int64) -> OAError.Cause {
            certificates.withLock { certificates in
                if certificates.contains(where: { Int64($0.notValidAfter) < seconds }) { return .expired }
                if certificates.contains(where: { Int64($0.notValidBefore) > seconds }) {
                    return .notYetValid
                }
                return .certificate
            }
        }
    }
}

extension OAAddress {
    /// The name for the handshake; an address in numbers has none (RFC 6066, section 3).
    fileprivate var serverName: String? {
        (try? SocketAddress(ipAddress: hostName, port: port)) == nil ? hostName : nil
    }
}
