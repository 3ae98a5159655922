package io.github.rocketmq.rebalance.simulation.scale;

/**
 * Groups of one size on one cluster; each group has topics of its own, whose queues are spread evenly over the brokers, and a
 * retry topic with one queue on each broker.
 *
 * @param queues of each topic
 */
record ScaleScenario(String name, int groups, int members, int topics, int queues, int brokers) {

    int allMembers() {
        return groups * members;
    }

    /** Those that messages are sent to. */
    int busyQueues() {
        return groups * topics * queues;
    }

    int queuesOfAGroup() {
        return topics * queues + brokers;
    }

    /** How often a group's list is read by each member: 20 ms a member, 20 s to a minute. */
    double pollSeconds() {
        return Math.max(20, Math.min(60, members / 50.0));
    }

    double listsPerSecond() {
        return allMembers() / pollSeconds();
    }

    double heartbeatsPerSecond() {
        return (double) allMembers() * brokers / 30;
    }

    /** Every busy queue every 5 s, and every retry queue every 30 s. */
    double commitsPerSecond() {
        return busyQueues() / 5.0 + (double) groups * brokers / 30;
    }
}
