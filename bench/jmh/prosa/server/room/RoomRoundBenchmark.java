package prosa.server.room;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import prosa.jmh.NanosecondBenchmark;
import prosa.server.connection.FakeMemberConnection;

/**
 * A message of a member, each in turn, is read, written to all ten of its room, half of them direct
 * and half browser members, and taken from their connections, without sockets. The clock of the
 * test goes on by 50 ms each time, so that the rate allows it; what that costs is in the figure.
 */
public class RoomRoundBenchmark extends NanosecondBenchmark {
  private TestRoom test;
  private int next;
  private final List<FakeMemberConnection> members = new ArrayList<>();

  @Setup
  public void sit() {
    test = new TestRoom();
    for (int place = 1; place <= TestRoom.CAPACITY; place++) {
      members.add(test.sit(place, "u" + place));
    }
    members.forEach(FakeMemberConnection::texts);
  }

  @Benchmark
  public int message() {
    members
        .get(next++ % members.size())
        .send("{\"type\": \"say\", \"message\": \"" + "0123456789".repeat(9) + "\"}");
    test.loop.advance(Duration.ofMillis(50));
    int heard = 0;
    for (FakeMemberConnection member : members) {
      heard += member.texts().size();
    }
    if (heard < TestRoom.CAPACITY) {
      throw new IllegalStateException("only " + heard + " heard it");
    }
    return heard;
  }

  @TearDown
  public void close() {
    test.close();
  }
}
