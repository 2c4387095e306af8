package prosa.client;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ClientMessage;
import prosa.protocol.LinkDetector;
import prosa.protocol.Names;
import prosa.protocol.ProtocolException;
import prosa.protocol.SealedContent;
import prosa.protocol.ServerMessage;
import prosa.protocol.TakenNames;

/**
 * The seat in an encrypted room, between the client and the wire: it seals what goes to the server,
 * and opens what comes, so that the rest of the client sees the messages of any other room. It
 * outlives connections; when the seat is in another room, at another place or has another salt, it
 * begins again with new keys. On the event loop only.
 *
 * <p>It tells what does not open, comes twice, comes late or is missing as {@link
 * ChatEvent.Unopened}. The server knows everybody as {@value #PLACEHOLDER}; a newcomer is announced
 * when its name has come, or after {@link #NAME_WAIT} without it.
 *
 * @see <a href="../../../../../../docs/encryption.md">docs/encryption.md, "Encrypted rooms"</a>
 */
final class EncryptedRoom {
  /** What every member is called at the server. */
  static final String PLACEHOLDER = "Guest";

  /** The same, as it is told apart from the others; a server may call somebody anything else. */
  private static final Pattern PLACEHOLDERS =
      Pattern.compile(PLACEHOLDER + "(?: [1-9][0-9]{0,3})?");

  /** How long a newcomer's name is waited for. */
  static final Duration NAME_WAIT = Duration.ofSeconds(2);

  /** The most own texts of which the sealed form is kept until they are acknowledged. */
  private static final int MOST_SEALED = 256;

  /** So many keys that the room had before are remembered. */
  private static final int MOST_EARLIER = 4;

  /** So long what others said with the key before is opened after the key has changed. */
  static final Duration UNDER_WAY = Duration.ofSeconds(10);

  /** What stands between a name and the notes that the key has changed. */
  private static final String BETWEEN = " ";

  /** What is kept for who has a key that is not the room's any more. */
  private static final String CHANGED =
      new String(
          new SealedContent.NewKey(SealedContent.NewKey.Step.CHANGED, "", "").write(),
          StandardCharsets.UTF_8);

  private final ClientSession session;
  private RoomSecret secret;
  private final SecureRandom random = new SecureRandom();
  private final LoopTimer nameTimer;
  private final Map<Integer, String> names = new HashMap<>();
  private final TakenNames taken = new TakenNames();

  /** Those who took a seat and whose names have not come yet, by place. */
  private final Map<Integer, ServerMessage.Joined> nameless = new LinkedHashMap<>();

  /** What was sealed, by the id of the text: a text that is sent again is the same one. */
  private final Map<String, String> sealedTexts = new LinkedHashMap<>();

  private final List<ChatEvent> faults = new ArrayList<>();
  private final KeyChange change;
  private @Nullable Keys keys;
  private boolean announced;

  /** The keys that the room had before this one, the latest first. */
  private final Deque<Earlier> earlier = new ArrayDeque<>();

  /** The others who are connected. */
  private final Set<Integer> present = new TreeSet<>();

  /**
   * The places of those who say that they have changed the key without this member. One alone may
   * lie.
   */
  private final Set<Integer> changedWithout = new HashSet<>();

  /** Whether most of the others say so. */
  private boolean missedKey;

  /** Whether a seat is being opened, after which what was wrong is told. */
  private boolean seating;

  /** What belongs to one entry: three streams of its own, for three purposes. */
  private record Keys(
      String room, int place, String salt, RoomCipher texts, RoomCipher names, RoomCipher others) {}

  /**
   * The keys of a secret that is not the room's any more.
   *
   * @param until when, by {@link System#nanoTime}, what was under way with it is opened no more
   */
  private record Earlier(RoomSecret secret, Keys keys, long until) {
    boolean open() {
      return System.nanoTime() - until < 0;
    }
  }

  EncryptedRoom(ClientSession session, RoomSecret secret) {
    this.session = session;
    this.secret = secret;
    this.nameTimer = new LoopTimer(session.loop());
    this.change = new KeyChange(new ThisRoom(), random, session.loop());
  }

  /** What the agreement on a new key needs to know of this room. */
  private final class ThisRoom implements KeyChange.KeyedRoom {
    @Override
    public int place() {
      return keys().place();
    }

    @Override
    public Set<Integer> present() {
      return Set.copyOf(present);
    }

    @Override
    public byte[] salt() {
      return EncryptedRoom.salt(keys().salt()).orElseThrow();
    }

