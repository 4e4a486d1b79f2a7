import argparse
import os
import socket
import sys
import time
from errno import errorcode

PORT = 1  # nobody listens there
HOST = "server"  # or "unknown", "silent"
TIMEOUT = 1  # seconds
RETRIES = 0
EVERY = 0.5  # seconds
HOSTS = {"unknown": "nobody.invalid", "silent": "192.0.2.1"}


def server(host, port):
    # step: listen
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind((host, port))
        s.listen(5)
        print("服务器正在监听...")
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
        # step: send
        conn.sendall("谢谢你!".encode())


def client(host, port):
    # step: connect
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        s.settimeout(TIMEOUT)
        try:
            s.connect((HOSTS.get(HOST, host), PORT))
            print("connect 成功")
        except socket.timeout:
            print("connect 超时: 没有人回答")
        except socket.gaierror:
            print("connect 出错: 找不到主机")
        except OSError as e:
            print("connect 出错:", e.errno, errorcode[e.errno])
        # step: again
        code = attempt((host, PORT))
        tries = 0
        while code != 0 and tries <= RETRIES:
            if tries > 0:
                time.sleep(EVERY)
            tries, code = tries + 1, attempt((host, port))
        if code != 0:
            raise OSError(code, os.strerror(code))


# attempt uses a socket of its own: not every system lets one
# whose connect failed try again.
def attempt(addr):
    # step: connect_ex
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        code = s.connect_ex(addr)
        print("connect_ex 返回", code, errorcode.get(code, ""))
        if code != 0:
            return code
        # step: recv
        data = s.recv(1024)
        print("接收到的数据:", data.decode(errors="replace"))
        return 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["server", "client"])
    parser.add_argument("host", nargs="?", default="localhost")
    parser.add_argument("port", nargs="?", type=int, default=8085)
    args = parser.parse_args()
    role = {"server": server, "client": client}[args.role]
    try:
        role(args.host, args.port)
    except KeyboardInterrupt:
        pass  # Ctrl-C is how a server ends
    except OSError as e:
        sys.exit(f"refused: {e}")


if __name__ == "__main__":
    main()
