/**
 * What every connection needs, independently of its protocol: {@link prosa.net.Transport} sets up
 * sockets, {@link prosa.net.MovableConnection} is the base of a connection's last handler and owns
 * its end, {@link prosa.net.PausableDecoder} is the way in, {@link prosa.net.SendQueue} the bounded
 * way out, {@link prosa.net.KeepAlive} detects that a peer is gone, {@link prosa.net.GracefulClose}
 * closes a connection so that its last data arrives.
 *
 * <p>Imports Netty and nothing else of the product. Knows nothing of ZMTP, HTTP or chat.
 */
@NullMarked
package prosa.net;

import org.jspecify.annotations.NullMarked;
