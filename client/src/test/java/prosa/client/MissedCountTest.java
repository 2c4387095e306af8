package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import prosa.protocol.ErrorCode;

final class MissedCountTest {
  private static final UnsentMessage ONE = new UnsentMessage("one", "s", false, true);

  private final MissedCount missed = new MissedCount();

  private static ChatEvent.Said said(long n, String id) {
    return new ChatEvent.Said(
        new Message(n, 2, "Ana", "s", false, true, Optional.of(id), Optional.empty()));
  }

  private static ChatEvent.Seated seated(JoinKind how) {
    return new ChatEvent.Seated(
        new RoomSnapshot(Optional.of("Chat0"), "Ana", 2, 10, List.of()), how);
  }

  @Test
  void whatOthersSaidIsToldAtOnce() {
    assertThat(missed.before(new ChatEvent.Missed(3, 5))).containsExactly(3L);
    assertThat(missed.before(said(6, "one"))).isEmpty();
  }

  @Test
  void ownMessagesAreNotCounted() {
    assertThat(missed.before(new ChatEvent.Missed(3, 6, Set.of("one", "two")))).isEmpty();
    assertThat(missed.before(said(4, "one"))).isEmpty();
    assertThat(missed.before(said(9, "another"))).isEmpty();
    assertThat(missed.before(said(7, "two"))).containsExactly(3L);
  }

  @Test
  void nothingIsToldWhereAllOfItIsOwn() {
    assertThat(missed.before(new ChatEvent.Missed(3, 3, Set.of("one")))).isEmpty();
    assertThat(missed.before(said(3, "one"))).isEmpty();
    assertThat(missed.before(new ChatEvent.Ended(new EndReason.Left()))).isEmpty();
  }

  @Test
  void whatIsRefusedWasNotSaid() {
    var _ = missed.before(new ChatEvent.Missed(3, 5, Set.of("one")));
    assertThat(
            missed.before(
                new ChatEvent.Refused(RequestType.SAY, ErrorCode.TOO_LARGE, "s", Optional.of(ONE))))
        .containsExactly(3L);
  }

  @Test
  void whatIsNeverAnsweredIsToldAtTheEndOfTheStay() {
    for (ChatEvent end :
        List.of(
            seated(JoinKind.AFRESH),
            new ChatEvent.Returned(List.of(ONE)),
            new ChatEvent.Missed(6, 6, Set.of("one")),
            new ChatEvent.Ended(new EndReason.Left()))) {
      MissedCount count = new MissedCount();
      var _ = count.before(new ChatEvent.Missed(3, 5, Set.of("one")));
      assertThat(count.before(seated(JoinKind.RESUMED))).isEmpty();
      assertThat(count.before(end)).as("%s", end).containsExactly(3L);
    }
  }

  @Test
  void anotherSessionKnowsNothingOfTheLast() {
    var _ = missed.before(new ChatEvent.Missed(3, 5, Set.of("one")));
    assertThat(missed.before(seated(JoinKind.NEW))).isEmpty();
    assertThat(missed.before(said(4, "one"))).isEmpty();
  }
}
