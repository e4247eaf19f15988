import Foundation
import Logging
import Synchronization

/// The log file: one JSON document a line, mode 0600, appended by one `write` a line so that processes can share it.
final class LogFile: Sendable {
    /// A larger file is set aside as `.1` at the next start, so that the log never fills a disk.
    private static let largest = 10 << 20
    private let descriptor: Int32

    /// Opens the file for appending.
    /// - Throws: a POSIX error when it cannot be opened.
    init(at file: URL) throws {
        var facts = stat()
        if lstat(file.path, &facts) == 0, facts.st_size > LogFile.largest {
            rename(file.path, file.path + ".1")
        }
        // Never through a symbolic link that somebody else may have laid.
        descriptor = open(file.path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    deinit { close(descriptor) }

    /// Appends one line.
    func append(_ line: String) { Output.write(line + "\n", to: descriptor) }
}

/// Writes log events as JSON lines with the field names of the Elastic Common Schema.
struct JSONLineLogHandler: LogHandler {
    let label: String
    let file: LogFile
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields: [String: String] = [
            "@timestamp": WallClock.text(WallClock.now()), "log.level": event.level.rawValue,
            "log.logger": label,
            "message": event.message.description, "service.name": "countersign",
            "service.version": Version.current,
            "process.pid": String(getpid()), "ecs.version": "8.11",
        ]
        if let error = event.error { fields["error.message"] = "\(error)" }
        for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }) {
            fields[key.contains(".") ? key : "labels." + key] = value.description
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let line = try? encoder.encode(fields) else { return }
        file.append(String(decoding: line, as: UTF8.self))
    }
}
