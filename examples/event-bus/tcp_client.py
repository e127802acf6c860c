"""Orders over the event bus's TCP bridge: a frame is a length (4 bytes, big-endian) and that much JSON."""

import argparse
import json
import socket
import struct
import sys
import time

FINAL = ("succeed", "failed")


class Bus:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=15)
        self.file = self.socket.makefile("rb")

    def request(self, address, body):
        message = {"type": "send", "address": address, "replyAddress": "reply", "body": body}
        text = json.dumps(message).encode()
        self.socket.sendall(struct.pack(">i", len(text)) + text)
        (length,) = struct.unpack(">i", self.file.read(4))
        reply = json.loads(self.file.read(length))
        if reply["type"] == "err":
            raise SystemExit("%(failureCode)d %(message)s" % reply)
        return reply["body"]


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=7000)
    options.add_argument("--count", type=int, default=1)
    given = options.parse_args()
    bus = Bus(given.port)
    order = {"userID": 1, "productID": 1, "amount": 100, "productCount": given.count}
    order_id = bus.request("eshop.order.submit", order)["orderID"]
    deadline = time.monotonic() + 20
    while (now := bus.request("eshop.order.get", {"orderID": order_id}))["status"] not in FINAL:
        if time.monotonic() > deadline:
            sys.exit(order_id + " is still " + now["status"])
        time.sleep(0.05)
    print(order_id, now["status"])


if __name__ == "__main__":
    main()
