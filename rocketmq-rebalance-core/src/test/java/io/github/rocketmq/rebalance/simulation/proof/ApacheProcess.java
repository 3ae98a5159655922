package io.github.rocketmq.rebalance.simulation.proof;

import io.github.rocketmq.rebalance.allocation.AllocationRequest;
import io.github.rocketmq.rebalance.allocation.AverageAllocation;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageModel;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.remote.BrokerNotice;
import io.github.rocketmq.rebalance.remote.CommittedOffset;
import io.github.rocketmq.rebalance.remote.Heartbeat;
import io.github.rocketmq.rebalance.remote.PullReply;
import io.github.rocketmq.rebalance.remote.PullRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One process with a member that follows the rules of Apache's concurrent consumers: shares averagely among all that are
 * listed, knows no locks, drops a queue at once, and commits every five seconds without waiting for an answer.
 */
final class ApacheProcess implements GroupProcess {

    private static final long SECOND = 1_000_000;
    private static final long REBALANCE_INTERVAL = 20 * SECOND;
    private static final long SHORTEST_INTERVAL = SECOND;
    private static final long HEARTBEAT_INTERVAL = 30 * SECOND;
    private static final long PERSIST_INTERVAL = 5 * SECOND;
    private static final long PULL_AGAIN = 3 * SECOND;
    private static final int BATCH = 32;

    private final World world;
    private final int number;
    private final int host;
    private final ProcessClock clock;
    private final SplittableRandom chance;
    private final ProofClient client;
    private final Heartbeat heartbeat;
    private final Map<MessageQueue, Held> held = new TreeMap<>();
    private long rebalancedAt = Long.MIN_VALUE / 2;
    private boolean woken;
    private boolean leaving;

    /** A queue that it consumes, until it drops it. */
    private static final class Held {
        final TreeSet<Long> unfinished = new TreeSet<>();
        long next;
        boolean dropped;

        Held(long next) {
            this.next = next;
        }

        long offset() {
            return unfinished.isEmpty() ? next : unfinished.first();
        }
    }

