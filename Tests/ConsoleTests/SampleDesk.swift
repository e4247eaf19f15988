import Invoicing
import OAProfile

@testable import Console

extension ArchiveDesk {
    /// Two packages, one of a task that is not here; of each one check passed and one did not.
    static let sample = ArchiveDesk(
        packages: {
            ["t-1", "t-99"].map {
                ArchivedPackage(
                    name: String(repeating: "ab", count: 32), task: TaskID(rawValue: $0), archivedAt: noon,
                    title: "BX \($0)", seller: "档案里的销售方")
            }
        },
        check: { _ in
            [
                PackageCheck(
                    title: LocalizedText(zh: "真实性", en: "authenticity"), outcome: .passed,
                    word: LocalizedText(zh: "通过", en: "passed"), details: []),
                PackageCheck(
                    title: LocalizedText(zh: "完整性", en: "integrity"), outcome: .failed,
                    word: LocalizedText(zh: "不通过", en: "FAILED"),
                    details: [LocalizedText(zh: "缺少一个附件。", en: "An attachment is missing.")]),
            ]
        })
}
