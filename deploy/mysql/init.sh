#!/usr/bin/env bash
# Prepares MySQL for eshop and dtm: schemas, accounts, dtm's tables. The services make their own tables when
# they start. MySQL's image sources this once, on an empty data folder; a failure stops it. Run again it gives
# the accounts the rights and passwords of now and leaves the tables.
# On a server of your own: set the variables below, MYSQL_ROOT_PASSWORD, MYSQL_HOST, where it differs
# MYSQL_TCP_PORT, and ESHOP_SQL, the folder sql of this repository; then run it.
# In a subshell, so that its options do not become those of the script that sources it.
(
  set -euo pipefail
  sql=${ESHOP_SQL:-/opt/eshop/sql}

  client() {
    if [ -n "${MYSQL_HOST:-}" ]; then
      MYSQL_PWD=$MYSQL_ROOT_PASSWORD mysql --host="$MYSQL_HOST" --user=root "$@"
    else
      MYSQL_PWD=$MYSQL_ROOT_PASSWORD mysql --protocol=socket --user=root "$@"
    fi
  }

  passwords() {
    local account variable
    for account in order stock coupon pay dtm audit; do
      variable=${account^^}_DB_PASSWORD
      case ${!variable:-} in
        '' | *[!A-Za-z0-9_-]*)
          echo "init.sh: $variable must be set; letters, digits, '-' and '_' only" >&2
          return 1
          ;;
      esac
      echo "SET @${account}_password = '${!variable}';"
    done
  }

  # Through a pipe, not as an argument: arguments are visible to every process of the machine.
  given=$(passwords)
  { echo "$given"; cat "$sql/users.sql"; } | client
  if [ -z "$(client -N -e "SHOW TABLES LIKE 'trans_global'" dtm)" ]; then
    client dtm <"$sql/dtm/V1__transactions.sql"
  fi
  client dtm <"$sql/dtm-topics.sql"
)
