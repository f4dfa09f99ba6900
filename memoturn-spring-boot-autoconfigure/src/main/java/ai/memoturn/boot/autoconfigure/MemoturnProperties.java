package ai.memoturn.boot.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import ai.memoturn.boot.scope.ProfileNameEncoding;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Configuration of Memoturn. Has no {@code toString()}, because some of the values are
 * secrets.
 */
@ConfigurationProperties("memoturn")
public class MemoturnProperties extends ClientProperties {

	/**
	 * Namespace of the application, in which the profiles of its users lie. Required for
	 * the profile of the current user; the embedded node uses "dev" unless it is set.
	 */
	private @Nullable String namespace;

	/**
	 * Where memories are kept. In auto mode at the URL or, when there is none and the
	 * application runs from the class directories of a project, in an embedded node.
	 */
	private MemoturnMode mode = MemoturnMode.AUTO;

	/**
	 * Further clients by name, each for a node or cluster of its own.
	 */
	private final Map<String, NamedClient> clients = new LinkedHashMap<>();

	private final Embedded embedded = new Embedded();

	private final Scope scope = new Scope();

	private final Observation observation = new Observation();

	private final Erasures erasures = new Erasures();

	public @Nullable String getNamespace() {
		return this.namespace;
	}

	public void setNamespace(@Nullable String namespace) {
		this.namespace = namespace;
	}

	public MemoturnMode getMode() {
		return this.mode;
	}

	public void setMode(MemoturnMode mode) {
		this.mode = mode;
	}

	public Map<String, NamedClient> getClients() {
		return this.clients;
	}

	public Embedded getEmbedded() {
		return this.embedded;
	}

	public Scope getScope() {
		return this.scope;
	}

	public Observation getObservation() {
		return this.observation;
	}

	public Erasures getErasures() {
		return this.erasures;
	}

	/**
	 * A further client.
	 */
	public static class NamedClient extends ClientProperties {

	}

	/**
	 * The node inside the application.
	 */
	public static class Embedded {

		/**
		 * Directory of the node's files, created when missing. A relative one is taken
		 * from the working directory. One node at a time can use it.
		 */
		// Not a Path or File: converting to those looks on the class path first, so that
		// "data" would become a directory of that name among the compiled resources.
		private String dataDirectory = "memoturn-data";

		/**
		 * Port of the node on the loopback interface. Any free one when 0.
		 */
		private int port = 0;

		/**
		 * Whether the node asks for credentials. The application has them without further
		 * ado; others need the platform key, which is memoturn.platform-key if that is
		 * set, else in the file platform.key of the data directory.
		 */
		private boolean auth = true;

		/**
		 * When a write counts as stored: in standard mode it survives the end of the
		 * process, in durable mode it is on the disk before it is acknowledged.
		 */
		private MemoturnDurability durability = MemoturnDurability.STANDARD;

		/**
		 * Whether memories last only as long as the application runs. They lie in a
		 * temporary directory, which is deleted in the end.
		 */
		private boolean temporary;

		/**
		 * How often the node looks for history that need not be kept, or is to be erased.
		 */
		private Duration maintenanceInterval = Duration.ofMinutes(10);

		/**
		 * How long the history of erased data is left alone, so that a rewind can bring
		 * it back, in place of what policies say. A day unless either is set.
		 */
		private @Nullable Duration erasureGrace;

		private final History history = new History();

		private final Embedding embedding = new Embedding();

		private final Model extraction = new Model();

		private final Model answers = new Model();

		public String getDataDirectory() {
			return this.dataDirectory;
		}

		public void setDataDirectory(String dataDirectory) {
			this.dataDirectory = dataDirectory;
		}

		public int getPort() {
			return this.port;
		}

		public void setPort(int port) {
			this.port = port;
		}

		public boolean isAuth() {
			return this.auth;
		}

		public void setAuth(boolean auth) {
			this.auth = auth;
		}

		public MemoturnDurability getDurability() {
			return this.durability;
		}

		public void setDurability(MemoturnDurability durability) {
			this.durability = durability;
		}

		public boolean isTemporary() {
			return this.temporary;
		}

		public void setTemporary(boolean temporary) {
			this.temporary = temporary;
		}

		public Duration getMaintenanceInterval() {
			return this.maintenanceInterval;
		}

		public void setMaintenanceInterval(Duration maintenanceInterval) {
			this.maintenanceInterval = maintenanceInterval;
		}

		public @Nullable Duration getErasureGrace() {
			return this.erasureGrace;
		}

		public void setErasureGrace(@Nullable Duration erasureGrace) {
			this.erasureGrace = erasureGrace;
		}

		public History getHistory() {
			return this.history;
		}

		public Embedding getEmbedding() {
			return this.embedding;
		}

		public Model getExtraction() {
			return this.extraction;
		}

		public Model getAnswers() {
			return this.answers;
		}

		/**
		 * A model that the node asks.
		 */
		public static class Model {

			/**
			 * Key for the provider of the model, without which the model is not asked.
			 * Answers use that of extraction unless they have one.
			 */
			private @Nullable String apiKey;

			/**
			 * Name of the model. The usual one of the provider unless it is set.
			 */
			private @Nullable String model;

			/**
			 * Address of another server that speaks the same API, with or without "/v1".
			 */
			private @Nullable String baseUrl;

			public @Nullable String getApiKey() {
				return this.apiKey;
			}

			public void setApiKey(@Nullable String apiKey) {
				this.apiKey = apiKey;
			}

			public @Nullable String getModel() {
				return this.model;
			}

			public void setModel(@Nullable String model) {
				this.model = model;
			}

