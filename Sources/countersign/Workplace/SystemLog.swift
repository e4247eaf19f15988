import Audit
import Foundation
import OAClient
import Sync

/// The machine's log, which its administrators send on to where the user cannot write: an anchor of the audit log that
/// needs no OA. `[audit] syslog = true` asks for it.
enum SystemLog {
    /// Writes down how far an account's audit log goes. syslog(3) reports no failure, so nothing here depends on it.
    static func witness(of account: OAAccount) -> AuditWitness {
        let origin = Checkpoint.origin(url: account.url, user: account.user)
        return { size, root in
            guard let line = Checkpoint(origin: origin, size: size, root: root)?.line else { return }
            // The line is an argument, never the format: the log's name comes from outside.
            line.withCString { line in
                withVaList([line]) { vsyslog(LOG_AUTH | LOG_NOTICE, "%s", $0) }
            }
        }
    }
}
