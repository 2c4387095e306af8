/**
 * Classic clients at a room: two ports, a publisher and a subscriber each, and the pairs they make.
 * {@link prosa.server.classic.ClassicEndpoint} is a room's pair of ports with who is connected
 * there, {@link prosa.server.classic.PortPool} the numbers they are taken from.
 *
 * <p>Knows rooms; never the door, and nothing of direct members.
 */
@NullMarked
package prosa.server.classic;

import org.jspecify.annotations.NullMarked;
