import argparse
import socket
import sys
from errno import errorcode

BUFSIZE = 1024
TIMEOUT = None  # seconds
GREETING = "你好，客户端！你发送了：".encode()
PROMPT = "请输入要发送的消息 (输入 'exit' 退出): "


def server(host, port):
    # step: socket
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    # step: bind
    s.bind((host, port))
    print("UDP 服务器启动，等待数据...")
    serve(s)


def serve(s):
    with s:
        while True:
            # step: recvfrom
            data, addr = s.recvfrom(BUFSIZE)
            text = data.decode(errors="replace")
            print(f"接收到来自 {addr} 的数据: {text}")
            # Two servers would answer each other for ever.
            if data.startswith(GREETING):
                continue
            # step: sendto
            # The bytes go back as they came, text or not.
            reply = GREETING + data
            try:
                s.sendto(reply, addr)
            except OSError as e:
                # No reason to stop for the others.
                cause = errorcode.get(e.errno, e)
                print(f"来自 {addr} 的连接出错: {cause}")
        # step: close


def client(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(TIMEOUT)
        # step: resolve
        to = (socket.gethostbyname(host), port)
        while True:
            # step: input
            try:
                message = input(PROMPT)
            except EOFError:
                break
            if message == "exit":
                break
            # step: sendto
            s.sendto(message.encode(errors="surrogateescape"), to)
            # step: recvfrom
            try:
                data, addr = s.recvfrom(BUFSIZE)
                # Anyone can send to this socket. The tutorial's
                # client would talk to a stranger from then on.
                while addr != to:
                    data, addr = s.recvfrom(BUFSIZE)
            except socket.timeout:  # lost, or nobody is there
                print("没有收到响应")
                continue
            text = data.decode(errors="replace")
            print(f"接收到服务器的响应: {text}")
        # step: close


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["server", "client"])
    parser.add_argument("host", nargs="?", default="localhost")
    parser.add_argument("port", nargs="?", type=int, default=12345)
    args = parser.parse_args()
    sys.stdin.reconfigure(errors="surrogateescape")
    role = {"server": server, "client": client}[args.role]
    try:
        role(args.host, args.port)
    except KeyboardInterrupt:
        pass  # Ctrl-C is how a server ends
    except OSError as e:
        sys.exit(f"datagram: {e}")


if __name__ == "__main__":
    main()
