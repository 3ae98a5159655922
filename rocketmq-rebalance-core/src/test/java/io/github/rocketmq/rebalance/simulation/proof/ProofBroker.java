package io.github.rocketmq.rebalance.simulation.proof;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.BrokerNotice;
import io.github.rocketmq.rebalance.remote.CommittedOffset;
import io.github.rocketmq.rebalance.remote.Heartbeat;
import io.github.rocketmq.rebalance.remote.PullReply;
import io.github.rocketmq.rebalance.remote.PullRequest;
import io.github.rocketmq.rebalance.remote.RemoteException;
import io.github.rocketmq.rebalance.simulation.proof.Call.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One master with the semantics that a group depends on: members by connection, notices that nobody confirms, locks by the
 * name in the request and in memory only, offsets that take any value from anybody.
 */
final class ProofBroker {

    private static final long SECOND = 1_000_000;
    private static final long SCAN_INTERVAL = 10 * SECOND;
    private static final long CHANNEL_EXPIRY = 120 * SECOND;
    private static final int NO_SUCH_GROUP = 1;

    /** It has been up for an hour when the run begins. */
    private static final long UP_BEFORE = 3600 * SECOND;

    private static final class Member {
        final ClientId id;
        long heardAt;

        Member(ClientId id, long heardAt) {
            this.id = id;
            this.heardAt = heardAt;
        }
    }

    private final World world;
    private final String name;
    private final LockTable locks;
    private final OffsetTable offsets;
    private final Set<Channel> channels = new LinkedHashSet<>();
    private final Map<Channel, Member> members = new LinkedHashMap<>();
    private BrokerAddress address;
    private boolean up = true;
    private int life;
    private long upSince = -UP_BEFORE;

    ProofBroker(World world, String name) {
        this.world = world;
        this.name = name;
        this.address = new BrokerAddress(name, 10911);
        this.locks = new LockTable(world.timeline());
        this.offsets = new OffsetTable(world.timeline());
    }

    void start() {
        world.timeline().after(SCAN_INTERVAL, this::scan);
        offsets.start();
    }

    String name() {
        return name;
    }

    BrokerAddress address() {
        return address;
    }

    boolean isUp() {
        return up;
    }

    /** Rises whenever its process ends. */
    int life() {
        return life;
    }

    OffsetTable offsets() {
        return offsets;
    }

    LockTable locks() {
        return locks;
    }

    /**
     * The process ends, and with it all that was only in its memory.
     *
     * @param clean whether it writes its offsets first
     */
    void stop(boolean clean) {
        if (clean) {
            offsets.flush();
        }
        up = false;
        life++;
        locks.clear();
        members.clear();
        List<Channel> open = List.copyOf(channels);
        channels.clear();
        open.forEach(channel -> {
            channel.closedAtBroker = true;
            channel.link.brokerDied(channel);
        });
        world.routes().changed();
    }

    void startAgain() {
        offsets.load();
        up = true;
        upSince = world.timeline().now();
        world.routes().changed();
    }

    /** A slave takes over: what it knows of offsets is old. */
    void promoteSlave() {
        offsets.loadFromSlave();
        address = new BrokerAddress(name + "-" + life, 10911);
        up = true;
        upSince = world.timeline().now();
        world.routes().changed();
    }

    void accept(Channel channel) {
        channels.add(channel);
    }

    void closed(Channel channel) {
        channel.closedAtBroker = true;
        channels.remove(channel);
        if (members.remove(channel) != null) {
            membersChanged();
        }
    }

    void heartbeat(Channel channel, Heartbeat heartbeat, Reply<Boolean> reply) {
        if (!channel.closedAtBroker && !heartbeat.members().isEmpty()) {
            Member before = members.get(channel);
            if (before != null && before.id.equals(heartbeat.clientId())) {
                before.heardAt = world.timeline().now();
            } else {
                members.put(
                        channel,
                        new Member(heartbeat.clientId(), world.timeline().now()));
                membersChanged();
            }
        }
        reply.with(true);
    }

    void unregister(Channel channel, Reply<Boolean> reply) {
        if (members.remove(channel) != null) {
            membersChanged();
        }
        reply.with(true);
    }

    void consumerIds(Reply<List<ClientId>> reply) {
        if (members.isEmpty()) {
            throw new RemoteException.Refused(name + " knows no such group", NO_SUCH_GROUP);
        }
        List<ClientId> ids = new ArrayList<>(members.size());
        members.values().forEach(member -> ids.add(member.id));
        reply.with(ids);
    }

    void pull(PullRequest request, Reply<PullReply> reply) {
        if (members.isEmpty()) {
            reply.with(new PullReply.HeartbeatWanted(name + " knows no such group"));
            return;
        }
        QueueLog log = world.topics().log(request.queue());
        long end = log.end(world.timeline().now());
        if (request.offset() < end) {
            reply.with(log.read(request.offset(), request.maxMessages(), end));
            return;
        }
        long holdUntil = world.timeline().now() + request.holdTime().toMillis() * 1000;
        long wakeAt = Math.min(holdUntil, log.arrivalOf(request.offset()));
        int lifeNow = life;
        world.timeline().at(wakeAt, () -> {
            if (life == lifeNow) {
                reply.with(log.read(
                        request.offset(),
                        request.maxMessages(),
                        log.end(world.timeline().now())));
            }
        });
    }

    void committed(MessageQueue queue, Reply<CommittedOffset> reply) {
        long offset = offsets.get(queue);
        reply.with(offset == OffsetTable.NONE ? new CommittedOffset.None() : new CommittedOffset.At(offset));
    }

    void commit(MessageQueue queue, long offset, Reply<Boolean> reply) {
        offsets.put(queue, offset);
        reply.with(true);
    }

    void lock(ClientId client, Set<MessageQueue> queues, Reply<Set<MessageQueue>> reply) {
        reply.with(locks.lock(client, queues));
    }

    void unlock(ClientId client, Set<MessageQueue> queues, Reply<Boolean> reply) {
        locks.unlock(client, queues);
        reply.with(true);
    }

    /** To the second, in milliseconds. */
    void uptime(Reply<OptionalLong> reply) {
        reply.with(OptionalLong.of((world.timeline().now() - upSince) / SECOND * 1000));
    }

    private void membersChanged() {
        BrokerNotice notice = new BrokerNotice.MembersChanged(address, World.GROUP);
        for (Channel channel : members.keySet()) {
            world.budget().count(RequestBudget.Kind.NOTICE);
            channel.link.push(channel, notice);
        }
    }

    /** Whoever has not been heard of for long is dropped, and nobody is told. */
    private void scan() {
        long oldest = world.timeline().now() - CHANNEL_EXPIRY;
        List<Channel> silent = new ArrayList<>();
        members.forEach((channel, member) -> {
            if (member.heardAt < oldest) {
                silent.add(channel);
            }
        });
        silent.forEach(channel -> {
            members.remove(channel);
            channels.remove(channel);
            channel.closedAtBroker = true;
            channel.link.brokerDied(channel);
        });
        world.timeline().after(SCAN_INTERVAL, this::scan);
    }
}
