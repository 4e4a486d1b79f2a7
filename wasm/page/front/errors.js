// Errors that people paste, and the lessons that make them happen. The numbers of
// an errno are Linux's, macOS's and Windows's.

export const errors = [
  { name: "ECONNREFUSED", numbers: [111, 61, 10061], texts: ["ConnectionRefusedError", "Connection refused", "actively refused", "积极拒绝", "拒绝连接", "连接被拒绝"], lessons: ["refused", "hello"] },
  { name: "ECONNRESET", numbers: [104, 54, 10054], texts: ["ConnectionResetError", "Connection reset by peer", "forcibly closed", "强迫关闭", "连接被重置", "连接重置"], lessons: ["eof", "whocloses"] },
  { name: "ECONNABORTED", numbers: [103, 53, 10053], texts: ["ConnectionAbortedError", "Software caused connection abort", "中止了一个已建立的连接"], lessons: ["eof", "whocloses"] },
  { name: "EPIPE", numbers: [32, 10058], texts: ["BrokenPipeError", "Broken pipe"], lessons: ["halfclose", "whocloses"] },
  { name: "EADDRINUSE", numbers: [98, 48, 10048], texts: ["Address already in use", "Only one usage of each socket address", "只允许使用一次", "端口被占用", "端口已被占用", "地址已被使用"], lessons: ["lifecycle", "addresses"] },
  { name: "EADDRNOTAVAIL", numbers: [99, 49, 10049], texts: ["Cannot assign requested address", "Can't assign requested address"], lessons: ["addresses"] },
  { name: "EACCES", numbers: [13, 10013], texts: ["PermissionError", "Permission denied", "访问权限不允许", "权限不够"], lessons: ["addresses"] },
  { name: "ETIMEDOUT", numbers: [110, 60, 10060], texts: ["TimeoutError", "socket.timeout", "timed out", "没有正确答复", "连接超时", "超时"], lessons: ["timeout", "deadpeer"] },
  { name: "EAGAIN", numbers: [11, 35, 10035], texts: ["BlockingIOError", "Resource temporarily unavailable", "EWOULDBLOCK"], lessons: ["timeout"] },
  { name: "EINPROGRESS", numbers: [115, 36, 10036], texts: ["Operation now in progress"], lessons: ["timeout"] },
  { name: "ENOTCONN", numbers: [107, 57, 10057], texts: ["Transport endpoint is not connected", "Socket is not connected"], lessons: ["twosockets", "lifecycle"] },
  { name: "EISCONN", numbers: [106, 56, 10056], texts: ["Transport endpoint is already connected", "already connected"], lessons: ["lifecycle"] },
  { name: "EINVAL", numbers: [22, 10022], texts: ["Invalid argument"], lessons: ["lifecycle"] },
  { name: "EBADF", numbers: [9, 10038], texts: ["Bad file descriptor", "not a socket"], lessons: ["whocloses", "lifecycle"] },
  { name: "EMSGSIZE", numbers: [90, 40, 10040], texts: ["Message too long", "消息过长"], lessons: ["datagram"] },
  { name: "ENETUNREACH", numbers: [101, 51, 10051], texts: ["Network is unreachable", "网络不可达"], lessons: ["refused"] },
  { name: "EHOSTUNREACH", numbers: [113, 65, 10065], texts: ["No route to host", "没有到主机的路由"], lessons: ["refused"] },
  { name: "EAI_NONAME", numbers: [-2, 8, 11001], texts: ["gaierror", "Name or service not known", "nodename nor servname", "getaddrinfo failed"], lessons: ["addresses"] },
  { name: "UnicodeDecodeError", numbers: [], texts: ["codec can't decode", "unexpected end of data", "invalid start byte", "乱码"], lessons: ["encoding"] },
  { name: "TypeError", numbers: [], texts: ["a bytes-like object is required", "can't concat str to bytes", "must be str, not bytes"], lessons: ["encoding"] },
  { name: "OverflowError", numbers: [], texts: ["port must be 0-65535"], lessons: ["addresses"] },
  { name: "handshake", numbers: [], texts: ["三次握手", "四次挥手", "TIME_WAIT", "TIME-WAIT"], lessons: ["handshake"] },
  { name: "丢包", numbers: [], texts: ["packet loss", "重传", "retransmission"], lessons: ["lossy", "stopandwait"] },
  { name: "粘包", numbers: [], texts: ["sticky packets", "messages glued together", "两条消息", "半包"], lessons: ["framing", "partial"] },
];

// find returns the errors that a text is about: by their names or texts, or, where
// it has none of these, by their numbers.
export function find(text) {
  const small = text.toLowerCase();
  if (!small.trim()) return [];
  const named = errors.filter(({ name, texts }) => [name, ...texts].some((one) => small.includes(one.toLowerCase())));
  if (named.length > 0) return named;
  const numbers = (small.match(/-?\d+/g) ?? []).map(Number);
  return errors.filter((one) => one.numbers.some((n) => numbers.includes(n)));
}
