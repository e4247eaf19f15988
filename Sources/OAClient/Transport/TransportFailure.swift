import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// What can go wrong in an exchange, besides the errors of the libraries below.
enum TransportFailure: Error {
    /// The whole exchange took too long.
    case timeOut
    /// The answer is larger than is read.
    case tooLarge(limit: Int)

    /// Any error of an exchange, as one that can be told. Texts of the libraries are never shown: they hold paths of
    /// the build and say nothing about the remedy.
    static func error(from error: any Error, host: String) -> OAError {
        switch error {
        case let error as OAError: error
        case TransportFailure.timeOut: .unreachable(host, .answerTimeOut)
        case TransportFailure.tooLarge(let limit): .tooLarge(host: host, limit: limit)
        case is CancellationError: .unreachable(host, .cancelled)
        case let error as HTTPClientError: client(error, host: host)
        case let error as NIOConnectionError: connection(error, host: host)
        case let error as IOError: .unreachable(host, cause(errno: error.errnoCode))
        case let error as NIOSSLError: .unreachable(host, cause(of: error))
        case let error as NIOSSLExtraError:
            .unreachable(host, error == .failedToValidateHostname ? .wrongName : .certificate)
        case let error as BoringSSLError: .unreachable(host, cause(ofTLS: "\(error)"))
        case HTTPParserError.invalidEOFState: .unreachable(host, .reset)
        case is HTTPParserError: .notAnOA(host, .notHTTP)
        case let error as ChannelError: .unreachable(host, cause(of: error))
        // What else there is (HTTP/2 has errors of its own) ends the connection; the log has its type.
        default: .unreachable(host, .reset)
        }
    }

    private static func client(_ error: HTTPClientError, host: String) -> OAError {
        switch error {
        case .connectTimeout, .getConnectionFromPoolTimeout: .unreachable(host, .connectTimeOut)
        case .deadlineExceeded, .readTimeout, .writeTimeout: .unreachable(host, .answerTimeOut)
        case .remoteConnectionClosed, .uncleanShutdown, .bodyLengthMismatch: .unreachable(host, .reset)
        case .cancelled, .requestStreamCancelled: .unreachable(host, .cancelled)
        case .alreadyShutdown: .unreachable(host, .closed)
        case .tlsHandshakeTimeout: .unreachable(host, .encryption)
        case .proxyAuthenticationRequired: .unreachable(host, .proxySignIn)
        case .invalidProxyResponse, .httpProxyHandshakeTimeout, .socksHandshakeTimeout,
            .invalidProxyConfiguration:
            .unreachable(host, .proxy)
        case .invalidURL, .emptyHost, .emptyScheme: .misconfigured(host, .notAnAddress)
        default: .unreachable(host: host, cause: error.shortDescription)
        }
    }

    private static func connection(_ error: NIOConnectionError, host: String) -> OAError {
        guard let first = error.connectionErrors.first?.error else {
            return .unreachable(host, .nameNotFound)
        }
        if let first = first as? IOError { return .unreachable(host, cause(errno: first.errnoCode)) }
        if let first = first as? ChannelError { return .unreachable(host, cause(of: first)) }
        return .unreachable(host: host, cause: "\(type(of: first))")
    }

    private static func cause(of error: ChannelError) -> OAError.Cause {
        if case .connectTimeout = error { return .connectTimeOut }
        return .reset
    }

    private static func cause(of error: NIOSSLError) -> OAError.Cause {
        switch error {
        case .handshakeFailed(let reason): cause(ofTLS: "\(reason)")
        case .noCertificateToValidate, .unableToValidateCertificate: .certificate
        case .uncleanShutdown: .reset
        default: .encryption
        }
    }

    /// The library's text names the reason of the TLS library. A server that refuses us for our certificate says so in an
    /// alert (RFC 8446, section 6), in TLS 1.3 only after the handshake.
    private static func cause(ofTLS reason: String) -> OAError.Cause {
        if reason.contains("CERTIFICATE_VERIFY_FAILED") { return .certificate }
        let alerts = [
            "ALERT_CERTIFICATE_REQUIRED", "ALERT_BAD_CERTIFICATE", "ALERT_CERTIFICATE_UNKNOWN",
            "ALERT_UNKNOWN_CA", "ALERT_CERTIFICATE_EXPIRED", "ALERT_CERTIFICATE_REVOKED",
            "ALERT_UNSUPPORTED_CERTIFICATE",
        ]
        return alerts.contains(where: reason.contains) ? .clientCertificate : .encryption
    }

    private static func cause(errno code: CInt) -> OAError.Cause {
        switch code {
        case ECONNREFUSED: .refused
        case ENETUNREACH, EHOSTUNREACH, ENETDOWN, EADDRNOTAVAIL: .noRoute
        case ETIMEDOUT: .connectTimeOut
        default: .reset
        }
    }
}
