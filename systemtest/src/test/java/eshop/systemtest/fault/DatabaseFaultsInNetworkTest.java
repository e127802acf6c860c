package eshop.systemtest.fault;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import eshop.faults.NetworkLab;
import java.io.IOException;
import org.junit.jupiter.api.Tag;

/** The same where silences are real cuts of a network. */
@Tag("long")
class DatabaseFaultsInNetworkTest extends DatabaseFaultsTest {
  @Override
  NetworkLab lab() throws IOException {
    assumeTrue(NetworkLab.isPossible(), "network namespaces need root on Linux with iproute2");
    return NetworkLab.create();
  }
}
