import Foundation

/// A real `sshd` on loopback, with keys and a configuration of its own in a temporary folder, for the user who runs the
/// tests. It ends with the value.
final class SSHServer: Sendable {
    static let path = "/usr/sbin/sshd"
    static let isInstalled = FileManager.default.isExecutableFile(atPath: path)

    private let folder: TemporaryFolder
    private let port: Int
    private let process: ChildProcess

    init() async throws {
        folder = try TemporaryFolder()
        let home = folder.url
        for key in ["host_key", "user_key"] {
            let made = try await Shell.run(
                "/usr/bin/ssh-keygen",
                ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", home.appendingPathComponent(key).path])
            guard made.status == 0 else { throw Failure("ssh-keygen: \(made.errors)") }
        }
        let authorized = home.appendingPathComponent("authorized_keys")
        try FileManager.default.copyItem(at: home.appendingPathComponent("user_key.pub"), to: authorized)
        let isRoot = geteuid() == 0
        // Where the server gives up its rights when root starts it; the system's own start makes the same folder.
        if isRoot { mkdir("/run/sshd", 0o755) }
        port = try Self.freePort()
        let configuration = """
            Port \(port)
            ListenAddress 127.0.0.1
            HostKey \(home.path)/host_key
            AuthorizedKeysFile \(authorized.path)
            PidFile none
            StrictModes no
            UsePAM \(isRoot ? "yes" : "no")
            PermitRootLogin prohibit-password
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PrintMotd no
            PrintLastLog no
            """
        let file = home.appendingPathComponent("sshd_config")
        try Data((configuration + "\n").utf8).write(to: file)
        process = try ChildProcess(
            Self.path, ["-D", "-e", "-f", file.path], errors: home.appendingPathComponent("log").path)
        try await eventually("sshd listens") { [process, port] in
            guard process.isRunning else { throw Failure("sshd ended: \(Self.log(in: home))") }
            return Self.answers(port) ? true : nil
        }
    }

    deinit { process.send(SIGTERM) }

    /// A client with a terminal at the other end, in which the program runs.
    func terminal(_ arguments: [String], home: TestHome) async throws -> TmuxTerminal {
        // A plain client sends no locale along; what the user's profile would set stands in the command.
        var variables = home.environment()
        variables["TERM"] = nil
        let command =
            (["exec", "env"] + variables.map { "\($0.key)=\($0.value)" }.sorted() + [Program.path]
            + arguments).joined(separator: " ")
        let key = folder.url.appendingPathComponent("user_key").path
        return try await TmuxTerminal(
            [
                "-F", "none", "-tt", "-p", String(port), "-i", key, "-o", "IdentitiesOnly=yes", "-o",
                "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR",
                "\(NSUserName())@127.0.0.1", command,
            ], program: "/usr/bin/ssh", home: home)
    }

    /// What the server said, for the words of a failure.
    var log: String { Self.log(in: folder.url) }

    private static func log(in folder: URL) -> String {
        (try? String(contentsOf: folder.appendingPathComponent("log"), encoding: .utf8)) ?? ""
    }

    private static func freePort() throws -> Int {
        try withSocket { descriptor in
            var address = loopback(port: 0)
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isBound = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
                }
            }
            guard isBound else { throw Failure("no free port: \(errno)") }
            return Int(UInt16(bigEndian: address.sin_port))
        }
    }

    private static func answers(_ port: Int) -> Bool {
        let isOpen = try? withSocket { descriptor in
            var address = loopback(port: port)
            return withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
        }
        return isOpen ?? false
    }

    private static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func withSocket<Value>(_ work: (Int32) throws -> Value) throws -> Value {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure("no socket: \(errno)") }
        defer { close(descriptor) }
        return try work(descriptor)
    }
}
