import Invoicing
import OAClient
import OAProfile
import Store
import Sync
import Terminal

@testable import Console

/// Every screen. A new one is a line here and `COUNTERSIGN_GOLDENS=write swift test --filter GoldenTests`.
extension GoldenScreen {
    static let all: [GoldenScreen] = queue + invoice + bars + plan + operations + overviews + others

    // MARK: - Queue

    private static let queue = [
        GoldenScreen("queue", keys: ["j", "j"]),
        GoldenScreen("queue-marked", keys: ["m", "j", "m", "/", "type:晨光", "<Enter>"]),
        GoldenScreen("queue-columns", keys: [".", ".", ".", "s"]),
        GoldenScreen("queue-groups", keys: ["F", "<Down>", "<Enter>", "g", "f"]),
        GoldenScreen("queue-preview", keys: ["P", "j"]),
        GoldenScreen("queue-decided", keys: ["a", "y", "v", "v", "g"]),
        GoldenScreen("queue-nothing-found", keys: ["/", "type:没有这个", "<Enter>"]),
        GoldenScreen("queue-production") { look in
            try GoldenBench.make(look, environment: "PROD", isReadOnly: true).surface
        },
        GoldenScreen("search") { look in
            var bench = try GoldenBench.make(look)
            bench.completion = QueryCompletion(start: 7, candidates: ["晨光文具", "晨曦酒店"])
            for step in ["/", "type:seller:c", "<Tab>"] { bench.perform(step) }
            return bench.surface
        },
        GoldenScreen("search-wrong", keys: ["/", "type:晨光?", "<Enter>"]),
        GoldenScreen("queue-offline", keys: []) { bench in
            let cause = OAError.unreachable(host: "oa.example.com", cause: OAError.Cause.refused.rawValue)
            bench.send(.sync(.health(SyncHealth(connection: .offline(cause), lastPullAt: noon))))
        },
        GoldenScreen("queue-signed-out", keys: []) { bench in
            bench.send(.sync(.health(SyncHealth(connection: .signedOut, lastPullAt: noon))))
        },
        GoldenScreen("queue-too-early", keys: []) { bench in
            bench.pressAtOnce("a")
            bench.pressAtOnce("y")
        },
        GoldenScreen("copies", keys: ["\""]),
        GoldenScreen("view-name", keys: ["/", "type:晨光", "<Enter>", "W", "type:文具"]),
    ]

    // MARK: - Invoice

    private static let invoice = [
        GoldenScreen("invoice", keys: ["j", "<Enter>"]),
        GoldenScreen("invoice-end", keys: ["j", "<Enter>", "G"]),
        GoldenScreen("related", stored: ["<Enter>", "<Enter>"]),
        GoldenScreen("invoice-related", stored: ["<Enter>", "G"]),
        GoldenScreen("invoice-revealed", keys: ["<Enter>", "U", "<PageDown>"]),
        GoldenScreen("invoice-hostile", keys: ["j", "j", "j", "j", "j", "<Enter>"]),
        GoldenScreen("invoice-changed", keys: ["j", "<Enter>"]) { bench in
            bench.change(2) { $0.invoice.totals.gross = Money(minor: 99_900) }
            bench.tellChanged(2)
            bench.paint()
        },
    ]

    // MARK: - Decision bar

    private static let bars = [
        GoldenScreen("bar-approve", keys: ["a"]),
        GoldenScreen("bar-errors", keys: ["j", "a"]),
        GoldenScreen("bar-digits", keys: ["8", "j", "a", "type:12"]),
        GoldenScreen("bar-reject", keys: ["r", "type:金额与合同不符"]),
        GoldenScreen("bar-reject-confirm", keys: ["r", "type:金额与合同不符", "<Enter>"]),
        GoldenScreen("bar-return", keys: ["b"]),
        GoldenScreen("bar-transfer", keys: ["t", "type:z"]),
        GoldenScreen("bar-add-approver", keys: ["i", "type:zhao.min", "<Enter>"]),
        GoldenScreen("bar-comment", keys: ["c", "type:合同在哪？", "<Enter>"]),
        GoldenScreen("bar-hold", keys: ["z"]),
        GoldenScreen("bar-changed", keys: ["a"]) { bench in
            bench.change(1) { $0.invoice.seller.account = "6222" }
            bench.tellChanged(1)
            bench.paint()
        },
        GoldenScreen("bar-gone", keys: ["<Enter>", "a"]) { bench in
            bench.remove(1)
            bench.tellChanged(1)
            bench.paint()
        },
        GoldenScreen("recorded", keys: ["a", "y"]),
    ]

