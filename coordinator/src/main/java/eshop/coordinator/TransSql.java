package eshop.coordinator;

import java.util.Collections;

/**
 * Every statement on dtm's two tables. A constant whose name ends in {@code _HEAD} is completed by
 * {@link #list} with as many rows or conditions as a batch has.
 *
 * <p>FORCE INDEX is there so that a write locks the rows it names and no others, whatever the
 * optimizer thinks of a small table.
 */
final class TransSql {
  private static final String GLOBAL_COLUMNS =
      "gid, trans_type, status, query_prepared, protocol, create_time, update_time, finish_time,"
          + " rollback_time, options, custom_data, next_cron_interval, next_cron_time, owner,"
          + " ext_data, result, rollback_reason";

  static final String INSERT_GLOBAL_HEAD =
      "INSERT INTO trans_global (gid, trans_type, status, query_prepared, protocol, create_time,"
          + " update_time, options, custom_data, next_cron_interval, next_cron_time, owner,"
          + " ext_data, result, rollback_reason) VALUES ";
  static final String INSERT_GLOBAL_ROW = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  static final String INSERT_BRANCH_HEAD =
      "INSERT INTO trans_branch_op (gid, url, bin_data, branch_id, op, status, create_time,"
          + " update_time) VALUES ";
  static final String INSERT_BRANCH_ROW = "(?, ?, ?, ?, ?, ?, ?, ?)";

  static final String SELECT_GLOBAL =
      "SELECT id, " + GLOBAL_COLUMNS + " FROM trans_global WHERE gid = ?";
  static final String SELECT_GLOBAL_FOR_UPDATE = SELECT_GLOBAL + " FOR UPDATE";
  static final String SELECT_STATUSES_HEAD =
      "SELECT gid, status, owner FROM trans_global WHERE gid IN (";

  static final String SELECT_BRANCHES_HEAD =
      "SELECT id, gid, url, bin_data, branch_id, op, status, create_time, update_time, finish_time,"
          + " rollback_time FROM trans_branch_op WHERE gid IN (";
  static final String SELECT_BRANCHES_TAIL = ") ORDER BY id";

  /** Parameters: id below, then each filter twice (a null switches it off), then the limit. */
  static final String SELECT_PAGE =
      "SELECT id, "
          + GLOBAL_COLUMNS
          + " FROM trans_global WHERE id < ?"
          + " AND (? IS NULL OR status = ?) AND (? IS NULL OR trans_type = ?)"
          + " AND (? IS NULL OR create_time >= ?) AND (? IS NULL OR create_time <= ?)"
          + " ORDER BY id DESC LIMIT ?";

  /**
   * The same for a status that is not final, status first. The list would otherwise be looked for
   * among all that have ended.
   */
  static final String SELECT_UNFINISHED_PAGE =
      "SELECT id, "
          + GLOBAL_COLUMNS
          + " FROM trans_global FORCE INDEX (status_next_cron_time) WHERE status = ? AND id < ?"
          + " AND (? IS NULL OR trans_type = ?)"
          + " AND (? IS NULL OR create_time >= ?) AND (? IS NULL OR create_time <= ?)"
          + " ORDER BY id DESC LIMIT ?";

  /** One status at a time: then the index gives the order and only the taken rows are locked. */
  static final String SELECT_DUE =
      "SELECT id, "
          + GLOBAL_COLUMNS
          + " FROM trans_global FORCE INDEX (status_next_cron_time)"
          + " WHERE status = ? AND next_cron_time <= ? AND trans_type = 'saga'"
          + " ORDER BY next_cron_time LIMIT ? FOR UPDATE SKIP LOCKED";

  static final String LEASE_HEAD =
      "UPDATE trans_global SET owner = ?, next_cron_time = ?, update_time = ? WHERE id IN (";
  static final String LEASE_TAIL = ")";

  static final String RENEW =
      "UPDATE trans_global FORCE INDEX (gid) SET next_cron_time = ?"
          + " WHERE gid = ? AND owner = ? AND status = ?";

  static final String SUBMIT_PREPARED =
      "UPDATE trans_global SET status = 'submitted', update_time = ?"
          + " WHERE gid = ? AND status = 'prepared'";

  static final String ABORT =
      "UPDATE trans_global FORCE INDEX (gid) SET status = 'aborting', rollback_reason = ?,"
          + " update_time = ? WHERE gid = ? AND owner = ? AND status = ?";

  static final String PROGRESS =
      "UPDATE trans_global FORCE INDEX (gid) SET update_time = ?"
          + " WHERE gid = ? AND owner = ? AND status = ?";

