package io.github.rocketmq.rebalance.allocation;

/** What each member keeps of the queues that it is offered: the best, as many as it has places. */
final class BestKept {

    /** Instead of a queue: none. */
    static final int NONE = -1;

    /** Where a member's places begin. They are a heap with the worst queue on top. */
    private final int[] starts;

    private final int[] sizes;
    private final int[] queues;
    private final long[] scores;

    /**
     * @param places how many each member has
     */
    BestKept(int[] places) {
        this.starts = new int[places.length + 1];
        for (int i = 0; i < places.length; i++) {
            starts[i + 1] = starts[i] + places[i];
        }
        this.sizes = new int[places.length];
        this.queues = new int[starts[places.length]];
        this.scores = new long[queues.length];
    }

    int size(int member) {
        return sizes[member];
    }

    boolean isFull(int member) {
        return sizes[member] == starts[member + 1] - starts[member];
    }

    /** The kept queue that suits the member least; it must have one. */
    int worst(int member) {
        return queues[starts[member]];
    }

    /** Whether the member would keep a queue. It must have places. */
    boolean wouldKeep(int member, int queue, long score) {
        return !isFull(member) || isWorse(starts[member], queue, score);
    }

    /** Offers a queue to a member with places; the answer is the queue that it lets go instead, or {@link #NONE}. */
    int offer(int member, int queue, long score) {
        int top = starts[member];
        if (!isFull(member)) {
            rise(member, sizes[member]++, queue, score);
            return NONE;
        }
        if (!isWorse(top, queue, score)) {
            return queue;
        }
        int letGo = queues[top];
        sink(member, queue, score);
        return letGo;
    }

    /** Tells of every kept queue where it is. */
    void writeTo(int[] owners) {
        for (int member = 0; member < sizes.length; member++) {
            for (int i = starts[member]; i < starts[member] + sizes[member]; i++) {
                owners[queues[i]] = member;
            }
        }
    }

    private void rise(int member, int from, int queue, long score) {
        int top = starts[member];
        int at = from;
        while (at > 0 && isBetter(top + (at - 1) / 2, queue, score)) {
            move(top + (at - 1) / 2, top + at);
            at = (at - 1) / 2;
        }
        put(top + at, queue, score);
    }

    private void sink(int member, int queue, long score) {
        int top = starts[member];
        int size = sizes[member];
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && isWorse(top + child + 1, queues[top + child], scores[top + child])) {
                child++;
            }
            if (!isWorse(top + child, queue, score)) {
                break;
            }
            move(top + child, top + at);
            at = child;
        }
        put(top + at, queue, score);
    }

    /** Whether the queue at a place is worse than another one: of the same score, the smaller queue is better. */
    private boolean isWorse(int place, int queue, long score) {
        return scores[place] == score ? queues[place] > queue : scores[place] < score;
    }

    private boolean isBetter(int place, int queue, long score) {
        return scores[place] == score ? queues[place] < queue : scores[place] > score;
    }

    private void move(int from, int to) {
        put(to, queues[from], scores[from]);
    }

    private void put(int place, int queue, long score) {
        queues[place] = queue;
        scores[place] = score;
    }
}
