package ai.memoturn.embedded;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import ai.memoturn.embedded.access.BadKeyException;
import ai.memoturn.embedded.access.NodeKeys;
import ai.memoturn.embedded.access.SigningKey;
import org.jspecify.annotations.Nullable;

/**
 * The program's environment variables (protocol, branching and control, 14.1). A value
 * that cannot be used is refused, not replaced by a default; so is a variable that asks
 * for something that this version does not do. A blank value counts as none.
 */
final class ProgramOptions {

	private static final String DATA_DIR = "MEMOTURN_DATA_DIR";

	private static final String LISTEN = "MEMOTURN_LISTEN";

	private static final String WRITE_QUEUE_DEPTH = "MEMOTURN_WRITE_QUEUE_DEPTH";

	private static final String REQUEST_TIMEOUT = "MEMOTURN_REQUEST_TIMEOUT";

	private static final String MAX_BODY_BYTES = "MEMOTURN_MAX_BODY_BYTES";

	private static final String MAX_CONCURRENCY = "MEMOTURN_MAX_CONCURRENCY";

	private static final String DURABILITY = "MEMOTURN_DURABILITY";

	private static final String ALLOWED_HOSTS = "MEMOTURN_ALLOWED_HOSTS";

	private static final String SWEEP_INTERVAL = "MEMOTURN_SWEEP_INTERVAL_MS";

	private static final String CONTROL_RATE = "MEMOTURN_CONTROL_RATE";

	private static final String HOT_CAP = "MEMOTURN_HOT_CAP";

	private static final String RETENTION = "MEMOTURN_PITR_RETENTION_SECS";

	private static final String SNAPSHOT_RETENTION = "MEMOTURN_PITR_SNAPSHOT_RETENTION_SECS";

	private static final String HISTORY_MAX_BYTES = "MEMOTURN_HISTORY_MAX_BYTES";

	private static final String HISTORY_ROTATION_BYTES = "MEMOTURN_HISTORY_ROTATION_BYTES";

	private static final String MAINTENANCE_INTERVAL = "MEMOTURN_MAINTENANCE_INTERVAL_MS";

	private static final String ERASURE_GRACE = "MEMOTURN_ERASURE_GRACE_SECS";

	private static final String AUDIT_FLUSH = "MEMOTURN_AUDIT_FLUSH_MS";

	private static final String NODE_ID = "MEMOTURN_NODE_ID";

	private static final String AUTH = "MEMOTURN_AUTH";

	private static final String AUTH_KEY = "MEMOTURN_AUTH_KEY";

	private static final String PLATFORM_KEY = "MEMOTURN_PLATFORM_KEY";

	private static final Map<String, String> VARIABLES_BY_OPTION = Map.ofEntries(Map.entry("dataDirectory", DATA_DIR),
			Map.entry("host", LISTEN), Map.entry("port", LISTEN), Map.entry("writeQueueDepth", WRITE_QUEUE_DEPTH),
			Map.entry("requestTimeout", REQUEST_TIMEOUT), Map.entry("maxBodySize", MAX_BODY_BYTES),
			Map.entry("maxConcurrency", MAX_CONCURRENCY), Map.entry("durability", DURABILITY),
			Map.entry("allowedHosts", ALLOWED_HOSTS), Map.entry("sweepInterval", SWEEP_INTERVAL),
			Map.entry("controlRate", CONTROL_RATE), Map.entry("hotCap", HOT_CAP),
			Map.entry("historyRetention", RETENTION), Map.entry("historySnapshotRetention", SNAPSHOT_RETENTION),
			Map.entry("historyMaxBytes", HISTORY_MAX_BYTES), Map.entry("historyRotation", HISTORY_ROTATION_BYTES),
			Map.entry("maintenanceInterval", MAINTENANCE_INTERVAL), Map.entry("signingKey", AUTH_KEY),
			Map.entry("platformKey", PLATFORM_KEY), Map.entry("auditFlushInterval", AUDIT_FLUSH),
			Map.entry("nodeId", NODE_ID), Map.entry("erasureGrace", ERASURE_GRACE));

	/** Variables of the protocol that ask for what is not there, with what that is. */
	private static final List<Unsupported> UNSUPPORTED = List.of(
			new Unsupported("a separate durable store", "MEMOTURN_PERSIST_AUTH_KEY"),
			new Unsupported("a separate durable store", "MEMOTURN_OBJECT_STORE"),
			new Unsupported("cluster mode", "MEMOTURN_CLUSTER_KEY"),
			new Unsupported("cluster mode", "MEMOTURN_ADVERTISE"),
			new Unsupported("a grace time for history that is not needed", "MEMOTURN_GC_GRACE_SECS"),
			new Unsupported("a second engine", "MEMOTURN_STRATA_NAMESPACES"));

