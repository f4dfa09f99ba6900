package ai.memoturn.client;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

import ai.memoturn.client.credential.TokenScope;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.memory.AskRequest;
import ai.memoturn.client.memory.ExtractRequest;
import ai.memoturn.client.memory.IngestResult;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.RecallRequest;
import ai.memoturn.client.memory.RecallResult;
import ai.memoturn.client.operation.Credentials;
import ai.memoturn.client.testing.Face;
import ai.memoturn.client.testing.Reply;
import ai.memoturn.client.testing.ScriptedServer;
import ai.memoturn.client.token.MintedToken;
import ai.memoturn.client.token.Tokens;
import ai.memoturn.client.transcript.SearchResult;
import ai.memoturn.client.transcript.Transcript;
import ai.memoturn.client.transcript.WindowResult;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationTextPublisher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Credentials and memories show in no log of any level, no exception and no
 * {@code toString}.
 */
@Timeout(60)
@Isolated("listens to every log")
class SecretsTests {

	private static final String TOKEN = "canary-token-5d1f";

	private static final String KEY = "canary-key-8c2e";

	private static final String MINTED = "canary-minted-3b90";

	private static final String CONTENT = "canary-content-77aa";

	private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final Logger faults = (Logger) LoggerFactory.getLogger("reactor.netty.http.client.HttpClientConnect");

	private final Recorder recorder = new Recorder();

	private final List<String> seen = new CopyOnWriteArrayList<>();

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final ObservationRegistry registry = ObservationRegistry.create();

	@BeforeEach
	void listen() {
		this.recorder.setContext(this.root.getLoggerContext());
		this.recorder.start();
		this.root.detachAppender("console");
		this.root.addAppender(this.recorder);
		this.registry.observationConfig()
			.observationHandler(new DefaultMeterObservationHandler(this.meters))
			.observationHandler(new ObservationTextPublisher((text) -> this.seen.add(text)));
		this.root.setLevel(Level.TRACE);
		this.faults.setLevel(Level.TRACE);
	}

	@AfterEach
	void silence() {
		this.root.setLevel(Level.WARN);
		this.faults.setLevel(Level.ERROR);
		this.root.detachAppender(this.recorder);
	}

