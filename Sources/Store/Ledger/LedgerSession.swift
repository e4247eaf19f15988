import Foundation
import OAProfile

extension Ledger {
    /// Who writes, from where: part of every audit entry.
    public struct Session: Hashable, Sendable {
        /// A name of this run of the program.
        public var id: String
        /// The user at the OA.
        public var actor: String
        /// The machine.
        public var host: String
        /// The version of the program.
        public var appVersion: String
        /// Which boot of the machine; empty where it is not known.
        public var bootID: String
        /// The hash of the terminal's name; empty without a terminal.
        public var ttyHash: String
        /// The address of the SSH client, as `sshd` says it (`SSH_CONNECTION`); empty without one.
        public var client: String

        /// Makes a session.
        public init(
            id: String, actor: String, host: String, appVersion: String, bootID: String = "",
            ttyHash: String = "", client: String = ""
        ) {
            self.id = id
            self.actor = actor
            self.host = host
            self.appVersion = appVersion
            self.bootID = bootID
            self.ttyHash = ttyHash
            self.client = client
        }

        /// The address of the client in the value of `SSH_CONNECTION` (`address port address port`, sshd(8)); empty where
        /// it is none. A multiplexer that was started earlier hands on the address of that time.
        public static func client(inConnection value: String?) -> String {
            let address = (value ?? "").prefix { $0 != " " }
            let isAddress = address.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                    || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "%")
            }
            return isAddress && address.utf8.count <= 64 ? String(address) : ""
        }

        /// The session of this process: host, boot, terminal and client are asked of the system.
        public static func ofThisProcess(id: String, actor: String, appVersion: String) -> Session {
            var name = [CChar](repeating: 0, count: 256)
            gethostname(&name, name.count - 1)
            let host = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            let boot = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
            var terminal = [CChar](repeating: 0, count: 256)
            let hasTerminal = ttyname_r(STDIN_FILENO, &terminal, terminal.count) == 0
            let tty = terminal.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
            return Session(
                id: id, actor: actor, host: host, appVersion: appVersion,
                bootID: String((boot ?? "").prefix { !$0.isNewline }),
                ttyHash: hasTerminal ? ContentDigest(of: tty).hex : "",
                client: client(inConnection: ProcessInfo.processInfo.environment["SSH_CONNECTION"]))
        }
    }
}
