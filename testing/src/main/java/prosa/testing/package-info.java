/**
 * What the tests of several modules share: {@link prosa.testing.Tries}, {@link
 * prosa.testing.MaskedFrames}, {@link prosa.testing.PemFiles}, {@link prosa.testing.TlsSockets},
 * {@link prosa.testing.TextExamples}, {@link prosa.testing.Growth}, {@link
 * prosa.testing.SocketMember}, {@link prosa.testing.ConnectionEnds}, {@link
 * prosa.testing.FailingDoor}. No part of the product; it imports nothing but the JDK.
 */
@NullMarked
package prosa.testing;

import org.jspecify.annotations.NullMarked;
