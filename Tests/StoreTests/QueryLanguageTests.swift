import Foundation
import Invoicing
import Store
import Testing

/// What queries select, in both languages and with the signs of both keyboards.
struct QueryLanguageTests {
    /// A queue in which every field tells tasks apart.
    private func queue() throws -> MirrorFixture {
        let fixture = try MirrorFixture()
        let now = MirrorFixture.context.now
        let (day, hour) = (MirrorFixture.day, MirrorFixture.hour)
        let usd = try #require(Currency(code: "USD", scale: 2))
        try fixture.apply([
            .sample(
                "A", submittedAt: now - 2 * day, dueAt: now + 2 * hour,
                number: InvoiceNumber(number: "26312000000012345678"), kind: .digitalSpecial,
                issued: "2026-07-01",
                gross: 1_000_000, remark: "订单号 PO-88", attachments: ["same"]),
            .sample(
                "B", assignee: "li.si", title: "BX-2026-000002 差旅报销", submitter: "王小明", department: "研发中心",
                submittedAt: now - 10 * day, dueAt: now + day,
                number: InvoiceNumber(code: "011002600111", number: "00123456"),
                kind: .electronicOrdinary, issued: "2026-03-31", seller: "北京华讯科技有限公司",
                items: ["*信息技术服务*软件维护", "*设计服务*广告设计"], gross: 1_500_001),
            .sample(
                "C", status: .approved, title: "BX-2026-000003 Team Dinner 100%", submitter: "Anna Zhou",
                department: "财务部", submittedAt: now - 40 * day, dueAt: now - day, kind: .paperRoll,
                issued: "无",
                seller: "ACME Ａｂｃ Trading Co.", items: ["餐费"], gross: 404, currency: usd),
            .sample(
                "D", title: "BX-2026-000004 会议费", submittedAt: now - day, dueAt: now - 3 * hour, kind: .toll,
                issued: "2025-12-31", seller: "光大会展中心", items: ["会议服务"], gross: -50_000, attachments: ["same"]
            ),
            .sample(
                "E", title: "BX-2026-000005 培训费", submittedAt: now - 3 * day, kind: .other,
                issued: "2026-01-01",
                seller: "晨曦培训学校", items: ["培训"], gross: 10_000),
        ])
        return fixture
    }

