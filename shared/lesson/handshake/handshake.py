import argparse
import socket
import sys

CLOSES = "client"  # who closes first
STATES = (  # of Linux's TCP_INFO, by the names of RFC 9293
    "? ESTABLISHED SYN-SENT SYN-RECEIVED FIN-WAIT-1 FIN-WAIT-2 "
    "TIME-WAIT CLOSED CLOSE-WAIT LAST-ACK LISTEN CLOSING"
).split()


def server(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # step: bind
        s.bind((host, port))
        # step: listen
        s.listen(5)
        state(s, "listen")
        # step: accept
        conn, addr = s.accept()  # takes what has shaken hands
        # step: close
        serve(conn, addr)


def serve(conn, addr):
    with conn:
        state(conn, "accept")
        # step: recv
        conn.recv(1024)
        # step: send
        conn.sendall("谢谢你!".encode())
        # step: close
        finish(conn, CLOSES == "server")


def client(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        state(s, "socket")  # no segment has been sent
        # step: connect
        s.connect((host, port))
        state(s, "connect")
        # step: send
        s.sendall("你好，服务器!".encode())
        # step: recv
        s.recv(1024)
        # step: close
        finish(s, CLOSES == "client")


# finish sends FIN as close does, but can ask for the state.
def finish(s, first):
    for mine in (first, not first):
        if mine:
            # step: shutdown
            s.shutdown(socket.SHUT_WR)
            state(s, "shutdown")
        else:
            # step: eof
            data = s.recv(1024)  # waits for the other FIN
            state(s, f"recv {data}")


# state prints the socket's state, where Python can ask: on Linux.
def state(s, after):
    try:
        info = s.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)
        print(after, "→", STATES[info[0]])
    except (AttributeError, OSError):
        print(after, "→", "")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["server", "client"])
    parser.add_argument("host", nargs="?", default="localhost")
    parser.add_argument("port", nargs="?", type=int, default=9092)
    args = parser.parse_args()
    role = {"server": server, "client": client}[args.role]
    try:
        role(args.host, args.port)
    except KeyboardInterrupt:
        pass  # Ctrl-C is how a server ends
    except OSError as e:
        sys.exit(f"handshake: {e}")


if __name__ == "__main__":
    main()
