import Archive
import InvoiceFiles
import Invoicing
import OAClient
import ReferenceOA
import Store
import Terminal

/// How a command ended. The numbers are a contract.
enum ExitStatus: Int32 {
    /// Done.
    case done = 0
    /// A finding or a refusal.
    case refusal = 1
    /// Wrong use: arguments, configuration, query.
    case usage = 2
    /// The OA cannot be reached; nothing is lost.
    case unreachable = 3
    /// The store cannot be used.
    case store = 4
    /// Nobody is signed in.
    case signedOut = 5

    /// The status that an error ends with.
    init(for error: any Error) {
        self =
            switch error {
            case StoreError.alreadyDecided, StoreError.impossibleStep, StoreError.notSigned: .refusal
            case is StoreError, AuditProblem.noLedger, BackupError.notIntact, BackupError.unwritable: .store
            case AuditProblem.keyMissing: .usage
            case OAError.signedOut, is AccountFileError: .signedOut
            case OAError.unreachable, OAError.notAnOA, OAError.tooLarge: .unreachable
            case OAError.misconfigured: .usage
            case is OAError: .refusal
            case BackupError.exists: .refusal
            case is TaskProblem, is PersonProblem, is ActionUnknownToOA, is InvoiceFileError,
                is SignatureProblem, is AuditProblem,
                is ArchiveProblem, is ArchiveRefusal, is DestructionProblem, is FolderProblem,
                is PolicyRefusal:
                .refusal
            default: .usage
            }
    }
}
