import Foundation

/// The thread of a console: reading keys or lines waits, and a task of the caller must not be blocked by it.
enum ConsoleThread {
    /// Runs `body` on a thread of its own and waits for its end.
    static func run(
        _ body: @escaping @Sendable () throws(ConsoleProblem) -> ConsoleExit
    ) async throws(ConsoleProblem) -> ConsoleExit {
        let result = await withCheckedContinuation { continuation in
            let thread = Thread {
                do throws(ConsoleProblem) {
                    continuation.resume(returning: Result<ConsoleExit, ConsoleProblem>.success(try body()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            thread.name = "console"
            thread.stackSize = 8 << 20
            thread.start()
        }
        return try result.get()
    }
}
