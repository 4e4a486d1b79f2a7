import argparse
import socket
import sys

BUFSIZE = 1024
CODEC = "utf-8"


def server(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        # step: option
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # step: bind
        s.bind((host, port))
        # step: listen
        s.listen(128)
        # step: accept
        conn, addr = s.accept()
        serve(conn, addr)
        # step: close


def serve(conn, addr):
    with conn:
        print("客户端的IP地址和端口号:", addr)
        # step: recv
        data = conn.recv(1024)
        # step: decode
        # The length is in bytes, not in characters.
        print("接收数据的长度为:", len(data))
        text = data.decode("utf-8", errors="replace")
        print("接收客户端的数据为:", text)
        # step: send
        conn.sendall("问题处理中...".encode("utf-8"))
        # step: close


def client(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        # step: connect
        s.connect((host, port))
        # step: send
        s.sendall("Connect Succces!".encode("utf-8"))
        # step: recv
        # A small buffer can end inside a character.
        data = s.recv(BUFSIZE)
        print("获得来自服务器的原始数据:", data)
        # step: decode
        try:
            print("获得来自服务器的数据:", data.decode(CODEC))
        except UnicodeDecodeError as e:
            print("解码失败:", e)
        # step: close


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["server", "client"])
    parser.add_argument("host", nargs="?", default="localhost")
    parser.add_argument("port", nargs="?", type=int, default=9091)
    args = parser.parse_args()
    role = {"server": server, "client": client}[args.role]
    try:
        role(args.host, args.port)
    except KeyboardInterrupt:
        pass  # Ctrl-C is how a server ends
    except OSError as e:
        sys.exit(f"encoding: {e}")


if __name__ == "__main__":
    main()
