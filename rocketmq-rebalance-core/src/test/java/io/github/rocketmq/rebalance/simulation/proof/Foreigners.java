package io.github.rocketmq.rebalance.simulation.proof;

import io.github.rocketmq.rebalance.allocation.AllocationRequest;
import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.allocation.AverageAllocation;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.Arrays;
import java.util.List;

/** What a group may expect in which some members follow other rules. */
final class Foreigners {

    private final World world;
    /** When one of them last began a message of each queue, or committed it. */
    private final long[] touchedAt;

    Foreigners(World world) {
        this.world = world;
        this.touchedAt = new long[world.topics().all().size()];
        Arrays.fill(touchedAt, -1);
    }

    void touched(int queue) {
        touchedAt[queue] = world.timeline().now();
    }

    /** Whether a message that was started then may come again, because one of them had to do with its queue since. */
    boolean explain(int queue, long startedAt) {
        return touchedAt[queue] >= startedAt;
    }

    /** As long as one of them is listed all share averagely; without them the group has its own way. */
    void judgeShares() {
        AllocationStrategy strategy = world.living().stream().anyMatch(GroupProcess::isForeign)
                ? new AverageAllocation()
                : Allocations.standard();
        List<ClientId> ids =
                world.living().stream().map(process -> process.client().id()).toList();
        for (String topic : List.of(World.TOPIC, World.GROUP.retryTopic())) {
            List<MessageQueue> queues = world.topics().all().stream()
                    .map(QueueLog::queue)
                    .filter(queue -> queue.topic().equals(topic))
                    .toList();
            for (GroupProcess process : world.living()) {
                AllocationRequest request = new AllocationRequest(
                        World.GROUP, topic, queues, ids, process.client().id());
                for (MessageQueue queue : strategy.allocate(request)) {
                    if (!world.balance().owns(process.number(), world.topics().index(queue))) {
                        world.verdict()
                                .violation(
                                        'f',
                                        world.name(process.number()) + " has not " + queue + ", which is its by "
                                                + strategy.name());
                    }
                }
            }
        }
    }
}
