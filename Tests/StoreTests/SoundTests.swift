import Foundation
import Invoicing
import OAProfile
import Store
import Testing

/// Names found by their sound, and completed.
@Suite("Pinyin and completion in the mirror")
struct SoundTests {
    private func fixture() throws -> MirrorFixture {
        let fixture = try MirrorFixture()
        let sellers = ["上海晨光文具股份有限公司", "重庆长安汽车股份有限公司", "Siemens Ltd., China", "北京京东世纪信息技术有限公司"]
        try fixture.apply(
            sellers.enumerated().map { place, name in
                .sample(
                    "T-\(place)", submitter: ["李娜", "单雄信", "曾巩", "王芳"][place],
                    department: ["市场部", "研发部", "行政部", "财务部"][place], seller: name)
            })
        return fixture
    }

    @Test(
        "a name is found by syllables, by beginnings, by both together, and by either reading",
        arguments: [
            ("seller:chenguang", ["T-0"]), ("seller:cg", ["T-0", "T-1"]), ("供应商：cgwj", ["T-0"]),
            ("seller:CHENG", ["T-0"]),
            ("seller:changan", ["T-1"]), ("seller:chongqing", ["T-1"]), ("seller:zhongqing", ["T-1"]),
            ("seller:siemens", ["T-2"]), ("seller:jd", ["T-3"]), ("submitter:shanxx", ["T-1"]),
            ("submitter:zeng", ["T-2"]), ("dept:sc", ["T-0"]), ("dept:yanfa or dept:cw", ["T-1", "T-3"]),
            ("seller:gufen -seller:cgwj", ["T-1"]), ("seller:xyz", []), ("seller:angguang", []),
        ])
    func sounds(_ query: String, _ expected: [String]) throws {
        #expect(try fixture().found(query).sorted() == expected)
    }

    @Test("where more names sound so than can be named one by one, all tasks are still found")
    func manyNames() throws {
        let fixture = try MirrorFixture()
        let count = 260
        try fixture.apply(
            (0..<count).map { .sample("T-\($0)", seller: "第\($0)号文具店") })
        let query = try Query(parsing: "seller:wjd", in: MirrorFixture.context)
        #expect(try fixture.mirror.keys(query).count == count)
        #expect(try fixture.mirror.count(query) == count)
        #expect(try fixture.mirror.keys(query, limit: 7).count == 7)
    }

    @Test(
        "a query is completed from what exists",
        arguments: [
            ("seller:晨", "上海晨光文具股份有限公司"), ("amount>1 供应商:cg", "上海晨光文具股份有限公司"), ("dept:", "财务部"),
            ("submitter:sx", "单雄信"), ("seller:sie", "\"Siemens Ltd., China\""), ("状态:待", "待审"),
            ("status:pen", "pending"),
            ("status:ds", "pending"), ("sel", "seller:"), ("供", "供应商:"), ("-sel", "seller:"),
            ("gys", "seller:"),
            ("rule:dup", "duplicate.number"), ("status:pending,ret", "returned"),
        ])
    func completes(_ text: String, _ expected: String) throws {
        let fixture = try fixture()
        let number = InvoiceNumber(number: "26312000000012345678")
        try fixture.apply([.sample("T-8", number: number), .sample("T-9", number: number)], cursor: "2")
        let completion = try fixture.mirror.completion(of: text)
        #expect(completion.candidates.contains(expected), "\(completion)")
        // What is offered can be read, and finds something.
        let completed = String(text.prefix(completion.start)) + expected
        if !expected.hasSuffix(":") {
            #expect(try !fixture.found(completed).isEmpty || text.hasPrefix("status:pending,"))
        }
    }

    @Test("a name that no task has any more is not offered")
    func staleName() throws {
        let fixture = try fixture()
        _ = try fixture.mirror.apply(fixture.page([MirrorFixture.gone("T-0", rev: "9")], cursor: "3"), at: 6)
        #expect(try fixture.mirror.completion(of: "seller:晨").candidates.isEmpty)
    }
}
