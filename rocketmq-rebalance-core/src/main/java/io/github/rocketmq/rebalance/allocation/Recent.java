package io.github.rocketmq.rebalance.allocation;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what was asked for of late, and forgets what nobody asked for while everything else was asked for several times.
 *
 * <p>Safe for use by several threads without locks: what two of them put at the same moment may be forgotten, never mixed up.
 * So only for what can be worked out again.
 */
final class Recent<K, V> {

    /** How often everything is asked for, on average, before what was not asked for is forgotten. */
    private static final int ROUNDS = 8;

    private static final int AT_LEAST = 64;

    private volatile Generations<K, V> generations = new Generations<>(Map.of(), Map.of());

    /** Since the last turn. Threads may count over each other: then the next turn comes a little later. */
    private int asked;

    private record Generations<K, V>(Map<K, V> young, Map<K, V> old) {

        Generations<K, V> with(K key, V value) {
            Map<K, V> more = new HashMap<>(young);
            more.put(key, value);
            return new Generations<>(more, old);
        }
    }

    @Nullable
    V get(K key) {
        if (++asked
                > AT_LEAST
                        + ROUNDS
                                * (generations.young().size()
                                        + generations.old().size())) {
            asked = 0;
            generations = new Generations<>(Map.of(), generations.young());
        }
        Generations<K, V> now = generations;
        V found = now.young().get(key);
        if (found == null) {
            found = now.old().get(key);
            if (found != null) {
                generations = now.with(key, found);
            }
        }
        return found;
    }

    void put(K key, V value) {
        generations = generations.with(key, value);
    }

    /** How much is remembered. */
    int size() {
        return generations.young().size() + generations.old().size();
    }
}
