import CFaultyDisk
import Foundation

/// Something that can be killed: the program of a simulation, as the network sees it.
package protocol Life: Sendable {
    /// Whether it is dead: nothing of it reaches anybody any more.
    var isDead: Bool { get }
    /// Kills it.
    func kill()
}

/// A folder whose files fail where a test wants it to, under the real SQLite: at the n-th call that changes something.
///
/// No file below may be open any more when it ends.
package final class FaultyDisk: Life {
    /// What strikes.
    package enum Fault: Hashable, Sendable {
        /// The program is killed before the call.
        case killBefore
        /// The program is killed after the call, before it hears of it.
        case killAfter
        /// The call fails with an input/output error.
        case inputOutput
        /// A sync fails with an input/output error.
        case sync
        /// From here on no file can grow.
        case full
        /// From here on no file can grow, as long as the ledger's ballast is there.
        case fullBesideBallast
        /// From here on the file system can only be read.
        case readOnly
    }

    /// The system could not take the shim in.
    package struct Unavailable: Error {}

    private let watch: Int32

    /// Watches a folder, which need not exist yet. Calls of the whole process go through the shim from here on.
    package init(folder: URL) throws {
        guard cfd_install() == 0 else { throw Unavailable() }
        watch = cfd_watch(folder.path + "/")
        guard watch >= 0 else { throw Unavailable() }
    }

    deinit { cfd_unwatch(watch) }

    /// Lets a fault strike after so many changing calls; 0 is the next one.
    package func arm(_ fault: Fault, after calls: Int) {
        let kind =
            switch fault {
            case .killBefore: cfd_kill_before
            case .killAfter: cfd_kill_after
            case .inputOutput: cfd_io_error
            case .sync: cfd_sync_error
            case .full: cfd_full
            case .fullBesideBallast: cfd_full_beside_ballast
            case .readOnly: cfd_read_only
            }
        cfd_arm(watch, kind, calls)
    }

    /// The disk works again, and counts from nothing.
    package func mend() { cfd_arm(watch, cfd_none, 0) }

    /// Whether what was armed has struck.
    package var hasStruck: Bool { cfd_has_struck(watch) != 0 }

    /// How many changing calls there were since the last ``arm(_:after:)`` or ``mend()``.
    package var calls: Int { cfd_count(watch) }

    /// How many files below the folder SQLite has open.
    package var openFiles: Int { Int(cfd_open_files(watch)) }

    /// Only for a disk on which nothing but kills are armed.
    package var isDead: Bool { hasStruck }

    package func kill() { cfd_kill(watch) }
}
