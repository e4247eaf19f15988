import Glibc

/// Waits on the terminal, the signals and the mailbox at once, and reads until nothing more is waiting.
struct InputReader {
    /// What came in one go.
    struct Batch {
        var events: [InputEvent] = []
        var isResized = false
        var isContinued = false

        var isEmpty: Bool { events.isEmpty && !isResized && !isContinued }
    }

    private var parser: InputParser
    private let signals: SignalPipe
    private let wakeDescriptor: Int32?
    private let clock = ContinuousClock()
    private var buffer = [UInt8](repeating: 0, count: 65_536)

    /// Bytes taken in one go before the screen may paint again.
    private static let mostReads = 64

    init(parser: InputParser, signals: SignalPipe, wakeDescriptor: Int32?) {
        self.parser = parser
        self.signals = signals
        self.wakeDescriptor = wakeDescriptor
    }

    mutating func next(until deadline: ContinuousClock.Instant?) -> Batch {
        var batch = Batch()
        var reads = 0
        while true {
            let due = [parser.deadline, deadline].compactMap { $0 }.min()
            // With something in hand, only look what else is there.
            let readiness = wait(until: batch.isEmpty ? due : clock.now)
            if readiness.isQuiet {
                let now = clock.now
                batch.events += parser.expire(at: now)
                if let deadline, now >= deadline, batch.isEmpty { batch.events.append(.tick) }
                if !batch.isEmpty { return batch }
                continue
            }
            if readiness.hasSignals { take(signals.drain(), into: &batch) }
            if readiness.isWoken { clearWake(&batch) }
            if readiness.hasInput, !readTerminal(into: &batch) {
                batch.events.append(.hangUp)
                return batch
            }
            reads += 1
            if reads >= InputReader.mostReads && !batch.isEmpty { return batch }
        }
    }

    /// What is waiting goes through the parser all the same: a sequence of which only the beginning is thrown away would
    /// end in letters.
    mutating func discard() {
        var thrownAway = Batch()
        for _ in 0..<InputReader.mostReads {
            var entry = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, 0) > 0, entry.revents & Int16(POLLIN) != 0,
                readTerminal(into: &thrownAway)
            else { break }
        }
        parser.reset()
    }

    /// Whether reports of the mouse become events.
    mutating func hearMouse(_ isHeard: Bool) { parser.hearsMouse = isHeard }

    /// After a suspension that we asked for ourselves, its SIGCONT is no news.
    func forgetContinue() { _ = signals.drain() }

    private struct Readiness {
        var hasInput = false
        var hasSignals = false
        var isWoken = false

        var isQuiet: Bool { !hasInput && !hasSignals && !isWoken }
    }

    private func wait(until due: ContinuousClock.Instant?) -> Readiness {
        var entries = [
            pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
            pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        if let wakeDescriptor {
            entries.append(pollfd(fd: wakeDescriptor, events: Int16(POLLIN), revents: 0))
        }
        let count = poll(&entries, nfds_t(entries.count), milliseconds(until: due))
        guard count > 0 else { return Readiness() }
        return Readiness(
            // Also an error or a hang-up: the read that follows tells which.
            hasInput: entries[0].revents != 0, hasSignals: entries[1].revents != 0,
            isWoken: entries.count > 2 && entries[2].revents != 0)
    }

    /// Rounded up, so that the wait never ends just before the moment and turns in circles.
    private func milliseconds(until due: ContinuousClock.Instant?) -> Int32 {
        guard let due else { return -1 }
        let left = clock.now.duration(to: due)
        guard left > .zero else { return 0 }
        let (seconds, attoseconds) = left.components
        guard seconds < 86_400 else { return 86_400_000 }
        return Int32(seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }

    /// - Returns: false when the terminal is gone.
    private mutating func readTerminal(into batch: inout Batch) -> Bool {
        let count = read(STDIN_FILENO, &buffer, buffer.count)
        if count > 0 {
            batch.events += parser.feed(buffer[..<count], at: clock.now)
            return true
        }
        return count < 0 && (errno == EINTR || errno == EAGAIN)
    }

    private func take(_ numbers: Set<Int32>, into batch: inout Batch) {
        if numbers.contains(SIGWINCH) { batch.isResized = true }
        if numbers.contains(SIGCONT) { batch.isContinued = true }
        if numbers.contains(SIGTSTP) { batch.events.append(.suspendRequested) }
        if numbers.contains(SIGINT) { batch.events.append(.interrupted) }
        if numbers.contains(SIGTERM) { batch.events.append(.terminate) }
        if numbers.contains(SIGHUP) { batch.events.append(.hangUp) }
    }

    private func clearWake(_ batch: inout Batch) {
        guard let wakeDescriptor else { return }
        var count: UInt64 = 0
        _ = read(wakeDescriptor, &count, MemoryLayout<UInt64>.size)
        if batch.events.last != .wake { batch.events.append(.wake) }
    }
}
