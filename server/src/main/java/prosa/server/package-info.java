/**
 * The chat server. {@link prosa.server.ChatServer} joins the parts that do not know each other: the
 * door, which answers new connections; placement, which alone counts seats; and the rooms, which
 * relay.
 *
 * <p>Knows {@code prosa.zmtp} and {@code prosa.protocol}; never a client, a front end or the
 * command line.
 */
@NullMarked
package prosa.server;

import org.jspecify.annotations.NullMarked;
