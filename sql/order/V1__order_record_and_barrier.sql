-- status: 1 wait pay | 2 wait ship | 3 wait receive | 4 done | 5 cancelled. amount is in cents.
CREATE TABLE order_record (
  id            BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  order_id      VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id       BIGINT UNSIGNED NOT NULL,
  product_id    BIGINT UNSIGNED NOT NULL,
  amount        INT UNSIGNED    NOT NULL,
  product_count INT UNSIGNED    NOT NULL,
  coupon_id     BIGINT UNSIGNED NOT NULL DEFAULT 0,
  status        TINYINT UNSIGNED NOT NULL,
  created_at    DATETIME(3)     NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  updated_at    DATETIME(3)     NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
  deleted_at    DATETIME(3)     NULL,
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
