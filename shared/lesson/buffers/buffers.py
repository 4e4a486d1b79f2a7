import argparse
import socket
import sys
import time

BUFSIZE = 4096
SIZE = 256  # KiB that the server sends
SNDBUF = 16  # KiB; 0 leaves what the system chose
RCVBUF = 16
PAUSE = 0.2  # seconds


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
        serve(conn, addr)


def serve(conn, addr):
    with conn:
        # step: option
        set_buffer(conn, "SO_SNDBUF", SNDBUF)
        # step: send
        data = "数据".encode() * (SIZE * 1024 // 6)
        sent, full = 0, False
        while sent < len(data):
            part = data[sent : sent + 4096]
            try:
                n = conn.send(part, socket.MSG_DONTWAIT)
            except BlockingIOError:  # EAGAIN
                if not full:
                    full = True
                    print(f"缓冲区满: {sent / 1024:.1f} KiB")
                n = conn.send(part)  # waits until it is copied
            sent += n
        # step: close
        # And the system delivers what is in its buffer.


def client(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        # step: option
        # Before connect: the handshake tells of the window.
        set_buffer(s, "SO_RCVBUF", RCVBUF)
        # step: connect
        s.connect((host, port))
        # step: pause
        print("暂停接收")
        time.sleep(PAUSE)
        # step: recv
        n = 0
        while data := s.recv(BUFSIZE):
            n += len(data)
        print("共接收字节数:", n)
        # step: close


# set_buffer sets a size, in KiB, and prints what it is then.
def set_buffer(s, name, kib):
    option = getattr(socket, name)
    if kib > 0:
        s.setsockopt(socket.SOL_SOCKET, option, kib * 1024)
    got = s.getsockopt(socket.SOL_SOCKET, option)
    print(f"{name}: {got / 1024:.1f} KiB")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["server", "client"])
    parser.add_argument("host", nargs="?", default="localhost")
    parser.add_argument("port", nargs="?", type=int, default=9095)
    args = parser.parse_args()
    role = {"server": server, "client": client}[args.role]
    try:
        role(args.host, args.port)
    except KeyboardInterrupt:
        pass  # Ctrl-C is how a server ends
    except OSError as e:
        sys.exit(f"buffers: {e}")


if __name__ == "__main__":
    main()
