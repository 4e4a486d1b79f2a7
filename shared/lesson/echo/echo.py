import argparse
import socket
import sys
from errno import errorcode

BUFSIZE = 1024
PROMPT = "请输入要发送的消息 (输入 'exit' 退出): "


def server(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        # step: option
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # step: bind
        s.bind((host, port))
        # step: listen
        s.listen(5)
        print("TCP 服务器启动，等待连接...")
        while True:
            # step: accept
            conn, addr = s.accept()
            try:
                serve(conn, addr)
            except OSError as e:
                # One client's failure does not end the server.
                cause = errorcode.get(e.errno, e)
                print(f"来自 {addr} 的连接出错: {cause}")
        # step: close


def serve(conn, addr):
    with conn:
        print(f"接受来自 {addr} 的连接")
        while True:
            # step: recv
            data = conn.recv(BUFSIZE)
            if not data:  # the client has closed
                break
            text = data.decode(errors="replace")
            print(f"接收到来自客户端的数据: {text}")
            # step: send
            # The bytes go back as they came, text or not.
            conn.sendall("你好，客户端！你发送了：".encode() + data)
        # step: close


def client(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        # step: connect
        s.connect((host, port))
        while True:
            # step: input
            try:
                message = input(PROMPT)
            except EOFError:
                break
            if message == "exit":
                break
            # step: send
            # An empty line sends no bytes, so no reply ever comes.
            s.sendall(message.encode(errors="surrogateescape"))
            # step: recv
            data = s.recv(BUFSIZE)
            if not data:  # the server has closed
                break
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
        sys.exit(f"echo: {e}")


if __name__ == "__main__":
    main()
