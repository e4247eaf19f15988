import Invoicing
import Store
import Terminal

/// Groups in the list. The head of a group stands among the keys of the tasks, so that moving, paging and selecting know
/// no difference; its key is negative, which no task's is, and so no decision ever finds a row for it.
extension TaskKey {
    /// The head of the group at that place, from 0.
    static func groupHead(_ place: Int) -> TaskKey { TaskKey(rawValue: -Int64(place) - 1) }

    var isGroupHead: Bool { rawValue < 0 }

    /// The place of the group whose head it is.
    var groupPlace: Int? { isGroupHead ? Int(-(rawValue + 1)) : nil }
}

extension QueueState {
    /// Takes the keys of an answer, each group behind its head.
    mutating func arrange(_ listing: QueueListing) {
        groups = listing.groups
        guard !groups.isEmpty else {
            unfolded = []
            keys = listing.keys
            return
        }
        unfolded = []
        unfolded.reserveCapacity(listing.keys.count + groups.count)
        var next = 0
        for (place, group) in groups.enumerated() {
            unfolded.append(.groupHead(place))
            let end = min(listing.keys.count, next + group.count)
            unfolded.append(contentsOf: listing.keys[next..<end])
            next = end
        }
        unfolded.append(contentsOf: listing.keys[next...])
        fold()
    }

    /// Leaves out what folded groups hide.
    mutating func fold() {
        guard !groups.isEmpty else { return }
        guard !folded.isEmpty else {
            keys = unfolded
            return
        }
        var isHidden = false
        keys = unfolded.filter { key in
            guard let place = key.groupPlace else { return !isHidden }
            isHidden = groups.indices.contains(place) && folded.contains(groups[place].name)
            return true
        }
    }

    /// The group of the selected row or head.
    var selectedGroup: Int? {
        guard let selected = viewport.selectedIndex, keys.indices.contains(selected) else { return nil }
        return keys[...selected].last { $0.isGroupHead }?.groupPlace
    }

    /// Folds the group of the selected row, whose head is selected then; or opens it.
    /// - Returns: whether there is a group.
    mutating func toggleFold() -> Bool {
        guard let place = selectedGroup, groups.indices.contains(place) else { return false }
        let name = groups[place].name
        if folded.remove(name) == nil {
            folded.insert(name)
            viewport.select(.groupHead(place), in: keys)
        }
        fold()
        viewport.update(rows: keys)
        return true
    }
}

/// What a group comes to in one currency, as text: `CNY 12,480.00`.
struct GroupSum {
    let text: String

    init(_ total: TaskGroup.Total) {
        let currency = Currency(code: total.currency, scale: 2) ?? .cny
        // Ten-thousandths to hundredths; where something finer is left out, a sign says so.
        let (whole, rest) = total.tenThousandths.quotientAndRemainder(dividingBy: 100)
        text =
            (rest == 0 ? "" : "~") + total.currency + " "
            + Money(minor: whole, currency: currency).grouped
    }
}
