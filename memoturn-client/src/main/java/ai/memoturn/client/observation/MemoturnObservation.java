package ai.memoturn.client.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * What is observed of calls, as Micrometer documents it. There is one observation per
 * call, whatever number of attempts it takes, and its events count what happens
 * meanwhile: with Micrometer's own handler for meters each becomes a counter, tagged with
 * the operation, for example {@code memoturn.client.call.retry}.
 */
public enum MemoturnObservation implements ObservationDocumentation {

	/** One call of an operation, from the caller's point of view. */
	CALL {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultMemoturnCallConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return LowCardinalityKeys.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighCardinalityKeys.values();
		}

		@Override
		public Observation.Event[] getEvents() {
			return Events.values();
		}

		@Override
		public String getPrefix() {
			return "memoturn";
		}

	};

	/** The name of the observation, and so of the timer that is made of it. */
	static final String NAME = "memoturn.client.call";

	/**
	 * Keys with few values, fit for metrics.
	 */
	public enum LowCardinalityKeys implements KeyName {

		/** Name of the operation, for example {@code memory.recall}. */
		OPERATION {

			@Override
			public String asString() {
				return "memoturn.operation";
			}

		},

		/**
		 * How the call ended: {@code success}, {@code rejected}, {@code unavailable}
		 * (overload included), {@code unknown} (a write of unknown fate),
		 * {@code deadline}, {@code interrupted} or {@code cancelled}.
		 */
		OUTCOME {

			@Override
			public String asString() {
				return "memoturn.outcome";
			}

		},

		/**
		 * The failure's code, one of {@link ai.memoturn.client.error.ErrorCodes};
		 * {@code other} for any that is not listed there, {@code none} without a failure.
		 */
		CODE {

			@Override
			public String asString() {
				return "memoturn.code";
			}

		}

	}

	/**
	 * Keys for traces alone.
	 */
	public enum HighCardinalityKeys implements KeyName {

		/** How often the request was tried. */
		ATTEMPTS {

			@Override
			public String asString() {
				return "memoturn.attempts";
			}

		}

	}

	/**
	 * What happens during a call.
	 */
	public enum Events implements Observation.Event {

		/** The request is tried, the first time or again. */
		ATTEMPT("attempt"),

		/** The request will be tried again. */
		RETRY("retry"),

		/** The node refused an attempt because it had too much to do. */
		SHED("shed"),

		/** The request is not tried again for want of budget alone. */
		BUDGET_EXHAUSTED("budget.exhausted");

		private final String name;

		Events(String name) {
			this.name = name;
		}

		@Override
		public String getName() {
			return this.name;
		}

		@Override
		public String getContextualName() {
			return this.name;
		}

	}

}
