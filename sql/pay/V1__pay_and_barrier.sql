-- status: 1 wait | 2 paid | 3 refunded | 4 cancelled. amount is in cents.
-- refund_due_at: set when an order is taken back that was paid; the money is still here, status
-- stays 2 until it has been returned.
CREATE TABLE pay (
  id            BIGINT UNSIGNED  NOT NULL AUTO_INCREMENT PRIMARY KEY,
  user_id       BIGINT UNSIGNED  NOT NULL,
  order_id      VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount        INT UNSIGNED     NOT NULL,
  status        TINYINT UNSIGNED NOT NULL DEFAULT 1,
  refund_due_at DATETIME(3)      NULL,
  created_at    DATETIME(3)      NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  updated_at    DATETIME(3)      NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
  deleted_at    DATETIME(3)      NULL,
  UNIQUE KEY uniq_order_id (order_id),
  KEY idx_user (user_id, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

-- Ids compare as bytes: under a case-insensitive, blank-padding collation 'G1', 'g1' and 'g1 ' would be
-- one key, and INSERT IGNORE would silently skip the second saga's action.
CREATE TABLE barrier (
  id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  trans_type  VARCHAR(45)  NOT NULL,
  gid         VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  branch_id   VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  op          VARCHAR(45)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  barrier_id  VARCHAR(45)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason      VARCHAR(45)  NOT NULL,
  create_time DATETIME(3)  NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  UNIQUE KEY uniq_barrier (gid, branch_id, op, barrier_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;
