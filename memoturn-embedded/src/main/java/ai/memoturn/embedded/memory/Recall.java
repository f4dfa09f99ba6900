package ai.memoturn.embedded.memory;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.store.BranchModule;
import ai.memoturn.embedded.store.Snapshot;
import ai.memoturn.embedded.transcript.FoundTurn;
import ai.memoturn.embedded.transcript.TranscriptService;
import ai.memoturn.embedded.vector.EmbeddingRule;
import ai.memoturn.embedded.vector.VectorView;
import org.jspecify.annotations.Nullable;

/**
 * One recall: up to three channels, each ranking the memories that pass the filters, and
 * their fusion by reciprocal rank.
 */
final class Recall {

	private static final int MAX_RESULTS = 1000;

	private static final int CANDIDATES_PER_RESULT = 5;

	private static final double RANK_CONSTANT = 60;

	private static final double TOPIC_WEIGHT = 2;

	private static final double KEYWORD_WEIGHT = 1;

	private static final double VECTOR_WEIGHT = 1;

	/** How many of the best matches are looked at before all of them are. */
	private static final int PROBES_PER_CANDIDATE = 4;

	/** More alternatives in one full-text query make it slower than several queries. */
	private static final int TOKENS_PER_QUERY = 64;

	private final RecallQuery query;

	private final MemoryFilter filter;

	private final BranchModule<?, VectorView> module;

	private final TranscriptService transcripts;

	private final int results;

	private final int candidates;

	private Recall(RecallQuery query, MemoryFilter filter, BranchModule<?, VectorView> module,
			TranscriptService transcripts) {
		this.query = query;
		this.filter = filter;
		this.module = module;
		this.transcripts = transcripts;
		this.results = (int) Math.max(Math.min(query.k(), MAX_RESULTS), 1);
		this.candidates = CANDIDATES_PER_RESULT * this.results;
	}

	/**
	 * Return the types that the query asks for, or {@code null} for all.
	 * @throws Fault {@code invalid_request} if one is unknown
	 */
	static @Nullable EnumSet<MemoryType> types(RecallQuery query) {
		List<String> names = query.types();
		if (names == null) {
			return null;
		}
		EnumSet<MemoryType> types = EnumSet.noneOf(MemoryType.class);
		for (String name : names) {
			MemoryType type = MemoryType.of(name);
			if (type == null) {
				throw new Fault(FaultCode.INVALID_REQUEST, "types may hold fact, event, instruction and task only");
			}
			types.add(type);
		}
		return types;
	}

	/**
	 * Check what was sent.
	 * @throws Fault {@code invalid_request} if nothing is asked for or the embedding
	 * cannot be one
	 */
	static void requireInput(RecallQuery query) {
		if (query.query() == null && query.embedding() == null && query.topicKey() == null) {
			throw new Fault(FaultCode.INVALID_REQUEST, "at least one of query, embedding and topic_key is needed");
		}
		float[] embedding = query.embedding();
		if (embedding != null) {
			EmbeddingRule.check("embedding", embedding);
		}
	}

	/**
	 * Prepare a recall.
	 * @param now the time that decides which tasks have expired, Unix milliseconds
	 * @throws Fault {@code invalid_request} if turns are asked for without an embedding
	 */
	static Recall of(RecallQuery query, @Nullable EnumSet<MemoryType> types, long now,
			BranchModule<?, VectorView> module, TranscriptService transcripts) {
		if (query.includeTurns() && query.embedding() == null) {
			throw new Fault(FaultCode.INVALID_REQUEST, "include_turns needs an embedding; send one or leave it out");
		}
		return new Recall(query, new MemoryFilter(query, types, now), module, transcripts);
	}

	RecallOutcome run(Snapshot snapshot) throws SQLException {
		return new RecallOutcome(memories(snapshot), turns(snapshot), snapshot.txid());
	}

	private @Nullable List<FoundTurn> turns(Snapshot snapshot) throws SQLException {
		float[] embedding = this.query.embedding();
		return (this.query.includeTurns() && embedding != null)
				? this.transcripts.search(snapshot, this.query.sessionId(), embedding, this.query.k()) : null;
	}

	private List<RecallOutcome.Hit> memories(Snapshot snapshot) throws SQLException {
		if (this.filter.matchesNothing()) {
			return List.of();
		}
		Map<Long, Ranked> found = new LinkedHashMap<>();
		fuse(found, "topic", TOPIC_WEIGHT, topicChannel(snapshot));
		fuse(found, "keyword", KEYWORD_WEIGHT, keywordChannel(snapshot));
		fuse(found, "vector", VECTOR_WEIGHT, vectorChannel(snapshot));
		List<RecallOutcome.Hit> hits = new ArrayList<>();
		for (Ranked ranked : best(found.values())) {
			hits.add(new RecallOutcome.Hit(MemoryRows.byRow(snapshot, ranked.row), ranked.score,
					List.copyOf(ranked.channels)));
		}
		return hits;
	}

	private static void fuse(Map<Long, Ranked> found, String channel, double weight, List<Long> rows) {
		int rank = 1;
		for (Long row : rows) {
			Ranked ranked = found.computeIfAbsent(row, Ranked::new);
			ranked.score += weight / (RANK_CONSTANT + rank++);
			ranked.channels.add(channel);
		}
	}

	/**
	 * Best first; equal ones in the order in which they were found.
	 */
	private List<Ranked> best(Collection<Ranked> found) {
		List<Ranked> sorted = new ArrayList<>(found);
		sorted.sort(Comparator.comparingDouble((Ranked ranked) -> ranked.score).reversed());
		return sorted.subList(0, Math.min(this.results, sorted.size()));
	}

