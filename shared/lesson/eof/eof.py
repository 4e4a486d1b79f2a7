import argparse
import socket
import sys
from errno import errorcode

FIRST = "client"  # or "server": who closes first
READ = "all"  # or "part": what it reads before


def server(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # step: bind
        s.bind((host, port))
        # step: listen
        s.listen(128)
        while True:
            # step: accept
            conn, addr = s.accept()
            try:
                serve(conn, addr)
            except OSError as e:
                # One client's failure does not end the server.
                cause = errorcode.get(e.errno, e)
                print(f"来自 {addr} 的连接出错: {cause}")


def serve(conn, addr):
    with conn:
        # step: recv
        data = conn.recv(bufsize("server"))
        print("服务端收到:", data.decode(errors="replace"))
        # step: send
        conn.sendall("谢谢你!".encode())
        if FIRST != "server":
            end(conn)


def client(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        # step: connect
        s.connect((host, port))
        # step: send
        s.sendall("你好，服务器!".encode())
        # step: recv
        data = s.recv(bufsize("client"))
        print("客户端收到:", data.decode(errors="replace"))
        if FIRST != "client":
            end(s)


def bufsize(role):
    # Who closes first may leave the rest in its receive buffer.
    return 3 if READ == "part" and FIRST == role else 1024


def end(s):
    # step: end
    print("教程: 对方 close 后 recv 返回的数据长度为 0")
    try:
        data = s.recv(1024)
    except OSError as e:  # what was on its way is lost
        print("内核: recv 出错:", errorcode.get(e.errno, e))
        return
    if not data:  # empty bytes are false
        print("内核: recv 返回", data, "长度为", len(data))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["server", "client"])
    parser.add_argument("host", nargs="?", default="localhost")
    parser.add_argument("port", nargs="?", type=int, default=8081)
    args = parser.parse_args()
    role = {"server": server, "client": client}[args.role]
    try:
        role(args.host, args.port)
    except KeyboardInterrupt:
        pass  # Ctrl-C is how a server ends
    except OSError as e:
        sys.exit(f"eof: {e}")


if __name__ == "__main__":
    main()
