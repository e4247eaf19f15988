import Invoicing
import Sync
import Terminal

/// Reading everything, at the first sync or anew: how far it is, stopping it, going on.
extension ConsoleState {
    /// Whether everything is read now, or was stopped in the middle of it.
    var isReadingEverything: Bool { snapshot != nil || health.stoppedReading != nil }

    /// Stops it, or goes on with it.
    mutating func toggleReading() -> [ConsoleEffect] {
        if let stopped = health.stoppedReading {
            // Until the next page tells more: nothing is missing because it was not read yet.
            snapshot = stopped
            health.stoppedReading = nil
            say(Strings.readingGoesOn)
            return [.stopReading(false)]
        }
        guard snapshot != nil else {
            say(Strings.nothingIsRead)
            return []
        }
        say(Strings.readingStops(key: keys[.sync]))
        return [.stopReading(true)]
    }

    /// How far it is, and how to stop it or to go on.
    var readingLines: [LocalizedText] {
        if let stopped = health.stoppedReading {
            return [
                Strings.readingStoppedAt(stopped),
                Strings.readingGoesOnBy(keys[screens.isEmpty ? .sync : .stopReading]),
            ]
        }
        guard let snapshot else { return [] }
        return [
            Strings.readingAllAtLength(snapshot),
            Strings.readingStopsBy(keys[screens.isEmpty ? .clearSearch : .stopReading]),
        ]
    }
}
