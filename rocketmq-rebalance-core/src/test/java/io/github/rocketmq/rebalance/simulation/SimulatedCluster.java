package io.github.rocketmq.rebalance.simulation;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Topic;
import io.github.rocketmq.rebalance.remote.Broker;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.BrokerNotice;
import io.github.rocketmq.rebalance.remote.NameServer;
import io.github.rocketmq.rebalance.remote.PeerRequests;
import io.github.rocketmq.rebalance.remote.RemoteCluster;
import io.github.rocketmq.rebalance.remote.RemoteException;
import io.github.rocketmq.rebalance.remote.RouteReply;
import io.github.rocketmq.rebalance.remote.TopicRoute;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Name server and brokers in memory, with the semantics that consumers depend on. Each client sees it through its own port. */
public final class SimulatedCluster {

    private static final String SLAVE = "-slave";

    private final VirtualScheduler scheduler;
    private final long latency;
    private final SortedMap<String, SimulatedBroker> brokers = new TreeMap<>();
    private final SortedMap<String, Integer> topics = new TreeMap<>();
    private final List<SimulatedBroker.Channel> channels = new ArrayList<>();
    private final SimulatedAssignment assignment = new SimulatedAssignment(this);
    private final Set<String> withoutTopics = new HashSet<>();
    private boolean nameServerUp = true;
    private boolean slaves;

    public SimulatedCluster(VirtualScheduler scheduler, int brokerCount, long latencyMillis) {
        this.scheduler = scheduler;
        this.latency = latencyMillis;
        for (int i = 0; i < brokerCount; i++) {
            String name = "broker-" + (char) ('a' + i);
            brokers.put(name, new SimulatedBroker(name, new BrokerAddress(name, 10911), this));
        }
    }

    /** Another broker, which has nothing but retry topics. */
    public SimulatedBroker addBrokerWithoutTopics(String name) {
        SimulatedBroker added = new SimulatedBroker(name, new BrokerAddress(name, 10911), this);
        brokers.put(name, added);
        withoutTopics.add(name);
        return added;
    }

    public void createTopic(String topic, int queuesPerBroker) {
        topics.put(topic, queuesPerBroker);
        allQueues(topic).forEach(queue -> broker(queue.brokerName()).store().create(queue));
    }

    public List<MessageQueue> allQueues(String topic) {
        List<MessageQueue> queues = new ArrayList<>();
        brokers.keySet().forEach(name -> {
            for (int i = 0; i < topics.getOrDefault(topic, 0); i++) {
                queues.add(new MessageQueue(topic, name, i));
            }
        });
        return queues;
    }

    public void send(MessageQueue queue, String id, Map<String, String> properties) {
        broker(queue.brokerName()).append(queue, id, properties);
    }

    public SimulatedBroker broker(String name) {
        SimulatedBroker broker = brokers.get(name);
        if (broker == null) {
            throw new IllegalArgumentException("no broker " + name);
        }
        return broker;
    }

    /** What arrived at all brokers so far. */
    public RequestCounts requests() {
        return brokers.values().stream()
                .map(SimulatedBroker::requests)
                .reduce(new RequestCounts(), RequestCounts::plus);
    }

    public OptionalLong committed(ConsumerGroup group, MessageQueue queue) {
        return broker(queue.brokerName()).store().committed(group, queue);
    }

    /** Whether each broker has a slave that holds the same messages. */
    public void slaves(boolean present) {
        slaves = present;
    }

    private SortedMap<Long, BrokerAddress> addresses(SimulatedBroker broker) {
        SortedMap<Long, BrokerAddress> addresses = new TreeMap<>(Map.of(0L, broker.address()));
        if (slaves) {
            addresses.put(1L, new BrokerAddress(broker.address().host() + SLAVE, 10911));
        }
        return addresses;
    }

    public void nameServerUp(boolean up) {
        nameServerUp = up;
    }

    /** What brokers answer members that ask them for queues. */
    public SimulatedAssignment assignment() {
        return assignment;
    }

    /** One client's view of the cluster. */
    public RemoteCluster port() {
        Port port = new Port();
        channels.add(port.channel);
        return port;
    }

    List<SimulatedBroker.Channel> ports() {
        return channels;
    }

    VirtualScheduler scheduler() {
        return scheduler;
    }

    List<String> brokerNames() {
        return List.copyOf(brokers.keySet());
    }

    void createRetryTopic(ConsumerGroup group) {
        topics.putIfAbsent(group.retryTopic(), 1);
    }

    /** Answers after one latency there and one back. */
    <T> CompletionStage<T> call(Supplier<T> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        scheduler.at(scheduler.now() + latency, () -> {
            try {
                T value = work.get();
                scheduler.at(scheduler.now() + latency, () -> answer.complete(value));
            } catch (RemoteException e) {
                scheduler.at(scheduler.now() + latency, () -> answer.completeExceptionally(e));
            }
        });
        return answer;
    }

    private RouteReply route(String topic) {
        if (!nameServerUp) {
            throw new RemoteException.NotConnected("no name server answers", null);
        }
        Integer queues = topics.get(topic);
        if (queues == null) {
            return new RouteReply.UnknownTopic(topic);
        }
        SortedMap<String, TopicRoute.BrokerNode> nodes = new TreeMap<>();
        List<TopicRoute.QueueRange> ranges = new ArrayList<>();
        brokers.forEach((name, broker) -> {
            if (withoutTopics.contains(name) && !Topic.isRetry(topic)) {
                return;
            }
            nodes.put(name, new TopicRoute.BrokerNode(name, addresses(broker)));
            ranges.add(new TopicRoute.QueueRange(name, queues, queues, 6));
        });
        return new RouteReply.Found(new TopicRoute(topic, nodes, ranges));
    }

    private final class Port implements RemoteCluster {

        private final SimulatedBroker.Channel channel = new SimulatedBroker.Channel();

        @Override
        public NameServer nameServer() {
            return topic -> call(() -> route(topic));
        }

        @Override
        public Broker broker(BrokerAddress address) {
            boolean slave = address.host().endsWith(SLAVE);
            String name =
                    slave ? address.host().substring(0, address.host().length() - SLAVE.length()) : address.host();
            return SimulatedCluster.this.broker(name).connect(channel, slave);
        }

        @Override
        public void onNotice(Consumer<BrokerNotice> listener) {
            channel.listener = notice -> scheduler.at(scheduler.now() + latency, () -> listener.accept(notice));
        }

        @Override
        public void onRequest(PeerRequests handler) {
            // No operator asks anything of a simulated member.
        }
    }
}
