package eshop.saga;

import eshop.testkit.RealMariaDb;

/**
 * What a server may say it is when it is connected to, which decides how the barrier asks it for
 * the rows that are new.
 */
enum ServerKind {
  /** As it comes; by default a MariaDB. */
  AS_IT_IS,
  /** Any that does not say it is MariaDB: MySQL, or a proxy. */
  NOT_MARIADB_BY_ITS_WORD;

  RealMariaDb db() {
    return this == AS_IT_IS ? new RealMariaDb() : RealMariaDb.disguisedAsMySql();
  }

  TestDatabase fresh() {
    return TestDatabase.fresh(db());
  }
}
