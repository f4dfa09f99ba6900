package ai.memoturn.embedded.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.protocol.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static ai.memoturn.embedded.fault.FaultAssertions.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for recall: memory.md 4.4 and 7.
 */
class RecallTests extends WithNode {

	@Test
	@Section({ "memory 7 keyword channel", "memory 14" })
	void keywordsRankByBm25OverBothFields() {
		storeExample();
		assertThat(this.node.summaries(Ask.words("dark"))).containsExactly("dark dark roast coffee every morning",
				"prefers dark mode");
		assertThat(this.node.summaries(Ask.words("dark drink"))).containsExactly("dark dark roast coffee every morning",
				"likes tea", "prefers dark mode");
	}

	@Test
	@Section({ "memory 7 keyword channel", "memory 14" })
	void whenMemoryIsSupersededThenItStillCountsAsIndexed() {
		// With "alpha" in 2 of 4 rows its idf is at the floor, so that its repetition
		// cannot outweigh "beta"; with superseded rows left out it would be 1 of 3.
		this.node.ingest(Item.fact("t", "alpha old"), Item.fact("t", "gamma new"),
				Item.event("alpha alpha alpha alpha"), Item.event("beta delta"));
		assertThat(this.node.summaries(Ask.words("alpha beta"))).containsExactly("beta delta",
				"alpha alpha alpha alpha");
	}

	@Test
	@Section({ "memory 7 keyword channel", "memory 9" })
	void whenScoresAreEqualThenKeywordsFollowInsertionOrder() {
		this.node.ingest(Item.event("tie one").content("1"), Item.event("tie two").content("2"),
				Item.event("tie six").content("3"));
		assertThat(this.node.summaries(Ask.words("tie"))).containsExactly("tie one", "tie two", "tie six");
	}

	@ParameterizedTest
	@ValueSource(strings = { "NOT (refund)", "\"refund\"", "refund*", "summary:refund", "NEAR(refund)", "-refund",
			"refund AND", "\"", "re\u0000 refund", "^refund", "{refund}", "OR refund OR", "refund'; --" })
	@Section("memory 7 keyword channel")
	void whenQueryHoldsOperatorsThenTheyAreWords(String query) {
		this.node.ingest(Item.event("asked for a refund"), Item.event("something else"));
		assertThat(this.node.summaries(Ask.words(query)))
			.isEqualTo(query.equals("\"") ? List.of() : List.of("asked for a refund"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  ", "?!…", "ⓐ", "\u0301" })
	@Section({ "memory 4.4", "memory 7 keyword channel" })
	void whenQueryHasNoWordsThenNothingMatches(String query) {
		this.node.ingest(Item.event("anything"));
		assertThat(this.node.summaries(Ask.words(query))).isEmpty();
	}

	@Test
	@Section({ "memory 7 keyword channel", "memory 9" })
	void wordsMatchWholeFoldedAndWithoutDiacritics() {
		this.node.ingest(Item.event("Deployed the CAFÉ_app-v2.1"), Item.event("東京タワー が好き"), Item.event("große Straße"));
		assertThat(this.node.summaries(Ask.words("cafe"))).hasSize(1);
		assertThat(this.node.summaries(Ask.words("APP"))).hasSize(1);
		assertThat(this.node.summaries(Ask.words("v2"))).hasSize(1);
		assertThat(this.node.summaries(Ask.words("deploy"))).isEmpty();
		assertThat(this.node.summaries(Ask.words("東京タワー"))).hasSize(1);
		assertThat(this.node.summaries(Ask.words("東京"))).isEmpty();
		assertThat(this.node.summaries(Ask.words("STRASSE"))).isEmpty();
	}

	@Test
	@Section("memory 7 keyword channel")
	void whenQueryIsVeryLongThenItRanksLikeItsParts() {
		Random random = new Random(7);
		List<Item> items = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			items.add(Item.event(i + " " + words(random, 12, 400)));
		}
		this.node.ingest(items.toArray(Item[]::new));
		String words = words(random, 60, 400);
		// Words that no memory holds change no score, only the way it is computed.
		String longer = words + " " + IntStream.range(0, 200).mapToObj((i) -> "absent" + i).toList();
		assertThat(this.node.summaries(Ask.words(longer).k(50))).hasSize(50)
			.isEqualTo(this.node.summaries(Ask.words(words).k(50)));
	}

	private static String words(Random random, int count, int vocabulary) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < count; i++) {
			text.append("w").append(random.nextInt(vocabulary)).append(' ');
		}
		return text.toString();
	}

