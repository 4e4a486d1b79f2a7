import argparse
import socket
import sys
from errno import errorcode

CLOSES = "connection"  # or "listener", or "process"


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
                talk(conn, s)
            except OSError as e:
                cause = errorcode.get(e.errno, e)
                print(f"来自 {addr} 的连接出错: {cause}")
            if CLOSES != "connection":
                return  # with the process, all its sockets end


def talk(conn, listener):
    with conn:
        # step: serve
        conn.recv(1024)
        conn.sendall("问题处理中...".encode())
        # step: wait
        data = conn.recv(1024)
        if not data:
            return
        # step: close
        print("关闭:", CLOSES)
        if CLOSES != "listener":
            return
        listener.close()
        conn.sendall("数据接收正常...".encode())


def client(host, port):
    # step: first
    first = connect(host, port, "第一个连接")
    with first:
        recv(first, "第一个连接")
        # step: queued
        queued = connect(host, port, "排队的连接")
        # step: now
        first.sendall("请关闭".encode())
        recv(first, "第一个连接")
        recv(queued, "排队的连接")
        queued.close()
        # step: late
        try:
            late = connect(host, port, "新的连接")
        except OSError as e:
            print("新的连接 connect →", errorcode.get(e.errno, e))
            return
        recv(late, "新的连接")
        # step: close
        late.close()


def connect(host, port, name):
    s = socket.create_connection((host, port))
    s.sendall(name.encode())
    return s


def recv(s, name):
    try:
        text = s.recv(1024).decode(errors="replace")
    except OSError as e:
        text = errorcode.get(e.errno, e)
    print(name, "recv →", text)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["server", "client"])
    parser.add_argument("host", nargs="?", default="localhost")
    parser.add_argument("port", nargs="?", type=int, default=9094)
    args = parser.parse_args()
    role = {"server": server, "client": client}[args.role]
    try:
        role(args.host, args.port)
    except KeyboardInterrupt:
        pass  # Ctrl-C is how a server ends
    except OSError as e:
        sys.exit(f"whocloses: {e}")


if __name__ == "__main__":
    main()
