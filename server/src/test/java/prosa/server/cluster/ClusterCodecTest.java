package prosa.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.server.cluster.ClusterCodec.Envelope;
import prosa.server.cluster.ClusterCodec.MalformedMessage;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.Refusal;
import prosa.server.placement.RoomBans;
import prosa.server.placement.RoomId;

/** The bytes of messages between nodes. */
final class ClusterCodecTest {
  private static final RoomKey ROOM = new RoomKey(new RoomId(7, "b"), 0x123456789ABCDEFL);
  private static final ClientAddress CLIENT = new ClientAddress("192.0.2.1", false);

  private static final String KEY = TokenKey.draw(() -> 7).text();

  static Stream<ClusterMessage> messages() {
    return Stream.of(
        new ClusterMessage.Announce(
            3,
            true,
            false,
            4,
            5,
            6,
            List.of(1, 2),
            List.of(3),
            7,
            Optional.of("192.0.2.7:5555"),
            List.of(new ClusterMessage.Adoption(ROOM, ROOM)),
            Optional.of(KEY),
            Optional.of(Set.of(7L, -8L))),
        new ClusterMessage.Ask(
            1,
            ClusterMessage.AskFor.INVITE,
            2,
            Optional.of(ROOM),
            Optional.of("code"),
            CLIENT,
            Optional.of(ROOM.id()),
            Set.of("bia", "b1a")),
        new ClusterMessage.Given(1, ROOM, 3, "secret"),
        new ClusterMessage.NotGiven(1, Refusal.DRAINING),
        new ClusterMessage.Remembered(
            7,
            List.of(
                new ClusterMessage.DepartedNode(3, 4, Optional.of(KEY)),
                new ClusterMessage.DepartedNode(5, 6, Optional.empty()))),
        new ClusterMessage.GiveBack(ROOM, 3, "secret"),
        new ClusterMessage.Up(
            1,
            2,
            ROOM,
            3,
            List.of(
                new ClusterMessage.Enter(1, "secret", "Ana", 4, 5, true, false, "", CLIENT, "#key"),
                new ClusterMessage.Here(1, true),
                new ClusterMessage.Gone(1, false),
                new ClusterMessage.Refresh(1),
                new ClusterMessage.Resync())),
        new ClusterMessage.Down(
            1,
            2,
            3,
            List.of(
                new ClusterMessage.Refused(1, Refusal.STALE_SEAT),
                new ClusterMessage.Refused(2, Refusal.STALE_SEAT, Optional.of("secret there")),
                new ClusterMessage.Rest(1, 500),
                new ClusterMessage.Named(1, "Bia"),
                new ClusterMessage.Dismissed(1),
                new ClusterMessage.Sync(41, List.of(1L, 2L)))),
        new ClusterMessage.Pulse(List.of(new ClusterMessage.RelayState(1, 2, 3))),
        new ClusterMessage.Echo(List.of(new ClusterMessage.RelayState(1, 2, -1))),
        new ClusterMessage.NoRoom(1, ROOM, Optional.of(ROOM)),
        new ClusterMessage.Adopt(
            1,
            List.of(ROOM),
            true,
            new ClusterMessage.MovedRoom(
                true,
                OptionalLong.of(41),
                Optional.of("code"),
                List.of(
                    new ClusterMessage.MovedSeat(
                        2,
                        List.of("now", "before"),
                        "Ana",
                        false,
                        9,
                        CLIENT,
                        List.of(new ClusterMessage.RememberedId("a1", 40, 1, 2)),
                        61,
                        300,
                        39)),
                List.of(
                    new RoomBans.Passed("key", Map.of("00ff", 3_600_000L, "0100", 1L)),
                    new RoomBans.Passed("other", Map.of("00ff", 2L))),
                List.of(new RoomBans.Passed("names", Map.of("aa", 3L))),
                List.of(12L, 13L))),
        new ClusterMessage.Adopted(1, ROOM),
        new ClusterMessage.NotAdopted(1, true),
        new ClusterMessage.Act(1, "drain", List.of("here")),
        new ClusterMessage.Acted(1, true, "read again"),
        new ClusterMessage.Report(1, "state"));
  }

  private static byte[] bytes(ClusterMessage message) {
    return ClusterCodec.write(new Envelope(ClusterCodec.VERSION, "a", 11, 12, message));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void whatIsReadIsWhatWasWritten(ClusterMessage message) throws MalformedMessage {
    Envelope read = ClusterCodec.read(bytes(message));
    assertThat(read).isEqualTo(new Envelope(ClusterCodec.VERSION, "a", 11, 12, message));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Z", "a b", "a\"} 1", "a\nWARN", "*"})
  void nobodySpeaksInANameThatNoNodeHas(String name) {
    byte[] bytes =
        ClusterCodec.write(
            new Envelope(
                ClusterCodec.VERSION, name, 11, 12, new ClusterMessage.Report(1, "state")));
    assertThatThrownBy(() -> ClusterCodec.read(bytes)).isInstanceOf(MalformedMessage.class);
  }

