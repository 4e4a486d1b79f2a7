import argparse
import socket
import sys
from errno import errorcode

SKIP = "none"  # or a call: bind, listen, connect
TWICE = "none"  # or a call: bind, listen, connect, close
STATES = (  # of Linux's TCP_INFO, by the names of RFC 9293
    "? ESTABLISHED SYN-SENT SYN-RECEIVED FIN-WAIT-1 FIN-WAIT-2 "
    "TIME-WAIT CLOSED CLOSE-WAIT LAST-ACK LISTEN CLOSING"
).split()


def server(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        show(s, "socket")
        # step: bind
        call(s, "bind", (host, port))
        # step: listen
        call(s, "listen", 5)
        # step: accept
        conn, addr = s.accept()  # a new socket
        serve(conn, addr)


def serve(conn, addr):
    with conn:
        show(conn, "accept")
        # step: send
        conn.sendall("谢谢你!".encode())
        # step: recv
        call(conn, "recv", 1024)  # until the client closes
        # step: close
        call(conn, "close")


def client(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        print("教程: 创建socket对象就是一个建立TCP的过程")
        show(s, "socket")
        # step: connect
        call(s, "connect", (host, port))
        # step: recv
        call(s, "recv", 1024)
        # step: close
        call(s, "close")


def call(s, name, *args):
    for again in range((name != SKIP) + (name == TWICE)):
        try:
            getattr(s, name)(*args)
            show(s, name)
        except OSError as e:
            show(s, name, e)
            if not again:
                raise


def show(s, name, error=None):
    # step: show
    if error:
        name += f" 出错 {errorcode.get(error.errno, error)}"
    state = ""
    try:
        info = s.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)
        state = STATES[info[0]]
    except (AttributeError, OSError):
        pass  # the system does not tell
    print(f"{name}: 状态 {state}", "本地", address(s.getsockname),
          "对方", address(s.getpeername))


def address(name):
    try:
        return name()
    except OSError as e:
        return errorcode[e.errno]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["server", "client"])
    parser.add_argument("host", nargs="?", default="localhost")
    parser.add_argument("port", nargs="?", type=int, default=8084)
    args = parser.parse_args()
    role = {"server": server, "client": client}[args.role]
    try:
        role(args.host, args.port)
    except KeyboardInterrupt:
        pass  # Ctrl-C ends a server that waits
    except OSError as e:
        sys.exit(f"lifecycle: {e}")


if __name__ == "__main__":
    main()
