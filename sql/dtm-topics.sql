-- The one table of dtm's MySQL store that sagas do not need, and without which dtm does not start: it
-- keeps the topics of dtm's messages. The others are in sql/dtm/V1__transactions.sql. Run in schema dtm.
CREATE TABLE IF NOT EXISTS kv (
  id          BIGINT(22)   NOT NULL AUTO_INCREMENT,
  cat         VARCHAR(45)  NOT NULL COMMENT 'what the entry is for: topics',
  k           VARCHAR(128) NOT NULL,
  v           TEXT,
  version     BIGINT(22)   DEFAULT 1 COMMENT 'counted up by each change',
  create_time DATETIME     DEFAULT NULL,
  update_time DATETIME     DEFAULT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uniq_k (cat, k)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
