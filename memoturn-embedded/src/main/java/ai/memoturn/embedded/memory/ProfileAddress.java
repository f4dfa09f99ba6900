package ai.memoturn.embedded.memory;

import ai.memoturn.embedded.database.NameRule;

/**
 * Where a request goes: one branch of one profile. The parts are as they were sent,
 * decoded but not checked; the service checks them at the moment the protocol says.
 *
 * @param namespace the namespace
 * @param profile the profile within it
 * @param branch the branch, {@code main} unless the request says otherwise
 */
public record ProfileAddress(String namespace, String profile, String branch) {

	/**
	 * Return the name of the profile's database.
	 * @return the name, which is one only if the parts are
	 */
	public String databaseName() {
		return this.namespace + NameRule.SEPARATOR + this.profile;
	}

}
