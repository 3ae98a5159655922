package io.github.rocketmq.rebalance.broker;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What became of the messages of one run.
 *
 * @param sent messages that a broker confirmed
 * @param lost of these, such from which no listener returned
 * @param repeats calls of listeners beyond the first of each message, in the order of time
 * @param overlaps calls that started while a listener of another member ran for the same queue
 */
record DeliveryTally(int sent, int lost, List<Repeat> repeats, int overlaps) {

    /**
     * A message that came again.
     *
     * @param first its first call
     * @param again this call
     */
    record Repeat(ListenerRun first, ListenerRun again) {

        @Override
        public String toString() {
            return "%s offset %d id %d: %s from %d to %d us (%s), again %s after %d us"
                    .formatted(
                            first.queue(),
                            first.offset(),
                            first.id(),
                            first.member(),
                            first.started() / 1000,
                            first.ended() / 1000,
                            first.outcome(),
                            first.offset() == again.offset()
                                    ? again.member()
                                    : again.member() + " from " + again.queue() + " offset " + again.offset(),
                            (again.started() - first.started()) / 1000);
        }
    }

    DeliveryTally {
        repeats = List.copyOf(repeats);
    }

    static DeliveryTally of(Set<Integer> confirmed, Collection<ListenerRun> runs) {
        List<ListenerRun> inOrder = new ArrayList<>(runs);
        inOrder.sort(Comparator.comparingLong(ListenerRun::started));
        Map<Integer, ListenerRun> firsts = new HashMap<>();
        Set<Integer> lost = new HashSet<>(confirmed);
        List<Repeat> repeats = new ArrayList<>();
        Map<MessageQueue, Map<String, Long>> busyUntil = new HashMap<>();
        int overlaps = 0;
        for (ListenerRun run : inOrder) {
            ListenerRun first = firsts.putIfAbsent(run.id(), run);
            if (first != null) {
                repeats.add(new Repeat(first, run));
            }
            if (run.outcome() == ListenerRun.Outcome.RETURNED) {
                lost.remove(run.id());
            }
            Map<String, Long> members = busyUntil.computeIfAbsent(run.queue(), queue -> new TreeMap<>());
            boolean overlapping = members.entrySet().stream()
                    .anyMatch(busy -> !busy.getKey().equals(run.member()) && busy.getValue() > run.started());
            overlaps += overlapping ? 1 : 0;
            members.merge(run.member(), run.ended(), Math::max);
        }
        return new DeliveryTally(confirmed.size(), lost.size(), repeats, overlaps);
    }

    int duplicates() {
        return repeats.size();
    }

    /** The sums in one line, and the first repeats in more. */
    String describe() {
        StringBuilder text = new StringBuilder(this + " overlaps=" + overlaps);
        repeats.stream().limit(40).forEach(repeat -> text.append("\n  ").append(repeat));
        return text.toString();
    }

    @Override
    public String toString() {
        return "sent=%d lost=%d duplicates=%d".formatted(sent, lost, duplicates());
    }
}
