import Foundation
import Invoicing
import OAProfile
import Testing

@Suite("Documents of the profile")
struct DocumentTests {
    private func again<Document: Codable>(_ document: Document) throws -> Document {
        try JSONDecoder().decode(Document.self, from: try JSONEncoder().encode(document))
    }

    @Test("every document comes back as it was")
    func roundTrips() throws {
        let document = TaskDocument(Samples.task)
        let upsert = ChangeItem(id: Samples.task.id, rev: "7", content: .upsert(document))
        let gone = ChangeItem(id: TaskID(rawValue: "T-9"), rev: "2", content: .gone(reason: "transferred"))
        let page = ChangesPage(
            epoch: "e", oldCursor: "1", newCursor: "2", hasMore: true, items: [upsert, gone])
        let snapshot = SnapshotPage(epoch: "e", cursor: "5", nextPage: nil, items: [upsert])
        let session = SessionDocument(
            user: "li.na", displayName: "李娜", environment: "DEMO", delegations: ["wang.fang"], epoch: "e",
            serverTime: 1_700_000_000_000, capabilities: .init(level: 3, batchMax: 50, features: ["fence"]))
        #expect(try again(document) == document)
        #expect(try again(page) == page)
        #expect(try again(snapshot) == snapshot)
        #expect(try again(session) == session)
        #expect(try again(Samples.request) == Samples.request)
        #expect(try again(Samples.receipt) == Samples.receipt)
        var problem = Samples.problem(.changed, 412)
        problem.currentDigest = ContentDigest(of: "x")
        problem.currentRev = "9"
        #expect(try again(problem) == problem)
        let report = OperationReport(opID: Samples.request.opID, state: .inProgress, problem: problem)
        #expect(try again(report) == report)
    }

    @Test("the wire names are those of the profile")
    func names() throws {
        let data = try JSONEncoder().encode(Samples.request)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(
            Set(object.keys) == [
                "op_id", "task", "round", "action", "comment", "target", "seen_digest", "on_behalf_of",
                "recorded_at",
            ])
    }

    @Test(
        "one unreadable document does not stop its page",
        arguments: [
            #"{"id":"T-2","rev":"1","op":"upsert","doc":{"task":"T-2"}}"#,
            #"{"id":"T-2","rev":"1","op":"upsert"}"#,
            #"{"id":"T-2","rev":"1","op":"upsert","doc":null}"#, #"{"id":"T-2","rev":"1","op":"explode"}"#,
        ])
    func unreadable(item: String) throws {
        let good = try JSONEncoder().encode(
            ChangeItem(id: Samples.task.id, rev: "7", content: .upsert(TaskDocument(Samples.task))))
        let text =
            #"{"epoch":"e","old_cursor":"1","new_cursor":"2","has_more":false,"items":[\#(item),\#(String(decoding: good, as: UTF8.self))]}"#
        let page = try JSONDecoder().decode(ChangesPage.self, from: Data(text.utf8))
        #expect(page.items.count == 2)
        guard case .unreadable = page.items[0].content, case .upsert = page.items[1].content else {
            Issue.record("\(page.items.map(\.content))")
            return
        }
    }

    @Test("a document under another task's name is not believed")
    func otherTask() throws {
        let item = ChangeItem(
            id: TaskID(rawValue: "T-2"), rev: "7", content: .upsert(TaskDocument(Samples.task)))
        guard case .unreadable = try again(item).content else {
            Issue.record("believed")
            return
        }
    }

    @Test("a code that is not known is kept, known ones come back")
    func codes() throws {
        #expect(Problem.Code(rawValue: "quota").rawValue == "quota")
        #expect(Problem.Code(rawValue: "not-open") == .notOpen)
        #expect(try again(Problem.Code.other("quota")) == .other("quota"))
    }

    @Test("the fingerprint of a request holds what makes it the same request, not when it was recorded")
    func fingerprint() {
        var request = Samples.request
        request.recordedAt += 1
        #expect(request.fingerprint == Samples.request.fingerprint)
        let changes: [(inout DecisionRequest) -> Void] = [
            { $0.task = TaskID(rawValue: "T-2") }, { $0.round = 2 }, { $0.action = .reject },
            { $0.comment = "" },
            { $0.target = "x" }, { $0.seenDigest = ContentDigest(of: "x") }, { $0.onBehalfOf = "wang.fang" },
        ]
        var prints: Set<ContentDigest> = [request.fingerprint]
        for change in changes {
            var changed = Samples.request
            change(&changed)
            prints.insert(changed.fingerprint)
        }
        #expect(prints.count == changes.count + 1)
    }

    @Test("a request without what its action needs holds no decision")
    func incomplete() {
        var request = Samples.request
        #expect(request.decision == .approve(comment: "同意"))
        request.action = .reject
        request.comment = " "
        #expect(request.decision == nil)
    }
}
