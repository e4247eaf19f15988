import Testing

@testable import Terminal

@Suite("Workers post, one thread drains")
struct MailboxTests {
    @Test("everything posted from many tasks arrives once, in the order of each")
    func posting() async throws {
        let mailbox = try Mailbox<[Int]>()
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<4 {
                group.addTask { for number in 0..<250 { mailbox.post([worker, number]) } }
            }
        }
        let events = mailbox.drain()
        #expect(events.count == 1_000)
        for worker in 0..<4 {
            #expect(events.filter { $0[0] == worker }.map { $0[1] } == Array(0..<250))
        }
        #expect(mailbox.drain().isEmpty)
    }
}
