import socket
import struct
import sys
from time import monotonic
from zlib import crc32

COUNT, SIZE = 10, 1000  # packets if nothing is typed; bytes
TIMEOUT, TRIES = 1, 10  # seconds
LOSS = 0.0  # each way, for the theory
NUMBERS = 2  # 1: no sequence number; 2**32: they never return
DATA, ACK, FIN = 1, 2, 3


def pack(kind, n, text=b""):
    head = struct.pack("!BI", kind, n % NUMBERS)
    return head + struct.pack("!I", crc32(head + text)) + text


def unpack(b):
    ok = struct.pack("!I", crc32(b[:5] + b[9:])) == b[5:9]
    return struct.unpack("!BI", b[:5]) if ok else (0, 0)


def server(host, port):
    # step: socket
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    # step: bind
    s.bind((host, port))
    print("waiting for data")
    serve(s)


def serve(s):
    peers = {}  # whose next number is what; 0: it has ended
    while True:
        # step: recvfrom
        datagram, addr = s.recvfrom(2048)
        # step: deliver
        # What came before is acknowledged again, not delivered.
        kind, n = unpack(datagram)
        if kind not in (DATA, FIN):
            continue
        want = peers.get(addr, 1)
        if want and (n - want) % NUMBERS == 0:
            print(addr, datagram[9:29].decode(errors="replace"))
            peers[addr] = want + 1 if kind == DATA else 0
        # step: sendto
        s.sendto(pack(ACK, n), addr)


def client(host, port):
    # step: socket
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        # step: connect
        s.connect((host, port))
        # step: input
        print("text to send, or an empty line:", flush=True)
        text = sys.stdin.buffer.readline().strip(b"\r\n")
        text = text or b"".join(b"%-*d" % (SIZE, i + 1)
                                for i in range(COUNT))
        end = -(-len(text) // SIZE) + 1  # the number of the fin
        again, trips, start = 0, [], monotonic()
        for n in range(1, end + 1):
            piece = text[(n - 1) * SIZE:n * SIZE]
            packet = pack(DATA if n < end else FIN, n, piece)
            tries, due, ack = 0, 0, None
            while ack != (ACK, n % NUMBERS):
                # step: send
                if (now := monotonic()) >= due:
                    if tries == TRIES:
                        sys.exit(f"packet {n}: no ack")
                    s.send(packet)
                    tries, due = tries + 1, now + TIMEOUT
                # step: recv
                s.settimeout(due - now)
                try:
                    ack = unpack(s.recv(2048))
                except socket.timeout:
                    print("timeout")
            again += tries - 1
            if tries == 1:  # else: which one was acknowledged?
                trips.append(monotonic() - now)
        # step: summary
        seen = monotonic() - start
        rtt = sum(trips) / max(1, len(trips))
        theory = end * (rtt + TIMEOUT * (1 / (1 - LOSS) ** 2 - 1))
        print(f"{end} packets, {again} retransmissions, CRC-32 "
              f"{crc32(text):08x}; seen {seen:.3f} s, theory "
              f"{theory:.3f} s, {len(text) / seen / 1e3:.3f} kB/s")


if __name__ == "__main__":
    role, host, port = (sys.argv[1:] + ["localhost", "12347"])[:3]
    {"server": server, "client": client}[role](host, int(port))
