import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import prosa.client.ChatClient;
import prosa.client.ChatEvent;
import prosa.client.ConnectOptions;
import prosa.protocol.Sanitizer;

/** Carries talk between a table and a channel of IRC: SERVER IRC_HOST IRC_PORT CHANNEL. */
void main(String[] arguments) throws Exception {
  String channel = arguments[3];
  try (var irc = new Socket(arguments[1], Integer.parseInt(arguments[2]));
      var lines =
          new BufferedReader(new InputStreamReader(irc.getInputStream(), StandardCharsets.UTF_8))) {
    OutputStream out = irc.getOutputStream();
    send(out, "NICK prosa-bridge");
    send(out, "USER prosa 0 * :Prosa");
    send(out, "JOIN " + channel);
    ChatClient chat =
        ChatClient.enter(
            ConnectOptions.to(arguments[0], "IRC"),
            (_, event) -> {
              if (event instanceof ChatEvent.Said(var said) && !said.mine()) {
                // Sanitizer.line: a line break in a text would be a command of its own.
                String line = Sanitizer.line(said.name()) + ": " + Sanitizer.line(said.text());
                send(out, "PRIVMSG " + channel + " :" + line);
              }
            });
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] parts = line.split(" ", 4);
      if (line.startsWith("PING ")) {
        send(out, "PONG " + line.substring(5));
      } else if (parts.length == 4 && parts[1].equals("PRIVMSG") && parts[2].equals(channel)) {
        String nick = parts[0].substring(1).split("!", 2)[0];
        chat.say(nick + ": " + parts[3].substring(1));
      }
    }
    chat.close();
  }
}

void send(OutputStream out, String line) {
  try {
    synchronized (out) {
      out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  } catch (IOException e) {
    System.err.println("IRC: " + e.getMessage()); // the loop that reads ends, too
  }
}
