package prosa.server.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.Refusal;
import prosa.server.placement.RoomBans;
import prosa.server.placement.RoomId;

/**
 * Messages between nodes as bytes: a version, who sends, for whom, and the message.
 *
 * <p>A later version may append fields to a message or an item, and add kinds of items: what a node
 * does not know it skips. So two adjacent versions work together. All lengths are checked against
 * what is there; what does not fit is refused as a whole.
 */
final class ClusterCodec {
  /** The version of this node's messages. */
  static final int VERSION = 1;

  /** The most that a name is compared by. */
  static final int MOST_NAMES = 8;

  static final int MOST_ELEMENTS = 100_000;

  /**
   * A message with who sent it.
   *
   * @param to the epoch of the node it is for; 0 if it is for all, or that is not known
   */
  record Envelope(int version, String from, long epoch, long to, ClusterMessage message) {}

  /** Not a message. */
  static final class MalformedMessage extends Exception {
    private static final long serialVersionUID = 1;

    MalformedMessage(String what) {
      super(what);
    }
  }

  private ClusterCodec() {}

  // ---- writing

  static byte[] write(Envelope envelope) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      out.writeByte(envelope.version());
      out.writeUTF(envelope.from());
      out.writeLong(envelope.epoch());
      out.writeLong(envelope.to());
      message(out, envelope.message());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void message(DataOutputStream out, ClusterMessage message) throws IOException {
    switch (message) {
      case ClusterMessage.Announce it -> {
        out.writeByte(1);
        out.writeLong(it.number());
        out.writeBoolean(it.draining());
        out.writeBoolean(it.leaving());
        out.writeInt(it.rooms());
        out.writeInt(it.members());
        out.writeInt(it.connections());
        numbers(out, it.freshSolos());
        numbers(out, it.solos());
        out.writeInt(it.fewest());
        out.writeUTF(it.door().orElse(""));
        out.writeInt(it.adoptions().size());
        for (ClusterMessage.Adoption one : it.adoptions()) {
          key(out, one.before());
          key(out, one.now());
        }
        out.writeUTF(it.tokenKey().orElse(""));
        if (it.hears().isPresent()) {
          out.writeInt(it.hears().get().size());
          for (long epoch : new TreeSet<>(it.hears().get())) { // the same bytes each time
            out.writeLong(epoch);
          }
        }
      }
      case ClusterMessage.Ask it -> {
        out.writeByte(2);
        out.writeLong(it.id());
        out.writeUTF(it.what().name());
        out.writeInt(it.most());
        out.writeBoolean(it.room().isPresent());
        if (it.room().isPresent()) {
          key(out, it.room().get());
        }
        out.writeUTF(it.code().orElse(""));
        client(out, it.client());
        out.writeUTF(it.avoid().map(RoomId::name).orElse(""));
        out.writeByte(it.names().size());
        for (String name : new TreeSet<>(it.names())) {
          out.writeUTF(name);
        }
      }
      case ClusterMessage.Given it -> {
        out.writeByte(3);
        out.writeLong(it.id());
        key(out, it.room());
        out.writeInt(it.place());
        out.writeUTF(it.secret());
      }
      case ClusterMessage.NotGiven it -> {
        out.writeByte(4);
        out.writeLong(it.id());
        out.writeUTF(it.why().name());
      }
      case ClusterMessage.GiveBack it -> {
        out.writeByte(5);
        key(out, it.room());
        out.writeInt(it.place());
        out.writeUTF(it.secret());
      }
      case ClusterMessage.Up it -> {
        out.writeByte(6);
        out.writeLong(it.relay());
        out.writeLong(it.replaces());
        key(out, it.room());
        out.writeLong(it.number());
        out.writeInt(it.items().size());
        for (ClusterMessage.UpItem item : it.items()) {
          item(out, item);
        }
      }
      case ClusterMessage.Down it -> {
        out.writeByte(7);
        out.writeLong(it.relay());
        out.writeLong(it.number());
        out.writeLong(it.acknowledged());
        out.writeInt(it.items().size());
        for (ClusterMessage.DownItem item : it.items()) {
          item(out, item);
        }
      }
      case ClusterMessage.Pulse it -> {
        out.writeByte(8);
        states(out, it.relays());
      }
      case ClusterMessage.Echo it -> {
        out.writeByte(9);
        states(out, it.relays());
      }
      case ClusterMessage.NoRoom it -> {
        out.writeByte(10);
        out.writeLong(it.relay());
        key(out, it.room());
        out.writeBoolean(it.now().isPresent());
        if (it.now().isPresent()) {
          key(out, it.now().get());
        }
      }
      case ClusterMessage.Adopt it -> {
        out.writeByte(11);
        out.writeLong(it.id());
        out.writeInt(it.before().size());
        for (RoomKey one : it.before()) {
          key(out, one);
        }
        out.writeBoolean(it.force());
        room(out, it.room());
      }
      case ClusterMessage.Adopted it -> {
        out.writeByte(12);
        out.writeLong(it.id());
        key(out, it.now());
      }
      case ClusterMessage.NotAdopted it -> {
        out.writeByte(13);
        out.writeLong(it.id());
        out.writeBoolean(it.forGood());
      }
      case ClusterMessage.Act it -> {
        out.writeByte(14);
        out.writeLong(it.id());
        out.writeUTF(it.action());
        out.writeInt(it.arguments().size());
        for (String one : it.arguments()) {
          out.writeUTF(one);
        }
      }
      case ClusterMessage.Acted it -> {
        out.writeByte(15);
        out.writeLong(it.id());
        out.writeBoolean(it.done());
        out.writeUTF(it.said());
      }
      case ClusterMessage.Report it -> {
        out.writeByte(16);
        out.writeLong(it.id());
        out.writeUTF(it.name());
      }
      case ClusterMessage.Reported it -> {
        out.writeByte(17);
        out.writeLong(it.id());
        bytes(out, it.report());
      }
      case ClusterMessage.Remembered it -> {
        out.writeByte(18);
        out.writeLong(it.millis());
        out.writeInt(it.gone().size());
        for (ClusterMessage.DepartedNode one : it.gone()) {
          out.writeLong(one.epoch());
          out.writeLong(one.millis());
          out.writeUTF(one.tokenKey().orElse(""));
        }
      }
    }
  }

