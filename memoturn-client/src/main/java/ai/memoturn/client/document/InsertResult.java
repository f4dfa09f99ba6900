package ai.memoturn.client.document;

import java.util.List;

/**
 * Answer to an insert. New components may be added: read it, do not construct it.
 *
 * @param ids the ids of the documents, in the order given
 * @param txid transaction id of the branch at which the documents are visible
 */
public record InsertResult(List<String> ids, long txid) {

	public InsertResult {
		ids = List.copyOf(ids);
	}

	/**
	 * Return the id of the first document: the only one, if one was inserted.
	 * @return the id
	 */
	public String id() {
		return this.ids.get(0);
	}

}