  @Test
  void textsArriveAsTheyAre() throws MalformedMessage {
    byte[] text = {1, 2, 3, -1};
    Envelope read =
        ClusterCodec.read(
            bytes(
                new ClusterMessage.Down(
                    1,
                    1,
                    0,
                    List.of(
                        new ClusterMessage.Batch(4, 5, true, text),
                        new ClusterMessage.Tell(1, text),
                        new ClusterMessage.Seated(1, 2, "secret", "Ana", 41, 40, text),
                        new ClusterMessage.SayAgain(1, text)))));
    List<ClusterMessage.DownItem> items = ((ClusterMessage.Down) read.message()).items();
    assertThat(((ClusterMessage.Batch) items.get(0)).texts()).isEqualTo(text);
    assertThat(((ClusterMessage.Tell) items.get(1)).text()).isEqualTo(text);
    assertThat(((ClusterMessage.Seated) items.get(2)).text()).isEqualTo(text);
    assertThat(((ClusterMessage.SayAgain) items.get(3)).text()).isEqualTo(text);
    ClusterMessage.Reported report =
        (ClusterMessage.Reported)
            ClusterCodec.read(bytes(new ClusterMessage.Reported(7, text))).message();
    assertThat(report.id()).isEqualTo(7);
    assertThat(report.report()).isEqualTo(text);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void fieldsOfALaterVersionAreSkipped(ClusterMessage message) throws MalformedMessage {
    byte[] bytes = bytes(message);
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 20);
    assertThat(ClusterCodec.read(longer).message()).isEqualTo(message);
  }

  /** How long this message is as versions without its last fields wrote it. */
  private static List<Integer> lengthsOfEarlierVersions(ClusterMessage message) {
    int whole = bytes(message).length;
    return switch (message) {
      case ClusterMessage.Announce it -> {
        int withoutHears = whole - Integer.BYTES - it.hears().map(Set::size).orElse(0) * Long.BYTES;
        yield List.of(withoutHears, withoutHears - Short.BYTES - KEY.length());
      }
      case ClusterMessage.NotAdopted _ -> List.of(whole - 1);
      case ClusterMessage.Acted it -> List.of(whole - Short.BYTES - it.said().length());
      case ClusterMessage.Adopt(long id, var before, boolean force, var room) -> {
        int heard = Integer.BYTES + room.seats().size() * Long.BYTES;
        int timesSat = (1 + room.seats().size()) * Integer.BYTES;
        int numbers = Integer.BYTES + room.sameNumbers().size() * Long.BYTES;
        int withoutBans =
            bytes(
                    new ClusterMessage.Adopt(
                        id,
                        before,
                        force,
                        new ClusterMessage.MovedRoom(
                            room.isPrivate(), room.number(), room.code(), room.seats())))
                .length;
        int times = timesSat; // as many times held
        yield List.of(
            whole - heard,
            whole - heard - times,
            whole - heard - times - numbers,
            whole - heard - times - numbers - timesSat,
            withoutBans - heard - times - Integer.BYTES - timesSat - 2 * Integer.BYTES);
      }
      case ClusterMessage.Ask ask -> {
        int names = ask.names().stream().mapToInt(one -> Short.BYTES + one.length()).sum();
        yield List.of(whole - Short.BYTES - ROOM.id().name().length() - Byte.BYTES - names);
      }
      default -> List.of();
    };
  }

  @Test
  void messagesOfAnEarlierVersionHaveFewerFields() throws MalformedMessage {
    for (ClusterMessage message : messages().toList()) {
      for (int length : lengthsOfEarlierVersions(message)) {
        switch (ClusterCodec.read(Arrays.copyOf(bytes(message), length)).message()) {
          case ClusterMessage.Announce earlier -> {
            assertThat(earlier.adoptions()).hasSize(1);
            assertThat(earlier.hears()).isEmpty();
            assertThat(earlier.tokenKey().isPresent())
                .isEqualTo(length == lengthsOfEarlierVersions(message).getFirst());
          }
          case ClusterMessage.Adopt earlier -> {
            List<Integer> lengths = lengthsOfEarlierVersions(message);
            assertThat(earlier.room().sameNumbers()).hasSize(length >= lengths.get(1) ? 2 : 0);
            assertThat(earlier.room().seats())
                .extracting(
                    ClusterMessage.MovedSeat::satSeconds,
                    ClusterMessage.MovedSeat::holdSeconds,
                    ClusterMessage.MovedSeat::heard)
                .containsExactly(
                    tuple(
                        length >= lengths.get(2) ? 61 : 0,
                        length == lengths.get(0) ? 300 : 0,
                        -1L));
            boolean isOldest = length == Collections.min(lengthsOfEarlierVersions(message));
            assertThat(earlier.room().bans().isEmpty()).isEqualTo(isOldest);
          }
          case ClusterMessage.Ask earlier -> {
            assertThat(earlier.client()).isEqualTo(CLIENT);
            assertThat(earlier.avoid()).isEmpty();
            assertThat(earlier.names()).isEmpty();
          }
          case ClusterMessage.Acted earlier ->
              assertThat(earlier).isEqualTo(new ClusterMessage.Acted(1, true, ""));
          case ClusterMessage earlier ->
              assertThat(earlier).isEqualTo(new ClusterMessage.NotAdopted(1, false));
        }
      }
    }
  }

