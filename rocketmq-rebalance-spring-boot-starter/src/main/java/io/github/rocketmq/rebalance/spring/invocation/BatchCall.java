package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.api.BatchResult;
import io.github.rocketmq.rebalance.api.ConsumeMode;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.api.BatchListenerFailedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One batch's way through one listener. Confined to the thread of the call. */
final class BatchCall {

    private final ListenerParts parts;
    private final List<Passage> passages = new ArrayList<>();
    private final List<ConsumeResult> results;
    private final List<Element> elements = new ArrayList<>();
    private @Nullable Throwable failure;

    /**
     * A message that the method gets.
     *
     * @param place its place in the batch
     * @param arguments what each of the method's lists holds of it
     */
    private record Element(int place, List<@Nullable Object> arguments) {}

    BatchCall(ListenerParts parts, List<Message> messages) {
        this.parts = parts;
        this.results = new ArrayList<>(Collections.nCopies(messages.size(), ConsumeResult.consumed()));
        messages.forEach(message -> passages.add(new Passage(parts.gate(), message)));
    }

    /**
     * Converts the messages, but for those that are kept from the listener. In order, those behind the first one that is to
     * come again come again with it.
     */
    void enter(Argument[] wanted, ConsumeMode mode) {
        for (int place = 0; place < passages.size(); place++) {
            enter(place, wanted);
            if (mode == ConsumeMode.ORDERLY && results.get(place) instanceof ConsumeResult.RetryLater again) {
                giveBackBehind(place, again);
                return;
            }
        }
    }

    private void giveBackBehind(int place, ConsumeResult again) {
        for (int behind = place + 1; behind < passages.size(); behind++) {
            results.set(behind, again);
            parts.counters().add(again);
        }
    }

    private void enter(int place, Argument[] wanted) {
        Passage passage = passages.get(place);
        try {
            if (!passage.enter()) {
                parts.counters().addFiltered();
                return;
            }
            Incoming incoming = new Incoming(passage.message());
            List<@Nullable Object> made = new ArrayList<>(wanted.length);
            for (Argument argument : wanted) {
                made.add(argument == Settlement.ARGUMENT ? null : argument.read(incoming));
            }
            elements.add(new Element(place, made));
        } catch (Throwable unreadable) {
            fail(place, unreadable);
        }
    }

    /** How many messages the method gets. */
    int size() {
        return elements.size();
    }

    /** The method's arguments. */
    @Nullable
    Object[] lists(Argument[] wanted, BatchSettlement settlement) {
        @Nullable Object[] made = new @Nullable Object[wanted.length];
        for (int i = 0; i < made.length; i++) {
            if (wanted[i] == Settlement.ARGUMENT) {
                made[i] = settlement;
                continue;
            }
            List<@Nullable Object> list = new ArrayList<>(elements.size());
            for (Element element : elements) {
                list.add(element.arguments().get(i));
            }
            made[i] = list;
        }
        return made;
    }

    void settled(BatchResult result) {
        // A result that names too few is a failure of all, so it is read before any is settled.
        List<ConsumeResult> each = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            each.add(result.of(i));
        }
        for (int i = 0; i < elements.size(); i++) {
            said(elements.get(i), each.get(i));
        }
    }

    /** What was not settled comes again. */
    void settled(BatchSettlement settlement) {
        for (int i = 0; i < elements.size(); i++) {
            said(elements.get(i), settlement.of(i).orElse(ConsumeResult.retry()));
        }
    }

    /** The method failed; what it had settled before stays settled. */
    void failed(Throwable thrown, BatchSettlement settlement) {
        failure = thrown;
        int named = thrown instanceof BatchListenerFailedException which ? which.index() : elements.size();
        if (named >= elements.size()) {
            failEach(thrown, settlement);
            return;
        }
        ConsumeResult rest = parts.retryLevel().ofUntried();
        for (int i = 0; i < elements.size(); i++) {
            Element element = elements.get(i);
            Optional<ConsumeResult> said = settlement.of(i);
            if (said.isPresent()) {
                said(element, said.get());
            } else if (i == named) {
                ConsumeResult result = fail(element.place(), thrown);
                rest = result instanceof ConsumeResult.RetryLater ? result : rest;
            } else {
                settle(element, i < named ? ConsumeResult.consumed() : rest);
            }
        }
    }

    void leave() {
        passages.forEach(Passage::leave);
    }

    /** What becomes of each message of the batch. */
    List<ConsumeResult> results() {
        return List.copyOf(results);
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    private void failEach(Throwable thrown, BatchSettlement settlement) {
        for (int i = 0; i < elements.size(); i++) {
            Element element = elements.get(i);
            if (settlement.of(i).isPresent()) {
                said(element, settlement.of(i).get());
            } else {
                fail(element.place(), thrown);
            }
        }
    }

    private void said(Element element, ConsumeResult result) {
        settle(element, parts.retryLevel().over(result));
    }

    private void settle(Element element, ConsumeResult result) {
        passages.get(element.place()).succeeded(result);
        results.set(element.place(), result);
        parts.counters().add(result);
    }

    private ConsumeResult fail(int place, Throwable thrown) {
        Passage passage = passages.get(place);
        Throwable told = Failures.told(thrown);
        if (failure == null) {
            failure = Failures.observed(thrown);
        }
        passage.failed(told);
        ConsumeResult result = parts.failures().decide(passage.message(), thrown);
        results.set(place, result);
        parts.counters().add(result);
        return result;
    }
}
