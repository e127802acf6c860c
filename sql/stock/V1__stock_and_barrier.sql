-- stock: units that can still be ordered. supplied: units ever put on sale, so that
-- supplied = stock + units of orders that are not cancelled can be checked at any time.
CREATE TABLE stock (
  id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  product_id BIGINT UNSIGNED NOT NULL,
  stock      INT UNSIGNED    NOT NULL,
  supplied   INT UNSIGNED    NOT NULL DEFAULT (stock),
  created_at DATETIME(3)     NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  updated_at DATETIME(3)     NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
  deleted_at DATETIME(3)     NULL,
  UNIQUE KEY uniq_product_id (product_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

INSERT INTO stock (product_id, stock) VALUES (1, 100), (2, 200);

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
