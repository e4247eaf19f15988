import Invoicing
import ReferenceOA
import Testing

@Suite("Sample data: claims")
struct SampleDataClaimTests {
    private static let millisecondsOfDay: Int64 = 86_400_000

    /// The day of an instant in China.
    private func day(_ instant: Int64) -> Int { Int((instant + 8 * 3_600_000) / Self.millisecondsOfDay) }

    @Test(
        "the same seed gives the same claims, alone, in a row and in a longer row",
        arguments: SampleDataSet.all)
    func sameSeedSameClaims(set: SampleDataSet) {
        #expect(set.generator.documents(count: 300) == Array(set.documents.prefix(300)))
        for place in stride(from: SampleDataSet.count - 1, to: 0, by: -97) {
            #expect(set.generator.document(at: place) == set.documents[place])
        }
        #expect(set.generator.documents(count: 0).isEmpty)
    }

    @Test("a seed gives the claims that it always gave")
    func seedsAreStable() throws {
        let today = try #require(CalendarDate(year: 2026, month: 7, day: 6))
        let document = SampleGenerator(seed: 1, today: today).document(at: 1_000)
        #expect(document.title == "BX-2026-035233 业务招待费报销")
        #expect(document.submitter == "liu.yang")
        #expect(document.invoice.number.display == "26502000000376866905")
        #expect(document.invoice.seller.name == "重庆市渝中区石阶老灶火锅店")
        #expect(document.invoice.totals.gross.minor == 39_000)
    }

    @Test("another seed gives other claims")
    func otherSeedOtherClaims() {
        let sets = SampleDataSet.all
        #expect(sets[0].documents[0].invoice != sets[1].documents[0].invoice)
    }