    @Override
    public RoomSecret secret() {
      return secret;
    }

    @Override
    public void tell(SealedContent.NewKey what) {
      session.tell(new ClientMessage.Tell(seal(keys().others(), what.write()), false));
    }

    @Override
    public void asked(int place, Duration answer) {
      session.report(
          new ChatEvent.KeyAsked(member(place), place == place(), (int) answer.toSeconds()));
    }

    @Override
    public void stays(ChatEvent.KeyStays.Why why, int place) {
      session.report(new ChatEvent.KeyStays(why, member(place), place == place()));
    }

    @Override
    public void changed(RoomSecret fresh, Set<Integer> others) {
      use(fresh);
      session.report(keyChanged(others));
      try {
        session.tell(named(name(place(), PLACEHOLDER)));
      } catch (ProtocolException e) {
        throw new IllegalStateException(e); // it has been told before
      }
    }

    @Override
    public void missed(int by) {
      EncryptedRoom.this.missed(by);
    }
  }

  private ChatEvent keyChanged(Set<Integer> others) {
    Set<Integer> without = new TreeSet<>(present);
    without.removeAll(others);
    return new ChatEvent.KeyChanged(code().orElseThrow(), members(others), members(without));
  }

  private MemberInfo member(int place) {
    return new MemberInfo(place, name(place, PLACEHOLDER), true, false);
  }

  private List<MemberInfo> members(Set<Integer> places) {
    return places.stream().map(this::member).toList();
  }

  /** From now on what is said is sealed with this secret. */
  private void use(RoomSecret fresh) {
    Keys before = keys();
    earlier.addFirst(new Earlier(secret, before, System.nanoTime() + UNDER_WAY.toNanos()));
    if (earlier.size() > MOST_EARLIER) {
      earlier.removeLast();
    }
    secret = fresh;
    keys = newKeys(fresh, before.room(), before.place(), before.salt());
    changedWithout.clear(); // they were about the key before
    sealedTexts.clear();
  }

  private Keys newKeys(RoomSecret of, String room, int place, String salt) {
    byte[] bytes = salt(salt).orElseThrow();
    return new Keys(
        room,
        place,
        salt,
        new RoomCipher(of.bytes(), bytes, room, random),
        new RoomCipher(of.bytes(), bytes, room, random),
        new RoomCipher(of.bytes(), bytes, room, random));
  }

  /** The member at this place says that the key has changed. */
  private void missed(int by) {
    changedWithout.add(by);
    countMissed();
  }

  /**
   * Without the key of most of the others this member cannot talk with them. What one member says
   * is not enough, where there are more: it would silence this one.
   */
  private void countMissed() {
    Set<Integer> others = new HashSet<>(present);
    others.addAll(changedWithout);
    if (!missedKey && 2 * changedWithout.size() > others.size()) {
      missedKey = true;
      if (seating) {
        faults.add(new ChatEvent.KeyMissed());
      } else {
        session.report(new ChatEvent.KeyMissed());
      }
    }
  }

  /** Whether the others have changed the key without this member. */
  boolean missedKey() {
    return missedKey;
  }

  /** Asks for a new key, or agrees to it. */
  void newKey() {
    if (missedKey) {
      session.report(new ChatEvent.KeyMissed());
    } else {
      change.want();
    }
  }

  /** Does not agree to a new key. */
  void declineNewKey() {
    change.decline();
  }

  /** The connection is lost. */
  void lost() {
    if (change.sent().isEmpty()) {
      change.interrupted();
    }
  }

  /** This member has left the room, and may come back: nothing of it is told meanwhile. */
  void left() {
    lost();
    forgetNameless();
  }

  /** Nobody waits for these names any more. */
  private void forgetNameless() {
    nameTimer.stop();
    nameless.clear();
  }

  /** The code to compare; empty before the first seat. */
  Optional<SafetyCode> code() {
    return Optional.ofNullable(keys).map(now -> SafetyCode.of(now.texts().code()));
  }

  private Keys keys() {
    Keys now = keys;
    if (now == null) {
      throw new IllegalStateException("Nothing is said before there is a seat");
    }
    return now;
  }

  // ---- what this member says

  /** The most bytes of UTF-8 in the JSON of a text, where a sealed one has so many characters. */
  static int mostBytes(int characters) {
    return RoomCipher.mostBytes(characters);
  }

