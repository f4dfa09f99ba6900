package ai.memoturn.client.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observation of a call and its key values.
 *
 * @see DefaultMemoturnCallConvention
 */
public interface MemoturnCallConvention extends ObservationConvention<MemoturnCallContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof MemoturnCallContext;
	}

}
