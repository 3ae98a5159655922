package io.github.rocketmq.rebalance.allocation;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Members and queues on a ring of hashes: a queue belongs to the member that follows it. Moves few queues when members come
 * and go, but shares them unevenly. Agrees with Apache's {@code AllocateMessageQueueConsistentHash} with the same number of
 * virtual nodes.
 */
public final class ConsistentHashAllocation implements AllocationStrategy {

    /** The name that Apache's clients use too. */
    public static final String NAME = "CONSISTENT_HASH";

    /** Apache's number of virtual nodes. */
    public static final int DEFAULT_VIRTUAL_NODES = 10;

    private final int virtualNodes;

    /** With Apache's number of virtual nodes. */
    public ConsistentHashAllocation() {
        this(DEFAULT_VIRTUAL_NODES);
    }

    /**
     * @param virtualNodes places of each member on the ring, at least 1; must be the same in all members
     */
    public ConsistentHashAllocation(int virtualNodes) {
        if (virtualNodes < 1) {
            throw new IllegalArgumentException("virtualNodes is " + virtualNodes + "; choose 1 or more");
        }
        this.virtualNodes = virtualNodes;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<MessageQueue> allocate(AllocationRequest request) {
        MessageDigest md5 = md5();
        SortedMap<Long, ClientId> ring = ring(request.members(), md5);
        return request.queues().stream()
                .filter(queue -> owner(ring, hash(md5, queue.ringKey())).equals(request.self()))
                .toList();
    }

    /** A member that is listed again gets as many places again, numbered on. */
    private SortedMap<Long, ClientId> ring(List<ClientId> members, MessageDigest md5) {
        SortedMap<Long, ClientId> ring = new TreeMap<>();
        Map<ClientId, Integer> placed = new HashMap<>();
        for (ClientId member : members) {
            int first = placed.merge(member, virtualNodes, Integer::sum) - virtualNodes;
            for (int i = first; i < first + virtualNodes; i++) {
                ring.put(hash(md5, member.value() + "-" + i), member);
            }
        }
        return ring;
    }

    private static ClientId owner(SortedMap<Long, ClientId> ring, long hash) {
        SortedMap<Long, ClientId> following = ring.tailMap(hash);
        SortedMap<Long, ClientId> from = following.isEmpty() ? ring : following;
        return from.values().iterator().next();
    }

    /** The first four bytes of the digest, as a number without sign. */
    private static long hash(MessageDigest md5, String key) {
        byte[] digest = md5.digest(key.getBytes(StandardCharsets.UTF_8));
        long hash = 0;
        for (int i = 0; i < 4; i++) {
            hash = hash << 8 | (digest[i] & 0xFF);
        }
        return hash;
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