	@Test
	@Section({ "memory 7", "memory 14" })
	void scoresAreReciprocalRanksInIeeeOrder() {
		this.node.ingest(Item.fact("user.diet", "vegan").embedding(1, 0), Item.event("not vegan at all today"));
		RecallOutcome.Hit hit = this.node.recall(Ask.topic("user.diet")).hits().get(0);
		assertThat(hit.score()).isEqualTo(0.03278688524590164);
		assertThat(hit.channels()).containsExactly("topic");
		List<RecallOutcome.Hit> byWord = this.node.recall(Ask.words("vegan")).hits();
		assertThat(byWord).extracting(RecallOutcome.Hit::score)
			.containsExactly(0.01639344262295082, 0.016129032258064516);
		assertThat(this.node.recall(Ask.topic("user.diet").andWords("vegan")).hits().get(0).score())
			.isEqualTo(0.04918032786885246);
		RecallOutcome.Hit all = this.node.recall(Ask.topic("user.diet").andWords("vegan").andNear(1, 0)).hits().get(0);
		assertThat(all.score()).isEqualTo(0.06557377049180328);
		assertThat(all.channels()).containsExactly("topic", "keyword", "vector");
	}

	@Test
	@Section("memory 7")
	void fusionFollowsTheWorkedExample() {
		// topic [a], keyword [b, a], vector [c, b]
		this.node.ingest(Item.fact("t", "word among several others"), Item.event("word").embedding(0.5f, 1),
				Item.event("c").embedding(1, 0));
		List<RecallOutcome.Hit> hits = this.node.recall(Ask.topic("t").andWords("word").andNear(1, 0)).hits();
		assertThat(hits).extracting((hit) -> hit.memory().summary())
			.containsExactly("word among several others", "word", "c");
		assertThat(hits).extracting(RecallOutcome.Hit::score)
			.containsExactly(2.0 / 61 + 1.0 / 62, 1.0 / 61 + 1.0 / 62, 1.0 / 61);
		assertThat(hits).extracting(RecallOutcome.Hit::channels)
			.containsExactly(List.of("topic", "keyword"), List.of("keyword", "vector"), List.of("vector"));
	}

	@Test
	@Section("memory 7")
	void whenScoresTieThenTheEarlierChannelComesFirst() {
		this.node.ingest(Item.event("near").embedding(1, 0), Item.event("word"));
		assertThat(this.node.summaries(Ask.words("word").andNear(1, 0))).containsExactly("word", "near");
	}

	@Test
	@Section("memory 7")
	void topicChannelFindsEveryTypeNewestFirst() {
		this.node.ingest(Item.fact("t", "first"));
		this.node.clock.advance(5);
		this.node.ingest(Item.of("instruction", "always").topic("t").text("always"));
		this.node.clock.advance(5);
		this.node.ingest(Item.fact("t", "second"));
		assertThat(this.node.summaries(Ask.topic("t"))).containsExactly("second", "always");
		assertThat(this.node.summaries(Ask.topic("t").superseded())).containsExactly("second", "always", "first");
		assertThat(this.node.summaries(Ask.topic("t").types("instruction"))).containsExactly("always");
		assertThat(this.node.summaries(Ask.topic("T"))).isEmpty();
	}

