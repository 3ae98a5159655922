package io.github.rocketmq.rebalance.broker;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.exception.OffsetNotFoundException;
import org.apache.rocketmq.client.impl.MQClientAPIImpl;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.protocol.header.QueryConsumerOffsetRequestHeader;
import org.apache.rocketmq.remoting.protocol.route.BrokerData;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

/** Asks servers of any release by Apache's own administration client. */
final class ClusterAdmin implements AutoCloseable {

    private static final long TIMEOUT = 5000;
    private static final int READ_AND_WRITE = 6;

    private final DefaultMQAdminExt admin = new DefaultMQAdminExt();

    ClusterAdmin(String nameServerAddress) {
        admin.setInstanceName("admin-" + nameServerAddress.replace(':', '-'));
        admin.setNamesrvAddr(nameServerAddress);
        ask("start", () -> {
            admin.start();
            return true;
        });
    }

    /** The brokers that the name server knows; empty if it does not answer. */
    Set<String> brokers() {
        try {
            return Set.copyOf(
                    api().getBrokerClusterInfo(TIMEOUT).getBrokerAddrTable().keySet());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Set.of();
        } catch (Exception e) {
            return Set.of();
        }
    }

    void createTopic(String broker, String topic, int queues) {
        ask("createTopic", () -> {
            api().createTopic(broker, "TBW102", new TopicConfig(topic, queues, queues, READ_AND_WRITE), TIMEOUT);
            return true;
        });
    }

    /** The brokers of a topic; empty if the name server does not know it. */
    Set<String> brokersOf(String topic) {
        return ask("route", () -> {
            try {
                return api().getTopicRouteInfoFromNameServer(topic, TIMEOUT).getBrokerDatas().stream()
                        .map(BrokerData::getBrokerName)
                        .collect(Collectors.toSet());
            } catch (MQClientException e) {
                return Set.of();
            }
        });
    }

    long committedOffset(String broker, String group, String topic, int queueId) {
        QueryConsumerOffsetRequestHeader header = new QueryConsumerOffsetRequestHeader();
        header.setConsumerGroup(group);
        header.setTopic(topic);
        header.setQueueId(queueId);
        header.setSetZeroIfNotFound(false);
        return ask("committedOffset", () -> {
            try {
                return api().queryConsumerOffset(broker, header, TIMEOUT);
            } catch (OffsetNotFoundException e) {
                return -1L;
            }
        });
    }

    long maxOffset(String broker, String brokerName, String topic, int queueId) {
        return ask(
                "maxOffset", () -> api().getMaxOffset(broker, new MessageQueue(topic, brokerName, queueId), TIMEOUT));
    }

    List<String> consumerIds(String broker, String group) {
        return ask("consumerIds", () -> {
            try {
                return List.copyOf(api().getConsumerIdListByGroup(broker, group, TIMEOUT));
            } catch (MQBrokerException e) {
                return List.of();
            }
        });
    }

    @Override
    public void close() {
        admin.shutdown();
    }

    private MQClientAPIImpl api() {
        return admin.getDefaultMQAdminExtImpl().getMqClientInstance().getMQClientAPIImpl();
    }

    private static <T> T ask(String what, Callable<T> question) {
        try {
            return question.call();
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new IllegalStateException("the administration client failed at " + what, e);
        }
    }
}
