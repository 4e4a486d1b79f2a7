import argparse
import socket
import sys
import time
from errno import errorcode

COUNT = 20
GAP = 0  # seconds
TIMEOUT = 2  # seconds


def server(host, port):
    # step: socket
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    # step: bind
    s.bind((host, port))
    print("waiting for pings")
    serve(s)


def serve(s):
    with s:
        while True:
            # step: recvfrom
            data, addr = s.recvfrom(1024)
            # Pongs are not answered: two servers would never end.
            if data.startswith(b"ping "):
                # step: sendto
                try:
                    s.sendto(b"pong " + data[5:], addr)
                except OSError as e:  # go on with the others
                    cause = errorcode.get(e.errno, e)
                    print(f"来自 {addr} 的连接出错: {cause}")


def client(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        # step: connect
        # Nothing is sent: from now on only the server is heard.
        s.connect((host, port))
        left = {}
        for i in range(1, COUNT + 1):
            # step: send
            # Twice the number, so that a flipped bit shows.
            s.send(f"ping {i} {i}".encode())
            left[f"pong {i} {i}"] = i
            time.sleep(GAP)
        collect(s, left)


def collect(s, left):
    s.settimeout(TIMEOUT)
    last = got = overtaken = doubled = corrupted = 0
    while got < len(left):
        # step: recv
        try:
            data = s.recv(1024)
        except socket.timeout:
            break  # the others will not come
        pong = data.decode(errors="replace")
        print(pong)
        # step: count
        n = left.get(pong)
        if n is None:
            corrupted += 1
        elif n == 0:  # it came before
            doubled += 1
        else:
            overtaken += n < last
            left[pong], last, got = 0, max(last, n), got + 1
    print(f"{got} of {len(left)}, {overtaken} overtaken, "
          f"{doubled} doubled, {corrupted} corrupted")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["server", "client"])
    parser.add_argument("host", nargs="?", default="localhost")
    parser.add_argument("port", nargs="?", type=int, default=12346)
    args = parser.parse_args()
    role = {"server": server, "client": client}[args.role]
    try:
        role(args.host, args.port)
    except KeyboardInterrupt:
        pass  # Ctrl-C is how a server ends
    except OSError as e:
        sys.exit(f"lossy: {e}")


if __name__ == "__main__":
    main()
