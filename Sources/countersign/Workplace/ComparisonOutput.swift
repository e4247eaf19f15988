import Invoicing
import Store
import Sync

/// A comparison with the OA as `sync --json` and `status --json` show it.
struct ComparisonOutput: Encodable {
    let at: String
    let compared: Int
    let differences: Int
    let differing: [String]

    init(_ comparison: MirrorComparison) {
        at = WallClock.text(comparison.at)
        compared = comparison.compared
        differences = comparison.differences
        differing = comparison.differing.map(\.rawValue)
    }
}

extension ComparisonOutcome {
    /// What was found, where it was made.
    var comparison: MirrorComparison? {
        if case .compared(let comparison) = self { comparison } else { nil }
    }

    /// Whether somebody should look: it found differences, or could not be made at all.
    var needsAttention: Bool { comparison.map { $0.differences > 0 } ?? true }

    /// The outcome for people; nothing where the round has said already why it was not made.
    var text: LocalizedText? {
        switch self {
        case .compared(let found) where found.differences == 0:
            LocalizedText(
                zh: "与 OA 核对完毕：\(found.compared) 张单据，没有差异。",
                en: "Compared with the OA: \(found.compared) documents, no difference.")
        case .compared(let found):
            LocalizedText(
                zh: "与 OA 核对：\(found.compared) 张单据中有 \(found.differences) 张不一致，已重新取回，并记入审计日志。"
                    + found.names(joinedBy: "、", after: "单据："),
                en:
                    "Compared with the OA: \(found.differences) of \(found.compared) documents differed; they were "
                    + "fetched again, and the audit log tells of it."
                    + found.names(joinedBy: ", ", after: " Documents: "))
        case .notOffered:
            LocalizedText(
                zh: "该 OA 不提供核对清单，无法核对。", en: "This OA offers no inventory to compare with.")
        case .notNow: nil
        }
    }
}

extension MirrorComparison {
    /// The first of the tasks that differed.
    fileprivate func names(joinedBy separator: String, after lead: String) -> String {
        guard !differing.isEmpty else { return "" }
        let names = differing.prefix(10).map(\.rawValue).joined(separator: separator)
        return lead + names + (differences > 10 ? "…" : "")
    }
}
