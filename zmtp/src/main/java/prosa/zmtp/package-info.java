/**
 * ZeroMQ's wire protocol, ZMTP 3.0 and 3.1, on Netty, for both sides of a connection.
 *
 * <p>Knows nothing of chat. Imports Netty and nothing else of the product; never {@code
 * prosa.protocol} or {@code prosa.server}.
 */
@NullMarked
package prosa.zmtp;

import org.jspecify.annotations.NullMarked;
