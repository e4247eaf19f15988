import Invoicing
import OAProfile

/// What is written of a task's document, as far as no database is needed to know it.
struct PreparedTask: Sendable {
    let box: TaskBox
    let digest: ContentDigest
    /// The document's text.
    let json: String
    let words: SearchWords
    /// The words' mark.
    let mark: Int64

    init(_ document: TaskDocument, rules: TaskRules) {
        box = TaskBox(document.task, rules: rules)
        digest = document.decisionDigest
        json = TaskJSON.text(of: document.task)
        words = SearchWords(of: document.task)
        mark = words.mark
    }
}

/// A page of a snapshot with everything that can be known of it without a database: made ready on one thread while another
/// writes the page before.
public struct PreparedPage: Sendable {
    /// The page.
    public let page: SnapshotPage
    /// What is to be written of each of its items; nothing where no document is.
    let tasks: [PreparedTask?]
}

extension Mirror {
    /// Makes a page of a snapshot ready for ``addToSnapshot(_:)-(PreparedPage)``. Touches no file; any thread may do it.
    public func prepare(_ page: SnapshotPage) -> PreparedPage {
        PreparedPage(
            page: page,
            tasks: page.items.map { item in
                guard case .upsert(let document) = item.content else { return nil }
                return PreparedTask(document, rules: rules)
            })
    }
}
