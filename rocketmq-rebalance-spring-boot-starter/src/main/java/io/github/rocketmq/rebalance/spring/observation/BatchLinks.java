package io.github.rocketmq.rebalance.spring.observation;

import io.github.rocketmq.rebalance.model.Message;
import io.micrometer.observation.Observation;
import io.micrometer.tracing.Link;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the spans of listeners; that of a batch is linked to the span that sent each of its messages.
 *
 * <p>Links are read from the W3C property {@code traceparent}; other formats of propagation give batches no links.
 */
public final class BatchLinks extends PropagatingReceiverTracingObservationHandler<RocketListenerObservationContext> {

    /** The name of the property that names the sender's span. */
    private static final String TRACE_PARENT = "traceparent";

    private static final Pattern W3C = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2}).*");

    private final Tracer tracer;

    public BatchLinks(Tracer tracer, Propagator propagator) {
        super(tracer, propagator);
        this.tracer = tracer;
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
        return context instanceof RocketListenerObservationContext;
    }

    @Override
    public Span.Builder customizeExtractedSpan(RocketListenerObservationContext context, Span.Builder builder) {
        Span.Builder linked = builder;
        if (context.isBatch()) {
            for (Message message : context.messages()) {
                Optional<TraceContext> sender = sender(message);
                if (sender.isPresent()) {
                    linked = linked.addLink(new Link(sender.get()));
                }
            }
        }
        return linked;
    }

    private Optional<TraceContext> sender(Message message) {
        String parent = message.property(TRACE_PARENT);
        Matcher parts = W3C.matcher(parent == null ? "" : parent);
        return parts.matches()
                ? Optional.of(tracer.traceContextBuilder()
                        .traceId(parts.group(1))
                        .spanId(parts.group(2))
                        .sampled((Integer.parseInt(parts.group(3), 16) & 1) == 1)
                        .build())
                : Optional.empty();
    }
}
