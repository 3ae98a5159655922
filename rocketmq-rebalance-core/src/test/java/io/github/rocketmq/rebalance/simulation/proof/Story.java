package io.github.rocketmq.rebalance.simulation.proof;

import io.github.rocketmq.rebalance.simulation.proof.Scenario.Change;
import io.github.rocketmq.rebalance.simulation.proof.Scenario.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;

/** What happens to a group in a run, one change every 8 to 38 s, until everything is healed and quiet. */
final class Story {

    static final int EVENTFUL_SECONDS = 240;

    private static final long SECOND = 1_000_000;
    private static final int FEWEST = 2;
    private static final int MOST = 9;

    private final World world;
    private final SplittableRandom chance;
    private final List<Runnable> open = new ArrayList<>();
    private int lastHost;
    private int leftInBurst;
    private boolean quiet;

    Story(World world, SplittableRandom chance) {
        this.world = world;
        this.chance = chance;
    }

    void begin() {
        int members = FEWEST + chance.nextInt(MOST - FEWEST + 1);
        for (int i = 0; i < members; i++) {
            int host = ++lastHost;
            world.timeline().at(chance.nextLong(2 * SECOND), () -> world.join(host));
        }
        world.timeline().at(EVENTFUL_SECONDS * SECOND, this::end);
        next();
    }

    private void next() {
        long at = world.timeline().now() + pause();
        if (at < EVENTFUL_SECONDS * SECOND) {
            world.timeline().at(at, () -> {
                happen(world.scenario()
                        .changes()
                        .get(chance.nextInt(world.scenario().changes().size())));
                next();
            });
        }
    }

    private long pause() {
        if (world.scenario().pace() == Pace.STEADY) {
            return (8 + chance.nextLong(31)) * SECOND + chance.nextLong(SECOND);
        }
        if (leftInBurst == 0) {
            leftInBurst = world.scenario().pace() == Pace.BURSTS ? 2 + chance.nextInt(4) : 0;
            return (62 + chance.nextLong(10)) * SECOND;
        }
        leftInBurst--;
        return chance.nextLong(5 * SECOND);
    }

    private void end() {
        quiet = true;
        List<Runnable> healing = List.copyOf(open);
        open.clear();
        healing.forEach(Runnable::run);
    }

    private void happen(Change change) {
        switch (change) {
            case JOIN_OR_LEAVE -> joinOrLeave();
            case FOREIGN_JOINS -> foreignJoins();
            case RESTART_WITH_SAME_KEY -> restart();
            case KILL -> die(true);
            case HOST_DEATH -> die(false);
            case BROKER_RESTART -> stopBroker(true, false);
            case BROKER_CRASH -> stopBroker(false, false);
            case FAILOVER -> stopBroker(false, true);
            case PARTITION -> partition();
            case PAUSE -> stopProcess();
            case RESET -> reset();
        }
    }

    private void joinOrLeave() {
        int members = world.living().size();
        boolean join = members <= FEWEST || (members < MOST && chance.nextBoolean());
        if (join) {
            join();
        } else {
            world.leave(anybody());
        }
    }

    private void join() {
        if (world.hasRoomForProcesses()) {
            world.join(++lastHost);
        }
    }

    private void foreignJoins() {
        if (world.hasRoomForProcesses() && world.living().size() < MOST) {
            world.join(++lastHost, true);
        }
    }

    /** As a deployment does: away and back at the same place. */
    private void restart() {
        if (world.living().size() > FEWEST && world.hasRoomForProcesses()) {
            GroupProcess process = anybody();
            world.leave(process);
            world.timeline()
                    .after(SECOND + chance.nextLong(4 * SECOND), () -> world.join(process.host(), process.isForeign()));
        } else {
            join();
        }
    }

    private void die(boolean told) {
        if (world.living().size() > FEWEST) {
            world.die(anybody(), told);
        }
        if (world.living().size() < MOST
                && (chance.nextBoolean() || world.living().size() <= FEWEST)) {
            world.timeline().after(chance.nextLong(6 * SECOND), this::join);
        }
    }

