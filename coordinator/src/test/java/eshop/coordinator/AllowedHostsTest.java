package eshop.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class AllowedHostsTest {

  @Test
  void loopbackIsAllowedByDefaultAndNothingElse() {
    assertThat(allows(AllowedHosts.LOOPBACK, "127.0.0.1:8282/a.b/C")).isTrue();
    assertThat(allows(AllowedHosts.LOOPBACK, "LOCALHOST:8282/a.b/C")).isTrue();
    assertThat(allows(AllowedHosts.LOOPBACK, "[::1]:8282/a.b/C")).isTrue();
    assertThat(allows(AllowedHosts.LOOPBACK, "http://127.0.0.1:1/x")).isTrue();
    assertThat(allows(AllowedHosts.LOOPBACK, "http://169.254.169.254/latest")).isFalse();
    assertThat(allows(AllowedHosts.LOOPBACK, "127.0.0.1.evil.org:8282/a.b/C")).isFalse();
  }

  @Test
  void patternWithPortAllowsThatPortOnly() {
    assertThat(allows(List.of("stock:28282"), "stock:28282/a.b/C")).isTrue();
    assertThat(allows(List.of("stock:28282"), "stock:1/a.b/C")).isFalse();
  }

  @Test
  void starAllowsADomainOrAll() {
    assertThat(allows(List.of("*.shop.local"), "stock.shop.local:1/a.b/C")).isTrue();
    assertThat(allows(List.of("*.shop.local"), "shop.local:1/a.b/C")).isFalse();
    assertThat(allows(List.of("*.shop.local"), "evilshop.local:1/a.b/C")).isFalse();
    assertThat(allows(List.of("*"), "anything.at.all:1/a.b/C")).isTrue();
  }

  @Test
  void refusalNamesHostAndSetting() {
    assertThatThrownBy(
            () -> AllowedHosts.of(List.of()).check(BranchUrl.parse("stock:1/a.b/C", "grpc")))
        .hasMessage("branch host stock:1 is not allowed; add it to coordinator.allowedBranchHosts");
  }

  @Test
  void unreadablePatternIsAnError() {
    assertThatThrownBy(() -> AllowedHosts.of(List.of("a/b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a/b'");
  }

  private static boolean allows(List<String> patterns, String url) {
    try {
      AllowedHosts.of(patterns).check(BranchUrl.parse(url, "grpc"));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