	@Test
	@Section("memory 7")
	void vectorsRankByCosineWhateverTheirLength() {
		this.node.ingest(Item.event("far").embedding(-5, 0.1f), Item.event("near").embedding(0.001f, 0.0001f),
				Item.event("middle").embedding(100, 100), Item.event("without"));
		assertThat(this.node.summaries(Ask.near(3, 0))).containsExactly("near", "middle", "far");
		assertThat(this.node.summaries(Ask.near(3, 0).k(1))).containsExactly("near");
	}

	@Test
	void whenVectorIsAllZeroThenItsCosineCountsAsZero() {
		this.node.ingest(Item.event("opposite").embedding(-1, 0), Item.event("zero").embedding(0, 0),
				Item.event("same").embedding(1, 0));
		assertThat(this.node.summaries(Ask.near(1, 0))).containsExactly("same", "zero", "opposite");
		assertThat(this.node.summaries(Ask.near(0, 0))).containsExactly("opposite", "zero", "same");
	}

	@Test
	@Section("memory 7")
	void whenEmbeddingHasAnotherLengthThenTheOtherChannelsAnswer() {
		this.node.ingest(Item.event("word").embedding(1, 0));
		assertThat(this.node.summaries(Ask.near(1, 0, 0))).isEmpty();
		assertThat(this.node.recall(Ask.words("word").andNear(1, 0, 0)).hits().get(0).channels())
			.containsExactly("keyword");
	}

