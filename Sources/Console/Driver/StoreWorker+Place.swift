import Foundation
import Invoicing
import OAProfile
import Store

/// Saves the place and finds it again.
extension StoreWorker {
    func save(_ place: Place) throws(StoreError) {
        guard let file = services.sessionFile else { return }
        var tasks: [TaskKey: TaskID] = [:]
        let keys = Set(place.marks + [place.selected].compactMap { $0 })
        for row in try mirror.rows(Array(keys)) { tasks[row.key] = row.task }
        let saved = SavedPlace(place, tasks: tasks, user: context.user, host: context.host)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let data = try? encoder.encode(saved), data.count <= SessionFile.largest else { return }
        try file.save(data)
    }

    /// The place of this user at this OA; nothing for another, or for a file that says nothing readable.
    func loadPlace() throws(StoreError) -> RestoredPlace? {
        guard let data = services.sessionFile?.load(),
            let saved = try? JSONDecoder().decode(SavedPlace.self, from: data),
            saved.user == context.user, saved.host == context.host,
            var place = saved.place(savedViews: context.views + context.ownViews)
        else { return nil }
        place.selected = try saved.selected.flatMapTask(key)
        let names = saved.marks.prefix(Marks.limit)
        for name in names {
            if let key = try key(name) { place.marks.append(key) }
        }
        var restored = RestoredPlace(place: place, lostMarks: names.count - place.marks.count)
        if case .detail(let task, _) = place.screen { restored.entry = try mirror.entry(task) }
        return restored
    }

    private func key(_ name: String) throws(StoreError) -> TaskKey? {
        try mirror.key(of: TaskID(rawValue: name))
    }
}

extension String? {
    /// `flatMap` that lets a store's error through.
    fileprivate func flatMapTask(_ find: (String) throws(StoreError) -> TaskKey?) throws(StoreError)
        -> TaskKey?
    {
        guard let name = self else { return nil }
        return try find(name)
    }
}
