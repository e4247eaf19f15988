import Archive
import Console
import Foundation
import Invoicing

extension ArchiveDesk {
    /// The packages of a shelf, for the console.
    init(of shelf: ArchiveShelf) {
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
                return FourChecks(of: try shelf.files(of: entry), name: entry.name).checks.map { check in
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
