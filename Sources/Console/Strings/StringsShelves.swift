import Invoicing
import Store

extension Strings {
    static func shelvesTitle(_ grouping: ArchiveGrouping) -> LocalizedText {
        switch grouping {
        case .year: text("档案：按年度", "Archive by year")
        case .month: text("档案：按月份", "Archive by month")
        case .department: text("档案：按部门", "Archive by department")
        }
    }

    static func shelvesColumn(_ grouping: ArchiveGrouping) -> LocalizedText {
        switch grouping {
        case .year: text("开票年度", "Year of issue")
        case .month: text("开票月份", "Month of issue")
        case .department: text("部门", "Department")
        }
    }

    static let shelvesCount = text("张数", "Invoices")
    static let shelvesUndated = text("日期无法读取", "no date")
    static let shelvesAll = text("全部已决定单据", "all that was decided")

    static func shelvesOver(_ page: ShelvesPage) -> LocalizedText {
        let path = page.scope.path.joined(separator: " / ")
        let scope = path.isEmpty ? shelvesAll : text(path, path)
        guard let parts = page.parts else { return scope }
        let total = page.counts.reduce(0, +)
        guard page.counts.count == parts.count else {
            return text(
                "\(scope.zh)，\(parts.count) 组，正在计数..", "\(scope.en), \(parts.count) groups, counting..")
        }
        return text(
            "\(scope.zh)，\(parts.count) 组，共 \(total) 张",
            "\(scope.en), \(parts.count) groups, \(total) invoices")
    }

    static let shelfTitle = text("档案：单据", "Archive: invoices")
    static let shelfDay = text("开票日期", "Issued")
    static let shelfPrompt = text("在此范围内查找：", "Search in here: ")

    static func shelfOver(_ page: ShelfPage) -> LocalizedText {
        let path = (page.scope.path + (page.query.isEmpty ? [] : [page.query])).joined(separator: " / ")
        let scope = path.isEmpty ? shelvesAll : text(path, path)
        let count = page.list.places.count
        return page.isReading
            ? text("\(scope.zh)，已读 \(count) 张..", "\(scope.en), \(count) so far..")
            : text("\(scope.zh)，\(count) 张", "\(scope.en), \(count) invoices")
    }
}
