package io.github.rocketmq.rebalance.allocation;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.MessageQueue;

/** Tells where brokers and members are. Must give every member of a group the same answers. */
public interface MachineRooms {

    /** The room of the broker that stores a queue; not empty. */
    String ofBroker(MessageQueue queue);

    /** The room of a member; not empty. */
    String ofMember(ClientId member);
}
