import Foundation
import Invoicing
import OAClient
import OAProfile
import SeededRandom
import Sync
import Synchronization

/// A seeded source of chance that many may draw from, so that a failing seed replays exactly.
package final class Dice: Sendable {
    private let state: Mutex<SeededGenerator>

    package init(seed: UInt64) { state = Mutex(SeededGenerator(seed: seed)) }

    /// Begins anew: what follows does not depend on what was drawn before.
    package func reseed(_ seed: UInt64) { state.withLock { $0 = SeededGenerator(seed: seed) } }

    /// As the standard library draws from it.
    package var generator: Generator { Generator(dice: self) }

    package struct Generator: RandomNumberGenerator {
        let dice: Dice
        package mutating func next() -> UInt64 { dice.next() }
    }

    package func next() -> UInt64 { state.withLock { $0.next() } }

    package func below(_ count: Int) -> Int { Int(next() % UInt64(max(1, count))) }

    /// True in so many of a hundred cases.
    package func percent(_ chance: Int) -> Bool { below(100) < chance }

    package func pick<T>(_ values: [T]) -> T? { values.isEmpty ? nil : values[below(values.count)] }
}

/// A clock that only moves when told, or when somebody sleeps.
package final class SimulatedClock: Sendable {
    private let time = Mutex<Int64>(1_767_225_600_000)

    package init() {}

    package var now: Int64 { time.withLock { $0 } }

    package func advance(_ milliseconds: Int64) { time.withLock { $0 += milliseconds } }

    package func world(_ dice: Dice) -> SyncWorld {
        SyncWorld(
            now: { self.now },
            sleep: { milliseconds in
                await Task.yield()
                if !Task.isCancelled { self.advance(max(1, milliseconds)) }
            },
            random: { dice.next() })
    }
}

package enum Sample {
    package static let user = "zhang.wei"

    package static func task(_ number: Int, minor: Int64 = 1_000) -> ApprovalTask {
        let net = Money(minor: minor)
        return ApprovalTask(
            id: TaskID(rawValue: "T-\(number)"), instance: InstanceID(rawValue: "I-\(number)"), node: "n1",
            round: 1,
            rev: "1", status: .pending, assignee: user, title: "BX-2026-\(number) 差旅报销", submitter: "李娜",
            department: "销售部", submittedAt: 1_767_225_600_000 + Int64(number),
            invoice: Invoice(
                kind: .digitalOrdinary, number: InvoiceNumber(number: "2611200000000000\(1_000 + number)"),
                issued: IssueDate(parsing: "2026-01-05"),
                seller: Party(name: "北京晨光科技有限公司", taxIdentifier: TaxIdentifier("91110108551385082Q")),
                buyer: Party(name: "上海远航贸易有限公司", taxIdentifier: TaxIdentifier("91310000MA1K35E12Y")),
                lines: [
                    InvoiceLine(
                        item: "*信息技术服务*软件维护", amount: net, rate: .basisPoints(0), tax: Money(minor: 0))
                ],
                totals: InvoiceTotals(net: net, tax: Money(minor: 0), gross: net, grossInWords: "")))
    }

    package static let session = SessionDocument(
        user: user, displayName: "张伟", environment: "TEST", delegations: [], epoch: "e1", serverTime: 0,
        capabilities: .init(level: 3, batchMax: 1, features: []))
}
