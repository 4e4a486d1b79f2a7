import argparse
import socket
import sys
import time

SIZE = 300000  # bytes
SEND = "loop"  # or "once", "sendall"
TIMEOUT = 10  # seconds; None: send waits until all is copied
SNDBUF = 16384  # bytes of SO_SNDBUF; 0: as the system has it
RECV = "into"  # or "waitall"
BUFSIZE = 4096
PAUSE = 0  # seconds after each recv


def server(host, port):
    # step: listen
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind((host, port))
        s.listen(128)
        # step: accept
        conn, addr = s.accept()
        serve(conn, addr)


def serve(conn, addr):
    with conn:
        total, calls = 0, 0
        buf = bytearray(BUFSIZE)
        flags = socket.MSG_WAITALL if RECV == "waitall" else 0
        while True:
            # step: recv
            # recv returns what is there, at most so much; recv_into
            # puts it where the last piece was.
            n = conn.recv_into(buf, BUFSIZE, flags)
            if n == 0:
                break
            total, calls = total + n, calls + 1
            time.sleep(PAUSE)
        print(f"{total} 字节，{calls} 次 recv")
        # step: reply
        conn.sendall(f"收到 {total} 字节".encode())


def client(host, port):
    # step: connect
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        if SNDBUF > 0:
            sndbuf = socket.SO_SNDBUF
            s.setsockopt(socket.SOL_SOCKET, sndbuf, SNDBUF)
        s.connect((host, port))
        s.settimeout(TIMEOUT)
        calls = 0
        data = memoryview(b"s" * SIZE)
        if SEND == "sendall":
            # step: sendall
            s.sendall(data)
            data = data[SIZE:]
        while data:
            # step: send
            n = s.send(data)
            data, calls = data[n:], calls + 1
            if SEND == "once":
                print("教程: send 返回要发送的字节数:", SIZE)
                print("内核: send 返回:", n)
                break
        print(f"{SIZE - len(data)} 字节，{calls} 次 send")
        # step: reply
        s.settimeout(None)
        s.shutdown(socket.SHUT_WR)
        reply = s.recv(1024, socket.MSG_WAITALL)
        print(reply.decode(errors="replace"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["server", "client"])
    parser.add_argument("host", nargs="?", default="localhost")
    parser.add_argument("port", nargs="?", type=int, default=8083)
    args = parser.parse_args()
    role = {"server": server, "client": client}[args.role]
    try:
        role(args.host, args.port)
    except KeyboardInterrupt:
        pass  # Ctrl-C ends a server that waits
    except OSError as e:
        sys.exit(f"partial: {e}")


if __name__ == "__main__":
    main()
