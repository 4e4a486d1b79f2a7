import argparse
import socket
import sys
from errno import errorcode

BUFSIZE = 1024
TIMEOUT = 10  # seconds; None waits for ever, 0 not at all


def server(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        print("Socket Created")
        # step: option
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # step: bind
        try:
            s.bind((host, port))
        except OSError as e:
            print("Bind Failed...", errorcode.get(e.errno, e))
            raise
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
        # step: timeout
        conn.settimeout(TIMEOUT)
        try:
            while True:
                # step: recv
                data = conn.recv(BUFSIZE)
                text = data.decode(errors="replace")
                print("Get value " + text, end=" ")
                if not data:  # the client has closed
                    print("Exit Server", end=" ")
                    break
                # step: send
                conn.sendall(b"OK")
        except socket.timeout:
            print("Time out")
        # step: close


def client(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        # step: connect
        s.connect((host, port))
        while True:
            # step: input
            try:
                data = input("Please input data:")
            except EOFError:
                break
            if not data:
                break
            # step: send
            try:
                s.sendall(data.encode(errors="surrogateescape"))
            except OSError as e:
                print("Send Failed...", errorcode[e.errno])
                break
            print("Send Successfully")
            # step: recv
            reply = s.recv(4096)
            print(reply)  # b'' once the server closed
        # step: close


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["server", "client"])
    parser.add_argument("host", nargs="?", default="127.0.0.1")
    parser.add_argument("port", nargs="?", type=int, default=8001)
    args = parser.parse_args()
    sys.stdin.reconfigure(errors="surrogateescape")
    role = {"server": server, "client": client}[args.role]
    try:
        role(args.host, args.port)
    except KeyboardInterrupt:
        pass  # Ctrl-C is how a server ends
    except OSError as e:
        sys.exit(f"timeout: {e}")


if __name__ == "__main__":
    main()
