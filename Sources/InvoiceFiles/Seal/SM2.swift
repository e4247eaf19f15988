/// Verification of SM2 signatures (GB/T 32918.2-2016) on the recommended curve (GB/T 32918.5-2017), with which the seals of
/// OFD documents are signed. Only public data pass through it, so that its time need not be constant.
enum SM2 {
    /// A public key: the two coordinates, big-endian, 32 bytes each.
    struct PublicKey: Hashable {
        let x: [UInt8]
        let y: [UInt8]
    }

    /// A signature: two numbers, big-endian, at most 32 bytes each after leading zeros.
    struct Signature: Hashable {
        let r: [UInt8]
        let s: [UInt8]
    }

    /// The signer's name where none was agreed on (GM/T 0009-2012, 10).
    static let defaultIdentifier = Array("1234567812345678".utf8)

    /// Whether a signature over a message is that of a key. A key that is no point of the curve verifies nothing.
    static func verify(
        _ signature: Signature, of message: [UInt8], by key: PublicKey,
        identifier: [UInt8] = defaultIdentifier
    ) -> Bool {
        guard let r = Wide(signature.r), let s = Wide(signature.s), let x = Wide(key.x), let y = Wide(key.y),
            !r.isZero, r.isLess(than: order.modulus), !s.isZero, s.isLess(than: order.modulus),
            x.isLess(than: prime.modulus), y.isLess(than: prime.modulus), let point = Point(x: x, y: y)
        else { return false }
        let t = order.sum(r, s)
        guard !t.isZero else { return false }
        let sum = Point.sum(s, generator, t, point)
        guard !sum.isInfinite else { return false }
        // R = (e + x1) mod n must be r: x1 is then r − e, or that plus n where it is still a coordinate.
        let e = order.reduced(Wide(SM3.digest(of: prefix(key, identifier) + message)) ?? Wide())
        let candidate = order.difference(r, e)
        if sum.hasX(candidate) { return true }
        let (second, overflow) = candidate.adding(order.modulus)
        return !overflow && second.isLess(than: prime.modulus) && sum.hasX(second)
    }

    /// Z of GB/T 32918.2, 5.5: who signs, the curve, and the key.
    private static func prefix(_ key: PublicKey, _ identifier: [UInt8]) -> [UInt8] {
        let bits = identifier.count * 8
        var text: [UInt8] = [UInt8(truncatingIfNeeded: bits >> 8), UInt8(truncatingIfNeeded: bits)]
        text += identifier
        for number in [a, b, generatorX, generatorY] { text += number.bytes }
        return SM3.digest(of: text + (Wide(key.x)?.bytes ?? []) + (Wide(key.y)?.bytes ?? []))
    }

    // GB/T 32918.5-2017, 2: y² = x³ + ax + b over the prime field, a = p − 3.
    fileprivate static let prime = Modulus(
        Wide(0xFFFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_0000_0000, 0xFFFF_FFFF_FFFF_FFFF, 0xFFFF_FFFE_FFFF_FFFF))
    private static let order = Modulus(
        Wide(0x53BB_F409_39D5_4123, 0x7203_DF6B_21C6_052B, 0xFFFF_FFFF_FFFF_FFFF, 0xFFFF_FFFE_FFFF_FFFF))
    fileprivate static let a = Wide(
        0xFFFF_FFFF_FFFF_FFFC, 0xFFFF_FFFF_0000_0000, 0xFFFF_FFFF_FFFF_FFFF, 0xFFFF_FFFE_FFFF_FFFF)
    fileprivate static let b = Wide(
        0xDDBC_BD41_4D94_0E93, 0xF397_89F5_15AB_8F92, 0x4D5A_9E4B_CF65_09A7, 0x28E9_FA9E_9D9F_5E34)
    private static let generatorX = Wide(
        0x715A_4589_334C_74C7, 0x8FE3_0BBF_F266_0BE1, 0x5F99_0446_6A39_C994, 0x32C4_AE2C_1F19_8119)
    private static let generatorY = Wide(
        0x02DF_32E5_2139_F0A0, 0xD0A9_877C_C62A_4740, 0x59BD_CEE3_6B69_2153, 0xBC37_36A2_F4F6_779C)
    private static let generator = Point(unchecked: generatorX, generatorY)
}

/// A number of 256 bits, its four words from the lowest to the highest.
struct Wide {
    private(set) var words: InlineArray<4, UInt64>

    init(_ w0: UInt64 = 0, _ w1: UInt64 = 0, _ w2: UInt64 = 0, _ w3: UInt64 = 0) { words = [w0, w1, w2, w3] }