	private final Map<String, String> environment;

	ProgramOptions(Map<String, String> environment) {
		this.environment = environment;
	}

	/**
	 * Return a builder with what the variables say.
	 * @return the builder
	 * @throws BadOptionException if one cannot be used
	 */
	EmbeddedNode.Builder builder() {
		refuseUnsupported();
		EmbeddedNode.Builder builder = EmbeddedNode.builder();
		builder.dataDirectory(dataDirectory());
		auth(builder);
		listen(builder);
		Long seconds = number(REQUEST_TIMEOUT, "seconds");
		if (seconds != null) {
			builder.requestTimeout(Duration.ofSeconds(seconds));
		}
		Long bodyBytes = number(MAX_BODY_BYTES, "bytes");
		if (bodyBytes != null) {
			builder.maxBodySize(bodyBytes);
		}
		Long concurrency = number(MAX_CONCURRENCY, "requests");
		if (concurrency != null) {
			builder.maxConcurrency(clamp(concurrency));
		}
		Long depth = number(WRITE_QUEUE_DEPTH, "writes");
		if (depth != null) {
			builder.writeQueueDepth(clamp(depth));
		}
		Long sweepMillis = number(SWEEP_INTERVAL, "milliseconds");
		if (sweepMillis != null) {
			builder.sweepInterval(Duration.ofMillis(sweepMillis));
		}
		Long flushMillis = number(AUDIT_FLUSH, "milliseconds");
		if (flushMillis != null) {
			builder.auditFlushInterval(Duration.ofMillis(flushMillis));
		}
		String nodeId = value(NODE_ID);
		if (nodeId != null) {
			builder.nodeId(nodeId);
		}
		Long branches = number(HOT_CAP, "databases");
		if (branches != null) {
			builder.hotCap(clamp(branches));
		}
		history(builder);
		controlRate(builder);
		durability(builder);
		new ProviderVariables(this::value).apply(builder);
		String hosts = value(ALLOWED_HOSTS);
		if (hosts != null) {
			builder.allowedHosts(Arrays.stream(hosts.split(",")).map(String::strip).toArray(String[]::new));
		}
		return builder;
	}

	/**
	 * Say in terms of variables why the node did not start.
	 * @param failure what the builder said
	 * @return the same, for the user of the program
	 */
	BadOptionException explain(NodeStartException failure) {
		String option = failure.option();
		String variable = (option != null) ? VARIABLES_BY_OPTION.get(option) : null;
		return new BadOptionException(
				(variable != null) ? variable + ": " + failure.problem() : String.valueOf(failure.getMessage()));
	}

	private void refuseUnsupported() {
		if (this.environment.containsKey("MEMOTURN_ETCD")) {
			throw new BadOptionException("MEMOTURN_ETCD is set, but this node has no cluster mode; unset it");
		}
		for (Unsupported unsupported : UNSUPPORTED) {
			// The value is not repeated: it may be a key.
			if (value(unsupported.variable()) != null) {
				throw new BadOptionException(unsupported.variable() + " is set, but this version does not have "
						+ unsupported.feature() + "; unset it");
			}
		}
	}

	/**
	 * Return where the data lies.
	 * @return the directory, which may not exist
	 * @throws BadOptionException if the variable holds no path
	 */
	Path dataDirectory() {
		String directory = value(DATA_DIR);
		try {
			return Path.of((directory != null) ? directory : "data");
		}
		catch (InvalidPathException ex) {
			throw new BadOptionException(DATA_DIR + " is not a path: " + ex.getReason());
		}
	}

	private void auth(EmbeddedNode.Builder builder) {
		String auth = value(AUTH);
		if (auth == null || auth.equals("off")) {
			return;
		}
		// The protocol would take anything else for off.
		if (!auth.equals("on")) {
			throw new BadOptionException(AUTH + " is '" + auth + "'; use on or off");
		}
		String platformKey = value(PLATFORM_KEY);
		if (platformKey == null) {
			throw new BadOptionException(PLATFORM_KEY + " is required where " + AUTH
					+ " is on; set it to a long random text that only administrators know");
		}
		builder.auth(true).platformKey(platformKey);
		byte[] signingKey = signingKey();
		if (signingKey != null) {
			builder.signingKey(signingKey);
		}
	}

	private byte @Nullable [] signingKey() {
		String encoded = value(AUTH_KEY);
		try {
			return (encoded != null) ? Base64.getDecoder().decode(encoded) : null;
		}
		catch (IllegalArgumentException ex) {
			throw new BadOptionException(AUTH_KEY + " is not base64 (its value is not shown)");
		}
	}

