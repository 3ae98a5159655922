package io.github.rocketmq.rebalance.spring.annotation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.core.annotation.MergedAnnotation;

/**
 * What is written in one {@link RocketMessageListener}, and in the annotations that carry it.
 *
 * <p>What equals its default counts as not written, so that properties may say it.
 */
final class ListenerAttributes {

    private final List<MergedAnnotation<?>> nearestLast = new ArrayList<>();

    ListenerAttributes(MergedAnnotation<RocketMessageListener> annotation) {
        for (MergedAnnotation<?> at = annotation; at != null; at = at.getMetaSource()) {
            nearestLast.add(at);
        }
    }

    /** The value of an attribute where it is not its default. */
    Optional<Object> written(String attribute) {
        return nearestLast.stream()
                .filter(annotation -> annotation.getValue(attribute).isPresent())
                .filter(annotation -> annotation.hasNonDefaultValue(attribute))
                .findFirst()
                .flatMap(annotation -> annotation.getValue(attribute));
    }

    /** The value as texts, however many it holds. */
    String[] texts(String attribute) {
        return written(attribute)
                .map(value -> value instanceof String[] several ? several : new String[] {value.toString()})
                .orElseGet(() -> new String[0]);
    }

    String text(String attribute, String otherwise) {
        return written(attribute).map(Object::toString).orElse(otherwise);
    }

    /** The annotation as a developer sees it. */
    String annotationName() {
        return "@" + nearestLast.get(nearestLast.size() - 1).getType().getSimpleName();
    }
}
