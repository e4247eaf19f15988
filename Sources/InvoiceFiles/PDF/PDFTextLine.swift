import Invoicing

/// One line of a PDF's text. Labels are found although spaces stand between their characters.
struct PDFTextLine {
    private let characters: [Character]

    init(_ text: String) { characters = text.map { $0 == "\t" ? " " : $0 } }

    /// Whether nothing stands in it.
    var isBlank: Bool { characters.allSatisfy(\.isWhitespace) }

    /// The line without white space.
    var compact: String { String(characters.filter { !$0.isWhitespace }) }

    /// The words between white space.
    var words: [String] { characters.split { $0.isWhitespace }.map { String($0) } }

    /// The text up to the first gap of two spaces.
    var firstColumn: String { column(from: characters.firstIndex { !$0.isWhitespace } ?? characters.count) }

    /// The values behind a label and its colon, each up to a gap of two spaces; empty where the gap comes at once.
    /// - Parameter allowed: characters that may stand directly before the label, or nothing where any may.
    func values(of label: String, after allowed: String?) -> [String] {
        ends(of: label, after: allowed).map { end in
            var start = end
            while start < characters.count, characters[start].isWhitespace { start += 1 }
            // A value begins near its colon; what comes after a wide gap is the next column.
            return start - end > 8 ? "" : column(from: start)
        }
    }

    /// All that follows the first such label.
    func rest(after label: String) -> String? {
        ends(of: label, after: "").first.map { String(characters[$0...]) }
    }

    /// The amounts with a sign of currency, in order.
    var amounts: [String] {
        var found: [String] = []
        for index in characters.indices where characters[index] == "¥" || characters[index] == "￥" {
            var text = index > 0 && characters[index - 1] == "-" ? "-" : ""
            var next = index + 1
            while next < characters.count, characters[next] == " " { next += 1 }
            while next < characters.count, Self.isPartOfAmount(characters[next]) {
                text.append(characters[next])
                next += 1
            }
            if text.contains(where: \.isNumber) { found.append(text) }
        }
        return found
    }

    static func isPartOfAmount(_ character: Character) -> Bool {
        character.isASCII && (character.isNumber || ".,-".contains(character))
    }

    private func column(from start: Int) -> String {
        var end = start
        while end < characters.count {
            if characters[end].isWhitespace, end + 1 == characters.count || characters[end + 1].isWhitespace {
                break
            }
            end += 1
        }
        return String(characters[start..<end])
    }

    /// The places behind each label with its colon.
    private func ends(of label: String, after allowed: String?) -> [Int] {
        let label = Array(label)
        var found: [Int] = []
        for start in characters.indices where characters[start] == label[0] {
            if let allowed, start > 0, Self.isLetter(characters[start - 1]),
                !allowed.contains(characters[start - 1])
            {
                continue
            }
            var index = start
            var matched = 0
            var gap = 0
            while index < characters.count, gap <= 8 {
                if characters[index].isWhitespace {
                    gap += 1
                } else if matched < label.count, characters[index] == label[matched] {
                    matched += 1
                    gap = 0
                } else {
                    if matched == label.count, ":：".contains(characters[index]) { found.append(index + 1) }
                    break
                }
                index += 1
            }
        }
        return found
    }

    private static func isLetter(_ character: Character) -> Bool { character.isLetter }
}

/// The lines of an invoice on its pages, between their heads and the totals.
struct PDFTextLines {
    private let body: ArraySlice<PDFTextLine>
    /// The remarks, between the totals and who issued it.
    let remark: String

    init(_ lines: [PDFTextLine]) {
        let heads =
            lines.firstIndex { $0.compact.contains("金额") && $0.compact.contains("税额") } ?? lines.endIndex
        let end = lines[heads...].firstIndex { $0.compact.hasPrefix("合计") } ?? heads
        body = heads < end ? lines[(heads + 1)..<end] : []
        let gross = lines.firstIndex { $0.compact.contains("价税合计") }.map { $0 + 1 } ?? lines.endIndex
        let issuer = lines[gross...].firstIndex { $0.compact.contains("开票人") } ?? gross
        // The label of the remarks stands upright at their left, a character a line.
        remark =
            lines[gross..<issuer].map(\.words).map { words in
                words.filter { !["备", "注", "备注"].contains($0) }.joined(separator: " ")
            }.filter { !$0.isEmpty && !$0.contains("名称：") }.joined(separator: " ").prefix(2_000).description
    }

    /// The lines; none where they do not add up to the totals, which is the only proof that the columns were told apart.
    func read(net: Money, tax: Money) -> [InvoiceLine] {
        var lines: [InvoiceLine] = []
        // Between the sum of a page and the heads of the next stands what every page repeats.
        var isBetweenPages = false
        for row in body.prefix(FieldReader.mostLines) where !row.isBlank {
            let compact = row.compact
            if compact.hasPrefix("小计") || compact.contains("电子发票") { isBetweenPages = true }
            if compact.contains("金额"), compact.contains("税额") {
                isBetweenPages = false
                continue
            }
            if isBetweenPages { continue }
            if let line = line(row) {
                lines.append(line)
            } else if !lines.isEmpty, row.words.count == 1, !lines[lines.count - 1].item.isEmpty {
                // A long name of an item goes on in the next row.
                lines[lines.count - 1].item += row.words[0]
            }
        }
        guard let sum = try? Money.sum(lines.map(\.amount)), let taxes = try? Money.sum(lines.map(\.tax)),
            sum == net, taxes == tax
        else { return [] }
        return lines
    }

    private func line(_ row: PDFTextLine) -> InvoiceLine? {
        let words = row.words
        guard words.count >= 4, let last = words.last else { return nil }
        let rateText = words[words.count - 2]
        let rate = PrintedForm.rate(rateText)
        guard
            rateText.hasSuffix("%") || rateText.hasSuffix("％") || rateText.hasSuffix("税")
                || rateText.hasSuffix("税率") || rateText.allSatisfy({ $0 == "*" }) || last.hasPrefix("*"),
            let amount = PrintedForm.amount(words[words.count - 3]),
            let tax = last.allSatisfy({ $0 == "*" }) ? Money(minor: 0) : PrintedForm.amount(last)
        else { return nil }
        var line = InvoiceLine(item: row.firstColumn, amount: amount, rate: rate, tax: tax)
        let numbers = words.dropLast(3).suffix(2).map { FieldReader.decimal($0) }
        if words.count >= 6, numbers.count == 2, let quantity = numbers[0], let price = numbers[1] {
            line.quantity = quantity
            line.unitPrice = price
        }
        return line
    }
}
