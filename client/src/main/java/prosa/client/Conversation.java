package prosa.client;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Optional;
import prosa.zmtp.Dialer;

/** The visit as it goes, on its event loop. */
final class Conversation {
  Conversation(
      EventLoop loop,
      Dialer dialer,
      Visit visit,
      ClientTimes times,
      Reporter reporter,
      Runnable stop) {}

  void begin() {}

  void say(Text text) {}

  void typing() {}

  void rename(String name) {}

  void next() {}

  void invite() {}

  void privateTable() {}

  void join(String code) {}

  void retry() {}

  void leave() {}

  Optional<Table> table() {
    return Optional.empty();
  }

  List<Text> unsent() {
    return List.of();
  }
}
