package ai.memoturn.embedded.memory;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import ai.memoturn.embedded.store.Versioned;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sections 6 and 7 of memory.md written down as plainly as possible, to compare the
 * service with.
 */
final class MemoryModel {

	/** How far equal scores may be apart when their terms were added in another order. */
	private static final double ROUNDING = 1e-9;

	private final List<Row> rows = new ArrayList<>();

	private final Map<String, SessionEntry> sessions = new TreeMap<>();

	private final List<String> everSeen = new ArrayList<>(List.of("mem_0"));

	private int dimension;

	private long txid;

	private static final class Row {

		private final String id;

		private final NewMemory memory;

		private final long createdAt;

		private final @Nullable Long expiresAt;

		private final float @Nullable [] vector;

		private final List<String> tokens;

		private @Nullable String supersededBy;

		private @Nullable Long supersededAt;

		Row(String id, NewMemory memory, long createdAt, @Nullable Long expiresAt, float @Nullable [] vector) {
			this.id = id;
			this.memory = memory;
			this.createdAt = createdAt;
			this.expiresAt = expiresAt;
			this.vector = vector;
			this.tokens = tokens(memory.summary() + " " + Objects.requireNonNullElse(memory.keywords(), ""));
		}

		StoredMemory toStored(List<String> supersedes) {
			NewMemory m = this.memory;
			return new StoredMemory(this.id, m.type(), m.topicKey(), m.summary(), m.content(),
					Objects.requireNonNullElse(m.keywords(), ""), m.sessionId(), m.source(), this.createdAt,
					this.expiresAt, this.supersededBy, this.supersededAt, supersedes);
		}

	}

	String anyId(Random random) {
		return this.everSeen.get(random.nextInt(this.everSeen.size()));
	}

	IngestOutcome ingest(List<NewMemory> batch, long now) {
		Map<String, Boolean> activeBefore = new LinkedHashMap<>();
		this.rows.forEach((row) -> activeBefore.put(row.id, row.supersededBy == null));
		Set<String> seen = new HashSet<>();
		List<IngestOutcome.Item> results = new ArrayList<>();
		boolean changed = false;
		for (NewMemory item : batch) {
			String id = MemoryId.of(item.type(), item.topicKey(), item.content());
			this.everSeen.add(id);
			if (!seen.add(id) || activeBefore.getOrDefault(id, false)) {
				results.add(new IngestOutcome.Item(id, "duplicate", List.of()));
				continue;
			}
			changed = true;
			Row known = row(id);
			String topic = (known != null) ? known.memory.topicKey() : item.topicKey();
			List<String> superseded = new ArrayList<>();
			for (Row row : this.rows) {
				if (topic != null && topic.equals(row.memory.topicKey()) && row.memory.type().equals(item.type())
						&& row.supersededBy == null) {
					row.supersededBy = id;
					row.supersededAt = now;
					superseded.add(row.id);
				}
			}
			if (known != null) {
				known.supersededBy = null;
				known.supersededAt = null;
			}
			else {
				this.rows.add(created(id, item, now));
			}
			String session = item.sessionId();
			if (session != null) {
				SessionEntry before = this.sessions.get(session);
				this.sessions.put(session, new SessionEntry(session, (before != null) ? before.createdAt() : now, now));
			}
			results.add(new IngestOutcome.Item(id, (known != null) ? "revived" : "created", superseded));
		}
		return new IngestOutcome(results, commit(changed));
	}

	private Row created(String id, NewMemory item, long now) {
		boolean task = item.type().equals("task");
		Long ttl = item.ttlSeconds();
		float[] vector = task ? null : item.embedding();
		if (vector != null && this.dimension == 0) {
			this.dimension = vector.length;
		}
		if (vector != null && vector.length != this.dimension) {
			vector = null;
		}
		return new Row(id, item, now, task ? Long.valueOf(now + 1000 * ((ttl != null) ? ttl : 86_400)) : null, vector);
	}

	private long commit(boolean changed) {
		if (changed) {
			this.txid++;
		}
		return this.txid;
	}

	private @Nullable Row row(String id) {
		return this.rows.stream().filter((row) -> row.id.equals(id)).findAny().orElse(null);
	}

	@Nullable StoredMemory get(String id) {
		Row row = row(id);
		if (row == null) {
			return null;
		}
		return row.toStored(
				this.rows.stream().filter((other) -> id.equals(other.supersededBy)).map((other) -> other.id).toList());
	}

	/**
	 * Return the transaction id, or -1 if there is no such memory.
	 */
	long forget(String id) {
		return this.rows.removeIf((row) -> row.id.equals(id)) ? commit(true) : -1;
	}

	long endSession(String session) {
		boolean changed = this.rows
			.removeIf((row) -> row.memory.type().equals("task") && session.equals(row.memory.sessionId()));
		changed |= this.sessions.remove(session) != null;
		return commit(changed);
	}

	int sweep(long now) {
		int before = this.rows.size();
		this.rows.removeIf((row) -> row.expiresAt != null && row.expiresAt <= now);
		commit(this.rows.size() < before);
		return before - this.rows.size();
	}