	@Test
	@Section("memory 7")
	void filtersApplyBeforeTheCandidatesAreCut() {
		// Better candidates of every channel than the cut of 5, none of which passes.
		List<Item> items = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			items.add(Item.of("instruction", "word " + i).topic("t").text("i" + i).embedding(1, 0).source("other"));
			items.add(Item.event("word word " + i).embedding(1, 0).session("other").source("other"));
			items.add(Item.task("word word " + i, 0).source("mine").session("mine"));
		}
		items.add(0, Item.fact("t", "a word far from the others").embedding(-1, 0).session("mine").source("mine"));
		this.node.ingest(items.toArray(Item[]::new));
		for (Ask ask : List.of(Ask.topic("t"), Ask.words("word"), Ask.near(1, 0))) {
			String mine = "a word far from the others";
			assertThat(this.node.summaries(ask.k(1).superseded().types("fact"))).containsExactly(mine);
			assertThat(this.node.summaries(ask.types("fact", "task", "event", "instruction").session("mine")))
				.containsExactly(mine);
			assertThat(this.node.summaries(ask.session(null).source("mine"))).containsExactly(mine);
		}
		// Of the 100 instructions on one topic only the last is active.
		assertThat(this.node.summaries(Ask.near(1, 0).k(1).types("instruction"))).containsExactly("word 99");
		assertThat(this.node.summaries(Ask.words("word").types("instruction"))).containsExactly("word 99");
	}

	@Test
	@Section("memory 7")
	void whenHashesOfFiltersCollideThenValuesDecide() {
		// "Aa" and "BB" have the same String.hashCode.
		this.node.ingest(Item.event("one").embedding(1, 0).session("Aa"),
				Item.event("two").embedding(1, 0).session("BB"));
		assertThat(this.node.summaries(Ask.near(1, 0).session("BB"))).containsExactly("two");
	}

	@Test
	@Section("memory 4.4")
	void whenTypesAreEmptyThenNothingMatches() {
		this.node.ingest(Item.fact("t", "word").embedding(1));
		assertThat(this.node.summaries(Ask.topic("t").andWords("word").andNear(1).types())).isEmpty();
	}

	@Test
	@Section({ "memory 7", "memory 14", "control 12.4" })
	void resultsAreCutToK() {
		this.node.ingest(IntStream.range(0, 1000).mapToObj((i) -> Item.event("same " + i)).toArray(Item[]::new));
		this.node.ingest(IntStream.range(0, 10).mapToObj((i) -> Item.event("same too " + i)).toArray(Item[]::new));
		assertThat(this.node.summaries(Ask.words("same").k(0))).hasSize(1);
		assertThat(this.node.summaries(Ask.words("same").k(3))).hasSize(3);
		assertThat(this.node.summaries(Ask.words("same").k(4_294_967_295L))).hasSize(1000);
	}

	@Test
	@Section({ "memory 6", "memory 7" })
	void whenTaskHasExpiredThenRecallHidesItAtOnce() {
		this.node.ingest(Item.task("call back", 2), Item.task("forgotten at birth", 0));
		assertThat(this.node.summaries(Ask.words("call birth"))).containsExactly("call back");
		this.node.clock.advance(1999);
		assertThat(this.node.summaries(Ask.words("call"))).containsExactly("call back");
		this.node.clock.advance(1);
		assertThat(this.node.summaries(Ask.words("call").superseded())).isEmpty();
	}

	@Test
	@Section({ "memory 4.4", "control 4.2" })
	void whenProfileIsUnknownThenNothingElseIsLookedAt() {
		ProfileAddress bob = new ProfileAddress("acme", "bob", "nowhere");
		RecallQuery bad = Ask.nothing().types("unknown").build();
		assertThat(this.node.service.recall(bob, bad, 0)).isEqualTo(new RecallOutcome(List.of(), 0));
		assertFault(FaultCode.NOT_FOUND, () -> this.node.service.recall(bob, bad, 1));
		assertFault(FaultCode.INVALID_REQUEST,
				() -> this.node.service.recall(new ProfileAddress("acme", "Bob", "main"), bad, 1));
	}

	@Test
	@Section("memory 4.4")
	void whenProfileIsKnownThenChecksFollowTheirOrder() {
		this.node.ingest();
		ProfileAddress nowhere = new ProfileAddress("acme", "alice", "nowhere");
		assertFault(FaultCode.INVALID_REQUEST,
				() -> this.node.service.recall(nowhere, Ask.nothing().types("x").build(), 0));
		assertFault(FaultCode.BRANCH_NOT_FOUND, () -> this.node.service.recall(nowhere, Ask.nothing().build(), 0));
		assertFault(FaultCode.BRANCH_NOT_FOUND,
				() -> this.node.service.recall(new ProfileAddress("acme", "alice", ""), Ask.words("x").build(), 0));
		assertFault(FaultCode.INVALID_REQUEST, () -> this.node.recall(Ask.nothing()));
		assertFault(FaultCode.INVALID_REQUEST, () -> this.node.recall(Ask.words("x").andNear()));
		assertFault(FaultCode.INVALID_REQUEST, () -> this.node.recall(Ask.near(1, Float.POSITIVE_INFINITY)));
		assertThat(this.node.recall(Ask.words("")).hits()).isEmpty();
	}

	@Test
	@Section("memory 4.4")
	void answerHoldsEveryFieldAndTheTxid() {
		IngestOutcome outcome = this.node.ingest(Item.fact("user.diet", "vegan since 2026")
			.content("{\"diet\":\"vegan\"}")
			.keywords("food preference")
			.source("claude-code"));
		RecallOutcome recall = this.node.recall(Ask.words("food"));
		assertThat(recall.txid()).isEqualTo(outcome.txid());
		assertThat(recall.hits().get(0).memory()).isEqualTo(new StoredMemory(outcome.items().get(0).id(), "fact",
				"user.diet", "vegan since 2026", "{\"diet\":\"vegan\"}", "food preference", null, "claude-code",
				this.node.clock.millis(), null, null, null, List.of()));
	}

	private void storeExample() {
		this.node.ingest(Item.event("prefers dark mode").keywords("theme ui"),
				Item.event("dark dark roast coffee every morning").keywords("drink"),
				Item.event("deployed v2 to production").keywords("deploy release"),
				Item.event("always reply in formal tone"), Item.event("likes tea").keywords("drink"));
	}

}
