import argparse
import socket
import sys
from errno import errorcode

BUFSIZE = 1024
END = "shutdown"  # or "close"
PROMPT = "请输入要发送的消息 (输入 'exit' 退出): "


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
        # step: close


def serve(conn, addr):
    with conn:
        # step: recv
        n = 0
        while True:
            data = conn.recv(BUFSIZE)
            if not data:  # the client's direction has ended
                break
            n += len(data)
        print("客户端不再发送，共收到字节数:", n)
        # step: send
        # The other direction is still open.
        for reply in ("你好，客户端！", f"你发送了：{n} 字节"):
            conn.sendall(reply.encode())
            print("send 成功:", reply)
        # step: close


def client(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        # step: connect
        s.connect((host, port))
        # step: send
        for line in lines():
            s.sendall(line.encode(errors="surrogateescape"))
        # step: end
        if END == "shutdown":
            s.shutdown(socket.SHUT_WR)  # "I send no more"
        else:
            s.close()  # "and I listen no more"
        # step: recv
        data = b""
        try:
            data = s.recv(1024, socket.MSG_WAITALL)  # to the end
        except OSError as e:
            print("recv 出错:", errorcode.get(e.errno, e))
        print("接收到服务器的响应:", data.decode(errors="replace"))
        # step: close


def lines():
    try:
        while (line := input(PROMPT)) != "exit":
            yield line
    except EOFError:
        pass


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["server", "client"])
    parser.add_argument("host", nargs="?", default="localhost")
    parser.add_argument("port", nargs="?", type=int, default=9093)
    args = parser.parse_args()
    sys.stdin.reconfigure(errors="surrogateescape")
    role = {"server": server, "client": client}[args.role]
    try:
        role(args.host, args.port)
    except KeyboardInterrupt:
        pass  # Ctrl-C is how a server ends
    except OSError as e:
        sys.exit(f"halfclose: {e}")


if __name__ == "__main__":
    main()
