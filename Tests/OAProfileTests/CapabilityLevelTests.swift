import Foundation
import Invoicing
import OAProfile
import Testing

@Suite("How much of the profile an OA offers")
struct CapabilityLevelTests {
    /// What may be sent twice without harm: a row a level from 0, in the order of the actions approve, reject, return,
    /// transfer, addsign-before, addsign-after, comment, hold, release.
    static let repeatable = ["---------", "++++-----", "++++++-++", "+++++++++"]

    @Test("what may be sent twice is what the row version, the task or the key guards", arguments: 0...3)
    func repeating(number: Int) throws {
        let level = try #require(CapabilityLevel(rawValue: number))
        let row = Decision.Action.allCases.map { level.isSafeToRepeat($0) ? "+" : "-" }.joined()
        #expect(row == Self.repeatable[number])
        #expect(level.hasRowVersions == (number >= 2))
    }

    @Test(
        "a number beyond the known levels counts as the nearest",
        arguments: [(-5, 0), (0, 0), (3, 3), (99, 3)])
    func nearest(number: Int, expected: Int) {
        let capabilities = SessionDocument.Capabilities(level: number, batchMax: 1, features: [])
        #expect(capabilities.capabilityLevel.rawValue == expected)
    }

    @Test("each level says in both languages what it offers and what it leaves open")
    func texts() {
        for text in CapabilityLevel.allCases.flatMap({ [$0.guarantee, $0.risk] }) {
            #expect(text.zh.unicodeScalars.contains { $0.properties.isIdeographic })
            #expect(text.en.utf8.allSatisfy { $0 < 0x80 })
        }
        let risks = Set(CapabilityLevel.allCases.map(\.risk))
        #expect(risks.count == CapabilityLevel.allCases.count)
    }

    @Test("what is read back is judged as a report, and its problems have words in both languages")
    func readBack() {
        let request = Samples.request
        func judge(_ problem: Problem) -> Judgement {
            let report = OperationReport(opID: request.opID, state: .refused, problem: problem)
            return Judgement(answer: .readBack(report, status: 200), to: request)
        }
        let digest = ContentDigest(of: "other")
        let changed = Problem.changedAtDecision(rev: "2", digest: digest, decidedBy: "zhang.wei")
        #expect(judge(changed) == .conflict(changed))
        #expect(ServerChange(changed, to: request) == .landedElsewhere)
        #expect(judge(.outcomeUnknown()) == .conflict(.outcomeUnknown()))
        #expect(ServerChange(.outcomeUnknown(), to: request) == .outcomeUnknown)
        #expect(judge(.changed(rev: "2", digest: request.seenDigest)) == .rebase(rev: "2"))
        for problem in [changed, .outcomeUnknown()] {
            #expect(problem.ownWords?.en == problem.detail)
            #expect(problem.ownWords?.zh.isEmpty == false)
        }
        #expect(Problem.changed(rev: "2", digest: digest).ownWords == nil)
    }
}
