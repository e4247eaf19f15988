import Foundation
import Invoicing

// What a user sees of an OA, in digests: two sides find where they differ without sending everything. Sorted into 256 buckets
// by the task's name; a bucket's digest is the exclusive or of its entries' digests, so that no side has to sort.

/// The answer of `GET /v1/inventory`: one digest a bucket.
public struct Inventory: Hashable, Codable, Sendable {
    /// One bucket.
    public struct Bucket: Hashable, Codable, Sendable {
        /// How many tasks are in it.
        public var count: Int
        /// The exclusive or of ``InventoryEntry/digest`` of its tasks.
        public var digest: ContentDigest

        /// A bucket without a task.
        public static let empty = Bucket(count: 0, digest: .zero)

        /// Makes a bucket.
        public init(count: Int, digest: ContentDigest) {
            self.count = count
            self.digest = digest
        }
    }

    /// How many buckets there are.
    public static let bucketCount = 256

    /// The history that the row versions belong to.
    public var epoch: String
    /// The buckets, always ``bucketCount``.
    public var buckets: [Bucket]

    /// How many tasks there are.
    public var count: Int { buckets.reduce(0) { $0 + min(max(0, $1.count), 1 << 40) } }

    /// The buckets in which another inventory differs.
    public func differences(from other: Inventory) -> [Int] {
        (0..<Self.bucketCount).filter { bucket(at: $0) != other.bucket(at: $0) }
    }

    private func bucket(at place: Int) -> Bucket { buckets.indices.contains(place) ? buckets[place] : .empty }

    /// Makes an inventory of no task.
    public init(epoch: String) {
        self.epoch = epoch
        buckets = Array(repeating: .empty, count: Self.bucketCount)
    }

    /// Counts a task in.
    public mutating func add(_ entry: InventoryEntry) {
        let place = entry.bucket
        buckets[place].count += 1
        buckets[place].digest = buckets[place].digest.exclusiveOr(entry.digest)
    }
}

/// One task of an inventory.
public struct InventoryEntry: Hashable, Codable, Sendable {
    /// The task.
    public var id: TaskID
    /// Its row version.
    public var rev: String
    /// The OA's decision digest of it.
    public var decisionDigest: ContentDigest

    private enum CodingKeys: String, CodingKey {
        case id
        case rev
        case decisionDigest = "decision_digest"
    }

    /// Makes an entry.
    public init(id: TaskID, rev: String, decisionDigest: ContentDigest) {
        self.id = id
        self.rev = rev
        self.decisionDigest = decisionDigest
    }

    /// The bucket of the task: the first byte of the SHA-256 of its name.
    public var bucket: Int { Int(ContentDigest(of: id.rawValue).withUnsafeBytes { $0[0] }) }

    /// SHA-256 over name, row version and decision digest in hexadecimal, each followed by a line feed.
    public var digest: ContentDigest { ContentDigest(of: "\(id.rawValue)\n\(rev)\n\(decisionDigest.hex)\n") }
}

/// The answer of `GET /v1/inventory?bucket=N`: the tasks of one bucket, in any order.
public struct InventoryBucket: Hashable, Codable, Sendable {
    /// The history that the row versions belong to.
    public var epoch: String
    /// The bucket that was asked for.
    public var bucket: Int
    /// Its tasks.
    public var items: [InventoryEntry]

    /// Makes a bucket.
    public init(epoch: String, bucket: Int, items: [InventoryEntry]) {
        self.epoch = epoch
        self.bucket = bucket
        self.items = items
    }
}