    @Test(
        "claims far out in a large sample are as sound as the first",
        arguments: [123_456, 999_999, 9_999_999])
    func farClaimsAreSound(place: Int) {
        for set in SampleDataSet.all {
            for place in place..<(place + 40) {
                let document = set.generator.document(at: place)
                let expected = Set(document.plantedFaults).subtracting([.duplicate])
                #expect(
                    SampleDataLaws.broken(by: document.invoice) == expected,
                    "seed \(set.seed), place \(place)")
            }
        }
    }

    @Test("titles are unique, and their numbers grow with time", arguments: SampleDataSet.all)
    func titlesGrowWithTime(set: SampleDataSet) throws {
        let form = try Regex("^(BX|FK)-20[0-9]{2}-[0-9]{6} [^ ]+$")
        var numbers: Set<String> = []
        for title in set.documents.map(\.title) {
            #expect(title.wholeMatch(of: form) != nil, "\(title)")
            #expect(numbers.insert(String(title.dropFirst(3).prefix(11))).inserted, "\(title)")
        }
        let early = set.documents.prefix(3_000).sorted { $0.submittedAt < $1.submittedAt }
        #expect(
            zip(early, early.dropFirst()).allSatisfy {
                $0.title.dropFirst(3).prefix(11) < $1.title.dropFirst(3).prefix(11)
            })
    }

    @Test("an invoice is issued before it is claimed, and claimed before today", arguments: SampleDataSet.all)
    func daysFollowEachOther(set: SampleDataSet) {
        var weekends = 0
        for document in set.documents {
            let submitted = day(document.submittedAt)
            #expect(submitted < set.today.daysSince1970 && submitted > set.today.daysSince1970 - 32)
            #expect((submitted + 3) % 7 < 5, "claims come in on working days")
            #expect(day(document.dueAt) > submitted)
            guard let issued = document.invoice.issued.day?.daysSince1970 else { continue }
            #expect(issued < submitted && issued > submitted - 120)
            if (issued + 3) % 7 >= 5 { weekends += 1 }
        }
        #expect((40...800).contains(weekends))
    }

    @Test("most are due in the next ten days, some today, some too late", arguments: SampleDataSet.all)
    func dueDaysLieAroundToday(set: SampleDataSet) {
        let today = set.today.daysSince1970
        let days = set.documents.map { day($0.dueAt) - today }
        #expect((100...500).contains(days.filter { $0 < 0 }.count))
        #expect((300...900).contains(days.filter { $0 == 0 }.count))
        #expect((2_600...3_600).contains(days.filter { (1...10).contains($0) }.count))
        #expect(days.allSatisfy { $0 <= 10 })
    }

    @Test(
        "seven of ten wait for the reviewer, some for the manager, some are done",
        arguments: SampleDataSet.all)
    func mostWaitForTheReviewer(set: SampleDataSet) {
        func waiting(for user: String) -> Int {
            set.documents.filter { $0.currentStep < $0.steps.count && $0.steps[$0.currentStep].actor == user }
                .count
        }
        #expect((2_600...3_000).contains(waiting(for: SampleGenerator.reviewer.user)))
        #expect((60...400).contains(waiting(for: SampleGenerator.manager.user)))
        #expect((150...700).contains(set.documents.filter { $0.currentStep == $0.steps.count }.count))
        #expect(SampleGenerator.reviewer == ("chen.jing", "陈静"))
        #expect(SampleGenerator.manager == ("liu.yang", "刘洋"))
    }

    @Test("nobody decides about an own claim, and everybody has a name", arguments: SampleDataSet.all)
    func nobodyDecidesAboutAnOwnClaim(set: SampleDataSet) {
        for document in set.documents {
            #expect(document.steps.allSatisfy { $0.actor != document.submitter }, "\(document.title)")
            #expect(Set(document.steps.map(\.node)).count == document.steps.count)
            #expect((0...document.steps.count).contains(document.currentStep))
            for user in [document.submitter] + document.steps.map(\.actor) {
                #expect(SampleGenerator.people[user] != nil, "\(user)")
                #expect(SampleGenerator.displayName(of: user) != user)
            }
        }
        #expect(Set(SampleGenerator.people.values).count == SampleGenerator.people.count)
    }

    @Test("large sums go to the financial officer and the general manager", arguments: SampleDataSet.all)
    func largeSumsGoHigher(set: SampleDataSet) {
        for document in set.documents {
            let gross = document.invoice.totals.gross.minor.magnitude
            let expected =
                ["财务复核"] + (gross >= 2_000_000 ? ["财务总监审批"] : []) + (gross >= 10_000_000 ? ["总经理审批"] : [])
            #expect(Array(document.steps.map(\.title).dropFirst()) == expected, "\(document.title)")
            #expect(["部门经理审批", "分管领导审批"].contains(document.steps[0].title))
        }
    }

    @Test("a department claims what it has to do with", arguments: SampleDataSet.all)
    func departmentsFit(set: SampleDataSet) {
        let owners: [String: Set<String>] = [
            "*鉴证咨询服务*审计费": ["财务部"], "*医疗服务*体检费": ["人力资源部"], "*人力资源服务*招聘服务费": ["人力资源部"],
            "*轴承*深沟球轴承": ["采购部"], "*计算机网络设备*交换机": ["信息技术部", "研发部"],
            "*供电*电费": ["行政部"], "*广告服务*广告发布费": ["市场部"], "*研发和技术服务*技术开发费": ["研发部"],
            "*鉴证咨询服务*常年法律顾问费": ["法务部"], "*劳务*设备维修费": ["生产部"],
        ]
        var met: Set<String> = []
        for document in set.documents {
            for line in document.invoice.lines {
                guard let departments = owners[line.item] else { continue }
                met.insert(line.item)
                #expect(departments.contains(document.department), "\(line.item): \(document.department)")
            }
            #expect(!document.costCentre.isEmpty && document.budgetCode.hasPrefix("YS20"))
            if document.title.hasPrefix("FK") { #expect(!document.references.isEmpty, "\(document.title)") }
        }
        #expect(met.count == owners.count)
    }

    @Test("policy flags are set sometimes", arguments: SampleDataSet.all)
    func policyFlagsAreSetSometimes(set: SampleDataSet) {
        #expect((200...1_200).contains(set.documents.filter { !$0.policyFlags.isEmpty }.count))
    }
}
