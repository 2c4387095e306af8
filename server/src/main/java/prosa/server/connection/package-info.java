/**
 * Members' connections, for any protocol: {@link prosa.server.connection.MemberConnection} carries
 * one JSON text per message both ways, {@link prosa.net.SendQueue} is the bounded queue towards one
 * member, {@link prosa.server.connection.WriteBatch} is what a room received in one round of its
 * loop, framed once for all.
 *
 * <p>Knows the wire protocols, not the messages: never imports rooms, the door or placement.
 */
@NullMarked
package prosa.server.connection;

import org.jspecify.annotations.NullMarked;
