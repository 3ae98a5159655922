package io.github.rocketmq.rebalance.broker;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.PushConsumers;
import io.github.rocketmq.rebalance.api.AssignmentListener;
import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A member of ours in a JVM of its own. Prints a line for each queue that comes or goes and for each listener that starts or
 * returns, when it does, so that the parent knows all even if the member is killed. Leaves when a byte comes in, and ends at
 * once when the input ends.
 */
final class LoadMain {

    static final String JOINED = "joined";
    static final String ASSIGNED = "assigned";
    static final String REVOKED = "revoked";
    static final String STARTED = "started";
    static final String ENDED = "ended";

    private final PrintStream out = System.out;
    private final AtomicLong calls = new AtomicLong();

    private LoadMain() {}

    /** Runs a member; the arguments are the name server, the group and the topic. */
    public static void main(String[] args) throws IOException {
        new LoadMain().run(args[0], args[1], args[2]);
    }

    private void run(String nameServers, String group, String topic) throws IOException {
        ClientRuntime runtime = ClientRuntime.create(
                ClientOptions.builder().nameServers(nameServers).build());
        PushConsumer consumer = PushConsumers.builder(runtime, OurLoadMember.options(group, topic), message -> {
                    listen(message);
                    return ConsumeResult.consumed();
                })
                .assignmentListener(new AssignmentListener() {
                    @Override
                    public void onAssigned(Set<MessageQueue> queues) {
                        queues.forEach(queue -> say(ASSIGNED, 0, place(queue)));
                    }

                    @Override
                    public void onRevoked(Set<MessageQueue> queues) {
                        queues.forEach(queue -> say(REVOKED, 0, place(queue)));
                    }
                })
                .build();
        consumer.start();
        say(JOINED, 0, "");
        if (System.in.read() >= 0) {
            consumer.close();
            runtime.close();
        }
        System.exit(0);
    }

    private void listen(Message message) {
        long call = calls.incrementAndGet();
        say(
                STARTED,
                call,
                place(message.queue()) + " " + message.queueOffset() + " " + SteadyProducer.idOf(message.body()));
        DeliveryLog.pause(LoadMember.LISTENER_NANOS);
        say(ENDED, call, "");
    }

    private static String place(MessageQueue queue) {
        return queue.topic() + " " + queue.brokerName() + " " + queue.queueId();
    }

    /** The clock is that of the machine, so the parent can compare it with its own. */
    private void say(String what, long call, String details) {
        out.println(what + " " + System.nanoTime() + " " + call + " " + details);
    }
}
