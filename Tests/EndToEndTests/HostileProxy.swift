import Foundation
import NIOCore
import NIOPosix
import SeededRandom
import Synchronization

/// A proxy between the program and its OA that treats one exchange in five as a bad network does, by a seed.
///
/// Each connection carries one exchange: towards the OA it asks with `Connection: close`, so that an answer ends where the
/// OA closes.
final class HostileProxy: Sendable {
    /// What it lets through.
    enum Weather: Sendable {
        /// Everything.
        case fair
        /// Nothing: every connection is closed at once.
        case offline
        /// One exchange in five meets a ``Fate``.
        case hostile
    }

    /// What becomes of an exchange.
    enum Fate: String, CaseIterable, Sendable {
        /// The request never arrives.
        case requestLost
        /// The request arrives when its sender has given up.
        case requestLate
        /// The request arrives twice, and the second answer is passed on.
        case requestDoubled
        /// The answer never arrives.
        case answerLost
        /// The connection is reset in the middle of the answer.
        case answerCut
        /// The answer takes its time.
        case answerLate
    }

    let url: String
    private let channel: any Channel
    private let accepting: Task<Void, Never>
    private let state: Shared

    private final class Shared: Sendable {
        struct State {
            var weather = Weather.fair
            var random: SeededGenerator
            var met: [Fate: Int] = [:]
            var exchanges = 0
        }
        let state: Mutex<State>
        let target: Int
        init(seed: UInt64, target: Int) {
            state = Mutex(State(random: SeededGenerator(seed: seed)))
            self.target = target
        }
    }

    /// - Parameter target: the OA's port on this machine.
    init(target: Int, seed: UInt64) async throws {
        let state = Shared(seed: seed, target: target)
        let server = try await ServerBootstrap(group: NIOSingletons.posixEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture { try Exchange(wrappingChannelSynchronously: channel) }
            }
        channel = server.channel
        url = "http://127.0.0.1:\(server.channel.localAddress?.port ?? 0)"
        self.state = state
        accepting = Task {
            try? await server.executeThenClose { connections in
                await withDiscardingTaskGroup { group in
                    do {
                        for try await client in connections {
                            group.addTask { await Self.serve(client, state) }
                        }
                    } catch {
                        // No more connections are taken.
                    }
                }
            }
        }
    }

    func set(_ weather: Weather) { state.state.withLock { $0.weather = weather } }

    /// How many exchanges there were in hostile weather, and how many met which fate.
    var met: (exchanges: Int, fates: [Fate: Int]) { state.state.withLock { ($0.exchanges, $0.met) } }

    func stop() async {
        try? await channel.close()
        accepting.cancel()
    }

    // MARK: One exchange

    private typealias Exchange = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private static func serve(_ client: Exchange, _ shared: Shared) async {
        try? await client.executeThenClose { inbound, outbound in
            var request = ByteBuffer()
            var parts = inbound.makeAsyncIterator()
            while !isWhole(request), let part = try await parts.next() { request.writeImmutableBuffer(part) }
            guard isWhole(request) else { return }
            let (weather, fate) = shared.state.withLock { state in
                (state.weather, state.weather == .hostile ? draw(&state) : nil)
            }
            guard weather != .offline else { return }
            let (asked, target) = (closing(request), shared.target)
            switch fate {
            case nil: try await outbound.write(try await ask(asked, target))
            case .requestLost: break
            case .requestLate:
                Task {
                    try await Task.sleep(for: .milliseconds(300))
                    _ = try await ask(asked, target)
                }
            case .requestDoubled:
                _ = try await ask(asked, target)
                try await outbound.write(try await ask(asked, target))
            case .answerLost: _ = try await ask(asked, target)
            case .answerCut:
                var answer = try await ask(asked, target)
                if let half = answer.readSlice(length: answer.readableBytes / 2) {
                    try await outbound.write(half)
                }
                // Closing it now is a reset.
                try await (client.channel as? any SocketOptionProvider)?
                    .setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
            case .answerLate:
                let answer = try await ask(asked, target)
                try await Task.sleep(for: .milliseconds(400))
                try await outbound.write(answer)
            }
        }
    }

    private static func draw(_ state: inout Shared.State) -> Fate? {
        state.exchanges += 1
        guard state.random.next() % 5 == 0 else { return nil }
        let fate = Fate.allCases[Int(state.random.next() % UInt64(Fate.allCases.count))]
        state.met[fate, default: 0] += 1
        return fate
    }

    private static func ask(_ request: ByteBuffer, _ port: Int) async throws -> ByteBuffer {
        let server = try await ClientBootstrap(group: NIOSingletons.posixEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try Exchange(wrappingChannelSynchronously: channel) }
            }
        return try await server.executeThenClose { inbound, outbound in
            try await outbound.write(request)
            var answer = ByteBuffer()
            for try await part in inbound { answer.writeImmutableBuffer(part) }
            return answer
        }
    }

    /// Whether head and body of a request are there. The program says the length of every body.
    private static func isWhole(_ request: ByteBuffer) -> Bool {
        let text = String(buffer: request)
        guard let end = text.range(of: "\r\n\r\n") else { return false }
        let head = text[..<end.lowerBound].lowercased()
        let length = head.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst("content-length:".count).filter { $0 != " " }) }
        return text[end.upperBound...].utf8.count >= length ?? 0
    }

    private static func closing(_ request: ByteBuffer) -> ByteBuffer {
        let text = String(buffer: request)
        guard let line = text.range(of: "\r\n") else { return request }
        return ByteBuffer(
            string: text.replacingCharacters(in: line, with: "\r\nConnection: close\r\n"))
    }
}