  @Test
  void refusalOfAnEarlierVersionLeadsNowhereElse() throws MalformedMessage {
    ClusterMessage.DownItem refused = new ClusterMessage.Refused(1, Refusal.STALE_SEAT);
    ClusterMessage message = new ClusterMessage.Down(1, 2, 3, List.of(refused));
    byte[] bytes = bytes(message);
    byte[] earlier = Arrays.copyOf(bytes, bytes.length - 2);
    int length = Long.BYTES + 2 + Refusal.STALE_SEAT.name().length();
    ByteBuffer.wrap(earlier).putInt(earlier.length - length - Integer.BYTES, length);
    assertThat(ClusterCodec.read(earlier).message()).isEqualTo(message);
  }

  @Test
  void bansWithoutAKeyAreMalformed() {
    byte[] bytes =
        bytes(
            new ClusterMessage.Adopt(
                1,
                List.of(),
                true,
                new ClusterMessage.MovedRoom(
                    false,
                    OptionalLong.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(new RoomBans.Passed("k", Map.of())),
                    List.of())));
    assertThatCode(() -> ClusterCodec.read(bytes)).doesNotThrowAnyException();
    int key = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("\0\1k");
    byte[] without = new byte[bytes.length - 1];
    System.arraycopy(bytes, 0, without, 0, key + 2);
    without[key + 1] = 0;
    System.arraycopy(bytes, key + 3, without, key + 2, bytes.length - key - 3);
    assertThatThrownBy(() -> ClusterCodec.read(without)).isInstanceOf(MalformedMessage.class);
  }

  @Test
  void listsAndNamesWithoutEndAreRefused() {
    byte[] list = bytes(announced(ClusterCodec.MOST_ELEMENTS));
    assertThatCode(() -> ClusterCodec.read(list)).doesNotThrowAnyException();
    byte[] longer = bytes(announced(ClusterCodec.MOST_ELEMENTS + 1));
    assertThatThrownBy(() -> ClusterCodec.read(longer)).isInstanceOf(MalformedMessage.class);
    byte[] names = bytes(asked(ClusterCodec.MOST_NAMES));
    assertThatCode(() -> ClusterCodec.read(names)).doesNotThrowAnyException();
    byte[] more = bytes(asked(ClusterCodec.MOST_NAMES + 1));
    assertThatThrownBy(() -> ClusterCodec.read(more)).isInstanceOf(MalformedMessage.class);
  }

  private static ClusterMessage announced(int solos) {
    return new ClusterMessage.Announce(
        1,
        false,
        false,
        0,
        0,
        0,
        Collections.nCopies(solos, 1),
        List.of(),
        0,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  private static ClusterMessage asked(int names) {
    return new ClusterMessage.Ask(
        1,
        ClusterMessage.AskFor.INVITE,
        2,
        Optional.empty(),
        Optional.of("code"),
        CLIENT,
        Optional.empty(),
        IntStream.range(0, names).mapToObj(i -> "name" + i).collect(Collectors.toSet()));
  }

  /** Whatever comes in costs no more than an exception. */
  @ParameterizedTest
  @MethodSource("messages")
  void cutAndSpoiledMessagesAreRefused(ClusterMessage message) {
    byte[] bytes = bytes(message);
    for (int size = 0; size < bytes.length; size++) {
      if (lengthsOfEarlierVersions(message).contains(size)) {
        continue;
      }
      byte[] cut = Arrays.copyOf(bytes, size);
      assertThatThrownBy(() -> ClusterCodec.read(cut)).isInstanceOf(MalformedMessage.class);
    }
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      byte[] spoiled = bytes.clone();
      spoiled[random.nextInt(spoiled.length)] = (byte) random.nextInt();
      try {
        assertThat(ClusterCodec.read(spoiled)).isNotNull();
      } catch (MalformedMessage e) {
        assertThat(e).isNotNull();
      }
    }
  }

  @Test
  void secretTellsWhereItLeads() {
    String secret = SeatToken.make("u1Tn6mN0v3GmX2cT8mVn7A", ROOM, 10);
    assertThat(secret).hasSizeLessThanOrEqualTo(64);
    assertThat(SeatToken.parse(secret)).contains(new SeatToken(ROOM, 10));
    assertThat(SeatToken.parse("u1Tn6mN0v3GmX2cT8mVn7A")).isEmpty();
    assertThat(SeatToken.parse("")).isEmpty();
  }

  @Test
  void longestSecretHas64Characters() {
    RoomKey room = new RoomKey(new RoomId(Integer.MAX_VALUE, "a-name-of-15-ch"), Long.MIN_VALUE);
    String secret = SeatToken.make("u1Tn6mN0v3GmX2cT8mVn7A", room, 999);
    assertThat(secret).hasSize(64);
    assertThat(SeatToken.parse(secret)).contains(new SeatToken(room, 999));
  }
}
