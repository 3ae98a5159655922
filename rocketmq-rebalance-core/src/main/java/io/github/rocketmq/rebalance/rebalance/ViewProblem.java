package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.model.ClientId;

/** Why a look at the group could not decide everything. What is held stays held, and the next look comes soon. */
public sealed interface ViewProblem {

    /** For logs and health. */
    String text();

    /** No route of a topic. */
    record NoRoute(String topic, String reason) implements ViewProblem {
        @Override
        public String text() {
            return "no route for topic '" + topic + "': " + reason;
        }
    }

    /** The list came without this member, as happens right after a broker restarted. */
    record NotAMember(ClientId self, int members) implements ViewProblem {
        @Override
        public String text() {
            return "the broker's list of " + members + " members does not name this client (" + self
                    + "); a heartbeat is sent and the list is asked for again";
        }
    }

    /** No list of members. */
    record NoMemberList(String reason) implements ViewProblem {
        @Override
        public String text() {
            return "no list of the group's members: " + reason;
        }
    }

    /** The allocation strategy threw, or gave queues that nobody offered. */
    record NoAllocation(String topic, String strategy, String reason) implements ViewProblem {
        @Override
        public String text() {
            return "strategy " + strategy + " gave no allocation of topic '" + topic + "': " + reason;
        }
    }

    /** A broker should have assigned queues and did not. */
    record NoAssignment(String topic, String reason) implements ViewProblem {
        @Override
        public String text() {
            return "no queues of topic '" + topic + "' are assigned by the broker: " + reason;
        }
    }

    /** Nothing came back in time. */
    record Unanswered(long waitedMillis) implements ViewProblem {
        @Override
        public String text() {
            return "no answer about members and routes for " + waitedMillis + " ms";
        }
    }
}
