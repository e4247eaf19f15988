import Invoicing
import OAProfile
import Store
import Sync
import Terminal
import Testing

@testable import Console

private let sizes = [(80, 24), (120, 40), (200, 60)]

private func flagged() -> [MirrorEntry] {
    (1...8).map { Fixtures.entry($0, findings: $0 % 3 == 0 ? [Fixtures.finding(.error)] : []) }
}

@Suite("The queue on the screen")
struct QueueScreenTests {
    @Test("80 by 24 in Chinese, cell by cell")
    func chineseGrid() throws {
        let bench = try Bench(Array(flagged().prefix(4)), context: context(), columns: 80, rows: 24)
        let expected = """
             DEMO  张伟 (zhang.wei) @ oa.example.com                             正在连接..
             [待审 4]  有问题 1   全部   待发送 0  冲突 0
                  价税合计 期限     销售方                 报销单                  核验
            >     1,695.13 逾期1天  北京京东世纪信息技术.. BX-2026-001 办公用品
                  2,825.26 今天     Siemens Ltd., China    BX-2026-002 办公用品
                  3,955.39 明天     杭州西湖区老张小吃店   BX-2026-003 办公用品    !! 错误1
                  5,085.52 2天后    深圳市顺丰速运有限公司 BX-2026-004 办公用品
            """
        #expect(bench.surface.lines().prefix(7) == expected.split(separator: "\n").map(String.init)[...])
        #expect(bench.surface.text(row: 23) == " Enter 打开  a 同意  r 拒绝  b 退回  t 转交  u 撤销  / 查找  q 退出  ? 帮助")
        #expect(bench.surface.cursor == Point(column: 0, row: 3))
    }

    @Test("120 by 40 in English, cell by cell")
    func englishGrid() throws {
        let bench = try Bench(Array(flagged().prefix(3)), context: context(language: .en))
        let expected = """
             DEMO  张伟 (zhang.wei) @ oa.example.com                                                                   connecting..
             [To decide 3]  Flagged 1   Everything   To send 0  Conflicts 0
                    Amount Due        Seller                     Claim                         Submitter Department Checks
            >     1,695.13 1d late    北京京东世纪信息技术有限.. BX-2026-001 办公用品          李娜      市场部
                  2,825.26 today      Siemens Ltd., China        BX-2026-002 办公用品          李娜      市场部
                  3,955.39 tomorrow   杭州西湖区老张小吃店       BX-2026-003 办公用品          李娜      市场部     !! 1 err
            """
        #expect(bench.surface.lines().prefix(6) == expected.split(separator: "\n").map(String.init)[...])
    }

    @Test("amounts end in one column whatever stands beside them", arguments: sizes, Language.allCases)
    func amountColumn(size: (Int, Int), language: Language) throws {
        var entries = flagged()
        entries[2].task.invoice.seller.name = "a\u{202E}光\u{200B}b“”中"
        entries[4].task.invoice.totals.gross = Money(minor: 123_456_789_012_345)
        let bench = try Bench(entries, context: context(language: language), columns: size.0, rows: size.1)
        let surface = bench.surface
        let ends = Set(
            (3..<11).map { row -> Int in
                // The first column after the due date that is followed by two blanks and ends in a digit.
                let dots = (12..<80).filter { surface[Point(column: $0, row: row)].text == "." }
                return dots.first ?? -1
            })
        #expect(ends.count == 1 && !ends.contains(-1))
        #expect(bench.screen.contains("1,234,567,890,123.45"))
    }

    @Test("a step changes two cells and the cursor, nothing else")
    func stepIsCheap() throws {
        var bench = try Bench((1...60).map { Fixtures.entry($0) }, context: context())
        for key in ["j", "j", "k", "<Down>"] {
            let before = bench.surface
            bench.press(key)
            let after = bench.surface
            var changed: [Point] = []
            for row in 0..<40 {
                for column in 0..<120
                where before[Point(column: column, row: row)] != after[Point(column: column, row: row)] {
                    changed.append(Point(column: column, row: row))
                }
            }
            #expect(changed.count == 2 && changed.allSatisfy { $0.column == 0 })
            #expect(after.cursor.map { after[$0].text } == ">")
        }
    }

    @Test("a step inside the page reads nothing, a step past it one row")
    func readsOnlyWhatIsNew() throws {
        var bench = try Bench((1...200).map { Fixtures.entry($0) }, context: context())
        bench.asked = []
        for _ in 0..<34 { bench.press("j") }
        #expect(bench.asked.isEmpty)
        bench.press("j")
        #expect(bench.asked == [.fetchRows([TaskKey(rawValue: 36)])])
    }

