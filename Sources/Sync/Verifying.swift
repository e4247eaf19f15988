import Invoicing
import Logging
import OAClient
import OAProfile
import Store
import Verification

/// The OA as a source of what the tax bureau says: it asks the vendor, and passes on what it got.
struct OAVerification: VerificationSource {
    let connector: any OAConnector

    var name: String { connector.name }

    func verify(_ request: VerificationRequest) async throws -> VerificationResult? {
        guard let document = try await connector.verification(of: request.task) else { return nil }
        guard let vendor = VerificationVendor(rawValue: document.source) else {
            // Of a source that is not known here nothing can be said, but its answer is kept.
            return VerificationResult(
                source: document.source, at: document.checkedAt, lookup: .transient,
                message: "unknown source", raw: document.answer)
        }
        var result = vendor.result(of: document.answer, at: document.checkedAt)
        if let risk = document.risk.flatMap(VerificationResult.Risk.init(rawValue:)) { result.risk = risk }
        return result
    }
}

extension Synchronizer {
    /// Tasks whose invoices are put on the list in one round.
    static let enqueuedAtOnce = 500

    /// Asks what the tax bureau says of invoices that wait for a decision or have findings, and again of those that it knew:
    /// as fast as the pace allows, five times a day and invoice at most, without waiting. What goes wrong on the way is
    /// tried again later; no decision waits for it.
    /// - Throws: ``StoreError`` or `CancellationError`.
    func askVerifications() async throws {
        guard let session, session.capabilities.features.contains(OAFeature.verifications) else { return }
        try mirror.enqueueVerifications(limit: Self.enqueuedAtOnce)
        let source = OAVerification(connector: connector)
        while let due = try mirror.dueVerification(at: world.now()), verificationPace.take(at: world.now()) {
            try Task.checkCancellation()
            var answer: VerificationResult?
            do {
                answer = try await source.verify(due.request)
            } catch let error as OAError {
                logger.info("not verified", metadata: ["error.message": "\(error.explanation.en)"])
                verificationPace.pause(60_000, at: world.now())
            }
            let changed = try mirror.record(answer, of: due, at: world.now())
            if !changed.isEmpty { announce(.mirror(AppliedChanges(changed: changed))) }
        }
    }
}
