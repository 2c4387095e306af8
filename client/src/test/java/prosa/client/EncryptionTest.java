package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.protocol.ClientMessage;
import prosa.protocol.ServerMessage;
import prosa.server.StartException;
import prosa.zmtp.CurveKeyPair;
import prosa.zmtp.CurvePublicKey;
import prosa.zmtp.CurveSelector;

/** Servers with a key, and what the client knows of it. */
@Timeout(60)
final class EncryptionTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final CurveKeyPair KEY = CurveKeyPair.generate(RANDOM);
  private static final CurvePublicKey OTHER = CurveKeyPair.generate(RANDOM).publicKey();

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("prosa").resolve("known-servers");
  }

  private static TestServer server(boolean required) throws StartException {
    return TestServer.open(TestServer.Ways.USUAL, new CurveSelector(KEY, required, RANDOM));
  }

  private static ServerAddress with(TestServer server, CurvePublicKey key) {
    return new ServerAddress("127.0.0.1", server.port(), Optional.empty(), Optional.of(key));
  }

  private TestMember enter(ServerAddress server) {
    return TestMember.enter(new ConnectOptions(server, "Ana", false, KnownServers.in(file())));
  }

  private String line(TestServer server, CurvePublicKey key) {
    return "127.0.0.1:" + server.port() + " " + key.urlText() + "\n";
  }

  private void known(TestServer server, CurvePublicKey key) throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), line(server, key));
  }

  /** Before it is known, a slow answer may have been told as none. */
  private static void awaitError(TestMember member, ConnectError why) {
    var _ = member.awaitUnreachable(why);
  }

  @Test
  void theKeyOfAnAddressIsUsedAndRemembered() throws Exception {
    try (TestServer server = server(true)) {
      try (TestMember ana = enter(with(server, KEY.publicKey()))) {
        ana.await(ChatEvent.Seated.class);
        assertThat(Files.readString(file())).isEqualTo(line(server, KEY.publicKey()));
        ana.client.say("oi");
        assertThat(ana.await(ChatEvent.Said.class).message().text()).isEqualTo("oi");
        ana.client.invite();
        ServerAddress link =
            ServerAddress.parse(ana.await(ChatEvent.Invited.class).link()).orElseThrow();
        assertThat(link.key()).contains(KEY.publicKey());
      }
      try (TestMember again = enter(server.address())) {
        again.await(ChatEvent.Seated.class);
      }
      assertThat(Files.readString(file())).isEqualTo(line(server, KEY.publicKey()));
    }
  }

  @Test
  void aServerWithAnotherKeyIsToldAndNothingIsRemembered() throws Exception {
    try (TestServer server = server(false);
        TestMember ana = enter(with(server, OTHER))) {
      awaitError(ana, ConnectError.WRONG_KEY);
      assertThat(file()).doesNotExist();
    }
  }

  @Test
  void aServerWhoseKeyHasChangedIsNotTalkedTo() throws Exception {
    try (TestServer server = server(false)) {
      known(server, OTHER);
      try (TestMember ana = enter(server.address())) {
        awaitError(ana, ConnectError.WRONG_KEY);
      }
      try (TestMember ana = enter(with(server, KEY.publicKey()))) {
        awaitError(ana, ConnectError.KEY_CHANGED);
        ana.client.retry();
      }
      assertThat(Files.readString(file())).isEqualTo(line(server, OTHER));
      Files.writeString(file(), "");
      try (TestMember ana = enter(with(server, KEY.publicKey()))) {
        ana.await(ChatEvent.Seated.class);
      }
    }
  }

  /** It may have been talked to with a key, which must not be forgotten by an accident. */
  @ParameterizedTest
  @ValueSource(strings = {"%s", "%s ", "%s spoiled", "other:1 x\n%s\tnoKey\n", "  %s  cut#"})
  void aServerWhoseLineIsDamagedIsNotTalkedTo(String lines) throws Exception {
    try (TestServer server = server(false)) {
      Files.createDirectories(file().getParent());
      String all = lines.formatted("127.0.0.1:" + server.port());
      Files.writeString(file(), all);
      for (ServerAddress at : List.of(server.address(), with(server, KEY.publicKey()))) {
        try (TestMember ana = enter(at)) {
          awaitError(ana, ConnectError.KEYS_UNREADABLE);
        }
      }
      assertThat(Files.readString(file())).isEqualTo(all);
    }
  }

  @Test
  void withoutTheFileOfKeysNobodyIsTalkedTo() throws Exception {
    try (TestServer server = TestServer.open()) {
      Files.createDirectories(file()); // no file that could be read
      try (TestMember ana = enter(server.address())) {
        awaitError(ana, ConnectError.KEYS_UNREADABLE);
      }
    }
  }

  @Test
  void aServerThatDoesNotEncryptAnyMoreIsNotTalkedTo() throws Exception {
    try (TestServer server = TestServer.open()) {
      known(server, KEY.publicKey());
      try (TestMember ana = enter(server.address())) {
        awaitError(ana, ConnectError.NOT_ENCRYPTED);
      }
    }
  }

  @Test
  void whoDoesNotKnowTheKeyIsToldThatItIsNeeded() throws Exception {
    try (TestServer server = server(true);
        TestMember ana = enter(server.address())) {
      awaitError(ana, ConnectError.KEY_NEEDED);
    }
  }

  @Test
  void membersWithAndWithoutAKeyTalk() throws Exception {
    try (TestServer server = server(false);
        TestMember ana = enter(with(server, KEY.publicKey()));
        TestMember bia = TestMember.seated(server.address(), "Bia")) {
      ana.await(ChatEvent.Seated.class);
      bia.client.say("oi, Ana");
      assertThat(ana.await(ChatEvent.Said.class).message().text()).isEqualTo("oi, Ana");
      ana.client.say("oi, Bia");
      assertThat(
              bia.await(ChatEvent.Said.class, said -> said.message().text().contains("Bia"))
                  .message()
                  .text())
          .isEqualTo("oi, Bia");
    }
  }

  /** Seven of eight, in whatever order they are tried. */
  @Test
  void doorsWhoseKeysHaveChangedArePassedOver() throws Exception {
    try (ScriptedServer other = new ScriptedServer()) {
      List<String> doors = new ArrayList<>(List.of(other.address().toString()));
      StringBuilder known = new StringBuilder();
      for (int port = 1; port <= 7; port++) {
        doors.add("127.0.0.1:" + port + "#" + KEY.publicKey().urlText());
        known.append("127.0.0.1:%d %s%n".formatted(port, OTHER.urlText()));
      }
      Files.createDirectories(file().getParent());
      Files.writeString(file(), known);
      ScriptedServer server = new ScriptedServer();
      try (TestMember ana = enter(server.address())) {
        server.asked(ClientMessage.Enter.class);
        server.say(
            new ServerMessage.Seated(
                "Chat0",
                "Ana",
                1,
                0,
                "secret",
                0,
                10,
                false,
                List.of(),
                new ServerMessage.Limits(16_384, 8_192, Optional.empty()),
                doors));
        ana.await(ChatEvent.Seated.class);
        server.close();
        assertThat(other.asked(ClientMessage.Enter.class).seat()).contains("secret");
      }
    }
  }
}
