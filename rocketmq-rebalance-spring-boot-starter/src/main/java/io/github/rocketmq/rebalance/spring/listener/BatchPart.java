package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The messages of a batch that one listener gets in one call.
 *
 * @param listener empty if they are nobody's
 * @param places where they are in the batch, ascending
 */
record BatchPart(Optional<RoutedListener> listener, List<Integer> places) {

    /** As few as there are listeners. */
    static List<BatchPart> byListener(List<Optional<RoutedListener>> takers) {
        Map<Optional<RoutedListener>, BatchPart> parts = new LinkedHashMap<>();
        for (int place = 0; place < takers.size(); place++) {
            parts.computeIfAbsent(takers.get(place), taker -> new BatchPart(taker, new ArrayList<>()))
                    .places()
                    .add(place);
        }
        return List.copyOf(parts.values());
    }

    /** As few as keep the order: neighbours of one listener. */
    static List<BatchPart> inOrder(List<Optional<RoutedListener>> takers) {
        List<BatchPart> parts = new ArrayList<>();
        for (int place = 0; place < takers.size(); place++) {
            if (place == 0 || !takers.get(place).equals(takers.get(place - 1))) {
                parts.add(new BatchPart(takers.get(place), new ArrayList<>()));
            }
            parts.get(parts.size() - 1).places().add(place);
        }
        return parts;
    }

    /** Its messages of the batch. */
    List<Message> of(List<Message> batch) {
        return places.stream().map(batch::get).toList();
    }

    /** Puts a result for each of its messages where that belongs in the batch. */
    void put(List<ConsumeResult> each, ConsumeResult[] results) {
        for (int i = 0; i < places.size(); i++) {
            results[places.get(i)] = each.get(i);
        }
    }
}
