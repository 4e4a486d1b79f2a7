import argparse
import socket
import sys
from errno import errorcode

HOST = "given"  # or "localhost", "" for all, "::1"
PORT = "given"  # or "0", "80", "65536"


def server(host, port):
    host = host if HOST == "given" else HOST
    port = port if PORT == "given" else int(PORT)
    # step: bind
    with socket.socket(family(host), socket.SOCK_STREAM) as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind((host, port))
        # step: listen
        s.listen(5)
        print("监听 getsockname:", s.getsockname())
        print("教程: 端口不能同时被其他进程占用")
        again(s.getsockname(), socket.SOCK_STREAM)
        again(s.getsockname(), socket.SOCK_DGRAM)
        while True:
            # step: accept
            conn, addr = s.accept()
            try:
                serve(conn, addr)
            except OSError as e:
                # One client's failure does not end the server.
                cause = errorcode.get(e.errno, e)
                print(f"来自 {addr} 的连接出错: {cause}")


# again binds another socket to a port that is taken.
def again(addr, kind):
    # step: again
    with socket.socket(family(addr[0]), kind) as s:
        result = addr
        try:
            s.bind(addr)
        except OSError as e:
            result = errorcode[e.errno]
        print(f"内核: 再 bind 一个 {kind.name}: {result}")


def serve(conn, addr):
    with conn:
        # step: names
        print("服务端 getsockname:", conn.getsockname())
        print("服务端 getpeername:", conn.getpeername())
        # step: send
        conn.sendall("谢谢你!".encode())


def client(host, port):
    # step: connect
    with socket.socket(family(host), socket.SOCK_STREAM) as s:
        s.connect((host, port))
        # step: names
        print("客户端 getsockname:", s.getsockname())
        print("客户端 getpeername:", s.getpeername())
        # step: recv
        data = s.recv(1024)
        print("接收到的数据:", data.decode(errors="replace"))


def family(host):
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["server", "client"])
    parser.add_argument("host", nargs="?", default="localhost")
    parser.add_argument("port", nargs="?", type=int, default=8086)
    args = parser.parse_args()
    role = {"server": server, "client": client}[args.role]
    try:
        role(args.host, args.port)
    except KeyboardInterrupt:
        pass  # Ctrl-C is how a server ends
    except (OSError, OverflowError) as e:
        sys.exit(f"addresses: {e}")


if __name__ == "__main__":
    main()
