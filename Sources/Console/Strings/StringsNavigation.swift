import Invoicing

extension Strings {
    static let messagesTitle = text("消息记录", "Messages")
    static let noMessages = text("本次还没有消息。", "Nothing was said in this session yet.")
    static let percentNeedsNumber = text(
        "先输入数字，例如 50% 跳到中间。", "Type a number first: 50% goes to the middle.")
}
