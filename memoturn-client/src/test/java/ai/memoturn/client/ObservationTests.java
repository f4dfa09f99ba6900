package ai.memoturn.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.observation.DefaultMemoturnCallConvention;
import ai.memoturn.client.observation.MemoturnCallContext;
import ai.memoturn.client.observation.MemoturnObservation;
import ai.memoturn.client.options.RetrySettings;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import io.micrometer.common.KeyValue;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What Micrometer is told of calls.
 */
@Timeout(60)
class ObservationTests {

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final Recorder recorder = new Recorder();

	private final ObservationRegistry registry = ObservationRegistry.create();

	private ScriptedServer server;

	private MemoturnClient client;

	@BeforeEach
	void open() {
		this.registry.observationConfig()
			.observationHandler(new DefaultMeterObservationHandler(this.meters))
			.observationHandler(this.recorder);
		this.server = new ScriptedServer(Reply.json(200, "{\"memories\":[],\"txid\":1}"));
		this.client = MemoturnClient.builder()
			.url(this.server.url())
			.retry(RetrySettings.defaults()
				.initialInterval(Duration.ofNanos(1))
				.multiplier(1)
				.maxInterval(Duration.ofNanos(1))
				.budget(20))
			.observationRegistry(this.registry)
			.build();
	}

	@AfterEach
	void close() {
		this.client.close();
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void aCallShouldBeOneObservation(Face face) {
		face.memory(this.client).recall("x");
		MemoturnCallContext context = this.recorder.single();
		assertThat(context.getName()).isEqualTo("memoturn.client.call");
		assertThat(context.getContextualName()).isEqualTo("memory.recall");
		assertThat(tags(context)).isEqualTo(
				Map.of("memoturn.operation", "memory.recall", "memoturn.outcome", "success", "memoturn.code", "none"));
		assertThat(context.getHighCardinalityKeyValue("memoturn.attempts"))
			.isEqualTo(KeyValue.of("memoturn.attempts", "1"));
		assertThat(context.getKind()).isEqualTo(Kind.CLIENT);
		assertThat(this.meters.get("memoturn.client.call").timer().count()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource
	void whatHappensDuringCallsShouldBeCounted(Face face) {
		AtomicInteger requests = new AtomicInteger();
		this.server.answer((request) -> switch (requests.getAndIncrement()) {
			case 0 -> Reply.json(429, "");
			case 1 -> Reply.reset();
			case 2 -> Reply.json(200, "{\"memories\":[],\"txid\":1}");
			default -> Reply.json(429, "");
		});
		face.memory(this.client).recall("x");
		assertThat(counts()).isEqualTo(Map.of("attempt", 3.0, "retry", 2.0, "shed", 1.0));
		assertThatThrownBy(() -> face.memory(this.client).recall("x")).isInstanceOf(MemoturnException.class);
		assertThat(counts()).isEqualTo(Map.of("attempt", 4.0, "retry", 2.0, "shed", 2.0, "budget.exhausted", 1.0));
		assertThat(this.recorder.stopped).extracting(ObservationTests::tags)
			.last()
			.isEqualTo(Map.of("memoturn.operation", "memory.recall", "memoturn.outcome", "unavailable", "memoturn.code",
					"overloaded"));
	}

	@ParameterizedTest
	@EnumSource
	void outcomesAndCodesShouldBeFew(Face face) {
		MemoryProfile memory = face.memory(this.client);
		List<String> outcomes = new ArrayList<>();
		for (Reply reply : List.of(Reply.json(400, "{\"error\":\"x\",\"code\":\"made_up_" + face + "\"}"),
				Reply.json(404, ""), Reply.json(500, ""), Reply.reset())) {
			this.server.reply(reply);
			assertThatThrownBy(() -> memory.ingest(MemoryInput.fact("t", "x"))).isInstanceOf(MemoturnException.class);
		}
		this.server.reply(Reply.silence());
		assertThatThrownBy(() -> memory.with((options) -> options.timeLimit(Duration.ofMillis(50))).recall("x"))
			.isInstanceOf(MemoturnException.class);
		this.recorder.stopped.forEach((context) -> outcomes
			.add(tags(context).get("memoturn.outcome") + " " + tags(context).get("memoturn.code")));
		assertThat(outcomes).containsExactly("rejected other", "rejected not_found", "rejected internal",
				"unknown no_answer", "deadline deadline_exceeded");
	}

	@Test
	void whenCancelledThenTheObservationEnds() {
		this.server.reply(Reply.silence());
		Disposable call = this.client.reactive().memory("acme", "alice").recall("x").subscribe();
		ScriptedServer.await("request", () -> this.server.requests().size() == 1);
		call.dispose();
		assertThat(tags(this.recorder.single())).containsEntry("memoturn.outcome", "cancelled");
	}

	@ParameterizedTest
	@EnumSource
	void traceShouldGoOnInTheNodeOnEachAttempt(Face face) {
		AtomicInteger requests = new AtomicInteger();
		this.server.answer((request) -> (requests.getAndIncrement() == 0) ? Reply.json(429, "")
				: Reply.json(200, "{\"memories\":[],\"txid\":1}"));
		face.memory(this.client).recall("x");
		assertThat(this.server.requests()).hasSize(2)
			.allMatch((request) -> request.header("traceparent").orElse("").equals("trace-of-memory.recall"));
	}

	@Test
	void enclosingObservationShouldBeTheParent() {
		Observation outer = Observation.start("outer", this.registry);
		outer.scoped(() -> this.client.memory("acme", "alice").recall("x"));
		assertThat(this.recorder.single().getParentObservation()).isSameAs(outer);
		this.client.reactive()
			.memory("acme", "alice")
			.recall("x")
			.contextWrite((context) -> context.put("micrometer.observation", outer))
			.block();
		assertThat(this.recorder.stopped).hasSize(2).allMatch((context) -> context.getParentObservation() == outer);
	}

	@ParameterizedTest
	@EnumSource
	void whatIsRefusedBeforeAnythingIsSentShouldBeNoObservation(Face face) {
		assertThatThrownBy(() -> face.memory(this.client).get("..")).isInstanceOf(IllegalArgumentException.class);
		assertThat(this.recorder.stopped).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void conventionOfTheBuilderShouldNameCalls(Face face) {
		try (MemoturnClient named = MemoturnClient.builder()
			.url(this.server.url())
			.observationRegistry(this.registry)
			.observationConvention(new DefaultMemoturnCallConvention() {

				@Override
				public String getName() {
					return "my.calls";
				}

			})
			.build()) {
			face.memory(named).recall("x");
			assertThat(this.recorder.single().getName()).isEqualTo("my.calls");
		}
	}

	@ParameterizedTest
	@EnumSource
	void keysShouldBeTheDocumentedOnes(Face face) {
		face.memory(this.client).recall("x");
		MemoturnCallContext context = this.recorder.single();
		assertThat(tags(context)).containsOnlyKeys(names(MemoturnObservation.CALL.getLowCardinalityKeyNames()));
		assertThat(context.getHighCardinalityKeyValues().stream().map(KeyValue::getKey))
			.containsExactly(names(MemoturnObservation.CALL.getHighCardinalityKeyNames()));
	}

	@Test
	void metersShouldNotTellOneProfileFromAnother() {
		for (int i = 0; i < 20; i++) {
			this.client.memory("namespace-" + i, "profile-" + i).onBranch("branch-" + i).recall("query-" + i);
		}
		assertThat(this.meters.getMeters()).extracting((meter) -> meter.getId().getName()).doesNotHaveDuplicates();
		assertThat(this.meters.getMeters()).flatExtracting((meter) -> meter.getId().getTags())
			.extracting(Tag::getValue)
			.noneMatch((value) -> value.contains("-"));
	}

	private Map<String, Double> counts() {
		return this.meters.getMeters()
			.stream()
			.filter((meter) -> meter.getId().getType() == Meter.Type.COUNTER)
			.peek((meter) -> assertThat(meter.getId().getTags())
				.containsExactly(Tag.of("memoturn.operation", "memory.recall")))
			.collect(Collectors.toMap((meter) -> meter.getId().getName().substring("memoturn.client.call.".length()),
					(meter) -> meter.measure().iterator().next().getValue()));
	}

	private static Map<String, String> tags(Observation.Context context) {
		return context.getLowCardinalityKeyValues()
			.stream()
			.collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
	}

	private static String[] names(KeyName[] keys) {
		return Stream.of(keys).map(KeyName::asString).toArray(String[]::new);
	}

	/**
	 * Keeps what ended, and propagates as a tracer would.
	 */
	private static final class Recorder implements ObservationHandler<MemoturnCallContext> {

		private final List<MemoturnCallContext> stopped = new CopyOnWriteArrayList<>();

		@Override
		public void onStart(MemoturnCallContext context) {
			SenderContext<Map<String, String>> sender = context;
			sender.getSetter().set(sender.getCarrier(), "traceparent", "trace-of-" + context.getOperation());
		}

		@Override
		public void onStop(MemoturnCallContext context) {
			this.stopped.add(context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof MemoturnCallContext;
		}

		MemoturnCallContext single() {
			ScriptedServer.await("one observation", () -> this.stopped.size() == 1);
			return this.stopped.get(0);
		}

	}

}
