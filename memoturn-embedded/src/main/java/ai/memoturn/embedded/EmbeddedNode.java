package ai.memoturn.embedded;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

import ai.memoturn.embedded.access.AccessControl;
import ai.memoturn.embedded.access.BadKeyException;
import ai.memoturn.embedded.access.LocalTokens;
import ai.memoturn.embedded.access.NodeKeys;
import ai.memoturn.embedded.access.SigningKey;
import ai.memoturn.embedded.egress.Providers;
import ai.memoturn.embedded.erasure.ErasureSettings;
import ai.memoturn.embedded.provider.Answerer;
import ai.memoturn.embedded.provider.Embedder;
import ai.memoturn.embedded.provider.Extractor;
import ai.memoturn.embedded.sql.SqlService;
import ai.memoturn.embedded.store.HistoryOptions;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.StoreOpenException;
import ai.memoturn.embedded.store.StoreOptions;
import ai.memoturn.embedded.wire.NodeServer;
import ai.memoturn.embedded.wire.NodeServices;
import ai.memoturn.embedded.wire.WireOptions;
import org.jspecify.annotations.Nullable;

/**
 * A Memoturn node in this process: the protocol over HTTP on a loopback address, the data
 * in files of one directory. It serves from {@link Builder#start()} until
 * {@link #close()}; its threads are daemons, so that it never keeps an application from
 * ending, and a node that was not closed has lost nothing that it acknowledged.
 *
 * <pre class="code">
 * try (EmbeddedNode node = EmbeddedNode.builder().dataDirectory(Path.of("data")).port(0).start()) {
 *     URI url = node.url();
 * }
 * </pre>
 *
 * Safe for use by many threads. There may be many nodes in a process, each with its own
 * directory and port.
 */
public final class EmbeddedNode implements AutoCloseable {

	/** How often branches are looked at that may have been idle for too long. */
	private static final Duration IDLE_CHECK_INTERVAL = Duration.ofSeconds(10);

	private final NodeStore store;

	private final NodeServer server;

	private final Maintenance maintenance = new Maintenance();

	private final URI url;

	private final Governance governance;

	private final @Nullable NodeKeys keys;

	private final @Nullable LocalTokens tokens;

	private boolean closed;

	private EmbeddedNode(NodeStore store, NodeServer server, Governance governance, NodeServices services,
			Duration sweepInterval, Duration maintenanceInterval, @Nullable NodeKeys keys) {
		this.governance = governance;
		this.keys = keys;
		this.tokens = services.access().localTokens();
		this.store = store;
		this.server = server;
		this.maintenance.every(sweepInterval, "The deletion of expired branches", services.branches()::deleteExpired);
		this.maintenance.every(sweepInterval, "The sweep of expired tasks", services.memory()::sweepExpired);
		this.maintenance.every(sweepInterval, "The sweep of expired keys", services.keys()::sweepExpired);
		this.maintenance.every(sweepInterval, "The sweep of old memories", services.memory()::sweepAged);
		this.maintenance.every(maintenanceInterval, "The completion of erasures", services.erasures()::complete);
		this.maintenance.every(maintenanceInterval, "The pruning of history",
				() -> store.pruneHistory(governance.policies()::restoreWindows));
		this.maintenance.every(maintenanceInterval, "The pruning of audit streams", governance.audit()::prune);
		this.maintenance.every(IDLE_CHECK_INTERVAL, "Closing idle databases", store::closeIdle);
		InetSocketAddress address = server.address();
		InetAddress reached = address.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress()
				: address.getAddress();
		String host = reached.getHostAddress();
		this.url = URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
	}

	/**
	 * Start to describe a node.
	 * @return a builder with the protocol's defaults
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the base URL.
	 * @return scheme, address and the port that is actually used, without a trailing
	 * slash; a loopback address where the node listens on all; the same after
	 * {@link #close()}
	 */
	public URI url() {
		return this.url;
	}

	/**
	 * Return where the data lies.
	 * @return the absolute path
	 */
	public Path dataDirectory() {
		return this.store.directory();
	}

	/**
	 * Return the platform key, which the control routes ask for.
	 * @return the key, empty if {@linkplain Builder#auth(boolean) auth} is off
	 */
	public Optional<String> platformKey() {
		return Optional.ofNullable(this.keys).map(NodeKeys::platformKey);
	}

