/**
 * What members, clients and the server say to each other, as records and their JSON.
 *
 * <p>Knows nothing of sockets, threads or time. Imports the streaming part of Jackson and nothing
 * else; never Netty, {@code prosa.zmtp} or {@code prosa.server}.
 */
@NullMarked
package prosa.protocol;

import org.jspecify.annotations.NullMarked;