  /** How to enter: with a name that tells nothing. */
  static ClientMessage.Enter entering(ClientMessage.Enter enter) {
    return new ClientMessage.Enter(
        PLACEHOLDER,
        enter.seat(),
        enter.heard(),
        enter.invite(),
        enter.isPrivate(),
        enter.avoid(),
        true);
  }

  /**
   * Seals what is said; the same thing once more if it is said again.
   *
   * @return empty if it is longer than the server takes
   */
  Optional<ClientMessage.Say> sealed(ClientMessage.Say say, int longest) {
    byte[] content = new SealedContent.Text(say.message(), say.action(), say.re()).write();
    if (content.length > mostBytes(longest)) {
      return Optional.empty();
    }
    String id = say.id().orElse("");
    String known = id.isEmpty() ? null : sealedTexts.get(id);
    String sealed = known == null ? seal(keys().texts(), content) : known;
    if (!id.isEmpty()) {
      sealedTexts.put(id, sealed);
      if (sealedTexts.size() > MOST_SEALED) {
        sealedTexts.remove(sealedTexts.keySet().iterator().next());
      }
    }
    return Optional.of(new ClientMessage.Say(sealed, false, say.id()));
  }

  /** A text with this id will not be sent again. */
  void forget(String id) {
    sealedTexts.remove(id);
  }

  /** Tells the others what this member is called. */
  ClientMessage.Tell named(String name) throws ProtocolException {
    byte[] content = new SealedContent.Name(Names.canonical(name)).write();
    StringBuilder kept = new StringBuilder(seal(keys().names(), content));
    for (Earlier before : earlier) { // for who comes with an old link, or comes back
      kept.append(BETWEEN).append(before.keys().names().seal(keys().place(), CHANGED));
    }
    return new ClientMessage.Tell(kept.toString(), true);
  }

  private String seal(RoomCipher cipher, byte[] content) {
    return cipher.seal(keys().place(), new String(content, StandardCharsets.UTF_8));
  }

  /** Whether the others have still to be told what this member is called. */
  boolean needsName() {
    return !announced;
  }

  // ---- what the server says

