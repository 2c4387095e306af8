package prosa.desktop.platform;

import java.awt.Toolkit;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.SourceDataLine;

/** A short, soft sound of two notes; the system's beep where there is no sound card. */
final class NotificationSound {
  private static final int RATE = 44_100;
  private static final double FIRST = 659.26; // E5
  private static final double SECOND = 987.77; // B5
  private static final double SECONDS = 0.45;
  private static final double LOUDNESS = 0.22;

  private NotificationSound() {}

  /** Plays it to its end. */
  static void play() {
    AudioFormat format = new AudioFormat(RATE, 16, 1, true, false);
    byte[] samples = samples();
    try (SourceDataLine line = AudioSystem.getSourceDataLine(format)) {
      line.open(format);
      line.start();
      line.write(samples, 0, samples.length);
      line.drain();
    } catch (LineUnavailableException | IllegalArgumentException | SecurityException e) {
      Toolkit.getDefaultToolkit().beep();
    }
  }

  static byte[] samples() {
    int count = (int) (RATE * SECONDS);
    byte[] bytes = new byte[count * 2];
    for (int i = 0; i < count; i++) {
      double t = (double) i / RATE;
      double value = note(FIRST, t) + note(SECOND, t - 0.09);
      int sample = (int) (value * LOUDNESS * Short.MAX_VALUE);
      bytes[2 * i] = (byte) sample;
      bytes[2 * i + 1] = (byte) (sample >> 8);
    }
    return bytes;
  }

  /** A note with a fast attack and a slow decay. */
  private static double note(double pitch, double t) {
    if (t < 0) {
      return 0;
    }
    double attack = Math.min(1, t / 0.005);
    double tail = Math.min(1, (SECONDS - t) / 0.02);
    return attack * Math.max(0, tail) * Math.exp(-9 * t) * Math.sin(2 * Math.PI * pitch * t);
  }
}
