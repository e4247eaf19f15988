import Foundation
import Testing

extension EndToEnd {
    /// `verify` with tables and a policy.
    @Suite("Verify from a shell", .serialized)
    struct VerifyTests {
        private static let table = """
            发票号码,开票日期,销方名称,购买方名称,金额,税额,价税合计
            26112000000048542161,2026-01-05,甲科技有限公司,乙贸易有限公司,4000.00,240.00,4240.00
            26112000000048542199,2026-01-06,甲科技有限公司,丙有限公司,4000.00,240.00,4240.00
            2.61E+19,2026-01-06,甲科技有限公司,乙贸易有限公司,4000.00,240.00,4240.00
            """
        private static let policy = """
            version = "2026-1"
            [[company]]
            name = "乙贸易有限公司"
            tax_id = "91512081MA62K0260E"
            [limits]
            split_amount = "5000.00"
            [severity]
            "policy.buyer-tax-number" = "off"
            """

        @Test("a table is read row by row and judged by the policy beside the configuration")
        func table() async throws {
            let home = try TestHome()
            try Data(Self.policy.utf8).write(to: home.folder.url.appendingPathComponent("policy.toml"))
            let result = try await Program.run(
                ["verify", "-", "--json", "--lang", "en"], home: home, input: Data(Self.table.utf8))
            #expect(result.status == 1)
            let json = try result.json()
            #expect(json["policy_version"] as? String == "2026-1")
            let files = try #require(json["files"] as? [[String: Any]])
            #expect(files.map { $0["line"] as? Int } == [2, 3, 4])
            let rules = files.map { file in
                Set((file["findings"] as? [[String: Any]] ?? []).compactMap { $0["rule"] as? String })
            }
            #expect(rules[0].contains("policy.split") && !rules[0].contains("policy.buyer-title"))
            #expect(rules[1].contains("policy.buyer-title"))
            #expect(files[2]["error"] != nil && result.errors.contains("2.61E+19"))
            let risk = try #require(files[1]["risk"] as? [String: Any])
            #expect((risk["points"] as? Int ?? 0) >= 80)
            #expect((risk["parts"] as? [[String: Any]])?.first?["source"] as? String == "policy.buyer-title")
        }

        @Test(
            "a misspelt key, rule or value in the policy is named with its line, and status 2",
            arguments: [
                ("version = \"2026-1\"", "verison = \"2026-1\"", "line 1"), ("tax_id", "tax_no", "line 4"),
                ("\"5000.00\"", "5000.0", "line 6"),
                ("policy.buyer-tax-number", "policy.buyer-taxnumber", "line 8"),
                ("\"off\"", "\"of\"", "line 8"),
            ])
        func mistakes(old: String, new: String, place: String) async throws {
            let home = try TestHome()
            let file = home.folder.url.appendingPathComponent("mine.toml")
            try Data(Self.policy.replacing(old, with: new).utf8).write(to: file)
            let result = try await Program.run(
                ["verify", "-", "--policy", file.path, "--lang", "en"], home: home,
                input: Data(Self.table.utf8))
            #expect(result.status == 2)
            #expect(result.output.isEmpty && result.errors.contains(place), "\(result.errors)")
        }
    }
}
