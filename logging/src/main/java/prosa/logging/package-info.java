/**
 * The log: an SLF4J provider whose callers never wait for a stream. Everything that is logged goes
 * through one bounded queue, {@link prosa.logging.LogQueue}, to standard error, written by one
 * thread; what the queue does not take is counted, and the count is written.
 *
 * <p>{@link prosa.logging.Logging} is the entry point for a program, {@link
 * prosa.logging.RepeatLimit} the limit for lines that somebody else can cause.
 *
 * <p>Imports SLF4J and the JDK, nothing else.
 */
@NullMarked
package prosa.logging;

import org.jspecify.annotations.NullMarked;
