package prosa.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import prosa.server.ClusterSetup;

/** The flags that make a server a node of a cluster: what cannot be is refused in one sentence. */
final class ClusterOptionsTest {
  private static final String NATS = "nats://127.0.0.1:4222";
  private static final String URL_SENTENCE =
      "--cluster takes nats://HOST:PORT or tls://HOST:PORT, such as nats://127.0.0.1:4222: ";
  private static final String ADVERTISE_SENTENCE =
      "--advertise takes the HOST:PORT under which clients reach this server, such as"
          + " chat.example.org:5555 or [2001:db8::1]:5555: ";

  @TempDir private Path folder;

  private static ClusterOptions options(String... flags) {
    ClusterOptions options = new ClusterOptions();
    CommandSpec command = CommandSpec.create();
    options.specs().forEach(command::add);
    var _ = new CommandLine(command).parseArgs(flags);
    return options;
  }

  private static ClusterSetup setup(String... flags) throws IOException {
    return options(flags).setup().orElseThrow();
  }

  private static void refused(String sentence, String... flags) {
    assertThatThrownBy(() -> setup(flags)).hasMessage(sentence);
    assertThat(sentence).doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nats://127.0.0.1:4222",
        "nats://127.0.0.1",
        "nats://[::1]:4222",
        "tls://nats.internal:4222/",
        "nats://here:4222,nats://there:4222",
        "tls://[::1]:4222, tls://nats.internal"
      })
  void anAddressOfNatsIsTaken(String url) throws IOException {
    assertThat(setup("--cluster", url).config().node()).matches("n[0-9a-z]{1,5}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "here",
        "here:4222",
        "http://here:4222",
        "nats:here",
        "nats://",
        "nats://:4222",
        "nats://here:",
        "nats://[::1]:",
        "nats://here:0",
        "nats://here:65536",
        "nats://here:port",
        "nats://two words:4222",
        "nats://here:4222/path",
        "nats://here:4222?x"
      })
  void whatIsNoAddressOfNatsIsRefused(String url) {
    refused(URL_SENTENCE + url, "--cluster", url);
    refused(URL_SENTENCE + url, "--cluster", "nats://there:4222," + url);
  }

  @Test
  void ofSeveralAddressesOfNatsAllHaveTlsOrNone() {
    refused(
        "--cluster takes addresses that all begin with nats:// or all with tls://:"
            + " nats://here:4222,tls://there:4222",
        "--cluster",
        "nats://here:4222,tls://there:4222");
    refused(URL_SENTENCE, "--cluster", "nats://here:4222,");
  }

  @Test
  void aPasswordInTheAddressIsRefusedAndNotRepeated() {
    refused(
        "--cluster takes nats://HOST:PORT or tls://HOST:PORT, without a user and a password: these"
            + " are given by --cluster-user and --cluster-password-file",
        "--cluster",
        "nats://prosa:secret@here:4222");
    refused(URL_SENTENCE + "nats://here:x", "--cluster", "nats://prosa:secret@here:x");
    refused(URL_SENTENCE + "nats://here:x", "--cluster", "nats://there,nats://prosa:secret@here:x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chat.example.org:5555",
        "chat:1",
        "203.0.113.5:65535",
        "[2001:db8::1]:5555",
        "[::ffff:203.0.113.5]:5555"
      })
  void anAddressForClientsIsTaken(String door) throws IOException {
    assertThat(setup("--cluster", NATS, "--advertise", door).config().door()).contains(door);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "chat.example.org",
        "chat.example.org:",
        ":5555",
        "chat.example.org:0",
        "chat.example.org:65536",
        "chat.example.org:555555",
        "chat.example.org:door",
        "chat..example.org:5555",
        "-chat:5555",
        "two words:5555",
        "http://chat.example.org:5555",
        "chat.example.org:5555/talk",
        "2001:db8::1:5555",
        "[chat]:5555",
        "0.0.0.0:5555",
        "[::]:5555",
        "chat:5555,chat:5556"
      })
  void whatIsNoAddressForClientsIsRefused(String door) {
    refused(ADVERTISE_SENTENCE + door, "--cluster", NATS, "--advertise", door);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "two words", "node.a", "-a", "sixteen-letters-"})
  void whatIsNoNameOfANodeIsRefused(String name) {
    refused(
        "a node's name has 1 to 15 lower-case letters, digits and hyphens: " + name,
        "--cluster",
        NATS,
        "--node",
        name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "a.b", "*", "-x"})
  void whatIsNoNameOfAClusterIsRefused(String name) {
    refused(
        "a cluster's name has 1 to 31 letters, digits and hyphens: " + name,
        "--cluster",
        NATS,
        "--cluster-name",
        name);
  }

  @ParameterizedTest
  @CsvSource({
    "--node, a",
    "--advertise, chat:5555",
    "--cluster-name, other",
    "--cluster-user, prosa",
    "--cluster-password-file, /etc/hostname",
    "--cluster-ca, /etc/hostname"
  })
  void withoutAClusterItsOtherFlagsAreRefused(String flag, String value) {
    refused("--node, --advertise and --cluster-… go with --cluster", flag, value);
  }

  @Test
  void aServerThatIsAloneIsNoNode() throws IOException {
    assertThat(options().setup()).isEmpty();
  }

  @Test
  void filesThatCannotBeUsedAreNamed() throws IOException {
    Path none = folder.resolve("none");
    Path empty = Files.writeString(folder.resolve("empty"), " \n");
    Path words = Files.writeString(folder.resolve("words"), "no certificate\n");
    refused(
        "the file of --cluster-password-file cannot be read: " + none,
        "--cluster",
        NATS,
        "--cluster-password-file",
        none.toString());
    refused(
        "the file of --cluster-password-file is empty: " + empty,
        "--cluster",
        NATS,
        "--cluster-password-file",
        empty.toString());
    Path two = Files.writeString(folder.resolve("two"), "one\ntwo\n");
    refused(
        "the file of --cluster-password-file has more than one line: " + two,
        "--cluster",
        NATS,
        "--cluster-password-file",
        two.toString());
    refused(
        "--cluster-user is empty",
        "--cluster",
        NATS,
        "--cluster-user",
        " ",
        "--cluster-password-file",
        words.toString());
    refused(
        "--cluster-user goes with --cluster-password-file",
        "--cluster",
        NATS,
        "--cluster-user",
        "prosa");
    for (Path file : List.of(empty, words)) {
      refused(
          "the file of --cluster-ca has no certificate (PEM): " + file,
          "--cluster",
          "tls://127.0.0.1:4222",
          "--cluster-ca",
          file.toString());
    }
    refused(
        "the file of --cluster-ca cannot be read: " + none,
        "--cluster",
        "tls://127.0.0.1:4222",
        "--cluster-ca",
        none.toString());
    refused(
        "--cluster-ca goes with --cluster tls://HOST:PORT",
        "--cluster",
        NATS,
        "--cluster-ca",
        words.toString());
  }
}
