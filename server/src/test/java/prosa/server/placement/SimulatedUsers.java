package prosa.server.placement;

import java.util.OptionalLong;

/**
 * Simulated users with a seed: they join, leave, resume, join twice, use outdated secrets, and let
 * time pass.
 */
final class SimulatedUsers {

  private static final long MILLI = 1_000_000;

  private final Simulation simulation;
  private final ReferenceModel model;
  private final RandomChoices chance;
  private final SimulatedClassicUsers classic;
  private final SimulatedDirectUsers direct;
  private final int manySeats;
  private int leaving = 50;

  SimulatedUsers(long seed, Simulation simulation) {
    this.simulation = simulation;
    this.model = simulation.model;
    this.manySeats = 12 + 2 * model.rules.capacity();
    this.chance = new RandomChoices(seed, simulation.model);
    this.classic = new SimulatedClassicUsers(simulation, chance);
    this.direct = new SimulatedDirectUsers(simulation, chance);
  }

  /** One of them does something. */
  void act() {
    if (chance.random.nextInt(300) == 0) {
      leaving = chance.random.nextInt(15, 70);
    }
    passTime();
    if (chance.one(3)) {
      simulation.expire();
    }
    boolean crowded = model.seats().size() > manySeats;
    if (chance.random.nextInt(100) < (crowded ? 80 : leaving)) {
      depart();
    } else if (chance.one(3)) {
      stay();
    } else {
      arrive();
    }
  }

  /** All go, in any order, with and without a goodbye, and time passes. */
  void disperse() {
    while (!model.rooms.isEmpty()) {
      if (chance.one(2)) {
        depart();
      } else if (chance.one(8)) {
        passTime();
        simulation.expire();
      } else if (model.seats().stream().allMatch(seat -> seat.connections().isEmpty())) {
        simulation.now += MILLI * 1000 * chance.random.nextInt(700);
        simulation.expire();
      }
    }
    simulation.now += ShortStays.WINDOW_NANOS + 1;
    simulation.expire();
  }

  private void passTime() {
    OptionalLong next = simulation.model.nextDeadline(simulation.now);
    int kind = chance.random.nextInt(1000);
    if (kind < 700) {
      simulation.now += chance.random.nextLong(100 * MILLI);
    } else if (kind < 800) {
      simulation.now += chance.random.nextLong(3_000 * MILLI);
    } else if (kind < 850 && next.isPresent()) {
      long left = next.getAsLong() + chance.random.nextInt(-1, 2) - simulation.now;
      simulation.now += Math.max(0, left);
    } else if (kind < 856) {
      simulation.now += chance.random.nextLong(40_000 * MILLI);
    } else if (kind == 999 && chance.one(4)) {
      simulation.now += chance.random.nextLong(700_000 * MILLI);
    }
  }

  private void arrive() {
    switch (chance.random.nextInt(10)) {
      case 0, 1 -> classic.findChat();
      case 2 -> direct.askForSeat();
      case 3, 4, 5, 6 -> classic.find();
      default -> direct.enter();
    }
  }

  private void stay() {
    switch (chance.random.nextInt(8)) {
      case 0, 1, 2, 3, 4 -> classic.subscribe();
      case 5 -> direct.heard();
      case 6 -> direct.next();
      default -> direct.invite();
    }
  }

  private void depart() {
    switch (chance.random.nextInt(8)) {
      case 0, 1, 2 -> classic.disconnected();
      case 3, 4 -> direct.lost();
      case 5, 6 -> direct.leave();
      default -> direct.withdraw();
    }
  }
}
