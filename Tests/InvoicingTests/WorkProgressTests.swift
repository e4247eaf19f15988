import Invoicing
import Testing

@Suite("How far long work is")
struct WorkProgressTests {
    @Test(
        "share, speed and the time that is left",
        arguments: [
            (
                WorkProgress(done: 12_000, total: 40_000, elapsed: 1_500),
                "12,000 / 40,000 (30%), 8,000/s, 4 s left"
            ),
            (WorkProgress(done: 1, total: 1_000, elapsed: 1_000), "1 / 1,000 (0%), 1/s, 16 min 39 s left"),
            (WorkProgress(done: 500, elapsed: 1_000), "500, 500/s"),
            (WorkProgress(done: 500, total: 1_000, elapsed: 100), "500 / 1,000 (50%)"),
            (WorkProgress(done: 10, total: 10, elapsed: 5_000), "10 / 10 (100%), 2/s, 0 s left"),
            (WorkProgress(done: 0, total: 0, elapsed: 5_000), "0 / 0"),
            (WorkProgress(done: 0, total: 9, elapsed: 5_000), "0 / 9 (0%)"),
            (
                WorkProgress(done: 1_234_567, total: 1_000_000, elapsed: 1_000),
                "1,234,567 / 1,000,000 (100%), 1,234,567/s"
            ),
        ])
    func text(progress: WorkProgress, expected: String) {
        #expect(progress.text.en == expected)
        #expect(progress.text.zh.contains("/秒") == expected.contains("/s"))
    }
}
