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
    peers = {}  # whose next number is what, and what waits for it
    while True:
        # step: recvfrom
        datagram, addr = s.recvfrom(2048)
        # step: deliver
        kind, n = unpack(datagram)
        want, early = peers.get(addr, (1, {}))
        if kind not in (DATA, FIN) or n >= want + WINDOW:
            continue
        if n >= want:
            early[n] = datagram[9:29].decode(errors="replace")
        while want in early:
            print(addr, early.pop(want))
            want += 1
        peers[addr] = want, early
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
        out, new, again, trips, start = {}, 1, 0, [], monotonic()
        while out or new <= end:
            # step: send
            now, base = monotonic(), min(out, default=new)
            while new <= min(end, base + WINDOW - 1):
                out[new], new = (0, now), new + 1
            for n, (tries, due) in out.items():
                if now >= due:
                    tries < TRIES or sys.exit(f"packet {n}: no ack")
                    piece = text[(n - 1) * SIZE:n * SIZE]
                    s.send(pack(DATA if n < end else FIN, n, piece))
                    out[n] = tries + 1, now + TIMEOUT
            # step: recv
            s.settimeout(min(due for _, due in out.values()) - now)
            try:
                kind, n = unpack(s.recv(2048))
            except socket.timeout:
                print("timeout")
                continue
            if kind == ACK and n in out:
                tries, due = out.pop(n)
                again += tries - 1
                if tries == 1:  # else: which one was it?
                    trips.append(monotonic() - due + TIMEOUT)
        # step: summary
        t = monotonic() - start
        rtt, w = sum(trips) / max(1, len(trips)), min(WINDOW, end)
        bad = 1 - (1 - LOSS) ** 2
        low = end / w * (rtt + TIMEOUT * bad / (1 - bad))
        worst = sum(1 - (1 - bad ** k) ** w for k in range(1, 999))
        high = -(-end // w) * (rtt + TIMEOUT * worst)
        print(f"{end} packets, {again} retransmissions, CRC-32 "
              f"{crc32(text):08x}; seen {t:.3f} s, theory {low:.3f}"
              f" s to {high:.3f} s, {len(text) / t / 1e3:.3f} kB/s")


if __name__ == "__main__":
    role, host, port = (sys.argv[1:] + ["localhost", "12349"])[:3]
    {"server": server, "client": client}[role](host, int(port))
