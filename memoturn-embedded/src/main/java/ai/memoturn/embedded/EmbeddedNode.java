package ai.memoturn.embedded;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import ai.memoturn.embedded.memory.MemoryService;
import ai.memoturn.embedded.store.NodeStore;
import ai.memoturn.embedded.store.StoreOpenException;
import ai.memoturn.embedded.store.StoreOptions;
import ai.memoturn.embedded.wire.NodeServer;
import ai.memoturn.embedded.wire.WireOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedNode.class);

	private final NodeStore store;

	private final NodeServer server;

	private final ScheduledExecutorService sweeper;

	private final URI url;

	private boolean closed;

	private EmbeddedNode(NodeStore store, NodeServer server, MemoryService memory, Duration sweepInterval) {
		this.store = store;
		this.server = server;
		this.sweeper = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "memoturn-node-sweeper");
			thread.setDaemon(true);
			return thread;
		});
		this.sweeper.scheduleWithFixedDelay(() -> sweep(memory), sweepInterval.toMillis(), sweepInterval.toMillis(),
				TimeUnit.MILLISECONDS);
		InetSocketAddress address = server.address();
		String host = address.getAddress().getHostAddress();
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
	 * slash; the same after {@link #close()}
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

	private static void sweep(MemoryService memory) {
		try {
			memory.sweepExpired();
		}
		catch (RuntimeException ex) {
			// A task that throws would not be run again.
			logger.error("The sweep of expired tasks failed; it is tried again", ex);
		}
	}

	/**
	 * Stop the node: no more requests are accepted, running ones may finish within ten
	 * seconds, then the files are brought up to date and the data directory is released.
	 * Does nothing the second time; a concurrent second call returns when the first is
	 * done.
	 */
	@Override
	public synchronized void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.sweeper.shutdown();
		try {
			this.server.close();
		}
		finally {
			try {
				awaitSweeper();
			}
			finally {
				this.store.close();
			}
		}
	}

	private void awaitSweeper() {
		try {
			this.sweeper.awaitTermination(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Describes a node. Not safe for use by many threads.
	 */
	public static final class Builder {

		private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]{2,45}");

		private @Nullable Path dataDirectory;

		private String host = "127.0.0.1";

		private int port = 8080;

		private Duration requestTimeout = Duration.ofSeconds(30);

		private long maxBodySize = 33_554_432;

		private int maxConcurrency = 1024;

		private int writeQueueDepth = 256;

		private Durability durability = Durability.STANDARD;

		private Set<String> allowedHosts = Set.of();

		private Duration sweepInterval = Duration.ofSeconds(30);

		private Builder() {
		}

		/**
		 * Set where the data lies. Required. The directory is created where there is
		 * none; one node uses it at a time.
		 * @param directory the directory
		 * @return this builder
		 */
		public Builder dataDirectory(Path directory) {
			this.dataDirectory = Objects.requireNonNull(directory, "directory");
			return this;
		}

		/**
		 * Set the address to listen on, {@code 127.0.0.1} by default. Only loopback
		 * addresses are accepted: this node knows no authentication.
		 * @param name an IP address or a name that resolves to a loopback address
		 * @return this builder
		 */
		public Builder host(String name) {
			this.host = Objects.requireNonNull(name, "name");
			return this;
		}

		/**
		 * Set the port to listen on, 8080 by default.
		 * @param number 1 to 65535, or 0 for any free port, which
		 * {@link EmbeddedNode#url()} then shows
		 * @return this builder
		 */
		public Builder port(int number) {
			this.port = number;
			return this;
		}

		/**
		 * Set the budget of a request, 30 seconds by default. It includes the wait for a
		 * slot and for the body; beyond it the answer is 408.
		 * @param timeout from a millisecond to a day
		 * @return this builder
		 */
		public Builder requestTimeout(Duration timeout) {
			this.requestTimeout = Objects.requireNonNull(timeout, "timeout");
			return this;
		}

		/**
		 * Set how large the body of a data-bearing request may be, 33,554,432 bytes by
		 * default. Others are held to 1,048,576 bytes.
		 * @param bytes from 1 to 1,073,741,824
		 * @return this builder
		 */
		public Builder maxBodySize(long bytes) {
			this.maxBodySize = bytes;
			return this;
		}

		/**
		 * Set how many requests run at the same time, 1024 by default; more wait.
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
		 * @param writes from 1 to 1,000,000
		 * @return this builder
		 */
		public Builder writeQueueDepth(int writes) {
			this.writeQueueDepth = writes;
			return this;
		}

		/**
		 * Set when writes are acknowledged, {@link Durability#STANDARD} by default.
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
		 * @param names host names or addresses, without a port
		 * @return this builder
		 */
		public Builder allowedHosts(String... names) {
			this.allowedHosts = new LinkedHashSet<>(Set.of(names));
			return this;
		}

		/**
		 * How often expired tasks are deleted; the protocol's interval is not an option
		 * yet.
		 */
		Builder sweepInterval(Duration interval) {
			this.sweepInterval = interval;
			return this;
		}

		/**
		 * Start the node. Returns when it accepts requests.
		 * @return the running node
		 * @throws NodeStartException if an option cannot be accepted, the port or the
		 * data directory is in use, or the directory cannot be used; nothing is left
		 * behind then
		 */
		public EmbeddedNode start() {
			Path directory = this.dataDirectory;
			if (directory == null) {
				throw new NodeStartException("dataDirectory", "is required; set the directory that holds the data",
						null);
			}
			WireOptions options = wireOptions();
			NodeStore store = openStore(directory);
			try {
				MemoryService memory = new MemoryService(store, Clock.systemUTC());
				return new EmbeddedNode(store, startServer(options, memory), memory, this.sweepInterval);
			}
			catch (Throwable ex) {
				store.close();
				throw ex;
			}
		}

		private WireOptions wireOptions() {
			InetAddress address = loopbackAddress();
			range("port", this.port, 0, 65535);
			if (this.requestTimeout.compareTo(Duration.ofMillis(1)) < 0
					|| this.requestTimeout.compareTo(Duration.ofDays(1)) > 0) {
				throw new NodeStartException("requestTimeout",
						"must be from a millisecond to a day, not " + this.requestTimeout, null);
			}
			range("maxBodySize", this.maxBodySize, 1, 1L << 30);
			range("maxConcurrency", this.maxConcurrency, 1, 1_000_000);
			range("writeQueueDepth", this.writeQueueDepth, 1, 1_000_000);
			for (String name : this.allowedHosts) {
				if (!HOST_NAME.matcher(name).matches()) {
					throw new NodeStartException("allowedHosts",
							"holds '" + name + "'; list host names or addresses without scheme and port", null);
				}
			}
			return new WireOptions(address.getHostAddress(), this.port, this.requestTimeout, this.maxBodySize,
					this.maxConcurrency, this.allowedHosts);
		}

		private InetAddress loopbackAddress() {
			InetAddress address;
			try {
				// An empty name would silently mean loopback.
				address = InetAddress.getByName(this.host.isBlank() ? "invalid." : this.host);
			}
			catch (UnknownHostException ex) {
				throw new NodeStartException("host",
						"'" + this.host + "' is no address of this machine; use 127.0.0.1 or ::1", ex);
			}
			if (!address.isLoopbackAddress()) {
				throw new NodeStartException("host", "'" + this.host
						+ "' is not a loopback address, and this node has no authentication; use 127.0.0.1 or ::1",
						null);
			}
			return address;
		}

		private static void range(String option, long value, long least, long most) {
			if (value < least || value > most) {
				throw new NodeStartException(option, "must be from " + least + " to " + most + ", not " + value, null);
			}
		}

		private NodeStore openStore(Path directory) {
			try {
				return NodeStore.open(directory,
						StoreOptions.defaults()
							.withWriteQueueDepth(this.writeQueueDepth)
							.withDurable(this.durability == Durability.DURABLE)
							.withWaitLimit(this.requestTimeout));
			}
			catch (StoreOpenException ex) {
				throw new NodeStartException("dataDirectory", String.valueOf(ex.getMessage()), ex);
			}
		}

		private NodeServer startServer(WireOptions options, MemoryService memory) {
			try {
				return NodeServer.start(options, memory);
			}
			catch (UncheckedIOException ex) {
				throw new NodeStartException("port", options.host() + ":" + options.port()
						+ " cannot be listened on: it is in use or not permitted; choose another port, or 0 for any free one",
						ex);
			}
		}

	}

}
