package eshop.systemtest.conformance;

import eshop.testkit.RealMariaDb;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Sagas that a real dtm left unfinished are finished by the embedded coordinator. */
@EnabledIfSystemProperty(named = ManagerProcess.COMMAND_KEY, matches = ".+")
class HandOverFromDtmTest extends HandOver {
  @Override
  ManagerProcess first(RealMariaDb database, String ofSchema) {
    return ManagerProcess.dtm(database, ofSchema);
  }

  @Override
  ManagerProcess second(RealMariaDb database, String ofSchema) {
    return ManagerProcess.coordinator(database, ofSchema);
  }
}
