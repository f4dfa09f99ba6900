package ai.memoturn.boot.listener;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * What is observed of listeners.
 */
public enum AuditListenerObservation implements ObservationDocumentation {

	/** One delivery: the call of a handler, with its result. */
	DELIVERY {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return AuditDeliveryConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return Keys.values();
		}

		@Override
		public String getPrefix() {
			return "memoturn.listener";
		}

	};

	/** Tags of few values. */
	public enum Keys implements KeyName {

		/** Id of the listener. */
		ID {

			@Override
			public String asString() {
				return "memoturn.listener.id";
			}

		}

	}

}
