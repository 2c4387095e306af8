/**
 * Carries the messages of a cluster's nodes over NATS: the only package that imports its client.
 *
 * <p>Entry point: {@link prosa.cluster.NatsTransport}.
 */
@NullMarked
package prosa.cluster;

import org.jspecify.annotations.NullMarked;