	/**
	 * Newest first, also within one millisecond.
	 */
	private List<Long> topicChannel(Snapshot snapshot) throws SQLException {
		String topicKey = this.query.topicKey();
		if (topicKey == null) {
			return List.of();
		}
		PreparedStatement select = snapshot.prepare("SELECT m.row FROM __memoturn_memories m WHERE m.topic_key = ? AND "
				+ this.filter.condition() + " ORDER BY m.created_at DESC, m.row DESC LIMIT ?");
		select.setString(1, topicKey);
		int next = this.filter.bind(select, 2);
		select.setInt(next, this.candidates);
		return MemoryRows.longs(select);
	}

	/**
	 * By BM25 over summary and keywords as one document, as FTS5 computes it: k1 = 1.2, b
	 * = 0.75, never a negative idf. Equal ones in the order in which they were stored.
	 */
	private List<Long> keywordChannel(Snapshot snapshot) throws SQLException {
		String text = this.query.query();
		List<String> tokens = (text != null) ? QueryTokens.of(text) : List.of();
		if (tokens.isEmpty()) {
			return List.of();
		}
		if (tokens.size() > TOKENS_PER_QUERY) {
			return keywordChannelInParts(snapshot, tokens);
		}
		String expression = QueryTokens.expression(tokens);
		List<Long> accepted = likelyKeywordMatches(snapshot, expression);
		if (accepted != null) {
			return accepted;
		}
		PreparedStatement select = snapshot.prepare("SELECT m.row FROM __memoturn_memories_fts"
				+ " JOIN __memoturn_memories m ON m.row = __memoturn_memories_fts.rowid"
				+ " WHERE __memoturn_memories_fts MATCH ? AND " + this.filter.condition()
				+ " ORDER BY bm25(__memoturn_memories_fts), m.row LIMIT ?");
		select.setString(1, expression);
		int next = this.filter.bind(select, 2);
		select.setInt(next, this.candidates);
		return MemoryRows.longs(select);
	}

	/**
	 * Look at the best matches only, instead of at the row of every match. Most of the
	 * time enough of them pass the filters.
	 * @return the candidates, or {@code null} if there may be more of them further down
	 */
	private @Nullable List<Long> likelyKeywordMatches(Snapshot snapshot, String expression) throws SQLException {
		int depth = PROBES_PER_CANDIDATE * this.candidates;
		PreparedStatement select = snapshot
			.prepare("SELECT rowid FROM __memoturn_memories_fts WHERE __memoturn_memories_fts MATCH ?"
					+ " ORDER BY bm25(__memoturn_memories_fts), rowid LIMIT ?");
		select.setString(1, expression);
		select.setInt(2, depth);
		List<Long> best = MemoryRows.longs(select);
		List<Long> accepted = firstAccepted(snapshot, best.iterator());
		return (accepted.size() == this.candidates || best.size() < depth) ? accepted : null;
	}

	/**
	 * Take from the front of a ranking until there are enough candidates.
	 */
	private List<Long> firstAccepted(Snapshot snapshot, Iterator<Long> ranked) throws SQLException {
		List<Long> accepted = new ArrayList<>();
		while (accepted.size() < this.candidates && ranked.hasNext()) {
			List<Long> next = new ArrayList<>(this.candidates);
			while (next.size() < this.candidates && ranked.hasNext()) {
				next.add(ranked.next());
			}
			Set<Long> passing = this.filter.accepted(snapshot, next);
			next.stream()
				.filter(passing::contains)
				.limit(this.candidates - accepted.size())
				.forEachOrdered(accepted::add);
		}
		return accepted;
	}

	/**
	 * The same ranking for long texts: the score is a sum over the tokens, so that parts
	 * of the query can be scored one after the other. FTS5's effort for one query grows
	 * with the square of its tokens.
	 */
	private List<Long> keywordChannelInParts(Snapshot snapshot, List<String> tokens) throws SQLException {
		Map<Long, double[]> scores = new HashMap<>();
		for (int from = 0; from < tokens.size(); from += TOKENS_PER_QUERY) {
			snapshot.checkTime();
			PreparedStatement select = snapshot.prepare("SELECT rowid, bm25(__memoturn_memories_fts)"
					+ " FROM __memoturn_memories_fts WHERE __memoturn_memories_fts MATCH ?");
			select.setString(1,
					QueryTokens.expression(tokens.subList(from, Math.min(from + TOKENS_PER_QUERY, tokens.size()))));
			try (ResultSet rows = select.executeQuery()) {
				while (rows.next()) {
					scores.computeIfAbsent(rows.getLong(1), (row) -> new double[1])[0] += rows.getDouble(2);
				}
			}
		}
		List<Map.Entry<Long, double[]>> ranked = new ArrayList<>(scores.entrySet());
		ranked.sort(Comparator.comparingDouble((Map.Entry<Long, double[]> entry) -> entry.getValue()[0])
			.thenComparing(Map.Entry::getKey));
		return firstAccepted(snapshot, ranked.stream().map(Map.Entry::getKey).iterator());
	}

	/**
	 * By cosine distance. What the vectors in memory cannot tell (whether a memory is
	 * still there and active) is asked of the rows, nearest first, until enough pass.
	 */
	private List<Long> vectorChannel(Snapshot snapshot) throws SQLException {
		float[] embedding = this.query.embedding();
		if (embedding == null) {
			return List.of();
		}
		return firstAccepted(snapshot, snapshot.view(this.module)
			.nearest(embedding, this.filter.kinds(), this.query.sessionId(), this.query.source()));
	}

	private static final class Ranked {

		private final long row;

		private final List<String> channels = new ArrayList<>(3);

		private double score;

		Ranked(Long row) {
			this.row = row;
		}

	}

}
