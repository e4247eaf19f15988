@testable import Terminal

/// A screen as lines that people read and compare: what is written, then what each place is for.
///
/// Rows of text end where their last character stands; a run of blank rows is `~ 12`. The roles follow as runs: `2m 14. 9k`
/// are two columns muted, fourteen of body text, nine of a key. Rows that are body text alone are left out, and equal
/// rows in a row stand together. So a highlight that gets lost is a line that differs, as much as a word is.
enum GoldenText {
    /// One letter a role.
    private static func letter(_ role: StyleRole) -> Character {
        switch role {
        case .text: "."
        case .muted: "m"
        case .heading: "h"
        case .accent: "a"
        case .marker: ">"
        case .selected: "s"
        case .good: "g"
        case .warning: "w"
        case .danger: "d"
        case .info: "i"
        case .band: "b"
        case .bandProduction: "B"
        case .input: "_"
        case .border: "|"
        case .badge: "e"
        case .key: "k"
        case .disabled: "x"
        }
    }

    /// The whole screen: text, cursor, roles.
    static func lines(of surface: Surface) -> [String] {
        text(of: surface) + cursor(of: surface) + styles(of: surface, letter: letter)
    }

    /// What a theme without colours shows of the roles: bold, dim, underlined, reversed.
    static func attributes(of surface: Surface, in theme: Theme) -> [String] {
        styles(of: surface) { role in
            let attributes = theme[role].attributes
            if attributes.contains(.reverse) { return attributes.contains(.bold) ? "R" : "r" }
            if attributes.contains(.underline) { return attributes.contains(.bold) ? "U" : "u" }
            if attributes.contains(.bold) { return "b" }
            return attributes.contains(.dim) ? "d" : "."
        }
    }

    private static func text(of surface: Surface) -> [String] {
        var lines: [String] = []
        var blank = 0
        func endBlanks() {
            if blank > 0 { lines.append("~ \(blank)") }
            blank = 0
        }
        for line in surface.lines() {
            if line.isEmpty {
                blank += 1
            } else {
                endBlanks()
                lines.append("|" + line)
            }
        }
        endBlanks()
        return lines
    }

    private static func cursor(of surface: Surface) -> [String] {
        surface.cursor.map { ["cursor \($0.row):\($0.column)"] } ?? []
    }

    private static func styles(of surface: Surface, letter: (StyleRole) -> Character) -> [String] {
        var lines: [(rows: ClosedRange<Int>, runs: String)] = []
        for row in 0..<surface.size.rows {
            let runs = runs(of: surface, row: row, letter: letter)
            if runs.isEmpty { continue }
            if let last = lines.last, last.runs == runs, last.rows.upperBound == row - 1 {
                lines[lines.count - 1].rows = last.rows.lowerBound...row
            } else {
                lines.append((row...row, runs))
            }
        }
        return lines.map { rows, runs in
            rows.count == 1 ? "\(rows.lowerBound): \(runs)" : "\(rows.lowerBound)-\(rows.upperBound): \(runs)"
        }
    }

    /// The runs of a row, without body text at its end.
    private static func runs(of surface: Surface, row: Int, letter: (StyleRole) -> Character) -> String {
        var runs: [(count: Int, letter: Character)] = []
        let columns = surface.size.columns
        var (last, count) = (StyleRole.text, 0)
        func end() {
            guard count > 0 else { return }
            let sign = letter(last)
            if runs.last?.letter == sign {
                runs[runs.count - 1].count += count
            } else {
                runs.append((count, sign))
            }
        }
        for cell in surface.cells[(row * columns)..<((row + 1) * columns)] {
            if cell.role == last {
                count += 1
            } else {
                end()
                (last, count) = (cell.role, 1)
            }
        }
        end()
        if runs.last?.letter == "." { runs.removeLast() }
        return runs.map { "\($0.count)\($0.letter)" }.joined(separator: " ")
    }
}
