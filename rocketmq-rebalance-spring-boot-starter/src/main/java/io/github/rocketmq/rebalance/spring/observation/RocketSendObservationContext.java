package io.github.rocketmq.rebalance.spring.observation;

import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.model.SendReceipt;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One message on its way to a broker. Its carrier collects the user properties that take the trace along. */
public final class RocketSendObservationContext extends SenderContext<Map<String, String>> {

    private final OutgoingMessage message;
    private volatile @Nullable SendReceipt receipt;

    public RocketSendObservationContext(OutgoingMessage message) {
        super(RocketSendObservationContext::put, Kind.PRODUCER);
        this.message = message;
        setCarrier(new LinkedHashMap<>());
        setRemoteServiceName(MessagingNames.SYSTEM_VALUE);
    }

    /** What the application sends, without the properties that take the trace along. */
    public OutgoingMessage message() {
        return message;
    }

    /** Where it was stored; empty until the broker confirmed it. */
    public Optional<SendReceipt> receipt() {
        return Optional.ofNullable(receipt);
    }

    void receipt(SendReceipt confirmed) {
        receipt = confirmed;
    }

    /** The message with the trace. */
    OutgoingMessage traced() {
        Map<String, String> trace = getCarrier();
        if (trace == null || trace.isEmpty()) {
            return message;
        }
        Map<String, String> properties = new LinkedHashMap<>(message.properties());
        properties.putAll(trace);
        return new OutgoingMessage(message.topic(), message.body(), properties);
    }

    private static void put(@Nullable Map<String, String> carrier, String key, String value) {
        // Brokers store no empty properties.
        if (carrier != null && !value.isEmpty()) {
            carrier.put(key, value);
        }
    }
}
