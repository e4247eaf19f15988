import Invoicing
import OAClient
import OAProfile
import Store
import Sync
import Terminal
import Testing

@testable import Console

@Suite("The sync screen tells how delivery is doing and holds it")
struct SyncPageTests {
    private static func session(level: Int) -> SessionDocument {
        SessionDocument(
            user: "zhang.wei", displayName: "张伟", environment: "DEMO", delegations: [], epoch: "e1",
            serverTime: noon,
            capabilities: SessionDocument.Capabilities(level: level, batchMax: 1, features: []))
    }

    /// A bench with an undelivered decision whose second attempt met a gateway.
    private func bench(
        _ language: Language, columns: Int = 80, rows: Int = 24, usesASCII: Bool = false, level: Int = 3
    ) throws -> Bench {
        var bench = try Bench(
            context: context(language: language, usesASCII: usesASCII), columns: columns, rows: rows)
        bench.press("a", "y")
        let id = try #require(bench.operations.first?.id)
        let settled = bench.settle(id, .unknown, reason: "HTTP 503")
        let waiting = try #require(settled)
        let item = OutboxItem(
            operation: waiting, seller: "上海晨光文具股份有限公司", amount: Money(minor: 113_000), title: "BX-2026-001")
        bench.facts[.delivery] = .delivery(
            DeliverySummary(
                counts: [.unknown: 1, .acked: 12, .conflict: 2], oldest: item,
                attempts: [
                    DeliveryAttempt(
                        number: 1, startedAt: noon, endedAt: noon + 1, httpStatus: nil, problemCode: nil),
                    DeliveryAttempt(
                        number: 2, startedAt: noon + 2_000, endedAt: noon + 3_000, httpStatus: 503,
                        problemCode: "busy"),
                ], troubled: [item], pulledAt: noon - 90_000))
        var health = SyncHealth(
            connection: .offline(.unreachable(host: "oa.example.com", cause: OAError.Cause.refused.rawValue)),
            session: Self.session(level: level), lastPullAt: noon - 60_000, nextTryAt: noon + 9_000)
        health.troubles = [
            SyncHealth.Trouble(
                explanation: OAError.signedOut(host: "oa.example.com").explanation,
                remedy: OAError.signedOut(host: "oa.example.com").remedy, firstAt: noon - 5_000,
                lastAt: noon, count: 3)
        ]
        bench.send(.sync(.health(health)))
        bench.press("O")
        return bench
    }

    @Test(
        "it says the state, the oldest decision's attempts, the errors with their remedy",
        arguments: Language.allCases)
    func content(language: Language) throws {
        var bench = try bench(language, columns: 120, rows: 60)
        let error = OAError.unreachable(host: "oa.example.com", cause: OAError.Cause.refused.rawValue)
        for text in [
            error.explanation[language], error.remedy[language], "2026-05-12 10:00:09", "2026-05-12 09:59:00",
            Strings.residualRisk(3)[language], OperationState.conflict.title[language], "HTTP 503 (busy)",
            Strings.noAnswer[language], Strings.troubleWhen("2026-05-12 10:00:00", count: 3)[language],
            OAError.signedOut(host: "oa.example.com").remedy[language],
            Strings.remedy(for: .unknown, keys: bench.state.keys)[language], "CNY 1,130.00",
        ] {
            #expect(bench.screen.contains(text), "\(text)")
        }
        bench.press("<Esc>")
        #expect(bench.state.screenScope == .queue)
    }

    @Test(
        "whatever the OA can do, the sentence on what it leaves open stands there",
        arguments: [0, 1, 2, 3, 7, -1], Language.allCases)
    func levels(level: Int, language: Language) throws {
        let bench = try bench(language, columns: 200, rows: 60, level: level)
        #expect(bench.screen.contains(Strings.residualRisk(level)[language]))
        #expect(bench.screen.contains(Strings.capability(level)[language]))
    }

