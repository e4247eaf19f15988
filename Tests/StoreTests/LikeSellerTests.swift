import Invoicing
import OAProfile
import Store
import Testing

/// The mirror knows its sellers, so that a name that imitates one of them is found.
struct LikeSellerTests {
    private func task(_ id: String, seller: String) -> ApprovalTask {
        var task = ApprovalTask.sample(id)
        task.invoice.seller.name = seller
        return task
    }

    private func rules(_ fixture: MirrorFixture, _ id: String) throws -> [String] {
        try fixture.mirror.entry(TaskID(rawValue: id))?.findings.map(\.rule) ?? []
    }

    @Test("a name that imitates a seller of the mirror is an error, and the imitated one is not")
    func imitation() throws {
        for pages in [
            [["real"], ["fake"]], [["fake"], ["real"]], [["real", "fake"]], [["fake", "real"]],
        ] {
            let fixture = try MirrorFixture(rules: .inForce)
            let names = ["real": "Siemens Ltd., China", "fake": "Ѕіеmens Ltd., China"]
            for (place, ids) in pages.enumerated() {
                try fixture.apply(ids.map { task($0, seller: names[$0] ?? "") }, cursor: "\(place)")
            }
            #expect(try rules(fixture, "fake").contains("seller.look-alike"))
            #expect(try !rules(fixture, "real").contains("seller.look-alike"))
        }
    }

    @Test("what is only written in another way imitates nobody")
    func spelling() throws {
        let fixture = try MirrorFixture(rules: .inForce)
        let names = ["上海晨光（集团）有限公司", "上海晨光(集团)有限公司", "ＡＢＣ公司", "ABC公司", "廣東粵海公司", "广东粤海公司"]
        try fixture.apply(names.enumerated().map { task("T\($0)", seller: $1) })
        for index in names.indices { #expect(try !rules(fixture, "T\(index)").contains("seller.look-alike")) }
    }
}
