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
}
