/** Tests of what is remembered and of what the system tells. */
@NullMarked
package prosa.desktop.platform;

import org.jspecify.annotations.NullMarked;
