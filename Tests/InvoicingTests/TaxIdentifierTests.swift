import Invoicing
import Testing

@Suite("Taxpayer numbers")
struct TaxIdentifierTests {
    @Test(
        "codes of real companies pass their check",
        arguments: [
            "91512081MA62K0260E", "91110108690017781B", "91460300MAA92DJN95", "91320115MA202UKD7X",
            "92330781MA2EDMFU50", "110108690017781", " 91512081 ma62k0260e ",
        ])
    func valid(text: String) {
        #expect(TaxIdentifier(text).verdict == .valid)
    }

    @Test(
        "a wrong check digit is named with the right one",
        arguments: [("91512081MA62K02609", "E"), ("110108690017782", "1")] as [(String, Character)])
    func wrong(text: String, expected: Character) {
        #expect(TaxIdentifier(text).verdict == .wrongCheckDigit(expected: expected))
    }

    @Test("the code of the notes that fails its check fails it here")
    func knownBad() {
        guard case .wrongCheckDigit = TaxIdentifier("91320621MA1MRHG207").verdict else {
            Issue.record("91320621MA1MRHG207 passed")
            return
        }
    }

    @Test(
        "letters that the alphabet leaves out are impossible", arguments: ["I", "O", "S", "V", "Z", "-", "中"])
    func impossible(letter: String) {
        let text = "91512081M" + letter + "62K0260E"
        #expect(TaxIdentifier(text).verdict == .impossibleCharacter(Character(letter)))
    }

    @Test(
        "forms without a known check get no verdict",
        arguments: ["9111010120200120", "91110101202001201", "11010519491231002X"])
    func unknown(text: String) {
        #expect(TaxIdentifier(text).verdict == .unknownForm)
    }

    @Test("no number is a fact of its own")
    func empty() { #expect(TaxIdentifier("  ").verdict == .empty) }

    @Test("any change of one character of a code is noticed")
    func everySingleChange() {
        let good = Array("91512081MA62K0260E")
        let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")
        for index in good.indices {
            for other in alphabet where other != good[index] {
                var changed = good
                changed[index] = other
                #expect(TaxIdentifier(String(changed)).verdict != .valid, "\(String(changed))")
            }
        }
    }

    @Test(
        "the organisation code's check is that of GB 11714",
        arguments: [("59467239", "9"), ("MA62K026", "0"), ("69001778", "1")] as [(String, Character)])
    func organisation(first: String, check: Character) {
        #expect(TaxIdentifier.organisationCheckCharacter(forFirst8: Array(first)) == check)
    }

    @Test("a check character needs all of what it checks")
    func incomplete() {
        #expect(TaxIdentifier.checkCharacter(forFirst17: Array("9151208")) == nil)
        #expect(TaxIdentifier.organisationCheckCharacter(forFirst8: Array("中9467239")) == nil)
        #expect(TaxIdentifier.checkCharacter(forFirst17: Array("91512081MA62K0260")) == "E")
    }
}
