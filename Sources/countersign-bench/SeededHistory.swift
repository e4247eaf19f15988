import Foundation
import Invoicing
import OAProfile
import ReferenceOA
import Synchronization

/// Three years of tasks from a seed, each of which can be made without the ones before it.
struct SeededHistory: Sendable {
    /// How many tasks there are, the oldest first.
    let count: Int
    /// One generator a stretch of time, because a generator spreads its claims over the weeks before its own day.
    private let generators: [SampleGenerator]
    private let perStretch: Int

    /// The last day of the history; the clock of the machine would make every store another one.
    static let today = 20_782  // 2026-11-25
    /// The time at which the store was filled, in milliseconds since 1970.
    static let now = Int64(today) * 86_400_000 + 2 * 3_600_000
    private static let years = 3
    private static let daysPerStretch = 21

    init(count: Int, seed: UInt64) throws {
        self.count = count
        let stretches = Self.years * 365 / Self.daysPerStretch
        perStretch = max(1, (count + stretches - 1) / stretches)
        generators = (0..<stretches).map { place in
            SampleGenerator(
                seed: seed,
                today: CalendarDate(
                    daysSince1970: Self.today - (stretches - 1 - place) * Self.daysPerStretch))
        }
    }

    /// The task of a place.
    func task(at index: Int) -> ApprovalTask {
        let stretch = min(generators.count - 1, index / perStretch)
        let document = generators[stretch].document(at: index)
        let waits = index >= count - max(1, count / 50)
        let status: TaskStatus =
            if waits { .pending } else {
                switch index * 37 % 100 {
                case ..<3: .rejected
                case ..<5: .returned
                default: .approved
                }
            }
        return document.task(at: index, status: status)
    }

    /// A page of the feed.
    func page(_ range: Range<Int>) -> ChangesPage {
        ChangesPage(
            epoch: "seed", oldCursor: String(range.lowerBound), newCursor: String(range.upperBound),
            hasMore: range.upperBound < count,
            items: range.map { index in
                let task = task(at: index)
                return ChangeItem(id: task.id, rev: task.rev, content: .upsert(TaskDocument(task)))
            })
    }
}

/// Makes the next pages on a thread of their own while the one before is written.
struct PageMaker {
    private let pages: PageQueue

    private static let size = 1_000

    /// Begins at once.
    init(history: SeededHistory) {
        let pages = PageQueue()
        self.pages = pages
        let thread = Thread {
            for start in stride(from: 0, to: history.count, by: Self.size) {
                pages.put(history.page(start..<min(history.count, start + Self.size)))
            }
            pages.put(nil)
        }
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// The next page; nothing after the last one.
    mutating func next() throws -> ChangesPage? { pages.take() }
}

/// A few pages between the thread that makes them and the one that writes them.
private final class PageQueue: Sendable {
    private let waiting = Mutex<[ChangesPage?]>([])
    private let room = DispatchSemaphore(value: 4)
    private let filled = DispatchSemaphore(value: 0)

    func put(_ page: ChangesPage?) {
        room.wait()
        waiting.withLock { $0.append(page) }
        filled.signal()
    }

    func take() -> ChangesPage? {
        filled.wait()
        defer { room.signal() }
        return waiting.withLock { $0.removeFirst() }
    }
}
