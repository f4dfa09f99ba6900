package ai.memoturn.boot.actuate;

import org.springframework.util.StringUtils;

/**
 * Tells by what name a client is known to people who watch it.
 */
public final class ClientNames {

	private static final String[] SUFFIXES = { "ReactiveMemoturnClient", "MemoturnClient" };

	private ClientNames() {
	}

	/**
	 * Return the name of a client.
	 * @param beanName the name of its bean
	 * @return its name under {@code memoturn.clients}, {@code default} for the client of
	 * {@code memoturn.url}, and the bean's name for a client of the application's own
	 */
	public static String of(String beanName) {
		for (String suffix : SUFFIXES) {
			if (beanName.equals(StringUtils.uncapitalize(suffix))) {
				return "default";
			}
			if (beanName.endsWith(suffix)) {
				return beanName.substring(0, beanName.length() - suffix.length());
			}
		}
		return beanName;
	}

}
