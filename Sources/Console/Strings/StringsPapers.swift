import Audit
import Invoicing

extension Strings {
    static let paperPrompt = text(
        "底稿（+ 勾对，= 结论，其他为附注）：", "Working paper (+ tick, = conclusion, else a note): ")
    static let paperPanelTitle = text("底稿", "Working paper")
    static let paperNowhere = text("先选中一张单据或一条日志。", "Select an invoice or an entry first.")
    static let paperAbsent = text("这里不能写底稿。", "No working papers can be kept here.")
    static let paperBadText = text("底稿为空或太长。", "The text is empty or too long.")
    static let timelineBook = text("底稿", "papers")

    static func paperKept(_ place: Int64) -> LocalizedText {
        text("已登记底稿 \(place)。", "Working paper \(place) is kept.")
    }
    static func paperTitle(_ form: WorkingPaper.Form?, _ word: String) -> LocalizedText {
        guard let form else { return text("底稿 \(word)", "paper \(word)") }
        return text("底稿：\(form.title.zh)", "paper: \(form.title.en)")
    }

    static let sampleTitle = text("抽样", "Sample")
    static let samplePrompt = text(
        "抽样：随机|分层|货币单位 数量 种子 [导出文件夹]：", "Sample: random|stratified|monetary SIZE SEED [FOLDER]: ")
    static let sampleStratum = text("层", "Stratum")
    static let sampleHits = text("命中", "Hits")
    static let sampleBadOrder = text(
        "请写成：随机 25 种子文字，或再加一个新文件夹。", "Write it as: random 25 SEED, and a new folder behind it to export.")

    static func sampleOver(_ sample: DrawnSample) -> LocalizedText {
        let order = sample.order
        let folder = sample.folder.map { text("，已写入 \($0)", ", written to \($0)") } ?? text("", "")
        return text(
            "\(order.method)，种子「\(order.seed)」，总体 \(sample.population) 项，抽出 \(sample.items.count) 项\(folder.zh)",
            "\(order.method), seed \"\(order.seed)\", \(sample.items.count) of \(sample.population)\(folder.en)"
        )
    }

    static func samplePopulation(_ sample: DrawnSample) -> LocalizedText {
        let rest =
            sample.withoutAmount == 0
            ? text("", "")
            : text("；\(sample.withoutAmount) 项无正金额", "; \(sample.withoutAmount) without a positive amount")
        return text(
            "总体 SHA-256 \(sample.populationDigest.prefix(40))..\(rest.zh)",
            "population SHA-256 \(sample.populationDigest.prefix(40))..\(rest.en)")
    }
}
