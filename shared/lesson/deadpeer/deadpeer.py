import argparse
import socket
import sys
import time
from errno import errorcode

TIMEOUT = 0.3  # seconds; None waits for ever
KEEPALIVE = 0  # seconds of silence before a probe; 0: off
FREEZE = 0.6  # seconds


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
        try:
            serve(conn, addr)
        except OSError as e:
            cause = errorcode.get(e.errno, e)
            print(f"来自 {addr} 的连接出错: {cause}")


def serve(conn, addr):
    with conn:
        # step: keepalive
        if KEEPALIVE > 0:
            sol, tcp = socket.SOL_SOCKET, socket.IPPROTO_TCP
            conn.setsockopt(sol, socket.SO_KEEPALIVE, 1)
            conn.setsockopt(tcp, socket.TCP_KEEPIDLE, KEEPALIVE)
            conn.setsockopt(tcp, socket.TCP_KEEPINTVL, 1)
            conn.setsockopt(tcp, socket.TCP_KEEPCNT, 3)
        # step: timeout
        conn.settimeout(TIMEOUT)
        while True:
            # step: recv
            start = time.monotonic()
            try:
                data = conn.recv(1024)
            except socket.timeout:
                waited = time.monotonic() - start
                print(f"Time out, {waited:.3f} s")
                return
            if not data:
                waited = time.monotonic() - start
                print(f"recv 结束, {waited:.3f} s")
                return
            print("Get value", data.decode(errors="replace"))
            # step: send
            conn.sendall(b"OK")


def client(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        # step: connect
        s.connect((host, port))
        # step: ask
        s.sendall(b"ping")
        print("recv:", s.recv(1024))
        # step: freeze
        time.sleep(FREEZE)  # its system goes on, though
        # step: thaw
        s.setblocking(False)
        try:
            print("recv:", s.recv(1024))  # b'': given up
        except BlockingIOError:  # EAGAIN
            print("服务器还在等")
        # step: close


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["server", "client"])
    parser.add_argument("host", nargs="?", default="127.0.0.1")
    parser.add_argument("port", nargs="?", type=int, default=8002)
    args = parser.parse_args()
    role = {"server": server, "client": client}[args.role]
    try:
        role(args.host, args.port)
    except KeyboardInterrupt:
        pass  # Ctrl-C is how a server ends
    except OSError as e:
        sys.exit(f"deadpeer: {e}")


if __name__ == "__main__":
    main()
