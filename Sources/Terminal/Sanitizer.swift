import Foundation

/// Turns any string into one that a terminal draws exactly as it reads: nothing acts, nothing hides, nothing reorders.
/// Controls, bidirectional controls (双向控制符) and invisible characters become visible marks such as `⟦RLO⟧`
/// (CVE-2021-42574 shows why removing only the C0 controls is not enough).
enum Sanitizer {
    /// Scalars kept of one text; the rest is cut with a visible mark.
    static let maximumScalars = 16_384
    /// Joining marks kept on one character; a pile of more is named by its number.
    static let maximumJoining = 2

    struct Outcome {
        var string: String
        var columns: Int
        var hidesSomething: Bool
    }

    static func sanitize(_ untrusted: String) -> Outcome {
        if let columns = columnsOfPlainText(untrusted) {
            return Outcome(string: untrusted, columns: columns, hidesSomething: false)
        }
        return markEverythingHidden(in: untrusted)
    }

    /// The width of a text made only of characters that need no care, else nil. Nearly all text takes this way.
    private static func columnsOfPlainText(_ text: String) -> Int? {
        var columns = 0
        var count = 0
        for scalar in text.unicodeScalars {
            count += 1
            switch scalar.value {
            case 0x20...0x7E, 0xA1...0xAC, 0xAE...0x2FF, 0x2010...0x2027, 0x2500...0x257F, 0x27E6...0x27E7:
                columns += 1
            case 0x3000...0x3029, 0x3041...0x3096, 0x30A0...0x30FF, 0x4E00...0x9FFC, 0xFF01...0xFF5E,
                0xFFE0...0xFFE6, 0xAC00...0xD7A3:
                columns += 2
            default: return nil
            }
        }
        return count <= maximumScalars ? columns : nil
    }

    private static func markEverythingHidden(in untrusted: String) -> Outcome {
        var builder = Builder()
        let scalars = untrusted.unicodeScalars
        let kept = scalars.prefix(maximumScalars)
        let isCut = kept.endIndex != scalars.endIndex
        for scalar in String(kept).precomposedStringWithCanonicalMapping.unicodeScalars {
            builder.append(scalar)
        }
        builder.closePile()
        if isCut { builder.mark("CUT") }
        return builder.outcome
    }

    private struct Builder {
        var outcome = Outcome(string: "", columns: 0, hidesSomething: false)
        /// The visible character that a joining mark or a variation selector may follow.
        var base: Unicode.Scalar?
        var joined = 0
        var pile = 0
        var hasSelector = false

        mutating func append(_ scalar: Unicode.Scalar) {
            switch CharacterKind(scalar) {
            case .joining where mayJoin(scalar):
                if joined < maximumJoining {
                    outcome.string.unicodeScalars.append(scalar)
                    joined += 1
                } else {
                    pile += 1
                }
            case .variation where base != nil && !hasSelector && pile == 0:
                // It only chooses between two drawings of the same character, and terminals disagree about the width.
                hasSelector = true
            case .joining, .hidden, .variation:
                closePile()
                mark(CharacterKind.name(of: scalar))
            case .space:
                closePile()
                emit(" ", columns: 1)
                base = nil
            case .visible(let columns):
                closePile()
                emit(scalar, columns: columns)
                base = scalar == " " || scalar.value == 0x3000 ? nil : scalar
            case .flagLetter(let letter):
                closePile()
                emit(letter, columns: 1)
                base = nil
            }
        }

        mutating func closePile() {
            guard pile > 0 else { return }
            let count = pile
            pile = 0
            mark("+\(count)")
        }

        mutating func mark(_ name: String) {
            let mark = "⟦\(name)⟧"
            outcome.string += mark
            outcome.columns += mark.unicodeScalars.count
            outcome.hidesSomething = true
            base = nil
        }

        private mutating func emit(_ scalar: Unicode.Scalar, columns: Int) {
            outcome.string.unicodeScalars.append(scalar)
            outcome.columns += columns
            joined = 0
            hasSelector = false
        }

        private func mayJoin(_ scalar: Unicode.Scalar) -> Bool {
            guard let base else { return false }
            guard CharacterKind.isHangulVowelOrFinal(scalar) else { return true }
            return CharacterKind.isHangulLeading(base)
        }
    }
}