    @Test(
        "each field and word, in English, in Chinese, and with full-width signs",
        arguments: [
            // amounts
            ("amount>10000", "B"), ("金额＞１００００", "B"), ("amount>=1万", "AB"), ("金额≥１万", "AB"),
            ("amount:10000", "A"),
            ("amount:100..10000", "AE"), ("amount:100～10000", "AE"), ("金额：100至1万", "AE"), ("amount<0", "D"),
            ("amount:..0", "D"), ("amount>1.5万", "B"), ("amount=15,000.01", "B"),
            ("amount!=15000.01", "ACDE"),
            ("amount>10k", "B"), ("amount<¥5元", "CD"), ("价税合计:100元", "E"), ("amount>-500", "ABCE"),
            ("amount:1百", "E"),
            // texts
            ("seller:晨光", "A"), ("供应商：晨光", "A"), ("销售方:华讯科技", "B"), ("seller:光", "AD"),
            ("seller:\"晨\"", "AE"),
            ("seller:acm", "C"), ("seller:ABC", "C"), ("seller:cme", ""), ("vendor:trading", "C"),
            ("dept:市场", "ADE"),
            ("部门:研发", "B"), ("submitter:李娜", "ADE"), ("提交人：王小明", "B"), ("申请人:anna", "C"),
            ("number:26312", "A"),
            ("number:12345678", "A"), ("号码:00123456", "B"), ("发票号码:0110026", "B"), ("title:差旅", "B"),
            ("标题:bx-2026-000003", "C"),
            ("item:软件维护", "B"), ("商品:广告", "B"), ("remark:PO-88", "A"), ("备注：订单", "A"),
            // choices
            ("status:pending", "ABDE"), ("状态:待审", "ABDE"), ("status:approved", "C"), ("状态：已同意", "C"),
            ("状态:通过", "C"),
            ("status!=pending", "C"), ("status:pending,approved", "ABCDE"), ("kind:专票", "A"), ("票种:数电", "A"),
            ("kind:digital", "A"),
            ("kind:toll", "D"), ("currency:usd", "C"), ("币种:USD", "C"), ("kind:other,toll", "DE"),
            // findings
            ("severity:error", "AD"), ("级别:错误", "AD"), ("severity:info", "C"), ("severity>info", "AD"),
            ("severity>=info", "ACD"),
            ("severity:none", "BE"), ("severity<warning", "BCE"), ("级别:错误,提示", "ACD"),
            ("rule:duplicate", "AD"), ("规则:DUPLICATE.n", "AD"),
            ("rule:d%m", ""), ("rule:odd%", "C"), ("rule:amount_", "C"), ("flagged", "ACD"), ("有疑点", "ACD"),
            ("-flagged", "BE"),
            // people and names
            ("mine", "ACDE"), ("我的", "ACDE"), ("assignee:li.si", "B"), ("审批人：li.si", "B"), ("id:B", "B"),
            ("任务:b", "B"), ("id:X", ""),
            // time
            ("due<3d", "ABCD"), ("期限＜3天", "ABCD"), ("due<3h", "ACD"), ("due>0h", "AB"), ("due:3d", "AB"),
            ("due:today", "AD"), ("期限:今天", "AD"),
            ("today", "AD"), ("明天", "B"), ("tomorrow", "B"), ("due:none", "E"), ("期限:无", "E"),
            ("overdue", "D"), ("逾期", "D"),
            ("due<today", "C"), ("due<=today", "ACD"), ("due>today", "B"), ("submitted>-7d", "ADE"),
            ("提交>-7天", "ADE"),
            ("submitted<-1m", "C"), ("submitted:-3w", "ABDE"), ("提交:一", ""), ("due:2026-07-16", "B"),
            ("due:2026年7月16日", "B"),
            ("due:7月16日", "B"), ("due:07-16", "B"), ("due>=20260716", "B"), ("due:2026/7/16", "B"),
            ("due:7月", "ABCD"),
            ("date:2026-01-01..2026-03-31", "BE"), ("开票日期：2026-01-01～2026-03-31", "BE"),
            ("date:2026-03", "B"),
            ("date:2026年3月", "B"), ("date:2025", "D"), ("date<2026", "D"), ("date>=2026-07-01", "A"),
            ("date>2026-07-01", ""),
            ("date:none", "C"), ("date!=2025", "ABCE"), ("date:-15d", "A"), ("date:今年", "ABE"),
            ("date>-14d", ""), ("date>-15d", "A"),
            ("date:2026-01..2026-03", "BE"), ("date:..2025-12-31", "D"), ("date:2026-03-31..", "AB"),
        ])
    func fields(text: String, expected: String) throws {
        guard text != "提交:一" else {
            #expect(throws: QueryError.self) { try Query(parsing: text, in: MirrorFixture.context) }
            return
        }
        #expect(try queue().found(text).sorted().joined() == expected)
    }

    @Test(
        "words, groups and links",
        arguments: [
            ("", "ABCDE"), ("   ", "ABCDE"), ("　", "ABCDE"), ("晨光", "A"), ("光", "AD"), ("培训", "E"),
            ("有限公司", "AB"), ("dinn", "C"),
            ("\"team dinner\"", "C"), ("\"dinner team\"", ""), ("dinner team", "C"), ("“晨光文具”", "A"),
            ("「晨光 文具」", ""), ("晨光 纸", "A"),
            ("a4复印", "A"), ("abc trading", "C"), ("晨光 or 华讯", "AB"), ("晨光 或 华讯", "AB"), ("晨光 华讯", ""),
            ("晨光 and status:pending", "A"),
            ("晨光 且 状态:待审", "A"), ("not 晨光", "BCDE"), ("非 晨光", "BCDE"), ("-晨光 -华讯", "CDE"),
            ("not not 晨光", "A"),
            ("(晨光 or 华讯) amount>12000", "B"), ("（晨光 或 华讯）金额＞12000", "B"), ("晨光 or 华讯 amount>12000", "AB"),
            ("-(晨光 or 华讯)", "CDE"), ("flagged (amount<0 or currency:usd)", "CD"), ("rule:duplicate 会展", "D"),
            ("晨光 or flagged", "ACD"),
            ("rule:dup rule:number", "AD"), ("not rule:dup", "BCE"), ("\"or\"", ""),
            ("NOT 晨光 AND flagged", "CD"),
        ])
    func words(text: String, expected: String) throws {
        let fixture = try queue()
        #expect(try fixture.found(text).sorted().joined() == expected)
        #expect(try fixture.mirror.count(Query(parsing: text, in: MirrorFixture.context)) == expected.count)
    }