    /// Reads big-endian bytes; nothing where they are more than 32 without leading zeros.
    init?(_ bytes: [UInt8]) {
        words = [0, 0, 0, 0]
        let digits = bytes.drop { $0 == 0 }
        guard digits.count <= 32 else { return nil }
        for (place, byte) in digits.reversed().enumerated() {
            words[place / 8] |= UInt64(byte) << UInt64(place % 8 * 8)
        }
    }

    /// 32 bytes, big-endian.
    var bytes: [UInt8] {
        (0..<32).map { UInt8(truncatingIfNeeded: words[3 - $0 / 8] >> UInt64(56 - $0 % 8 * 8)) }
    }

    var isZero: Bool { words[0] | words[1] | words[2] | words[3] == 0 }

    /// The bit of a place, from the lowest.
    func hasBit(_ place: Int) -> Bool { words[place / 64] >> UInt64(place % 64) & 1 == 1 }

    func isEqual(to other: Wide) -> Bool {
        (words[0] ^ other.words[0]) | (words[1] ^ other.words[1]) | (words[2] ^ other.words[2])
            | (words[3] ^ other.words[3]) == 0
    }

    func isLess(than other: Wide) -> Bool { subtracting(other).borrow }

    func adding(_ other: Wide) -> (sum: Wide, overflow: Bool) {
        var sum = Wide()
        var carry: UInt64 = 0
        for index in 0..<4 {
            let (first, one) = words[index].addingReportingOverflow(other.words[index])
            let (second, two) = first.addingReportingOverflow(carry)
            sum.words[index] = second
            carry = (one ? 1 : 0) + (two ? 1 : 0)
        }
        return (sum, carry > 0)
    }

    func subtracting(_ other: Wide) -> (difference: Wide, borrow: Bool) {
        var difference = Wide()
        var borrow: UInt64 = 0
        for index in 0..<4 {
            let (first, one) = words[index].subtractingReportingOverflow(other.words[index])
            let (second, two) = first.subtractingReportingOverflow(borrow)
            difference.words[index] = second
            borrow = (one ? 1 : 0) + (two ? 1 : 0)
        }
        return (difference, borrow > 0)
    }
}

/// Arithmetic modulo an odd number above 2^255, products in the form of Montgomery (1985).
struct Modulus {
    let modulus: Wide
    /// −1/modulus modulo 2^64.
    private let inverse: UInt64
    /// 2^512 modulo the modulus, which takes a number into the form.
    private let square: Wide

    init(_ modulus: Wide) {
        self.modulus = modulus
        // Newton: each step doubles the bits that are right.
        var inverse: UInt64 = 1
        for _ in 0..<6 { inverse = inverse &* (2 &- modulus.words[0] &* inverse) }
        self.inverse = 0 &- inverse
        var power = Wide(1)
        for _ in 0..<512 {
            let (double, overflow) = power.adding(power)
            let (less, borrow) = double.subtracting(modulus)
            power = overflow || !borrow ? less : double
        }
        square = power
    }

    func reduced(_ number: Wide) -> Wide {
        let (less, borrow) = number.subtracting(modulus)
        return borrow ? number : less
    }

    func sum(_ left: Wide, _ right: Wide) -> Wide {
        let (sum, overflow) = left.adding(right)
        let (less, borrow) = sum.subtracting(modulus)
        return overflow || !borrow ? less : sum
    }

    func difference(_ left: Wide, _ right: Wide) -> Wide {
        let (difference, borrow) = left.subtracting(right)
        return borrow ? difference.adding(modulus).sum : difference
    }

    /// The number in the form.
    func form(_ number: Wide) -> Wide { product(number, square) }

    /// The product of two numbers in the form, in the form: one word of the right at a time.
    func product(_ left: Wide, _ right: Wide) -> Wide {
        var t: InlineArray<6, UInt64> = [0, 0, 0, 0, 0, 0]
        for i in 0..<4 {
            var carry: UInt64 = 0
            for j in 0..<4 { (carry, t[j]) = Self.multiply(left.words[j], right.words[i], t[j], carry) }
            let (high, overflow) = t[4].addingReportingOverflow(carry)
            t[4] = high
            t[5] = overflow ? 1 : 0
            let factor = t[0] &* inverse
            (carry, _) = Self.multiply(factor, modulus.words[0], t[0], 0)
            for j in 1..<4 { (carry, t[j - 1]) = Self.multiply(factor, modulus.words[j], t[j], carry) }
            let (top, second) = t[4].addingReportingOverflow(carry)
            t[3] = top
            t[4] = t[5] + (second ? 1 : 0)
        }
        let result = Wide(t[0], t[1], t[2], t[3])
        let (less, borrow) = result.subtracting(modulus)
        return t[4] > 0 || !borrow ? less : result
    }

