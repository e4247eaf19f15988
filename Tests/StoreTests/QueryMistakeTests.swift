import Invoicing
import SeededRandom
import Store
import Testing

/// Wrong queries: where, why, and what would be right; and that no text does harm.
struct QueryMistakeTests {
    @Test(
        "a wrong query says where",
        arguments: [
            ("amount>", 7), ("seller:晨光 amount>abc", 17), ("金额＞很多", 3), ("amonut>5", 0), ("晨光 foo:bar", 3),
            ("status:开放中", 7),
            ("severity:grave", 9), ("due<someday", 4), ("due:2026-02-30", 4), ("(晨光", 0), ("晨光)", 2),
            ("\"晨光", 0), ("晨光 or", 5),
            ("or 晨光", 0), ("晨光 and and 华讯", 7), ("not", 3), ("()", 1), ("晨光 :5", 0), (">5", 0),
            ("seller>5", 6), ("amount:1:2", 8),
            ("amount>1..5", 7), ("amount:5..1", 7), ("currency:EURO", 9), ("sort:rule", 5), ("sort<due", 4),
            ("(sort:due)", 1),
            ("晨光 or sort:due", 6), ("not sort:due", 4), ("%%%", 0), ("seller:***", 7),
            ("amount:99999999999999999", 7), ("amount:1e5", 7),
            ("date:2026-13", 5), ("due:99999d", 4), ("severity>error,info", 9), ("due<none", 4),
        ])
    func position(text: String, position: Int) throws {
        let error = try #require(throws: QueryError.self) {
            try Query(parsing: text, in: MirrorFixture.context)
        }
        #expect(error.position == position, "\(error)")
        for sentence in [error.explanation, error.remedy] {
            #expect(!sentence.zh.isEmpty && !sentence.en.isEmpty)
            #expect(sentence.zh != sentence.en)
        }
    }

    @Test(
        "the nearest field is suggested",
        arguments: [
            ("amonut>5", "amount"), ("selller:x", "seller"), ("stauts:pending", "status"),
            ("供应方:晨光", "seller"), ("开票日:2026", "date"),
            ("Departmnt:x", "dept"), ("submiter:x", "submitter"),
        ])
    func nearest(text: String, field: String) throws {
        let error = try #require(throws: QueryError.self) {
            try Query(parsing: text, in: MirrorFixture.context)
        }
        #expect(error.remedy.en.contains("“\(field)”"), "\(error.remedy.en)")
    }

    @Test("where nothing is near, the fields are listed")
    func list() throws {
        let error = try #require(throws: QueryError.self) {
            try Query(parsing: "zzzzzzzz:1", in: MirrorFixture.context)
        }
        #expect(error.remedy.en.contains("amount, seller"))
        #expect(error.remedy.zh.contains("金额、供应商"))
    }

    @Test("length, depth and number of terms have a limit, which the error names")
    func limits() throws {
        let context = MirrorFixture.context
        #expect(throws: Never.self) { try Query(parsing: String(repeating: "a", count: 1_000), in: context) }
        #expect(throws: Never.self) {
            try Query(
                parsing: String(repeating: "(", count: 31) + "a" + String(repeating: ")", count: 31),
                in: context)
        }
        #expect(throws: Never.self) { try Query(parsing: String(repeating: "a ", count: 100), in: context) }
        let wrong = [
            (String(repeating: "a", count: 1_001), 1_000, "1000"),
            (String(repeating: "(", count: 900), 32, "32"),
            (String(repeating: "-", count: 900) + "a", 32, "32"),
            (String(repeating: "not ", count: 40) + "a", 128, "32"),
            (String(repeating: "a ", count: 101), 200, "100"),
        ]
        for (text, position, limit) in wrong {
            let error = try #require(throws: QueryError.self) { try Query(parsing: text, in: context) }
            #expect(error.position == position)
            #expect(error.explanation.en.contains(limit))
        }
    }

    @Test(
        "hostile text finds nothing and does nothing",
        arguments: [
            "'; DROP TABLE task; --", "\"a\" OR 1=1 --x", "seller:\"x\" NEAR y*", "{title} seller",
            "title:\"^x\"", "seller:\"a AND b\"",
            "rule:\"' OR '1'='1\"", "rule:\"%\" id:\"'\"", "id:\"\u{0}\"", "assignee:\"x' OR 1\"",
            "number:\"*\" ", "\u{202E}晨\u{0}光x",
            "seller:\"col : x\"", "NEAR(a b)", "a^b", "+ - *", "q\u{0}zz",
        ])
    func hostile(text: String) throws {
        let fixture = try MirrorFixture()
        try fixture.apply([.sample("T1", seller: "无关")])
        if let query = try? Query(parsing: text, in: MirrorFixture.context) {
            #expect(try fixture.mirror.keys(query) == [])
            #expect(try fixture.mirror.count(query) == 0)
        }
        #expect(try fixture.mirror.count(.everything) == 1)
    }

    /// Anything that a person or a macro may type: pieces of the language, and of everything else.
    private static func text(_ random: inout SeededGenerator) -> String {
        let names = (Query.fields + Query.words).flatMap {
            [$0.name, $0.chineseName, $0.example.en, $0.example.zh]
        }
        let signs: [String] = [
            " ", " ", "　", ":", "：", "<", "<=", "＞", "=", "!=", "<>", "(", ")", "（", "\"", "“", "-", "+",
            "..", "～", ",", "、", "or",
            "and", "not", "且", "非", "3d", "-7d", "9999y", "-9999m", "2026-02-29", "99999999", "1万", "1亿亿",
            "-", "%", "_", "*", "'", "\\",
            "\u{0}", "\u{301}", "👨‍👩‍👧", "\u{202E}", "ﾊ", "a", "晨", "9223372036854775807", "0", "月", "年",
            "12月", "0000", "none",
        ]
        let pieces = names + signs
        let words = (0..<Int.random(in: 0...12, using: &random)).map { _ in
            pieces.randomElement(using: &random) ?? ""
        }
        return words.joined(separator: Bool.random(using: &random) ? "" : " ")
    }

    @Test(
        "any text is read or refused with a place inside it, and what is read can be asked",
        arguments: 0..<20 as Range<UInt64>)
    func anything(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let fixture = try MirrorFixture()
        try fixture.apply([.sample("T1"), .sample("T2", dueAt: 5)])
        for _ in 0..<150 {
            let text = Self.text(&random)
            let context = Query.Context(
                now: [0, .min, .max, 1_784_080_800_000].randomElement(using: &random) ?? 0,
                utcOffset: [0, .min, .max, 28_800].randomElement(using: &random) ?? 0, user: "x")
            do {
                let query = try Query(parsing: text, in: context)
                let keys = try fixture.mirror.keys(query)
                #expect(try fixture.mirror.count(query) == keys.count, "seed \(seed): \(text)")
                #expect(Set(keys).count == keys.count, "seed \(seed): \(text)")
            } catch let error as QueryError {
                #expect((0...text.count).contains(error.position), "seed \(seed): \(text)")
            }
        }
    }

    @Test("a term and its negation share the tasks out", arguments: 50..<60 as Range<UInt64>)
    func negation(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let fixture = try MirrorFixture()
        for place in 0..<6 {
            let due = MirrorFixture.context.now + Int64(place) * 10_000_000
            let task = ApprovalTask.sample(
                "T\(place)", dueAt: place % 2 == 0 ? nil : due,
                issued: place % 3 == 0 ? "?" : "2026-07-0\(place)",
                gross: Int64(place) * 202)
            try fixture.apply([task], cursor: "\(place)")
        }
        for _ in 0..<60 {
            let name = Query.fields.filter { $0.name != "sort" }.randomElement(using: &random)
            guard let example = name?.example.en else { continue }
            let query = try Query(parsing: example, in: MirrorFixture.context)
            let opposite = try Query(parsing: "not (\(example))", in: MirrorFixture.context)
            #expect(
                try fixture.mirror.count(query) + fixture.mirror.count(opposite) == 6,
                "seed \(seed): \(example)")
        }
    }
}
