import socket
import struct
import sys
from time import monotonic
from zlib import crc32

COUNT, SIZE, WINDOW = 20, 1000, 8  # packets, bytes, packets
TIMEOUT, TRIES, LOSS = 1, 10, 0.0  # seconds; for the theory
DATA, ACK, FIN = 1, 2, 3


def pack(kind, n, text=b""):
    head = struct.pack("!BI", kind, n)
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
    peers = {}  # whose next number is what
    while True:
        # step: recvfrom
        datagram, addr = s.recvfrom(2048)
        # step: deliver
        # Only what is next; the ack names the last that was.
        kind, n = unpack(datagram)
        if kind not in (DATA, FIN):
            continue
        want = peers.get(addr, 1)
        if n == want:
            print(addr, datagram[9:29].decode(errors="replace"))
            want = peers[addr] = want + 1
        # step: sendto
        s.sendto(pack(ACK, want - 1), addr)


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
        base, new, tries, times, trips = 1, 1, 0, {}, []
        start = monotonic()
        while base <= end:
            # step: send
            now = monotonic()
            if base == new or now >= due:
                new, due, tries = base, now + TIMEOUT, tries + 1
                tries <= TRIES or sys.exit(f"packet {base}: no ack")
            while new <= min(end, base + WINDOW - 1):
                piece = text[(new - 1) * SIZE:new * SIZE]
                s.send(pack(DATA if new < end else FIN, new, piece))
                times.setdefault(new, []).append(now)
                new += 1
            # step: recv
            s.settimeout(due - now)
            try:
                kind, n = unpack(s.recv(2048))
            except socket.timeout:
                print("timeout")
                continue
            if kind == ACK and base <= n < new:
                now = monotonic()
                if len(times[n]) == 1:  # else: which was it?
                    trips.append(now - times[n][0])
                base, due, tries = n + 1, now + TIMEOUT, 0
        # step: summary
        seen = monotonic() - start
        again = sum(map(len, times.values())) - end
        rtt = sum(trips) / max(1, len(trips))
        w, ok = min(WINDOW, end), 1 - (LOSS or 1e-9)
        w -= ok ** w * sum(LOSS ** k for k in range(1, w + 1))
        lost = 1 - ok ** w  # any of a window
        theory = end * (1 / ok - 1) * (rtt * ok / lost + TIMEOUT)
        print(f"{end} packets, {again} retransmissions, CRC-32 "
              f"{crc32(text):08x}; seen {seen:.3f} s, theory "
              f"{theory:.3f} s, {len(text) / seen / 1e3:.3f} kB/s")


if __name__ == "__main__":
    role, host, port = (sys.argv[1:] + ["localhost", "12348"])[:3]
    {"server": server, "client": client}[role](host, int(port))
