package io.github.rocketmq.rebalance.simulation;

import io.github.rocketmq.rebalance.allocation.AllocationRequest;
import io.github.rocketmq.rebalance.allocation.AverageAllocation;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.AssignmentReply;
import io.github.rocketmq.rebalance.remote.AssignmentRequest;
import io.github.rocketmq.rebalance.remote.RequestMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How brokers share queues: each topic in the mode that an operator set. */
public final class SimulatedAssignment {

    private final SimulatedCluster cluster;
    private final Map<String, RequestMode> modes = new HashMap<>();
    private boolean shareQueueIds;
    private boolean supported = true;
    private int asked;

    SimulatedAssignment(SimulatedCluster cluster) {
        this.cluster = cluster;
    }

    public void mode(String topic, RequestMode mode) {
        modes.put(topic, mode);
    }

    /** Has popped queues named one by one; as shipped, brokers name all of a broker by one. */
    public void nameQueues(boolean oneByOne) {
        shareQueueIds = oneByOne;
    }

    /** Whether brokers know the request at all. */
    public void supported(boolean known) {
        supported = known;
    }

    /** How often they were asked. */
    public int asked() {
        return asked;
    }

    AssignmentReply answer(AssignmentRequest request, List<ClientId> members) {
        asked++;
        if (!supported) {
            return new AssignmentReply.NotSupported();
        }
        List<MessageQueue> all = cluster.allQueues(request.topic());
        if (all.isEmpty() || !request.strategy().equals("AVG")) {
            return new AssignmentReply.Undecided();
        }
        SortedMap<MessageQueue, RequestMode> queues = new TreeMap<>();
        RequestMode mode = modes.getOrDefault(request.topic(), RequestMode.PULL);
        if (mode == RequestMode.POP && !shareQueueIds) {
            cluster.brokerNames()
                    .forEach(broker -> queues.put(
                            new MessageQueue(request.topic(), broker, MessageQueue.ANY_QUEUE), RequestMode.POP));
        } else if (members.contains(request.member())) {
            new AverageAllocation()
                    .allocate(new AllocationRequest(
                            request.group(),
                            request.topic(),
                            all.stream().sorted().toList(),
                            members.stream().sorted().toList(),
                            request.member()))
                    .forEach(queue -> queues.put(queue, mode));
        }
        return new AssignmentReply.Assigned(queues);
    }
}
