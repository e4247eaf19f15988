/// On which side a text stands inside its columns.
public enum TextAlignment: Hashable, Sendable {
    /// Blanks after the text.
    case left
    /// Blanks before the text: amounts.
    case right
    /// Blanks on both sides.
    case center
}

extension TerminalText {
    /// The text cut to at most that many columns, with the ellipsis inside them. A wide character is never cut in half,
    /// so the result may be one column narrower. The ellipsis is two dots because `…` is two columns wide on some terminals.
    public func truncated(toColumns limit: Int, ellipsis: String = "..") -> TerminalText {
        guard columns > limit else { return self }
        let tail = TerminalText(ellipsis)
        guard limit > tail.columns else { return prefix(columns: limit) }
        let cut = prefix(columns: limit - tail.columns) + tail
        return cut.marked(as: hidesSomething)
    }

    /// The text in exactly that many columns: cut when it is longer, filled with blanks when it is shorter.
    public func padded(toColumns width: Int, alignment: TextAlignment = .left) -> TerminalText {
        let text = truncated(toColumns: max(0, width))
        let missing = max(0, width) - text.columns
        guard missing > 0 else { return text }
        switch alignment {
        case .left: return text + .blanks(missing)
        case .right: return .blanks(missing) + text
        case .center: return .blanks(missing / 2) + text + .blanks(missing - missing / 2)
        }
    }

    /// The longest beginning that fits in that many columns.
    public func prefix(columns limit: Int) -> TerminalText {
        guard columns > limit else { return self }
        var kept = ""
        var width = 0
        for glyph in glyphs {
            guard width + glyph.columns <= limit else { break }
            kept += glyph.text
            width += glyph.columns
        }
        return TerminalText(safe: kept, columns: width, hidesSomething: hidesSomething)
    }

    /// The text without its first columns. When the cut falls inside a wide character its right half becomes a blank, so
    /// that what follows keeps its column.
    public func dropping(columns count: Int) -> TerminalText {
        guard count > 0 else { return self }
        var kept = ""
        var width = 0
        var passed = 0
        for glyph in glyphs {
            passed += glyph.columns
            if passed - glyph.columns >= count {
                kept += glyph.text
                width += glyph.columns
            } else if passed > count {
                kept += " "
                width += 1
            }
        }
        return TerminalText(safe: kept, columns: width, hidesSomething: hidesSomething)
    }

    /// The text in lines of at most that many columns. It breaks at blanks and beside wide characters, keeps closing
    /// punctuation with what it closes (避头尾), and cuts a word only when it alone is longer than a line.
    public func wrapped(toColumns width: Int) -> [TerminalText] {
        guard width > 0 else { return [] }
        let all = Array(glyphs)
        var lines: [TerminalText] = []
        var start = 0
        while start < all.count {
            let end = LineBreak.end(ofLineFrom: start, in: all, width: width)
            lines.append(TerminalText.line(all[start..<end], hidesSomething: hidesSomething))
            start = end
            while start < all.count && all[start].text == " " { start += 1 }
        }
        return lines.isEmpty ? [self] : lines
    }

    /// The text with punctuation that some terminals draw two columns wide (`“ ” — … × ①`) replaced by ASCII, for
    /// terminals set to "ambiguous characters are wide".
    public func withoutAmbiguousWidths() -> TerminalText {
        // Han characters and ASCII are most of every list: nothing to look up for them.
        guard string.unicodeScalars.contains(where: { (0x80..<0x2E80).contains($0.value) }) else {
            return self
        }
        var result = ""
        for scalar in string.unicodeScalars {
            if let plain = TerminalText.plainForms[scalar] {
                result += plain
            } else if let number = TerminalText.plainNumber(scalar) {
                result += number
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        let width = Glyphs(result).reduce(0) { $0 + $1.columns }
        return TerminalText(safe: result, columns: width, hidesSomething: hidesSomething)
    }

    /// Numbers in circles and parentheses, Roman numerals.
    private static func plainNumber(_ scalar: Unicode.Scalar) -> String? {
        let value = scalar.value
        switch value {
        case 0x2460...0x2473: return "(\(value - 0x2460 + 1))"
        case 0x2474...0x2487: return "(\(value - 0x2474 + 1))"
        case 0x2160...0x216B: return romanNumerals[Int(value - 0x2160)]
        case 0x2170...0x2179: return romanNumerals[Int(value - 0x2170)].lowercased()
        default: return nil
        }
    }

    private static let romanNumerals = [
        "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII",
    ]

    private func marked(as hides: Bool) -> TerminalText {
        TerminalText(safe: string, columns: columns, hidesSomething: hides)
    }

    private static func line(_ glyphs: ArraySlice<Glyph>, hidesSomething: Bool) -> TerminalText {
        var kept = glyphs
        while kept.last?.text == " " { kept.removeLast() }
        return TerminalText(
            safe: kept.reduce(into: "") { $0 += $1.text }, columns: kept.reduce(0) { $0 + $1.columns },
            hidesSomething: hidesSomething)
    }

    private static let plainForms: [Unicode.Scalar: String] = [
        "“": "\"", "”": "\"", "‘": "'", "’": "'", "—": "-", "–": "-", "―": "-", "…": "..", "·": ".", "•": "*",
        "×": "x", "÷": "/", "±": "+/-", "°": "deg", "→": "->", "←": "<-", "↑": "^", "↓": "v", "★": "*",
        "☆": "*",
        "■": "#", "□": "#", "●": "*", "○": "o", "§": "S", "¨": "\"", "′": "'", "″": "\"", "‰": "0/00",
        "№": "No.", "℃": "degC", "℉": "degF",
    ]
}

/// Where a line may end.
private enum LineBreak {
    /// The index after the last glyph of the line that begins at `start`; always at least one glyph further.
    static func end(ofLineFrom start: Int, in glyphs: [Glyph], width: Int) -> Int {
        var used = 0
        var lastBreak = start
        for index in start..<glyphs.count {
            if index > start && isAllowed(before: index, in: glyphs) { lastBreak = index }
            used += glyphs[index].columns
            // A blank may hang over the edge: it is trimmed with the line's end.
            if used > width && glyphs[index].text != " " {
                return lastBreak > start ? lastBreak : max(index, start + 1)
            }
        }
        return glyphs.count
    }

    private static func isAllowed(before index: Int, in glyphs: [Glyph]) -> Bool {
        let previous = glyphs[index - 1]
        let next = glyphs[index]
        if next.text == " " { return false }
        if previous.text == " " { return true }
        if closing.contains(next.text) || opening.contains(previous.text) { return false }
        return previous.columns == 2 || next.columns == 2
    }

    private static let closing: Set<String> = [
        "，", "。", "、", "；", "：", "？", "！", "）", "》", "」", "』", "】", "〉", "〕", "”", "’", "％", "℃", ",", ".",
        ";", ":", "?", "!", ")", "]", "}", "%", "…", "—",
    ]
    private static let opening: Set<String> = [
        "（", "《", "「", "『", "【", "〈", "〔", "“", "‘", "(", "[", "{", "￥", "¥",
    ]
}