	/**
	 * Return the key that verifies the node's tokens.
	 * @return the public key, an Ed25519 key; empty if {@linkplain Builder#auth(boolean)
	 * auth} is off
	 */
	public Optional<PublicKey> publicKey() {
		return Optional.ofNullable(this.keys).map((known) -> known.signingKey().publicKey());
	}

	/**
	 * Return an admin token for all profiles of a namespace, for use in this process. To
	 * be asked for before each use: it is the same until it is about to expire.
	 * @param namespace the namespace; a token for what is no namespace covers nothing
	 * @return the token, valid for at least half an hour; empty if
	 * {@linkplain Builder#auth(boolean) auth} is off
	 */
	public Optional<String> namespaceToken(String namespace) {
		return Optional.ofNullable(this.tokens).map((known) -> known.forNamespace(namespace));
	}

	/**
	 * Return an admin token for a database with all its branches, for use in this
	 * process. To be asked for before each use: it is the same until it is about to
	 * expire or the database is deleted, which ends it.
	 * @param database the database, which need not exist; that of a profile is called
	 * {@code namespace--profile}
	 * @return the token, valid for at least half an hour; empty if
	 * {@linkplain Builder#auth(boolean) auth} is off
	 */
	public Optional<String> databaseToken(String database) {
		return Optional.ofNullable(this.tokens).map((known) -> known.forDatabase(database));
	}