    ApacheProcess(World world, int number, int host, ProcessClock clock, SplittableRandom chance) {
        this.world = world;
        this.number = number;
        this.host = host;
        this.clock = clock;
        this.chance = chance;
        this.client = new ProofClient(
                world,
                number,
                new ClientId("10.0.0." + host + "@" + (1000 + number) + "#" + number),
                clock,
                chance.split());
        this.heartbeat = new Heartbeat(
                client.id(),
                List.of(new Heartbeat.Membership(
                        World.GROUP,
                        MessageModel.CLUSTERING,
                        Heartbeat.StartFrom.CONSUME_FROM_FIRST_OFFSET,
                        List.of(Subscription.all(World.TOPIC), Subscription.all(World.GROUP.retryTopic())),
                        1)),
                List.of());
        client.onNotice(notice -> {
            if (notice instanceof BrokerNotice.MembersChanged) {
                wakeUp();
            }
        });
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public int host() {
        return host;
    }

    @Override
    public ProofClient client() {
        return client;
    }

    @Override
    public boolean isForeign() {
        return true;
    }

    @Override
    public void start() {
        beat();
        wakeUp();
        repeat(HEARTBEAT_INTERVAL, this::beat);
        repeat(PERSIST_INTERVAL, () -> held.forEach(this::commit));
        repeat(REBALANCE_INTERVAL, this::rebalance);
    }

    private void repeat(long interval, Runnable task) {
        clock.outsideAfter(interval, () -> {
            if (!leaving) {
                task.run();
                repeat(interval, task);
            }
        });
    }

    private void beat() {
        world.brokers().forEach(broker -> client.broker(broker.address()).heartbeat(heartbeat));
    }

    private void wakeUp() {
        if (!woken && !leaving) {
            woken = true;
            long due = Math.max(
                    0, rebalancedAt + SHORTEST_INTERVAL - world.timeline().now());
            clock.outsideAfter(due, () -> {
                woken = false;
                rebalance();
            });
        }
    }

    private void rebalance() {
        if (leaving) {
            return;
        }
        rebalancedAt = world.timeline().now();
        ProofBroker any = world.brokers().get(chance.nextInt(world.brokers().size()));
        client.broker(any.address())
                .consumerIds(World.GROUP)
                .thenAccept(listed -> take(shareOf(World.TOPIC, listed), shareOf(World.GROUP.retryTopic(), listed)));
    }

    private List<MessageQueue> shareOf(String topic, List<ClientId> listed) {
        List<MessageQueue> queues = world.topics().all().stream()
                .map(QueueLog::queue)
                .filter(queue -> queue.topic().equals(topic))
                .toList();
        return listed.contains(client.id())
                ? new AverageAllocation()
                        .allocate(new AllocationRequest(World.GROUP, topic, queues, listed, client.id()))
                : List.of();
    }

    private void take(List<MessageQueue> some, List<MessageQueue> others) {
        if (leaving) {
            return;
        }
        Set<MessageQueue> wanted = new TreeSet<>(some);
        wanted.addAll(others);
        for (MessageQueue queue : List.copyOf(held.keySet())) {
            if (!wanted.contains(queue)) {
                drop(queue);
            }
        }
        wanted.stream().filter(queue -> !held.containsKey(queue)).forEach(this::begin);
    }

    private void begin(MessageQueue queue) {
        Held begun = new Held(0);
        held.put(queue, begun);
        port(queue).committedOffset(World.GROUP, queue).whenComplete((committed, failure) -> {
            if (begun.dropped) {
                return;
            }
            if (failure != null) {
                // It comes again with the next rebalance.
                held.remove(queue);
                return;
            }
            begun.next = committed instanceof CommittedOffset.At at ? at.offset() : 0;
            world.balance().assigned(number, world.topics().index(queue));
            pull(queue, begun);
        });
    }

    private void drop(MessageQueue queue) {
        Held dropped = held.get(queue);
        if (dropped != null) {
            commit(queue, dropped);
            dropped.dropped = true;
            held.remove(queue);
            world.balance().revoked(number, world.topics().index(queue));
        }
    }

    private void pull(MessageQueue queue, Held from) {
        if (from.dropped) {
            return;
        }
        PullRequest request = new PullRequest(
                World.GROUP, queue, from.next, BATCH, Duration.ofSeconds(15), Subscription.all(queue.topic()), 1);
        port(queue).pull(request).whenComplete((reply, failure) -> {
            if (failure != null || reply instanceof PullReply.HeartbeatWanted) {
                clock.outsideAfter(PULL_AGAIN, () -> pull(queue, from));
            } else if (!from.dropped) {
                if (reply instanceof PullReply.Found found) {
                    found.messages().forEach(message -> consume(message, from));
                    from.next = found.nextOffset();
                }
                pull(queue, from);
            }
        });
    }

    private void consume(Message message, Held from) {
        int queue = world.topics().index(message.queue());
        long offset = message.queueOffset();
        from.unfinished.add(offset);
        world.ledger().started(number, queue, offset);
        clock.outsideAfter(world.listenerTime(number, queue, offset), () -> {
            world.ledger().ended(number, queue, offset);
            from.unfinished.remove(offset);
        });
    }

    private void commit(MessageQueue queue, Held from) {
        if (world.balance().owns(number, world.topics().index(queue))) {
            client.commitOneWay(queue, from.offset());
        }
    }

    private BrokerPort port(MessageQueue queue) {
        return (BrokerPort) client.broker(world.broker(queue.brokerName()).address());
    }

    @Override
    public void leave() {
        held.forEach(this::commit);
        leaving = true;
        held.forEach((queue, each) -> {
            each.dropped = true;
            world.balance().revoked(number, world.topics().index(queue));
        });
        held.clear();
        world.brokers().forEach(broker -> client.broker(broker.address()).unregister(client.id(), null, World.GROUP));
        clock.outsideAfter(SECOND, () -> {
            world.trace().add(Trace.Kind.LEFT, number, -1, 0);
            client.links().forEach(Link::finish);
            clock.die();
            world.gone(this);
        });
    }

    @Override
    public void resumed() {
        throw new AssertionError("nobody stops it");
    }

    @Override
    public long resumedAt() {
        return Long.MIN_VALUE / 2;
    }
}
