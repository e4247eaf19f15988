import Foundation
import Testing

extension EndToEnd {
    /// Figures from a shell, against what `list` counts.
    @Suite("Reports from a shell", .serialized)
    struct ReportCommandTests {
        @Test(
            "a report agrees with the list, as text, JSON and CSV; a wrong name and a wrong query are wrong uses"
        )
        func reports() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let list = try await Program.run(["list", "status:pending", "--json"], home: home).json()
            let ageing = try await Program.run(["report", "ageing", "--json"], home: home).json()
            #expect(ageing["total"] as? Int == list["total"] as? Int)
            let rows = try #require(ageing["rows"] as? [[String: Any]])
            #expect(rows.compactMap { $0["tasks"] as? Int }.reduce(0, +) == list["total"] as? Int)
            #expect(rows.allSatisfy { $0["currency"] is String && $0["amount"] is String })

            let csv = try await Program.run(["report", "sellers", "--csv", "amount>10000"], home: home)
            #expect(csv.status == 0 && csv.output.hasPrefix("seller,claims,currency,amount\r\n"))
            let text = try await Program.run(["report", "months", "--lang", "zh"], home: home)
            #expect(text.status == 0 && text.output.contains("开票月份"))

            for wrong in [["nope"], ["ageing", "amount>"], ["ageing", "--json", "--csv"]] {
                #expect(try await Program.run(["report"] + wrong, home: home).status == 2, "\(wrong)")
            }
        }
    }
}
