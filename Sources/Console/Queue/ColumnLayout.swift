import Invoicing
import Terminal

/// Where each column of the queue begins. Never wider than the terminal, and an amount is never cut: what has no room
/// is left out from the right, the amount last.
struct ColumnLayout: Hashable, Sendable {
    struct Place: Hashable, Sendable {
        let column: QueueColumn
        let start: Int
        let width: Int
    }

    let places: [Place]

    /// The columns before the first: the marker and the mark.
    static let margin = 2
    /// A text narrower than this says nothing.
    private static let narrowest = 10

    /// - Parameters:
    ///   - choice: the user's columns in their order; nothing takes what suits the width.
    ///   - width: of the list, in columns. Its last one stays free.
    ///   - amount: the widest amount on the screen, in columns.
    init(_ choice: [ColumnChoice]?, width: Int, amount: Int, language: Language) {
        let room = max(0, width - ColumnLayout.margin - 1)
        var chosen = choice ?? ColumnLayout.standard(for: width)
        if !chosen.contains(where: { $0.column == .amount }) { chosen.insert(ColumnChoice(.amount), at: 0) }
        var widths = chosen.map { one -> Int in
            let wanted = one.width ?? one.column.naturalWidth(in: language)
            return one.column == .amount ? max(min(wanted, room), amount) : wanted
        }
        func total() -> Int { widths.reduce(0, +) + max(0, widths.count - 1) }
        func flexible() -> [Int] {
            chosen.indices.filter { chosen[$0].column.isFlexible && chosen[$0].width == nil }
        }
        // Flexible texts give way together, down to what still says something.
        while total() > room,
            let widest = flexible().filter({ widths[$0] > ColumnLayout.narrowest })
                .max(by: { widths[$0] < widths[$1] })
        {
            widths[widest] -= 1
        }
        while total() > room, let last = chosen.lastIndex(where: { $0.column != .amount }) {
            chosen.remove(at: last)
            widths.remove(at: last)
        }
        // What is free goes to texts that are cut without it; on a terminal of the usual width they are not.
        if width >= ColumnLayout.wide || width < ColumnLayout.usual {
            while total() < room,
                let narrow = flexible().filter({ widths[$0] < chosen[$0].column.widest })
                    .min(by: { widths[$0] < widths[$1] })
            {
                widths[narrow] += 1
            }
        }
        var start = ColumnLayout.margin
        var places: [Place] = []
        for (one, width) in zip(chosen, widths) where start + width <= max(room + ColumnLayout.margin, 0) {
            places.append(Place(column: one.column, start: start, width: width))
            start += width + 1
        }
        self.places = places
    }

    static let usual = 100
    static let wide = 140

    /// The columns of a terminal of that width.
    static func standard(for width: Int) -> [ColumnChoice] {
        let names: [QueueColumn] =
            switch width {
            case ..<usual: [.amount, .due, .seller, .claim, .checks]
            case ..<wide: [.amount, .due, .seller, .claim, .submitter, .department, .checks]
            default: [.amount, .due, .seller, .claim, .submitter, .department, .checks, .number]
            }
        return names.map { ColumnChoice($0) }
    }
}
