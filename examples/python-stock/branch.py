"""What a branch call is, whether its saga is ours, and whether its effect is due."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

import grpc

ID = re.compile(r"[A-Za-z0-9_.:-]{1,128}")


class Refused(Exception):
    """The business says no for good: the saga is undone."""


@dataclass(frozen=True)
class Branch:
    gid: str
    trans_type: str
    branch_id: str
    op: str  # action or compensate


def branch_of(context, op):
    """Reads dtm's metadata; a call that is no branch call is never ABORTED, which would undo a saga."""
    metadata = context.invocation_metadata()
    values = []
    for name in ("dtm-gid", "dtm-trans_type", "dtm-branch_id", "dtm-op"):
        given = [value for key, value in metadata if key == name]
        if len(given) != 1 or not isinstance(given[0], str) or not ID.fullmatch(given[0]):
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "metadata " + name + " must be given once")
        values.append(given[0])
    branch = Branch(*values)
    if branch.op != op or len(branch.trans_type) > 45:
        context.abort(grpc.StatusCode.INVALID_ARGUMENT, "this method is for op " + op)
    return branch


class Proof:
    """The order service signs the gid; without a key nothing is checked. Keys are id:secret."""

    def __init__(self, keys):
        self.keys = dict(key.split(":", 1) for key in keys)

    def of(self, key_id, gid):
        mac = hmac.new(self.keys[key_id].encode(), gid.encode(), hashlib.sha256).digest()
        return key_id + ":" + base64.urlsafe_b64encode(mac).decode().rstrip("=")

    def check(self, context, branch):
        given = [value for key, value in context.invocation_metadata() if key == "eshop-proof"]
        key_id = given[0].split(":", 1)[0] if len(given) == 1 else None
        known = key_id in self.keys
        if self.keys and not (known and hmac.compare_digest(self.of(key_id, branch.gid).encode(), given[0].encode())):
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "the call has no valid eshop-proof of its saga")


INSERT = (
    "INSERT IGNORE INTO barrier (trans_type, gid, branch_id, op, barrier_id, reason)"
    " VALUES (%s, %s, %s, %s, '01', %s)"
)


def due(cursor, branch):
    """Leaves the rows of this call in the open transaction; true when the effect has to be written.

    Duplicate: the call's own row is there already. Nothing to undo, and the late action after it: a
    compensation first inserts the action's row, and if that is new the action never ran and never will.
    """

    def is_new(op):
        row = (branch.trans_type, branch.gid, branch.branch_id, op, branch.op)
        return cursor.execute(INSERT, row) == 1

    nothing_to_undo = branch.op == "compensate" and is_new("action")
    return is_new(branch.op) and not nothing_to_undo
