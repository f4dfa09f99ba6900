package ai.memoturn.client.operation;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What connections are like, beyond how many there may be.
 *
 * @param maxWaiting how many calls may wait for a connection
 * @param maxIdle how long a connection may stay unused before it is closed
 * @param tls what https is to use, {@code null} for what the Java platform trusts
 */
public record ConnectionSettings(int maxWaiting, Duration maxIdle, @Nullable TlsSettings tls) {

	public ConnectionSettings {
		Checks.positive("maxWaitingCalls", maxWaiting);
		Checks.positive("maxIdleTime", maxIdle);
	}

}
