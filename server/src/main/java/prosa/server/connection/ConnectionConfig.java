package prosa.server.connection;

import java.time.Duration;
import prosa.zmtp.ZmtpLimits;

/**
 * What holds for connections that are accepted from now on; a running server may change it.
 *
 * @param classic the limits of classic connections
 * @param door those of connections at the door, direct members' among them
 * @param queueBytes the limit of a member's outgoing queue
 * @param stuckAfter how long a peer may read nothing of its pending data
 * @param enterWithin how long a greeted connection may take to enter
 * @param questionWithin how long a REQ peer may be without a whole question
 * @param mostOpen how many descriptors connections and ports may take
 * @param proxies the proxies in front of the server
 */
public record ConnectionConfig(
    ZmtpLimits classic,
    ZmtpLimits door,
    int queueBytes,
    Duration stuckAfter,
    Duration enterWithin,
    Duration questionWithin,
    int mostOpen,
    ProxyConfig proxies) {}
