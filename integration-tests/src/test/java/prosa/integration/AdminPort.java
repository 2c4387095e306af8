package prosa.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/** A client of a server's operator's port, on a plain socket. */
record AdminPort(int port) {
  private static final Pattern ADDRESS = Pattern.compile("For its operator: http://[^ ]*:(\\d+)/");

  /** An answer: its status, its head and its body. */
  record Reply(int status, String head, String body) {}

  /** That of a server that tells it. */
  static AdminPort of(Prosa prosa) {
    Await.until("the operator's port", () -> ADDRESS.matcher(prosa.err()).find());
    Matcher address = ADDRESS.matcher(prosa.err());
    if (!address.find()) {
      throw new AssertionError(prosa.err());
    }
    return new AdminPort(Integer.parseInt(address.group(1)));
  }

  /** How many nodes one of a cluster knows, itself among them; 0 while its port does not answer. */
  static int nodesKnownTo(Prosa node) {
    try {
      return (int) of(node).metric("prosa_cluster_nodes");
    } catch (IOException e) {
      return 0;
    }
  }

  Reply get(String path, String... headers) throws IOException {
    return ask("GET", path, headers);
  }

  Reply post(String path, String... headers) throws IOException {
    return ask("POST", path, headers);
  }

  /** Sends several at once, on one connection, and waits for the answers. */
  void postAll(String... paths) throws IOException {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < paths.length; i++) {
      requests.append("POST %s HTTP/1.1\r\nHost: localhost:%d\r\n".formatted(paths[i], port));
      requests.append(i == paths.length - 1 ? "Connection: close\r\n\r\n" : "\r\n");
    }
    try (Socket socket = new Socket(InetAddress.ofLiteral(Prosa.HOST), port)) {
      socket.setSoTimeout((int) Await.LONG.toMillis());
      socket.getOutputStream().write(requests.toString().getBytes(StandardCharsets.UTF_8));
      var _ = socket.getInputStream().readAllBytes();
    }
  }

  private Reply ask(String method, String path, String... headers) throws IOException {
    StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    boolean named = false;
    for (String header : headers) {
      named |= header.startsWith("Host:");
      request.append(header).append("\r\n");
    }
    if (!named) {
      request.append("Host: localhost:").append(port).append("\r\n");
    }
    request.append("Connection: close\r\n\r\n");
    try (Socket socket = new Socket(InetAddress.ofLiteral(Prosa.HOST), port)) {
      socket.setSoTimeout((int) Await.LONG.toMillis());
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int end = answer.indexOf("\r\n\r\n");
      return new Reply(
          Integer.parseInt(answer.substring(9, 12)),
          answer.substring(0, end),
          answer.substring(end + 4));
    }
  }

  /** The values of all samples of a metric, together; -1 while its port does not answer. */
  double sumOf(String metric) {
    try {
      return DoubleStream.concat(values(metric + " "), values(metric + "{")).sum();
    } catch (IOException e) {
      return -1;
    }
  }

  private DoubleStream values(String beginning) throws IOException {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(beginning))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
  }

  /** The value of a sample in the metrics, by its name and labels as they are written. */
  double metric(String sample) throws IOException {
    return values(sample + " ")
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no " + sample));
  }
}
