package prosa.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.client.ChatClient;
import prosa.client.ChatEvent;
import prosa.client.ConnectError;
import prosa.client.ConnectOptions;
import prosa.client.KnownServers;
import prosa.client.ServerAddress;
import prosa.messages.Language;
import prosa.messages.Messages;
import prosa.zmtp.CurveKeyPair;
import prosa.zmtp.CurvePublicKey;

/** The filter with streams for a pipeline, with a real server. */
final class PipeChatTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** What a filter that has ended left behind. */
  private record Outcome(int exit, String out, String err) {}

  private static final PipeOptions PLAIN =
      new PipeOptions(false, false, false, false, StandardCharsets.UTF_8);

  private static Outcome run(ConnectOptions options, Duration connectTimeout, String input) {
    return run(options, connectTimeout, PLAIN, input.getBytes(StandardCharsets.UTF_8));
  }

  private static Outcome run(
      ConnectOptions options, Duration connectTimeout, PipeOptions pipe, byte[] input) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        new PipeChat(
                options,
                connectTimeout,
                pipe,
                Messages.in(Language.ENGLISH),
                new ByteArrayInputStream(input),
                out,
                OutputKind.STREAM,
                new PrintStream(err, true, pipe.charset()),
                OutputKind.STREAM)
            .run();
    return new Outcome(exit, out.toString(pipe.charset()), err.toString(pipe.charset()));
  }

  @Test
  void eachLineIsSaidAndHeardBeforeItEnds() throws Exception {
    try (TerminalTestServer testServer = TerminalTestServer.open("10:50")) {
      Outcome outcome =
          run(ConnectOptions.to(testServer.address(), "Ana"), TIMEOUT, "oi\n\ndois: três\n");

      assertThat(outcome.exit()).isZero();
      assertThat(outcome.out()).isEqualTo("Ana: oi\nAna: dois: três\n");
      assertThat(outcome.err()).isEqualTo("You sit at table Chat0 as Ana.\n");
    }
  }

  @Test
  void whyLinksOfNewcomersStayTextIsSaidOnceBesideTheOutput() throws Exception {
    String input = "https://example.org/\nhttps://example.net/\n";
    String why = Messages.in(Language.ENGLISH).text("newcomerLinks");
    try (TerminalTestServer testServer = TerminalTestServer.open("10:50")) {
      ConnectOptions ana = ConnectOptions.to(testServer.address(), "Ana");
      Outcome plain = run(ana, TIMEOUT, input);
      assertThat(plain.exit()).isZero();
      assertThat(plain.out()).isEqualTo("Ana: https://example.org/\nAna: https://example.net/\n");
      assertThat(plain.err()).isEqualTo("You sit at table Chat0 as Ana.\n" + why + "\n");

      Outcome objects =
          run(
              ana,
              TIMEOUT,
              JSON,
              "{\"type\":\"say\",\"message\":\"https://example.org/\"}\n"
                  .getBytes(StandardCharsets.UTF_8));
      assertThat(objects.out()).containsOnlyOnce("\"newcomer\":true");
      assertThat(objects.err()).as("each object has it").isEmpty();
    }
  }

  @Test
  void moreThanTheRateAllowsAllArrivesInOrder() throws Exception {
    try (TerminalTestServer testServer = TerminalTestServer.open("5:100")) {
      String input = IntStream.range(0, 150).mapToObj(i -> i + "\n").collect(Collectors.joining());
      Outcome outcome = run(ConnectOptions.to(testServer.address(), "Ana"), TIMEOUT, input);

      assertThat(outcome.exit()).isZero();
      assertThat(outcome.out().lines())
          .containsExactlyElementsOf(IntStream.range(0, 150).mapToObj(i -> "Ana: " + i).toList());
    }
  }

  @Test
  void noMessageCanForgeALineOrReachTheScreen() throws Exception {
    try (TerminalTestServer testServer = TerminalTestServer.open("off")) {
      Outcome outcome =
          run(
              ConnectOptions.to(testServer.address(), "Ana"),
              TIMEOUT,
              "a\u001b[2J\tb\rc\u202ed\u2028e\n");

      assertThat(outcome.out()).isEqualTo("Ana: a\\u001b[2J\\tb\\rc\\u202ed\\u2028e\n");
    }
  }

  @Test
  void anEmptyInputIsOverOnceThereWasASeat() throws Exception {
    try (TerminalTestServer testServer = TerminalTestServer.open("off")) {
      Outcome outcome = run(ConnectOptions.to(testServer.address(), "Ana"), TIMEOUT, "");

      assertThat(outcome.exit()).isZero();
      assertThat(outcome.out()).isEmpty();
    }
  }

  @Test
  void aServerThatIsAwayCostsOneSentence() throws Exception {
    TerminalTestServer testServer = TerminalTestServer.open("off");
    ServerAddress away = testServer.address();
    testServer.close();
    Outcome outcome = run(ConnectOptions.to(away, "Ana"), Duration.ofMillis(400), "oi\n");

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .isEqualTo("prosa: No server is open at " + away + ". There was no seat within 0.4 s.\n");
  }

  /** A server, how to enter it, and why that leads to nothing, however long one waits. */
  private record Hopeless(AutoCloseable server, ConnectOptions entering, ConnectError why) {}

  private static final long PATIENCE_MINUTES = 60;

  @TempDir private Path folder;

  private ConnectOptions entering(
      ServerAddress server, Optional<CurvePublicKey> key, Optional<CurvePublicKey> before)
      throws IOException {
    Path file = folder.resolve("known-" + before.isPresent());
    before.ifPresent(
        known -> {
          try {
            Files.writeString(file, server + " " + known.urlText() + "\n");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    ServerAddress at = new ServerAddress(server.host(), server.port(), Optional.empty(), key);
    return new ConnectOptions(at, "Ana", false, KnownServers.in(file));
  }

  private Hopeless hopeless(ConnectError why) throws Exception {
    SecureRandom random = new SecureRandom();
    CurveKeyPair key = CurveKeyPair.generate(random);
    Optional<CurvePublicKey> its = Optional.of(key.publicKey());
    Optional<CurvePublicKey> other = Optional.of(CurveKeyPair.generate(random).publicKey());
    Optional<CurvePublicKey> none = Optional.empty();
    return switch (why) {
      case WRONG_KEY -> {
        TerminalTestServer server = TerminalTestServer.encrypting(key, false);
        yield new Hopeless(server, entering(server.address(), none, other), why);
      }
      case KEY_CHANGED -> {
        TerminalTestServer server = TerminalTestServer.encrypting(key, false);
        yield new Hopeless(server, entering(server.address(), its, other), why);
      }
      case KEYS_UNREADABLE -> {
        TerminalTestServer server = TerminalTestServer.encrypting(key, false);
        Files.writeString(folder.resolve("known-false"), server.address() + " spoiled\n");
        yield new Hopeless(server, entering(server.address(), its, none), why);
      }
      case NOT_ENCRYPTED -> {
        TerminalTestServer server = TerminalTestServer.open("off");
        yield new Hopeless(server, entering(server.address(), its, none), why);
      }
      case KEY_NEEDED -> {
        TerminalTestServer server = TerminalTestServer.encrypting(key, true);
        yield new Hopeless(server, entering(server.address(), none, none), why);
      }
      default -> {
        ServerSocket web = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> answerAsTheWeb(web));
        ServerAddress at = new ServerAddress("127.0.0.1", web.getLocalPort(), Optional.empty());
        yield new Hopeless(web, entering(at, none, none), why);
      }
    };
  }

  private static void answerAsTheWeb(ServerSocket web) {
    while (!web.isClosed()) {
      try (Socket one = web.accept()) {
        one.getOutputStream()
            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        var _ = one.getInputStream().readAllBytes();
      } catch (IOException e) {
        // it is closed
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "WRONG_KEY",
        "KEY_CHANGED",
        "KEYS_UNREADABLE",
        "NOT_ENCRYPTED",
        "KEY_NEEDED",
        "NO_CHAT"
      })
  @Timeout(60)
  void whatWaitingDoesNotHelpIsSaidAtOnceAndNothingElse(ConnectError why) throws Exception {
    Hopeless hopeless = hopeless(why);
    ServerAddress door = hopeless.entering().server().door();
    String sentence = Messages.in(Language.ENGLISH).connectError(why, door.toString());
    Duration patience = Duration.ofMinutes(PATIENCE_MINUTES);
    try (AutoCloseable _ = hopeless.server()) {
      Outcome plain = run(hopeless.entering(), patience, "oi\n");
      assertThat(plain.err()).isEqualTo("prosa: " + sentence + "\n");
      assertThat(plain.out()).isEmpty();
      assertThat(plain.exit()).isEqualTo(1);

      Outcome json = run(hopeless.entering(), patience, JSON, new byte[0]);
      String code = why.name().toLowerCase(Locale.ROOT).replace('_', '-');
      assertThat(json.out().lines().toList().getLast())
          .isEqualTo("{\"type\":\"ended\",\"reason\":\"no-seat\",\"error\":\"" + code + "\"}");
      assertThat(json.exit()).isEqualTo(1);
    }
  }

  /** Somebody may leave, and so it waits. */
  @Test
  @Timeout(60)
  @SuppressWarnings("try") // one of them goes before the end
  void aFullServerSaysSoAtOnceAndASeatIsHadAsSoonAsThereIsOne() throws Exception {
    try (TerminalTestServer server = TerminalTestServer.withSeats(2);
        ChatClient bia = sitting(server, "Bia");
        ChatClient rui = sitting(server, "Rui")) {
      Filter filter =
          new Filter(
              ConnectOptions.to(server.address(), "Ana"),
              Duration.ofMinutes(PATIENCE_MINUTES),
              PLAIN);
      String full =
          server.address()
              + " gives you no seat. Every seat is taken at the moment. Still trying…\n";
      awaitThat(filter.err, full::equals);
      rui.close();
      filter.line("oi");
      filter.typed.close();
      assertThat(filter.exit.get(30, TimeUnit.SECONDS)).isZero();
      assertThat(bia.room().snapshot()).isPresent();
    }
  }

  private static ChatClient sitting(TerminalTestServer server, String name) throws Exception {
    CountDownLatch seat = new CountDownLatch(1);
    ChatClient client =
        ChatClient.enter(
            ConnectOptions.to(server.address(), name),
            (_, event) -> {
              if (event instanceof ChatEvent.Seated) {
                seat.countDown();
              }
            });
    assertThat(seat.await(30, TimeUnit.SECONDS)).isTrue();
    return client;
  }

  @Test
  void aRefusedEntryCostsOneSentence() throws Exception {
    try (TerminalTestServer testServer = TerminalTestServer.open("off")) {
      ServerAddress nowhere =
          new ServerAddress("127.0.0.1", testServer.address().port(), Optional.of("no-such-code"));
      Outcome outcome = run(ConnectOptions.to(nowhere, "Ana"), TIMEOUT, "oi\n");

      assertThat(outcome.exit()).isEqualTo(1);
      assertThat(outcome.err())
          .isEqualTo(
              "prosa: "
                  + nowhere
                  + " gives you no seat. No open table has this invite: it may have ended.\n");
    }
  }

  @Test
  void whatTheServerDoesNotTakeMakesItFailInTheEnd() throws Exception {
    try (TerminalTestServer testServer = TerminalTestServer.brief(1_000)) {
      Outcome outcome =
          run(
              ConnectOptions.to(testServer.address(), "Ana"),
              TIMEOUT,
              "x".repeat(1_001) + "\nshort\n");

      assertThat(outcome.exit()).isEqualTo(1);
      assertThat(outcome.out()).isEqualTo("Ana: short\n");
      assertThat(outcome.err()).contains("Not said. That is too long for one message.");
    }
  }

  @Test
  void itEndsWhenNobodyReadsItAnyMore() throws Exception {
    Ran ran = run(new ByteArrayInputStream(OI), failing(BrokenPipe.words()));

    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).doesNotContain("prosa: ");
  }

  @Test
  void whatCannotBeWrittenIsOneSentenceAndAFailure() throws Exception {
    Ran ran = run(new ByteArrayInputStream(OI), failing("No space left on device"));

    assertThat(ran.exit()).isEqualTo(TerminalChat.FAILED);
    assertThat(ran.err())
        .containsOnlyOnce("prosa: What was heard could not be written: No space left on device.\n");
  }

  @Test
  void anInputThatFailsIsOneSentenceAndAFailureAfterAllThatCameIsHeard() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("Is a directory");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            return read();
          }
        };
    Ran ran = run(new SequenceInputStream(new ByteArrayInputStream(OI), broken), out);

    assertThat(ran.exit()).isEqualTo(TerminalChat.FAILED);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("Ana: oi\n");
    assertThat(ran.err())
        .containsOnlyOnce("prosa: The input could not be read any further: Is a directory.\n");
  }

  private static final byte[] OI = "oi\n".getBytes(StandardCharsets.UTF_8);

  private record Ran(int exit, String err) {}

  private static Ran run(InputStream in, OutputStream out) throws Exception {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (TerminalTestServer testServer = TerminalTestServer.open("off")) {
      int exit =
          new PipeChat(
                  ConnectOptions.to(testServer.address(), "Ana"),
                  TIMEOUT,
                  PLAIN,
                  Messages.in(Language.ENGLISH),
                  in,
                  out,
                  OutputKind.STREAM,
                  new PrintStream(err, true, StandardCharsets.UTF_8),
                  OutputKind.STREAM)
              .run();
      return new Ran(exit, err.toString(StandardCharsets.UTF_8));
    }
  }

  private static OutputStream failing(String why) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(why);
      }
    };
  }

  @Test
  void whoLeavesIsSeenToLeave() throws Exception {
    CountDownLatch seated = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    try (TerminalTestServer testServer = TerminalTestServer.open("off");
        ChatClient _ =
            ChatClient.enter(
                ConnectOptions.to(testServer.address(), "Bia"),
                Runnable::run,
                (_, event) -> {
                  if (event instanceof ChatEvent.Seated) {
                    seated.countDown();
                  } else if (event instanceof ChatEvent.Left) {
                    left.countDown();
                  }
                })) {
      assertThat(seated.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(run(ConnectOptions.to(testServer.address(), "Ana"), TIMEOUT, "oi\n").exit())
          .isZero();
      assertThat(left.await(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void peopleReadSecondsAsTheyWriteThem() {
    assertThat(
            List.of(
                EventFormatter.seconds(Duration.ofSeconds(10)), EventFormatter.seconds(TIMEOUT)))
        .containsExactly("10 s", "30 s");
    assertThat(EventFormatter.seconds(Duration.ofMillis(1500))).isEqualTo("1.5 s");
    assertThat(EventFormatter.seconds(Duration.ofMillis(1))).isEqualTo("1 ms");
  }

  @Test
  void blankLinesAreSaidOnlyIfThatIsWanted() throws Exception {
    try (TerminalTestServer server = TerminalTestServer.open("off")) {
      Outcome outcome =
          run(
              ConnectOptions.to(server.address(), "Ana"),
              TIMEOUT,
              new PipeOptions(false, false, true, false, StandardCharsets.UTF_8),
              "oi\n\n".getBytes(StandardCharsets.UTF_8));

      assertThat(outcome.out()).isEqualTo("Ana: oi\nAna: \n");
    }
  }

  @Test
  void textIsReadAndWrittenInTheEncodingOfTheLocale() throws Exception {
    try (TerminalTestServer server = TerminalTestServer.open("off")) {
      Outcome outcome =
          run(
              ConnectOptions.to(server.address(), "Ana"),
              TIMEOUT,
              new PipeOptions(false, false, false, false, StandardCharsets.ISO_8859_1),
              "olá\n".getBytes(StandardCharsets.ISO_8859_1));

      assertThat(outcome.exit()).isZero();
      assertThat(outcome.out()).isEqualTo("Ana: olá\n");
    }
  }

  @Test
  void standardErrorHasWhatTheEncodingLacksAsEscapes() throws Exception {
    CountDownLatch seated = new CountDownLatch(1);
    try (TerminalTestServer server = TerminalTestServer.open("off");
        ChatClient _ =
            ChatClient.enter(
                ConnectOptions.to(server.address(), "Zoé 🎉"),
                Runnable::run,
                (_, event) -> {
                  if (event instanceof ChatEvent.Seated) {
                    seated.countDown();
                  }
                })) {
      assertThat(seated.await(30, TimeUnit.SECONDS)).isTrue();
      Outcome outcome =
          run(
              ConnectOptions.to(server.address(), "Ana"),
              TIMEOUT,
              new PipeOptions(false, false, false, false, StandardCharsets.ISO_8859_1),
              "oi\n".getBytes(StandardCharsets.ISO_8859_1));

      assertThat(outcome.err()).contains("At the table: Zoé \\u{1f389}.\n");
    }
  }

  @Test
  void aLineThatIsNoTextIsRefusedWithASentenceAndTheOthersAreSaid() throws Exception {
    try (TerminalTestServer server = TerminalTestServer.open("off")) {
      Outcome outcome =
          run(
              ConnectOptions.to(server.address(), "Ana"),
              TIMEOUT,
              PLAIN,
              "um\nolá\ndois\n".getBytes(StandardCharsets.ISO_8859_1));

      assertThat(outcome.exit()).isEqualTo(1);
      assertThat(outcome.out()).isEqualTo("Ana: um\nAna: dois\n");
      assertThat(outcome.err())
          .contains("prosa: Line 2 of the input is no text in UTF-8, and was not said.\n");
    }
  }

  @Test
  void jsonGoesInAndOutAnObjectALine() throws Exception {
    try (TerminalTestServer server = TerminalTestServer.open("off")) {
      String commands =
          """
          {"type": "say", "message": "olá\\n", "id": "my id"}
          {"type": "say", "message": "waves", "action": true}
          {"type": "dance"}
          no JSON
          {"type": "rename", "user": "Aninha"}
          {"type": "say", "message": "bye"}
          """;
      Outcome outcome =
          run(
              ConnectOptions.to(server.address(), "Ana"),
              TIMEOUT,
              new PipeOptions(true, false, false, false, StandardCharsets.UTF_8),
              commands.getBytes(StandardCharsets.UTF_8));

      List<String> lines = outcome.out().lines().toList();
      assertThat(lines).allMatch(line -> line.startsWith("{\"type\":\"") && line.endsWith("}"));
      assertThat(lines)
          .contains(
              "{\"type\":\"said\",\"n\":1,\"place\":1,\"user\":\"Ana\",\"message\":\"ol\\u00e1\\u000a\",\"action\":false,\"mine\":true,\"classic\":false,\"id\":\"my"
                  + " id\"}",
              "{\"type\":\"renamed\",\"place\":1,\"user\":\"Ana\",\"to\":\"Aninha\","
                  + "\"classic\":false,\"mine\":true}",
              "{\"type\":\"ended\",\"reason\":\"left\"}");
      assertThat(lines).anyMatch(line -> line.contains("\"message\":\"waves\",\"action\":true"));
      assertThat(outcome.exit()).isEqualTo(1);
      assertThat(outcome.err()).contains("Line 3 of the input").contains("Line 4 of the input");
    }
  }

  /** A program that waits for the answer to its command gets one, whatever is wrong with it. */
  @Test
  void jsonThatIsNoCommandIsAnsweredOnStandardOutput() throws Exception {
    try (TerminalTestServer server = TerminalTestServer.open("off")) {
      ByteArrayOutputStream commands = new ByteArrayOutputStream();
      commands.writeBytes(
          """
          {"type": "say", "message": 5, "id": "a1"}
          {"type": "rename", "user": ""}
          no JSON
          {"type": "react", "n": 1, "reaction": "x"}
          """
              .getBytes(StandardCharsets.UTF_8));
      commands.writeBytes(new byte[] {'"', (byte) 0xFF, '"', '\n'});
      Outcome outcome =
          run(ConnectOptions.to(server.address(), "Ana"), TIMEOUT, JSON, commands.toByteArray());

      List<String> refused =
          outcome.out().lines().filter(line -> line.contains("\"refused\"")).toList();
      assertThat(refused).hasSize(5).allMatch(line -> line.contains("\"request\":\"input\""));
      assertThat(refused.getFirst())
          .contains("\"reason\":\"bad-field\"")
          .endsWith("\"line\":1,\"id\":\"a1\"}");
      assertThat(refused.get(1)).contains("\"reason\":\"bad-name\"").endsWith("\"line\":2}");
      assertThat(refused.get(2)).contains("\"reason\":\"bad-json\"").endsWith("\"line\":3}");
      assertThat(refused.get(3)).contains("\"reason\":\"unknown-type\"").endsWith("\"line\":4}");
      assertThat(refused.get(4)).contains("\"reason\":\"bad-json\"").endsWith("\"line\":5}");
      assertThat(outcome.exit()).isEqualTo(1);
    }
  }

  /** The sentences in the output stay the protocol's, for programs. */
  @Test
  void whatIsNoCommandIsToldInTheLanguageOfTheReader() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String commands =
        """
        no JSON
        {"type": "nothing"}
        {"type": "say", "message": 5}
        {"type": "rename", "user": ""}
        {"type": "react", "n": 1, "reaction": "x"}
        {"type": "tell", "sealed": "e1.8n3xV0dZ"}
        """;
    try (TerminalTestServer server = TerminalTestServer.open("off")) {
      new PipeChat(
              ConnectOptions.to(server.address(), "Ana"),
              TIMEOUT,
              JSON,
              Messages.in(Language.PORTUGUESE),
              new ByteArrayInputStream(commands.getBytes(StandardCharsets.UTF_8)),
              out,
              OutputKind.STREAM,
              new PrintStream(err, true, StandardCharsets.UTF_8),
              OutputKind.STREAM)
          .run();
    }
    String before = "prosa: A linha %d da entrada não é um comando em JSON: %s";
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            before.formatted(1, "Não é um único objeto JSON."),
            before.formatted(2, "Nenhum comando tem esse tipo."),
            before.formatted(3, "Um campo falta ou não está como deveria."),
            before.formatted(4, Messages.in(Language.PORTUGUESE).text("refused.bad-name")),
            before.formatted(5, "Só uma página envia react."),
            before.formatted(6, "O que é lacrado é o próprio Prosa que diz."));
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("Only a page sends react.");
  }

  @Test
  void jsonTellsThatThereWasNoSeatInTime() throws Exception {
    int nobody;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = closed.getLocalPort();
    }
    Outcome outcome =
        run(
            ConnectOptions.to(new ServerAddress("127.0.0.1", nobody, Optional.empty()), "Ana"),
            Duration.ofMillis(200),
            JSON,
            new byte[0]);
    assertThat(outcome.out().lines().toList().getLast())
        .startsWith("{\"type\":\"ended\",\"reason\":\"no-seat\",\"error\":\"");
    assertThat(outcome.exit()).isEqualTo(1);
  }

  /** A bot may answer a message. */
  @Test
  void jsonSaysWhichMessageIsAnswered() throws Exception {
    try (TerminalTestServer server = TerminalTestServer.open("off")) {
      String commands =
          """
          {"type": "say", "message": "who is there?"}
          {"type": "say", "message": "it is me", "re": 1}
          """;
      Outcome outcome =
          run(
              ConnectOptions.to(server.address(), "Ana"),
              TIMEOUT,
              JSON,
              commands.getBytes(StandardCharsets.UTF_8));
      assertThat(outcome.out()).contains("\"re\":1,\"answers\":\"Ana: who is there?\"");
      assertThat(outcome.exit()).isZero();
    }
  }

  /** The friend's code is dead after a restart of the server; two lines wait, and one follows. */
  private static Outcome guestAfterARestart(PipeOptions pipe) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    CompletableFuture<ServerAddress> link = new CompletableFuture<>();
    TerminalTestServer first = TerminalTestServer.restartable();
    int port = first.address().port();
    ChatClient ana =
        ChatClient.enter(
            new ConnectOptions(first.address(), "Ana", true),
            Runnable::run,
            (client, event) -> {
              if (event instanceof ChatEvent.Seated) {
                client.invite();
              } else if (event instanceof ChatEvent.Invited(String _, String to)) {
                link.complete(ServerAddress.parse(to).orElseThrow());
              }
            });
    try (PipedOutputStream typed = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(typed)) {
      Optional<String> code = link.get(30, TimeUnit.SECONDS).invite();
      Thread.ofPlatform()
          .daemon()
          .start(
              () ->
                  exit.complete(
                      new PipeChat(
                              ConnectOptions.to(new ServerAddress("127.0.0.1", port, code), "Bia"),
                              TIMEOUT,
                              pipe,
                              Messages.in(Language.ENGLISH),
                              in,
                              out,
                              OutputKind.STREAM,
                              new PrintStream(err, true, StandardCharsets.UTF_8),
                              OutputKind.STREAM)
                          .run()));
      write(typed, pipe, "um");
      awaitThat(out, heard -> heard.contains("um"));
      ana.close();
      first.close();
      awaitThat(
          pipe.json() ? out : err,
          told -> told.contains(pipe.json() ? "\"lost\"" : "The connection is lost."));
      write(typed, pipe, "dois");
      write(typed, pipe, "três");
      try (TerminalTestServer _ = TerminalTestServer.reopen(port)) {
        return new Outcome(
            exit.get(60, TimeUnit.SECONDS),
            out.toString(StandardCharsets.UTF_8),
            err.toString(StandardCharsets.UTF_8));
      }
    } finally {
      ana.close();
      first.close();
    }
  }

  private static void write(OutputStream to, PipeOptions pipe, String text) throws IOException {
    String line =
        pipe.json()
            ? "{\"type\":\"say\",\"message\":\"%s\",\"id\":\"id of %s\"}".formatted(text, text)
            : text;
    to.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    to.flush();
  }

  @Test
  void linesThatWereNotSaidAreToldWhenTheSessionEnds() throws Exception {
    Outcome outcome = guestAfterARestart(PLAIN);

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.out()).isEqualTo("Bia: um\n");
    assertThat(outcome.err())
        .contains(
            "Not said: dois\nNot said: três\n"
                + "The input was read to line 3; nothing after it was said.\nprosa: ")
        .endsWith("No open table has this invite: it may have ended.\n")
        .doesNotContain("Said again");
  }

  @Test
  void linesThatWereNotSaidAreReturnedInJsonBeforeTheEnd() throws Exception {
    Outcome outcome =
        guestAfterARestart(new PipeOptions(true, false, false, false, StandardCharsets.UTF_8));
    List<String> lines = outcome.out().lines().toList();

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(lines.getLast()).startsWith("{\"type\":\"ended\",\"reason\":\"unknown-invite\"");
    assertThat(lines.get(lines.size() - 2))
        .isEqualTo("{\"type\":\"returned\",\"ids\":[\"id of dois\",\"id of tr\\u00eas\"]}");
    assertThat(outcome.err()).contains("The input was read to line 3;");
  }

  @Test
  void whatIsAskedInJsonIsAnsweredBeforeItEnds() throws Exception {
    try (TerminalTestServer server = TerminalTestServer.open("off")) {
      Outcome outcome =
          run(
              ConnectOptions.to(server.address(), "Ana"),
              TIMEOUT,
              new PipeOptions(true, false, false, false, StandardCharsets.UTF_8),
              """
              {"type": "rename", "user": "Bruno: oi, Ana"}
              {"type": "invite"}
              {"type": "enter", "user": "Ana"}
              """
                  .getBytes(StandardCharsets.UTF_8));

      assertThat(outcome.exit()).as(outcome.err()).isZero();
      assertThat(outcome.out().lines().filter(line -> line.startsWith("{\"type\":\"seated\"")))
          .hasSize(2);
      assertThat(outcome.out())
          .contains("\"to\":\"Bruno: oi, Ana\"")
          .contains("{\"type\":\"invited\",\"code\":");
    }
  }

  private static Filter seated(TerminalTestServer server, String name) throws Exception {
    Filter filter = new Filter(ConnectOptions.to(server.address(), name), JSON);
    filter.awaitOut("\"type\":\"seated\"");
    return filter;
  }

  @Test
  void everyCommandInJsonDoesWhatItSays() throws Exception {
    try (TerminalTestServer server = TerminalTestServer.open("off");
        Filter ana = seated(server, "Ana"); // one after the other: their places are known
        Filter bia = seated(server, "Bia")) {
      ana.awaitOut("\"user\":\"Bia\"");
      bia.line("{\"type\": \"typing\"}");
      ana.awaitOut("{\"type\":\"typing\",\"place\":2,\"user\":\"Bia\"");
      bia.line("{\"type\": \"about\", \"language\": \"es\"}");
      bia.awaitOut("{\"type\":\"about\",\"name\":\"\"");
      bia.line("{\"type\": \"vote\", \"place\": 1, \"reason\": \"spam\"}");
      bia.awaitOut("{\"type\":\"refused\",\"request\":\"vote\",\"reason\":\"too-new-to-vote\"");
      bia.line("{\"type\": \"ballot\", \"vote\": 7, \"yes\": true}");
      bia.awaitOut("{\"type\":\"refused\",\"request\":\"ballot\"");
      bia.line("{\"type\": \"next\"}");
      bia.awaitOut("{\"type\":\"refused\",\"request\":\"next\"");
      bia.line("{\"type\": \"enter\", \"user\": \"Bia\", \"private\": true}");
      bia.awaitOut("\"room\":\"Chat1\"");
      bia.awaitOut("\"n\":0,\"capacity\":10,\"private\":true,\"how\":\"moved\"");
      ana.awaitOut("{\"type\":\"left\",\"place\":2,\"user\":\"Bia\"");
      bia.line("{\"type\": \"next\", \"keep\": true}");
      ana.awaitOut("{\"type\":\"joined\",\"place\":2,\"user\":\"Bia\"");
      bia.awaitOut("{\"type\":\"held\",\"room\":\"Chat1\",\"seconds\":10}");
      bia.line("{\"type\": \"leave\"}");
      bia.awaitOut("{\"type\":\"ended\",\"reason\":\"left\"}");
      assertThat(bia.exit.get(30, TimeUnit.SECONDS)).as("something was refused").isEqualTo(1);
      ana.line("{\"type\": \"leave\"}");
      assertThat(ana.exit.get(30, TimeUnit.SECONDS)).isZero();
    }
  }

  /** Whatever somebody is called, a line has one author, and it is read back by the same rules. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bruno: oi, Ana",
        "Ana\\",
        "Ana\\: x",
        ":",
        "::",
        "a:b:c",
        "* Ana",
        "12:00 Ana",
        "Ana »",
        "olá: 🎉"
      })
  void theAuthorOfALineIsCertain(String name) throws Exception {
    try (TerminalTestServer server = TerminalTestServer.open("off")) {
      Outcome outcome = run(ConnectOptions.to(server.address(), name), TIMEOUT, "oi: x\n* fake\n");
      if (outcome.exit() != 0) {
        assertThat(outcome.err()).as("a name that is refused").contains("A name has");
        return;
      }
      String[] lines = outcome.out().split("\n");
      assertThat(lines).hasSize(2);
      for (String line : lines) {
        StringBuilder author = new StringBuilder();
        int i = 0;
        for (; line.charAt(i) != ':'; i++) {
          i += line.charAt(i) == '\\' ? 1 : 0;
          author.append(line.charAt(i));
        }
        assertThat(author).hasToString(name);
        assertThat(line.substring(i)).isIn(": oi: x", ": \\* fake");
      }
    }
  }

  @Test
  void whoListensStaysWithoutSayingAnything() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    try (TerminalTestServer server = TerminalTestServer.open("off")) {
      CountDownLatch ended = new CountDownLatch(1);
      Thread listening =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    new PipeChat(
                            ConnectOptions.to(server.address(), "Log"),
                            TIMEOUT,
                            new PipeOptions(false, true, false, false, StandardCharsets.UTF_8),
                            Messages.in(Language.ENGLISH),
                            InputStream.nullInputStream(),
                            out,
                            OutputKind.STREAM,
                            new PrintStream(told, true, StandardCharsets.UTF_8),
                            OutputKind.STREAM)
                        .run();
                    ended.countDown();
                  });
      awaitThat(told, text -> text.contains("as Log")); // it has a seat
      assertThat(run(ConnectOptions.to(server.address(), "Ana"), TIMEOUT, "um\n").exit()).isZero();
      assertThat(run(ConnectOptions.to(server.address(), "Bia"), TIMEOUT, "dois\n").exit())
          .isZero();
      awaitThat(out, heard -> heard.equals("Ana: um\nBia: dois\n"));
      assertThat(ended.getCount()).isEqualTo(1);
      listening.interrupt();
      assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Whether the input ends before or after: a server that starts anew is come back to. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoListensGoesOnWhenTheConnectionIsLost(boolean inputEndsFirst) throws Exception {
    PipeOptions listening = new PipeOptions(false, true, false, false, StandardCharsets.UTF_8);
    Duration timeout = Duration.ofSeconds(3); // in which it is seated on a busy machine, too
    TerminalTestServer first = TerminalTestServer.restartable();
    try (Filter log = new Filter(ConnectOptions.to(first.address(), "Log"), timeout, listening)) {
      log.awaitErr("as Log");
      if (inputEndsFirst) {
        log.endInput();
      }
      first.close();
      log.awaitErr("The connection is lost");
      log.endInput();
      assertThatThrownBy(() -> log.exit.get(4, TimeUnit.SECONDS))
          .isInstanceOf(TimeoutException.class);
      try (TerminalTestServer second = TerminalTestServer.reopen(first.address().port())) {
        log.awaitErr("Your seat was gone");
        assertThat(run(ConnectOptions.to(second.address(), "Ana"), TIMEOUT, "um\n").exit())
            .isZero();
        log.awaitOut("Ana: um\n");
      }
    }
  }

  /** What a message answers is told beside the output, where reactions are, and before its line. */
  @Test
  void whatAMessageAnswersIsToldOnStandardErrorAndNotInTheOutput() throws Exception {
    try (TerminalTestServer testServer = TerminalTestServer.open("off");
        Filter ana = new Filter(ConnectOptions.to(testServer.address(), "Ana"), PLAIN)) {
      ana.line("shall we?");
      awaitThat(ana.out, heard -> heard.contains("Ana: shall we?\n"));
      Outcome bia =
          run(
              ConnectOptions.to(testServer.address(), "Bia"),
              TIMEOUT,
              JSON,
              "{\"type\":\"say\",\"message\":\"yes\",\"re\":1}\n".getBytes(StandardCharsets.UTF_8));
      assertThat(bia.exit()).isZero();
      awaitThat(ana.out, heard -> heard.endsWith("Bia: yes\n"));
      assertThat(ana.out.toString(StandardCharsets.UTF_8)).isEqualTo("Ana: shall we?\nBia: yes\n");
      assertThat(ana.err.toString(StandardCharsets.UTF_8).lines())
          .containsOnlyOnce("Bia answers “Ana: shall we?”");
    }
  }

  /** A filter at work, to which lines are written one by one. */
  private static final class Filter implements AutoCloseable {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private final PipedOutputStream typed = new PipedOutputStream();

    Filter(ConnectOptions options, PipeOptions pipe) throws IOException {
      this(options, TIMEOUT, pipe);
    }

    Filter(ConnectOptions options, Duration connectTimeout, PipeOptions pipe) throws IOException {
      PipedInputStream in = new PipedInputStream(typed);
      PipeChat chat =
          new PipeChat(
              options,
              connectTimeout,
              pipe,
              Messages.in(Language.ENGLISH),
              in,
              out,
              OutputKind.STREAM,
              new PrintStream(err, true, StandardCharsets.UTF_8),
              OutputKind.STREAM);
      Thread.ofPlatform().daemon().start(() -> exit.complete(chat.run()));
    }

    void line(String text) throws IOException {
      typed.write((text + "\n").getBytes(StandardCharsets.UTF_8));
      typed.flush();
    }

    void awaitOut(String part) {
      awaitThat(out, text -> text.contains(part));
    }

    void awaitErr(String part) {
      awaitThat(err, text -> text.contains(part));
    }

    void endInput() throws IOException {
      typed.close();
    }

    int end() throws Exception {
      endInput();
      return exit.get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
      typed.close();
    }
  }

  @Test
  void whoseTableIsClosedIsToldWhyAndSaysNothingAmongOthers() throws Exception {
    for (PipeOptions pipe :
        List.of(PLAIN, JSON, new PipeOptions(false, true, false, false, StandardCharsets.UTF_8))) {
      try (TerminalTestServer server = TerminalTestServer.open("off");
          Filter ana = new Filter(ConnectOptions.to(server.address(), "Ana"), pipe)) {
        write(ana.typed, pipe, "um");
        ana.awaitOut("um");
        server.closeFirstTable();
        assertThat(ana.exit.get(60, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(ana.err.toString(StandardCharsets.UTF_8))
            .contains("prosa: The operator of this server has closed this table.")
            .contains("The input was read to line 1; nothing after it was said.");
        if (pipe.json()) {
          ana.awaitOut("{\"type\":\"ended\",\"reason\":\"room-closed\"");
        }
      }
    }
  }

  private static final PipeOptions JSON =
      new PipeOptions(true, false, false, false, StandardCharsets.UTF_8);

  /** The address in the link to a new encrypted table, where Ana agrees to everything. */
  private static ServerAddress encryptedRoom(TerminalTestServer server, List<ChatClient> ana)
      throws Exception {
    CompletableFuture<ServerAddress> link = new CompletableFuture<>();
    ana.add(
        ChatClient.enter(
            ConnectOptions.encryptedRoom(server.address(), "Ana"),
            Runnable::run,
            (client, event) -> {
              if (event instanceof ChatEvent.Seated) {
                client.invite();
              } else if (event instanceof ChatEvent.Invited(String _, String to)) {
                link.complete(ServerAddress.parse(to).orElseThrow());
              } else if (event instanceof ChatEvent.KeyAsked asked && !asked.mine()) {
                client.newKey();
              }
            }));
    return link.get(30, TimeUnit.SECONDS);
  }

  @Test
  void filtersAgreeToANewKeyAskForOneAndReadOn() throws Exception {
    List<ChatClient> ana = new ArrayList<>();
    try (TerminalTestServer server = TerminalTestServer.open("off")) {
      ServerAddress link = encryptedRoom(server, ana);
      try (Filter plain = new Filter(ConnectOptions.to(link, "Bia"), PLAIN);
          Filter json = new Filter(ConnectOptions.to(link, "Caio"), JSON)) {
        json.awaitOut("Bia");
        plain.awaitErr("Caio");
        plain.line("//newkey");
        plain.line("/newkeys //newkey");
        json.awaitOut("\"message\":\"/newkey\"");
        json.awaitOut("\"message\":\"/newkeys //newkey\"");

        ana.getFirst().newKey();
        plain.awaitErr("Ana asks for a new key");
        plain.awaitErr("The line /newkey agrees.");
        json.awaitOut("\"type\":\"key-asked\",\"place\":1,\"user\":\"Ana\"");
        plain.line("/newkey");
        json.line("{\"type\": \"newkey\"}");
        plain.awaitErr("This table has a new key");
        json.awaitOut("\"type\":\"key-changed\"");
        plain.line("under the new key");
        json.awaitOut("\"message\":\"under the new key\"");

        ana.getFirst().newKey();
        awaitThat(json.out, text -> text.split("key-asked").length == 3);
        json.line("{\"type\": \"newkey\", \"decline\": true}");
        json.awaitOut("\"type\":\"key-stays\",\"reason\":\"declined\"");
        plain.awaitErr("Caio does not want a new key");

        json.line("{\"type\": \"newkey\"}");
        awaitThat(plain.err, text -> text.split("asks for a new key").length == 4);
        plain.line("/novachave");
        assertThat(plain.end()).isZero();
        assertThat(plain.out.toString(StandardCharsets.UTF_8))
            .isEqualTo("Bia: /newkey\nBia: /newkeys //newkey\nBia: under the new key\n");
        assertThat(plain.err.toString(StandardCharsets.UTF_8).split("has a new key")).hasSize(3);
        assertThat(json.end()).isZero();
      }
    } finally {
      ana.forEach(ChatClient::close);
    }
  }

  @Test
  void whoAsksForANewKeyAndEndsWaitsForIt() throws Exception {
    List<ChatClient> ana = new ArrayList<>();
    try (TerminalTestServer server = TerminalTestServer.open("off")) {
      ServerAddress link = encryptedRoom(server, ana);
      Outcome plain = run(ConnectOptions.to(link, "Bia"), TIMEOUT, "/newkey\n/nuevaclave\n");
      assertThat(plain.exit()).isZero();
      assertThat(plain.out()).isEmpty();
      assertThat(plain.err()).contains("This table has a new key; you have it together with: Ana.");
    } finally {
      ana.forEach(ChatClient::close);
    }
  }

  @Test
  void elsewhereNewkeyIsSaidAsAnyLineAndRefusedAsACommand() throws Exception {
    try (TerminalTestServer server = TerminalTestServer.open("off")) {
      ConnectOptions options = ConnectOptions.to(server.address(), "Ana");
      assertThat(run(options, TIMEOUT, "/newkey\n//newkey\n").out())
          .isEqualTo("Ana: /newkey\nAna: //newkey\n");
      Outcome json =
          run(options, TIMEOUT, JSON, "{\"type\":\"newkey\"}".getBytes(StandardCharsets.UTF_8));
      assertThat(json.out())
          .contains("{\"type\":\"refused\",\"request\":\"new-key\",\"reason\":\"not-encrypted\"");
      assertThat(json.exit()).isEqualTo(1);
    }
  }

  private static void awaitThat(ByteArrayOutputStream stream, Predicate<String> such) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!such.test(stream.toString(StandardCharsets.UTF_8))) {
      assertThat(System.nanoTime())
          .as(stream.toString(StandardCharsets.UTF_8))
          .isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