  static final String FINISH_SUCCEED_HEAD =
      "UPDATE trans_global FORCE INDEX (gid) SET status = 'succeed', finish_time = ?,"
          + " update_time = ? WHERE ";
  static final String FINISH_FAILED_HEAD =
      "UPDATE trans_global FORCE INDEX (gid) SET status = 'failed', rollback_time = ?,"
          + " update_time = ? WHERE ";

  static final String RESCHEDULE =
      "UPDATE trans_global FORCE INDEX (gid) SET next_cron_time = ?, next_cron_interval = ?,"
          + " owner = ?, update_time = ? WHERE gid = ? AND owner = ? AND status = ?";

  static final String BRANCH_STATE =
      "UPDATE trans_branch_op FORCE INDEX (gid_uniq) SET status = ?, finish_time = ?,"
          + " update_time = ? WHERE gid = ? AND branch_id = ? AND op = ?";

  /** A saga succeeds when all its actions have: then the branches need not be named. */
  static final String ACTIONS_SUCCEEDED_HEAD =
      "UPDATE trans_branch_op FORCE INDEX (gid_uniq) SET status = 'succeed', finish_time = ?,"
          + " update_time = ? WHERE op = 'action' AND status <> 'succeed' AND gid IN (";

  static final String FORCE_STOP =
      "UPDATE trans_global SET status = 'failed', rollback_time = ?, update_time = ?, owner = ''"
          + " WHERE gid = ? AND status NOT IN ('succeed', 'failed')";

  static final String RESET_NEXT_CRON_TIME =
      "UPDATE trans_global SET next_cron_time = ?, update_time = ?"
          + " WHERE gid = ? AND status NOT IN ('succeed', 'failed')";

  static final String RESET_CRON_TIME =
      "UPDATE trans_global SET next_cron_time = ?, update_time = ?"
          + " WHERE next_cron_time > ? AND status IN ('prepared', 'aborting', 'submitted') LIMIT ?";

  /** One status at a time, so that the index gives the order; it locks nothing. */
  static final String SELECT_WAITING =
      "SELECT gid FROM trans_global FORCE INDEX (status_next_cron_time)"
          + " WHERE status = ? AND next_cron_time > ? AND owner IN ('', 'unsure')"
          + " AND trans_type = 'saga' ORDER BY next_cron_time LIMIT ?";

  static final String WAKE_HEAD =
      "UPDATE trans_global FORCE INDEX (gid) SET next_cron_time = ?, update_time = ?"
          + " WHERE next_cron_time > ? AND owner IN ('', 'unsure')"
          + " AND status IN ('submitted', 'aborting') AND gid IN (";

  /** What the housekeeping must know of a page; on the way it locks nothing. */
  static final String SELECT_AGES =
      "SELECT id, trans_type, status, create_time, update_time, finish_time, rollback_time"
          + " FROM trans_global WHERE id > ? ORDER BY id LIMIT ?";

  static final String LOCK_ENDED_HEAD =
      "SELECT id, gid FROM trans_global FORCE INDEX (PRIMARY) WHERE id IN (";
  static final String LOCK_ENDED_TAIL =
      ") AND trans_type = 'saga' AND status IN ('succeed', 'failed') FOR UPDATE SKIP LOCKED";

  /** Of several tables in form only: so the index can be named. */
  static final String REMOVE_BRANCHES_HEAD =
      "DELETE b FROM trans_branch_op AS b FORCE INDEX (gid_uniq) WHERE b.gid IN (";

  static final String REMOVE_GLOBALS_HEAD =
      "DELETE g FROM trans_global AS g FORCE INDEX (PRIMARY) WHERE g.id IN (";

  /** Changes no row, and is refused where a change would be. */
  static final String PROBE = "UPDATE trans_global SET owner = owner WHERE gid = ''";

  private TransSql() {}

  /**
   * Condition for {@code count} rows by gid, owner and status. One row is asked for in plain words:
   * MariaDB uses no index for a list of one tuple, and would read and lock the whole table.
   */
  static String fences(int count) {
    return count == 1
        ? "gid = ? AND owner = ? AND status = ?"
        : list("(gid, owner, status) IN (", "(?, ?, ?)", ", ", count, ")");
  }

  /** The head, {@code count} times the item with the separator between, the tail. */
  static String list(String head, String item, String separator, int count, String tail) {
    return head + String.join(separator, Collections.nCopies(count, item)) + tail;
  }
}
