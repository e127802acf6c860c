package eshop.platform.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartsTest {
  @Test
  void everythingIsThereOnceAndInOrder() {
    for (int size = 0; size <= 200; size++) {
      List<Integer> all = IntStream.range(0, size).boxed().toList();

      assertThat(Parts.of(all).stream().flatMap(List::stream).toList()).isEqualTo(all);
    }
  }

  @Test
  void upToSixtyFourThereAreTwelveLengths() {
    TreeSet<Integer> lengths = new TreeSet<>();
    for (int size = 1; size <= 64; size++) {
      Parts.of(IntStream.range(0, size).boxed().toList()).forEach(part -> lengths.add(part.size()));
    }

    assertThat(lengths).containsExactly(1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64);
  }
}
