package io.github.rocketmq.rebalance.allocation;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/**
 * Balanced rendezvous word by word, as slow as it is plain: lists of preferences, queues that propose down their lists, members
 * that reject. Shares no code with the real one.
 */
final class ReferenceAllocation {

    private final SharedTopic topic;
    private final List<Member> members = new ArrayList<>();
    private final Map<MessageQueue, ClientId> owners = new TreeMap<>();
    private final Map<MessageQueue, Long> queueHashes = new HashMap<>();
    private final boolean weighted;

    private static final class Member {
        private final ClientId id;
        private final long hash;
        private final List<MessageQueue> natural = new ArrayList<>();
        private String zone = "";
        private int weight = 1;
        private int floor;
        private int ceiling;
        private int missing;
        private int room;

        Member(ClientId id, long hash) {
            this.id = id;
            this.hash = hash;
        }
    }

    /** A queue on its way down its list. */
    private record Proposer(MessageQueue queue, Deque<Member> list) {}

    private record Placement(Proposer queue, Member at) {}

    private ReferenceAllocation(SharedTopic topic) {
        this.topic = topic;
        TreeSet<String> taken = new TreeSet<>();
        for (ClientId id : new TreeSet<>(topic.members())) {
            List<String> tag =
                    List.of(id.value().substring(id.value().indexOf("~b1~") + 4).split("~", -1));
            Member member = new Member(id, mix(fnv(taken.add(tag.get(0)) ? tag.get(0) : id.value())));
            tag.stream().filter(part -> part.startsWith("z=")).forEach(part -> member.zone = part.substring(2));
            tag.stream()
                    .filter(part -> part.startsWith("w="))
                    .forEach(part -> member.weight = Integer.parseInt(part.substring(2)));
            members.add(member);
        }
        this.weighted = members.stream().map(member -> member.weight).distinct().count() > 1;
    }

    /** The owner of every queue. */
    static Map<MessageQueue, ClientId> owners(SharedTopic topic) {
        ReferenceAllocation reference = new ReferenceAllocation(topic);
        reference.allocate();
        return reference.owners;
    }

    private void allocate() {
        List<MessageQueue> queues = topic.queues().stream().sorted().toList();
        long allWeights = members.stream().mapToLong(member -> member.weight).sum();
        int r = queues.size();
        for (Member member : members) {
            member.floor = (int) (queues.size() * (long) member.weight / allWeights);
            r -= member.floor;
        }
        for (Member member : members) {
            boolean whole = queues.size() * (long) member.weight % allWeights == 0;
            member.ceiling = whole && r > 0 ? member.floor : member.floor + 1;
        }
        for (MessageQueue queue : queues) {
            Member home = members.stream().min(preferenceOf(queue)).orElseThrow();
            owners.put(queue, home.id);
            home.natural.add(queue);
        }
        List<MessageQueue> hard = new ArrayList<>();
        List<MessageQueue> soft = new ArrayList<>();
        for (Member member : members) {
            member.natural.sort(preferenceOf(member));
            int atHome = Math.min(member.natural.size(), member.ceiling);
            hard.addAll(member.natural.subList(atHome, member.natural.size()));
            if (atHome > member.floor) {
                soft.add(member.natural.get(member.floor));
            } else {
                member.missing = member.floor - atHome;
                member.room = member.ceiling - member.floor;
            }
        }
        for (Placement placed : deferredAcceptance(hard, member -> member.missing)) {
            owners.put(placed.queue.queue, placed.at.id);
            hard.remove(placed.queue.queue);
            placed.at.missing--;
        }
        List<Placement> second = soft.size() <= r
                ? deferredAcceptance(hard, member -> member.room)
                : deferredAcceptance(soft, member -> member.missing);
        second.forEach(placed -> owners.put(placed.queue.queue, placed.at.id));
    }

    private List<Placement> deferredAcceptance(List<MessageQueue> queues, ToIntFunction<Member> places) {
        Deque<Proposer> proposing = new ArrayDeque<>();
        for (MessageQueue queue : queues) {
            proposing.add(new Proposer(
                    queue,
                    new ArrayDeque<>(members.stream()
                            .filter(member -> places.applyAsInt(member) > 0)
                            .sorted(preferenceOf(queue))
                            .toList())));
        }
        List<Placement> kept = new ArrayList<>();
        while (!proposing.isEmpty()) {
            Proposer proposer = proposing.pop();
            Member member = proposer.list.poll();
            if (member != null) {
                kept.add(new Placement(proposer, member));
                List<Placement> here =
                        kept.stream().filter(placed -> placed.at == member).toList();
                if (here.size() > places.applyAsInt(member)) {
                    Placement rejected = here.stream()
                            .max(Comparator.comparing(placed -> placed.queue.queue, preferenceOf(member)))
                            .orElseThrow();
                    kept.remove(rejected);
                    proposing.push(rejected.queue);
                }
            }
        }
        return kept;
    }

    /** Members, the best for the queue first. */
    private Comparator<Member> preferenceOf(MessageQueue queue) {
        return Comparator.<Member>comparingLong(member -> -score(queue, member))
                .thenComparing(
                        Comparator.<Member>comparingLong(member -> member.hash).reversed())
                .thenComparing(member -> member.id);
    }

    /** Queues, the best for the member first. */
    private Comparator<MessageQueue> preferenceOf(Member member) {
        return Comparator.<MessageQueue>comparingLong(queue -> -score(queue, member))
                .thenComparing(queue -> queue);
    }

    private long score(MessageQueue queue, Member member) {
        long queueHash = queueHashes.computeIfAbsent(queue, this::hash);
        long score = mix(queueHash ^ member.hash * 0x9E3779B97F4A7C15L) >>> 3;
        if (weighted) {
            double share = StrictMath.pow((score + 1) / (StrictMath.pow(2, 61) + 1), 1.0 / member.weight);
            score = (long) StrictMath.floor(share * StrictMath.pow(2, 60));
        }
        String zone = topic.zones().of(queue.brokerName());
        return !zone.isEmpty() && zone.equals(member.zone) ? score | 1L << 61 : score;
    }

    private long hash(MessageQueue queue) {
        return mix(
                fnv(topic.group().name() + "\n" + topic.topic() + "\n" + queue.brokerName() + "\n" + queue.queueId()));
    }

    private static long fnv(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash ^= b & 0xFF;
            hash *= 0x100000001b3L;
        }
        return hash;
    }

    private static long mix(long value) {
        long z = value;
        z ^= z >>> 33;
        z *= 0xff51afd7ed558ccdL;
        z ^= z >>> 33;
        z *= 0xc4ceb9fe1a85ec53L;
        return z ^ (z >>> 33);
    }
}
