import argparse
import socket
import sys
from errno import errorcode

USE = "connection"  # or "listener"


def server(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # step: bind
        s.bind((host, port))
        # step: listen
        s.listen(5)
        # step: accept
        conn, addr = s.accept()
        # step: listener
        names("监听套接字", s)
        if USE == "listener":
            show("监听套接字 send →", s.send, "谢谢你!".encode())
            show("监听套接字 recv →", s.recv, 1024)
        serve(conn, addr)


def serve(conn, addr):
    with conn:
        # step: connection
        names("新的套接字", conn)
        # step: recv
        data = conn.recv(1024)
        print(f"接收到的数据: {data.decode(errors='replace')}")
        # step: send
        conn.sendall("谢谢你!".encode())
        # step: close


def client(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        # step: connect
        s.connect((host, port))
        # step: send
        s.sendall("你好，服务器!".encode())
        # step: recv
        data = s.recv(1024)
        print(f"接收到的数据: {data.decode(errors='replace')}")
        # step: close


# names prints the addresses of both ends, where there are both.
def names(name, s):
    show(name + " getsockname →", s.getsockname)
    show(name + " getpeername →", s.getpeername)


def show(what, call, *args):
    try:
        print(what, call(*args))
    except OSError as e:
        print(what, errorcode.get(e.errno, e))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["server", "client"])
    parser.add_argument("host", nargs="?", default="localhost")
    parser.add_argument("port", nargs="?", type=int, default=9097)
    args = parser.parse_args()
    role = {"server": server, "client": client}[args.role]
    try:
        role(args.host, args.port)
    except KeyboardInterrupt:
        pass  # Ctrl-C is how a server ends
    except OSError as e:
        sys.exit(f"twosockets: {e}")


if __name__ == "__main__":
    main()
