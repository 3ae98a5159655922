package io.github.rocketmq.rebalance.remote;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where the queues of one topic are.
 *
 * @param topic the topic
 * @param brokers the brokers that store it, by broker name
 * @param queues how many queues each of them has
 */
public record TopicRoute(String topic, SortedMap<String, BrokerNode> brokers, List<QueueRange> queues) {

    /** The id of the broker that takes writes, locks and offsets; every other id is a slave's. */
    public static final long MASTER_ID = 0;

    private static final int READABLE = 4;
    private static final int WRITABLE = 2;

    public TopicRoute {
        brokers = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(brokers));
        queues = List.copyOf(queues);
    }

    /**
     * One set of replicas.
     *
     * @param brokerName its name
     * @param addresses by broker id; 0 is the master
     */
    public record BrokerNode(String brokerName, SortedMap<Long, BrokerAddress> addresses) {
        public BrokerNode {
            addresses = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(addresses));
        }
    }

    /**
     * The queues of the topic on one broker.
     *
     * @param brokerName the broker
     * @param readQueues queues 0 to this minus 1 may be read if {@code permission} has bit 4
     * @param writeQueues queues 0 to this minus 1 may be written if {@code permission} has bit 2
     * @param permission the broker's bits for the topic
     */
    public record QueueRange(String brokerName, int readQueues, int writeQueues, int permission) {}

    /** The queues a group shares, sorted. */
    public SortedSet<MessageQueue> readableQueues() {
        SortedSet<MessageQueue> readable = new TreeSet<>();
        for (QueueRange range : queues) {
            if ((range.permission() & READABLE) != 0) {
                addQueues(readable, range.brokerName(), range.readQueues());
            }
        }
        return readable;
    }

    /** The queues a producer may write to, sorted: those whose broker has a master. */
    public List<MessageQueue> writableQueues() {
        SortedSet<MessageQueue> writable = new TreeSet<>();
        for (QueueRange range : queues) {
            if ((range.permission() & WRITABLE) != 0
                    && master(range.brokerName()).isPresent()) {
                addQueues(writable, range.brokerName(), range.writeQueues());
            }
        }
        return List.copyOf(writable);
    }

    /** The address of a broker's master; empty while it has none. */
    public Optional<BrokerAddress> master(String brokerName) {
        return address(brokerName, MASTER_ID);
    }

    /** The address of one replica; empty if the route has none of that id. */
    public Optional<BrokerAddress> address(String brokerName, long brokerId) {
        return Optional.ofNullable(brokers.get(brokerName))
                .map(node -> node.addresses().get(brokerId));
    }

    /** The addresses of all masters, by broker name. */
    public Map<String, BrokerAddress> masters() {
        SortedMap<String, BrokerAddress> masters = new TreeMap<>();
        brokers.keySet().forEach(name -> master(name).ifPresent(address -> masters.put(name, address)));
        return masters;
    }

    /** Every address of every replica. */
    public SortedSet<BrokerAddress> allAddresses() {
        SortedSet<BrokerAddress> all = new TreeSet<>();
        new ArrayList<>(brokers.values())
                .forEach(node -> all.addAll(node.addresses().values()));
        return all;
    }

    private void addQueues(SortedSet<MessageQueue> to, String brokerName, int count) {
        for (int queueId = 0; queueId < count; queueId++) {
            to.add(new MessageQueue(topic, brokerName, queueId));
        }
    }
}
