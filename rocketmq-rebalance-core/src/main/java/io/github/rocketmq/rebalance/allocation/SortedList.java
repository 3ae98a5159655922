package io.github.rocketmq.rebalance.allocation;

import java.util.AbstractList;
import java.util.Collections;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** An immutable list in natural order that knows it is one: sorting it again costs nothing, and searching it little. */
final class SortedList<E extends Comparable<E>> extends AbstractList<E> implements RandomAccess {

    private final List<E> elements;

    private SortedList(List<E> elements) {
        this.elements = elements;
    }

    static <E extends Comparable<E>> List<E> of(List<E> elements) {
        return elements instanceof SortedList<E>
                ? elements
                : new SortedList<>(elements.stream().sorted().toList());
    }

    @Override
    public E get(int index) {
        return elements.get(index);
    }

    @Override
    public int size() {
        return elements.size();
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return indexOf(element) >= 0;
    }

    /** The first place, as ever; the search is binary if the element can be compared. */
    @Override
    public int indexOf(@Nullable Object element) {
        if (element == null
                || elements.isEmpty()
                || element.getClass() != elements.get(0).getClass()) {
            return -1;
        }
        @SuppressWarnings("unchecked")
        int found = Collections.binarySearch(elements, (E) element);
        while (found > 0 && elements.get(found - 1).equals(element)) {
            found--;
        }
        return Math.max(found, -1);
    }
}
