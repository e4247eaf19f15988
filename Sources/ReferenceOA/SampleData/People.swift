/// A department of the sample company.
enum Department: String, CaseIterable {
    case sales = "销售部"
    case marketing = "市场部"
    case research = "研发部"
    case technology = "信息技术部"
    case purchasing = "采购部"
    case production = "生产部"
    case logistics = "物流部"
    case personnel = "人力资源部"
    case administration = "行政部"
    case finance = "财务部"
    case legal = "法务部"

    /// The second part of a cost centre.
    var costCode: String {
        switch self {
        case .sales: "2101"
        case .marketing: "2102"
        case .research: "2201"
        case .technology: "2301"
        case .purchasing: "2401"
        case .production: "2402"
        case .logistics: "2403"
        case .personnel: "2501"
        case .administration: "2502"
        case .finance: "2601"
        case .legal: "2602"
        }
    }

    /// The general ledger account of its running costs: 6601 销售费用, 5301 研发支出, 5101 制造费用,
    /// 6602 管理费用.
    var expenseAccount: String {
        switch self {
        case .sales, .marketing: "6601"
        case .research: "5301"
        case .production, .logistics: "5101"
        default: "6602"
        }
    }

    /// Who leads it.
    var manager: String {
        switch self {
        case .sales, .marketing: "liu.yang"
        case .research: "gao.xiang"
        case .technology: "ma.jun"
        case .purchasing: "guo.li"
        case .production: "he.wei"
        case .logistics: "luo.qiang"
        case .personnel: "xu.lei"
        case .administration: "tang.min"
        case .finance: "cai.wen"
        case .legal: "fang.yuan"
        }
    }

    /// Who works there and hands in claims; never empty, without the manager.
    var staff: [String] {
        switch self {
        case .sales:
            ["zhang.wei", "wang.fang", "li.na", "zhou.kai", "wu.xin", "sun.hao", "qian.cheng", "jin.ping"]
        case .marketing: ["lin.xiaoyu", "shen.jia", "yu.bo", "tian.tian"]
        case .research: ["huang.zhiyuan", "yang.fan", "xie.ming", "deng.rui", "feng.yi", "cheng.hao"]
        case .technology: ["zheng.tao", "liang.yu", "song.jie"]
        case .purchasing: ["han.xue", "cao.yang", "peng.fei"]
        case .production: ["jiang.bin", "dong.lin", "pan.jianguo"]
        case .logistics: ["ye.feng", "du.juan"]
        case .personnel: ["su.qing", "lu.yao"]
        case .administration: ["ding.lan", "ren.jing", "wei.dong"]
        case .finance: ["chen.jing", "zhao.min", "jia.hui"]
        case .legal: ["shi.lei", "mao.yun"]
        }
    }
}

/// Who is who in the sample company.
enum People {
    /// Reviews invoices for finance; most claims wait for her.
    static let reviewer = "chen.jing"
    /// Reviews the rest, and whatever the reviewer hands in herself.
    static let secondReviewer = "zhao.min"
    /// 财务总监
    static let financialOfficer = "he.jianming"
    /// 总经理
    static let generalManager = "sun.guodong"
    /// 副总经理, who decides where a manager would decide about an own claim.
    static let deputy = "wu.haiyan"

    /// The names that are shown, by user.
    static let names = [
        "zhang.wei": "张伟", "wang.fang": "王芳", "li.na": "李娜", "zhou.kai": "周凯", "wu.xin": "吴昕",
        "sun.hao": "孙浩", "qian.cheng": "钱程", "jin.ping": "金萍", "lin.xiaoyu": "林晓雨", "shen.jia": "沈佳",
        "yu.bo": "于波", "tian.tian": "田甜", "huang.zhiyuan": "黄志远", "yang.fan": "杨帆", "xie.ming": "谢明",
        "deng.rui": "邓睿", "feng.yi": "冯毅", "cheng.hao": "程昊", "zheng.tao": "郑涛", "liang.yu": "梁宇",
        "song.jie": "宋洁", "han.xue": "韩雪", "cao.yang": "曹阳", "peng.fei": "彭飞", "jiang.bin": "蒋斌",
        "dong.lin": "董琳", "pan.jianguo": "潘建国", "ye.feng": "叶枫", "du.juan": "杜娟", "su.qing": "苏青",
        "lu.yao": "陆瑶", "ding.lan": "丁岚", "ren.jing": "任静", "wei.dong": "魏东", "chen.jing": "陈静",
        "zhao.min": "赵敏", "jia.hui": "贾慧", "shi.lei": "石磊", "mao.yun": "毛云", "liu.yang": "刘洋",
        "gao.xiang": "高翔", "ma.jun": "马骏", "guo.li": "郭丽", "he.wei": "何伟", "luo.qiang": "罗强",
        "xu.lei": "徐蕾", "tang.min": "唐敏", "cai.wen": "蔡雯", "fang.yuan": "方圆", "he.jianming": "何建明",
        "sun.guodong": "孙国栋", "wu.haiyan": "吴海燕",
    ]

    /// People at the sellers who issue invoices.
    static let drawers = [
        "王丽娟", "李秀英", "张敏", "刘婷婷", "陈晓燕", "杨雪梅", "赵丽华", "黄燕", "周慧", "吴玉兰", "徐静怡", "孙莉",
        "胡晓红", "朱琳", "高洁", "林巧玲", "何春梅", "郭婧", "马小丽", "罗艳", "梁雅琴", "宋佳怡", "郑美玲", "谢芳",
        "韩冰", "唐小燕", "冯倩", "于文静", "董海霞", "萧雨桐", "程思远", "曹志强", "袁媛", "邓丽萍", "许文强", "傅晓东",
        "沈建华", "曾祥瑞", "彭秋菊", "吕梦洁",
    ]
}