    @Test("a hostile name shows its marks and none of its bytes", arguments: sizes)
    func hostileSeller(size: (Int, Int)) throws {
        var entries = flagged()
        entries[0].task.invoice.seller.name = "\u{1B}[2J\r晨\u{202E}光\u{200B}"
        var bench = try Bench(entries, context: context(), columns: size.0, rows: size.1)
        for keys in [["<Enter>"], ["<Esc>", "a"]] {
            for key in keys { bench.press(key) }
            #expect(
                !bench.screen.unicodeScalars.contains { [0x1B, 0x0D, 0x202E, 0x200B].contains($0.value) })
        }
        #expect(bench.screen.contains("⟦ESC⟧[2J⟦CR⟧晨⟦RLO⟧光⟦ZWSP⟧"))
    }

    @Test(
        "nothing that the console itself writes has a width that terminals disagree about",
        arguments: Language.allCases)
    func ownTextHasCertainWidths(language: Language) throws {
        var bench = try Bench(flagged(), context: context(language: language, usesASCII: true))
        var screens = [bench.screen]
        for key in [
            "?", "<PageDown>", "<Esc>", "<Enter>", "<Esc>", "a", "y", "o", "<Esc>", "/", "x", "<Enter>",
        ] {
            bench.press(key)
            screens.append(bench.screen)
        }
        for screen in screens {
            for scalar in screen.unicodeScalars {
                let isCertain =
                    scalar.value < 0x7F || scalar.properties.generalCategory == .otherLetter
                    || (0x3000...0x303F).contains(scalar.value) || (0xFF00...0xFFEF).contains(scalar.value)
                #expect(isCertain, "U+\(String(scalar.value, radix: 16))")
            }
        }
    }

    @Test("an empty queue says what to do, with the keys that are bound")
    func emptyQueue() throws {
        let plain = try Bench([], context: context(language: .en))
        #expect(plain.screen.contains("Nothing waits for your decision."))
        #expect(plain.screen.contains("R syncs now"))
        let own = try Bench([], context: context(language: .en, keys: ["sync": ["<F5>"]]))
        #expect(own.screen.contains("F5 syncs now"))
    }

    @Test("a terminal that is too small says so, hears no decision, and comes back")
    func tooSmall() throws {
        var bench = try Bench(flagged(), context: context())
        bench.send(.resized(TerminalSize(columns: 79, rows: 24)))
        bench.paint()
        #expect(bench.screen.contains("终端太小：现在 79x24，"))
        bench.press("a", "y")
        #expect(bench.bar == nil && bench.recorded.isEmpty)
        for size in [(1, 1), (0, 0), (5, 3)] {
            bench.send(.resized(TerminalSize(columns: size.0, rows: size.1)))
            _ = bench.surface
        }
        bench.send(.resized(TerminalSize(columns: 80, rows: 24)))
        bench.paint()
        #expect(bench.screen.contains("[待审 8]"))
    }

    @Test(
        "the band names system, person and host, and production stands out",
        arguments: ["DEMO", "UAT", "PROD", "prod-2"])
    func band(environment: String) throws {
        let bench = try Bench([], context: context(environment: environment))
        let line = bench.surface.text(row: 0)
        #expect(line.hasPrefix(" \(environment)  张伟 (zhang.wei) @ oa.example.com"))
        let role: StyleRole = environment.uppercased().hasPrefix("PROD") ? .bandProduction : .band
        #expect((0..<120).allSatisfy { bench.surface[Point(column: $0, row: 0)].role == role })
    }

    @Test("sync states are words, and a healthy one changes nothing on the screen")
    func syncStates() throws {
        var bench = try Bench([], context: context())
        bench.send(.sync(.health(SyncHealth(connection: .offline(.unreachable(host: "oa", cause: "x"))))))
        #expect(bench.surface.text(row: 0).hasSuffix("离线（自 10:00 起）"))
        bench.now += 3_600_000
        bench.send(.sync(.health(SyncHealth(connection: .offline(.unreachable(host: "oa", cause: "x"))))))
        #expect(bench.surface.text(row: 0).hasSuffix("离线（自 10:00 起）"))
        bench.send(.sync(.health(SyncHealth(connection: .online, lastPullAt: 1))))
        let before = bench.surface
        #expect(before.text(row: 0).hasSuffix("在线"))
        bench.send(.sync(.health(SyncHealth(connection: .online, lastPullAt: 60_000))))
        #expect(bench.surface == before)
        bench.send(.sync(.health(SyncHealth(connection: .elsewhere))))
        #expect(bench.surface.text(row: 0).hasSuffix("由另一个进程同步"))
        #expect(bench.state.nextDeadline == bench.now + 2_000)
    }

    @Test("nothing is due while nothing happens")
    func idle() throws {
        #expect(try Bench(flagged(), context: context()).state.nextDeadline == nil)
    }

    @Test(
        "due dates are days, not clocks",
        arguments: [
            (-3, "逾期3天", "3d late"), (0, "今天", "today"), (1, "明天", "tomorrow"), (12, "12天后", "in 12d"),
        ])
    func dueWords(days: Int, zh: String, en: String) {
        let word = DueWord.text(dueAt: noon + Int64(days) * day, now: noon, utcOffset: 28_800)
        #expect(word == LocalizedText(zh: zh, en: en))
    }

    @Test("the due day is the user's, not that of UTC")
    func dueZone() {
        // 2026-05-13 00:30 in Shanghai is still the 12th in UTC.
        let due = noon + 14 * 3_600_000 + 1_800_000
        #expect(DueWord.text(dueAt: due, now: noon, utcOffset: 28_800) == Strings.tomorrow)
        #expect(DueWord.text(dueAt: due, now: noon, utcOffset: 0) == Strings.today)
    }
}