    @Test(
        "it fits 80 columns, scrolls to its end, and has no line but ASCII in that mode",
        arguments: Language.allCases)
    func small(language: Language) throws {
        var bench = try bench(language, usesASCII: true)
        #expect(bench.state.screenScope == .syncHealth)
        for _ in 0..<4 { bench.press("<PageDown>") }
        #expect(
            bench.screen.contains(Strings.remedy(for: .unknown, keys: bench.state.keys)[language].prefix(12)))
        let page = SyncPage(delivery: nil)
        #expect(page.lines(for: bench.state).allSatisfy { $0.columns <= 76 })
        bench.press("g")
        #expect(bench.surface.text(row: 1).contains(Strings.syncTitle[language]))
        if language == .en {
            let drawn = bench.screen.unicodeScalars.filter { !$0.isASCII }
            #expect(drawn.allSatisfy { $0.properties.isIdeographic || $0.value > 0x2FFF })
        }
    }

    @Test("a pause is asked for once, stands in the band of every screen, and ends with the same key")
    func pause() throws {
        var bench = try bench(.en)
        bench.press("p")
        #expect(
            bench.asked.last { if case .pauseDelivery = $0 { true } else { false } } == .pauseDelivery(true))
        #expect(bench.surface.text(row: 0).contains("delivery paused"))
        #expect(bench.screen.contains("paused: decisions stay on this machine"))
        bench.press("<Esc>")
        #expect(bench.surface.text(row: 0).contains("delivery paused"))
        bench.press("O", "p")
        #expect(
            bench.asked.last { if case .pauseDelivery = $0 { true } else { false } } == .pauseDelivery(false))
        #expect(!bench.surface.text(row: 0).contains("paused"))
    }

    @Test("what another process delivers cannot be paused here, and that is said")
    func elsewhere() throws {
        var bench = try bench(.zh)
        bench.send(.sync(.health(SyncHealth(connection: .elsewhere))))
        bench.asked = []
        bench.press("p")
        #expect(!bench.asked.contains(.pauseDelivery(true)))
        #expect(bench.state.message?.text == Strings.pauseElsewhere)
    }

    @Test("retry is asked of sync; what sync tells refreshes the screen, and nothing is asked elsewhere")
    func retry() throws {
        var bench = try bench(.en)
        bench.press("R")
        #expect(bench.asked.last { $0 == .retryDelivery } == .retryDelivery)
        bench.asked = []
        bench.now += 1_000
        bench.send(.sync(.health(SyncHealth(connection: .online))))
        #expect(bench.asked == [.loadOverview(.delivery)])
        bench.press("<Esc>")
        bench.asked = []
        bench.send(.sync(.health(SyncHealth(connection: .untried))))
        #expect(!bench.asked.contains(.loadOverview(.delivery)))
    }

    @Test("about names versions and places, in both languages", arguments: Language.allCases)
    func about(language: Language) throws {
        var given = try context(language: language)
        given.program = ProgramFacts(
            version: "9.8.7", store: "/data/countersign", configuration: "/etc/c.toml", log: "/log/c.log",
            oa: "https://oa.example.com")
        var bench = try Bench(context: given, columns: 80, rows: 24)
        bench.press(":")
        bench.type("about")
        bench.press("<Enter>")
        for text in [
            "9.8.7", "/data/countersign", "/etc/c.toml", "/log/c.log", "https://oa.example.com", "ncurses 6",
        ] {
            #expect(bench.screen.contains(text), "\(text)")
        }
        #expect(bench.screen.contains(Mirror.sqliteVersion) && Mirror.sqliteVersion.hasPrefix("3."))
        #expect(bench.screen.contains(Strings.levelUnknown[language]))
        given.program?.level = 2
        var later = try Bench(context: given, columns: 80, rows: 24)
        later.press(":")
        later.type("about")
        later.press("<Enter>")
        #expect(!later.screen.contains(Strings.levelUnknown[language]), "what was told once stays known")
        bench.press("L")
        #expect(bench.screen.contains(Strings.aboutPlaces[language == .zh ? .en : .zh]))
    }
}
