import Foundation
import Testing

extension EndToEnd {
    /// `import` from a shell.
    @Suite("Import local invoices", .serialized)
    struct ImportTests {
        private static let table = """
            发票号码,开票日期,销方名称,购买方名称,金额,税额,价税合计
            26112000000048542161,2026-01-05,甲科技有限公司,乙贸易有限公司,4000.00,240.00,4240.00
            26112000000048542199,2026-01-06,甲科技有限公司,丙有限公司,4000.00,240.00,4240.00

            """

        private static func file(_ name: String, _ text: String, in home: TestHome) throws -> String {
            let url = home.folder.url.appendingPathComponent(name)
            try Data(text.utf8).write(to: url)
            return url.path
        }

        @Test("files are imported whole or not at all, once, and stand in list and show")
        func whole() async throws {
            let oa = try await OAProcess(invoices: 3)
            let home = try await signedInHome(oa)
            let good = try Self.file("good.csv", Self.table, in: home)
            let half = try Self.file(
                "half.csv",
                Self.table.replacing("48542161", with: "48542171") + "2.61E+19,2026-01-06,甲,乙,1,0,1\n",
                in: home)
            let first = try await Program.run(["import", half, good, "--json"], home: home)
            #expect(first.status == 1, "\(first.errors)")
            let report = try first.json()
            #expect(report["new"] as? Int == 2 && report["refused"] as? Int == 1)
            let files = try #require(report["files"] as? [[String: Any]])
            #expect((files[0]["invoices"] as? [Any])?.isEmpty == true)
            #expect((files[0]["refused"] as? [[String: Any]])?.first?["line"] as? Int == 4)
            let again = try await Program.run(["import", good, "--lang", "en"], home: home)
            #expect(again.output.contains("0 new, 2 known"), "\(again.output)")
            #expect(try await Program.run(["sync"], home: home).status == 0)
            let list = try await Program.run(["list", "status:local", "--json"], home: home).json()
            let tasks = (list["items"] as? [[String: Any]] ?? []).compactMap { $0["task"] as? String }
            #expect(tasks.count == 2)
            let decided = try await Program.run(
                ["approve", try #require(tasks.first), "--lang", "en"], home: home)
            #expect(decided.status == 1 && decided.errors.contains("imported here"))
            let verified = try await Program.run(["audit", "verify"], home: home)
            #expect(verified.status == 0, "\(verified.output)")
        }

        @Test("a folder stands for the files in it and below, but hidden ones; an empty one is refused")
        func folder() async throws {
            let oa = try await OAProcess(invoices: 1)
            let home = try await signedInHome(oa)
            let root = home.folder.url.appendingPathComponent("invoices")
            for name in ["sub", "empty"] {
                try FileManager.default.createDirectory(
                    at: root.appendingPathComponent(name), withIntermediateDirectories: true)
            }
            _ = try Self.file("invoices/a.csv", Self.table, in: home)
            _ = try Self.file("invoices/.b.csv", Self.table.replacing("485421", with: "485422"), in: home)
            _ = try Self.file("invoices/sub/c.csv", Self.table.replacing("485421", with: "485423"), in: home)
            _ = try Self.file("invoices/sub/d.txt", "hello", in: home)
            let verified = try await Program.run(["verify", root.path, "--lang", "en"], home: home)
            #expect(verified.output.contains("5 invoices: 4 read"), "\(verified.output)")
            let result = try await Program.run(["import", root.path, "--lang", "en"], home: home)
            #expect(result.output.contains("4 new, 0 known"), "\(result.output)")
            #expect(result.output.contains("1 files refused") && result.errors.contains("sub/d.txt"))
            let empty = try await Program.run(["verify", root.path + "/empty", "--lang", "en"], home: home)
            #expect(empty.status == 1 && empty.errors.contains("holds no file"), "\(empty.errors)")
        }

        @Test("a QR payload, an unknown file and a missing one are refused with the reason")
        func refused() async throws {
            let oa = try await OAProcess(invoices: 1)
            let home = try await signedInHome(oa)
            let payload = try Self.file(
                "qr.txt", "01,31,,24112000000048542163,4449.00,20240528,,B2B6", in: home)
            let noise = try Self.file("noise.bin", "garbage", in: home)
            let result = try await Program.run(
                ["import", payload, noise, "/nowhere", "--lang", "en"], home: home)
            #expect(result.status == 1 && result.output.contains("0 new, 0 known"))
            #expect(result.output.contains("3 files refused") && result.errors.contains("QR code"))
        }
    }
}
