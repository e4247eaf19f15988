import Foundation

/// Tells systemd how the service is doing: the datagram protocol of sd_notify(3) over `NOTIFY_SOCKET`.
struct ServiceNotice: Sendable {
    private let address: String

    /// The service manager that started this process; nothing where there is none.
    init?(environment: [String: String]) {
        guard let address = environment["NOTIFY_SOCKET"], address.hasPrefix("/") || address.hasPrefix("@")
        else { return nil }
        self.address = address
    }

    /// The service works.
    func ready(_ status: String) { send("READY=1\nSTATUS=\(status)") }

    /// What the service does now, for `systemctl status`.
    func status(_ status: String) { send("STATUS=\(status)") }

    /// The service is about to end.
    func stopping() { send("STOPPING=1") }

    /// A manager that does not listen is none: nothing depends on the message here.
    private func send(_ text: String) {
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        var path = Array(address.utf8)
        if path[0] == UInt8(ascii: "@") { path[0] = 0 }
        guard path.count < MemoryLayout.size(ofValue: name.sun_path) else { return }
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let length = socklen_t(MemoryLayout.size(ofValue: name.sun_family) + path.count)
        let bytes = Array(text.utf8)
        _ = withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
    }
}

/// A systemd user unit for `sync --watch`.
enum ServiceUnit {
    /// Its text (systemd.service(5)).
    /// - Parameters:
    ///   - program: the path of the program.
    ///   - home: `COUNTERSIGN_HOME`, where it is set.
    ///   - metrics: where the figures are written, where they are.
    static func text(program: String, home: String?, metrics: String?) -> String {
        let environment =
            home.map { "Environment=\(quoted("COUNTERSIGN_HOME=\($0)", isCommand: false))\n" } ?? ""
        let arguments = metrics.map { " --metrics \(quoted($0))" } ?? ""
        return """
            # ~/.config/systemd/user/countersign-sync.service
            # systemctl --user daemon-reload && systemctl --user enable --now countersign-sync
            [Unit]
            Description=Countersign sync
            StartLimitIntervalSec=0

            [Service]
            Type=notify
            NotifyAccess=main
            \(environment)ExecStart=\(quoted(program)) sync --watch\(arguments)
            Restart=on-failure
            RestartSec=5
            UMask=0077
            NoNewPrivileges=yes

            [Install]
            WantedBy=default.target

            """
    }

    /// One word of a unit file: quotes and backslashes escaped, `%` and, in a command, `$` meaning themselves.
    private static func quoted(_ word: String, isCommand: Bool = true) -> String {
        let escaped = word.map { character -> String in
            switch character {
            case "\"", "\\": "\\\(character)"
            case "%": "%%"
            case "$" where isCommand: "$$"
            default: String(character)
            }
        }.joined()
        return "\"\(escaped)\""
    }
}
