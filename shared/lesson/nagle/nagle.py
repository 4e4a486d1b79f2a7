import argparse
import socket
import sys
import time
from errno import errorcode

NODELAY = "off"  # or "on"
WRITES = 2  # of each request
COUNT = 5  # requests


def server(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # step: bind
        s.bind((host, port))
        # step: listen
        s.listen(5)
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
        while True:
            # step: recv
            data = conn.recv(1024)
            if not data:
                break
            # step: reply
            # A request ends with its line: before that, no answer.
            for _ in range(data.count(b"\n")):
                conn.sendall(b"OK")


def client(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        # step: option
        if NODELAY == "on":
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # step: connect
        s.connect((host, port))
        for i in range(COUNT):
            start = time.monotonic()
            # step: send
            for _ in range(WRITES - 1):
                s.sendall(b"x")
            s.sendall(b"\n")
            # step: wait
            reply = s.recv(1024)
            if not reply:  # the server has closed
                break
            ms = (time.monotonic() - start) * 1000
            print(f"{i + 1}: {reply.decode()}, {ms:.3f} ms")
        # step: close


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["server", "client"])
    parser.add_argument("host", nargs="?", default="localhost")
    parser.add_argument("port", nargs="?", type=int, default=9096)
    args = parser.parse_args()
    role = {"server": server, "client": client}[args.role]
    try:
        role(args.host, args.port)
    except KeyboardInterrupt:
        pass  # Ctrl-C is how a server ends
    except OSError as e:
        sys.exit(f"nagle: {e}")


if __name__ == "__main__":
    main()
