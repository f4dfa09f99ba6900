package ai.memoturn.boot.listener;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names an observed delivery and its tags.
 */
public class AuditDeliveryConvention implements ObservationConvention<AuditDeliveryContext> {

	@Override
	public String getName() {
		return "memoturn.listener";
	}

	@Override
	public String getContextualName(AuditDeliveryContext context) {
		return "audit " + context.listener();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(AuditDeliveryContext context) {
		return KeyValues.of(AuditListenerObservation.Keys.ID.withValue(context.listener()));
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof AuditDeliveryContext;
	}

}
