import Foundation
import Testing

@testable import OAClient

@Suite("The account file")
struct AccountFileTests {
    private let account = OAAccount(
        url: "https://oa.example.com", token: "secret-token", user: "zhang.wei", caFile: "/etc/ca.pem")

    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("countersign-account-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    @Test("what is saved is loaded, private, and nothing else is left in the folder")
    func roundTrip() throws {
        try withFolder { folder in
            let file = AccountFile(folder.appendingPathComponent("a/account.json"))
            try file.save(OAAccount(url: "https://old.example.com", token: "old", user: "u"))
            try file.save(account)
            #expect(try file.load() == account)
            let manager = FileManager.default
            #expect(
                try manager.contentsOfDirectory(atPath: folder.appendingPathComponent("a").path) == [
                    "account.json"
                ])
            let mode = try manager.attributesOfItem(atPath: file.url.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            try file.remove()
            try file.remove()
            #expect(throws: AccountFileError.missing(file: file.url.path)) { try file.load() }
        }
    }

    @Test("a file that others may read or write is not used", arguments: [0o640, 0o604, 0o620, 0o660])
    func exposed(_ mode: Int) throws {
        try withFolder { folder in
            let file = AccountFile(folder.appendingPathComponent("account.json"))
            try file.save(account)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.url.path)
            #expect(throws: AccountFileError.exposed(file: file.url.path)) { try file.load() }
        }
    }

    @Test(
        "a file that is no account is told as that",
        arguments: ["", "{", "[]", "{\"url\":1}", "\u{0}\u{1}", "link", "folder"])
    func unreadable(_ content: String) throws {
        try withFolder { folder in
            let file = AccountFile(folder.appendingPathComponent("account.json"))
            try file.save(account)
            let manager = FileManager.default
            switch content {
            case "link":
                try manager.moveItem(at: file.url, to: folder.appendingPathComponent("real.json"))
                try manager.createSymbolicLink(
                    at: file.url, withDestinationURL: folder.appendingPathComponent("real.json"))
            case "folder":
                try manager.removeItem(at: file.url)
                try manager.createDirectory(at: file.url, withIntermediateDirectories: false)
            default:
                try Data(content.utf8).write(to: file.url)
            }
            let error = #expect(throws: AccountFileError.self) { try file.load() }
            guard case .unreadable = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test("a file that cannot be written says so and leaves the old one")
    func notWritten() throws {
        try withFolder { folder in
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let occupied = folder.appendingPathComponent("file")
            try Data("x".utf8).write(to: occupied)
            let file = AccountFile(occupied.appendingPathComponent("account.json"))
            let error = #expect(throws: AccountFileError.self) { try file.save(account) }
            guard case .notWritten = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(try Data(contentsOf: occupied) == Data("x".utf8))
        }
    }

    @Test("no text of an account or of an error holds the token")
    func secrecy() throws {
        var dumped = ""
        dump(account, to: &dumped)
        for text in [
            "\(account)", String(reflecting: account), dumped, "\([account])", "\(Optional(account) as Any)",
        ] {
            #expect(!text.contains("secret-token"))
        }
    }
}
