import CNcurses
import Glibc
import Synchronization

/// The door through which workers post events to the thread that draws. Any thread may post; one thread drains.
public final class Mailbox<Event: Sendable>: Sendable {
    /// Becomes readable when something was posted: hand it to `CursesScreen`, which sleeps on it.
    public let wakeDescriptor: Int32
    private let waiting = Mutex<[Event]>([])

    /// Opens the door.
    /// - Throws: `TerminalProblem.systemCall` when the system has no descriptor left.
    public init() throws(TerminalProblem) {
        wakeDescriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard wakeDescriptor >= 0 else { throw .systemCall("eventfd", errno: errno) }
    }

    deinit { close(wakeDescriptor) }

    /// Leaves an event and wakes the drawing thread. It never waits.
    public func post(_ event: Event) {
        waiting.withLock { events in
            events.append(event)
            if events.count == 1 { eventfd_write(wakeDescriptor, 1) }
        }
    }

    /// Takes everything that was posted, in order.
    public func drain() -> [Event] {
        waiting.withLock { events in
            var ignored: eventfd_t = 0
            eventfd_read(wakeDescriptor, &ignored)
            defer { events = [] }
            return events
        }
    }
}
