package io.github.rocketmq.rebalance.simulation;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageProperties;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.model.SendReceipt;
import io.github.rocketmq.rebalance.remote.AssignmentReply;
import io.github.rocketmq.rebalance.remote.AssignmentRequest;
import io.github.rocketmq.rebalance.remote.Broker;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.BrokerNotice;
import io.github.rocketmq.rebalance.remote.CommittedOffset;
import io.github.rocketmq.rebalance.remote.Heartbeat;
import io.github.rocketmq.rebalance.remote.PopBroker;
import io.github.rocketmq.rebalance.remote.PullReply;
import io.github.rocketmq.rebalance.remote.PullRequest;
import io.github.rocketmq.rebalance.remote.RemoteException;
import io.github.rocketmq.rebalance.remote.SendBack;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One broker in memory. Members are known by channel; a change of members is told to all the others at once. */
public final class SimulatedBroker {

    private static final int NO_SUCH_GROUP = 1;

    /** One client's connection. */
    static final class Channel {
        Consumer<BrokerNotice> listener = notice -> {};
    }

    private record Held(PullRequest request, CompletableFuture<PullReply> answer) {}

    private final String name;
    private final BrokerAddress address;
    private final SimulatedCluster cluster;
    private final SimulatedStore store = new SimulatedStore();
    private final Map<ConsumerGroup, Map<Channel, ClientId>> members = new TreeMap<>();
    private final List<Held> held = new ArrayList<>();
    private final SimulatedLocks locks;
    private int swallowedPulls;
    private boolean up = true;
    /** It has been up for an hour when a simulation begins. */
    private long startedAt;

    private final SimulatedPops pops;
    private int sendBackFailures;
    private int commits;
    private final List<Pull> pulls = new ArrayList<>();
    private final List<Heartbeat> heartbeats = new ArrayList<>();
    private final Map<MessageQueue, Queue<Supplier<PullReply>>> injected = new HashMap<>();
    private long suggested;
    private boolean sendsRefused;
    private boolean memberListsRefused;
    private int swallowedHeartbeats;
    private boolean slaveSilent;
    private final RequestCounts requests = new RequestCounts();

    SimulatedBroker(String name, BrokerAddress address, SimulatedCluster cluster) {
        this.name = name;
        this.address = address;
        this.cluster = cluster;
        this.locks = new SimulatedLocks(cluster.scheduler());
        this.startedAt = cluster.scheduler().now() - 3_600_000;
        this.pops = new SimulatedPops(name, cluster, store, () -> up);
    }

    public SimulatedPops pops() {
        return pops;
    }

    /** Who has which lock. */
    public SimulatedLocks locks() {
        return locks;
    }

    /** The next pulls are never answered, this many. */
    public void swallowPulls(int count) {
        swallowedPulls = count;
    }

    /** The next heartbeats are neither noticed nor answered, this many. */
    public void swallowHeartbeats(int count) {
        swallowedHeartbeats = count;
    }

    /** The slave answers no heartbeat. */
    public void silenceSlave() {
        slaveSilent = true;
    }

    /** What arrived here so far. */
    public RequestCounts requests() {
        return requests;
    }

    /** Every connection to this broker closes; with {@code forget} it has lost its locks too, as a restart does. */
    public void disconnectAll(boolean forget) {
        if (forget) {
            startedAt = cluster.scheduler().now();
            locks.clear();
        }
        cluster.ports().forEach(channel -> channel.listener.accept(new BrokerNotice.Disconnected(address)));
    }

    BrokerAddress address() {
        return address;
    }

    SimulatedStore store() {
        return store;
    }

    /** Answers nobody while it is down. */
    public void up(boolean answers) {
        this.up = answers;
    }

    /** The next messages that are given back are refused, this many times. */
    public void refuseSendBacks(int times) {
        this.sendBackFailures = times;
    }

    /** Messages at this offset and behind it come garbled. */
    public void breakFrom(long offset) {
        store.breakFrom(offset);
    }

    /** Only the message at this offset comes garbled. */
    public void breakOnly(long offset) {
        store.breakOnly(offset);
    }

    /** Whether messages that are sent are refused. */
    public void refuseSends(boolean refuse) {
        this.sendsRefused = refuse;
    }

    /** Whether nobody is told who the members are. */
    public void refuseMemberLists(boolean refuse) {
        this.memberListsRefused = refuse;
    }

    /** One pull as it arrived, and whether at the slave. */
    public record Pull(PullRequest request, boolean slave) {}

    /** The next pull of the queue is answered so; may throw a {@link RemoteException}. */
    public void answerNextPull(MessageQueue queue, Supplier<PullReply> reply) {
        injected.computeIfAbsent(queue, q -> new ArrayDeque<>()).add(reply);
    }

