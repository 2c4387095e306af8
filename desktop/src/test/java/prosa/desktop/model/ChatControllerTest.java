package prosa.desktop.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.client.ChatEvent;
import prosa.client.ConnectOptions;
import prosa.client.JoinKind;
import prosa.client.MemberInfo;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;
import prosa.messages.Language;
import prosa.messages.Messages;

final class ChatControllerTest {
  private final Messages messages = Messages.in(Language.ENGLISH);
  private final ChatModel model =
      new ChatModel(messages, () -> Instant.EPOCH, new RecordingListener());
  private final List<String> asked = new ArrayList<>();
  private final ChatController controller =
      new ChatController(model, messages, Runnable::run, new Asked());

  /** What the commands asked of the window. */
  private final class Asked implements ChatController.WindowActions {
    @Override
    public void leave() {
      asked.add("leave");
    }

    @Override
    public void show(String title, String text) {
      asked.add("show");
    }

    @Override
    public void wentElsewhere(ConnectOptions options) {
      asked.add("elsewhere");
    }
  }

  private List<String> notices() {
    return model.transcript().items().stream()
        .filter(TranscriptItem.Notice.class::isInstance)
        .map(item -> ((TranscriptItem.Notice) item).sentence())
        .toList();
  }

  @Test
  void whatNeedsNoTableIsDoneAtNone() {
    assertThat(controller.submit("/help")).isTrue();
    assertThat(notices()).contains(messages.text("helpWindow"));
    assertThat(controller.submit("/clear")).isTrue();
    assertThat(notices()).isEmpty();
    assertThat(controller.submit("/report")).isTrue();
    assertThat(controller.submit("/quit")).isTrue();
    assertThat(asked).containsExactly("show", "leave");
  }

  /** As the terminal and the page do. */
  @ParameterizedTest
  @ValueSource(strings = {"/next", "/private", "/encrypted"})
  void whatLeadsToATableDoesSoAtNone(String line) {
    ChatController quiet = new ChatController(model, messages, _ -> {}, new Asked());
    quiet.enter(ConnectOptions.to("127.0.0.1:1", "Ana"));
    var _ = quiet.leave();
    assertThat(quiet.connected()).isFalse();

    assertThat(quiet.submit(line)).isTrue();

    assertThat(quiet.connected()).isTrue();
    assertThat(notices()).isEmpty();
    var _ = quiet.leave();
  }

  @Test
  void whatNeedsATableIsToldAtNoneAndStaysInTheLine() {
    for (String line : List.of("oi", "/me waves", "/who", "/vote Ana", "/invite")) {
      model.clear();
      assertThat(controller.submit(line)).as(line).isFalse();
      assertThat(notices()).as(line).contains(messages.text("notSeatedYet"));
    }
  }

  @Test
  void whatIsNoInvitationIsSaidSoAtOnceAndStaysInTheLine() {
    ChatController quiet = new ChatController(model, messages, _ -> {}, new Asked());
    quiet.enter(ConnectOptions.to("127.0.0.1:1", "Ana"));
    for (String given : List.of("lixo!", "lixo", "what is this", "(x)")) {
      model.clear();
      assertThat(quiet.submit("/join " + given)).as(given).isFalse();
      assertThat(notices()).containsExactly(messages.text("badInvitation", given));
    }
    var _ = quiet.leave();
  }

  /** Who opens another table leaves those who sit here, and nobody finds the way back. */
  @ParameterizedTest
  @ValueSource(strings = {"/private", "/encrypted"})
  void whoOpensAnotherTableIsAskedBeforeItLeavesOne(String line) {
    ChatController quiet = new ChatController(model, messages, _ -> {}, new Asked());
    quiet.enter(ConnectOptions.to("127.0.0.1:1", "Ana"));
    RoomState room = new RoomState();
    model.begin(room);
    MemberInfo bia = new MemberInfo(2, "Bia", true, false);
    model.apply(
        room.apply(
            new ChatEvent.Seated(
                new RoomSnapshot(Optional.of("Chat0"), "Ana", 1, 10, List.of(bia)), JoinKind.NEW)));
    assertThat(quiet.submit(line)).isTrue();
    assertThat(model.prompts()).hasAtLeastOneElementOfType(Prompt.Departure.class);
    var _ = quiet.leave();
  }

  /** Nothing that is asked for is silently put off. */
  @ParameterizedTest
  @ValueSource(strings = {"/nick Zoe", "/invite", "/about", "/next", "/private", "/encrypted"})
  void whatWaitsForAConnectionSaysSo(String line) {
    ChatController quiet = new ChatController(model, messages, _ -> {}, new Asked());
    quiet.enter(ConnectOptions.to("127.0.0.1:1", "Ana"));

    assertThat(quiet.submit(line)).isTrue();

    assertThat(notices()).containsExactly(messages.text("waitsForConnection"));
    var _ = quiet.leave();
  }
}
