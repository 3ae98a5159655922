package io.github.rocketmq.rebalance.allocation;

import io.github.rocketmq.rebalance.model.StableHash;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * How well each member suits each queue: a number below 2^62 for every pair, the higher the better. Members of the queue's zone
 * suit better than all others; heavier members better in proportion to their weight. Pairs are in a strict total order: by
 * score, then the member's hash, then the smaller client id, then the smaller queue.
 */
final class PairScores {

    private static final long SAME_ZONE = 1L << 61;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;
    private static final int NOWHERE = -1;

    /** Makes a limit that was reckoned in floating point safe: far more than its error, far less than would cost time. */
    private static final double CAUTION = 1 - 1e-12;

    private final BalancedMembers members;
    private final boolean weighted;
    private final long[] queueHashes;
    private final int[] queueZones;
    private final int[] memberZones;
    private final long[] memberFactors;
    private final int[] everybody;
    private final int[][] membersOfZone;

    /**
     * @param queueHashes one for each queue
     * @param zones the zone of each queue; empty for none
     */
    PairScores(BalancedMembers members, long[] queueHashes, String[] zones) {
        this.members = members;
        this.weighted = members.areWeighted();
        this.queueHashes = queueHashes;
        int count = members.count();
        this.memberFactors = new long[count];
        this.memberZones = new int[count];
        this.everybody = new int[count];
        Map<String, Integer> zoneNumbers = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            memberFactors[i] = members.hash(i) * SPREAD;
            everybody[i] = i;
            memberZones[i] = members.zone(i).isEmpty()
                    ? NOWHERE
                    : zoneNumbers.computeIfAbsent(members.zone(i), zone -> zoneNumbers.size());
        }
        this.membersOfZone = new int[zoneNumbers.size()][];
        Arrays.setAll(membersOfZone, zone -> Arrays.stream(everybody)
                .filter(member -> memberZones[member] == zone)
                .toArray());
        this.queueZones = new int[zones.length];
        Arrays.setAll(queueZones, queue -> zoneNumbers.getOrDefault(zones[queue], NOWHERE));
    }

    /** The score of a pair. */
    long of(int queue, int member) {
        long score = plain(queueHashes[queue], memberFactors[member]);
        if (weighted) {
            score = weighted(score, members.weight(member));
        }
        int zone = queueZones[queue];
        return zone != NOWHERE && zone == memberZones[member] ? score | SAME_ZONE : score;
    }

    /** Whether a member goes before another where both have the same score for a queue. */
    boolean precedes(int member, int other) {
        return members.hash(member) == members.hash(other)
                ? member < other
                : members.hash(member) > members.hash(other);
    }

    /** The member that suits a queue best. */
    int best(int queue) {
        // Whoever is in the zone beats all who are not.
        int zone = queueZones[queue];
        int[] candidates = zone == NOWHERE ? everybody : membersOfZone[zone];
        return weighted ? bestWeighted(queueHashes[queue], candidates) : bestPlain(queueHashes[queue], candidates);
    }

    private int bestPlain(long queueHash, int[] candidates) {
        int best = candidates[0];
        long bestScore = -1;
        for (int candidate : candidates) {
            long score = plain(queueHash, memberFactors[candidate]);
            if (score >= bestScore && (score > bestScore || precedes(candidate, best))) {
                best = candidate;
                bestScore = score;
            }
        }
        return best;
    }

    /** As {@link #bestPlain}; powers are slow, so they are taken only of those whose plain score may suffice. */
    private int bestWeighted(long queueHash, int[] candidates) {
        long[] leastUseful = new long[MemberTag.MAX_WEIGHT + 1];
        int best = candidates[0];
        long bestScore = -1;
        for (int candidate : candidates) {
            int weight = members.weight(candidate);
            long plain = plain(queueHash, memberFactors[candidate]);
            if (plain >= leastUseful[weight]) {
                long score = weighted(plain, weight);
                if (score >= bestScore && (score > bestScore || precedes(candidate, best))) {
                    best = candidate;
                    bestScore = score;
                }
                leastUseful[weight] = (long) (StrictMath.pow(bestScore * 0x1p-60, weight) * 0x1p61 * CAUTION) - 1;
            }
        }
        return best;
    }

    private static long plain(long queueHash, long memberFactor) {
        return StableHash.mix(queueHash ^ memberFactor) >>> 3;
    }

    /** Makes the chance to have the highest score proportional to the weight; the same bits on every JVM. */
    private static long weighted(long plain, int weight) {
        return (long) (StrictMath.pow((plain + 1) / (0x1p61 + 1), 1.0 / weight) * 0x1p60);
    }
}
