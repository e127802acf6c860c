"""Submits one order to the order service over gRPC and prints its id; acceptance is not success."""

import argparse

import grpc

from api.order.v1 import order_pb2, order_pb2_grpc


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--order", default="127.0.0.1:8282")
    options.add_argument("--product", type=int, default=1)
    options.add_argument("--count", type=int, default=1)
    given = options.parse_args()
    with grpc.insecure_channel(given.order) as channel:
        reply = order_pb2_grpc.orderStub(channel).Submit(
            order_pb2.SubmitRequest(userID=1, productID=given.product, amount=100, productCount=given.count),
            timeout=10,
        )
    print(reply.orderID)


if __name__ == "__main__":
    main()
