import Foundation

/// What the system says of a call that failed, in both languages.
public enum SystemError {
    /// The words for a number of `errno`; the system's own English where people seldom meet it.
    public static func text(_ number: Int32) -> LocalizedText {
        let zh: String? =
            switch number {
            case EEXIST: "文件已存在"
            case ENOENT: "没有这个文件或文件夹"
            case EACCES, EPERM: "没有权限"
            case EISDIR: "这是一个文件夹"
            case ENOTDIR: "路径中有一段不是文件夹"
            case ENOSPC, EDQUOT: "磁盘空间不足"
            case EROFS: "文件系统只读"
            case ENAMETOOLONG: "名称过长"
            case ELOOP: "路径经过符号链接"
            case ENOTEMPTY: "文件夹不是空的"
            case EBUSY: "正在被占用"
            case EMFILE, ENFILE: "打开的文件过多"
            case EIO: "读写出错，磁盘可能损坏"
            default: nil
            }
        let en = String(cString: strerror(number))
        return LocalizedText(
            zh: zh ?? "系统错误 \(number)（\(en)）", en: en.prefix(1).lowercased() + en.dropFirst())
    }
}
