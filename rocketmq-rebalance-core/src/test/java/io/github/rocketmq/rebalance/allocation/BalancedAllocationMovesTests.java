package io.github.rocketmq.rebalance.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How many queues change their owner when members or queues come and go, beside the figures that the design promises; 20 % more
 * are allowed. Prints what it finds.
 */
class BalancedAllocationMovesTests {

    private static final double TOLERANCE = 1.2;

    @ParameterizedTest
    @CsvSource({
        "4, 16, 4.4, 5.1, 7.2, 8.7, 400",
        "10, 100, 14.6, 15.3, 23.1, 6.7, 300",
        "50, 1000, 50, 51, 66, 5.1, 60",
        "100, 1000, 32, 35, 43, 7.3, 60",
        "300, 1200, 16.9, 18.4, 23, 11, 100",
        "1000, 1500, 3.4, 3.8, 7.1, 10, 60",
        "1000, 4000, 12.7, 11.5, 24, 12, 60",
    })
    void oneChangeMovesNoMoreThanPromised(
            int members, int queues, double join, double leave, double replace, double expandPercent, int rounds) {
        Random random = new Random(members * 31L + queues);
        double[] moves = new double[4];
        for (int round = 0; round < rounds; round++) {
            KeyedGroup group = new KeyedGroup(jittered(members, queues, random), queues, random);
            List<String> before = group.owners();
            List<String> all = List.copyOf(group.keys);

            group.add();
            moves[0] += moved(before, group.owners()) / (double) rounds;
            group.keys.clear();
            group.keys.addAll(all);
            group.keys.remove(random.nextInt(all.size()));
            moves[1] += moved(before, group.owners()) / (double) rounds;
            group.add();
            moves[2] += moved(before, group.owners()) / (double) rounds;
            group.keys.clear();
            group.keys.addAll(all);
            group.queues += queues / 8;
            moves[3] += 100.0 * moved(before, group.owners()) / queues / rounds;
        }
        System.out.printf(
                Locale.ROOT,
                "%d/%d: join %.1f (%.1f), leave %.1f (%.1f), replace %.1f (%.1f), expand %.1f %% (%.1f %%)%n",
                members,
                queues,
                moves[0],
                join,
                moves[1],
                leave,
                moves[2],
                replace,
                moves[3],
                expandPercent);

        assertThat(moves[0]).as("join").isLessThanOrEqualTo(join * TOLERANCE);
        assertThat(moves[1]).as("leave").isLessThanOrEqualTo(leave * TOLERANCE);
        assertThat(moves[2]).as("replace").isLessThanOrEqualTo(replace * TOLERANCE);
        assertThat(moves[3]).as("expand").isLessThanOrEqualTo(expandPercent * TOLERANCE);
    }

    /**
     * By up to 10 %, so that queues divide evenly or not. Of 1000 members and 4000 queues without the one step at which all
     * shares become whole: the design's figures are of a sample without it, and it is shown apart.
     */
    private static int jittered(int members, int queues, Random random) {
        int jitter = members / 10;
        int jittered = members - jitter + random.nextInt(2 * jitter + 1);
        boolean whole = members == 1000 && queues == 4000 && (jittered == 1000 || jittered == 1001);
        return whole ? 999 : jittered;
    }

    @Test
    void theStepAtWhichSharesOfFourBecomeWholeMovesAThirdOfWhatAveragelyMoves() {
        Random random = new Random(11);
        int averagely = 1035;
        double moves = 0;
        for (int round = 0; round < 5; round++) {
            KeyedGroup group = new KeyedGroup(1000, 4000, random);
            List<String> whole = group.owners();
            group.add();
            moves += moved(whole, group.owners()) / 5.0;
        }
        System.out.printf(Locale.ROOT, "1000/4000, from 4 queues each to 3 or 4: %.1f%n", moves);

        assertThat(moves).isLessThanOrEqualTo(averagely * 0.4);
    }

