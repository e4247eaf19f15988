import Invoicing
import Logging
import OAClient
import OAProfile
import Store

extension Synchronizer {
    /// How old the directory of people may be, in milliseconds: people change seldom, and the OA checks every name anyhow.
    static let directoryAge: Int64 = 24 * 3_600_000

    /// Reads the people at the OA once a day, for completing and checking names. Whatever goes wrong on the way is for the
    /// next day's first round; nothing waits for it.
    /// - Throws: ``StoreError`` or `CancellationError`.
    func readDirectory() async throws {
        guard let session, session.capabilities.features.contains(OAFeature.users) else { return }
        let now = world.now()
        if let readAt = try mirror.directoryReadAt(), (readAt...readAt + Self.directoryAge).contains(now) {
            return
        }
        guard now >= directoryNotBefore else { return }
        var directory = Directory(isComplete: true)
        var page: String?
        var names: Set<String> = []
        do {
            repeat {
                try Task.checkCancellation()
                let answer = try await connector.people(page: page)
                directory.people += answer.users
                page = answer.nextPage
                // A page that comes again, or a company beyond what is kept: what is here is a part.
                if let next = page, !names.insert(next).inserted || directory.people.count > Directory.limit {
                    directory.isComplete = false
                    page = nil
                }
            } while page != nil
        } catch let error as OAError {
            directoryNotBefore = now + 3_600_000
            logger.info("directory not read", metadata: ["error.message": "\(error.explanation.en)"])
            return
        }
        try mirror.replaceDirectory(directory, at: now)
    }
}