  /** The bytes of a salt; empty if it is none. */
  private static Optional<byte[]> salt(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      return bytes.length == RoomCipher.SALT ? Optional.of(bytes) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * A seat: with the members as they call themselves.
   *
   * @param name what this member calls itself
   * @return empty if the room is not encrypted
   */
  Optional<ServerMessage.Seated> seated(ServerMessage.Seated seated, String name) {
    Optional<byte[]> salt = seated.salt().flatMap(EncryptedRoom::salt);
    if (salt.isEmpty()) {
      return Optional.empty();
    }
    Keys now = keys;
    if (now == null
        || now.place() != seated.place()
        || !now.room().equals(seated.room())
        || !now.salt().equals(seated.salt().orElseThrow())) {
      change.interrupted();
      now = entered(now, seated.room(), seated.place(), seated.salt().orElseThrow());
    }
    Optional<Map.Entry<RoomSecret, Set<Integer>>> sent = change.sent();
    boolean adopted = sent.isPresent() && tellsOfChange(seated);
    if (adopted) { // they have what this member made
      change.stop();
      use(sent.get().getKey());
      now = keys();
      announced = false;
    }
    change.interrupted();
    present.clear();
    seated.members().stream()
        .filter(entry -> entry.state() == ServerMessage.Presence.HERE)
        .forEach(entry -> present.add(entry.place()));
    forgetNameless();
    names.clear();
    names.put(seated.place(), name);
    List<ServerMessage.MemberEntry> members = new ArrayList<>();
    seating = true;
    for (ServerMessage.MemberEntry entry : seated.members()) {
      now.texts().midway(entry.place());
      Optional<String> called = Optional.empty();
      if (entry.sealed().isPresent()) {
        called = nameOf(entry.place(), entry.sealed().get());
        if (called.isEmpty() && !changedWithout.contains(entry.place())) {
          faults.add(
              fault(
                  entry.place(),
                  placeholder(entry.user()),
                  faultOfName(entry.place(), entry.sealed().get()),
                  1));
        }
      }
      String shown = called.orElseGet(() -> placeholder(entry.user()));
      names.put(entry.place(), shown);
      members.add(
          new ServerMessage.MemberEntry(
              entry.place(), shown, entry.state(), entry.classic(), entry.member()));
    }
    seating = false;
    if (adopted) {
      faults.add(keyChanged(sent.get().getValue()));
    }
    return Optional.of(
        new ServerMessage.Seated(
            seated.room(),
            name,
            seated.place(),
            seated.member(),
            seated.seat(),
            seated.n(),
            seated.capacity(),
            seated.isPrivate(),
            members,
            seated.limits(),
            seated.doors(),
            seated.salt(),
            seated.formerly()));
  }

  /** New keys for a seat; those of before, too, if it is in the same room. */
  private Keys entered(@Nullable Keys before, String room, int place, String salt) {
    boolean sameRoom = before != null && before.room().equals(room) && before.salt().equals(salt);
    List<RoomSecret> secrets =
        sameRoom ? earlier.stream().map(Earlier::secret).toList() : List.of();
    earlier.clear();
    for (RoomSecret old : secrets) {
      earlier.add(new Earlier(old, newKeys(old, room, place, salt), System.nanoTime()));
    }
    Keys now = newKeys(secret, room, place, salt);
    keys = now;
    announced = false;
    missedKey = false;
    changedWithout.clear();
    sealedTexts.clear();
    return now;
  }

  /**
   * Whether a member kept the note, with the present secret, that it is not the room's any more.
   */
  private boolean tellsOfChange(ServerMessage.Seated seated) {
    return seated.members().stream()
        .anyMatch(
            entry -> entry.sealed().filter(kept -> tellsOfChange(entry.place(), kept)).isPresent());
  }

  private static boolean tellsOfChange(RoomCipher.Opened opened) {
    return opened instanceof RoomCipher.Opened.Text(String json, long _, boolean _)
        && content(json).orElse(null) instanceof SealedContent.NewKey step
        && step.step() == SealedContent.NewKey.Step.CHANGED;
  }

  private boolean tellsOfChange(int place, String kept) {
    return Arrays.stream(kept.split(BETWEEN))
        .limit(1 + MOST_EARLIER)
        .map(part -> keys().names().openLatest(place, part))
        .anyMatch(EncryptedRoom::tellsOfChange);
  }

  /** What was wrong with the names of a seat's members, told once. */
  void reportFaults() {
    faults.stream()
        .filter(fault -> !(missedKey && fault instanceof ChatEvent.Unopened)) // which it explains
        .forEach(session::report);
    faults.clear();
  }

  /**
   * Opens what the server says, except a seat.
   *
   * @param next takes it, as if the room were not encrypted
   */
  void open(ServerMessage message, Consumer<ServerMessage> next) {
    placeOf(message).ifPresent(place -> announce(place, message, next));
    switch (message) {
      case ServerMessage.Said said -> said(said, next);
      case ServerMessage.Told told -> told(told, next);
      case ServerMessage.Joined joined -> {
        present.add(joined.place());
        change.came(joined.place());
        nameless.put(
            joined.place(),
            new ServerMessage.Joined(
                joined.place(), placeholder(joined.user()), joined.classic(), joined.member()));
        names.remove(joined.place());
        if (!nameTimer.runs()) {
          nameTimer.start(NAME_WAIT, () -> announceAll(next));
        }
      }
      case ServerMessage.Left(int place, String user, boolean classic) -> {
        went(place);
        changedWithout.remove(place);
        countMissed();
        next.accept(new ServerMessage.Left(place, name(place, user), classic));
        names.remove(place);
      }
      case ServerMessage.Away(int place, String user, boolean classic, boolean elsewhere) -> {
        went(place);
        next.accept(new ServerMessage.Away(place, name(place, user), classic, elsewhere));
      }
      case ServerMessage.Back(int place, String user, boolean classic) -> {
        present.add(place);
        change.came(place);
        next.accept(new ServerMessage.Back(place, name(place, user), classic));
      }
      case ServerMessage.TypingNow(int place, String user) ->
          next.accept(new ServerMessage.TypingNow(place, name(place, user)));
      case ServerMessage.Vote vote ->
          next.accept(
              new ServerMessage.Vote(
                  vote.vote(),
                  vote.place(),
                  name(vote.place(), vote.user()),
                  vote.reason(),
                  vote.by(),
                  vote.seconds(),
                  vote.ballot()));
      case ServerMessage.Voted voted ->
          next.accept(
              new ServerMessage.Voted(
                  voted.vote(),
                  voted.place(),
                  name(voted.place(), voted.user()),
                  voted.reason(),
                  voted.moved()));
      case ServerMessage.Invited(String code, String link) ->
          next.accept(new ServerMessage.Invited(code, secret.addedTo(link)));
      case ServerMessage.Missed missed -> {
        names.keySet().forEach(place -> keys().texts().midway(place));
        next.accept(missed);
      }
      case ServerMessage.Renamed _, ServerMessage.Reacted _ -> {} // nobody is called so here
      case ServerMessage.Hello _,
          ServerMessage.Seated _,
          ServerMessage.Passed _,
          ServerMessage.About _,
          ServerMessage.Offer _,
          ServerMessage.Held _,
          ServerMessage.Refused _,
          ServerMessage.Draining _,
          ServerMessage.Open _,
          ServerMessage.Moved _,
          ServerMessage.Ballot _ ->
          next.accept(message);
    }
  }

  private void went(int place) {
    present.remove(place);
    change.went(place);
  }

  private static OptionalInt placeOf(ServerMessage message) {
    return switch (message) {
      case ServerMessage.Said said -> OptionalInt.of(said.place());
      case ServerMessage.Told told -> OptionalInt.of(told.place());
      case ServerMessage.Left left -> OptionalInt.of(left.place());
      case ServerMessage.Joined joined -> OptionalInt.of(joined.place());
      case ServerMessage.Away away -> OptionalInt.of(away.place());
      case ServerMessage.Back back -> OptionalInt.of(back.place());
      case ServerMessage.TypingNow typing -> OptionalInt.of(typing.place());
      case ServerMessage.Vote vote -> OptionalInt.of(vote.place());
      default -> OptionalInt.empty();
    };
  }

  /** Announces who took this seat before anything else is told of it; its name may be coming. */
  private void announce(int place, ServerMessage before, Consumer<ServerMessage> next) {
    if (before instanceof ServerMessage.Told(int _, String _, String _, boolean keep) && keep) {
      return;
    }
    ServerMessage.Joined joined = nameless.remove(place);
    if (joined != null) {
      names.put(place, joined.user());
      next.accept(joined);
    }
  }

  private void announceAll(Consumer<ServerMessage> next) {
    List<ServerMessage.Joined> late = List.copyOf(nameless.values());
    nameless.clear();
    for (ServerMessage.Joined joined : late) {
      names.put(joined.place(), joined.user());
      next.accept(joined);
    }
  }

  /** What the member at this place calls itself; until that is known, the placeholder. */
  private String name(int place, String user) {
    String known = names.get(place);
    return known == null ? placeholder(user) : known;
  }

  /** What the server calls a member, if it is what it may: a name is a member's own word only. */
  private static String placeholder(String user) {
    return PLACEHOLDERS.matcher(user).matches() ? user : PLACEHOLDER;
  }

  private void said(ServerMessage.Said said, Consumer<ServerMessage> next) {
    String name = name(said.place(), said.user());
    RoomCipher.Opened opened = opened(Keys::texts, said.place(), said.message());
    if (opened instanceof RoomCipher.Opened.Text(String json, long missing, boolean late)
        && content(json).orElse(null)
            instanceof SealedContent.Text(String message, boolean action, long re)) {
      if (missing > 0) {
        session.report(fault(said.place(), name, EncryptionFault.MISSING, missing));
      }
      if (late) {
        session.report(fault(said.place(), name, EncryptionFault.LATE, 1));
      }
      boolean marked = said.newcomer() && LinkDetector.hasLink(message);
      next.accept(
          new ServerMessage.Said(
              said.n(), said.place(), name, message, action, said.id(), re, marked));
      return;
    }
    session.joinState().heard(said.n());
    if (session.joinState().isOwnPlace(said.place())) {
      said.id().ifPresent(id -> session.outbox().answered(request -> request.isMessage(id)));
    }
    if (!missedKey) { // which explains it
      EncryptionFault what = faultOf(opened, Keys::texts, said.place(), said.message());
      session.report(fault(said.place(), name, what, 1));
    }
  }

  /** Opened with the present key or, if it was under way when the key changed, with that before. */
  private RoomCipher.Opened opened(Function<Keys, RoomCipher> which, int place, String sealed) {
    RoomCipher.Opened opened = which.apply(keys()).open(place, sealed);
    for (Earlier before : earlier) {
      if (isForged(opened) && before.open()) {
        opened = which.apply(before.keys()).open(place, sealed);
      }
    }
    return opened;
  }

  private static boolean isForged(RoomCipher.Opened opened) {
    return opened.equals(new RoomCipher.Opened.Closed(RoomCipher.Fault.FORGED));
  }

  /** What is wrong; what was made with a key of before is not made up. */
  private EncryptionFault faultOf(
      RoomCipher.Opened opened, Function<Keys, RoomCipher> which, int place, String sealed) {
    if (isForged(opened)) {
      for (Earlier before : earlier) {
        if (!isForged(which.apply(before.keys()).open(place, sealed))) {
          return EncryptionFault.OLD_KEY;
        }
      }
    }
    return faultOf(opened);
  }

  private static EncryptionFault faultOf(RoomCipher.Opened opened) {
    return switch (opened) {
      case RoomCipher.Opened.Closed(RoomCipher.Fault why) ->
          switch (why) {
            case FORGED -> EncryptionFault.FORGED;
            case REPEATED, OLD -> EncryptionFault.REPEATED;
            case CROWDED -> EncryptionFault.CROWDED;
          };
      case RoomCipher.Opened.Text _ -> EncryptionFault.FORGED; // sealed, but not to be said
    };
  }

  private void told(ServerMessage.Told told, Consumer<ServerMessage> next) {
    int place = told.place();
    if (told.keep()) {
      Optional<String> called = nameOf(place, told.sealed());
      if (called.isEmpty()) {
        if (!missedKey && !changedWithout.contains(place)) {
          EncryptionFault what = faultOfName(place, told.sealed());
          session.report(fault(place, name(place, told.user()), what, 1));
        }
      } else {
        called(place, name(place, told.user()), called.get(), next);
      }
      return;
    }
    String name = name(place, told.user());
    RoomCipher.Opened opened = opened(Keys::others, place, told.sealed());
    if (!(opened instanceof RoomCipher.Opened.Text(String json, long _, boolean _))) {
      if (!missedKey) {
        EncryptionFault what = faultOf(opened, Keys::others, place, told.sealed());
        session.report(fault(place, name, what, 1));
      }
      return;
    }
    switch (content(json).orElse(null)) {
      case SealedContent.Reaction(long n, String reaction, boolean off) ->
          next.accept(new ServerMessage.Reacted(n, place, name, reaction, off));
      case SealedContent.NewKey step -> change.told(place, step);
      case null, default -> {}
    }
  }

  /** A member says what it is called. */
  private void called(int place, String before, String name, Consumer<ServerMessage> next) {
    boolean mine = session.joinState().isOwnPlace(place);
    names.put(place, name);
    ServerMessage.Joined joined = nameless.remove(place);
    if (joined != null) {
      next.accept(new ServerMessage.Joined(place, name, joined.classic(), joined.member()));
    } else if (!before.equals(name)) {
      next.accept(new ServerMessage.Renamed(place, before, name, false));
      return;
    }
    if (mine) {
      announced = true;
      session.outbox().answered(request -> request.is(ClientMessage.CommandType.RENAME));
    }
  }

  /** The name in what a member told to be kept, distinct from the others'; empty if it is none. */
  private Optional<String> nameOf(int place, String sealed) {
    if (place != keys().place() && tellsOfChange(place, sealed)) {
      missed(place);
      return Optional.empty();
    }
    String kept = sealed.split(BETWEEN, 2)[0];
    if (!(keys().names().openLatest(place, kept)
            instanceof RoomCipher.Opened.Text(String json, long _, boolean _))
        || !(content(json).orElse(null) instanceof SealedContent.Name(String user))) {
      return Optional.empty();
    }
    if (session.joinState().isOwnPlace(place) || place == keys().place()) {
      return Optional.of(user);
    }
    changedWithout.remove(place); // it has this key
    taken.keepOnly(names.keySet());
    names.forEach(taken::put);
    return Optional.of(taken.distinct(place, user));
  }

  /** What is wrong with a name that does not open. */
  private EncryptionFault faultOfName(int place, String sealed) {
    String kept = sealed.split(BETWEEN, 2)[0];
    boolean old =
        earlier.stream()
            .anyMatch(before -> !isForged(before.keys().names().openLatest(place, kept)));
    return old ? EncryptionFault.OLD_KEY : EncryptionFault.FORGED;
  }

  /** What was sealed; empty if it is of a later version, or nothing. */
  private static Optional<SealedContent> content(String json) {
    try {
      return SealedContent.read(json.getBytes(StandardCharsets.UTF_8));
    } catch (ProtocolException e) {
      return Optional.empty();
    }
  }

  private static ChatEvent fault(int place, String name, EncryptionFault what, long count) {
    return new ChatEvent.Unopened(new MemberInfo(place, name, true, false), what, count);
  }
}
