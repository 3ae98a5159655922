package io.github.rocketmq.rebalance.spring.autoconfigure.actuate;

import io.github.rocketmq.rebalance.api.OffsetChange;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A change of a listener.
 *
 * @param action what was asked for
 * @param dryRun whether nothing was changed
 * @param offsets what became of each queue's offset; empty unless offsets were to be reset
 * @param listener the listener after it
 */
public record ChangeDescriptor(String action, boolean dryRun, List<Offset> offsets, ListenerDescriptor listener)
        implements OperationResponseBody {

    /**
     * What became of one queue's offset.
     *
     * @param oldOffset null if the queue is not held
     * @param newOffset null if the queue does not move
     * @param result would-move, moved, not-held or failed
     * @param reason why it does not move; null if it does
     * @param owner the member that holds it; null if it is not known
     */
    public record Offset(
            String queue,
            @Nullable Long oldOffset,
            @Nullable Long newOffset,
            String result,
            @Nullable String reason,
            @Nullable String owner) {

        static Offset of(OffsetChange change, Map<MessageQueue, ClientId> owners) {
            return new Offset(
                    Texts.of(change.queue()),
                    change.oldOffset().isPresent() ? change.oldOffset().getAsLong() : null,
                    change.newOffset().isPresent() ? change.newOffset().getAsLong() : null,
                    Texts.of(change.result()),
                    change.reason().isEmpty() ? null : change.reason(),
                    Optional.ofNullable(owners.get(change.queue()))
                            .map(ClientId::value)
                            .orElse(null));
        }
    }
}
