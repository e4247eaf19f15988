/// How far long work is: what is done, of how much where that is known, how fast, and how long the rest will take at that
/// speed.
public struct WorkProgress: Hashable, Sendable {
    /// What is done, in pieces of the work.
    public var done: Int
    /// All there is to do; nothing where nobody knows.
    public var total: Int?
    /// How long it has taken, in milliseconds.
    public var elapsed: Int64

    /// States how far it is.
    public init(done: Int, total: Int? = nil, elapsed: Int64) {
        self.done = done
        self.total = total
        self.elapsed = elapsed
    }

    /// Before this a speed is chance, in milliseconds.
    static let settling: Int64 = 500

    /// Pieces a second; nothing before that can be said.
    public var rate: Int? {
        guard elapsed >= Self.settling, done > 0 else { return nil }
        return Int(Int64(done) * 1_000 / elapsed)
    }

    /// Seconds until all is done, rounded up; nothing where that cannot be said.
    public var remaining: Int? {
        guard let total, total >= done, elapsed >= Self.settling, done > 0 else { return nil }
        let milliseconds = Int64(total - done) * elapsed / Int64(done)
        return Int((milliseconds + 999) / 1_000)
    }

    /// As people read it: `12,000 / 40,000 (30%), 8,000/s, 4 s left`.
    public var text: LocalizedText {
        var zh = [Self.grouped(done) + (total.map { " / " + Self.grouped($0) } ?? "")]
        var en = zh
        if let total, total > 0 {
            let share = " (\(min(100, done * 100 / total))%)"
            zh[0] += share
            en[0] += share
        }
        if let rate {
            zh.append("\(Self.grouped(rate))/秒")
            en.append("\(Self.grouped(rate))/s")
        }
        if let remaining {
            let (minutes, seconds) = (remaining / 60, remaining % 60)
            zh.append(minutes > 0 ? "还需 \(minutes) 分 \(seconds) 秒" : "还需 \(seconds) 秒")
            en.append(minutes > 0 ? "\(minutes) min \(seconds) s left" : "\(seconds) s left")
        }
        return LocalizedText(zh: zh.joined(separator: "，"), en: en.joined(separator: ", "))
    }

    /// The share and what is left, as `30%, 4 s left`; where nobody knows how much there is, what is done.
    public var shortText: LocalizedText {
        guard let total, total > 0 else {
            let speed = rate.map { Self.grouped($0) }
            return LocalizedText(
                zh: Self.grouped(done) + (speed.map { "（\($0)/秒）" } ?? ""),
                en: Self.grouped(done) + (speed.map { " (\($0)/s)" } ?? ""))
        }
        let share = "\(min(100, done * 100 / total))%"
        guard let remaining else { return LocalizedText(zh: share, en: share) }
        let (minutes, seconds) = (remaining / 60, remaining % 60)
        return LocalizedText(
            zh: share + (minutes > 0 ? "，还需 \(minutes) 分 \(seconds) 秒" : "，还需 \(seconds) 秒"),
            en: share + (minutes > 0 ? ", \(minutes) min \(seconds) s left" : ", \(seconds) s left"))
    }

    private static func grouped(_ number: Int) -> String {
        var result = ""
        let digits = String(number)
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(",") }
            result.append(digit)
        }
        return result
    }
}
