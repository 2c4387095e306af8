package prosa.protocol;

/** The one message of the classic protocol: who says it is speaking, and what was said. */
public record ClassicMessage(String user, String message) {}
