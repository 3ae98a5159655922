package io.github.rocketmq.rebalance.simulation.proof;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.model.SendReceipt;
import io.github.rocketmq.rebalance.remote.AssignmentReply;
import io.github.rocketmq.rebalance.remote.AssignmentRequest;
import io.github.rocketmq.rebalance.remote.Broker;
import io.github.rocketmq.rebalance.remote.CommittedOffset;
import io.github.rocketmq.rebalance.remote.Heartbeat;
import io.github.rocketmq.rebalance.remote.PopBroker;
import io.github.rocketmq.rebalance.remote.PullReply;
import io.github.rocketmq.rebalance.remote.PullRequest;
import io.github.rocketmq.rebalance.remote.SendBack;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A broker as one process reaches it. What a group does is written down here, where it leaves the process. */
final class BrokerPort implements Broker {

    private static final long TIMEOUT = 3000;
    private static final long PULL_GRACE = 15_000;

    private final ProofClient client;
    private final World world;
    private final Link link;

    BrokerPort(ProofClient client, Link link) {
        this.client = client;
        this.world = client.world();
        this.link = link;
    }

    @Override
    public CompletionStage<Void> heartbeat(Heartbeat heartbeat) {
        world.budget().count(RequestBudget.Kind.HEARTBEAT);
        return done(link.<Boolean>ask(
                Link.HEARTBEAT, TIMEOUT, (broker, channel, reply) -> broker.heartbeat(channel, heartbeat, reply)));
    }

    @Override
    public CompletionStage<Void> unregister(
            ClientId clientId, @Nullable String producerGroup, @Nullable ConsumerGroup group) {
        return done(link.<Boolean>ask(
                "unregister", TIMEOUT, (broker, channel, reply) -> broker.unregister(channel, reply)));
    }

    @Override
    public CompletionStage<List<ClientId>> consumerIds(ConsumerGroup group) {
        world.budget().count(RequestBudget.Kind.LIST);
        Link anchor = world.mutant().wire() == Mutant.Wire.ONE_LIST
                ? client.links().iterator().next()
                : world.scenario().hasRandomAnchor() ? client.anyLink() : link;
        return anchor.ask("the list of members", TIMEOUT, (broker, channel, reply) -> broker.consumerIds(reply));
    }

    @Override
    public CompletionStage<PullReply> pull(PullRequest request) {
        return link.ask(
                "pull",
                request.holdTime().toMillis() + PULL_GRACE,
                (broker, channel, reply) -> broker.pull(request, reply));
    }

    @Override
    public CompletionStage<CommittedOffset> committedOffset(ConsumerGroup group, MessageQueue queue) {
        world.budget().count(RequestBudget.Kind.READ_OFFSET);
        return link.ask(
                "the committed offset",
                TIMEOUT,
                (broker, channel, reply) -> broker.committed(queue, committed -> {
                    trace(Trace.Kind.OFFSET_READ, queue, committed instanceof CommittedOffset.At at ? at.offset() : -1);
                    reply.with(committed);
                }));
    }

    @Override
    public CompletionStage<Void> commitOffset(ConsumerGroup group, MessageQueue queue, long offset) {
        world.budget().count(RequestBudget.Kind.COMMIT);
        trace(Trace.Kind.COMMIT_SENT, queue, offset);
        client.leases().committing(queue, offset);
        world.ledger().committing(client.member(), world.topics().index(queue), offset);
        return done(link.<Boolean>ask("commit", TIMEOUT, (broker, channel, reply) -> {
            trace(Trace.Kind.COMMITTED, queue, offset);
            broker.commit(queue, offset, reply);
        }));
    }

    @Override
    public CompletionStage<Long> maxOffset(MessageQueue queue) {
        return link.ask(
                "the newest offset",
                TIMEOUT,
                (broker, channel, reply) -> reply.with(
                        world.topics().log(queue).end(world.timeline().now())));
    }

    @Override
    public CompletionStage<Long> minOffset(MessageQueue queue) {
        return link.ask("the oldest offset", TIMEOUT, (broker, channel, reply) -> reply.with(0L));
    }

    @Override
    public CompletionStage<Long> offsetAt(MessageQueue queue, Instant time) {
        return minOffset(queue);
    }

    @Override
    public CompletionStage<Set<MessageQueue>> lock(ConsumerGroup group, ClientId clientId, Set<MessageQueue> queues) {
        world.budget().count(RequestBudget.Kind.LOCK);
        long sentAt = client.clock().now();
        boolean trusted = world.mutant().wire() == Mutant.Wire.RENEWALS_TRUSTED
                && client.leases().holdsAll(queues);
        CompletionStage<Set<MessageQueue>> answer = link.<Set<MessageQueue>>ask(
                        "lock",
                        TIMEOUT,
                        (broker, channel, reply) -> broker.lock(clientId, queues, granted -> {
                            for (MessageQueue queue : sorted(queues)) {
                                trace(granted.contains(queue) ? Trace.Kind.LOCKED : Trace.Kind.LOCK_REFUSED, queue, 0);
                            }
                            reply.with(granted);
                        }))
                .thenApply(granted -> {
                    client.leases().locked(queues, granted, sentAt);
                    return granted;
                });
        return trusted ? CompletableFuture.completedStage(queues) : answer;
    }

    @Override
    public CompletionStage<Void> unlock(ConsumerGroup group, ClientId clientId, Set<MessageQueue> queues) {
        world.budget().count(RequestBudget.Kind.UNLOCK);
        if (clientId.equals(client.id())) {
            client.leases().unlocking(queues);
        }
        for (MessageQueue queue : sorted(queues)) {
            trace(Trace.Kind.UNLOCK_SENT, queue, 0);
        }
        CompletionStage<Void> answer = done(link.<Boolean>ask("unlock", TIMEOUT, (broker, channel, reply) -> {
            for (MessageQueue queue : sorted(queues)) {
                trace(Trace.Kind.UNLOCKED, queue, 0);
            }
            broker.unlock(clientId, queues, reply);
        }));
        return world.mutant().wire() == Mutant.Wire.UNLOCKS_TRUSTED ? CompletableFuture.completedStage(null) : answer;
    }

    @Override
    public CompletionStage<OptionalLong> uptime() {
        return link.ask("its uptime", TIMEOUT, (broker, channel, reply) -> broker.uptime(reply));
    }

    @Override
    public CompletionStage<AssignmentReply> queryAssignment(AssignmentRequest request) {
        throw new AssertionError("members decide for themselves here");
    }

    @Override
    public PopBroker pops() {
        throw new AssertionError("nothing is popped here");
    }

    @Override
    public CompletionStage<Void> sendBack(SendBack request) {
        throw new AssertionError("no listener fails here");
    }

    @Override
    public CompletionStage<SendReceipt> send(String producerGroup, OutgoingMessage message, MessageQueue queue) {
        throw new AssertionError("nobody sends through a member");
    }

    private void trace(Trace.Kind kind, MessageQueue queue, long value) {
        world.trace().add(kind, client.member(), world.topics().index(queue), value);
    }

    private static List<MessageQueue> sorted(Set<MessageQueue> queues) {
        return queues.stream().sorted().toList();
    }

    private static CompletionStage<Void> done(CompletionStage<Boolean> answer) {
        return answer.thenAccept(ok -> {});
    }
}
