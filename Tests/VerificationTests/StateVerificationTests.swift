import Invoicing
import Testing

@testable import Verification

@Suite("What the tax bureau says")
struct StateVerificationTests {
    /// Field names and codes of each source, as documented; see the notes on verification.
    private static let answers: [(VerificationVendor, String, String)] = [
        (.state, #"{"key1":"001","fpztDm":"0"}"#, "match normal"),
        (.state, #"{"key1":"001","fpztDm":"2"}"#, "match void"),
        (.state, #"{"key1":"001","fpztDm":"3"}"#, "match red"),
        (.state, #"{"key1":"001","fpztDm":7}"#, "match red-partial"),
        (.state, #"{"key1":"001","fpztDm":"8"}"#, "match red-full"),
        (.state, #"{"key1":"001"}"#, "match unknown"),
        (.state, #"{"key1":"002"}"#, "quota unknown"), (.state, #"{"key1":"005"}"#, "bad-input unknown"),
        (.state, #"{"key1":"006","fpztDm":"2"}"#, "mismatch unknown"),
        (.state, #"{"key1":"009"}"#, "not-found unknown"), (.state, #"{"key1":"rqerr"}"#, "same-day unknown"),
        (.state, #"{"key1":"003"}"#, "transient unknown"), (.state, #"{"key1":"004"}"#, "transient unknown"),
        (.state, #"{"key1":"007"}"#, "transient unknown"), (.state, #"{"key1":"008"}"#, "transient unknown"),
        (.state, #"{"key1":"010_"}"#, "transient unknown"), (.state, #"{"key1":"1"}"#, "transient unknown"),
        (.baidu, #"{"VerifyResult":"0001","InvalidSign":"N"}"#, "match normal"),
        (.baidu, #"{"VerifyResult":"0001","InvalidSign":"Y"}"#, "match void"),
        (.baidu, #"{"VerifyResult":"0001","InvalidSign":"H"}"#, "match red"),
        (.baidu, #"{"VerifyResult":"0001","InvalidSign":"BH"}"#, "match red-partial"),
        (.baidu, #"{"VerifyResult":"0001","InvalidSign":"QH"}"#, "match red-full"),
        (.baidu, #"{"VerifyResult":"0002"}"#, "quota unknown"),
        (.baidu, #"{"VerifyResult":"0006"}"#, "mismatch unknown"),
        (.baidu, #"{"VerifyResult":"0009"}"#, "not-found unknown"),
        (.baidu, #"{"VerifyResult":"1014"}"#, "same-day unknown"),
        (.baidu, #"{"VerifyResult":"1015"}"#, "too-old unknown"),
        (.baidu, #"{"VerifyResult":"1009"}"#, "bad-input unknown"),
        (.baidu, #"{"VerifyResult":"1021"}"#, "transient unknown"),
        (.baidu, #"{"VerifyResult":"1020"}"#, "transient unknown"),
        (.tencent, #"{"Response":{"Invoice":{"IsAbandoned":"N"}}}"#, "match normal"),
        (.tencent, #"{"Response":{"Invoice":{"IsAbandoned":"HP"}}}"#, "match red-partial"),
        (.tencent, #"{"Response":{"Invoice":{"IsAbandoned":"HF"}}}"#, "match red-full"),
        (.tencent, #"{"Invoice":{"IsAbandoned":"Y"}}"#, "match void"),
        (.tencent, #"{"Response":{"Error":{"Code":"FailedOperation.InvoiceMismatch"}}}"#, "mismatch unknown"),
        (.tencent, #"{"Response":{"Error":{"Code":"ResourceNotFound.NoInvoice"}}}"#, "not-found unknown"),
        (.tencent, #"{"Response":{"Error":{"Code":"FailedOperation.CountLimitError"}}}"#, "quota unknown"),
        (
            .tencent,
            #"{"Response":{"Error":{"Code":"InvalidParameterValue.InvalidParameterValueLimit"}}}"#,
            "bad-input unknown"
        ),
        (.tencent, #"{"Response":{"Error":{"Code":"FailedOperation.ArrearsError"}}}"#, "transient unknown"),
        (.aliyun, #"{"Data":{"code":"001","data":{"invalidMark":"N"}}}"#, "match normal"),
        (.aliyun, #"{"Data":"{\"code\":\"000000\",\"data\":{\"invalidMark\":\"8\"}}"}"#, "match red-full"),
        (.aliyun, #"{"code":"001","data":{"invalidMark":"7"}}"#, "match red-partial"),
        (.aliyun, #"{"Data":{"code":"006"}}"#, "mismatch unknown"),
        (.aliyun, #"{"Data":{"code":"009"}}"#, "not-found unknown"),
        (.aliyun, #"{"Data":{"code":"10014"}}"#, "same-day unknown"),
        (.aliyun, #"{"Data":{"code":"10017"}}"#, "too-old unknown"),
        (.aliyun, #"{"Data":{"code":"106"}}"#, "transient unknown"),
        (.hesi, #"{"value":{"verify":"DONE","invoiceStatus":0}}"#, "match normal"),
        (.hesi, #"{"value":{"verify":"DONE","invoiceStatus":"1"}}"#, "match void"),
        (.hesi, #"{"value":{"verify":"DONE","rawdata":"{\"fpztDm\":\"7\"}"}}"#, "match red-partial"),
        (.hesi, #"{"errorMessage":"查验成功所查发票不一致"}"#, "mismatch unknown"),
        (.hesi, #"{"errorMessage":"查验成功所查发票不存在"}"#, "not-found unknown"),
        (.hesi, #"{"value":{"verify":"DOING"}}"#, "transient unknown"),
        (.hesi, "<html>", "transient unknown"), (.state, "", "transient unknown"),
        (.state, "[]", "transient unknown"), (.aliyun, #"{"Data":{"Data":{"Data":1}}}"#, "transient unknown"),
    ]

    @Test("each source's fields and codes become the same three axes", arguments: answers)
    func mapping(vendor: VerificationVendor, answer: String, expected: String) {
        let result = vendor.result(of: answer, at: 5)
        #expect("\(result.lookup.rawValue) \(result.taxStatus.rawValue)" == expected)
        #expect(result.source == vendor.rawValue && result.at == 5 && result.raw == answer)
    }

    @Test("lists of the input-VAT side, and answers without end")
    func riskAndSize() {
        #expect(
            VerificationVendor.state.result(of: #"{"key1":"001","发票风险等级":"失控"}"#, at: 1).risk == .outOfControl
        )
        #expect(VerificationVendor.state.result(of: #"{"key1":"001","发票风险等级":"正常"}"#, at: 1).risk == .none)
        let long = VerificationVendor.state.result(
            of: #"{"key1":"001","x":"\#(String(repeating: "甲", count: 60_000))"}"#, at: 1)
        #expect(long.lookup == .match && long.raw.utf8.count <= VerificationResult.largestRaw + 3)
        let deep = String(repeating: #"{"a":"#, count: 400) + "1" + String(repeating: "}", count: 400)
        #expect(VerificationVendor.state.result(of: deep, at: 1).lookup == .transient)
        let huge = String(repeating: " ", count: 300_000)
        #expect(VerificationVendor.state.result(of: huge, at: 1).lookup == .transient)
    }

    @Test(
        "an answer that says nothing of the invoice never changes what is recorded",
        arguments: [VerificationResult.Lookup.transient, .quota, .sameDay, .badInput])
    func transient(lookup: VerificationResult.Lookup) {
        let known = VerificationResult(source: "state", at: 1, lookup: .match, taxStatus: .void)
        #expect(known.replaced(by: VerificationResult(source: "baidu", at: 2, lookup: lookup)) == known)
        let red = VerificationResult(source: "baidu", at: 2, lookup: .match, taxStatus: .redFull)
        #expect(known.replaced(by: red) == red)
        let vague = VerificationResult(source: "baidu", at: 2, lookup: .match)
        #expect(known.replaced(by: vague).taxStatus == .void)
    }

    @Test("what the platform asks for, by kind")
    func request() {
        let task = TaskID(rawValue: "T")
        let ordinary = VerificationRequest(task: task, invoice: Invoices.legacy)
        #expect(ordinary.checkCode == "507415" && ordinary.amount == nil && ordinary.plainAmount == "")
        let digital = VerificationRequest(task: task, invoice: Invoices.digital)
        #expect(digital.checkCode.isEmpty && digital.plainAmount == "10954")
        let special = VerificationRequest(
            task: task,
            invoice: Invoices.digital {
                $0.kind = .paperSpecial
                $0.totals.net = Money(minor: 51_060)
            })
        #expect(special.plainAmount == "510.6")
    }

    private func said(_ lookup: VerificationResult.Lookup) -> VerificationResult {
        VerificationResult(source: "state", at: 0, lookup: lookup)
    }

    @Test("an invoice is asked about five times a day at most, and again the next day in China")
    func quota() {
        // 2026-03-02 00:00 in China.
        let midnight: Int64 = 1_772_380_800_000
        var schedule = VerificationSchedule()
        var now = midnight
        var asked = 0
        while now < midnight + 86_400_000 {
            if schedule.isDue(at: now) {
                asked += 1
                schedule = schedule.after(said(.transient), at: now)
            }
            now += 60_000
        }
        #expect(asked == 5)
        #expect(schedule.isDue(at: now))
        #expect(schedule.after(nil, at: now).asked == 1)
    }

    @Test("when an answer can be another: tomorrow, in a day, in a month, soon")
    func again() {
        let noon: Int64 = 1_772_424_000_000
        let day: Int64 = 86_400_000
        let first = VerificationSchedule()
        #expect(first.after(said(.match), at: noon).nextAt == noon + day)
        #expect(first.after(said(.sameDay), at: noon).nextAt == noon + day / 2)
        #expect(first.after(said(.quota), at: noon).nextAt == noon + day / 2)
        #expect(first.after(said(.tooOld), at: noon).nextAt == noon + 30 * day)
        let soon = first.after(nil, at: noon)
        #expect(soon.nextAt > noon && soon.nextAt <= noon + day / 6)
        #expect(soon.after(nil, at: noon).nextAt > soon.nextAt)
        #expect(soon.after(said(.match), at: noon).failures == 0)
    }

    @Test("questions follow each other as fast as the pace allows")
    func pace() {
        var pace = VerificationPace(burst: 3, interval: 1_000)
        var taken: [Bool] = []
        for now in [0, 0, 0, 0, 999, 1_000, 1_001] as [Int64] { taken.append(pace.take(at: now)) }
        #expect(taken == [true, true, true, false, false, true, false])
        pace.pause(60_000, at: 2_000)
        taken = []
        // A clock that goes back gives nothing.
        for now in [60_000, 63_001, 0] as [Int64] { taken.append(pace.take(at: now)) }
        #expect(taken == [false, true, false])
    }

    @Test(
        "what an answer means for paying, before and after approval",
        arguments: [
            ("match normal none", []), ("match void none", ["state.void:error"]),
            ("match red-full none", ["state.red:error"]), ("match red none", ["state.red:error"]),
            ("match red-partial none", ["state.red:warning"]),
            ("mismatch unknown none", ["state.lookup:error"]),
            ("not-found unknown none", ["state.lookup:warning"]), ("too-old unknown none", []),
            ("match normal out-of-control", ["state.abnormal:error"]),
            ("match normal abnormal", ["state.abnormal:error"]),
            ("match normal doubtful", ["state.abnormal:warning"]), ("transient unknown none", []),
            ("quota unknown none", []),
        ] as [(String, [String])])
    func rules(axes: String, expected: [String]) throws {
        let words = axes.split(separator: " ").map(String.init)
        var claim = Claim(invoice: Invoices.legacy)
        claim.verification = VerificationResult(
            source: "state", at: 1_772_424_000_000, lookup: try #require(.init(rawValue: words[0])),
            taxStatus: try #require(.init(rawValue: words[1])), risk: try #require(.init(rawValue: words[2])))
        let found = RuleBook.findings(on: claim)
        #expect(marks(found) == expected)
        for finding in found {
            #expect(finding.reason.zh.hasSuffix("。") && finding.reason.en.hasSuffix("."))
            #expect(finding.reason.en.contains("state, 2026-03-02"))
        }
        claim.isApproved = true
        for finding in RuleBook.findings(on: claim) {
            #expect(finding.reason.zh.contains("重新处理") && finding.reason.en.contains("approved already"))
        }
    }
}
