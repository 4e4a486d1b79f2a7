import argparse
import socket
import sys
import time

FRAMING = "length"  # or "line", "none"
BUFSIZE = 1024
WRITE = 0  # bytes of each send; 0: a message
GAP = 0  # seconds between sends
LATE = 0  # seconds before the server's first recv


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
    with conn, conn.makefile("rb") as file:
        time.sleep(LATE)

        def receive():
            # step: recv
            if FRAMING == "line":  # a message ends with "\n"
                m = file.readline(4096)
                return m[:-1] if m.endswith(b"\n") else b""
            if FRAMING == "length":  # 4 digits say how long it is
                m = conn.recv(4, socket.MSG_WAITALL)
                size = int(m) if m.isdigit() else 0
                if size == 0:
                    return b""
                return conn.recv(size, socket.MSG_WAITALL)
            # or whatever one recv gets is taken for one
            return conn.recv(BUFSIZE)

        n = 0
        while m := receive():
            n += 1
            print(f"消息 {n}: {m.decode(errors='replace')}")
        # step: send
        conn.sendall(f"收到 {n} 条消息".encode())


def client(host, port):
    # step: connect
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        s.connect((host, port))
        # step: frame
        out = []
        for text in "你好", "粘包是什么", "再见":
            m = text.encode()
            if FRAMING == "line":
                m += b"\n"
            if FRAMING == "length":
                m = b"%04d" % len(m) + m
            out.append(m)
        if WRITE > 0:  # or cut the stream anywhere
            stream = b"".join(out)
            cuts = range(0, len(stream), WRITE)
            out = [stream[i : i + WRITE] for i in cuts]
        # step: send
        for b in out:
            s.sendall(b)
            time.sleep(GAP)
        print(f"3 条消息，{len(out)} 次 send")
        # step: shutdown
        s.shutdown(socket.SHUT_WR)
        reply = s.recv(1024, socket.MSG_WAITALL)
        print(reply.decode(errors="replace"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["server", "client"])
    parser.add_argument("host", nargs="?", default="localhost")
    parser.add_argument("port", nargs="?", type=int, default=8082)
    args = parser.parse_args()
    role = {"server": server, "client": client}[args.role]
    try:
        role(args.host, args.port)
    except KeyboardInterrupt:
        pass  # Ctrl-C ends a server that waits
    except OSError as e:
        sys.exit(f"framing: {e}")


if __name__ == "__main__":
    main()
