"""The stock service in Python: stands in for ours in an order's saga. See README.md."""

import argparse
import os
import signal
import sys
from concurrent import futures
from pathlib import Path

import grpc
import pymysql
from pymysql.constants import CLIENT

from api.stock.v1 import stock_pb2, stock_pb2_grpc
from branch import Proof, Refused, branch_of, due

WORKERS = 8
MAX_CALLS = 64
MAX_MESSAGE_BYTES = 65_536
TIMEOUT_S = 5

DEDUCT = "UPDATE stock SET stock = stock - %s WHERE product_id = %s AND stock >= %s AND deleted_at IS NULL"
REVERT = "UPDATE stock SET stock = stock + %s WHERE product_id = %s"


class Stock(stock_pb2_grpc.stockServicer):
    def __init__(self, database, proof):
        self.database = database
        self.proof = proof

    def StockDeduct(self, request, context):
        self.run(context, "action", lambda cursor: deduct(cursor, request))
        return stock_pb2.StockDeductReply()

    def StockDeductRevert(self, request, context):
        self.run(context, "compensate", lambda cursor: revert(cursor, request))
        return stock_pb2.StockDeductRevertReply()

    def run(self, context, op, effect):
        """Barrier and effect in one transaction, and the answer only after COMMIT."""
        branch = branch_of(context, op)
        self.proof.check(context, branch)
        try:
            with pymysql.connect(**self.database) as connection, connection.cursor() as cursor:
                if due(cursor, branch):
                    effect(cursor)
                connection.commit()
        except Refused as refused:  # closing has rolled back, the barrier's row too
            context.abort(grpc.StatusCode.ABORTED, str(refused))
        except pymysql.MySQLError as failure:  # a deadlock is no refusal: to be called again
            print(branch, failure, file=sys.stderr, flush=True)
            context.abort(grpc.StatusCode.UNAVAILABLE, "the database cannot do it now")


def deduct(cursor, request):
    if not 0 < request.productID < 2**63 or request.productCount == 0:
        raise Refused("productID and productCount must be 1 or more")  # no repeat makes it right
    count = request.productCount
    if cursor.execute(DEDUCT, (count, request.productID, count)) == 0:
        raise Refused("product %d: fewer than %d left (Python)" % (request.productID, count))


def revert(cursor, request):
    """Must never be refused; that it has something to undo is the barrier's word."""
    if cursor.execute(REVERT, (request.productCount, request.productID)) == 0:
        raise pymysql.MySQLError("no row to give the units back to")


def create_tables(database, folder):
    """In an empty schema only."""
    options = dict(database, client_flag=CLIENT.MULTI_STATEMENTS)
    with pymysql.connect(**options) as connection, connection.cursor() as cursor:
        if cursor.execute("SHOW TABLES LIKE 'barrier'") == 0:
            for file in sorted(Path(folder).glob("V*.sql")):
                cursor.execute(file.read_text(encoding="utf-8"))
                while cursor.nextset():
                    pass
            connection.commit()


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=28282)
    options.add_argument("--db-host", default="127.0.0.1")
    options.add_argument("--db-port", type=int, default=13306)
    options.add_argument("--db-user", default="eshop")
    options.add_argument("--schema", default="eshop_stock")
    options.add_argument("--create-tables", metavar="FOLDER", help="sql/stock of eshop")
    given = options.parse_args()
    database = {
        "host": given.db_host,
        "port": given.db_port,
        "user": given.db_user,
        "password": os.environ.get("ESHOP_DATABASE_PASSWORD", ""),
        "database": given.schema,
        "connect_timeout": TIMEOUT_S,
        "read_timeout": TIMEOUT_S,
        "write_timeout": TIMEOUT_S,
    }
    if given.create_tables:
        create_tables(database, given.create_tables)
    keys = [key for key in os.environ.get("ESHOP_PROOF_KEYS", "").split(",") if key]
    server = grpc.server(
        futures.ThreadPoolExecutor(WORKERS),
        maximum_concurrent_rpcs=MAX_CALLS,
        options=[("grpc.max_receive_message_length", MAX_MESSAGE_BYTES), ("grpc.so_reuseport", 0)],
    )
    stock_pb2_grpc.add_stockServicer_to_server(Stock(database, Proof(keys)), server)
    server.add_insecure_port("127.0.0.1:%d" % given.port)
    server.start()
    signal.signal(signal.SIGTERM, lambda *_: server.stop(grace=TIMEOUT_S))
    print("stock (Python) serves on port %d" % given.port, flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main()
