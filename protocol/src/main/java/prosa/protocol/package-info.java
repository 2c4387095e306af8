/**
 * What is said between clients, door and rooms: records, and the JSON that carries them.
 *
 * <p>The specification is {@code docs/protocol.md}; golden-byte tests hold this package and that
 * page together. Two dialects live here. The <em>classic</em> one is a bare {@code {"user": …,
 * "message": …}} and the door's {@code FindChat}. The <em>direct</em> one, spoken over DEALER and
 * WebSocket alike, is one JSON object per message with a {@code type}.
 *
 * <p>Front door: {@link prosa.protocol.ClientMessage}, {@link prosa.protocol.ServerMessage}, {@link
 * prosa.protocol.DoorRequest} and {@link prosa.protocol.DoorAnswer} are the messages; {@link
 * prosa.protocol.ProtocolReader} and {@link prosa.protocol.ProtocolWriter} turn bytes into them and
 * back; {@link prosa.protocol.ClassicReader} judges what a classic sender wrote; {@link
 * prosa.protocol.Names} says what a name may be; {@link prosa.protocol.ErrorCode} is every refusal.
 *
 * <p>It knows nothing of sockets, rooms, seats or time, and must never import a network library or
 * another module of this project.
 */
@NullMarked
package prosa.protocol;

import org.jspecify.annotations.NullMarked;
