/// How many terminal columns a character takes: 0, 1 or 2. The table is our own, so that every machine, and every test,
/// measures alike; libc is never asked. Ambiguous characters (`“ ” … ① ─`) count as narrow, as on most terminals.
enum CharacterWidth {
    /// The newest version of Unicode whose widths the table knows; newer characters are shown by their number.
    static let newestKnownUnicode = 14

    /// Columns of one scalar. Controls are not measured here: they never get past the sanitiser.
    static func columns(of scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        // The common cases first: Latin text is below the first combining mark, Chinese text is one long run.
        if value < 0x300 { return 1 }
        if value >= 0x4E00 && value <= 0x9FFF { return 2 }
        if contains(value, in: WidthRanges.zero) { return 0 }
        return contains(value, in: WidthRanges.wide) ? 2 : 1
    }

    /// Whether the scalar joins the character before it.
    static func isJoining(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        if value < 0x300 || (value >= 0x4E00 && value <= 0x9FFF) { return false }
        return contains(value, in: WidthRanges.zero)
    }

    private static func contains(_ value: UInt32, in ranges: [ClosedRange<UInt32>]) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(value)
    }
}
