import HTTPTypes
import Invoicing
import NIOCore
import NIOHTTPTypes

/// Lets the header `Date` follow the OA's clock where a fault set that wrong; else it is what the server library wrote.
final class SkewedDate: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let faults: FaultSwitch
    private let now: @Sendable () -> Int64

    init(faults: FaultSwitch, now: @escaping @Sendable () -> Int64) {
        self.faults = faults
        self.now = now
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard faults.clockSkew != 0, case .head(var head) = unwrapOutboundIn(data) else {
            context.write(data, promise: promise)
            return
        }
        head.headerFields[.date] = HTTPDate.text(of: now() / 1_000)
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }
}

/// Dates as HTTP writes them (RFC 9110, section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
    /// The text of an instant in seconds since 1970.
    static func text(of seconds: Int64) -> String {
        let clock = ((seconds % 86_400) + 86_400) % 86_400
        let days = Int((seconds - clock) / 86_400)
        let date = CalendarDate(daysSince1970: days)
        // 1 January 1970 was a Thursday.
        let weekday = weekdays[((days + 4) % 7 + 7) % 7]
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let time = [clock / 3_600, clock / 60 % 60, clock % 60].map(two).joined(separator: ":")
        return "\(weekday), \(two(Int64(date.day))) \(months[date.month - 1]) \(date.year) \(time) GMT"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