    /// left × right + one + two, which fits two words.
    private static func multiply(_ left: UInt64, _ right: UInt64, _ one: UInt64, _ two: UInt64) -> (
        UInt64, UInt64
    ) {
        let product = left.multipliedFullWidth(by: right)
        let (first, firstCarry) = product.low.addingReportingOverflow(one)
        let (second, secondCarry) = first.addingReportingOverflow(two)
        return (product.high + (firstCarry ? 1 : 0) + (secondCarry ? 1 : 0), second)
    }
}

/// A point of the curve in Jacobian coordinates, which are in the form of the prime: x = X/Z², y = Y/Z³.
private struct Point {
    var x: Wide
    var y: Wide
    var z: Wide

    static let infinite = Point(x: Wide(), y: Wide(), z: Wide())

    private init(x: Wide, y: Wide, z: Wide) {
        self.x = x
        self.y = y
        self.z = z
    }

    init(unchecked x: Wide, _ y: Wide) {
        let field = SM2.prime
        self.init(x: field.form(x), y: field.form(y), z: field.form(Wide(1)))
    }

    /// A point by its coordinates; nothing where they are not on the curve.
    init?(x: Wide, y: Wide) {
        self.init(unchecked: x, y)
        let field = SM2.prime
        let cube = field.product(field.product(self.x, self.x), self.x)
        let linear = field.product(field.form(SM2.a), self.x)
        let right = field.sum(field.sum(cube, linear), field.form(SM2.b))
        guard field.product(self.y, self.y).isEqual(to: right) else { return nil }
    }

    var isInfinite: Bool { z.isZero }

    /// Whether the affine x is that of a number: compared without a division.
    func hasX(_ number: Wide) -> Bool {
        let field = SM2.prime
        return field.product(field.form(number), field.product(z, z)).isEqual(to: x)
    }

    /// left·first + right·second, both at once (Shamir's trick).
    static func sum(_ left: Wide, _ first: Point, _ right: Wide, _ second: Point) -> Point {
        let both = first.added(to: second)
        var sum = infinite
        for place in (0..<256).reversed() {
            sum = sum.doubled()
            switch (left.hasBit(place), right.hasBit(place)) {
            case (true, true): sum = sum.added(to: both)
            case (true, false): sum = sum.added(to: first)
            case (false, true): sum = sum.added(to: second)
            case (false, false): break
            }
        }
        return sum
    }

    /// Doubling for a = −3 (the formula called dbl-2001-b in the Explicit-Formulas Database).
    private func doubled() -> Point {
        guard !isInfinite else { return self }
        let field = SM2.prime
        let delta = field.product(z, z)
        let gamma = field.product(y, y)
        let beta = field.product(x, gamma)
        let factor = field.product(field.difference(x, delta), field.sum(x, delta))
        let alpha = field.sum(field.sum(factor, factor), factor)
        let beta2 = field.sum(beta, beta)
        let beta4 = field.sum(beta2, beta2)
        let beta8 = field.sum(beta4, beta4)
        let newX = field.difference(field.product(alpha, alpha), beta8)
        let sum = field.sum(y, z)
        let newZ = field.difference(field.difference(field.product(sum, sum), gamma), delta)
        let square = field.product(gamma, gamma)
        let square2 = field.sum(square, square)
        let square4 = field.sum(square2, square2)
        let newY = field.difference(
            field.product(alpha, field.difference(beta4, newX)), field.sum(square4, square4))
        return Point(x: newX, y: newY, z: newZ)
    }

    private func added(to other: Point) -> Point {
        if isInfinite { return other }
        if other.isInfinite { return self }
        let field = SM2.prime
        let square = field.product(z, z)
        let otherSquare = field.product(other.z, other.z)
        let u1 = field.product(x, otherSquare)
        let u2 = field.product(other.x, square)
        let s1 = field.product(y, field.product(other.z, otherSquare))
        let s2 = field.product(other.y, field.product(z, square))
        let h = field.difference(u2, u1)
        let r = field.difference(s2, s1)
        guard !h.isZero else { return r.isZero ? doubled() : .infinite }
        let h2 = field.product(h, h)
        let h3 = field.product(h, h2)
        let v = field.product(u1, h2)
        let newX = field.difference(field.difference(field.product(r, r), h3), field.sum(v, v))
        let newY = field.difference(field.product(r, field.difference(v, newX)), field.product(s1, h3))
        return Point(x: newX, y: newY, z: field.product(field.product(z, other.z), h))
    }
}
