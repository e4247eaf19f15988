import GRDB
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import OAProfile
import Synchronization

/// Turns every error into a problem document, and tells a wrong method from an unknown path.
struct ProblemMiddleware: RouterMiddleware {
    let level: CapabilityLevel

    func handle(
        _ request: Request, context: OAContext, next: (Request, OAContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let problem as Problem {
            return try .problem(problem)
        } catch let error as HTTPError where error.status == .notFound {
            return try unrouted(request)
        } catch let error as DatabaseError {
            context.logger.error(
                "database trouble", metadata: ["error.code": "\(error.extendedResultCode.rawValue)"])
            return try .problem(Self.trouble, headers: [.retryAfter: "1"])
        } catch is CancellationError {
            return try .problem(Self.stopping)
        }
    }

    /// 404, or 405 with the methods that the path has.
    private func unrouted(_ request: Request) throws -> Response {
        let fitting = Endpoint.fitting(path: request.uri.path).filter { $0.lowestLevel <= level }
        guard !fitting.isEmpty else {
            return try .problem(
                Problem(
                    code: .noSuchPath, status: 404, title: "No such path", detail: "There is no such path."))
        }
        var methods = fitting.map(\.method.rawValue)
        if methods.contains("GET") { methods.append("HEAD") }
        return try .problem(
            Problem(
                code: .other("method-not-allowed"), status: 405, title: "Method not allowed",
                detail: "This path does not have that method."),
            headers: [.allow: methods.joined(separator: ", ")])
    }

    private static let stopping = Problem(
        code: .serverError, status: 503, title: "OA is stopping",
        detail: "Whether anything was applied is not known; ask again under the same key.", isRetryable: true)

    private static let trouble = Problem(
        code: .serverError, status: 503, title: "OA in trouble",
        detail: "Nothing was applied; the same request may succeed later.", isRetryable: true)
}

/// Fails on purpose, by the plan of the moment.
struct FaultMiddleware: RouterMiddleware {
    let plan: FaultSwitch
    let database: OADatabase
    let hints: ChangeHints

    func handle(
        _ request: Request, context: OAContext, next: (Request, OAContext) async throws -> Response
    ) async throws -> Response {
        let endpoint = Endpoint.fitting(path: request.uri.path).first { $0.method == request.method }
        let kind = plan.next(
            isDecision: endpoint?.takesDecisions ?? false, asksForChanges: endpoint == .changes)
        switch kind {
        case nil:
            return try await next(request, context)
        case .delay(let milliseconds):
            try await Task.sleep(for: .milliseconds(milliseconds))
            return try await next(request, context)
        case .html:
            return Response(
                status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(string: "<!doctype html><title>Sign in</title>")))
        case .unavailable(let retryAfter):
            var headers = HTTPFields()
            if let retryAfter { headers[.retryAfter] = String(retryAfter) }
            return try .problem(
                Problem(
                    code: .serverError, status: 503, title: "Unavailable",
                    detail: "The OA is unavailable for a moment.", isRetryable: true), headers: headers)
        case .dropAnswer:
            let response = try await next(request, context)
            try await context.channel.close()
            return response
        case .loseRequest:
            try await context.channel.close()
            return Response(status: .serviceUnavailable)
        case .status(let status, let retryAfter):
            var headers = HTTPFields()
            if let retryAfter { headers[.retryAfter] = String(retryAfter) }
            return try .problem(Self.onPurpose(status), headers: headers)
        case .wrongOperation:
            _ = try await next(request, context)
            return .json(Self.strangeReceipt)
        case .truncated:
            _ = try await next(request, context)
            return .json(String(Self.strangeReceipt.prefix(60)))
        case .duplicate:
            return try await Self.repeated(request, context, next)
        case .statusUntil(let status, let seconds):
            return try .problem(
                Self.onPurpose(status),
                headers: [.retryAfter: HTTPDate.text(of: database.now() / 1_000 + Int64(seconds))])
        case .bomb(let megabytes):
            return GzipBomb.response(megabytes: megabytes)
        case .cursorLoop:
            return try Self.loop(from: request)
        case .restoredBackup:
            try plan.restoreBackup(of: database)
            return try await next(request, context)
        case .clockSkew(let seconds):
            plan.setSkew(Int64(seconds) * 1_000)
            return try await next(request, context)
        case .aclChange(let tasks):
            throw try await takeTasks(tasks, fromWhoAsks: request)
        }
    }

    /// A receipt in the profile's form, about an operation that nobody ever made.
    private static let strangeReceipt = """
        {"op_id":"00000000-0000-7000-8000-000000000000","outcome":"applied","task":"T-0","action":"approve","rev":"1",\
        "decision_id":"D-0","decided_at":0,"actor":"nobody","seen_digest":"\(String(repeating: "0", count: 64))",\
        "next":"","receipt":"none"}
        """
}

/// The fault plan of a running server; it can be changed while requests come in.
final class FaultSwitch: Sendable {
    private let plan: Mutex<FaultPlan>
    private let backup = Mutex<OABackup?>(nil)
    private let skew = Mutex<Int64>(0)

    init(_ plan: FaultPlan) { self.plan = Mutex(plan) }

    func set(_ new: FaultPlan) { plan.withLock { $0 = new } }

    func next(isDecision: Bool, asksForChanges: Bool) -> FaultPlan.Kind? {
        plan.withLock { $0.next(isDecision: isDecision, asksForChanges: asksForChanges) }
    }

    /// By how many milliseconds the OA's clock is wrong.
    var clockSkew: Int64 { skew.withLock { $0 } }

    func setSkew(_ milliseconds: Int64) { skew.withLock { $0 = milliseconds } }

    /// Takes a backup, where the plan will put one back.
    func takeBackup(of database: OADatabase) throws {
        guard plan.withLock({ $0.restoresBackup }) else { return }
        let taken = try OABackup(of: database)
        backup.withLock { $0 = taken }
    }

    /// Puts the backup back, where there is one; a new epoch begins in any case.
    func restoreBackup(of database: OADatabase) throws {
        if let taken = backup.withLock({ $0 }) {
            try taken.restore(into: database)
        } else {
            _ = try database.apply(.newEpoch)
        }
    }
}
