package io.github.rocketmq.rebalance.spring.autoconfigure.actuate;

import io.github.rocketmq.rebalance.api.PauseMode;
import io.github.rocketmq.rebalance.api.ResetTarget;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * What somebody wants of a listener.
 *
 * @param mode how to pause; empty if it was not said
 * @param queue the queue to reset; empty for all
 * @param to where to go on; empty but for a reset
 * @param interval between rebalances; empty if it stays as it is
 * @param dryRun whether a reset only says what it would do; empty if it was not said
 */
record ListenerChange(
        ListenerAction action,
        Optional<PauseMode> mode,
        Optional<MessageQueue> queue,
        Optional<ResetTarget> to,
        Optional<Duration> interval,
        Optional<Boolean> dryRun) {

    private static final String TARGETS = "earliest, latest, a time such as 2026-01-31T08:00:00Z, or an offset";

    /**
     * Reads a request.
     *
     * @throws IllegalArgumentException naming the value that cannot be read, and what was expected
     */
    static ListenerChange parse(
            @Nullable String action,
            @Nullable String mode,
            @Nullable String queue,
            @Nullable String to,
            @Nullable String interval,
            @Nullable String dryRun) {
        ListenerChange change = new ListenerChange(
                ListenerAction.parse(action),
                given(mode).map(ListenerChange::mode),
                given(queue).map(Texts::queue),
                given(to).map(ListenerChange::target),
                given(interval).map(ListenerChange::duration),
                given(dryRun).map(ListenerChange::yesOrNo));
        if (change.action() == ListenerAction.SET_INTERVAL && change.interval().isEmpty()) {
            throw new IllegalArgumentException("the interval is missing; give one such as 5s");
        }
        if (change.action() == ListenerAction.RESET_OFFSET && change.to().isEmpty()) {
            throw new IllegalArgumentException("'to' is missing; give " + TARGETS);
        }
        return change;
    }

    /** Whether nothing changes; resets do not unless that is asked for. */
    boolean isDryRun() {
        return action == ListenerAction.RESET_OFFSET && dryRun.orElse(true);
    }

    /** What was said, by the names under which it was. */
    Map<String, Object> parameters() {
        Map<String, Object> parameters = new TreeMap<>();
        parameters.put("action", action.text());
        mode.ifPresent(value -> parameters.put("mode", Texts.of(value)));
        queue.ifPresent(value -> parameters.put("queue", Texts.of(value)));
        to.ifPresent(value -> parameters.put("to", text(value)));
        interval.ifPresent(value -> parameters.put("interval", Texts.of(value)));
        if (action == ListenerAction.RESET_OFFSET) {
            parameters.put("dryRun", isDryRun());
        }
        return parameters;
    }

    private static Optional<String> given(@Nullable String text) {
        return Optional.ofNullable(text).map(String::strip).filter(stripped -> !stripped.isEmpty());
    }

    private static PauseMode mode(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "hold" -> PauseMode.HOLD;
            case "release" -> PauseMode.RELEASE;
            default ->
                throw new IllegalArgumentException(
                        "'" + text + "' is no mode; give hold to keep the queues, or release to give them up");
        };
    }

    private static ResetTarget target(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "earliest" -> new ResetTarget.Earliest();
            case "latest" -> new ResetTarget.Latest();
            default -> timeOrOffset(text);
        };
    }

    private static ResetTarget timeOrOffset(String text) {
        try {
            return text.matches("\\d+")
                    ? new ResetTarget.Offset(Long.parseLong(text))
                    : new ResetTarget.At(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException | NumberFormatException neither) {
            throw new IllegalArgumentException("'" + text + "' is no place to go on at; give " + TARGETS, neither);
        }
    }

    private static String text(ResetTarget target) {
        if (target instanceof ResetTarget.At at) {
            return at.time().toString();
        }
        if (target instanceof ResetTarget.Offset offset) {
            return Long.toString(offset.offset());
        }
        return target instanceof ResetTarget.Earliest ? "earliest" : "latest";
    }

    private static Duration duration(String text) {
        try {
            return DurationStyle.detectAndParse(text);
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException("'" + text + "' is no interval; give one such as 5s", none);
        }
    }

    private static boolean yesOrNo(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("dryRun is '" + text + "'; give true or false");
        };
    }
}