	@ParameterizedTest
	@EnumSource
	void nothingShouldShowSecrets(Face face) {
		String memory = "{\"id\":\"mem_1\",\"type\":\"fact\",\"summary\":\"" + CONTENT + "\",\"content\":\"" + CONTENT
				+ "\",\"keywords\":\"" + CONTENT + "\",\"created_at\":1,\"score\":1.0,\"channels\":[\"topic\"],"
				+ "\"supersedes\":[]}";
		List<Reply> replies = List.of(
				Reply.json(200, "{\"memories\":[" + memory
						+ "],\"results\":[{\"id\":\"mem_1\",\"status\":\"created\",\"superseded\":[]}],"
						+ "\"answer\":\"" + CONTENT + "\",\"sources\":[],\"proposed\":[" + memory
						+ "],\"turns\":[{\"session_id\":\"s-1\",\"seq\":1,\"role\":\"user\",\"content\":\"" + CONTENT
						+ "\",\"created_at\":1,\"distance\":0.5}],\"seq\":1,\"databases\":[],\"token\":\"" + MINTED
						+ "\",\"expires_in\":60,\"txid\":1," + memory.substring(1)),
				Reply.json(400, "{\"error\":\"no " + TOKEN + " nor " + KEY + "\",\"code\":\"invalid_request\"}"),
				Reply.json(200, "{\"token\":\"" + MINTED + "\",\"memories\":\"" + CONTENT + "\"}"),
				Reply.json(200, CONTENT), Reply.reset(),
				Reply.raw("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + CONTENT).then(Reply.close()),
				Reply.silence());
		try (ScriptedServer server = new ScriptedServer(Reply.close());
				MemoturnClient client = MemoturnClient.builder()
					.url(server.url())
					.token(TOKEN)
					.platformKey(KEY)
					.responseTimeout(Duration.ofMillis(150))
					.observationRegistry(this.registry)
					.build()) {
			note(client);
			note(client.reactive());
			for (Reply reply : replies) {
				server.reply(reply);
				callAll(face.memory(client));
				attempt(() -> note(face.of(client).databases().list()));
				attempt(() -> mint(face.of(client).tokens()));
			}
			assertThat(server.requests()).anyMatch((request) -> request.headers().toString().contains(TOKEN));
			assertThat(server.requests()).anyMatch((request) -> request.body().contains(CONTENT));
		}
		note(new Credentials(TOKEN, KEY));
		assertThat(this.seen).as("observations are listened to").anyMatch((text) -> text.contains("STOP"));
		this.meters.getMeters().forEach((meter) -> note(meter.getId()));
		assertThat(this.recorder.lines).as("the log is listened to").hasSizeGreaterThan(100);
		assertThat(this.seen).hasSizeGreaterThan(50);
		assertThat(this.recorder.lines).noneMatch(SecretsTests::isTelling);
		assertThat(this.seen).noneMatch(SecretsTests::isTelling);
		assertThat(Thread.getAllStackTraces().keySet()).noneMatch((thread) -> isTelling(thread.getName()));
	}

	private void callAll(MemoryProfile memory) {
		note(memory);
		MemoryInput input = MemoryInput.fact(CONTENT, CONTENT)
			.content(Map.of(CONTENT, CONTENT))
			.keywords(CONTENT)
			.session(CONTENT)
			.source(CONTENT);
		RecallRequest recall = RecallRequest.builder().query(CONTENT).topicKey(CONTENT).build();
		AskRequest ask = AskRequest.builder(CONTENT).build();
		ExtractRequest extract = ExtractRequest.builder().turn("user", CONTENT).build();
		note(input);
		note(recall);
		note(ask);
		note(extract);
		note(extract.turns());
		attempt(() -> {
			IngestResult result = memory.ingest(input);
			note(result);
		});
		attempt(() -> {
			RecallResult result = memory.recall(recall);
			note(result);
			note(result.memories());
		});
		attempt(() -> note(memory.get("mem_1")));
		attempt(() -> note(memory.ask(ask)));
		attempt(() -> note(memory.extract(extract)));
		attempt(() -> note(memory.propose(extract)));
		Transcript transcript = memory.transcript("s-1");
		note(transcript);
		attempt(() -> note(transcript.append("user", CONTENT)));
		attempt(() -> {
			WindowResult result = transcript.window();
			note(result);
			note(result.turns());
		});
		attempt(() -> {
			SearchResult result = transcript.search(new float[] { 1 });
			note(result);
			note(result.turns());
		});
	}

	private void mint(Tokens tokens) {
		note(tokens);
		MintedToken token = tokens.mintForNamespace("acme", TokenScope.ADMIN);
		assertThat(token.value()).isEqualTo(MINTED);
		note(token);
		note(List.of(token));
	}

	private void attempt(Runnable call) {
		Throwable failure = catchThrowable(call::run);
		if (failure != null) {
			assertThat(failure).isInstanceOf(MemoturnException.class);
			StringWriter text = new StringWriter();
			failure.printStackTrace(new PrintWriter(text));
			note(text);
		}
	}

	private void note(Object object) {
		this.seen.add(object.toString());
	}

	private static boolean isTelling(String text) {
		return text.contains(TOKEN) || text.contains(KEY) || text.contains(MINTED) || text.contains(CONTENT);
	}

	/**
	 * Keeps what is logged.
	 */
	private static final class Recorder extends AppenderBase<ILoggingEvent> {

		private final Queue<String> lines = new ConcurrentLinkedQueue<>();

		@Override
		protected void append(ILoggingEvent event) {
			this.lines.add(event.getThreadName() + " " + event.getFormattedMessage() + " " + event.getMDCPropertyMap()
					+ ((event.getThrowableProxy() != null) ? ThrowableProxyUtil.asString(event.getThrowableProxy())
							: ""));
		}

	}

}
