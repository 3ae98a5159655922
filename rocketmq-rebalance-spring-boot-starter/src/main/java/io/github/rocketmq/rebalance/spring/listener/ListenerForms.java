package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.spring.invocation.ListenerForm;
import java.util.HashMap;
import java.util.Map;

/**
 * The code of some listeners. The beans behind it may be made only when it is asked for, so that is done with no lock held.
 *
 * @param byListener the code of each
 */
record ListenerForms(Map<ListenerSetup, ListenerForm> byListener) {

    static final ListenerForms NONE = new ListenerForms(Map.of());

    ListenerForms {
        byListener = Map.copyOf(byListener);
    }

    /** The code of all listeners; only those are asked whose code is not known. */
    static ListenerForms of(MergedListeners listeners, ListenerForms known) {
        Map<ListenerSetup, ListenerForm> forms = new HashMap<>();
        for (ListenerSetup listener : listeners.all()) {
            ListenerForm form = known.byListener().get(listener);
            forms.put(listener, form == null ? listener.form().get() : form);
        }
        return new ListenerForms(forms);
    }

    /** The code of one of them. */
    ListenerForm of(ListenerSetup listener) {
        ListenerForm form = byListener.get(listener);
        if (form == null) {
            throw new IllegalArgumentException("the code of listener '" + listener.id() + "' was not looked up");
        }
        return form;
    }
}
