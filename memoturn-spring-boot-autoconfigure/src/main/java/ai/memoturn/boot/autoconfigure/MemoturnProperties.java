package ai.memoturn.boot.autoconfigure;

import java.time.Duration;

import ai.memoturn.boot.scope.ProfileNameEncoding;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Configuration of Memoturn. Has no {@code toString()}, because two of the values are
 * secrets.
 */
@ConfigurationProperties("memoturn")
public class MemoturnProperties {

	/**
	 * Base URL of the node or cluster, http or https. Must not hold credentials.
	 */
	private @Nullable String url;

	/**
	 * Token that is sent with every call. Without one, calls are anonymous.
	 */
	private @Nullable String token;

	/**
	 * Platform key of the node or cluster, for operations that need more than a token.
	 */
	private @Nullable String platformKey;

	/**
	 * Namespace of the application, in which the profiles of its users lie. Required for
	 * the profile of the current user; the embedded node uses "dev" unless it is set.
	 */
	private @Nullable String namespace;

	/**
	 * Name under which memories are stored when they do not name a source themselves.
	 */
	private @Nullable String source;

	/**
	 * Where memories are kept. In auto mode at the URL or, when there is none and the
	 * application runs from the class directories of a project, in an embedded node.
	 */
	private MemoturnMode mode = MemoturnMode.AUTO;

	/**
	 * How long connecting may take.
	 */
	private @Nullable Duration connectTimeout;

	/**
	 * How long the node may be silent while an answer is awaited or read.
	 */
	private @Nullable Duration responseTimeout;

	/**
	 * How long a call may take as a whole.
	 */
	private @Nullable Duration totalTimeout;

	/**
	 * Number of connections that may be open at a time.
	 */
	private @Nullable Integer maxConnections;

	/**
	 * Size of the largest answer that is read.
	 */
	private @Nullable DataSize maxResponseSize;

	private final Embedded embedded = new Embedded();

	private final Scope scope = new Scope();

	public @Nullable String getUrl() {
		return this.url;
	}

	public void setUrl(@Nullable String url) {
		this.url = url;
	}

	public @Nullable String getToken() {
		return this.token;
	}

	public void setToken(@Nullable String token) {
		this.token = token;
	}

	public @Nullable String getPlatformKey() {
		return this.platformKey;
	}

	public void setPlatformKey(@Nullable String platformKey) {
		this.platformKey = platformKey;
	}

	public @Nullable String getNamespace() {
		return this.namespace;
	}

	public void setNamespace(@Nullable String namespace) {
		this.namespace = namespace;
	}

	public @Nullable String getSource() {
		return this.source;
	}

	public void setSource(@Nullable String source) {
		this.source = source;
	}

	public MemoturnMode getMode() {
		return this.mode;
	}

	public void setMode(MemoturnMode mode) {
		this.mode = mode;
	}

	public @Nullable Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(@Nullable Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public @Nullable Duration getResponseTimeout() {
		return this.responseTimeout;
	}

	public void setResponseTimeout(@Nullable Duration responseTimeout) {
		this.responseTimeout = responseTimeout;
	}

	public @Nullable Duration getTotalTimeout() {
		return this.totalTimeout;
	}

	public void setTotalTimeout(@Nullable Duration totalTimeout) {
		this.totalTimeout = totalTimeout;
	}

	public @Nullable Integer getMaxConnections() {
		return this.maxConnections;
	}

	public void setMaxConnections(@Nullable Integer maxConnections) {
		this.maxConnections = maxConnections;
	}

	public @Nullable DataSize getMaxResponseSize() {
		return this.maxResponseSize;
	}

	public void setMaxResponseSize(@Nullable DataSize maxResponseSize) {
		this.maxResponseSize = maxResponseSize;
	}

	public Embedded getEmbedded() {
		return this.embedded;
	}

	public Scope getScope() {
		return this.scope;
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

		public ProfileNameEncoding getEncoding() {
			return this.encoding;
		}

		public void setEncoding(ProfileNameEncoding encoding) {
			this.encoding = encoding;
		}

	}

}
