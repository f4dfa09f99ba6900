package ai.memoturn.embedded.fault;

import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * Assertions about faults.
 */
public final class FaultAssertions {

	private FaultAssertions() {
	}

	/**
	 * Assert that a call is refused with a code.
	 * @param code the code
	 * @param call the call
	 * @return assertions on the message
	 */
	public static AbstractStringAssert<?> assertFault(FaultCode code, ThrowingCallable call) {
		Fault fault = Assertions.catchThrowableOfType(Fault.class, call);
		Assertions.assertThat(fault).as("a fault").isNotNull();
		Assertions.assertThat(fault.code())
			.as("%s, caused by %s", fault.getMessage(), fault.getCause())
			.isEqualTo(code);
		return Assertions.assertThat(fault.getMessage());
	}

}