	/**
	 * Stop the node: no more requests are accepted, running ones may finish within ten
	 * seconds, then the audit events that wait are written, the files are brought up to
	 * date and the data directory is released, or deleted if it is temporary. Does
	 * nothing the second time; a concurrent second call returns when the first is done.
	 */
	@Override
	public synchronized void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.maintenance.stop();
		try {
			this.server.close();
		}
		finally {
			try {
				this.maintenance.close();
			}
			finally {
				try {
					this.governance.close();
				}
				finally {
					this.store.close();
				}
			}
		}
	}

	/**
	 * Describes a node. Not safe for use by many threads.
	 */
	public static final class Builder {

		private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]{2,45}");

		private static final Pattern NODE_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");

		private @Nullable Path dataDirectory;

		private boolean temporary;

		private String host = "127.0.0.1";

		private int port = 8080;

		private Duration requestTimeout = Duration.ofSeconds(30);

		private Duration statementTimeout = SqlService.DEFAULT_LIMIT;

		private long maxBodySize = 33_554_432;

		private int maxConcurrency = 1024;

		private int writeQueueDepth = 256;

		private Durability durability = Durability.STANDARD;

		private Set<String> allowedHosts = Set.of();

		private Duration sweepInterval = Duration.ofSeconds(30);

		private double controlRate = 10;

		private int hotCap = StoreOptions.defaults().hotCap();

		private HistoryOptions history = HistoryOptions.defaults();

		private Duration maintenanceInterval = Duration.ofMinutes(10);

		private @Nullable Duration erasureGrace;

		private boolean auth;

		private Duration auditFlushInterval = Duration.ofSeconds(2);

		private String nodeId = "node-" + ProcessHandle.current().pid();

		private byte @Nullable [] signingKey;

		private @Nullable String platformKey;

		private Providers providers = Providers.NONE;

		private Builder() {
		}

		/**
		 * Set where the data lies. Required, unless it is {@linkplain #temporary()
		 * temporary}. The directory is created where there is none; one node uses it at a
		 * time.
		 * <p>
		 * Variable of the program: {@code MEMOTURN_DATA_DIR}.
		 * @param directory the directory
		 * @return this builder
		 */
		public Builder dataDirectory(Path directory) {
			this.dataDirectory = Objects.requireNonNull(directory, "directory");
			return this;
		}

		/**
		 * Keep the data for as long as the node runs, for tests and trials: in a new
		 * directory below the system's temporary one, which {@link EmbeddedNode#close()}
		 * deletes. What a process leaves behind that is killed is of no use: only writes
		 * that are to be {@linkplain #durability(Durability) durable} are flushed, and
		 * what finds them again is not. Takes the place of a
		 * {@linkplain #dataDirectory(Path) directory}.
		 * @return this builder
		 */
		public Builder temporary() {
			this.temporary = true;
			return this;
		}

		/**
		 * Set the address to listen on, {@code 127.0.0.1} by default. Another than a
		 * loopback address needs {@linkplain #auth(boolean) auth}, and the names by which
		 * clients reach it as {@linkplain #allowedHosts(String...) allowed hosts}.
		 * <p>
		 * Variable of the program: {@code MEMOTURN_LISTEN}, before the colon.
		 * @param name an IP address of this machine, or a name that resolves to one
		 * @return this builder
		 */
		public Builder host(String name) {
			this.host = Objects.requireNonNull(name, "name");
			return this;
		}

		/**
		 * Set the port to listen on, 8080 by default.
		 * <p>
		 * Variable of the program: {@code MEMOTURN_LISTEN}, behind the colon.
		 * @param number 1 to 65535, or 0 for any free port, which
		 * {@link EmbeddedNode#url()} then shows
		 * @return this builder
		 */
		public Builder port(int number) {
			this.port = number;
			return this;
		}

		/**
		 * Set whether requests need credentials, {@code false} by default. If so, the
		 * control routes need the platform key, all others but {@code /health} a token.
		 * <p>
		 * Variable of the program: {@code MEMOTURN_AUTH}, {@code on} or {@code off}.
		 * @param on whether they do
		 * @return this builder
		 */
		public Builder auth(boolean on) {
			this.auth = on;
			return this;
		}

		/**
		 * Set the key that signs tokens. By default it is the one in the file
		 * {@code auth.pkcs8} of the data directory, which is made at the first start with
		 * {@linkplain #auth(boolean) auth}.
		 * <p>
		 * Variable of the program: {@code MEMOTURN_AUTH_KEY}, in base64.
		 * @param pkcs8 an Ed25519 private key as a PKCS#8 document, version 1 or 2
		 * @return this builder
		 */
		public Builder signingKey(byte[] pkcs8) {
			this.signingKey = pkcs8.clone();
			return this;
		}

		/**
		 * Set the platform key. By default it is the one in the file {@code platform.key}
		 * of the data directory, which is made at the first start with
		 * {@linkplain #auth(boolean) auth}.
		 * <p>
		 * Variable of the program: {@code MEMOTURN_PLATFORM_KEY}.
		 * @param key printable ASCII characters without blanks
		 * @return this builder
		 */
		public Builder platformKey(String key) {
			this.platformKey = Objects.requireNonNull(key, "key");
			return this;
		}

		/**
		 * Set the budget of a request, 30 seconds by default. It includes the wait for a
		 * slot and for the body; beyond it the answer is 408.
		 * <p>
		 * Variable of the program: {@code MEMOTURN_REQUEST_TIMEOUT}, whole seconds.
		 * @param timeout from a millisecond to a day
		 * @return this builder
		 */
		public Builder requestTimeout(Duration timeout) {
			this.requestTimeout = Objects.requireNonNull(timeout, "timeout");
			return this;
		}

		/**
		 * Set how long a batch of SQL may run once it has its turn, 10 seconds by
		 * default. It is stopped then, has done nothing, and the answer is 408. It is
		 * looked at every fifty steps of a statement, and a function call cannot be
		 * stopped: where many that build values of megabytes follow each other without a
		 * loop, the limit is overrun by as long as a few dozen of them take.
		 * @param timeout from a millisecond to a day
		 * @return this builder
		 */
		public Builder statementTimeout(Duration timeout) {
			this.statementTimeout = Objects.requireNonNull(timeout, "timeout");
			return this;
		}

		/**
		 * Set how large the body of a data-bearing request may be, 33,554,432 bytes by
		 * default. Others are held to 1,048,576 bytes.
		 * <p>
		 * Variable of the program: {@code MEMOTURN_MAX_BODY_BYTES}.
		 * @param bytes from 1 to 1,073,741,824
		 * @return this builder
		 */
		public Builder maxBodySize(long bytes) {
			this.maxBodySize = bytes;
			return this;
		}

		/**
		 * Set how many requests run at the same time, 1024 by default; more wait.
		 * <p>
		 * Variable of the program: {@code MEMOTURN_MAX_CONCURRENCY}.
		 * @param requests from 1 to 1,000,000
		 * @return this builder
		 */
		public Builder maxConcurrency(int requests) {
			this.maxConcurrency = requests;
			return this;
		}

		/**
		 * Set how many writes may wait on one branch, 256 by default; the next is refused
		 * with 429.
		 * <p>
		 * Variable of the program: {@code MEMOTURN_WRITE_QUEUE_DEPTH}.
		 * @param writes from 1 to 1,000,000
		 * @return this builder
		 */
		public Builder writeQueueDepth(int writes) {
			this.writeQueueDepth = writes;
			return this;
		}

		/**
		 * Set when writes are acknowledged, {@link Durability#STANDARD} by default.
		 * <p>
		 * Variable of the program: {@code MEMOTURN_DURABILITY}.
		 * @param level the least that a write gets
		 * @return this builder
		 */
		public Builder durability(Durability level) {
			this.durability = Objects.requireNonNull(level, "level");
			return this;
		}

		/**
		 * Set which names the {@code Host} header of a request may hold besides loopback
		 * names and addresses. None by default: it keeps web pages that resolve to this
		 * machine away from the node.
		 * <p>
		 * Variable of the program: {@code MEMOTURN_ALLOWED_HOSTS}, with commas in
		 * between.
		 * @param names host names or addresses, without a port
		 * @return this builder
		 */
		public Builder allowedHosts(String... names) {
			this.allowedHosts = new LinkedHashSet<>(Set.of(names));
			return this;
		}

		/**
		 * Set how often expired tasks and keys, and memories that policies let grow no
		 * older, are deleted from the databases that are open, and expired branches, 30
		 * seconds by default. Reads hide tasks and keys from the moment they expire.
		 * <p>
		 * Variable of the program: {@code MEMOTURN_SWEEP_INTERVAL_MS}.
		 * @param interval from a millisecond to a day
		 * @return this builder
		 */
		public Builder sweepInterval(Duration interval) {
			this.sweepInterval = Objects.requireNonNull(interval, "interval");
			return this;
		}

		/**
		 * Set how many requests a second the control routes answer together, 10 by
		 * default, with bursts of twice as many; beyond it the answer is 429. They are
		 * those that create, list and delete databases, mint tokens, read and set the
		 * policies of namespaces and read audit streams; the ones of branches and of a
		 * profile's policy are not among them. What is refused for its credential does
		 * not count.
		 * <p>
		 * Variable of the program: {@code MEMOTURN_CONTROL_RATE}.
		 * @param requestsPerSecond more than 0, at most 1,000,000
		 * @return this builder
		 */
		public Builder controlRate(double requestsPerSecond) {
			this.controlRate = requestsPerSecond;
			return this;
		}

		/**
		 * Set how long audit events wait at most until they are written and can be read,
		 * 2 seconds by default. What waits is lost when the process is killed.
		 * <p>
		 * Variable of the program: {@code MEMOTURN_AUDIT_FLUSH_MS}.
		 * @param interval from 100 milliseconds to a day
		 * @return this builder
		 */
		public Builder auditFlushInterval(Duration interval) {
			this.auditFlushInterval = Objects.requireNonNull(interval, "interval");
			return this;
		}

		/**
		 * Set what the node is called in audit events, {@code node-} and the number of
		 * the process by default.
		 * <p>
		 * Variable of the program: {@code MEMOTURN_NODE_ID}.
		 * @param id letters, digits, {@code .}, {@code _} and {@code -}, at most 128 of
		 * them
		 * @return this builder
		 */
		public Builder nodeId(String id) {
			this.nodeId = Objects.requireNonNull(id, "id");
			return this;
		}

		/**
		 * Set how many database branches stay open, 256 by default; beyond it, unused
		 * ones are closed, those used longest ago first. One that is not open opens at
		 * its next use. An open one holds its vectors in memory, and about a dozen file
		 * descriptors.
		 * <p>
		 * Variable of the program: {@code MEMOTURN_HOT_CAP}.
		 * @param branches from 1 to 1,000,000
		 * @return this builder
		 */
		public Builder hotCap(int branches) {
			this.hotCap = branches;
			return this;
		}

		/**
		 * Set for how long a branch can be rewound to every transaction, a day by
		 * default. Zero keeps all of the history for ever.
		 * <p>
		 * Variable of the program: {@code MEMOTURN_PITR_RETENTION_SECS}.
		 * @param window from zero to 36,500 days
		 * @return this builder
		 */
		public Builder historyRetention(Duration window) {
			this.history = new HistoryOptions(inRange("historyRetention", window), this.history.thinWindow(),
					this.history.mostBytes(), this.history.rotationBytes());
			return this;
		}

		/**
		 * Set for how long a branch can be rewound to some transactions, thirty days by
		 * default. Never less than {@link #historyRetention} in effect. Checkpoints are
		 * kept in any case.
		 * <p>
		 * Variable of the program: {@code MEMOTURN_PITR_SNAPSHOT_RETENTION_SECS}.
		 * @param window from zero to 36,500 days
		 * @return this builder
		 */
		public Builder historySnapshotRetention(Duration window) {
			this.history = new HistoryOptions(this.history.fineWindow(), inRange("historySnapshotRetention", window),
					this.history.mostBytes(), this.history.rotationBytes());
			return this;
		}

		/**
		 * Set how large the history of one branch may grow before the oldest of it goes
		 * ahead of its time, 1,073,741,824 bytes by default. Checkpoints are kept in any
		 * case.
		 * <p>
		 * Variable of the program: {@code MEMOTURN_HISTORY_MAX_BYTES}.
		 * @param bytes from 1,048,576 to 1,125,899,906,842,624
		 * @return this builder
		 */
		public Builder historyMaxBytes(long bytes) {
			range("historyMaxBytes", bytes, 1L << 20, 1L << 50);
			this.history = new HistoryOptions(this.history.fineWindow(), this.history.thinWindow(), bytes,
					this.history.rotationBytes());
			return this;
		}

		/**
		 * Set how large the log of a branch grows before it is moved into the history,
		 * 4,194,304 bytes by default.
		 * <p>
		 * Variable of the program: {@code MEMOTURN_HISTORY_ROTATION_BYTES}.
		 * @param bytes from 65,536 to 1,073,741,824
		 * @return this builder
		 */
		public Builder historyRotation(long bytes) {
			range("historyRotation", bytes, 1L << 16, 1L << 30);
			this.history = new HistoryOptions(this.history.fineWindow(), this.history.thinWindow(),
					this.history.mostBytes(), bytes);
			return this;
		}

		/**
		 * Set for how long the history of erased data is left alone, so that an erasure
		 * can be undone by a rewind. By default policies say that, or else a day; what is
		 * set here holds instead of them.
		 * <p>
		 * Variable of the program: {@code MEMOTURN_ERASURE_GRACE_SECS}.
		 * @param grace from zero to 36,500 days; whole seconds count
		 * @return this builder
		 */
		public Builder erasureGrace(Duration grace) {
			this.erasureGrace = inRange("erasureGrace", Objects.requireNonNull(grace, "grace"));
			return this;
		}

		/**
		 * Set how often history and audit streams are looked at for what need not be kept
		 * any longer, or is to be erased, ten minutes by default.
		 * <p>
		 * Variable of the program: {@code MEMOTURN_MAINTENANCE_INTERVAL_MS}.
		 * @param interval from a millisecond to a day
		 * @return this builder
		 */
		public Builder maintenanceInterval(Duration interval) {
			this.maintenanceInterval = Objects.requireNonNull(interval, "interval");
			return this;
		}

		/**
		 * Set what embeds memories and queries that come without an embedding, none by
		 * default. It is waited for a quarter of the {@link #requestTimeout}; whatever
		 * goes wrong, memories are stored without a vector and recalled without the
		 * vector channel, and the log says so once. Policies may keep profiles from it.
		 * <p>
		 * Variables of the program: {@code MEMOTURN_EMBED_API_KEY}, which turns it on,
		 * {@code MEMOTURN_EMBED_PROVIDER}, {@code MEMOTURN_EMBED_MODEL},
		 * {@code MEMOTURN_EMBED_BASE_URL} and {@code MEMOTURN_EMBED_SELF_HOSTED_HOSTS}.
		 * @param embedder an {@link ai.memoturn.embedded.provider.HttpEmbedder} or one of
		 * your own
		 * @return this builder
		 */
		public Builder embedder(Embedder embedder) {
			this.providers = new Providers(Objects.requireNonNull(embedder, "embedder"), this.providers.extractor(),
					this.providers.answerer());
			return this;
		}

		/**
		 * Set what distils turns into memories, none by default: the node then answers
		 * {@code unconfigured}. It is waited for two thirds of the
		 * {@link #requestTimeout}, beyond which the answer is 502; language models may
		 * need more than the default leaves them.
		 * <p>
		 * Variables of the program: {@code MEMOTURN_EXTRACT_API_KEY}, which turns it on,
		 * and {@code MEMOTURN_EXTRACT_MODEL}. Beyond the protocol,
		 * {@code MEMOTURN_EXTRACT_BASE_URL} leads to another server that speaks the same
		 * API.
		 * @param extractor an {@link ai.memoturn.embedded.provider.AnthropicExtractor} or
		 * one of your own
		 * @return this builder
		 */
		public Builder extractor(Extractor extractor) {
			this.providers = new Providers(this.providers.embedder(), Objects.requireNonNull(extractor, "extractor"),
					this.providers.answerer());
			return this;
		}

		/**
		 * Set what answers questions from memories, none by default: the node then
		 * answers {@code unconfigured}. It is waited for two thirds of the
		 * {@link #requestTimeout}, beyond which the answer is 502.
		 * <p>
		 * Variables of the program: {@code MEMOTURN_ASSISTANT_API_KEY}, which turns it
		 * on, and {@code MEMOTURN_ASSISTANT_MODEL}. Beyond the protocol,
		 * {@code MEMOTURN_ASSISTANT_BASE_URL} leads to another server that speaks the
		 * same API. Where there is no such key, those of extraction hold, the base URL
		 * included.
		 * @param answerer an {@link ai.memoturn.embedded.provider.AnthropicAnswerer} or
		 * one of your own
		 * @return this builder
		 */
		public Builder answerer(Answerer answerer) {
			this.providers = new Providers(this.providers.embedder(), this.providers.extractor(),
					Objects.requireNonNull(answerer, "answerer"));
			return this;
		}

		private static Duration inRange(String option, Duration window) {
			if (window.isNegative() || window.compareTo(Duration.ofDays(36_500)) > 0) {
				throw new NodeStartException(option, "must be from zero to 36500 days, not " + window, null);
			}
			return window;
		}

		/**
		 * Start the node. Returns when it accepts requests.
		 * @return the running node
		 * @throws NodeStartException if an option cannot be accepted, the port or the
		 * data directory is in use, or the directory cannot be used; nothing is left
		 * behind then
		 */
		public EmbeddedNode start() {
			if (this.temporary && this.dataDirectory != null) {
				throw new NodeStartException("dataDirectory", "is set, and the data is temporary; choose one of both",
						null);
			}
			Path directory = this.temporary ? temporaryDirectory() : this.dataDirectory;
			if (directory == null) {
				throw new NodeStartException("dataDirectory", "is required; set the directory that holds the data",
						null);
			}
			WireOptions options = wireOptions();
			SigningKey signingKey = checkedSigningKey();
			checkPlatformKey();
			NodeStore store = openStore(directory);
			Governance governance = null;
			try {
				NodeKeys keys = this.auth ? keys(store, signingKey) : null;
				AccessControl access = (keys != null) ? AccessControl.on(keys, store::deletedAt, Clock.systemUTC())
						: AccessControl.off();
				governance = openGovernance(store);
				NodeServices services = NodeServices.of(store, access, governance.policies(), governance.audit(),
						governance.auditStream(), governance.egress(), new ErasureSettings(governance.file(),
								(keys != null) ? keys.signingKey() : null, this.erasureGrace),
						this.statementTimeout, Clock.systemUTC());
				services.erasures().settle();
				NodeServer server = startServer(options, services);
				return new EmbeddedNode(store, server, governance, services, this.sweepInterval,
						this.maintenanceInterval, keys);
			}
			catch (Throwable ex) {
				if (governance != null) {
					governance.close();
				}
				store.close();
				throw ex;
			}
		}

		// Named here, and made and deleted by the store.
		private static Path temporaryDirectory() {
			return Path.of(System.getProperty("java.io.tmpdir"), "memoturn-" + UUID.randomUUID());
		}

		private Governance openGovernance(NodeStore store) {
			try {
				return Governance.open(store.directory(), this.nodeId, this.auditFlushInterval, this.history.windows(),
						this.providers, this.requestTimeout, Clock.systemUTC());
			}
			catch (StoreOpenException ex) {
				throw new NodeStartException("dataDirectory", String.valueOf(ex.getMessage()), ex);
			}
		}

		private WireOptions wireOptions() {
			InetAddress address = address();
			range("port", this.port, 0, 65535);
			range("requestTimeout", this.requestTimeout);
			range("statementTimeout", this.statementTimeout);
			range("sweepInterval", this.sweepInterval);
			range("maintenanceInterval", this.maintenanceInterval);
			range("auditFlushInterval", this.auditFlushInterval);
			range("auditFlushInterval", this.auditFlushInterval.toMillis(), 100, Duration.ofDays(1).toMillis());
			if (!NODE_ID.matcher(this.nodeId).matches()) {
				throw new NodeStartException("nodeId", "must be 1 to 128 letters, digits, '.', '_' and '-'", null);
			}
			range("maxBodySize", this.maxBodySize, 1, 1L << 30);
			range("maxConcurrency", this.maxConcurrency, 1, 1_000_000);
			range("writeQueueDepth", this.writeQueueDepth, 1, 1_000_000);
			range("hotCap", this.hotCap, 1, 1_000_000);
			if (!(this.controlRate > 0 && this.controlRate <= 1_000_000)) {
				throw new NodeStartException("controlRate",
						"must be more than 0 and at most 1000000 requests a second, not " + this.controlRate, null);
			}
			for (String name : this.allowedHosts) {
				if (!HOST_NAME.matcher(name).matches()) {
					throw new NodeStartException("allowedHosts",
							"holds '" + name + "'; list host names or addresses without scheme and port", null);
				}
			}
			return new WireOptions(address.getHostAddress(), this.port, this.requestTimeout, this.maxBodySize,
					this.maxConcurrency,
					Math.min(this.maxConcurrency, StoreOptions.writersAtOnce(this.writeQueueDepth)), this.controlRate,
					this.allowedHosts);
		}

		private @Nullable SigningKey checkedSigningKey() {
			try {
				return (this.signingKey != null) ? SigningKey.ofPkcs8(this.signingKey) : null;
			}
			catch (IllegalArgumentException ex) {
				throw new NodeStartException("signingKey", "cannot be used: " + ex.getMessage(), ex);
			}
		}

		private void checkPlatformKey() {
			String problem = (this.platformKey != null) ? NodeKeys.problemOf(this.platformKey) : null;
			if (problem != null) {
				throw new NodeStartException("platformKey", problem + " (its value is not shown)", null);
			}
		}

		private NodeKeys keys(NodeStore store, @Nullable SigningKey signingKey) {
			try {
				return NodeKeys.of(store.directory(), signingKey, this.platformKey);
			}
			catch (BadKeyException ex) {
				throw new NodeStartException("dataDirectory", String.valueOf(ex.getMessage()), ex);
			}
		}

		private InetAddress address() {
			InetAddress address;
			try {
				// An empty name would silently mean loopback.
				address = InetAddress.getByName(this.host.isBlank() ? "invalid." : this.host);
			}
			catch (UnknownHostException ex) {
				throw new NodeStartException("host",
						"'" + this.host + "' is no address of this machine; use 127.0.0.1 or ::1", ex);
			}
			if (!address.isLoopbackAddress() && !this.auth) {
				throw new NodeStartException("host",
						"'" + this.host
								+ "' is not a loopback address, and auth is off; turn auth on, or use 127.0.0.1 or ::1",
						null);
			}
			return address;
		}

		private static void range(String option, long value, long least, long most) {
			if (value < least || value > most) {
				throw new NodeStartException(option, "must be from " + least + " to " + most + ", not " + value, null);
			}
		}

		private static void range(String option, Duration value) {
			if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(Duration.ofDays(1)) > 0) {
				throw new NodeStartException(option, "must be from a millisecond to a day, not " + value, null);
			}
		}

		private NodeStore openStore(Path directory) {
			try {
				return NodeStore.open(directory,
						StoreOptions.defaults()
							.withWriteQueueDepth(this.writeQueueDepth)
							.withHotCap(this.hotCap)
							.withDurable(this.durability == Durability.DURABLE)
							.withHistory(this.history)
							.withTemporary(this.temporary)
							.withWaitLimit(this.requestTimeout));
			}
			catch (StoreOpenException ex) {
				throw new NodeStartException("dataDirectory", String.valueOf(ex.getMessage()), ex);
			}
		}

		private NodeServer startServer(WireOptions options, NodeServices services) {
			try {
				return NodeServer.start(options, services);
			}
			catch (UncheckedIOException ex) {
				throw new NodeStartException("port", options.host() + ":" + options.port()
						+ " cannot be listened on: it is in use or not permitted; choose another port, or 0 for any free one",
						ex);
			}
		}

	}

}
