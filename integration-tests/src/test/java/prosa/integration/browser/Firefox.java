package prosa.integration.browser;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A headless Firefox, Debian's, with a profile of its own, driven by WebDriver BiDi: the standard
 * protocol, over the WebSocket that {@code --remote-debugging-port} opens. One tab.
 */
final class Firefox implements AutoCloseable, WebSocket.Listener {
  private static final Pattern LISTENS = Pattern.compile("WebDriver BiDi listening on (ws://\\S+)");

  private final Path profile;
  private final Process process;
  private final WebSocket socket;
  private final CompletableFuture<String> address = new CompletableFuture<>();
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();
  private final StringBuilder part = new StringBuilder();
  private final String tab;

  Firefox() throws IOException {
    profile = Files.createTempDirectory("prosa-firefox");
    process =
        new ProcessBuilder(
                "/usr/bin/firefox-esr",
                "--headless",
                "--no-remote",
                "--profile",
                profile.toString(),
                "--remote-debugging-port",
                "0")
            .redirectErrorStream(true)
            .start();
    Thread.ofVirtual().start(this::listen);
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(
                URI.create(address.orTimeout(60, TimeUnit.SECONDS).join() + "/session"), this)
            .orTimeout(30, TimeUnit.SECONDS)
            .join();
    JsonObject nothing = new JsonObject();
    nothing.add("capabilities", new JsonObject());
    var _ = ask("session.new", nothing);
    tab =
        ask("browsingContext.getTree", new JsonObject())
            .getAsJsonArray("contexts")
            .get(0)
            .getAsJsonObject()
            .get("context")
            .getAsString();
  }

  private void listen() {
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
      said.lines()
          .forEach(
              line -> {
                Matcher listens = LISTENS.matcher(line);
                if (listens.find()) {
                  address.complete(listens.group(1));
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    part.append(data);
    if (last) {
      JsonObject answer = JsonParser.parseString(part.toString()).getAsJsonObject();
      part.setLength(0);
      JsonElement id = answer.get("id");
      CompletableFuture<JsonObject> waits =
          id == null || id.isJsonNull() ? null : asked.remove(id.getAsLong());
      if (waits != null) {
        waits.complete(answer);
      }
    }
    from.request(1);
    return CompletableFuture.completedStage(null);
  }

  private JsonObject ask(String method, JsonObject params) {
    long id = ids.incrementAndGet();
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    asked.put(id, answer);
    JsonObject command = new JsonObject();
    command.addProperty("id", id);
    command.addProperty("method", method);
    command.add("params", params);
    socket.sendText(command.toString(), true).join();
    JsonObject said = answer.orTimeout(60, TimeUnit.SECONDS).join();
    if (!said.get("type").getAsString().equals("success")) {
      throw new AssertionError(method + ": " + said);
    }
    return said.getAsJsonObject("result");
  }

  /** Opens an address, and returns when it has loaded. */
  void open(String url) {
    JsonObject params = new JsonObject();
    params.addProperty("context", tab);
    params.addProperty("url", url);
    params.addProperty("wait", "complete");
    var _ = ask("browsingContext.navigate", params);
  }

  /** The value of an expression as text, as if the reader had just touched the page. */
  String evaluate(String expression) {
    JsonObject target = new JsonObject();
    target.addProperty("context", tab);
    JsonObject params = new JsonObject();
    params.addProperty("expression", "String(" + expression + ")");
    params.add("target", target);
    params.addProperty("awaitPromise", true);
    params.addProperty("userActivation", true);
    JsonObject result = ask("script.evaluate", params);
    if (!result.get("type").getAsString().equals("success")) {
      throw new AssertionError(expression + ": " + result);
    }
    return result.getAsJsonObject("result").get("value").getAsString();
  }

  /** Types a text where the focus is; a line break is Enter. */
  void types(String text) {
    StringBuilder keys = new StringBuilder();
    text.codePoints()
        .mapToObj(c -> c == '\n' ? "\uE007" : Character.toString(c))
        .forEach(
            key -> {
              String quoted = Json.quoted(key);
              keys.append(keys.isEmpty() ? "" : ",");
              keys.append("{\"type\":\"keyDown\",\"value\":").append(quoted).append("},");
              keys.append("{\"type\":\"keyUp\",\"value\":").append(quoted).append("}");
            });
    var _ =
        ask(
            "input.performActions",
            JsonParser.parseString(
                    "{\"context\":%s,\"actions\":[{\"type\":\"key\",\"id\":\"keys\",\"actions\":[%s]}]}"
                        .formatted(Json.quoted(tab), keys))
                .getAsJsonObject());
  }

  /** Waits until an expression is true. */
  void holds(String what, String expression) {
    Eventually.holds(what, () -> evaluate(expression).equals("true"));
  }

  @Override
  public void close() throws IOException {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }
}
