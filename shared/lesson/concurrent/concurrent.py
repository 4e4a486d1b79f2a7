import argparse
import socket
import sys
import threading
from errno import errorcode

BUFSIZE = 1024
CLIENTS = "many"
PROMPT = "请输入要发送的消息 (输入 'exit' 退出): "


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
            # step: serve
            thread = threading.Thread(
                target=one, args=(conn, addr), daemon=True
            )
            thread.start()
            if CLIENTS == "one":
                thread.join()  # the next client waits for this one
        # step: close


def one(conn, addr):
    try:
        serve(conn, addr)
    except OSError as e:
        cause = errorcode.get(e.errno, e)
        print(f"来自 {addr} 的连接出错: {cause}")


def serve(conn, addr):
    with conn:
        print("客户端连接成功:", addr)
        while True:
            # step: recv
            data = conn.recv(BUFSIZE)
            if not data:
                print("客户端下线了:", addr)
                break
            print(data.decode(errors="replace"), addr)
            # step: send
            conn.sendall("数据接收正常...".encode())
        # step: close


def client(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        # step: connect
        s.connect((host, port))
        while True:
            # step: input
            try:
                message = input(PROMPT)
            except EOFError:
                break
            if message == "exit":
                break
            # step: send
            s.sendall(message.encode(errors="surrogateescape"))
            # step: recv
            data = s.recv(BUFSIZE)
            if not data:  # the server has closed
                break
            text = data.decode(errors="replace")
            print(f"接收到服务器的响应: {text}")
        # step: close


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["server", "client"])
    parser.add_argument("host", nargs="?", default="localhost")
    parser.add_argument("port", nargs="?", type=int, default=9090)
    args = parser.parse_args()
    sys.stdin.reconfigure(errors="surrogateescape")
    role = {"server": server, "client": client}[args.role]
    try:
        role(args.host, args.port)
    except KeyboardInterrupt:
        pass  # Ctrl-C is how a server ends
    except OSError as e:
        sys.exit(f"concurrent: {e}")


if __name__ == "__main__":
    main()
