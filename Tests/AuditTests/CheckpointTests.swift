import Audit
import OAProfile
import Testing

@Suite("A checkpoint")
struct CheckpointTests {
    @Test("has the text form of C2SP: name, size and root in base64, each on its line")
    func text() throws {
        let root = try #require(
            ContentDigest(hex: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"))
        let checkpoint = try #require(Checkpoint(origin: "example.com/audit", size: 8, root: root))
        #expect(checkpoint.text == "example.com/audit\n8\n\(Self.base64)\n")
        #expect(Checkpoint(text: checkpoint.text) == checkpoint)
    }

    static let base64 = "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg="

    @Test(
        "anything but its own form is refused",
        arguments: [
            "", "\n8\nROOT\n", "a\n08\nROOT\n", "a\n-8\nROOT\n", "a\n+8\nROOT\n", "a\n8\nROOT",
            "a\n8\nROOT\n\n",
            "a\n8\nROOT\nextension\n", "a\r\n8\nROOT\n", "a\n8\nROOT=\n", "a\n8\nAAAA\n", "a\n8\n ROOT\n",
            "a\u{1B}\n8\nROOT\n",
            "a\n99999999999999999999\nROOT\n",
        ])
    func refused(form: String) {
        let text = form.replacing("ROOT", with: Self.base64)
        #expect(Checkpoint(text: "a\n8\n\(Self.base64)\n") != nil)
        #expect(Checkpoint(text: text) == nil)
    }

    @Test("needs a name of one line and a size that is not negative")
    func parts() {
        let root = MerkleTree.emptyRoot
        #expect(Checkpoint(origin: "", size: 0, root: root) == nil)
        #expect(Checkpoint(origin: "a\nb", size: 0, root: root) == nil)
        #expect(Checkpoint(origin: "a", size: -1, root: root) == nil)
        #expect(Checkpoint(origin: "a", size: 0, root: root) != nil)
    }

    @Test(
        "as a line it is found again behind whatever a logger puts before it",
        arguments: [
            "", "Nov 25 12:00:01 jump countersign[4711]: ",
            "<37>1 2026-11-25T12:00:01+08:00 堡垒机 countersign - - ",
        ], ["oa.example.com/zhang.wei", "oa.example.com:8443/王 芳 log=x", "countersign checkpoint size=1"])
    func line(prefix: String, origin: String) throws {
        let checkpoint = try #require(
            Checkpoint(origin: origin, size: 8, root: ContentDigest(of: "root")))
        #expect(Checkpoint(line: prefix + checkpoint.line) == checkpoint)
    }

    @Test(
        "a line that is not whole, or not of its form, is no checkpoint",
        arguments: [
            "", "countersign checkpoint size=", "countersign checkpoint size=8 root=ROOT",
            "countersign checkpoint size=8 root=ROOT log=", "countersign checkpoint size=08 root=ROOT log=a",
            "countersign checkpoint size=-8 root=ROOT log=a",
            "countersign checkpoint  size=8 root=ROOT log=a",
            "countersign checkpoint size=8 root=ROO log=a", "countersign checkpoint size=8 log=a root=ROOT",
            "countersign checkpoint size=8 root=ROOT log=a\u{7F}",
        ])
    func noLine(form: String) {
        #expect(Checkpoint(line: form.replacing("ROOT", with: Self.base64)) == nil)
    }

    @Test("of a log of many, the lines about one's own count; a file of another log says so by its names")
    func kept() throws {
        func make(_ origin: String, _ size: Int) throws -> Checkpoint {
            try #require(Checkpoint(origin: origin, size: size, root: ContentDigest(of: "\(size)")))
        }
        let own = [try make("oa/li", 3), try make("oa/li", 6)]
        let other = try make("oa/wang", 9)
        let text = "Nov 25 sshd: hello\n" + (own + [other]).map { "Nov 25 x: \($0.line)\r\n" }.joined()
        #expect(Checkpoint.kept(in: text, of: "oa/li") == own)
        #expect(Checkpoint.kept(in: text, of: "oa/zhao").count == 3)
        #expect(Checkpoint.kept(in: other.text, of: "oa/li") == [other])
        #expect(Checkpoint.kept(in: "no line\n", of: nil).isEmpty)
        // As `audit checkpoint --sign` prints it, and a round that was told twice.
        let armour = "-----BEGIN SSH SIGNATURE-----\nU1NI\n-----END SSH SIGNATURE-----\n"
        #expect(Checkpoint.kept(in: own[0].text + armour, of: "oa/li") == [own[0]])
        #expect(Checkpoint.kept(in: text + text, of: "oa/li") == own)
        #expect(ProofProblem.otherLogs(in: own, than: "oa/li").isEmpty)
        #expect(ProofProblem.otherLogs(in: own + [other], than: "oa/li").count == 1)
    }
}