    @ParameterizedTest
    @CsvSource({
        "4, 16, 2.6, 2.6, , 60",
        "10, 80, 3.3, 3.2, 3.1, 40",
        "20, 160, 4.5, 4.5, 4.1, 20",
        "50, 400, 5.7, 5.9, 7.3, 5",
        "100, 1000, 6.4, 6.4, 11.3, 2",
    })
    void aRollingRestartMovesNoMoreThanPromised(
            int members, int queues, double newKeys, double sameKeys, @Nullable Double surge, int rounds) {
        Random random = new Random(queues);
        double withNewKeys = 0;
        double withSameKeys = 0;
        double withSurge = 0;
        for (int round = 0; round < rounds; round++) {
            withNewKeys += restart(members, queues, random, List.of(Move.LEAVE, Move.JOIN_NEW)) / rounds;
            withSameKeys += restart(members, queues, random, List.of(Move.LEAVE, Move.COME_BACK)) / rounds;
            withSurge += restart(members, queues, random, List.of(Move.JOIN_NEW, Move.LEAVE)) / rounds;
        }
        System.out.printf(
                Locale.ROOT,
                "%d/%d, moves per queue: new keys %.1f (%.1f), same keys %.1f (%.1f), surge %.1f (%s)%n",
                members,
                queues,
                withNewKeys,
                newKeys,
                withSameKeys,
                sameKeys,
                withSurge,
                surge);

        assertThat(withNewKeys).as("new keys").isLessThanOrEqualTo(newKeys * TOLERANCE);
        assertThat(withSameKeys).as("same keys").isLessThanOrEqualTo(sameKeys * TOLERANCE);
        if (surge != null) {
            assertThat(withSurge).as("surge").isLessThanOrEqualTo(surge * TOLERANCE);
        }
    }

    @Test
    void aRestartThatIsSeenInOneStepMovesNothingIfTheKeyIsStable() {
        Random random = new Random(7);
        double withNewKeys = 0;
        double withSameKeys = 0;
        for (int round = 0; round < 2; round++) {
            withNewKeys += restart(100, 1000, random, List.of(Move.REPLACE)) / 2;
            withSameKeys += restart(100, 1000, random, List.of(Move.RESTART)) / 2;
        }

        assertThat(withSameKeys).isZero();
        assertThat(withNewKeys).isLessThanOrEqualTo(4.4 * TOLERANCE);
    }

    /** What the group gets to see while one of its members is restarted. */
    private enum Move {
        LEAVE,
        JOIN_NEW,
        COME_BACK,
        REPLACE,
        RESTART
    }

    /** Moves per queue while all members are restarted one after the other. */
    private static double restart(int members, int queues, Random random, List<Move> moves) {
        KeyedGroup group = new KeyedGroup(members, queues, random);
        List<String> owners = group.owners();
        int moved = 0;
        for (String key : List.copyOf(group.keys)) {
            for (Move move : moves) {
                if (move == Move.LEAVE || move == Move.REPLACE) {
                    group.keys.remove(key);
                }
                if (move == Move.JOIN_NEW || move == Move.REPLACE) {
                    group.add();
                } else if (move == Move.COME_BACK) {
                    group.keys.add(key);
                }
                // Every look finds new client ids: only the keys tell who is who.
                List<String> now = group.owners();
                moved += moved(owners, now);
                owners = now;
            }
        }
        return moved / (double) queues;
    }

    /** How many of the first queues have another owner; those that are new count not. */
    private static int moved(List<String> before, List<String> after) {
        return (int) IntStream.range(0, before.size())
                .filter(queue -> !Objects.equals(before.get(queue), after.get(queue)))
                .count();
    }

    /** Members by their keys, and queues of 8 brokers and more. */
    private static final class KeyedGroup {

        private final ConsumerGroup group;
        private final Random random;
        private final int perBroker;
        private final List<String> keys = new ArrayList<>();
        private int queues;

        KeyedGroup(int members, int queues, Random random) {
            this.group = new ConsumerGroup("group-" + random.nextInt(1_000_000));
            this.random = random;
            this.queues = queues;
            this.perBroker = Math.max(1, queues / 8);
            IntStream.range(0, members).forEach(i -> add());
        }

        void add() {
            keys.add("host-" + Long.toHexString(random.nextLong()));
        }

        /** The key of each queue's owner. */
        List<String> owners() {
            List<MessageQueue> all = IntStream.range(0, queues)
                    .mapToObj(i -> new MessageQueue(
                            "orders", String.format(Locale.ROOT, "broker-%03d", i / perBroker), i % perBroker))
                    .toList();
            SharedTopic topic = new SharedTopic(
                    group,
                    "orders",
                    all,
                    keys.stream()
                            .map(key -> SharedTopic.member(random, new MemberTag(key, "", 1)))
                            .toList(),
                    BrokerZones.byPrefix());
            List<String> keyOf = topic.members().stream()
                    .sorted()
                    .map(member -> MemberTag.of(member).orElseThrow().key())
                    .toList();
            return IntStream.of(topic.owners()).mapToObj(keyOf::get).toList();
        }
    }
}
