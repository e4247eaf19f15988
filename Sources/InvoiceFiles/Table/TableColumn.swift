import Invoicing

/// What a column of a table of invoices holds.
public enum TableColumn: String, CaseIterable, Hashable, Sendable {
    /// Invoice number (发票号码).
    case number
    /// Number of a fully digital invoice (数电票号码), where it has a column of its own.
    case digital
    /// Invoice code (发票代码).
    case code
    /// Day of issue (开票日期).
    case issued
    /// Check code (校验码).
    case checkCode = "check_code"
    /// Kind of invoice (发票票种).
    case kind
    /// Name of the seller.
    case sellerName = "seller_name"
    /// Taxpayer number of the seller.
    case sellerTaxID = "seller_tax_id"
    /// Name of the buyer.
    case buyerName = "buyer_name"
    /// Taxpayer number of the buyer.
    case buyerTaxID = "buyer_tax_id"
    /// Item of the line.
    case item
    /// Specification of the line.
    case specification
    /// Unit of the line.
    case unit
    /// Quantity of the line.
    case quantity
    /// Unit price of the line.
    case unitPrice = "unit_price"
    /// Amount without tax of the line, or of the invoice where a row is an invoice.
    case amount
    /// Tax rate of the line.
    case rate
    /// Tax of the line, or of the invoice where a row is an invoice.
    case tax
    /// Amount with tax (价税合计), of the line or of the invoice.
    case gross
    /// Total without tax of the invoice (合计金额).
    case netTotal = "net_total"
    /// Total tax of the invoice (合计税额).
    case taxTotal = "tax_total"
    /// Total in uppercase Chinese.
    case grossInWords = "gross_in_words"
    /// Remarks.
    case remark
    /// Who issued it.
    case drawer

    /// The heads under which it is known: those of the tax bureau's export, of usual lists, and in English.
    var heads: [String] {
        switch self {
        case .number: ["发票号码", "发票号", "票号", "invoice number", "invoice no", "number", "no."]
        case .digital: ["数电票号码", "数电发票号码", "全电发票号码", "digital number"]
        case .code: ["发票代码", "invoice code", "code"]
        case .issued: ["开票日期", "开票时间", "发票日期", "issue date", "issued", "invoice date", "date"]
        case .checkCode: ["校验码", "check code"]
        case .kind: ["发票票种", "发票类型", "票种", "发票种类", "kind", "type", "invoice type"]
        case .sellerName: ["销方名称", "销售方名称", "销货方名称", "销售方", "seller", "seller name", "vendor"]
        case .sellerTaxID:
            ["销方识别号", "销方税号", "销售方纳税人识别号", "销售方税号", "销方纳税人识别号", "seller tax id", "seller tax number"]
        case .buyerName: ["购买方名称", "购方名称", "购货方名称", "购买方", "buyer", "buyer name"]
        case .buyerTaxID:
            ["购方识别号", "购方税号", "购买方纳税人识别号", "购买方税号", "购方纳税人识别号", "buyer tax id", "buyer tax number"]
        case .item:
            ["货物或应税劳务名称", "货物、应税劳务及服务名称", "货物或应税劳务、服务名称", "项目名称", "商品名称", "item", "description"]
        case .specification: ["规格型号", "specification"]
        case .unit: ["单位", "计量单位", "unit"]
        case .quantity: ["数量", "quantity", "qty"]
        case .unitPrice: ["单价", "unit price", "price"]
        case .amount: ["金额", "不含税金额", "net", "amount", "net amount"]
        case .rate: ["税率", "税率/征收率", "rate", "tax rate"]
        case .tax: ["税额", "tax", "tax amount", "vat"]
        case .gross: ["价税合计", "含税金额", "价税合计(小写)", "gross", "gross amount", "total"]
        case .netTotal: ["合计金额", "net total", "total net"]
        case .taxTotal: ["合计税额", "tax total", "total tax"]
        case .grossInWords: ["价税合计(大写)", "大写金额", "gross in words"]
        case .remark: ["备注", "remark", "remarks"]
        case .drawer: ["开票人", "drawer", "issued by"]
        }
    }

    /// The name of the column in messages.
    public var title: LocalizedText {
        LocalizedText(zh: heads[0], en: rawValue.replacing("_", with: " "))
    }
}

/// Where each column stands in a table, found by its heads.
struct TableHeads {
    private var places: [TableColumn: Int] = [:]
    /// Cells in the row of heads.
    let count: Int

    /// Finds the columns. Heads that the configuration names come before those that are known.
    init(_ cells: [String], named: [TableColumn: [String]]) {
        count = cells.count
        let heads = cells.map(Self.normalised)
        for column in TableColumn.allCases {
            for head in (named[column] ?? []) + column.heads {
                guard places[column] == nil, let index = heads.firstIndex(of: Self.normalised(head)) else {
                    continue
                }
                places[column] = index
            }
        }
    }

    /// Whether the column is there.
    func has(_ column: TableColumn) -> Bool { places[column] != nil }

    /// How many columns are known.
    var known: Int { places.count }

    /// The cell of a column, empty where there is none.
    func text(_ column: TableColumn, in row: CSVReader.Row) -> String {
        guard let index = places[column], index < row.cells.count else { return "" }
        return row.cells[index]
    }

    /// A head without white space, underscores and the case of its letters, with brackets of one width, and without a
    /// unit of money behind it.
    private static func normalised(_ head: String) -> String {
        var text = head.lowercased().filter { !$0.isWhitespace && $0 != "_" && $0 != "*" }
            .replacing("（", with: "(").replacing("）", with: ")")
        for unit in ["(元)", "(cny)", "(rmb)"] where text.hasSuffix(unit) { text.removeLast(unit.count) }
        return text
    }
}
