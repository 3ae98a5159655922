package io.github.rocketmq.rebalance.broker;

import io.github.rocketmq.rebalance.broker.GroupPeer.Delivery;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sees every delivery of an orderly group and notes what should not be. */
final class OrderWitness {

    private final Map<MessageQueue, Delivery> last = new HashMap<>();
    private final Map<MessageQueue, Delivery> running = new HashMap<>();
    private final List<String> complaints = new ArrayList<>();

    /** Runs a listener's work. */
    void during(Delivery delivery, Runnable work) {
        begin(delivery);
        try {
            work.run();
        } finally {
            end(delivery);
        }
    }

    synchronized List<String> complaints() {
        return List.copyOf(complaints);
    }

    private synchronized void begin(Delivery delivery) {
        Delivery other = running.put(delivery.queue(), delivery);
        if (other != null) {
            complaints.add(delivery + " while " + other);
        }
        Delivery before = last.put(delivery.queue(), delivery);
        long expected = before == null ? 0 : before.offset() + 1;
        // A new owner begins at the committed offset, which may be behind what the former one did last.
        boolean repeats = before != null && !before.peer().equals(delivery.peer()) && delivery.offset() < expected;
        if (delivery.offset() != expected && !repeats) {
            complaints.add(delivery + " after " + before);
        }
    }

    private synchronized void end(Delivery delivery) {
        running.remove(delivery.queue(), delivery);
    }
}