  private static void numbers(DataOutputStream out, List<Integer> numbers) throws IOException {
    out.writeInt(numbers.size());
    for (int one : numbers) {
      out.writeInt(one);
    }
  }

  private static void key(DataOutputStream out, RoomKey key) throws IOException {
    out.writeInt(key.id().number());
    out.writeUTF(key.id().node());
    out.writeLong(key.epoch());
  }

  private static void client(DataOutputStream out, ClientAddress client) throws IOException {
    out.writeUTF(client.key());
    out.writeBoolean(client.trusted());
  }

  private static void states(DataOutputStream out, List<ClusterMessage.RelayState> states)
      throws IOException {
    out.writeInt(states.size());
    for (ClusterMessage.RelayState one : states) {
      out.writeLong(one.relay());
      out.writeLong(one.down());
      out.writeLong(one.up());
    }
  }

  private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static void room(DataOutputStream out, ClusterMessage.MovedRoom room) throws IOException {
    out.writeBoolean(room.isPrivate());
    out.writeLong(room.number().orElse(-1));
    out.writeUTF(room.code().orElse(""));
    out.writeInt(room.seats().size());
    for (ClusterMessage.MovedSeat seat : room.seats()) {
      out.writeInt(seat.place());
      out.writeInt(seat.secrets().size());
      for (String secret : seat.secrets()) {
        out.writeUTF(secret);
      }
      out.writeUTF(seat.user());
      out.writeBoolean(seat.classic());
      out.writeLong(seat.member());
      client(out, seat.client());
      out.writeInt(seat.ids().size());
      for (ClusterMessage.RememberedId id : seat.ids()) {
        out.writeUTF(id.id());
        out.writeLong(id.number());
        out.writeLong(id.hash());
        out.writeLong(id.seed());
      }
    }
    bans(out, room.bans());
    bans(out, room.names());
    out.writeInt(room.seats().size());
    for (ClusterMessage.MovedSeat seat : room.seats()) {
      out.writeInt(seat.satSeconds());
    }
    out.writeInt(room.sameNumbers().size());
    for (long epoch : room.sameNumbers()) {
      out.writeLong(epoch);
    }
    out.writeInt(room.seats().size());
    for (ClusterMessage.MovedSeat seat : room.seats()) {
      out.writeInt(seat.holdSeconds());
    }
    out.writeInt(room.seats().size());
    for (ClusterMessage.MovedSeat seat : room.seats()) {
      out.writeLong(seat.heard());
    }
  }

