package ai.memoturn.embedded.wire;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.support.Calls;
import ai.memoturn.embedded.support.RawConnection;
import ai.memoturn.embedded.support.RawConnection.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static ai.memoturn.embedded.wire.MemoryRoutesTests.assertEnvelope;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TokenBucket} and which requests spend from it.
 */
class ControlBudgetTests {

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

	private static int taken(TokenBucket bucket) {
		int count = 0;
		while (bucket.take()) {
			count++;
		}
		return count;
	}

	@ParameterizedTest
	@CsvSource({ "10, 20, 10", "0.5, 1, 1", "0.1, 1, 1", "0.75, 1, 1", "2.5, 5, 3", "1000, 2000, 1000" })
	@Section({ "memory 11", "control 12.2" })
	void bucketShouldHoldTwiceTheRateAtLeastOne(double rate, int burst, int perTwoSeconds) {
		TokenBucket bucket = new TokenBucket(rate, this.nanos::get);
		assertThat(taken(bucket)).isEqualTo(burst);
		// Across the point where the clock's number turns negative.
		this.nanos.addAndGet((long) (1e9 * perTwoSeconds / rate) + 1);
		assertThat(taken(bucket)).isEqualTo(Math.min(perTwoSeconds, burst));
		this.nanos.addAndGet(Duration.ofDays(1).toNanos());
		assertThat(taken(bucket)).isEqualTo(burst);
	}

	@Test
	@Section("control 12.2")
	void bucketShouldFillContinuously() {
		TokenBucket bucket = new TokenBucket(10, this.nanos::get);
		taken(bucket);
		for (int i = 0; i < 30; i++) {
			this.nanos.addAndGet(Duration.ofMillis(60).toNanos());
			assertThat(taken(bucket)).isEqualTo((60 * (i + 1)) / 100 - (60 * i) / 100);
		}
	}

	@Test
	@Section({ "memory 2", "memory 11", "database 9", "control 12", "control 12.2" })
	void controlRoutesShouldShareOneBudgetThatRefusalsDoNotSpend() {
		WireOptions options = new WireOptions("127.0.0.1", 0, Duration.ofSeconds(20), 1000, 10, 4, 1, Set.of());
		List<Route> routes = List.of(Route.get("/control", (request) -> Reply.text(200, "one")).asControl(),
				Route.post("/control", Route.Body.STRICT, Route.Limit.QUERY, (request) -> Reply.empty(200)).asControl(),
				Route.delete("/control/{id}", (request) -> Reply.empty(204)).asControl(),
				Route.get("/data", (request) -> Reply.text(200, "data")));
		try (NodeServer server = NodeServer.start(options, routes, this.nanos::get)) {
			Calls calls = new Calls(server.address());
			for (int i = 0; i < 5; i++) {
				assertThat(calls.call("GET", "/control", "Origin: http://evil.example").status()).isEqualTo(403);
				assertThat(calls.call("OPTIONS", "/control").status()).isEqualTo(200);
				assertThat(calls.call("PUT", "/control").status()).isEqualTo(405);
				assertThat(wrongHost(server).status()).isEqualTo(421);
			}
			assertThat(calls.call("GET", "/control").status()).isEqualTo(200);
			assertThat(calls.call("DELETE", "/control/1").status()).isEqualTo(204);
			Answer refused = calls.call("GET", "/control");
			assertEnvelope(refused, 429, "overloaded");
			assertThat(refused.header("retry-after")).isEqualTo("1");
			// Before anything is said about the body.
			assertEnvelope(calls.call("POST", "/control"), 429, "overloaded");
			assertThat(calls.post("/control", "{").header("retry-after")).isEqualTo("1");
			assertThat(calls.call("GET", "/data").status()).isEqualTo(200);
			this.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
			assertThat(calls.post("/control", "{}").status()).isEqualTo(200);
			assertThat(calls.call("GET", "/control").status()).isEqualTo(429);
		}
	}

	private static Answer wrongHost(NodeServer server) {
		try (RawConnection connection = new RawConnection(server.address())) {
			return connection.send("GET /control HTTP/1.1\r\nHost: evil.example\r\n\r\n").answer();
		}
	}

}
