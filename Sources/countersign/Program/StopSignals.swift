import Dispatch
import Foundation

/// Runs something until it ends or the process is asked to stop (SIGINT, SIGTERM, SIGHUP), whichever comes first.
enum StopSignals {
    /// Cancels `work` when a signal arrives, and returns when it has ended.
    static func run(_ work: @escaping @Sendable () async -> Void) async {
        let task = Task { await work() }
        let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            // The default action would end the process before the source hears of it.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { task.cancel() }
            source.resume()
            return source
        }
        await task.value
        for source in sources { source.cancel() }
    }
}