	Versioned<List<SessionEntry>> sessions() {
		return new Versioned<>(this.sessions.values()
			.stream()
			.sorted(Comparator.comparingLong(SessionEntry::lastActiveAt).reversed())
			.toList(), this.txid);
	}

	/**
	 * Recall.
	 * @param keywordOrder ids in the order in which the node's keyword channel ranks them
	 * alone: it is checked here, and decides where scores are equal but for rounding
	 */
	RecallOutcome recall(RecallQuery query, long now, List<String> keywordOrder) {
		int results = (int) Math.max(Math.min(query.k(), 1000), 1);
		List<Row> passing = this.rows.stream()
			.filter((row) -> query.includeSuperseded() || row.supersededBy == null)
			.filter((row) -> row.expiresAt == null || row.expiresAt > now)
			.filter((row) -> query.types() == null || query.types().contains(row.memory.type()))
			.filter((row) -> query.sessionId() == null || query.sessionId().equals(row.memory.sessionId()))
			.filter((row) -> query.source() == null || query.source().equals(row.memory.source()))
			.toList();
		Map<Row, Double> scores = new LinkedHashMap<>();
		Map<Row, List<String>> channels = new LinkedHashMap<>();
		fuse(scores, channels, "topic", 2, topicChannel(query, passing), results);
		fuse(scores, channels, "keyword", 1, keywordChannel(query, passing, keywordOrder), results);
		fuse(scores, channels, "vector", 1, vectorChannel(query, passing), results);
		return new RecallOutcome(scores.entrySet()
			.stream()
			.sorted(Map.Entry.<Row, Double>comparingByValue().reversed())
			.limit(results)
			.map((entry) -> new RecallOutcome.Hit(entry.getKey().toStored(List.of()), entry.getValue(),
					channels.getOrDefault(entry.getKey(), List.of())))
			.toList(), this.txid);
	}

	private static void fuse(Map<Row, Double> scores, Map<Row, List<String>> channels, String channel, double weight,
			List<Row> ranked, int results) {
		int rank = 1;
		for (Row row : ranked.subList(0, Math.min(ranked.size(), 5 * results))) {
			scores.merge(row, weight / (60 + rank++), Double::sum);
			channels.computeIfAbsent(row, (key) -> new ArrayList<>()).add(channel);
		}
	}

	private static List<Row> topicChannel(RecallQuery query, List<Row> passing) {
		List<Row> found = new ArrayList<>(passing.stream()
			.filter((row) -> query.topicKey() != null && query.topicKey().equals(row.memory.topicKey()))
			.toList());
		Collections.reverse(found);
		found.sort(Comparator.comparingLong((Row row) -> row.createdAt).reversed());
		return found;
	}

	private List<Row> keywordChannel(RecallQuery query, List<Row> passing, List<String> keywordOrder) {
		List<String> tokens = tokens(Objects.requireNonNullElse(query.query(), ""));
		List<Row> ranked = passing.stream()
			.filter((row) -> row.tokens.stream().anyMatch(tokens::contains))
			.sorted(Comparator.comparingInt((Row row) -> keywordOrder.indexOf(row.id)))
			.toList();
		assertThat(keywordOrder).isEqualTo(ranked.stream().map((row) -> row.id).toList());
		double before = Double.MAX_VALUE;
		for (Row row : ranked) {
			double score = bm25(tokens, row);
			assertThat(score).isLessThanOrEqualTo(before * (1 + ROUNDING));
			before = score;
		}
		return ranked;
	}

	private double bm25(List<String> tokens, Row row) {
		double average = this.rows.stream().mapToInt((other) -> other.tokens.size()).average().orElse(1);
		double sum = 0;
		for (String token : tokens) {
			long containing = this.rows.stream().filter((other) -> other.tokens.contains(token)).count();
			double idf = Math.log((this.rows.size() - containing + 0.5) / (containing + 0.5));
			double count = row.tokens.stream().filter(token::equals).count();
			sum += Math.max(idf, 0.000001) * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * row.tokens.size() / average));
		}
		return sum;
	}

	private static List<String> tokens(String text) {
		String folded = Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
			.replaceAll("\\p{M}", "");
		return Arrays.stream(folded.split("[^\\p{L}\\p{N}]+")).filter((token) -> !token.isEmpty()).toList();
	}

	private List<Row> vectorChannel(RecallQuery query, List<Row> passing) {
		float[] embedding = query.embedding();
		if (embedding == null || embedding.length != this.dimension) {
			return List.of();
		}
		return passing.stream()
			.filter((row) -> row.vector != null)
			.sorted(Comparator.comparingDouble((Row row) -> -Math.round(cosine(row.vector, embedding) * 1e5)))
			.toList();
	}

	private static double cosine(float @Nullable [] one, float[] other) {
		double dot = 0;
		double squares = 0;
		double otherSquares = 0;
		for (int i = 0; one != null && i < one.length; i++) {
			dot += (double) one[i] * other[i];
			squares += (double) one[i] * one[i];
			otherSquares += (double) other[i] * other[i];
		}
		return dot / Math.sqrt(squares * otherSquares);
	}

}
