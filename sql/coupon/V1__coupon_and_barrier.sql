-- status: 1 unused | 2 used | 3 expired. amount is in cents.
-- order_id: the order that used the coupon, which is the gid of its saga; only that one may free it.
CREATE TABLE coupon (
  id         BIGINT UNSIGNED  NOT NULL AUTO_INCREMENT PRIMARY KEY,
  user_id    BIGINT UNSIGNED  NOT NULL,
  amount     INT UNSIGNED     NOT NULL,
  status     TINYINT UNSIGNED NOT NULL DEFAULT 1,
  order_id   VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NULL,
  created_at DATETIME(3)      NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  updated_at DATETIME(3)      NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
  deleted_at DATETIME(3)      NULL,
  KEY idx_user (user_id, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

INSERT INTO coupon (id, user_id, amount) VALUES (1, 1, 1000), (2, 1, 2000);

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
