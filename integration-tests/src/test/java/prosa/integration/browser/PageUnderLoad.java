package prosa.integration.browser;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Measures how busy the page is while nine members say four messages a second each; run by
 * bench/page-load.sh. What is measured is Chromium's own count of the main thread's work, in
 * processor time: a wait for a core is none.
 */
@EnabledIfSystemProperty(named = "prosa.page.seconds", matches = "\\d+")
@Tag("graphical")
final class PageUnderLoad {
  private static final int MEMBERS = 9;
  private static final int PERIOD_MILLIS = 250;

  @Test
  void measure() throws IOException, InterruptedException {
    int seconds = Integer.getInteger("prosa.page.seconds", 60);
    List<Speaker> speakers = new ArrayList<>();
    ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
    try (Chromium chromium = new Chromium();
        RestartableServer host = RestartableServer.open();
        PageUser ana = chromium.open(host.url()).sitDown("Ana")) {
      for (int i = 0; i < MEMBERS; i++) {
        speakers.add(new Speaker(host.port(), "Member " + i));
      }
      CDPSession tools = ana.page().context().newCDPSession(ana.page());
      JsonObject processorTime = new JsonObject();
      processorTime.addProperty("timeDomain", "threadTicks");
      tools.send("Performance.enable", processorTime);
      ana.page()
          .evaluate(
              "window.frames_ = 0;"
                  + "(function count() { frames_++; requestAnimationFrame(count); })()");
      AtomicInteger said = new AtomicInteger();
      Map<String, Double> before = metrics(tools);
      double framesBefore = number(ana, "frames_");
      long begin = System.nanoTime();
      for (int i = 0; i < MEMBERS; i++) {
        Speaker speaker = speakers.get(i);
        var _ =
            clock.scheduleAtFixedRate(
                () -> speaker.say(said.incrementAndGet()),
                i * PERIOD_MILLIS / MEMBERS,
                PERIOD_MILLIS,
                TimeUnit.MILLISECONDS);
      }
      ana.page().waitForTimeout(seconds * 1000.0);
      clock.shutdownNow();
      double elapsed = (System.nanoTime() - begin) / 1e9;
      Map<String, Double> after = metrics(tools);
      double frames = number(ana, "frames_") - framesBefore;
      System.out.printf(
          "page under load: %d messages in %.0f s, %.1f frames/s, main thread %s of a core"
              + " (layout %s, style %s, script %s), %d layouts, %.0f lines kept, heap %.1f MB%n",
          said.get(),
          elapsed,
          frames / elapsed,
          share(before, after, "TaskDuration", elapsed),
          share(before, after, "LayoutDuration", elapsed),
          share(before, after, "RecalcStyleDuration", elapsed),
          share(before, after, "ScriptDuration", elapsed),
          Math.round(grown(before, after, "LayoutCount")),
          number(ana, "document.querySelectorAll('#log .said, #log .event').length"),
          after.getOrDefault("JSHeapUsedSize", 0.0) / 1e6);
    } finally {
      clock.shutdownNow();
      speakers.forEach(Speaker::close);
    }
  }

  private static double number(PageUser friend, String expression) {
    return ((Number) friend.page().evaluate(expression)).doubleValue();
  }

  private static String share(
      Map<String, Double> before, Map<String, Double> after, String name, double seconds) {
    return "%.1f %%".formatted(100 * grown(before, after, name) / seconds);
  }

  private static double grown(Map<String, Double> before, Map<String, Double> after, String name) {
    return after.getOrDefault(name, 0.0) - before.getOrDefault(name, 0.0);
  }

  private static Map<String, Double> metrics(CDPSession tools) {
    Map<String, Double> all = new HashMap<>();
    for (JsonElement one :
        tools.send("Performance.getMetrics").getAsJsonArray("metrics").asList()) {
      JsonObject metric = one.getAsJsonObject();
      all.put(metric.get("name").getAsString(), metric.get("value").getAsDouble());
    }
    return all;
  }

  /** A member who only speaks. */
  private static final class Speaker implements AutoCloseable, WebSocket.Listener {
    private final CompletableFuture<Void> seated = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();
    private final WebSocket socket;
    private final String name;

    Speaker(int port, String name) {
      this.name = name;
      this.socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .header("Origin", "http://127.0.0.1:" + port)
              .buildAsync(URI.create("ws://127.0.0.1:" + port + "/talk"), this)
              .orTimeout(30, TimeUnit.SECONDS)
              .join();
      seated.orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        if (part.indexOf("\"type\": \"hello\"") >= 0) {
          var _ = from.sendText("{\"type\": \"enter\", \"user\": " + Json.quoted(name) + "}", true);
        } else if (part.indexOf("\"type\": \"seated\"") >= 0) {
          seated.complete(null);
        }
        part.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedStage(null);
    }

    void say(int number) {
      String text =
          "message " + number + ": " + "a few words to fill a line or two ".repeat(1 + number % 3);
      socket.sendText("{\"type\": \"say\", \"message\": " + Json.quoted(text) + "}", true).join();
    }

    @Override
    public void close() {
      socket.abort();
    }
  }
}
