"""Sends each payload as a frame and expects the same frame back.

Written from the two specifications, without a library and without a line of the package.

python3 frame-10-netstring-and-cobs.py netstring|cobs PORT PAYLOAD_IN_HEX...
"""
import socket
import sys


def netstring(payload):
    return str(len(payload)).encode() + b":" + payload + b","


def cobs(payload):
    frame = b""
    runs = payload.split(b"\0")
    for run in runs:
        # A group of 254 bytes stands for no zero. Where one follows, a group without bytes says so.
        while len(run) > 254 or len(run) == 254 and run is not runs[-1]:
            frame += b"\xff" + run[:254]
            run = run[254:]
        frame += bytes([len(run) + 1]) + run
    return frame + b"\0"


codec, port, *payloads = sys.argv[1:]
encode = {"netstring": netstring, "cobs": cobs}[codec]
with socket.create_connection(("127.0.0.1", int(port)), timeout=5) as server:
    stream = server.makefile("rb")
    for payload in payloads:
        frame = encode(bytes.fromhex(payload))
        server.sendall(frame)
        reply = stream.read(len(frame))
        if reply != frame:
            sys.exit(f"sent {frame.hex()}, got {reply.hex()}")
