package io.github.rocketmq.rebalance.simulation.proof;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Everything of one run. Used by one thread. */
final class World {

    static final String TOPIC = "orders";
    static final ConsumerGroup GROUP = new ConsumerGroup("billing");

    private static final List<String> BROKERS = List.of("broker-a", "broker-b");
    private static final int QUEUES_PER_BROKER = 6;
    private static final int RATE = 4;
    private static final double DRIFT = 0.01;
    private static final long SLOW_LISTENER = 15_000_000;
    private static final long FASTEST_LISTENER = 20_000;
    static final long SLOWEST_LISTENER = 400_000;

    private final Scenario scenario;
    private final Mutant mutant;
    private final long seed;
    private final Timeline timeline = new Timeline();
    private final Trace trace;
    private final Verdict verdict;
    private final Topics topics;
    private final List<ProofBroker> brokers = new ArrayList<>();
    private final Routes routes;
    private final Ledger ledger;
    private final Balance balance;
    private final Faults faults = new Faults(this);
    private final Foreigners foreigners;
    private final RequestBudget budget = new RequestBudget(this, BROKERS.size() * QUEUES_PER_BROKER, BROKERS.size());
    private final SplittableRandom processes;
    private final List<GroupProcess> all = new ArrayList<>();
    private final List<GroupProcess> living = new ArrayList<>();

    /**
     * @param keptLines of the trace
     */
    World(Scenario scenario, Mutant mutant, long seed, int producingSeconds, int keptLines, SplittableRandom chance) {
        this.scenario = scenario;
        this.mutant = mutant;
        this.seed = seed;
        this.trace = new Trace(timeline, keptLines);
        this.verdict = new Verdict(trace);
        this.topics = new Topics(BROKERS, QUEUES_PER_BROKER, RATE, producingSeconds, chance.split());
        this.processes = chance.split();
        BROKERS.forEach(name -> brokers.add(new ProofBroker(this, name)));
        this.routes = new Routes(brokers, Map.of(TOPIC, QUEUES_PER_BROKER, GROUP.retryTopic(), 1));
        this.ledger = new Ledger(this);
        this.foreigners = new Foreigners(this);
        this.balance = new Balance(this, BROKERS.size() * QUEUES_PER_BROKER);
        brokers.forEach(ProofBroker::start);
    }

    Scenario scenario() {
        return scenario;
    }

    Mutant mutant() {
        return mutant;
    }

    Timeline timeline() {
        return timeline;
    }

    Weather weather() {
        return scenario.weather();
    }

    Trace trace() {
        return trace;
    }

    Verdict verdict() {
        return verdict;
    }

    Topics topics() {
        return topics;
    }

    Routes routes() {
        return routes;
    }

    Ledger ledger() {
        return ledger;
    }

    Balance balance() {
        return balance;
    }

    Faults faults() {
        return faults;
    }

    Foreigners foreigners() {
        return foreigners;
    }

    RequestBudget budget() {
        return budget;
    }

    List<ProofBroker> brokers() {
        return brokers;
    }

    /** The broker that listens at an address, if one does. */
    @Nullable
    ProofBroker brokerAt(BrokerAddress address) {
        for (ProofBroker broker : brokers) {
            if (broker.isUp() && broker.address().equals(address)) {
                return broker;
            }
        }
        return null;
    }

    ProofBroker broker(String name) {
        return brokers.stream()
                .filter(broker -> broker.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Processes that run and are not about to leave. */
    List<GroupProcess> living() {
        return living;
    }

    boolean hasRoomForProcesses() {
        return all.size() < 62;
    }

    /**
     * A process starts.
     *
     * @param host where
     */
    GroupProcess join(int host) {
        return join(host, false);
    }

    /**
     * A process starts.
     *
     * @param host where
     * @param foreign whether it follows Apache's rules
     */
    GroupProcess join(int host, boolean foreign) {
        int number = all.size();
        SplittableRandom chance = processes.split();
        double rate = 1 + DRIFT * (2 * chance.nextDouble() - 1);
        ProcessClock clock = new ProcessClock(timeline, rate, 1_000_000 + chance.nextInt(1_000_000));
        GroupProcess process = foreign
                ? new ApacheProcess(this, number, host, clock, chance)
                : new MemberProcess(this, number, host, clock, chance);
        all.add(process);
        living.add(process);
        trace.add(Trace.Kind.JOINS, number, -1, host);
        trace.note(process.client().id().value());
        balance.joined(number);
        budget.changed(living.size(), true);
        process.start();
        return process;
    }

    void leave(GroupProcess process) {
        trace.add(Trace.Kind.LEAVES, process.number(), -1, 0);
        living.remove(process);
        balance.leaving(process.number());
        budget.changed(living.size(), false);
        process.leave();
    }

    /** A process left and ended. */
    void gone(GroupProcess process) {
        balance.died(process.number());
    }

    /**
     * A process ends in the middle of its work.
     *
     * @param told whether its kernel closes its connections
     */
    void die(GroupProcess process, boolean told) {
        trace.add(told ? Trace.Kind.DIES : Trace.Kind.HOST_DIES, process.number(), -1, 0);
        living.remove(process);
        process.client().clock().die();
        if (told) {
            process.client().links().forEach(Link::finish);
        }
        faults.ended(process.number());
        ledger.died(process.number());
        balance.died(process.number());
    }

    boolean isForeign(int number) {
        return all.get(number).isForeign();
    }

    String name(int number) {
        return "m" + number;
    }

    /** Whether a process stands still, or did a moment ago: what it runs it may have started in another time. */
    boolean isExcused(int number) {
        GroupProcess process = all.get(number);
        return process.client().clock().isStopped()
                || timeline.now() - process.resumedAt() <= SLOW_LISTENER + SLOWEST_LISTENER;
    }

    /** How long a listener takes, microseconds: the same whoever asks in whatever order. */
    long listenerTime(int member, int queue, long offset) {
        long dice = mix(mix(seed + queue * 1_000_003L) + offset * 0x9E3779B97F4A7C15L + member);
        if (scenario.slowListeners() > 0 && (dice >>> 11) * 0x1.0p-53 < scenario.slowListeners()) {
            return SLOW_LISTENER;
        }
        return FASTEST_LISTENER + Math.floorMod(mix(dice), SLOWEST_LISTENER - FASTEST_LISTENER);
    }

    /**
     * @param before who started it last
     * @param startedAt when that was
     */
    void repeated(int member, int queue, long offset, int before, long startedAt) {
        boolean explained = !scenario.exactlyOnce()
                && (faults.explain(before, queue, startedAt) || foreigners.explain(queue, startedAt));
        if (!explained) {
            verdict.violation(
                    'b',
                    "offset " + offset + " of queue " + queue + " starts again at " + name(member) + ", after "
                            + name(before) + " started it " + (timeline.now() - startedAt) / 1000 + " ms ago");
        }
    }

    void overlapping(int member, int other, int queue, long offset) {
        if (all.get(member).isForeign() || all.get(other).isForeign()) {
            return;
        }
        verdict.violation(
                'c',
                "offset " + offset + " of queue " + queue + " starts at " + name(member) + " while " + name(other)
                        + " runs the queue too");
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 33)) * 0xff51afd7ed558ccdL;
        z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return z ^ (z >>> 33);
    }
}