    private void stopBroker(boolean clean, boolean replaced) {
        ProofBroker broker = world.brokers().get(chance.nextInt(world.brokers().size()));
        if (!broker.isUp()) {
            return;
        }
        world.trace().add(clean ? Trace.Kind.BROKER_STOPS : Trace.Kind.BROKER_CRASHES, -1, -1, broker.life());
        broker.stop(clean);
        world.balance().changed();
        long forgotten = replaced ? OffsetTable.SLAVE_INTERVAL : OffsetTable.FLUSH_INTERVAL;
        Optional<Faults.Fault> fault = clean
                ? Optional.empty()
                : Optional.of(
                        world.faults().begin(Faults.ANYBODY, world.topics().queuesOf(broker.name()), forgotten));
        lasting(SECOND + chance.nextLong(15 * SECOND), () -> {
            world.trace().add(replaced ? Trace.Kind.SLAVE_PROMOTED : Trace.Kind.BROKER_STARTS, -1, -1, broker.life());
            if (replaced) {
                broker.promoteSlave();
            } else {
                broker.startAgain();
            }
            fault.ifPresent(world.faults()::over);
            world.balance().changed();
        });
    }

    private void partition() {
        GroupProcess process = anybody();
        int ways = chance.nextInt(3);
        List<Link> links = new ArrayList<>(process.client().links());
        if (links.size() > 1 && chance.nextBoolean()) {
            links = List.of(links.get(chance.nextInt(links.size())));
        }
        List<Link> cut = links;
        world.trace().add(Trace.Kind.CUT, process.number(), -1, ways * 10L + cut.size());
        cut.forEach(link -> link.cut(ways != 1, ways != 2));
        long queues = cut.stream()
                .map(link -> world.brokerAt(link.address()))
                .filter(Objects::nonNull)
                .mapToLong(broker -> world.topics().queuesOf(broker.name()))
                .reduce(0, (some, others) -> some | others);
        Faults.Fault fault = world.faults().begin(process.number(), queues, 0);
        world.balance().changed();
        lasting(2 * SECOND + chance.nextLong(148 * SECOND), () -> {
            world.trace().add(Trace.Kind.HEALED, process.number(), -1, 0);
            cut.forEach(Link::heal);
            world.faults().over(fault);
            world.balance().changed();
        });
    }

    private void stopProcess() {
        GroupProcess process = anybody();
        ProcessClock clock = process.client().clock();
        if (clock.isStopped()) {
            return;
        }
        world.trace().add(Trace.Kind.STOPS, process.number(), -1, 0);
        clock.stop();
        Faults.Fault fault = world.faults().begin(process.number(), -1, 0);
        world.balance().changed();
        lasting(SECOND + chance.nextLong(119 * SECOND), () -> {
            if (!clock.isDead()) {
                world.trace().add(Trace.Kind.GOES_ON, process.number(), -1, 0);
                process.resumed();
                clock.goOn();
                world.faults().over(fault);
                world.balance().changed();
            }
        });
    }

    private void reset() {
        GroupProcess process = anybody();
        List<Link> links = new ArrayList<>(process.client().links());
        if (links.isEmpty()) {
            return;
        }
        world.trace().add(Trace.Kind.RESET, process.number(), -1, 0);
        boolean one = chance.nextBoolean();
        int only = chance.nextInt(links.size());
        for (int i = 0; i < links.size(); i++) {
            if (!one || i == only) {
                links.get(i).reset();
            }
        }
        world.balance().changed();
    }

    /** Undoes something after a while, or when the run becomes quiet. */
    private void lasting(long time, Runnable undo) {
        open.add(undo);
        world.timeline().after(time, () -> {
            if (!quiet && open.remove(undo)) {
                undo.run();
            }
        });
    }

    private GroupProcess anybody() {
        return world.living().get(chance.nextInt(world.living().size()));
    }
}
