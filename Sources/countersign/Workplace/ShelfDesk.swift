import Archive
import Console
import Foundation
import Invoicing
import Store

extension ArchiveDesk {
    /// The packages of a shelf, for the console, each compared with what the ledger placed there.
    init(of shelf: ArchiveShelf, beside ledger: Ledger) {
        self.init(
            packages: {
                try shelf.entries().compactMap { entry in
                    entry.metadata.map {
                        ArchivedPackage(
                            name: entry.name, task: $0.task, archivedAt: $0.archivedAt,
                            title: $0.value("M14") ?? "", seller: $0.value("M17") ?? "")
                    }
                }
            },
            check: { name in
                let entry = try shelf.find(name)
                var found = FourChecks(of: try shelf.files(of: entry), name: entry.name)
                found.compare(entry, with: PlacedPackages(try ledger.archived()))
                return found.checks.map { check in
                    PackageCheck(
                        title: LocalizedText(
                            zh: "\(check.quality.title.zh) · \(check.title.zh)",
                            en: "\(check.quality.title.en) · \(check.title.en)"),
                        outcome: PackageCheck.Outcome(check.outcome), word: check.outcome.title,
                        details: check.details)
                }
            })
    }
}

extension PackageCheck.Outcome {
    fileprivate init(_ outcome: FourChecks.Outcome) {
        self =
            switch outcome {
            case .passed: .passed
            case .failed: .failed
            case .notChecked: .notChecked
            }
    }
}
