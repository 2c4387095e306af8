package prosa.protocol;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Set;

/** Names of any characters. */
final class NamesFuzzTest {
  @FuzzTest
  void anyTextHasOneNameOrNone(byte[] bytes) {
    judge(new String(bytes, UTF_8));
    judge(new String(bytes, UTF_16BE)); // halves of surrogate pairs, too
  }

  private static void judge(String said) {
    String listed = Names.listed(said);
    assertThat(listed).satisfiesAnyOf(s -> assertThat(s).isEqualTo("?"), NamesFuzzTest::isGood);
    assertThat(Names.listed(listed)).isEqualTo(listed);
    try {
      String name = Names.canonical(said);
      isGood(name);
      assertThat(Names.listed(name)).isEqualTo(name);
      Set<String> taken = Names.keys(name);
      assertThat(taken).isNotEmpty();
      String other = Names.distinct(name, taken::contains);
      isGood(other);
      assertThat(Names.keys(other)).doesNotContainAnyElementsOf(taken);
    } catch (ProtocolException e) {
      assertThat(e.sentence()).isNotBlank();
    }
  }

  private static void isGood(String name) {
    assertThat(Names.good(name)).as("%s", name).isTrue();
    assertThat(name.codePointCount(0, name.length())).isBetween(1, Names.LONGEST);
    assertThat(UTF_8.newEncoder().canEncode(name)).isTrue();
  }
}
