package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.zmtp.CurveKeyPair;
import prosa.zmtp.CurvePublicKey;

/** A server is known however its address is spelled: nobody talks to it without its key. */
final class KnownServersTest {
  private static final CurvePublicKey KEY = CurveKeyPair.generate(new SecureRandom()).publicKey();
  private static final CurvePublicKey OTHER = CurveKeyPair.generate(new SecureRandom()).publicKey();

  @TempDir private Path folder;

  private static ServerAddress address(String written) {
    return ServerAddress.parse(written).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "[::1]:5555, [0:0:0:0:0:0:0:1]:5555",
    "[::1]:5555, [::1%lo]:5555",
    "[2001:db8::a]:5555, [2001:DB8:0:0::000A]:5555",
    "[::ffff:192.0.2.1]:5555, 192.0.2.1:5555",
    "localhost:5555, 127.0.0.1:5555",
    "localhost:5555, [::1]:5555",
    "127.0.0.1:5555, LOCALHOST.:5555",
    "chat.example:5555, Chat.Example.:5555",
    "chat.example, chat.example:5555",
    "bücher.example:5555, xn--bcher-kva.example:5555",
    "[fe80::1%eth0]:5555, [FE80:0::1%eth0]:5555",
  })
  void itsKeyIsKnownByEverySpelling(String one, String other) throws Exception {
    for (String[] pair : new String[][] {{one, other}, {other, one}}) {
      KnownServers known = KnownServers.in(Files.createTempDirectory(folder, "").resolve("known"));
      known.remember(address(pair[0]), KEY);
      assertThat(known.key(address(pair[1]))).contains(KEY);
    }
  }

  /** As an editor may leave it: the key of the next server must not become part of that line. */
  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n", " ", "\n\n"})
  void aFileWhoseLastLineHasNoEndKeepsBothKeys(String end) throws Exception {
    Path file = folder.resolve("known");
    Files.writeString(file, "one.example:5555 " + KEY.urlText() + end);
    KnownServers known = KnownServers.in(file);

    known.remember(address("two.example"), OTHER);

    assertThat(known.key(address("one.example"))).contains(KEY);
    assertThat(known.key(address("two.example"))).contains(OTHER);
  }

  /** What cannot be read may be the key of the server, which must not be talked to without it. */
  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "ISO-8859-1"})
  void aFileThatAnEditorStoredInAnotherEncodingCannotBeRead(String charset) throws Exception {
    Path file = folder.resolve("known");
    String lines = "# minha máquina\none.example:5555 " + KEY.urlText() + "\n";
    Files.writeString(file, lines, Charset.forName(charset));
    KnownServers known = KnownServers.in(file);

    assertThatThrownBy(() -> known.key(address("one.example"))).isInstanceOf(IOException.class);
    known.remember(address("two.example"), OTHER);
    assertThat(Files.readString(file, Charset.forName(charset))).isEqualTo(lines);

    Files.writeString(file, "\ufeff" + lines);
    assertThat(known.key(address("one.example"))).contains(KEY);
    Files.writeString(file, "\ufeffone.example:5555 " + KEY.urlText());
    assertThat(known.key(address("one.example"))).as("behind a mark of UTF-8").contains(KEY);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:5555, localhost:5556",
    "127.0.0.1:5555, 127.0.0.2:5555",
    "[2001:db8::a]:5555, [2001:db8::b]:5555",
    "chat.example:5555, chat.example.org:5555",
    "[fe80::1%eth0]:5555, [fe80::1%eth1]:5555",
  })
  void ofAnotherServerNothingIsKnown(String one, String other) throws Exception {
    KnownServers known = KnownServers.in(folder.resolve("known"));
    known.remember(address(one), KEY);
    assertThat(known.key(address(other))).isEmpty();
  }
}
