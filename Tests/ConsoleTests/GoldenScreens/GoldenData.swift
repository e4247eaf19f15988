import Invoicing
import OAProfile
import Store
import Sync
import Terminal

@testable import Console

/// Tasks of every kind that a screen must bear: long and short names, other scripts, hostile text, currencies, red
/// invoices, findings of every severity.
enum GoldenData {
    static func entries() -> [MirrorEntry] {
        var entries = (1...14).map { Fixtures.entry($0) }
        let names: [Int: String] = [
            2: "上海康汀门诊部有限责任公司浦东新区世纪大道分公司", 3: "Harbour Lantern Hotels & Residences (Far East) Ltd.",
            5: "a\u{1B}[31m晨\u{202E}光\u{200B}文具", 7: "“晨光”文具—①号店", 9: "Ⅳ",
        ]
        for (place, name) in names { entries[place].task.invoice.seller.name = name }
        entries[0].task.title = "FK-2026-061501 员工体检费付款"
        entries[1].findings = [
            finding(.error, "R-ARITH-GROSS", "价税合计与大写不一致", "Total differs from the amount in words"),
            finding(.warning, "R-DUP-NEAR", "疑似重复报销", "Looks like a duplicate"),
        ]
        entries[4].findings = [finding(.warning, "R-LATE", "提交过晚", "Handed in late")]
        entries[6].findings = [finding(.info, "R-HINT", "发票号码年份", "Year in the number")]
        entries[8].task.invoice.totals.gross = Money(minor: 12_345_678_900)
        entries[10].task.invoice.totals.gross = Money(minor: -113_000)
        if let yen = Currency(code: "JPY", scale: 0) {
            entries[11].task.invoice.totals.gross = Money(minor: 480_000, currency: yen)
        }
        entries[12].task.assignee = "li.na"
        entries[13].task.dueAt = nil
        return entries
    }

    static func finding(_ severity: Severity, _ rule: String, _ zh: String, _ en: String) -> Finding {
        Finding(
            rule: rule, ruleVersion: 1, severity: severity, title: LocalizedText(zh: zh, en: en),
            reason: LocalizedText(
                zh: "大写金额折合 2,825.62，与数字 2,825.26 相差 0.36。",
                en: "In words 2,825.62, which differs from 2,825.26 by 0.36."),
            evidence: [Evidence(field: "totals.gross", expected: "2825.62", found: "2825.26")])
    }

    static let people = Directory(
        people: [
            Person(user: "chen.jing", name: "陈静"), Person(user: "zhang.wei", name: "张伟"),
            Person(user: "zhao.min", name: "赵敏"), Person(user: "zheng.tao", name: "郑涛"),
        ], isComplete: true)
}

/// A bench over them.
enum GoldenBench {
    static func make(
        _ look: GoldenLook, environment: String = "DEMO", isReadOnly: Bool = false,
        _ edit: (inout ConsoleContext) -> Void = { _ in }
    ) throws -> Bench {
        var given = try context(
            language: look.language, environment: environment, usesASCII: look.usesASCII,
            isReadOnly: isReadOnly)
        given.program = ProgramFacts(
            version: "1.0", store: "/home/zhang.wei/.local/share/countersign",
            configuration: "/home/zhang.wei/.config/countersign/config.toml",
            log: "/home/zhang.wei/.local/state/countersign/countersign.log", oa: "https://oa.example.com")
        given.views = [SavedView(name: "大额晨光", query: "amount>10000 seller:晨光")]
        edit(&given)
        var bench = try Bench(
            GoldenData.entries(), context: given, columns: look.columns, rows: look.rows)
        bench.directory = GoldenData.people
        bench.send(.sync(.health(SyncHealth(connection: .online, lastPullAt: noon - 60_000))))
        bench.paint()
        return bench
    }
}