			public @Nullable String getBaseUrl() {
				return this.baseUrl;
			}

			public void setBaseUrl(@Nullable String baseUrl) {
				this.baseUrl = baseUrl;
			}

		}

		/**
		 * The model that embeds what comes without an embedding.
		 */
		public static class Embedding extends Model {

			/**
			 * What the provider of embeddings speaks.
			 */
			private EmbeddingProvider provider = EmbeddingProvider.VOYAGE;

			/**
			 * Hosts that count as self-hosted for policies, besides those that evidently
			 * are.
			 */
			private List<String> selfHostedHosts = new ArrayList<>();

			public EmbeddingProvider getProvider() {
				return this.provider;
			}

			public void setProvider(EmbeddingProvider provider) {
				this.provider = provider;
			}

			public List<String> getSelfHostedHosts() {
				return this.selfHostedHosts;
			}

			public void setSelfHostedHosts(List<String> selfHostedHosts) {
				this.selfHostedHosts = selfHostedHosts;
			}

		}

		/**
		 * What a provider of embeddings speaks.
		 */
		public enum EmbeddingProvider {

			/**
			 * The API of Voyage AI.
			 */
			VOYAGE,

			/**
			 * The API of OpenAI, which many servers of models speak.
			 */
			OPENAI

		}

		/**
		 * How far back branches can be rewound. Checkpoints are kept in any case.
		 */
		public static class History {

			/**
			 * How long a branch can be rewound to every transaction. Zero keeps all of
			 * the history.
			 */
			private Duration retention = Duration.ofDays(1);

			/**
			 * How long a branch can be rewound to some transactions.
			 */
			private Duration snapshotRetention = Duration.ofDays(30);

			/**
			 * Size to which the history of one branch may grow before the oldest of it
			 * goes ahead of its time.
			 */
			private DataSize maxSize = DataSize.ofGigabytes(1);

			public Duration getRetention() {
				return this.retention;
			}

			public void setRetention(Duration retention) {
				this.retention = retention;
			}

			public Duration getSnapshotRetention() {
				return this.snapshotRetention;
			}

			public void setSnapshotRetention(Duration snapshotRetention) {
				this.snapshotRetention = snapshotRetention;
			}

			public DataSize getMaxSize() {
				return this.maxSize;
			}

			public void setMaxSize(DataSize maxSize) {
				this.maxSize = maxSize;
			}

		}

	}

	/**
	 * What Micrometer is told of calls.
	 */
	public static class Observation {

		/**
		 * Whether calls of the clients are metered and traced, where the application has
		 * an observation registry.
		 */
		private boolean enabled = true;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

	}

	/**
	 * What looks after erasures.
	 */
	public static class Erasures {

		/**
		 * Whether erasures that users ask for are looked at until they are completed, and
		 * events tell when they are, or are blocked.
		 */
		private boolean watch = true;

		/**
		 * How often to look at erasures whose grace time is over.
		 */
		private Duration interval = Duration.ofMinutes(5);

		/**
		 * Key that verifies receipts, as the operator of the node tells it: 32 bytes in
		 * hexadecimal or base64. The embedded node's own is known.
		 */
		private @Nullable String publicKey;

		public boolean isWatch() {
			return this.watch;
		}

		public void setWatch(boolean watch) {
			this.watch = watch;
		}

		public Duration getInterval() {
			return this.interval;
		}

		public void setInterval(Duration interval) {
			this.interval = interval;
		}

		public @Nullable String getPublicKey() {
			return this.publicKey;
		}

		public void setPublicKey(@Nullable String publicKey) {
			this.publicKey = publicKey;
		}

	}

	/**
	 * The profile of the current user.
	 */
	public static class Scope {

		/**
		 * How the name of a user becomes the name of a profile. Strict takes it as it is
		 * and refuses those that are no profile names, hashed takes the SHA-256 of every
		 * name. Changing it for stored memories separates users from them.
		 */
		private ProfileNameEncoding encoding = ProfileNameEncoding.STRICT;

		/**
		 * Claim of the user's token or OpenID user that names the profile, in place of
		 * the name of the principal.
		 */
		private @Nullable String claim;

		/**
		 * Header that names the profile, in place of the principal. Only behind a proxy
		 * that sets it and removes what callers send under its name: who writes the
		 * header chooses whose memories are read.
		 */
		private @Nullable String header;

		/**
		 * Claim of the user's token or OpenID user that names the tenant, whose name is
		 * the namespace, in place of the application's.
		 */
		private @Nullable String tenantClaim;

		/**
		 * Header that names the tenant, whose name is the namespace, in place of the
		 * application's. Only behind a proxy, like the header of the profile.
		 */
		private @Nullable String tenantHeader;

		public ProfileNameEncoding getEncoding() {
			return this.encoding;
		}

		public void setEncoding(ProfileNameEncoding encoding) {
			this.encoding = encoding;
		}

		public @Nullable String getClaim() {
			return this.claim;
		}

		public void setClaim(@Nullable String claim) {
			this.claim = claim;
		}

		public @Nullable String getHeader() {
			return this.header;
		}

		public void setHeader(@Nullable String header) {
			this.header = header;
		}

		public @Nullable String getTenantClaim() {
			return this.tenantClaim;
		}

		public void setTenantClaim(@Nullable String tenantClaim) {
			this.tenantClaim = tenantClaim;
		}

		public @Nullable String getTenantHeader() {
			return this.tenantHeader;
		}

		public void setTenantHeader(@Nullable String tenantHeader) {
			this.tenantHeader = tenantHeader;
		}

	}

}
