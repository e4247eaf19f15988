import Invoicing
import OAProfile
import Store

// What was decided and kept: a list by query, and the whole history of one invoice with its integrity.
// In: mirror and ledger, and the packages through `ArchiveDesk`, because this module does not know how they are made.
// Out: a list and a document. Nothing here changes anything.

/// The packages, as the console sees them.
public struct ArchiveDesk: Sendable {
    /// Every package, newest first; called by a worker.
    public var packages: @Sendable () throws -> [ArchivedPackage]
    /// The four checks (四性检测) of a package by its name, done now; called by a worker.
    public var check: @Sendable (String) throws -> [PackageCheck]

    /// Makes a desk.
    public init(
        packages: @escaping @Sendable () throws -> [ArchivedPackage],
        check: @escaping @Sendable (String) throws -> [PackageCheck]
    ) {
        self.packages = packages
        self.check = check
    }
}

/// A package of an archived invoice.
public struct ArchivedPackage: Hashable, Sendable {
    /// Its name, a SHA-256 in hexadecimal.
    public var name: String
    /// The task that was approved.
    public var task: TaskID
    /// When the package was made, in milliseconds since 1970.
    public var archivedAt: Int64
    /// What the package calls itself.
    public var title: String
    /// The seller.
    public var seller: String

    /// Makes one.
    public init(name: String, task: TaskID, archivedAt: Int64, title: String, seller: String) {
        self.name = name
        self.task = task
        self.archivedAt = archivedAt
        self.title = title
        self.seller = seller
    }
}

/// One of the checks of a package.
public struct PackageCheck: Hashable, Sendable {
    /// How a check ended.
    public enum Outcome: Hashable, Sendable {
        case passed
        case failed
        case notChecked
    }

    /// To which of the four it belongs, and what is checked.
    public var title: LocalizedText
    /// How it ended.
    public var outcome: Outcome
    /// The word for that.
    public var word: LocalizedText
    /// What is wrong, or why it was not checked.
    public var details: [LocalizedText]

    /// Makes one.
    public init(title: LocalizedText, outcome: Outcome, word: LocalizedText, details: [LocalizedText]) {
        self.title = title
        self.outcome = outcome
        self.word = word
        self.details = details
    }
}

/// A decided invoice in the list.
struct ArchiveItem: Hashable, Sendable {
    let task: TaskID
    /// Where it stands at the OA; nothing where the mirror does not have it any more.
    let status: TaskStatus?
    let amount: Money?
    let seller: String
    let title: String
    /// The newest own decision on it.
    let operation: RecordedOperation?
    let package: ArchivedPackage?
}

/// The answer to a look into the archive.
struct ArchiveListing: Hashable, Sendable {
    let items: [ArchiveItem]
    /// How many the query selects in the mirror.
    let total: Int
    /// Why the packages cannot be read.
    let trouble: LocalizedText?
}

/// Everything about one invoice.
struct InvoiceHistory: Hashable, Sendable {
    let task: TaskID
    /// As the mirror has it now; nothing where it is gone.
    let entry: MirrorEntry?
    let operations: [OperationHistory]
    /// Each package with its checks, or with the reason why it could not be checked.
    let packages: [CheckedPackage]
    /// Whether the whole audit log agrees with itself and with the operations.
    let log: LogState

    struct CheckedPackage: Hashable, Sendable {
        let package: ArchivedPackage
        let checks: [PackageCheck]
        let trouble: LocalizedText?
    }

    struct LogState: Hashable, Sendable {
        let entries: Int
        let problems: Int
    }
}
