package eshop.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RealMariaDbTest {
  @RegisterExtension static final RealMariaDb DB = new RealMariaDb();

  @Test
  void rowsOfAFreshSchemaAreRead() {
    String schema = DB.freshSchema("kit");
    DB.update("CREATE TABLE " + schema + ".t (id INT, name VARCHAR(9))");
    assertThat(DB.update("INSERT INTO " + schema + ".t VALUES (1, 'one'), (2, '二')")).isEqualTo(2);
    assertThat(DB.query("SELECT id, name AS n FROM " + schema + ".t ORDER BY id"))
        .isEqualTo(List.of(Map.of("id", 1, "n", "one"), Map.of("id", 2, "n", "二")));
    assertThat(DB.number("SELECT SUM(id) FROM " + schema + ".t")).isEqualTo(3);
  }

  @Test
  void schemasAreNeverShared() {
    assertThat(DB.freshSchema("same")).isNotEqualTo(DB.freshSchema("same"));
  }
}
