package prosa.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import prosa.server.placement.RoomId;

/** What tells a node's secrets from invented ones. */
final class TokenKeyTest {
  private final Random random = new Random(1);
  private final TokenKey key = TokenKey.draw(random::nextLong);
  private final String token =
      SeatToken.make(
          "u1Tn6mN0v3GmX2cT8mVn7A", new RoomKey(new RoomId(7, "b"), 0x123456789ABCDEFL), 10);

  @Test
  void onlyItsOwnMarkIsOne() {
    String marked = key.mark(token);
    assertThat(marked).hasSameSizeAs(token).startsWith(token.substring(0, 11));
    assertThat(SeatToken.parse(marked)).isEqualTo(SeatToken.parse(token));
    assertThat(key.marked(marked)).isTrue();
    assertThat(key.marked(token)).isFalse();
    assertThat(TokenKey.draw(random::nextLong).marked(marked)).isFalse();
  }

  @Test
  void everyCharacterCounts() {
    String marked = key.mark(token);
    for (int i = 0; i < marked.length(); i++) {
      char other = marked.charAt(i) == '2' ? '3' : '2';
      String changed = marked.substring(0, i) + other + marked.substring(i + 1);
      assertThat(key.marked(changed)).as(changed).isFalse();
    }
  }

  @Test
  void otherNodesKnowItByItsText() {
    assertThat(TokenKey.parse(key.text()).orElseThrow().marked(key.mark(token))).isTrue();
    assertThat(TokenKey.parse("")).isEmpty();
    assertThat(TokenKey.parse("short")).isEmpty();
    assertThat(TokenKey.parse("no base64!")).isEmpty();
    assertThat(TokenKey.parse(key.text() + "AAAA")).isEmpty();
  }
}