    // MARK: - Many at once

    private static let plan = [
        GoldenScreen("plan", keys: ["*", "a"]),
        GoldenScreen("plan-person", keys: ["*", "t", "type:z"]),
        GoldenScreen("plan-excluded", keys: ["*", "a", "G"]),
        GoldenScreen("plan-comment", keys: ["*", "a", "c", "type:同意"]),
        GoldenScreen("plan-reason", keys: ["*", "r", "type:金额不符"]),
        GoldenScreen("plan-result", keys: ["*", "a"]) { bench in
            bench.refusals[TaskID(rawValue: "t-4")] = .store(.diskFull(file: "ledger.db"))
            bench.press("<PageDown>", "<PageDown>", "<PageDown>", "y", "g")
        },
    ]

    // MARK: - Operations

    private static let operations = [
        GoldenScreen("outbox") { look in
            var bench = try GoldenBench.make(look)
            for _ in 0..<4 { bench.press("a", "y", "Y") }
            let states: [OperationState] = [.conflict, .unknown, .refused]
            for (operation, state) in zip(bench.operations, states) {
                let reason = state == .refused ? "超出审批权限" : state == .unknown ? "HTTP 503" : "内容已变"
                if let settled = bench.settle(operation.id, state, reason: reason) {
                    bench.send(.sync(.operation(settled)))
                }
            }
            bench.press("o")
            return bench.surface
        },
        GoldenScreen("conflict") { look in
            var bench = try conflict(look)
            bench.press("o", "<Enter>")
            return bench.surface
        },
        GoldenScreen("conflict-gone") { look in
            var bench = try conflict(look)
            bench.remove(1)
            bench.tellChanged(1)
            bench.press("o", "<Enter>")
            return bench.surface
        },
        GoldenScreen("conflict-abandon") { look in
            var bench = try conflict(look)
            for step in ["o", "<Enter>", "x", "type:供应商改了账号"] { bench.perform(step) }
            return bench.surface
        },
    ]

    /// An approval that met a change of account and amount.
    private static func conflict(_ look: GoldenLook) throws -> Bench {
        var bench = try GoldenBench.make(look)
        bench.press("a", "y")
        bench.change(1) {
            $0.invoice.seller.account = "6222 0000"
            $0.invoice.totals.gross = Money(minor: 200_000)
        }
        bench.tellChanged(1)
        if let settled = bench.settle(bench.operations[0].id, .conflict, reason: "内容已变") {
            bench.send(.sync(.operation(settled)))
        }
        bench.paint()
        return bench
    }

    // MARK: - The whole

