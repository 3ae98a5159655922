package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.api.BatchResult;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.Topic;
import io.github.rocketmq.rebalance.spring.invocation.ListenerForm;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one listener that a consumer has: hands each message to the listener whose it is. Called by many worker threads at
 * once; the listeners may change meanwhile.
 *
 * <p>What was fetched before a listener departed is still handed to it, unless another one takes it: nothing that was asked
 * for is acknowledged unhandled, and no queue waits for a listener that does not come back. A message that comes again
 * through the retry topic was given back by a listener once, and brokers do not filter there; so if nobody takes it here,
 * it goes back once more, for a member that still has that listener. Any other message that is nobody's was never asked
 * for, and counts as filtered.
 */
final class ListenerRouter {

    private static final Logger log = LoggerFactory.getLogger(ListenerRouter.class);

    private final String group;
    private volatile MessageRoutes<RoutedListener> routes = MessageRoutes.of(List.of());

    ListenerRouter(String group) {
        this.group = group;
    }

    /** Hands messages to these from now on; each subscription in conflict with none of the others. */
    void use(List<RoutedListener> listeners) {
        use(listeners, List.of());
    }

    /**
     * The same, and what only those want who departed to them.
     *
     * @param departed the latest last, which prevails
     */
    void use(List<RoutedListener> listeners, Collection<RoutedListener> departed) {
        routes = MessageRoutes.of(wishes(listeners), wishes(departed));
    }

    private static List<MessageRoutes.Wish<RoutedListener>> wishes(Collection<RoutedListener> listeners) {
        return listeners.stream()
                .flatMap(listener -> listener.setup().options().subscriptions().stream()
                        .map(subscription -> new MessageRoutes.Wish<>(subscription, listener)))
                .toList();
    }

    /** The listener in the form in which all of them can be called. */
    ListenerForm as(Form form) {
        return switch (form) {
            case SINGLE -> new ListenerForm.Single(this::single);
            case ASYNC -> new ListenerForm.Async(this::async);
            case BATCH -> new ListenerForm.Batch(this::batch);
        };
    }

    /** How a consumer hands messages over. */
    enum Form {
        SINGLE,
        ASYNC,
        BATCH;

        static Form of(ListenerForm form) {
            if (form instanceof ListenerForm.Batch) {
                return BATCH;
            }
            return form instanceof ListenerForm.Async ? ASYNC : SINGLE;
        }
    }

    private ConsumeResult single(Message message) throws Exception {
        Optional<RoutedListener> listener = routes.find(message);
        return listener.isPresent() ? listener.get().single(message) : nobodys(message);
    }

    private CompletionStage<ConsumeResult> async(Message message) throws Exception {
        Optional<RoutedListener> listener = routes.find(message);
        return listener.isPresent()
                ? listener.get().async(message)
                : CompletableFuture.completedStage(nobodys(message));
    }

    private BatchResult batch(List<Message> messages) throws Exception {
        MessageRoutes<RoutedListener> now = routes;
        List<Optional<RoutedListener>> takers = messages.stream().map(now::find).toList();
        Optional<RoutedListener> first = takers.get(0);
        if (first.isPresent() && takers.stream().allMatch(first::equals)) {
            return first.get().batch(messages);
        }
        boolean inOrder = takers.stream().flatMap(Optional::stream).anyMatch(RoutedListener::isOrderly);
        ConsumeResult[] results = new ConsumeResult[messages.size()];
        Optional<ConsumeResult> failed = Optional.empty();
        for (BatchPart part : inOrder ? BatchPart.inOrder(takers) : BatchPart.byListener(takers)) {
            List<ConsumeResult> each = failed.isPresent()
                    ? Collections.nCopies(part.places().size(), failed.get())
                    : results(part.listener(), part.of(messages));
            part.put(each, results);
            if (inOrder && failed.isEmpty()) {
                failed = whatFollows(each);
            }
        }
        return BatchResult.each(Arrays.asList(results));
    }

    /** What becomes of the messages behind those that came to this, in order; empty if they are to be delivered. */
    private static Optional<ConsumeResult> whatFollows(List<ConsumeResult> each) {
        return each.stream()
                .filter(result -> !(result instanceof ConsumeResult.Consumed))
                .findFirst()
                .map(result -> result instanceof ConsumeResult.RetryLater ? result : ConsumeResult.retry());
    }

    private List<ConsumeResult> results(Optional<RoutedListener> listener, List<Message> messages) {
        if (listener.isEmpty()) {
            return messages.stream().map(this::nobodys).toList();
        }
        BatchResult result = part(listener.get(), messages).orElse(BatchResult.retry());
        return IntStream.range(0, messages.size()).mapToObj(result::of).toList();
    }

    /** What one listener says of its part of a batch; empty if it failed, which is no other listener's concern. */
    private Optional<BatchResult> part(RoutedListener listener, List<Message> messages) {
        try {
            BatchResult result = listener.batch(messages);
            result.of(messages.size() - 1);
            return Optional.of(result);
        } catch (Exception failure) {
            if (failure instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            log.warn(
                    "Listener '{}' failed on {} messages of {}; they will be delivered again",
                    listener.setup().id(),
                    messages.size(),
                    messages.get(0).queue(),
                    failure);
            return Optional.empty();
        }
    }

    private ConsumeResult nobodys(Message message) {
        if (Topic.isRetry(message.queue().topic())) {
            log.warn(
                    "No listener of group '{}' takes message {} of topic '{}' with tag '{}' any more, which comes again"
                            + " after one gave it back; it goes back for other members of the group",
                    group,
                    message.messageId(),
                    message.topic(),
                    message.tag());
            return ConsumeResult.retry();
        }
        log.debug(
                "Group '{}' never subscribed to message {} of topic '{}' with tag '{}'",
                group,
                message.messageId(),
                message.topic(),
                message.tag());
        return ConsumeResult.consumed();
    }
}