  private static void bans(DataOutputStream out, List<RoomBans.Passed> all) throws IOException {
    out.writeInt(all.size());
    for (RoomBans.Passed one : all) {
      out.writeUTF(one.key());
      out.writeInt(one.millis().size());
      for (Map.Entry<String, Long> ban : one.millis().entrySet()) {
        out.writeUTF(ban.getKey());
        out.writeLong(ban.getValue());
      }
    }
  }

  /**
   * Each item is written with its kind and its length, so that one of a later version is skipped.
   */
  private static void item(DataOutputStream out, ClusterMessage.UpItem item) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    DataOutputStream inner = new DataOutputStream(bytes);
    int kind =
        switch (item) {
          case ClusterMessage.Enter it -> {
            inner.writeLong(it.member());
            inner.writeUTF(it.secret());
            inner.writeUTF(it.user());
            inner.writeLong(it.heard());
            inner.writeLong(it.heardIn());
            inner.writeBoolean(it.classic());
            inner.writeBoolean(it.browser());
            inner.writeUTF(it.page());
            client(inner, it.client());
            inner.writeUTF(it.fragment());
            yield 1;
          }
          case ClusterMessage.Text(long member, byte[] text) -> {
            inner.writeLong(member);
            bytes(inner, text);
            yield 2;
          }
          case ClusterMessage.Here(long member, boolean here) -> {
            inner.writeLong(member);
            inner.writeBoolean(here);
            yield 3;
          }
          case ClusterMessage.Gone(long member, boolean left) -> {
            inner.writeLong(member);
            inner.writeBoolean(left);
            yield 4;
          }
          case ClusterMessage.Refresh(long member) -> {
            inner.writeLong(member);
            yield 5;
          }
          case ClusterMessage.Resync _ -> 6;
        };
    out.writeByte(kind);
    bytes(out, bytes.toByteArray());
  }

  private static void item(DataOutputStream out, ClusterMessage.DownItem item) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    DataOutputStream inner = new DataOutputStream(bytes);
    int kind =
        switch (item) {
          case ClusterMessage.Seated it -> {
            inner.writeLong(it.member());
            inner.writeInt(it.place());
            inner.writeUTF(it.secret());
            inner.writeUTF(it.user());
            inner.writeLong(it.number());
            inner.writeLong(it.heard());
            bytes(inner, it.text());
            yield 1;
          }
          case ClusterMessage.Refused(long member, Refusal why, Optional<String> elsewhere) -> {
            inner.writeLong(member);
            inner.writeUTF(why.name());
            inner.writeUTF(elsewhere.orElse(""));
            yield 2;
          }
          case ClusterMessage.Batch(long first, long last, boolean events, byte[] texts) -> {
            inner.writeLong(first);
            inner.writeLong(last);
            inner.writeBoolean(events);
            bytes(inner, texts);
            yield 3;
          }
          case ClusterMessage.Tell(long member, byte[] text) -> {
            inner.writeLong(member);
            bytes(inner, text);
            yield 4;
          }
          case ClusterMessage.Named(long member, String user) -> {
            inner.writeLong(member);
            inner.writeUTF(user);
            yield 9;
          }
          case ClusterMessage.Rest(long member, long millis) -> {
            inner.writeLong(member);
            inner.writeLong(millis);
            yield 5;
          }
          case ClusterMessage.SayAgain(long member, byte[] text) -> {
            inner.writeLong(member);
            bytes(inner, text);
            yield 8;
          }
          case ClusterMessage.Dismissed(long member) -> {
            inner.writeLong(member);
            yield 6;
          }
          case ClusterMessage.Sync(long number, List<Long> members) -> {
            inner.writeLong(number);
            inner.writeInt(members.size());
            for (long member : members) {
              inner.writeLong(member);
            }
            yield 7;
          }
        };
    out.writeByte(kind);
    bytes(out, bytes.toByteArray());
  }

  // ---- reading

  /** The version that a message says it has; what is behind it may be anything. */
  static int versionOf(byte[] bytes) {
    return bytes.length == 0 ? -1 : bytes[0];
  }

  /** Who sent a message of whatever version, if its beginning says so. */
  static Optional<String> senderOf(byte[] bytes) {
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      in.readByte();
      return Optional.of(in.readUTF()).filter(RoomId::isNode);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads a message.
   *
   * @throws MalformedMessage if it is none that this version knows
   */
  static Envelope read(byte[] bytes) throws MalformedMessage {
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      int version = in.readByte();
      return new Envelope(version, node(in), in.readLong(), in.readLong(), message(in));
    } catch (IOException e) {
      throw new MalformedMessage(String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      throw new MalformedMessage("a value that is none of its kind"); // its words are the sender's
    }
  }

  /** The name of a node; operators see it as it is, in the log and in metrics too. */
  private static String node(DataInputStream in) throws IOException {
    String name = in.readUTF();
    if (!RoomId.isNode(name)) {
      throw new IllegalArgumentException("a name that no node has");
    }
    return name;
  }

  private static ClusterMessage message(DataInputStream in) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case 1 ->
          new ClusterMessage.Announce(
              in.readLong(),
              in.readBoolean(),
              in.readBoolean(),
              in.readInt(),
              in.readInt(),
              in.readInt(),
              numbers(in),
              numbers(in),
              in.readInt(),
              text(in),
              list(in, () -> new ClusterMessage.Adoption(key(in), key(in))),
              in.available() > 0 ? text(in) : Optional.empty(),
              in.available() > 0
                  ? Optional.of(new HashSet<>(list(in, in::readLong)))
                  : Optional.empty());
      case 2 -> ask(in);
      case 3 -> new ClusterMessage.Given(in.readLong(), key(in), in.readInt(), in.readUTF());
      case 4 -> new ClusterMessage.NotGiven(in.readLong(), refusal(in));
      case 5 -> new ClusterMessage.GiveBack(key(in), in.readInt(), in.readUTF());
      case 6 ->
          new ClusterMessage.Up(
              in.readLong(),
              in.readLong(),
              key(in),
              in.readLong(),
              items(in, ClusterCodec::upItem));
      case 7 ->
          new ClusterMessage.Down(
              in.readLong(), in.readLong(), in.readLong(), items(in, ClusterCodec::downItem));
      case 8 -> new ClusterMessage.Pulse(list(in, () -> state(in)));
      case 9 -> new ClusterMessage.Echo(list(in, () -> state(in)));
      case 10 ->
          new ClusterMessage.NoRoom(
              in.readLong(), key(in), in.readBoolean() ? Optional.of(key(in)) : Optional.empty());
      case 11 ->
          new ClusterMessage.Adopt(
              in.readLong(), list(in, () -> key(in)), in.readBoolean(), room(in));
      case 12 -> new ClusterMessage.Adopted(in.readLong(), key(in));
      case 13 ->
          new ClusterMessage.NotAdopted(in.readLong(), in.available() > 0 && in.readBoolean());
      case 14 -> new ClusterMessage.Act(in.readLong(), in.readUTF(), list(in, in::readUTF));
      case 15 ->
          new ClusterMessage.Acted(
              in.readLong(), in.readBoolean(), in.available() > 0 ? in.readUTF() : "");
      case 16 -> new ClusterMessage.Report(in.readLong(), in.readUTF());
      case 17 -> new ClusterMessage.Reported(in.readLong(), bytes(in));
      case 18 ->
          new ClusterMessage.Remembered(
              in.readLong(),
              list(
                  in,
                  () -> new ClusterMessage.DepartedNode(in.readLong(), in.readLong(), text(in))));
      default -> throw new IllegalArgumentException("an unknown kind of message: " + kind);
    };
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private interface ItemReading<T> {
    Optional<T> read(int kind, DataInputStream in) throws IOException;
  }

  private static <T> List<T> list(DataInputStream in, Reading<T> one) throws IOException {
    int size = size(in);
    List<T> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(one.read());
    }
    return list;
  }

  private static int size(DataInputStream in) throws IOException {
    int size = in.readInt();
    if (size < 0 || size > MOST_ELEMENTS) {
      throw new IllegalArgumentException("a list of " + size);
    }
    return size;
  }

  private static List<Integer> numbers(DataInputStream in) throws IOException {
    return list(in, in::readInt);
  }

  private static RoomKey key(DataInputStream in) throws IOException {
    return new RoomKey(new RoomId(in.readInt(), in.readUTF()), in.readLong());
  }

  private static ClientAddress client(DataInputStream in) throws IOException {
    return new ClientAddress(in.readUTF(), in.readBoolean());
  }

  private static ClusterMessage.RelayState state(DataInputStream in) throws IOException {
    return new ClusterMessage.RelayState(in.readLong(), in.readLong(), in.readLong());
  }

  private static Optional<String> text(DataInputStream in) throws IOException {
    String text = in.readUTF();
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static ClusterMessage.Ask ask(DataInputStream in) throws IOException {
    long id = in.readLong();
    ClusterMessage.AskFor what = ClusterMessage.AskFor.valueOf(in.readUTF());
    int most = in.readInt();
    Optional<RoomKey> room = in.readBoolean() ? Optional.of(key(in)) : Optional.empty();
    Optional<String> code = text(in);
    ClientAddress client = client(in);
    if (in.available() == 0) { // a node of an earlier version
      return new ClusterMessage.Ask(id, what, most, room, code, client, Optional.empty(), Set.of());
    }
    Optional<RoomId> avoid = text(in).flatMap(RoomId::named);
    return new ClusterMessage.Ask(id, what, most, room, code, client, avoid, names(in));
  }

  private static Set<String> names(DataInputStream in) throws IOException {
    int size = in.readByte();
    if (size < 0 || size > MOST_NAMES) {
      throw new IOException("so many names: " + size);
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < size; i++) {
      names.add(in.readUTF());
    }
    return names;
  }

  private static Refusal refusal(DataInputStream in) throws IOException {
    String name = in.readUTF();
    try {
      return Refusal.valueOf(name);
    } catch (IllegalArgumentException e) {
      return Refusal.NO_SEAT; // of a later version
    }
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    int size = in.readInt();
    if (size < 0 || size > in.available()) {
      throw new IllegalArgumentException("a text of " + size + " bytes");
    }
    byte[] bytes = new byte[size];
    in.readFully(bytes);
    return bytes;
  }

  private static ClusterMessage.MovedRoom room(DataInputStream in) throws IOException {
    boolean isPrivate = in.readBoolean();
    long number = in.readLong();
    Optional<String> code = text(in);
    List<ClusterMessage.MovedSeat> seats = list(in, () -> seat(in));
    boolean tellsBans = in.available() > 0; // a node of an earlier version does not
    List<RoomBans.Passed> bans = tellsBans ? list(in, () -> bans(in)) : List.of();
    List<RoomBans.Passed> names = tellsBans ? list(in, () -> bans(in)) : List.of();
    List<Integer> sat = in.available() > 0 ? list(in, in::readInt) : List.of(); // the same
    List<Long> sameNumbers = in.available() > 0 ? list(in, in::readLong) : List.of(); // the same
    List<Integer> hold = in.available() > 0 ? list(in, in::readInt) : List.of(); // the same
    List<Long> heard = in.available() > 0 ? list(in, in::readLong) : List.of(); // the same
    List<ClusterMessage.MovedSeat> known = new ArrayList<>();
    for (int i = 0; i < seats.size(); i++) {
      long upTo = i < heard.size() ? heard.get(i) : -1;
      known.add(seats.get(i).with(seconds(sat, i), seconds(hold, i), upTo));
    }
    return new ClusterMessage.MovedRoom(
        isPrivate,
        number < 0 ? OptionalLong.empty() : OptionalLong.of(number),
        code,
        known,
        bans,
        names,
        sameNumbers);
  }

  private static int seconds(List<Integer> all, int seat) {
    return seat < all.size() ? Math.max(0, all.get(seat)) : 0;
  }

  private static ClusterMessage.MovedSeat seat(DataInputStream in) throws IOException {
    return new ClusterMessage.MovedSeat(
        in.readInt(),
        list(in, in::readUTF),
        in.readUTF(),
        in.readBoolean(),
        in.readLong(),
        client(in),
        list(
            in,
            () ->
                new ClusterMessage.RememberedId(
                    in.readUTF(), in.readLong(), in.readLong(), in.readLong())));
  }

  private static RoomBans.Passed bans(DataInputStream in) throws IOException {
    String key = in.readUTF();
    Map<String, Long> millis = new LinkedHashMap<>();
    list(in, () -> Map.entry(in.readUTF(), in.readLong()))
        .forEach(ban -> millis.put(ban.getKey(), ban.getValue()));
    return new RoomBans.Passed(key, millis);
  }

  private static <T> List<T> items(DataInputStream in, ItemReading<T> one) throws IOException {
    int size = size(in);
    List<T> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int kind = in.readByte();
      one.read(kind, new DataInputStream(new ByteArrayInputStream(bytes(in)))).ifPresent(list::add);
    }
    return list;
  }

  private static Optional<ClusterMessage.UpItem> upItem(int kind, DataInputStream in)
      throws IOException {
    return switch (kind) {
      case 1 ->
          Optional.of(
              new ClusterMessage.Enter(
                  in.readLong(),
                  in.readUTF(),
                  in.readUTF(),
                  in.readLong(),
                  in.readLong(),
                  in.readBoolean(),
                  in.readBoolean(),
                  in.readUTF(),
                  client(in),
                  in.available() > 0 ? in.readUTF() : ""));
      case 2 -> Optional.of(new ClusterMessage.Text(in.readLong(), bytes(in)));
      case 3 -> Optional.of(new ClusterMessage.Here(in.readLong(), in.readBoolean()));
      case 4 -> Optional.of(new ClusterMessage.Gone(in.readLong(), in.readBoolean()));
      case 5 -> Optional.of(new ClusterMessage.Refresh(in.readLong()));
      case 6 -> Optional.of(new ClusterMessage.Resync());
      default -> Optional.empty();
    };
  }

  private static Optional<ClusterMessage.DownItem> downItem(int kind, DataInputStream in)
      throws IOException {
    return switch (kind) {
      case 1 ->
          Optional.of(
              new ClusterMessage.Seated(
                  in.readLong(),
                  in.readInt(),
                  in.readUTF(),
                  in.readUTF(),
                  in.readLong(),
                  in.readLong(),
                  bytes(in)));
      case 2 ->
          Optional.of(
              new ClusterMessage.Refused(
                  in.readLong(), refusal(in), in.available() > 0 ? text(in) : Optional.empty()));
      case 3 ->
          Optional.of(
              new ClusterMessage.Batch(in.readLong(), in.readLong(), in.readBoolean(), bytes(in)));
      case 4 -> Optional.of(new ClusterMessage.Tell(in.readLong(), bytes(in)));
      case 5 -> Optional.of(new ClusterMessage.Rest(in.readLong(), in.readLong()));
      case 6 -> Optional.of(new ClusterMessage.Dismissed(in.readLong()));
      case 7 -> Optional.of(new ClusterMessage.Sync(in.readLong(), list(in, in::readLong)));
      case 8 -> Optional.of(new ClusterMessage.SayAgain(in.readLong(), bytes(in)));
      case 9 -> Optional.of(new ClusterMessage.Named(in.readLong(), in.readUTF()));
      default -> Optional.empty();
    };
  }
}
