import Foundation
import Invoicing

/// Whether the numbers of a shelf run on (连续编号无漏号): each series from 1 to its last number, by packages and tombstones.
public struct ShelfNumbers: Hashable, Sendable {
    /// A number that is not there, or is there twice.
    public struct Fault: Hashable, Sendable {
        /// The series.
        public var series: String
        /// The place in it.
        public var running: Int
        /// Whether several packages have it.
        public var isDouble: Bool

        /// One sentence.
        public var explanation: LocalizedText {
            isDouble
                ? LocalizedText(
                    zh: "档号系列 \(series)：第 \(running) 号有多个档案包。",
                    en: "Series \(series): several packages have number \(running).")
                : LocalizedText(
                    zh: "档号系列 \(series)：缺第 \(running) 号。",
                    en: "Series \(series): number \(running) is missing.")
        }
    }

    /// What is wrong, by series and place; not more than ``most``.
    public private(set) var faults: [Fault] = []
    /// How many numbers were looked at.
    public private(set) var count = 0

    /// Not more faults than this are named.
    public static let most = 1_000

    /// Looks at a shelf.
    public init(of shelf: ArchiveShelf) throws {
        var places: [(series: String, running: Int)] = try shelf.entries().compactMap { entry in
            entry.metadata?.registration.map { ($0.series, $0.running) }
        }
        for name in shelf.tombstones() {
            if let item = Tombstone.stated(in: try shelf.tombstone(of: name))?.item {
                places.append((item.series, item.running))
            }
        }
        self.init(of: places)
    }

    init(of places: [(series: String, running: Int)]) {
        count = places.count
        for (series, found) in Dictionary(grouping: places, by: \.series).sorted(by: { $0.key < $1.key }) {
            var next = 1
            for running in found.map(\.running).sorted() where faults.count < Self.most {
                if running < next {
                    faults.append(Fault(series: series, running: running, isDouble: true))
                    continue
                }
                while next < running, faults.count < Self.most {
                    faults.append(Fault(series: series, running: next, isDouble: false))
                    next += 1
                }
                next = running == Int.max ? running : running + 1
            }
        }
    }
}
