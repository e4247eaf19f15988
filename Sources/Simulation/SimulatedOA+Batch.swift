import Foundation
import OAClient
import OAProfile

// Several decisions in one request: what goes wrong on the way goes wrong with all of them, what the OA leaves out of its
// answer with one.
extension SimulatedOA {
    package func deliver(batch: [BatchRequest.Element]) async -> BatchAnswer {
        log.append("batch " + batch.map(\.request.task.rawValue).joined(separator: " "))
        func all(_ answer: DeliveryAnswer, _ mishap: String? = nil) -> BatchAnswer {
            if let mishap { mishaps.append("\(mishap) (batch)") }
            return BatchAnswer(answer: answer, to: batch)
        }
        let nothing = DeliveryAnswer.nothing(cause: "nothing")
        if isDead || isDown { return all(nothing) }
        for element in batch where !isDurable(element.request.opID) {
            undurable.append(element.request.opID)
        }
        if isSignedOut {
            return all(answer(Problem(code: .unauthenticated, status: 401, title: "", detail: "")))
        }
        if isKilled() { return all(nothing) }
        if dice.percent(faults.requestLost) { return all(nothing, "request lost") }
        if dice.percent(faults.requestDelayed) {
            delayed += batch.map { ($0.request, $0.rev) }
            return all(nothing, "request delayed")
        }
        if dice.percent(faults.serverError) {
            return all(.answer(status: 503, contentType: "", body: Data(), retryAfter: 1), "503")
        }
        let results = batch.compactMap(result)
        if dice.percent(faults.duplicated) {
            mishaps.append("request twice (batch)")
            delayed += batch.map { ($0.request, $0.rev) }
        }
        if isKilled() { return all(nothing) }
        if dice.percent(faults.answerLost) { return all(nothing, "answer lost") }
        let body = Data("{\"results\":[\(results.joined(separator: ","))]}".utf8)
        guard dice.percent(faults.strangeAnswer) else {
            return all(
                .answer(status: 207, contentType: OAProfile.jsonMediaType, body: body, retryAfter: nil))
        }
        let strange: DeliveryAnswer =
            switch dice.below(4) {
            case 0:
                .answer(status: 200, contentType: "text/html", body: Data("<html>".utf8), retryAfter: nil)
            case 1:
                .answer(
                    status: 207, contentType: OAProfile.jsonMediaType, body: body.dropLast(7), retryAfter: nil
                )
            case 2: .answer(status: 502, contentType: "text/html", body: Data(), retryAfter: nil)
            default: .answer(status: 404, contentType: "text/html", body: Data(), retryAfter: nil)
            }
        return all(strange, "strange answer")
    }

    /// The result of one element of a batch; nothing where the OA decided and leaves it out of its answer.
    private func result(of element: BatchRequest.Element) -> String? {
        var outcome =
            scripted.isEmpty ? decide(element.request, rev: element.rev) : scripted.removeFirst()
        if planted == .anyConflictCounts, case .answer(409...412, _, _, _) = outcome {
            outcome = answer(
                .applied(receipt(for: element.request, rev: element.rev)), to: element.request.opID)
        }
        guard case .answer(let status, _, let body, _) = outcome else { return nil }
        if dice.percent(faults.strangeAnswer) {
            mishaps.append("left out of the answer (\(element.request.task.rawValue))")
            return nil
        }
        return "{\"op_id\":\"\(element.request.opID.rawValue)\",\"status\":\(status),"
            + "\"\(status == 200 ? "receipt" : "problem")\":\(String(decoding: body, as: UTF8.self))}"
    }
}
