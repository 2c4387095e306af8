package prosa.app;

import java.lang.reflect.Proxy;

/**
 * The signals that the system sends to this process, by the class of the JDK that is for them. It
 * is called by reflection, since javac has a warning for its name that cannot be turned off.
 */
final class ProcessSignals {
  private ProcessSignals() {}

  /**
   * Has something done whenever a signal arrives, each time on a thread that the JVM makes; in
   * place of what was done before. Does nothing where there is no such signal, or it is not ours.
   *
   * @param name without SIG: {@code TERM}
   */
  static void on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object handling =
          Proxy.newProxyInstance(
              ProcessSignals.class.getClassLoader(),
              new Class<?>[] {handler},
              (_, method, _) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                }
                return null;
              });
      var _ =
          signal
              .getMethod("handle", signal, handler)
              .invoke(null, signal.getConstructor(String.class).newInstance(name), handling);
    } catch (ReflectiveOperationException e) {
      // as if it never arrived
    }
  }
}
