package ai.memoturn.boot.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Which node the application is to use, or why that cannot be said.
 */
enum NodeChoice {

	REMOTE,

	EMBEDDED,

	URL_AND_EMBEDDED("memoturn.url is set and memoturn.mode is embedded.",
			"Remove memoturn.url to use the embedded node, or set memoturn.mode=remote to use the node at the URL."),

	REMOTE_WITHOUT_URL("memoturn.mode is remote and memoturn.url is not set.",
			"Set memoturn.url to the base URL of the node or cluster."),

	EMBEDDED_WITHOUT_NODE("memoturn.mode is embedded and there is no embedded node on the class path.",
			"Add the dependency ai.memoturn:memoturn-embedded, or set memoturn.url to the base URL of a node or cluster."),

	NEITHER("memoturn.url is not set and there is no embedded node on the class path.",
			"Set memoturn.url to the base URL of a node or cluster. Or, to keep memories in a node inside the "
					+ "application, add the dependency ai.memoturn:memoturn-embedded; an application that runs "
					+ "packaged needs memoturn.mode=embedded as well."),

	PACKAGED("memoturn.url is not set, and a packaged application uses the embedded node only when told to.",
			"Set memoturn.url to the base URL of a node or cluster, or set memoturn.mode=embedded (and "
					+ "memoturn.embedded.data-directory) to keep memories in a node inside the application.");

	static final String NODE_CLASS = "ai.memoturn.embedded.EmbeddedNode";

	private final @Nullable String description;

	private final @Nullable String action;

	NodeChoice() {
		this(null, null);
	}

	NodeChoice(@Nullable String description, @Nullable String action) {
		this.description = description;
		this.action = action;
	}

	/**
	 * Decide.
	 * @param mode the mode that is configured
	 * @param urlSet whether a URL is configured
	 * @param nodePresent whether the embedded node is on the class path
	 * @param unpackaged whether the application runs unpackaged
	 * @return the choice
	 */
	static NodeChoice of(MemoturnMode mode, boolean urlSet, boolean nodePresent, boolean unpackaged) {
		return switch (mode) {
			case REMOTE -> (urlSet) ? REMOTE : REMOTE_WITHOUT_URL;
			case EMBEDDED -> {
				if (urlSet) {
					yield URL_AND_EMBEDDED;
				}
				yield (nodePresent) ? EMBEDDED : EMBEDDED_WITHOUT_NODE;
			}
			case AUTO -> {
				if (urlSet) {
					yield REMOTE;
				}
				if (!nodePresent) {
					yield NEITHER;
				}
				yield (unpackaged) ? EMBEDDED : PACKAGED;
			}
		};
	}

	/**
	 * Decide for an application.
	 * @param environment has its configuration
	 * @param classLoader its class loader
	 * @return the choice
	 */
	static NodeChoice of(Environment environment, @Nullable ClassLoader classLoader) {
		// Asked several times before there are beans, and a binder is dear.
		MemoturnMode mode = (environment.containsProperty("memoturn.mode"))
				? Binder.get(environment).bind("memoturn.mode", MemoturnMode.class).orElse(MemoturnMode.AUTO)
				: MemoturnMode.AUTO;
		boolean urlSet = environment.containsProperty("memoturn.url");
		// Not looked at where it has no say: that searches the class path.
		boolean unpackaged = mode == MemoturnMode.AUTO && !urlSet && Packaging.isUnpackaged(classLoader);
		return of(mode, urlSet, ClassUtils.isPresent(NODE_CLASS, classLoader), unpackaged);
	}

	/**
	 * Refuse what cannot be decided.
	 * @throws MemoturnConfigurationException if this is neither of the two nodes
	 */
	void orFail() {
		if (this.description != null && this.action != null) {
			throw new MemoturnConfigurationException(this.description, this.action);
		}
	}

}
