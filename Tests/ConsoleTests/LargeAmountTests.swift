import Invoicing
import OAProfile
import Store
import Terminal
import Testing

@testable import Console

@Suite("A large amount asks for its digits")
struct LargeAmountTests {
    private func bench(_ minor: Int64, language: Language = .zh) throws -> Bench {
        var entry = Fixtures.entry(1)
        entry.task.invoice.totals.gross = Money(minor: minor)
        return try Bench([entry], context: context(language: language), columns: 80, rows: 24)
    }

    @Test("the digits are what is read from the amount, and the threshold counts whole units of any currency")
    func digits() throws {
        #expect(LargeAmount.lastDigits(of: Money(minor: 12_345_678)) == "5678")
        #expect(LargeAmount.lastDigits(of: Money(minor: -12_340_007)) == "0007")
        let limit = LargeAmount(units: 100_000)
        #expect(!limit.includes(Money(minor: 9_999_999)) && limit.includes(Money(minor: 10_000_000)))
        #expect(limit.includes(Money(minor: -10_000_000)))
        let yen = try #require(Currency(code: "JPY", scale: 0))
        #expect(limit.includes(Money(minor: 100_000, currency: yen)))
        #expect(!LargeAmount(units: 0).includes(Money(minor: .max)))
    }

    @Test(
        "approval waits for them; wrong digits, no digits and the confirm key record nothing",
        arguments: Language.allCases)
    func approval(language: Language) throws {
        var bench = try bench(12_345_678, language: language)
        bench.press("a")
        #expect(bench.screen.contains(Strings.typeDigits[language].split(separator: ":")[0]))
        bench.press("y", "<Enter>")
        #expect(bench.state.message?.text == Strings.wrongDigits)
        bench.type("5679")
        bench.press("<Enter>", "y")
        #expect(bench.recorded.isEmpty)
        bench.press("<Backspace>")
        bench.type("5678")
        bench.press("<Enter>", "y")
        #expect(bench.recorded.map(\.decision) == [.approve(comment: "")])
        #expect(bench.drafts.isEmpty)
    }

    @Test("Escape leaves without a draft; a smaller amount and a rejection ask for nothing")
    func others() throws {
        var bench = try bench(12_345_678)
        bench.press("a")
        bench.type("56")
        bench.press("<Esc>")
        #expect(bench.bar == nil && bench.drafts.isEmpty)
        bench.press("r")
        #expect(bench.bar?.phase == .typing(.reason, LineEditor()))
        var small = try self.bench(9_999_999)
        small.press("a", "y")
        #expect(small.recorded.count == 1)
    }
}
