-- The barrier's rows are only ever found by their key: as the primary key it is the table itself, and an
-- insert writes one index instead of two.
ALTER TABLE barrier
  DROP COLUMN id,
  DROP KEY uniq_barrier,
  ADD PRIMARY KEY (gid, branch_id, op, barrier_id);
