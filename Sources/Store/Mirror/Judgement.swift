import Dispatch
import Foundation
import Invoicing
import Synchronization
import Verification

/// Everything that one task is judged by: gathered from the tables first, so that many can be judged at once without them.
struct JudgingCase: Sendable {
    let key: Int64
    let box: TaskBox
    let neighbours: [Neighbour]
    let standing: Standing
}

/// The findings on a task, and their texts as they are stored.
struct StoredFindings: Sendable {
    let findings: [Finding]
    let texts: [String]

    init(_ findings: [Finding], encoder: JSONEncoder) throws {
        self.findings = findings
        texts = try findings.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
    }

    /// Judges every case, on all cores; the findings stand in the order of the cases. Rules are pure, so no order of work
    /// makes a difference.
    static func judging(_ cases: [JudgingCase], by rules: TaskRules) throws -> [StoredFindings] {
        try concurrently(over: cases) { one, encoder in
            try StoredFindings(rules.judge(one.box.task, one.neighbours, one.standing), encoder: encoder)
        }
    }

    private static func concurrently(
        over cases: [JudgingCase],
        _ judge: @Sendable (JudgingCase, JSONEncoder) throws -> StoredFindings
    ) throws -> [StoredFindings] {
        try inChunks(of: cases.count) { range in
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return try cases[range].map { try judge($0, encoder) }
        }
    }

    /// Values for every place, some places at a time on whichever core is free.
    static func inChunks<Value: Sendable>(
        of count: Int, _ values: @Sendable (Range<Int>) throws -> [Value]
    ) throws -> [Value] {
        let chunk = 32
        let chunks = (count + chunk - 1) / chunk
        guard chunks > 1 else { return try values(0..<count) }
        let done = Mutex([Result<[Value], any Error>?](repeating: nil, count: chunks))
        DispatchQueue.concurrentPerform(iterations: chunks) { index in
            let first = index * chunk
            let result = Result { try values(first..<min(first + chunk, count)) }
            done.withLock { $0[index] = result }
        }
        return try done.withLock { $0 }.flatMap { try $0?.get() ?? [] }
    }
}
