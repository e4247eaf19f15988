import Invoicing
import Testing

@Suite("Codes and numbers")
struct InvoiceNumberTests {
    @Test(
        "the code says the kind, as the state platform decides it",
        arguments: [
            ("033002000211", .electronicOrdinary), ("050001700111", .electronicOrdinary),
            ("032002100204", .paperOrdinary), ("4200161350", .paperOrdinary), ("1200154130", .paperSpecial),
            ("4300171130", .paperSpecial), ("3300232130", .paperSpecial),
            ("144031539110", .electronicOrdinary),
            ("011001800304", .paperOrdinary), ("035001800112", .toll), ("065122100313", .electronicSpecial),
            ("011002000117", .usedVehicle), ("031001900207", .paperRoll), ("144031909110", nil),
            ("3100153130", .paperSpecial), ("4403152120", .paperSpecial), ("4403152720", .freightSpecial),
        ] as [(String, InvoiceKind?)])
    func kinds(code: String, kind: InvoiceKind?) {
        #expect(InvoiceKind(legacyCode: code) == kind)
    }

    @Test(
        "codes of other lengths say nothing",
        arguments: ["", "1", "12345678901", "1234567890123", "中文中文中文中文中文"])
    func noKind(code: String) { #expect(InvoiceKind(legacyCode: code) == nil) }

    @Test(
        "each form is known",
        arguments: [
            (InvoiceNumber(number: "24112000000048542163"), .fullyDigital(year: 2_024)),
            (
                InvoiceNumber(code: "033002000211", number: "83089647"),
                .legacy(kind: .electronicOrdinary, year: 2_020)
            ),
            (
                InvoiceNumber(code: "1200154130", number: "03630024"),
                .legacy(kind: .paperSpecial, year: 2_015)
            ),
            (
                InvoiceNumber(code: "3200232130", number: "12345678", digital: "23322000000012345678"),
                .digitalOnPaper(year: 2_023)
            ), (InvoiceNumber(number: ""), .malformed(.numberMissing)),
            (InvoiceNumber(number: "2411200000004854216"), .malformed(.wrongDigitalLength(19))),
            (InvoiceNumber(code: "03300200021", number: "83089647"), .malformed(.wrongCodeLength(11))),
            (InvoiceNumber(code: "033002000211", number: "8308964"), .malformed(.wrongNumberLength(7))),
            (InvoiceNumber(number: "2411200000004854216A"), .malformed(.notDigits)),
            (InvoiceNumber(number: "２４112000000048542163"), .malformed(.notDigits)),
        ] as [(InvoiceNumber, InvoiceNumber.Form)])
    func forms(number: InvoiceNumber, form: InvoiceNumber.Form) { #expect(number.form == form) }

    @Test("white space in a printed number does not count")
    func whiteSpace() {
        #expect(
            InvoiceNumber(number: "2411 2000 0000 4854 2163") == InvoiceNumber(number: "24112000000048542163")
        )
    }

    @Test("one invoice has a key in common with itself in every disguise")
    func sameInvoice() {
        let pair = InvoiceNumber(code: "033002000211", number: "99934328")
        let unique = InvoiceNumber(number: "03300200021199934328")
        let onPaper = InvoiceNumber(code: "3200232130", number: "12345678", digital: "23322000000012345678")
        let digital = InvoiceNumber(number: "23322000000012345678")
        let paper = InvoiceNumber(code: "3200232130", number: "12345678")
        for (one, other) in [(pair, unique), (onPaper, digital), (onPaper, paper)] {
            #expect(!Set(one.identityKeys).isDisjoint(with: other.identityKeys))
        }
        for (one, other) in [(pair, digital), (unique, onPaper), (digital, paper)] {
            #expect(Set(one.identityKeys).isDisjoint(with: other.identityKeys))
        }
        #expect(InvoiceNumber(number: "").identityKeys.isEmpty)
    }

    @Test("type codes of QR payloads")
    func typeCodes() {
        #expect(InvoiceKind(typeCode: "31") == .digitalSpecial)
        #expect(InvoiceKind(typeCode: "32") == .digitalOrdinary)
        #expect(InvoiceKind(typeCode: "10") == .electronicOrdinary)
        #expect(InvoiceKind(typeCode: "99") == nil)
    }

    @Test("every kind has a name in both languages, and a word of its own")
    func titles() {
        #expect(Set(InvoiceKind.allCases.map(\.title.zh)).count == InvoiceKind.allCases.count)
        #expect(Set(InvoiceKind.allCases.map(\.title.en)).count == InvoiceKind.allCases.count)
        #expect(InvoiceKind.allCases.allSatisfy { !$0.title.zh.isEmpty && !$0.title.en.isEmpty })
    }
}
