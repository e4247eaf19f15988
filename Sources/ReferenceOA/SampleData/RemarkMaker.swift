import Invoicing

/// Writes the remarks (备注) of an invoice: what the law asks for at some services, and what sellers add.
struct RemarkMaker {
    let seller: SampleSeller
    let buyer: SampleBuyer
    /// The day of issue.
    let issued: CalendarDate
    /// What stands on its lines.
    let lines: [InvoiceLine]
    var random: SampleRandom

    /// The remark. Construction states place and project, freight start, end, vehicle and goods, a lease the address,
    /// as the note fields of these services demand.
    mutating func remark() -> String {
        switch seller.trade {
        case .construction:
            return "项目名称：\(project)；建筑服务发生地：\(buyer.place)"
        case .freight where lines.contains { $0.item.hasPrefix("*运输服务*") }:
            let away = random.pick(District.all.filter { $0.city != buyer.city })
            return
                "起运地：\(buyer.place)；到达地：\(away.place)；车种车号：\(random.pick(["重型厢式货车", "中型厢式货车", "重型半挂牵引车"])) "
                + "\(plate())；运输货物名称：\(random.pick(["智能装配单元", "机械零部件", "控制柜及附件", "包装材料"]))"
        case .lease:
            return "不动产地址：\(buyer.place)\(random.pick(["科创二路", "育仁路", "启航路"]))\(random.within(6...880))号"
                + "\(random.within(1...9))幢；租赁期：\(period())；跨地（市）标志：否"
        case .toll:
            let day = CalendarDate(daysSince1970: issued.daysSince1970 - random.within(1...6))
            return "车牌号：\(plate())；车辆类型：一类客车；通行日期：\(day)"
        case .hotel:
            let nights = InvoiceDraft.nights(lines)
            let arrival = CalendarDate(daysSince1970: issued.daysSince1970 - nights)
            return random.happens(perMille: 450) ? "入住：\(arrival) 离店：\(issued)" : ""
        case .electricity, .water, .telecom, .propertyManagement, .security:
            return "费用所属期：\(period())"
        case .insurance:
            return "保险单号：PY\(issued.year)\(random.digits(10))"
        case .machineParts, .electronics, .packaging, .computers, .office:
            return random.happens(perMille: 350)
                ? "订单号：SO\(issued.year % 100)\(issued.month.padded(2))\(random.digits(5))" : ""
        case .garage, .carRental:
            return "车牌号：\(plate())"
        default:
            return ""
        }
    }

    /// The remark of a red invoice (红字发票): which invoice it takes back, and under which confirmation.
    mutating func redRemark() -> String {
        let month = CalendarDate(daysSince1970: issued.daysSince1970 - random.within(12...75))
        let blue =
            (month.year % 100).padded(2) + seller.district.digitalRegion + "2000000"
            + String(random.within(1...8))
            + random.digits(7) + String(random.within(1...9))
        let confirmation =
            seller.district.code + (issued.year % 100).padded(2) + issued.month.padded(2) + "10"
            + random.digits(8)
        return "被红冲蓝字数电票号码：\(blue)；红字发票信息确认单编号：\(confirmation)"
    }

    private var project: String {
        switch lines.first?.item {
        case "*建筑服务*弱电改造工程款": "二号车间弱电改造"
        case "*建筑服务*车间地坪修缮劳务费": "一号厂房地坪修缮"
        default: "三层办公区装修改造"
        }
    }

    /// The month before the day of issue.
    private func period() -> String {
        let month = issued.month == 1 ? 12 : issued.month - 1
        let year = issued.month == 1 ? issued.year - 1 : issued.year
        return "\(year)年\(month)月"
    }

    private mutating func plate() -> String {
        let head = buyer.city == "苏州" ? "苏E" : buyer.city == "成都" ? "川A" : random.pick(["沪A", "沪B", "沪D"])
        return "\(head)·\(random.pick(["D", "F", "K", "M", "6", "8"]))\(random.digits(4))"
    }
}
