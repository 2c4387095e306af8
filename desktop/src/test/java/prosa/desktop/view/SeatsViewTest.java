package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.swing.SwingUtilities;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import prosa.client.ChatEvent;
import prosa.client.JoinKind;
import prosa.client.MemberInfo;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;
import prosa.desktop.model.ChatModel;
import prosa.desktop.model.SeatInfo;
import prosa.messages.Language;
import prosa.messages.Messages;

/** The seats as they are drawn, each alone on a picture with room around the view. */
final class SeatsViewTest {
  private static final Messages ENGLISH = Messages.in(Language.ENGLISH);
  private static final int AROUND = 200;

  @BeforeEach
  void light() throws Exception {
    SwingUtilities.invokeAndWait(
        () -> {
          Theme.prepare();
          var _ = Theme.dark(false);
        });
  }

  private static SeatsView view(List<String> names) {
    List<MemberInfo> others =
        IntStream.range(1, names.size())
            .mapToObj(i -> new MemberInfo(i + 1, names.get(i), true, false))
            .toList();
    RoomState room = new RoomState();
    ChatModel model = new ChatModel(ENGLISH, () -> Instant.EPOCH, new NoListener());
    model.begin(room);
    model.apply(
        room.apply(
            new ChatEvent.Seated(
                new RoomSnapshot(Optional.of("Chat0"), names.getFirst(), 1, 10, others),
                JoinKind.NEW)));
    SeatsView view = new SeatsView(ENGLISH, model::room, _ -> {});
    view.setSize(view.getPreferredSize());
    view.doLayout();
    return view;
  }

  private static BufferedImage picture(SeatsView view, SeatButton seat) {
    BufferedImage image =
        new BufferedImage(
            view.getWidth() + 2 * AROUND,
            view.getHeight() + 2 * AROUND,
            BufferedImage.TYPE_INT_ARGB);
    Graphics2D g = image.createGraphics();
    g.translate(AROUND + seat.getX(), AROUND + seat.getY());
    seat.paint(g);
    g.dispose();
    return image;
  }

  private static boolean isDrawn(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) >>> 24 > 64;
  }

  private static void assertApart(List<String> names) {
    SeatsView view = view(names);
    Rectangle inside = new Rectangle(AROUND, AROUND, view.getWidth(), view.getHeight());
    List<BufferedImage> seats =
        Stream.of(view.getComponents()).map(seat -> picture(view, (SeatButton) seat)).toList();
    assertThat(seats).hasSameSizeAs(names);
    BufferedImage first = seats.getFirst();
    for (int y = 0; y < first.getHeight(); y++) {
      for (int x = 0; x < first.getWidth(); x++) {
        int column = x;
        int row = y;
        long drawn = seats.stream().filter(seat -> isDrawn(seat, column, row)).count();
        assertThat(drawn).as("seats drawn at %d, %d", x, y).isLessThanOrEqualTo(1);
        assertThat(drawn == 0 || inside.contains(x, y)).as("inside at %d, %d", x, y).isTrue();
      }
    }
  }

  @Test
  void tenNamesOfAnyLengthNeitherOverlapNorLeaveTheView() throws Exception {
    SwingUtilities.invokeAndWait(
        () -> {
          assertApart(
              List.of(
                  "Ana",
                  "Bia",
                  "Maximiliana Aparecida dos Santos",
                  "Rui",
                  "Guilherme Henrique",
                  "Wanderley Washington Wilson",
                  "Jo",
                  "Constantinopla",
                  "🦊 Bia",
                  "Caio"));
          assertApart(
              IntStream.range(0, 10).mapToObj(i -> i + " WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW").toList());
        });
  }

  @Test
  void shortNamesAreNotCut() throws Exception {
    SwingUtilities.invokeAndWait(
        () -> {
          SeatsView view =
              view(
                  List.of(
                      "Ana", "Bianca", "Caetano", "Daniela", "Eduarda", "Fabiana", "Gustavo",
                      "Helena", "Isadora", "Joaquim"));
          for (var seat : view.getComponents()) {
            EmojiText name =
                EmojiText.of(((SeatButton) seat).info().name(), PlainTextComponents.font(-1.5f));
            assertThat(name.width(view::getFontMetrics)).isLessThanOrEqualTo(seat.getWidth() - 2);
          }
        });
  }

  private static Stream<Integer> opaque(BufferedImage image) {
    int width = image.getWidth();
    return IntStream.range(0, width * image.getHeight())
        .mapToObj(i -> image.getRGB(i % width, i / width))
        .filter(rgb -> rgb >>> 24 == 255);
  }

  /** The colour that most of the picture of this emoji has. */
  private static int colour(String emoji) {
    String key = EmojiSheet.BUNDLED.pictures(emoji).getFirst();
    return opaque(EmojiSheet.BUNDLED.picture(key, 64))
        .collect(Collectors.groupingBy(rgb -> rgb, Collectors.counting()))
        .entrySet()
        .stream()
        .max(Map.Entry.comparingByValue())
        .orElseThrow()
        .getKey();
  }

  private static long pixels(String name, int colour) {
    SeatInfo info = new SeatInfo(2, name, SeatInfo.Occupied.HERE, false, false, false, false);
    SeatButton seat = new SeatButton(info, ENGLISH);
    seat.setSize(120, 80);
    BufferedImage image = new BufferedImage(120, 80, BufferedImage.TYPE_INT_ARGB);
    Graphics2D g = image.createGraphics();
    seat.paint(g);
    g.dispose();
    return opaque(image).filter(rgb -> rgb == colour).count();
  }

  @Test
  void anEmojiOfANameIsDrawnInItsColoursAtTheSeat() throws Exception {
    SwingUtilities.invokeAndWait(
        () -> {
          int fox = colour("🦊");
          assertThat(pixels("Bia", fox)).isZero();
          assertThat(pixels("🦊 Bia", fox)).isGreaterThan(10);
        });
  }
}
