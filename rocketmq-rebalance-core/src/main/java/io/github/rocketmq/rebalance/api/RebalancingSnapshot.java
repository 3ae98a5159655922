package io.github.rocketmq.rebalance.api;

import java.time.Duration;
import java.util.List;

/**
 * How a member shares the queues with its group, and did of late.
 *
 * @param strategy the name of its allocation strategy
 * @param interval between two looks at the group, as it is now
 * @param latest the last {@value #MOST} looks, the newest first
 */
public record RebalancingSnapshot(String strategy, Duration interval, List<RebalanceSnapshot> latest) {

    /** How many looks are remembered. */
    public static final int MOST = 20;

    public RebalancingSnapshot {
        latest = List.copyOf(latest);
    }
}
