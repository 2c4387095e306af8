package prosa.desktop.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import prosa.client.ChatEvent;
import prosa.client.JoinKind;
import prosa.client.MemberInfo;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;
import prosa.testing.Growth;

/** The room display: seats, their positions, and the initials of names. */
final class RoomDisplayTest {
  @Test
  void chairsStandInTheOrderOfTheirPlacesWithFreeOnesBetween() {
    List<SeatInfo> seats = seats(3, 10, 1, 5);

    assertThat(seats).extracting(SeatInfo::place).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    assertThat(seats)
        .filteredOn(c -> !c.free())
        .extracting(SeatInfo::place)
        .containsExactly(1, 3, 5);
    assertThat(seats).filteredOn(SeatInfo::mine).extracting(SeatInfo::place).containsExactly(3);
  }

  @Test
  void hugeTableIsDrawnWithAllItsPeopleAndFewFreeChairs() {
    List<SeatInfo> seats = seats(40, 500, 1, 2, 99);

    assertThat(seats)
        .filteredOn(c -> !c.free())
        .extracting(SeatInfo::place)
        .containsExactly(1, 2, 40, 99);
    assertThat(seats).hasSizeLessThanOrEqualTo(17);
  }

  @Test
  void ownChairIsNearestAndTheOthersFollowClockwise() {
    List<SeatInfo> seats = seats(2, 4, 1, 3);

    assertThat(SeatPosition.of(seats, 1)).isEqualTo(new SeatPosition(-0.0, 1));
    assertThat(SeatPosition.of(seats, 2).x()).isCloseTo(-1, within(1e-9));
    assertThat(SeatPosition.of(seats, 3).y()).isCloseTo(-1, within(1e-9));
    assertThat(SeatPosition.of(seats, 0).x()).isCloseTo(1, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({
    "Ana, A",
    "ana lima, AL",
    "João da Silva, JS",
    "Édu, É",
    "😀 Zé, 😀",
    "3 Reis, 3R",
    "<html>, <"
  })
  void initialsStandForAName(String name, String initials) {
    assertThat(Initials.of(name, Locale.ROOT)).isEqualTo(initials);
  }

  @Test
  void namesWithoutLettersHaveInitialsToo() {
    assertThat(Initials.of("", Locale.ROOT)).isEqualTo("?");
    assertThat(Initials.of("   ", Locale.ROOT)).isEqualTo("?");
  }

  @Test
  void initialsOfALongTextCostWhatItsLengthCosts() {
    Growth.isLinear("of", text -> Initials.of(text, Locale.ROOT));
  }

  @Test
  void colourIsOfThePlaceWhateverTheName() {
    assertThat(MemberColor.of(4, "Ana"))
        .isEqualTo(MemberColor.of(4, "Bia"))
        .isNotEqualTo(MemberColor.of(5, "Ana"));
    assertThat(MemberColor.of(0, "Ana"))
        .isBetween(0, MemberColor.COUNT - 1)
        .isEqualTo(MemberColor.of(0, "Ana"));
  }

  private static List<SeatInfo> seats(int own, int capacity, int... others) {
    List<MemberInfo> members =
        IntStream.of(others).mapToObj(p -> new MemberInfo(p, "m" + p, true, false)).toList();
    RoomState room = new RoomState();
    room.apply(
        new ChatEvent.Seated(
            new RoomSnapshot(Optional.of("Chat0"), "Ana", own, capacity, members), JoinKind.NEW));
    return new RoomDisplay(room).seats();
  }
}