    /** Every pull that arrived so far. */
    public List<Pull> pulls() {
        return pulls;
    }

    /** Every heartbeat that arrived so far. */
    public List<Heartbeat> heartbeats() {
        return heartbeats;
    }

    /** The replica that answers of this broker name clients where to pull next. */
    public void suggest(long brokerId) {
        suggested = brokerId;
    }

    /** How many offsets were committed here so far. */
    public int commits() {
        return commits;
    }

    void append(MessageQueue queue, String id, Map<String, String> properties) {
        store.append(queue, id, queue.topic(), 0, properties);
        answerHeld(queue);
    }

    Broker connect(Channel channel, boolean slave) {
        return new Connection(channel, slave);
    }

    private void answerHeld(MessageQueue queue) {
        pops.answerHeld();
        List<Held> waiting = held.stream()
                .filter(each -> each.request().queue().equals(queue))
                .toList();
        held.removeAll(waiting);
        waiting.forEach(each -> each.answer().complete(read(each.request())));
    }

    private PullReply read(PullRequest request) {
        MessageQueue queue = request.queue();
        long end = store.end(queue);
        if (request.offset() > end) {
            return new PullReply.OffsetMoved(end);
        }
        List<Message> messages = store.read(queue, request.offset(), request.maxMessages());
        if (messages.isEmpty()) {
            return new PullReply.NothingNew(request.offset(), end, suggested);
        }
        long broken = store.firstUnreadable(request.offset());
        if (request.offset() + messages.size() > broken) {
            return new PullReply.Undecodable(
                    messages.subList(0, (int) (broken - request.offset())), broken, "its size is negative", new byte[] {
                        1, 2, 3
                    });
        }
        return new PullReply.Found(messages, request.offset() + messages.size(), end, suggested);
    }

    private void membersChanged(ConsumerGroup group) {
        BrokerNotice notice = new BrokerNotice.MembersChanged(address, group);
        members.getOrDefault(group, Map.of()).keySet().forEach(channel -> {
            requests.count(RequestCounts.Kind.NOTICE);
            channel.listener.accept(notice);
        });
    }

    private final class Connection implements Broker {

        private final Channel channel;
        private final boolean slave;

        Connection(Channel channel, boolean slave) {
            this.channel = channel;
            this.slave = slave;
        }

        @Override
        public CompletionStage<Void> heartbeat(Heartbeat heartbeat) {
            heartbeats.add(heartbeat);
            requests.count(RequestCounts.Kind.HEARTBEAT);
            if (slave && slaveSilent) {
                return new CompletableFuture<>();
            }
            if (swallowedHeartbeats > 0) {
                swallowedHeartbeats--;
                return new CompletableFuture<>();
            }
            return callVoid(() -> heartbeat.members().forEach(membership -> {
                ConsumerGroup group = membership.group();
                cluster.createRetryTopic(group);
                store.create(new MessageQueue(group.retryTopic(), name, 0));
                ClientId before = members.computeIfAbsent(group, g -> new LinkedHashMap<>())
                        .put(channel, heartbeat.clientId());
                if (before == null) {
                    membersChanged(group);
                }
            }));
        }

        @Override
        public CompletionStage<Void> unregister(
                ClientId clientId, @Nullable String producerGroup, @Nullable ConsumerGroup group) {
            return callVoid(() -> {
                if (group != null
                        && members.getOrDefault(group, new LinkedHashMap<>()).remove(channel) != null) {
                    membersChanged(group);
                }
            });
        }

        @Override
        public CompletionStage<List<ClientId>> consumerIds(ConsumerGroup group) {
            requests.count(RequestCounts.Kind.MEMBER_LIST);
            return call(() -> {
                Map<Channel, ClientId> known = members.get(group);
                if (known == null || memberListsRefused) {
                    throw new RemoteException.Refused(address + " knows no group '" + group + "'", NO_SUCH_GROUP);
                }
                return List.copyOf(known.values());
            });
        }

        @Override
        public CompletionStage<PullReply> pull(PullRequest request) {
            if (!up && !slave) {
                return down();
            }
            CompletableFuture<PullReply> answer = new CompletableFuture<>();
            if (swallowedPulls > 0) {
                swallowedPulls--;
                return answer;
            }
            pulls.add(new Pull(request, slave));
            Queue<Supplier<PullReply>> wanted = injected.getOrDefault(request.queue(), new ArrayDeque<>());
            if (!wanted.isEmpty()) {
                return call(wanted.remove());
            }
            cluster.call(() -> {
                PullReply reply = read(request);
                if (reply instanceof PullReply.NothingNew) {
                    Held waiting = new Held(request, answer);
                    held.add(waiting);
                    cluster.scheduler()
                            .at(cluster.scheduler().now() + request.holdTime().toMillis(), () -> {
                                if (held.remove(waiting)) {
                                    answer.complete(read(request));
                                }
                            });
                } else {
                    answer.complete(reply);
                }
                return true;
            });
            return answer;
        }

