import Invoicing

extension OAError.Cause {
    /// The cause as part of a sentence, in both languages.
    public var text: LocalizedText { LocalizedText(zh: chinese, en: rawValue) }

    private var chinese: String {
        switch self {
        case .refused: "该地址没有程序在监听（连接被拒绝）"
        case .nameNotFound: "域名解析失败（DNS）"
        case .noRoute: "网络不可达"
        case .connectTimeOut: "连接超时"
        case .answerTimeOut: "等待应答超时"
        case .reset: "连接中断"
        case .certificate: "服务器证书不受信任"
        case .expired: "服务器证书已过期"
        case .notYetValid: "服务器证书尚未生效"
        case .wrongName: "服务器证书不是签发给该主机名的"
        case .clientCertificate: "对方要求客户端证书，本机没有提供或未被接受"
        case .encryption: "无法建立加密连接（TLS）"
        case .proxy: "代理拒绝连接或应答异常"
        case .proxyAway: "代理没有应答"
        case .proxySignIn: "代理要求用户名和密码，或未接受所提供的"
        case .cancelled: "请求已放弃"
        case .closed: "连接已关闭"
        case .webPage: "返回的是网页，可能是上网认证或登录页面"
        case .redirect: "请求被重定向到别处"
        case .notJSON: "应答不是 JSON"
        case .notEvents: "应答不是事件流"
        case .unreadable: "应答不完整或缺少约定字段"
        case .otherOperation: "应答的是另一笔操作"
        case .encoded: "应答被压缩，而我们并未要求压缩"
        case .unexpectedStatus: "状态码不在约定之内"
        case .notHTTP: "应答不是 HTTP"
        case .wrongBytes: "文件内容与其 SHA-256 不符"
        case .cursor: "变更游标不前进"
        case .otherCursor: "返回的页与所请求的游标不衔接"
        case .snapshotChanged: "快照各页不属于同一次快照"
        case .notAnAddress: "不是有效地址，应形如 https://oa.example.com"
        case .plainText: "未使用 https，登录凭据会被明文传输"
        case .notLoopback: "示例登录只适用于本机的 OA"
        case .certificateFile: "无法读取为 PEM 证书文件"
        case .clientCertificateFile: "客户端证书或其私钥无法读取为 PEM，或二者不匹配"
        case .clientKeyExposed: "客户端证书的私钥可被其他用户读取"
        case .proxyAddress: "代理地址无法使用"
        case .token: "登录凭据中含有非法字符"
        }
    }

    /// What to do next.
    public var remedy: LocalizedText {
        switch self {
        case .refused:
            LocalizedText(
                zh: "请确认 OA 已启动、端口无误；已记录的审批意见会在连通后自动发送。",
                en:
                    "Check that the OA runs and the port is right; recorded decisions are sent once it answers."
            )
        case .nameNotFound:
            LocalizedText(
                zh: "请检查 OA 地址的拼写，以及 VPN 和 DNS。",
                en: "Check the spelling of the OA address, the VPN and the DNS.")
        case .noRoute:
            LocalizedText(zh: "请检查网络或 VPN 是否已连接。", en: "Check that the network or the VPN is connected.")
        case .connectTimeOut, .answerTimeOut, .reset, .cancelled, .closed: OAError.waitingRemedy
        case .certificate:
            LocalizedText(
                zh: "若 OA 使用公司自签证书，请在配置中填写 ca_file；否则请勿继续，并联系管理员。",
                en:
                    "If the OA uses a company certificate, set ca_file in the configuration; else call the operator."
            )
        case .expired, .notYetValid:
            LocalizedText(
                zh: "请让 OA 管理员更新证书；若本机日期不对，请先校准（timedatectl）。",
                en:
                    "Ask the OA's administrator to renew it; if the date of this machine is wrong, set that first (timedatectl)."
            )
        case .wrongName:
            LocalizedText(
                zh: "请使用证书上的主机名作为 OA 地址；若地址无误，请勿继续，并联系管理员。",
                en:
                    "Use the host name of the certificate in the OA address; if the address is right, stop and call the operator."
            )
        case .clientCertificate:
            LocalizedText(
                zh: "请在 config.toml 的 [oa] 中填写 client_certificate 和 client_key；证书由 OA 管理员签发。",
                en:
                    "Set client_certificate and client_key under [oa] in config.toml; the OA's administrator issues them."
            )
        case .clientCertificateFile:
            LocalizedText(
                zh: "请检查 [oa] 的 client_certificate 和 client_key：PEM 格式，私钥不带口令。",
                en: "Check client_certificate and client_key under [oa]: PEM, the key without a passphrase.")
        case .clientKeyExposed:
            LocalizedText(zh: "请执行 chmod 600 后重试。", en: "Run chmod 600 on it and try again.")
        case .encryption:
            LocalizedText(
                zh: "请确认地址和端口确实提供 https。", en: "Check that the address and port really serve https.")
        case .proxy, .proxyAddress, .proxyAway:
            LocalizedText(
                zh: "请检查 [oa] 的 proxy，以及环境变量 HTTPS_PROXY 和 NO_PROXY；代理地址形如 http://proxy.example.com:3128。",
                en:
                    "Check proxy under [oa], HTTPS_PROXY and NO_PROXY; a proxy reads http://proxy.example.com:3128."
            )
        case .proxySignIn:
            LocalizedText(
                zh: "请在代理地址中写入用户名和密码：http://用户:密码@proxy.example.com:3128。",
                en: "Write user and password into the proxy: http://user:password@proxy.example.com:3128.")
        case .webPage, .redirect:
            LocalizedText(
                zh: "请先在浏览器完成上网认证，再检查 OA 地址；审批意见未丢失。",
                en: "Pass the network's login in a browser, then check the OA address; no decision is lost.")
        case .notJSON, .notEvents, .unreadable, .encoded, .unexpectedStatus, .notHTTP, .otherOperation:
            LocalizedText(
                zh: "请检查 OA 地址；若地址无误，请把这条信息告诉 OA 管理员。",
                en: "Check the OA address; if it is right, tell the OA's administrator this message.")
        case .wrongBytes:
            LocalizedText(
                zh: "请勿使用该附件，并告知 OA 管理员。", en: "Do not use the file, and tell the OA's administrator.")
        case .cursor, .otherCursor, .snapshotChanged:
            LocalizedText(
                zh: "稍后会自动重试；若反复出现，请告知 OA 管理员。",
                en: "It is tried again on its own; if it persists, tell the OA's administrator.")
        case .notAnAddress, .plainText:
            LocalizedText(
                zh: "请改用 https:// 开头的 OA 地址；http 只允许用于本机。",
                en: "Use an OA address that begins with https://; http is only allowed on this machine.")
        case .notLoopback:
            LocalizedText(
                zh: "请使用 countersign login --oa 地址 --token-file 文件。",
                en: "Use: countersign login --oa URL --token-file FILE.")
        case .certificateFile:
            LocalizedText(
                zh: "请检查文件路径和权限；内容应为 BEGIN CERTIFICATE 开头的 PEM。",
                en: "Check the path and its permissions; the content must be PEM with BEGIN CERTIFICATE.")
        case .token:
            LocalizedText(
                zh: "请重新登录：countersign login。", en: "Sign in again with: countersign login.")
        }
    }
}
