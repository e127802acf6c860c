package eshop.systemtest.conformance;

import eshop.testkit.RealMariaDb;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Sagas that the embedded coordinator left unfinished are finished by a real dtm. */
@EnabledIfSystemProperty(named = ManagerProcess.COMMAND_KEY, matches = ".+")
class HandOverToDtmTest extends HandOver {
  @Override
  ManagerProcess first(RealMariaDb database, String ofSchema) {
    return ManagerProcess.coordinator(database, ofSchema);
  }

  @Override
  ManagerProcess second(RealMariaDb database, String ofSchema) {
    return ManagerProcess.dtm(database, ofSchema);
  }
}
