-- The state of the transaction manager: one row a saga in trans_global, two rows a step in
-- trans_branch_op (the compensation before the action). Names, columns and types are those of dtm's
-- MySQL store, so dtm and the embedded coordinator can take over each other's unfinished sagas.
--
-- Ours is only the binary collation: under a case-insensitive one the gids 'A1' and 'a1' are the same
-- unique key, and the second saga would be taken for a repeated submit of the first.
CREATE TABLE trans_global (
  id                 BIGINT(22)    NOT NULL AUTO_INCREMENT,
  gid                VARCHAR(128)  NOT NULL COMMENT 'id of the global transaction; an order id for an order',
  trans_type         VARCHAR(45)   NOT NULL COMMENT 'saga; dtm also writes tcc, xa, msg, workflow',
  status             VARCHAR(12)   NOT NULL COMMENT 'prepared, submitted, aborting, succeed, failed',
  query_prepared     VARCHAR(1024) NOT NULL COMMENT 'unused by sagas, empty',
  protocol           VARCHAR(45)   NOT NULL COMMENT 'how branches are called: grpc, http',
  create_time        DATETIME      DEFAULT NULL COMMENT 'all times: local time of the writing process',
  update_time        DATETIME      DEFAULT NULL,
  finish_time        DATETIME      DEFAULT NULL COMMENT 'when the status became succeed',
  rollback_time      DATETIME      DEFAULT NULL COMMENT 'when the status became failed',
  options            VARCHAR(1024) DEFAULT '' COMMENT 'JSON: wait_result, timeout_to_fail, retry_interval, ...',
  custom_data        VARCHAR(1024) DEFAULT '' COMMENT 'JSON of concurrent sagas: {"concurrent":true,"orders":{}}',
  next_cron_interval INT(11)       DEFAULT NULL COMMENT 'seconds to the next try, doubled by each failed one',
  next_cron_time     DATETIME      DEFAULT NULL COMMENT 'an unfinished saga is tried again after this',
  owner              VARCHAR(128)  NOT NULL DEFAULT '' COMMENT 'the lease that picked it up last',
  ext_data           TEXT          COMMENT 'JSON: {"headers":{}}; empty when there are none',
  result             VARCHAR(1024) DEFAULT '' COMMENT 'unused by sagas',
  rollback_reason    VARCHAR(1024) DEFAULT '' COMMENT 'why it was aborted',
  PRIMARY KEY (id),
  UNIQUE KEY gid (gid),
  KEY owner (owner),
  KEY status_next_cron_time (status, next_cron_time)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE trans_branch_op (
  id            BIGINT(22)    NOT NULL AUTO_INCREMENT,
  gid           VARCHAR(128)  NOT NULL,
  url           VARCHAR(1024) NOT NULL COMMENT 'host:port/package.service/Method or http://...; empty means nothing to do',
  data          TEXT          COMMENT 'unused',
  bin_data      BLOB          COMMENT 'request body, the same for both ops of a step',
  branch_id     VARCHAR(128)  NOT NULL COMMENT '01, 02, ... in the order of the steps',
  op            VARCHAR(45)   NOT NULL COMMENT 'compensate, action',
  status        VARCHAR(45)   NOT NULL COMMENT 'prepared, succeed, failed',
  finish_time   DATETIME      DEFAULT NULL,
  rollback_time DATETIME      DEFAULT NULL,
  create_time   DATETIME      DEFAULT NULL,
  update_time   DATETIME      DEFAULT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY gid_uniq (gid, branch_id, op)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
