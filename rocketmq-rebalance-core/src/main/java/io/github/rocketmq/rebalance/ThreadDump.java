package io.github.rocketmq.rebalance;

import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What all threads of the process do, as text. */
final class ThreadDump {

    private ThreadDump() {}

    /**
     * Takes it on a thread of its own: not on an I/O thread, which it would stop for a while, and not on a worker, because
     * workers that all hang are what operators ask for it.
     */
    static CompletionStage<String> take() {
        CompletableFuture<String> dump = new CompletableFuture<>();
        Thread thread = new Thread(() -> dump.completeAsync(ThreadDump::text, Runnable::run), "rocketmq-thread-dump");
        thread.setDaemon(true);
        thread.start();
        return dump;
    }

    private static String text() {
        StringBuilder text = new StringBuilder();
        Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getValue().length > 0)
                .sorted(Comparator.comparing(entry -> entry.getKey().getName()))
                .forEach(entry -> append(text, entry));
        return text.toString();
    }

    private static void append(StringBuilder text, Map.Entry<Thread, StackTraceElement[]> entry) {
        Thread thread = entry.getKey();
        text.append('"').append(thread.getName()).append("\" TID: ").append(thread.getId());
        text.append(" STATE: ").append(thread.getState()).append('\n');
        for (StackTraceElement frame : entry.getValue()) {
            text.append("    at ").append(frame).append('\n');
        }
        text.append('\n');
    }
}