        @Override
        public CompletionStage<AssignmentReply> queryAssignment(AssignmentRequest request) {
            return call(() -> cluster.assignment()
                    .answer(
                            request,
                            List.copyOf(members.getOrDefault(request.group(), Map.of())
                                    .values())));
        }

        @Override
        public PopBroker pops() {
            return pops;
        }

        @Override
        public CompletionStage<CommittedOffset> committedOffset(ConsumerGroup group, MessageQueue queue) {
            requests.count(RequestCounts.Kind.READ_OFFSET);
            return call(() -> {
                OptionalLong offset = store.committed(group, queue);
                return offset.isPresent() ? new CommittedOffset.At(offset.getAsLong()) : new CommittedOffset.None();
            });
        }

        @Override
        public CompletionStage<Void> commitOffset(ConsumerGroup group, MessageQueue queue, long offset) {
            requests.count(RequestCounts.Kind.COMMIT);
            if (slave) {
                throw new AssertionError("offsets belong to the master");
            }
            return callVoid(() -> {
                commits++;
                store.commit(group, queue, offset);
            });
        }

        @Override
        public CompletionStage<Long> maxOffset(MessageQueue queue) {
            return call(() -> store.end(queue));
        }

        @Override
        public CompletionStage<Long> minOffset(MessageQueue queue) {
            return call(() -> 0L);
        }

        @Override
        public CompletionStage<Long> offsetAt(MessageQueue queue, Instant time) {
            return call(() -> 0L);
        }

        @Override
        public CompletionStage<Set<MessageQueue>> lock(
                ConsumerGroup group, ClientId clientId, Set<MessageQueue> queues) {
            requests.count(RequestCounts.Kind.LOCK);
            return call(() -> locks.lock(group, clientId, queues));
        }

        @Override
        public CompletionStage<Void> unlock(ConsumerGroup group, ClientId clientId, Set<MessageQueue> queues) {
            requests.count(RequestCounts.Kind.UNLOCK);
            return callVoid(() -> locks.unlock(group, clientId, queues));
        }

        @Override
        public CompletionStage<OptionalLong> uptime() {
            return call(() -> OptionalLong.of(cluster.scheduler().now() - startedAt));
        }

        @Override
        public CompletionStage<Void> sendBack(SendBack request) {
            return callVoid(() -> {
                if (sendBackFailures > 0) {
                    sendBackFailures--;
                    throw new RemoteException.Refused(address + " refused to take a message back", 1);
                }
                Message message = store.stored(request.commitLogOffset());
                boolean dead = request.delayLevel() == SendBack.DEAD_LETTER
                        || message.reconsumeTimes() >= request.maxReconsumeTimes();
                String topic = dead
                        ? request.group().deadLetterTopic()
                        : request.group().retryTopic();
                MessageQueue queue = new MessageQueue(topic, name, 0);
                store.append(
                        queue,
                        message.messageId(),
                        message.topic(),
                        message.reconsumeTimes() + 1,
                        message.properties());
                answerHeld(queue);
            });
        }

        @Override
        public CompletionStage<SendReceipt> send(String producerGroup, OutgoingMessage message, MessageQueue queue) {
            return call(() -> {
                if (sendsRefused) {
                    throw new RemoteException.Refused(address + " takes no messages", 16);
                }
                MessageQueue into = cameTooOften(message)
                        ? new MessageQueue(new ConsumerGroup(producerGroup).deadLetterTopic(), name, 0)
                        : queue;
                Message stored = store.append(into, "m" + store.end(into), into.topic(), 0, message.properties());
                answerHeld(into);
                return new SendReceipt(
                        stored.messageId(),
                        stored.offsetMessageId(),
                        queue,
                        stored.queueOffset(),
                        SendReceipt.Durability.AS_CONFIGURED);
            });
        }

        private boolean cameTooOften(OutgoingMessage message) {
            return Integer.parseInt(message.properties().getOrDefault(MessageProperties.RECONSUME_TIMES, "0"))
                    > Integer.parseInt(message.properties().getOrDefault(MessageProperties.MAX_RECONSUME_TIMES, "16"));
        }

        private <T> CompletionStage<T> call(Supplier<T> work) {
            return up ? cluster.call(work) : down();
        }

        private CompletionStage<Void> callVoid(Runnable work) {
            return call(() -> {
                        work.run();
                        return true;
                    })
                    .thenAccept(done -> {});
        }

        private <T> CompletionStage<T> down() {
            return CompletableFuture.failedStage(new RemoteException.NotConnected(address + " is down", null));
        }
    }
}
