-- One schema and one account per service, for MySQL 8 and MariaDB 10.6 or newer. Run it as an
-- administrator of an empty or an existing server; running it again sets the passwords anew.
--
-- No password is in this file. Give them in the same session, before it:
--   SET @order_password = '...', @stock_password = '...', @coupon_password = '...',
--       @pay_password = '...', @dtm_password = '...', @audit_password = '...';
-- deploy/mysql/init.sh does so from its environment. 16 characters or more; dtm writes its own into a
-- connection string, so letters, digits, '-' and '_' only.
--
-- An account sees its own schema and nothing else, and has no global right. The four services bring
-- their tables up to date themselves when they start, so they may change tables of their schema.
-- dtm may not: its tables are made by sql/dtm/V1__transactions.sql and sql/dtm-topics.sql. eshop_audit
-- reads all of them, for "check".

SET @refused = IF(
  CHAR_LENGTH(COALESCE(@order_password, '')) < 16 OR CHAR_LENGTH(COALESCE(@stock_password, '')) < 16
  OR CHAR_LENGTH(COALESCE(@coupon_password, '')) < 16 OR CHAR_LENGTH(COALESCE(@pay_password, '')) < 16
  OR CHAR_LENGTH(COALESCE(@dtm_password, '')) < 16 OR CHAR_LENGTH(COALESCE(@audit_password, '')) < 16,
  'every password must be set and have 16 characters or more', 'DO 0');
PREPARE refuse FROM @refused;
EXECUTE refuse;
DEALLOCATE PREPARE refuse;

CREATE DATABASE IF NOT EXISTS eshop_order CHARACTER SET utf8mb4;
CREATE DATABASE IF NOT EXISTS eshop_stock CHARACTER SET utf8mb4;
CREATE DATABASE IF NOT EXISTS eshop_coupon CHARACTER SET utf8mb4;
CREATE DATABASE IF NOT EXISTS eshop_pay CHARACTER SET utf8mb4;
CREATE DATABASE IF NOT EXISTS dtm CHARACTER SET utf8mb4;

-- Locked until the password is set below.
CREATE USER IF NOT EXISTS 'eshop_order'@'%' ACCOUNT LOCK;
CREATE USER IF NOT EXISTS 'eshop_stock'@'%' ACCOUNT LOCK;
CREATE USER IF NOT EXISTS 'eshop_coupon'@'%' ACCOUNT LOCK;
CREATE USER IF NOT EXISTS 'eshop_pay'@'%' ACCOUNT LOCK;
CREATE USER IF NOT EXISTS 'dtm'@'%' ACCOUNT LOCK;
CREATE USER IF NOT EXISTS 'eshop_audit'@'%' ACCOUNT LOCK;

-- An underscore that is not escaped would stand for any character: eshop_pay for eshopXpay too.
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES ON `eshop\_order`.* TO 'eshop_order'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES ON `eshop\_stock`.* TO 'eshop_stock'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES ON `eshop\_coupon`.* TO 'eshop_coupon'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES ON `eshop\_pay`.* TO 'eshop_pay'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON dtm.* TO 'dtm'@'%';
GRANT SELECT ON `eshop\_order`.* TO 'eshop_audit'@'%';
GRANT SELECT ON `eshop\_stock`.* TO 'eshop_audit'@'%';
GRANT SELECT ON `eshop\_coupon`.* TO 'eshop_audit'@'%';
GRANT SELECT ON `eshop\_pay`.* TO 'eshop_audit'@'%';
GRANT SELECT ON dtm.* TO 'eshop_audit'@'%';

SET @unlock = CONCAT('ALTER USER ''eshop_order''@''%'' IDENTIFIED BY ', QUOTE(@order_password), ' ACCOUNT UNLOCK');
PREPARE unlock_account FROM @unlock;
EXECUTE unlock_account;
SET @unlock = CONCAT('ALTER USER ''eshop_stock''@''%'' IDENTIFIED BY ', QUOTE(@stock_password), ' ACCOUNT UNLOCK');
PREPARE unlock_account FROM @unlock;
EXECUTE unlock_account;
SET @unlock = CONCAT('ALTER USER ''eshop_coupon''@''%'' IDENTIFIED BY ', QUOTE(@coupon_password), ' ACCOUNT UNLOCK');
PREPARE unlock_account FROM @unlock;
EXECUTE unlock_account;
SET @unlock = CONCAT('ALTER USER ''eshop_pay''@''%'' IDENTIFIED BY ', QUOTE(@pay_password), ' ACCOUNT UNLOCK');
PREPARE unlock_account FROM @unlock;
EXECUTE unlock_account;
SET @unlock = CONCAT('ALTER USER ''dtm''@''%'' IDENTIFIED BY ', QUOTE(@dtm_password), ' ACCOUNT UNLOCK');
PREPARE unlock_account FROM @unlock;
EXECUTE unlock_account;
SET @unlock = CONCAT('ALTER USER ''eshop_audit''@''%'' IDENTIFIED BY ', QUOTE(@audit_password), ' ACCOUNT UNLOCK');
PREPARE unlock_account FROM @unlock;
EXECUTE unlock_account;
DEALLOCATE PREPARE unlock_account;
SET @unlock = NULL;