    @Test(
        "orders, and the standard order behind them",
        arguments: [
            ("", "CDABE"), ("sort:amount", "DCEAB"), ("sort:amount-", "BAECD"), ("排序：金额-", "BAECD"),
            ("sort:-amount", "BAECD"),
            ("sort:due", "CDABE"), ("sort:submitted", "CBEAD"), ("sort:status,amount-", "CBAED"),
            ("sort:dept sort:due-", "EADBC"),
            ("晨 sort:amount", "EA"), ("flagged sort:severity-", "DAC"),
            ("sort:severity- rule:duplicate", "DA"), ("sort:date", "CDEBA"),
        ])
    func orders(text: String, expected: String) throws {
        #expect(try queue().found(text).joined() == expected)
    }

    @Test("a limit takes the first", arguments: [0, 1, 3, 9])
    func limit(count: Int) throws {
        let fixture = try queue()
        for text in ["", "status:pending", "bx", "flagged", "rule:duplicate"] {
            let all = try fixture.found(text)
            #expect(try fixture.found(text, limit: count) == Array(all.prefix(count)))
        }
    }

    @Test(
        "days begin at the user's midnight",
        arguments: [(28_800, "2026-07-16"), (0, "2026-07-15"), (-36_000, "2026-07-15")])
    func zone(offset: Int, day: String) throws {
        let fixture = try MirrorFixture()
        // 20:00 in London, which is four in the morning of the next day in Shanghai.
        try fixture.apply([.sample("T", dueAt: MirrorFixture.context.now + 18 * MirrorFixture.hour)])
        let context = Query.Context(now: MirrorFixture.context.now, utcOffset: offset, user: "")
        for candidate in ["2026-07-14", "2026-07-15", "2026-07-16", "2026-07-17"] {
            let query = try Query(parsing: "due:\(candidate)", in: context)
            #expect(try fixture.mirror.count(query) == (candidate == day ? 1 : 0))
        }
    }

    @Test("every listed field and word, with every name, reads its own example")
    func examples() throws {
        for name in Query.fields + Query.words {
            for example in [name.example.zh, name.example.en] {
                #expect(throws: Never.self) { try Query(parsing: example, in: MirrorFixture.context) }
            }
            #expect(!name.meaning.zh.isEmpty && !name.meaning.en.isEmpty)
        }
        for name in Query.fields {
            let example = name.example.en
            let value = example.drop { !":<>=".contains($0) }
            for spelling in [name.name, name.chineseName] + name.aliases {
                #expect(throws: Never.self) {
                    try Query(parsing: spelling + value, in: MirrorFixture.context)
                }
            }
        }
        let spellings = (Query.fields + Query.words).flatMap { [$0.name, $0.chineseName] + $0.aliases }
        #expect(Set(spellings).count == spellings.count)
    }

    @Test("the same query is the same value, and everything is the empty query's result")
    func values() throws {
        let context = MirrorFixture.context
        #expect(try Query(parsing: "amount>1", in: context) == Query(parsing: "amount>1", in: context))
        let fixture = try queue()
        #expect(try fixture.mirror.keys(.everything) == fixture.mirror.keys(Query(parsing: "", in: context)))
        #expect(Query.everything.text.isEmpty)
    }
}
