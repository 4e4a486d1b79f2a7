import argparse
import socket
import sys

BUFSIZE = 1024


def server(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        # step: option
        # So that a second run within a minute can bind again.
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)

        # step: bind
        s.bind((host, port))

        # step: listen
        s.listen(5)
        print("服务器正在监听...")

        # step: accept
        conn, addr = s.accept()
        serve(conn, addr)

        # step: close
        # Leaving "with" closes.


def serve(conn, addr):
    with conn:
        print(f"连接来自 {addr}")

        # step: recv
        # It waits until the client has sent something.
        data = conn.recv(BUFSIZE)
        print(f"接收到的数据: {data.decode(errors='replace')}")

        # step: send
        conn.sendall("谢谢你!".encode())

        # step: close


def client(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        # step: connect
        # It is refused if no server listens yet.
        s.connect((host, port))

        # step: send
        s.sendall("你好，服务器!".encode())

        # step: recv
        data = s.recv(BUFSIZE)
        print(f"接收到的数据: {data.decode(errors='replace')}")

        # step: close


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["server", "client"])
    parser.add_argument("host", nargs="?", default="localhost")
    parser.add_argument("port", nargs="?", type=int, default=8080)
    args = parser.parse_args()
    role = {"server": server, "client": client}[args.role]
    try:
        role(args.host, args.port)
    except KeyboardInterrupt:
        pass  # Ctrl-C is how a server ends
    except OSError as e:
        sys.exit(f"hello: {e}")


if __name__ == "__main__":
    main()
