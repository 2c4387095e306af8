package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Members that enter and lose their connection repeatedly, so that their seats are held. */
final class HeldSeatsTest {
  private static final String HOLDER = "127.0.0.7";
  private static final Pattern ROOM = Pattern.compile("\"room\": ?\"(Chat[0-9]+)\"");
  private static final Pattern OTHERS = Pattern.compile("\"members\": ?\\[\\{");

  /** A member by hand, with what it was told when it was seated. */
  private record Member(RawPeer peer, String seated) {
    String room() {
      Matcher room = ROOM.matcher(seated);
      assertThat(room.find()).as(seated).isTrue();
      return room.group(1);
    }

    boolean hasCompany() {
      return OTHERS.matcher(seated).find();
    }
  }

  private static Member enter(int port, String from, String request) throws IOException {
    RawPeer peer = RawPeer.join(port, "DEALER", from);
    assertThat(peer.message()).contains("hello");
    peer.send(RawPeer.message("{\"type\": \"enter\", \"user\": \"somebody\"" + request + "}"));
    return new Member(peer, peer.message());
  }

  private static void heldSeat(int port, String from, String request) throws IOException {
    enter(port, from, request).peer().abort();
  }

  @Test
  void fiveNewcomersSitTogetherHoweverManySeatsOneAddressHolds() throws Exception {
    List<Member> honest = new ArrayList<>();
    try (Prosa prosa = Prosa.serve("--trusted", "10.0.0.0/8")) {
      Set<String> rooms = new HashSet<>();
      for (int i = 1; i <= 5; i++) {
        Member friend = enter(prosa.port(), "127.0.1." + i, "");
        honest.add(friend);
        rooms.add(friend.room());
        for (int heldSeat = 0; heldSeat < 12; heldSeat++) {
          heldSeat(prosa.port(), HOLDER, "");
        }
      }
      assertThat(rooms).hasSize(1);
      for (Member friend : honest) {
        friend.peer().close();
      }
    }
  }

  @Test
  void newcomersAreSeatedTogetherAmongTheHeldPrivateSeatsOfATrustedProxy() throws Exception {
    try (Prosa prosa = Prosa.serve("--rooms", "8", "--private-rooms", "6", "--held-seats", "100")) {
      for (int i = 0; i < 60; i++) {
        heldSeat(prosa.port(), Prosa.HOST, ", \"private\": true");
      }
      Member first = enter(prosa.port(), Prosa.HOST, "");
      Member second = enter(prosa.port(), Prosa.HOST, "");
      assertThat(second.room()).isEqualTo(first.room());
      assertThat(second.hasCompany()).isTrue();
      first.peer().close();
      second.peer().close();
    }
  }

  @Test
  void oneAddressDoesNotUseUpTheClassicPorts() throws Exception {
    try (Prosa prosa =
        Prosa.serve(
            "--trusted", "10.0.0.0/8", "--classic-ports", Prosa.somePorts(40), "--capacity", "2")) {
      Set<String> ports = new HashSet<>();
      for (int i = 0; i < 20; i++) {
        Member friend = enter(prosa.port(), HOLDER, ", \"avoid\": \"Chat" + i + "\"");
        Map<String, String> answer = RawClient.answerOf(prosa.port(), HOLDER);
        if (answer.containsKey("to_server")) {
          ports.add(answer.get("to_server"));
        }
        friend.peer().abort();
      }
      assertThat(ports).as("10 percent of 40 ports, two a chat").hasSizeLessThanOrEqualTo(2);
      assertThat(RawClient.answerOf(prosa.port(), "127.0.0.9")).containsKey("to_server");
    }
  }
}