    private static let overviews =
        [
            GoldenScreen("sync") { look in
                var bench = try GoldenBench.make(look)
                bench.press("a", "y")
                let settled = bench.settle(bench.operations[0].id, .unknown, reason: "HTTP 503")
                guard let waiting = settled else { return bench.surface }
                let item = OutboxItem(
                    operation: waiting, seller: "上海晨光文具股份有限公司", amount: Money(minor: 113_000),
                    title: "BX-2026-001")
                bench.facts[.delivery] = .delivery(
                    DeliverySummary(
                        counts: [.unknown: 1, .acked: 12, .conflict: 2], oldest: item,
                        attempts: [
                            DeliveryAttempt(
                                number: 1, startedAt: noon + 2_000, endedAt: noon + 3_000, httpStatus: 503,
                                problemCode: "busy")
                        ], troubled: [item], pulledAt: noon - 90_000))
                let cause = OAError.unreachable(host: "oa.example.com", cause: OAError.Cause.refused.rawValue)
                var health = SyncHealth(
                    connection: .offline(cause), session: session, lastPullAt: noon - 60_000,
                    nextTryAt: noon + 9_000)
                health.troubles = [
                    SyncHealth.Trouble(
                        explanation: cause.explanation, remedy: cause.remedy, firstAt: noon - 5_000,
                        lastAt: noon, count: 3)
                ]
                bench.send(.sync(.health(health)))
                bench.press("O")
                return bench.surface
            },
            GoldenScreen("archive", stored: ["H"]),
            GoldenScreen("history", stored: ["H", "g", "<Enter>"]),
            GoldenScreen("history-end", stored: ["H", "g", "<Enter>", "G"]),
            GoldenScreen("audit-log", stored: ["E"]),
            GoldenScreen("audit-log-filter", stored: ["E", "/", "type:动作:同意 时间:今天"]),
            GoldenScreen("audit-entry", stored: ["E", "<Enter>"]),
            GoldenScreen("archive-query", stored: ["H", "/", "type:晨光"]),
            GoldenScreen("archive-nothing-found", stored: ["H", "/", "type:没有这个", "<Enter>"]),
            GoldenScreen("report-query", stored: ["#", "/", "type:dept:市场"]),
            GoldenScreen("timeline", stored: ["H", "g", "t", "j", "j"]),
            GoldenScreen("archive-groups", stored: ["H", "B"]),
            GoldenScreen("archive-rows", stored: ["H", "B", "<Enter>", "<Enter>", "<Enter>"]),
            GoldenScreen("as-of", stored: ["H", "g", "t", "D"]),
        ] + checks
        + Report.Name.allCases.enumerated().map { place, name in
            GoldenScreen(
                "report-\(name.rawValue)", stored: ["#"] + Array(repeating: "n", count: place))
        } + [
            GoldenScreen("report-file", stored: ["#", "w", "type:throughput.csv"])
        ]

    // MARK: - Checks and comparisons

    private static let checks = [
        GoldenScreen("findings", stored: ["!"]),
        GoldenScreen("findings-next", stored: ["!", "]"]),
        GoldenScreen("findings-end", stored: ["!", "G"]),
        GoldenScreen("findings-again", stored: ["!", "R"]),
        GoldenScreen("findings-reason", stored: ["!", "x", "type:与供应商核对过"]),
        GoldenScreen(
            "findings-overridden", stored: ["!"], over: ["!", "x", "type:与供应商核对过", "<Enter>"]),
        GoldenScreen(
            "invoice-overridden", stored: ["<Enter>"], over: ["!", "x", "type:与供应商核对过", "<Enter>"]),
        GoldenScreen("compare", stored: ["m", "m", "="]),
        GoldenScreen("compare-all", stored: ["m", "m", "=", "a"]),
        GoldenScreen("compare-end", stored: ["m", "m", "=", "a", "G"]),
        GoldenScreen("compare-seen", stored: ["H", "g", "<Enter>", "="]),
    ]

    private static let session = SessionDocument(
        user: "zhang.wei", displayName: "张伟", environment: "DEMO", delegations: [], epoch: "e1",
        serverTime: noon, capabilities: SessionDocument.Capabilities(level: 3, batchMax: 1, features: []))

    // MARK: - Others

    private static let others = [
        GoldenScreen("help", keys: ["?"]),
        GoldenScreen("help-end", keys: ["?", "G"]),
        GoldenScreen("palette", keys: [":"]),
        GoldenScreen("palette-narrowed", keys: [":", "type:fj"]),
        GoldenScreen("views", keys: ["V"]),
        GoldenScreen("columns", keys: ["C", "<Down>"]),
        GoldenScreen("sorts", keys: [".", "s", "S"]),
        GoldenScreen("groups", keys: ["F"]),
        GoldenScreen("themes", keys: ["T"]),
        GoldenScreen("messages", keys: ["a", "y", "u", "a", "<Esc>", "x", "e"]),
        // The libraries' versions are the machine's.
        GoldenScreen("about", keys: ["I"], hiding: [Mirror.sqliteVersion, CursesScreen.libraryVersion]),
        GoldenScreen("too-small") { look in
            var bench = try GoldenBench.make(look)
            bench.send(.resized(TerminalSize(columns: 60, rows: 12)))
            bench.paint()
            return bench.surface
        },
    ]
}
