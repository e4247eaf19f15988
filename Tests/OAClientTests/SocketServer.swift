import Foundation
import Synchronization

/// A server of bare sockets on loopback, for what no HTTP library would do. Each connection has a thread of its own.
final class SocketServer: Sendable {
    let port: Int
    private let listener: Int32
    private let received = Mutex<[String]>([])

    /// What clients sent first, one text a connection.
    var heads: [String] { received.withLock { $0 } }

    /// Listens; `serve` gets each connection, which is closed when it returns.
    init(_ serve: @escaping @Sendable (Int32, SocketServer) -> Void) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard isListening else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        // The thread ends when `stop` shuts the listener down.
        Thread { [self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { break }
                Thread { [self] in
                    serve(connection, self)
                    close(connection)
                }.start()
            }
            close(listener)
        }.start()
    }

    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    /// Accepts and says nothing until the client leaves.
    static func silent() throws -> SocketServer {
        try SocketServer { connection, _ in
            var buffer = [UInt8](repeating: 0, count: 1_024)
            while recv(connection, &buffer, buffer.count, 0) > 0 {}
        }
    }

    /// Answers HTTP, one byte at a time, ten a second.
    static func dribbling() throws -> SocketServer {
        try SocketServer { connection, server in
            _ = server.readHead(connection)
            let answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
            guard Self.send(answer, to: connection) else { return }
            while Self.send(" ", to: connection) { usleep(100_000) }
        }
    }

    /// An HTTP proxy: `CONNECT` to whatever name leads to a port here; 407 without the right sign-in.
    static func proxy(to port: Int, signIn: String? = nil) throws -> SocketServer {
        try SocketServer { connection, server in
            guard let head = server.readHead(connection), head.hasPrefix("CONNECT ") else { return }
            let wanted = signIn.map {
                "proxy-authorization: basic \(Data($0.utf8).base64EncodedString().lowercased())"
            }
            if let wanted, !head.lowercased().contains(wanted) {
                _ = Self.send(
                    "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n",
                    to: connection)
                return
            }
            let upstream = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(upstream) }
            var address = Self.loopback(port: port)
            let isConnected = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(upstream, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            guard isConnected, Self.send("HTTP/1.1 200 Connected\r\n\r\n", to: connection) else { return }
            let back = Thread { Self.pump(from: upstream, to: connection) }
            back.start()
            Self.pump(from: connection, to: upstream)
            while !back.isFinished { usleep(1_000) }
        }
    }

    private static func pump(from source: Int32, to target: Int32) {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = recv(source, &buffer, buffer.count, 0)
            guard count > 0, Glibc.send(target, buffer, count, Int32(MSG_NOSIGNAL)) == count else {
                break
            }
        }
        shutdown(source, Int32(SHUT_RDWR))
        shutdown(target, Int32(SHUT_RDWR))
    }

    private static func send(_ text: String, to connection: Int32) -> Bool {
        let bytes = Array(text.utf8)
        return Glibc.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// Reads up to the empty line that ends a head.
    private func readHead(_ connection: Int32) -> String? {
        var head: [UInt8] = []
        var byte: UInt8 = 0
        while head.count < 65_536, recv(connection, &byte, 1, 0) == 1 {
            head.append(byte)
            if head.suffix(4) == [13, 10, 13, 10] {
                let text = String(decoding: head, as: UTF8.self)
                received.withLock { $0.append(text) }
                return text
            }
        }
        return nil
    }

    private static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return address
    }
}