	/**
	 * Find the key that verifies the tokens of a node with these variables.
	 * @return the public key, 32 bytes in lower-case hexadecimal
	 * @throws BadOptionException if there is none or it cannot be read
	 */
	String publicKey() {
		byte[] given = signingKey();
		try {
			Path directory = dataDirectory();
			SigningKey key = (given != null) ? SigningKey.ofPkcs8(given) : NodeKeys.existingSigningKey(directory);
			if (key == null) {
				throw new BadOptionException("There is no key in " + directory.toAbsolutePath()
						+ " yet; it is made when a node with " + AUTH + "=on starts there");
			}
			return key.publicKeyText();
		}
		catch (IllegalArgumentException ex) {
			throw new BadOptionException(AUTH_KEY + " cannot be used: " + ex.getMessage());
		}
		catch (BadKeyException ex) {
			throw new BadOptionException(String.valueOf(ex.getMessage()));
		}
	}

	private void listen(EmbeddedNode.Builder builder) {
		String listen = value(LISTEN);
		if (listen == null) {
			return;
		}
		int colon = listen.lastIndexOf(':');
		String host = (colon > 0) ? listen.substring(0, colon) : "";
		boolean bracketed = host.startsWith("[") && host.endsWith("]");
		if (host.isEmpty() || (host.contains(":") && !bracketed)) {
			throw new BadOptionException(
					LISTEN + " is '" + listen + "'; write host:port, for example 127.0.0.1:8080 or [::1]:8080");
		}
		try {
			builder.port(Integer.parseInt(listen.substring(colon + 1)));
		}
		catch (NumberFormatException ex) {
			throw new BadOptionException(LISTEN + " is '" + listen + "', whose port is no number; write host:port");
		}
		builder.host(bracketed ? host.substring(1, host.length() - 1) : host);
	}

	private void history(EmbeddedNode.Builder builder) {
		Long fine = number(RETENTION, "seconds");
		Long snapshots = number(SNAPSHOT_RETENTION, "seconds");
		Long bytes = number(HISTORY_MAX_BYTES, "bytes");
		Long rotation = number(HISTORY_ROTATION_BYTES, "bytes");
		Long millis = number(MAINTENANCE_INTERVAL, "milliseconds");
		Long grace = number(ERASURE_GRACE, "seconds");
		try {
			if (fine != null) {
				builder.historyRetention(Duration.ofSeconds(fine));
			}
			if (snapshots != null) {
				builder.historySnapshotRetention(Duration.ofSeconds(snapshots));
			}
			if (bytes != null) {
				builder.historyMaxBytes(bytes);
			}
			if (rotation != null) {
				builder.historyRotation(rotation);
			}
			if (grace != null) {
				builder.erasureGrace(Duration.ofSeconds(grace));
			}
		}
		catch (NodeStartException ex) {
			throw explain(ex);
		}
		if (millis != null) {
			builder.maintenanceInterval(Duration.ofMillis(millis));
		}
	}

	private void durability(EmbeddedNode.Builder builder) {
		String durability = value(DURABILITY);
		if (durability == null) {
			return;
		}
		try {
			builder.durability(Durability.valueOf(durability.toUpperCase(Locale.ROOT)));
		}
		catch (IllegalArgumentException ex) {
			throw new BadOptionException(DURABILITY + " is '" + durability + "'; use standard or durable");
		}
	}

	private void controlRate(EmbeddedNode.Builder builder) {
		String rate = value(CONTROL_RATE);
		if (rate == null) {
			return;
		}
		// Double.parseDouble also takes 0x1p3, 1d and NaN.
		if (!rate.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
			throw new BadOptionException(
					CONTROL_RATE + " is '" + rate + "'; write a number of requests a second, for example 10 or 0.5");
		}
		builder.controlRate(Double.parseDouble(rate));
	}

	private @Nullable Long number(String variable, String unit) {
		String value = value(variable);
		if (value == null) {
			return null;
		}
		try {
			return Long.valueOf(value);
		}
		catch (NumberFormatException ex) {
			throw new BadOptionException(variable + " is '" + value + "'; write a whole number of " + unit);
		}
	}

	/** To an int; what is cut off is out of every range either way. */
	private static int clamp(long value) {
		return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
	}

	private @Nullable String value(String variable) {
		String value = this.environment.get(variable);
		return (value == null || value.isBlank()) ? null : value.strip();
	}

	private record Unsupported(String feature, String variable) {
	}

	/**
	 * The program cannot start as it is configured. The message names the variable, the
	 * reason and the remedy, in one line.
	 */
	static final class BadOptionException extends RuntimeException {

		BadOptionException(String message) {
			super(message.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse(""), null, false, false);
		}

	}

}
