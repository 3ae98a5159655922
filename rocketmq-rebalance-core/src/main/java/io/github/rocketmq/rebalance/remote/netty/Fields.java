package io.github.rocketmq.rebalance.remote.netty;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.LinkedHashMap;
import java.util.Map;

/** The fields of one request, in the order they were put. */
final class Fields {

    private final Map<String, String> fields = new LinkedHashMap<>();

    Fields put(String name, String value) {
        fields.put(name, value);
        return this;
    }

    Fields put(String name, long value) {
        return put(name, Long.toString(value));
    }

    /** The queue; its broker's name goes along because proxies and logical queues need it. */
    Fields queue(MessageQueue queue) {
        return put("topic", queue.topic()).put("queueId", queue.queueId()).put("bname", queue.brokerName());
    }

    Map<String, String> map() {
        return fields;
    }
}
