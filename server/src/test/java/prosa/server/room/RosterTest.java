package prosa.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RosterTest {
  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  /** What is allocated to seat so many who all ask for one name, each of whom then renames. */
  private static long allocated(TestRoom testRoom, int members) {
    Roster roster = new Roster(members);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int place = 1; place <= members; place++) {
      roster.take(new DirectMember(testRoom.room, place, roster.nameFor("Ana"), "secret"));
    }
    for (int place = 1; place <= members; place++) {
      DirectMember member = Objects.requireNonNull(roster.directAt(place));
      member.name(roster.nameFor("Ana", member));
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void theWorkForManyEqualNamesGrowsWithTheirNumber() {
    try (TestRoom testRoom = new TestRoom()) {
      allocated(testRoom, 100); // what is loaded first is not counted
      long some = allocated(testRoom, 150);
      long many = allocated(testRoom, 600);
      assertThat(many).as("four times as many, after %s bytes", some).isLessThan(8 * some);
    }
  }

  @Test
  void aNameIsFreeAgainWhenItsMemberHasAnotherOrIsGone() {
    try (TestRoom testRoom = new TestRoom()) {
      Roster roster = new Roster(3);
      DirectMember ana = new DirectMember(testRoom.room, 1, roster.nameFor("Ana"), "secret");
      roster.take(ana);
      DirectMember other = new DirectMember(testRoom.room, 2, roster.nameFor("ana"), "secret");
      roster.take(other);
      assertThat(other.name()).isEqualTo("ana 2");
      assertThat(roster.nameFor("Ana", ana)).isEqualTo("Ana");
      assertThat(roster.nameFor("Ana", other)).isEqualTo("Ana 2");
      ana.name("Bia");
      assertThat(roster.nameFor("Ana", other)).isEqualTo("Ana");
      roster.free(1);
      assertThat(roster.nameFor("Bia")).isEqualTo("Bia");
    }
  }
}
