package io.github.rocketmq.rebalance.simulation.scale;

import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.rebalance.RebalancePolicy;
import io.github.rocketmq.rebalance.simulation.VirtualScheduler;
import java.util.SplittableRandom;

/**
 * What all members of a simulation share.
 *
 * @param strategy one for all of them: it remembers results, so a change is worked out once and not by every member
 * @param commitInterval milliseconds
 */
record ScaleWorld(
        VirtualScheduler time,
        ScaleCosts costs,
        AllocationStrategy strategy,
        RebalancePolicy policy,
        long commitInterval,
        SplittableRandom random) {

    private static final int LONGEST_LISTENER = 400;

    /** The rest of a listener call of 20 ms to 400 ms. */
    long untilListenerReturns() {
        return random.nextInt(LONGEST_LISTENER + 1);
    }
}
