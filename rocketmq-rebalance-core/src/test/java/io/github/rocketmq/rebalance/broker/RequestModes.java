package io.github.rocketmq.rebalance.broker;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.common.message.MessageRequestMode;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

/** Sets how a group gets a topic's messages, with Apache's own tool, as {@code mqadmin setConsumeMode} does. */
final class RequestModes implements AutoCloseable {

    private static final AtomicInteger INSTANCES = new AtomicInteger();
    private static final long PATIENCE = 5000;

    private final DefaultMQAdminExt admin = new DefaultMQAdminExt();

    RequestModes() {
        admin.setNamesrvAddr(SharedCluster.get().nameServerAddress());
        admin.setInstanceName("modes-" + INSTANCES.incrementAndGet());
        try {
            admin.start();
        } catch (Exception e) {
            throw new IllegalStateException("Apache's tool does not start", e);
        }
    }

    void pop(String topic, String group) {
        set(topic, group, MessageRequestMode.POP, -1);
    }

    /** Members share single queues, each with this many of the others. */
    void popSharing(String topic, String group, int others) {
        set(topic, group, MessageRequestMode.POP, others);
    }

    void pull(String topic, String group) {
        set(topic, group, MessageRequestMode.PULL, 0);
    }

    private void set(String topic, String group, MessageRequestMode mode, int shared) {
        for (String broker : SharedCluster.get().brokerNames()) {
            try {
                admin.setMessageRequestMode(
                        SharedCluster.get().brokerAddress(broker), topic, group, mode, shared, PATIENCE);
            } catch (Exception e) {
                throw new IllegalStateException(broker + " refuses mode " + mode + " of " + topic, e);
            }
        }
    }

    @Override
    public void close() {
        admin.shutdown();
    }
}
