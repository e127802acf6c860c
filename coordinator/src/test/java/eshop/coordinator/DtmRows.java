package eshop.coordinator;

import eshop.testkit.RealMariaDb;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes sagas as dtm leaves them in its tables: its columns, its JSON, local times of its process
 * without a zone, the compensation of a step before its action.
 */
final class DtmRows {
  private static final DateTimeFormatter GO = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  /** What dtm's pollers write as owner: 22 characters, new at each pick. */
  private static final String OWNER = "KwSysDpxcBU9FNhGkn2dCf";

  private final RealMariaDb db;
  private final String schema;

  DtmRows(RealMariaDb db, String schema) {
    this.db = db;
    this.schema = schema;
  }

  Draft saga(String gid) {
    return new Draft(gid);
  }

  /** All columns of the saga and its branches, as they are. */
  List<Map<String, Object>> all(String gid) {
    List<Map<String, Object>> rows =
        new ArrayList<>(
            db.query("SELECT * FROM %s.trans_global WHERE gid = '%s'".formatted(schema, gid)));
    rows.addAll(
        db.query(
            "SELECT * FROM %s.trans_branch_op WHERE gid = '%s' ORDER BY id"
                .formatted(schema, gid)));
    return rows;
  }

  /** One value of the saga's row, by an SQL expression. */
  String value(String gid, String expression) {
    String sql = "SELECT %s AS v FROM %s.trans_global WHERE gid = '%s'";
    return String.valueOf(db.query(sql.formatted(expression, schema, gid)).get(0).get("v"));
  }

  private static String in(long seconds) {
    return LocalDateTime.now(ZoneId.systemDefault()).plusSeconds(seconds).format(GO);
  }

  /** A saga that was submitted a minute ago and is due now. */
  final class Draft {
    private record Step(String action, String compensate, String payload) {}

    private final String gid;
    private final List<Step> steps = new ArrayList<>();
    private final List<String> statuses = new ArrayList<>();
    private String type = "saga";
    private String protocol = "grpc";
    private String status = "submitted";
    private String options = "{\"concurrent\":false}";
    private String customData = "";
    private String reason = "";
    private String owner = OWNER;
    private long interval = 10;
    private long dueInS = -2;

    private Draft(String gid) {
      this.gid = gid;
    }

    /**
     * @param compensated dtm's word for the compensation's state
     * @param acted the same for the action
     */
    Draft step(String action, String payload, String compensated, String acted) {
      steps.add(new Step(action, action + "Back", payload));
      statuses.add(compensated);
      statuses.add(acted);
      return this;
    }

    Draft step(String action) {
      return step(action, action.substring(action.lastIndexOf('/') + 1), "prepared", "prepared");
    }

    Draft done(String action) {
      return step(action, "", "prepared", "succeed");
    }

    Draft type(String word) {
      type = word;
      return this;
    }

    Draft protocol(String word) {
      protocol = word;
      return this;
    }

    Draft status(String word, String rollbackReason) {
      status = word;
      reason = rollbackReason;
      return this;
    }

    Draft options(String json) {
      options = json;
      return this;
    }

    Draft customData(String json) {
      customData = json;
      return this;
    }

    Draft due(long inS, long nextInterval) {
      dueInS = inS;
      interval = nextInterval;
      return this;
    }

    /** Nobody has picked it up since it was submitted. */
    Draft unowned() {
      owner = "";
      return this;
    }

    /** The saga's row comes last: as soon as it is there a poll can take the saga up. */
    void write() {
      for (int i = 0; i < steps.size(); i++) {
        Step step = steps.get(i);
        branch(i, step.compensate(), step.payload(), "compensate", statuses.get(2 * i));
        branch(i, step.action(), step.payload(), "action", statuses.get(2 * i + 1));
      }
      String ended = "'" + in(-30) + "'";
      insert(
          "trans_global (create_time, update_time, gid, trans_type, status, query_prepared,"
              + " protocol, finish_time, rollback_time, result, rollback_reason, options,"
              + " custom_data, next_cron_interval, next_cron_time, owner, ext_data)",
          "'%s', '%s', '%s', '%s', '%s', '', '%s', %s, %s, '', '%s', '%s', '%s', %d, '%s', '%s', ''"
              .formatted(
                  in(-60),
                  in(-30),
                  gid,
                  type,
                  status,
                  protocol,
                  status.equals("succeed") ? ended : "NULL",
                  status.equals("failed") ? ended : "NULL",
                  reason,
                  options,
                  customData,
                  interval,
                  in(dueInS),
                  owner));
    }

    private void branch(int step, String url, String payload, String op, String branchStatus) {
      insert(
          "trans_branch_op (create_time, update_time, gid, url, bin_data, branch_id, op, status,"
              + " finish_time, rollback_time)",
          "'%s', '%s', '%s', '%s', '%s', '%02d', '%s', '%s', %s, NULL"
              .formatted(
                  in(-60),
                  in(-30),
                  gid,
                  url,
                  payload,
                  step + 1,
                  op,
                  branchStatus,
                  branchStatus.equals("prepared") ? "NULL" : "'" + in(-30) + "'"));
    }

    private void insert(String columns, String values) {
      db.update("INSERT INTO %s.%s VALUES (%s)".formatted(schema, columns, values));
    }
  }
}
