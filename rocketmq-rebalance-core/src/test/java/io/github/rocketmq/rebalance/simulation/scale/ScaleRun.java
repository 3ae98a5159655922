package io.github.rocketmq.rebalance.simulation.scale;

import io.github.rocketmq.rebalance.allocation.BalancedRendezvousAllocation;
import io.github.rocketmq.rebalance.allocation.MemberTag;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.consumer.PolicyOfOptions;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.simulation.VirtualScheduler;
import io.github.rocketmq.rebalance.simulation.scale.ScaleCosts.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** One scenario, from full groups at rest to members that join and leave. Prints what it finds. */
final class ScaleRun {

    /** By then everything that a change causes is done: up to 5 s of spread, and waiting for locks. */
    private static final long WINDOW = 8_000;

    private final ScaleScenario scenario;
    private final VirtualScheduler time = new VirtualScheduler();
    private final ScaleCosts costs = new ScaleCosts();
    private final ScaleWorld world;
    private final List<ScaleGroup> groups = new ArrayList<>();
    private final long began = System.nanoTime();
    private int lastMember;

    /**
     * What a number of changes of one kind cost and took.
     *
     * @param costs all together
     * @param milliseconds until all was balanced, of each change, sorted
     * @param moves milliseconds until a queue that moved was consumed again, of each, sorted
     */
    record Changes(int count, ScaleCosts costs, List<Long> milliseconds, List<Long> moves) {}

    ScaleRun(ScaleScenario scenario) {
        this.scenario = scenario;
        PushConsumerOptions options =
                PushConsumerOptions.builder("any").subscribe("any").build();
        this.world = new ScaleWorld(
                time,
                costs,
                new BalancedRendezvousAllocation(),
                PolicyOfOptions.of(options),
                options.offsetCommitInterval().toMillis(),
                new SplittableRandom(20_261_121));
        List<String> brokers = IntStream.range(0, scenario.brokers())
                .mapToObj(i -> String.format(Locale.ROOT, "broker-%03d", i))
                .toList();
        for (int i = 0; i < scenario.groups(); i++) {
            groups.add(new ScaleGroup(i, scenario, time, costs, brokers));
        }
    }

    /** Has all members come within half a minute to brokers that list them already, and waits until all is balanced. */
    void begin() {
        for (ScaleGroup group : groups) {
            List<ScaleMember> members = IntStream.range(0, scenario.members())
                    .mapToObj(i -> member(group, true))
                    .toList();
            group.registerQuietly(members);
            members.forEach(member ->
                    member.start(world.random().nextInt(30_000), world.random().nextInt(30_000)));
        }
        time.advance(45_000);
        groups.forEach(ScaleRun::requireBalance);
        print("balanced, max-min of a topic " + groups.get(0).worstSpread());
    }

    /** What comes while nothing happens. */
    ScaleCosts rest(int seconds) {
        ScaleCosts before = costs.copy();
        time.advance(seconds * 1000L);
        ScaleCosts rest = costs.since(before);
        print("at rest, per second:" + rest.text(seconds));
        return rest;
    }

    /** How many lock requests a second the rule allows: one a member, broker and 15 s. */
    double renewalsPerSecond() {
        return groups.stream().mapToLong(ScaleGroup::memberBrokers).sum() / 15.0;
    }

    void join(ScaleGroup group) {
        member(group, false).start(0, world.random().nextInt(30_000));
    }

    void leave(ScaleGroup group) {
        List<ScaleMember> members = List.copyOf(group.members());
        members.get(world.random().nextInt(members.size())).leave();
    }

    void kill(ScaleGroup group) {
        List<ScaleMember> members = List.copyOf(group.members());
        members.get(world.random().nextInt(members.size())).die();
    }

    /**
     * Has a number of changes happen one after the other, each to the next group.
     *
     * @param what they are
     */
    Changes changes(String what, int count, Consumer<ScaleGroup> change) {
        ScaleCosts before = costs.copy();
        List<Long> took = new ArrayList<>();
        List<Long> moves = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ScaleGroup group = groups.get(i % groups.size());
            long at = time.now();
            change.accept(group);
            time.advance(WINDOW);
            requireBalance(group);
            List<Long> starts = group.startsSince(at).stream()
                    .map(start -> start - at)
                    .sorted()
                    .toList();
            moves.addAll(starts);
            took.add(starts.isEmpty() ? 0 : starts.get(starts.size() - 1));
        }
        Changes changes = new Changes(
                count,
                costs.since(before),
                took.stream().sorted().toList(),
                moves.stream().sorted().toList());
        print(String.format(
                Locale.ROOT,
                "one %s, mean of %d: caused=%.0f (notices=%d lists=%.0f hand-off=%.0f waiting=%.0f), moved=%.1f,"
                        + " balanced p50=%d ms p99=%d ms, a moved queue p50=%d ms p99=%d ms;%s",
                what,
                count,
                changes.costs().caused() / (double) count,
                changes.costs().of(Kind.NOTICE) / count,
                changes.costs().of(Kind.LIST_NEWS, Kind.LIST_EVERYWHERE) / (double) count,
                changes.costs().handOff() / (double) count,
                changes.costs().of(Kind.REFUSED) / (double) count,
                moves.size() / (double) count,
                percentile(changes.milliseconds(), 50),
                percentile(changes.milliseconds(), 99),
                percentile(changes.moves(), 50),
                percentile(changes.moves(), 99),
                changes.costs().text(count)));
        return changes;
    }

    void print(String what) {
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(
                Locale.ROOT,
                "%s [%.0f s, %d MB, %d virtual s]: %s%n",
                scenario.name(),
                (System.nanoTime() - began) / 1e9,
                (runtime.totalMemory() - runtime.freeMemory()) >> 20,
                (time.now() - 1_000_000) / 1000,
                what);
    }

    private ScaleMember member(ScaleGroup group, boolean listed) {
        int number = ++lastMember;
        String address = "10." + number / 62_500 + "." + number / 250 % 250 + "." + number % 250;
        MemberTag tag = new MemberTag("member-" + number, "", 1);
        return new ScaleMember(group, new ClientId(address + "@1#" + number + tag.suffix()), world, listed);
    }

    private static void requireBalance(ScaleGroup group) {
        if (!group.isBalanced() || group.worstSpread() > 1) {
            throw new AssertionError(group.name() + " is not balanced");
        }
    }

    private static long percentile(List<Long> sorted, int percent) {
        return sorted.isEmpty() ? 0 : sorted.get((sorted.size() * percent + 99) / 100 - 1);
    }
}
