package ai.memoturn.client.operation;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MarksTests {

	private static final DatabaseSpec ALICE = DatabaseSpec.parse("acme--alice");

	private static final DatabaseSpec BOB = DatabaseSpec.parse("acme--bob");

	private static final DatabaseSpec DRAFT = DatabaseSpec.parse("acme--alice@draft");

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

	private final Marks marks = new Marks(Duration.ofSeconds(30), this.now::get);

	@Test
	void marksShouldOnlyGrowAndNotCross() {
		this.marks.note(ALICE, 5, 0);
		this.marks.note(ALICE, 3, 0);
		this.marks.note(DRAFT, 9, 0);
		assertThat(this.marks.get(ALICE)).isEqualTo(5);
		assertThat(this.marks.get(DRAFT)).isEqualTo(9);
		assertThat(this.marks.get(BOB)).isZero();
		assertThat(this.marks.get(null)).isZero();
		this.marks.note(ALICE, 6, 5);
		assertThat(this.marks.get(ALICE)).isEqualTo(6);
	}

	@Test
	void mainBranchShouldBeTheSameWithAndWithoutItsName() {
		this.marks.note(DatabaseSpec.parse("acme--alice@main"), 5, 0);
		assertThat(this.marks.get(ALICE)).isEqualTo(5);
	}

	@Test
	void whenAnAnswerIsBelowTheMarkItWasAskedWithThenTheBranchWentBack() {
		this.marks.note(ALICE, 100, 0);
		this.marks.note(ALICE, 50, 100);
		assertThat(this.marks.get(ALICE)).isEqualTo(50);
	}

	@Test
	void whenTheMarkWasRaisedMeanwhileThenALateAnswerMeansNothing() {
		this.marks.note(ALICE, 100, 0);
		this.marks.note(ALICE, 101, 100);
		this.marks.note(ALICE, 99, 100);
		assertThat(this.marks.get(ALICE)).isEqualTo(101);
	}

	@Test
	void whenItsTimeIsOverThenAMarkIsGone() {
		this.marks.note(ALICE, 100, 0);
		this.now.addAndGet(Duration.ofSeconds(30).toNanos() - 1);
		this.marks.note(ALICE, 100, 100);
		assertThat(this.marks.get(ALICE)).isEqualTo(100);
		this.now.incrementAndGet();
		assertThat(this.marks.get(ALICE)).isZero();
		this.marks.note(ALICE, 7, 0);
		assertThat(this.marks.get(ALICE)).isEqualTo(7);
	}

	@Test
	void droppingShouldForgetOneBranchOrAllOfADatabase() {
		this.marks.note(ALICE, 1, 0);
		this.marks.note(DRAFT, 2, 0);
		this.marks.note(BOB, 3, 0);
		this.marks.drop(DRAFT, false);
		assertThat(this.marks.get(DRAFT)).isZero();
		assertThat(this.marks.get(ALICE)).isEqualTo(1);
		this.marks.note(DRAFT, 2, 0);
		this.marks.drop(ALICE, true);
		assertThat(this.marks.get(DRAFT)).isZero();
		assertThat(this.marks.get(ALICE)).isZero();
		assertThat(this.marks.get(BOB)).isEqualTo(3);
	}

	@Test
	void numberOfMarksShouldBeBounded() {
		for (int i = 0; i < 20_000; i++) {
			this.marks.note(new DatabaseSpec("acme--" + i, null), 1, 0);
			this.marks.note(ALICE, 1, 1);
		}
		assertThat(this.marks.get(new DatabaseSpec("acme--0", null))).isZero();
		assertThat(this.marks.get(new DatabaseSpec("acme--19999", null))).isEqualTo(1);
		assertThat(this.marks.get(ALICE)).as("lately used").isEqualTo(1);
	}

	@Test
	void whenTurnedOffThenNothingIsKept() {
		Marks off = new Marks(Duration.ZERO, this.now::get);
		off.note(ALICE, 5, 0);
		assertThat(off.get(ALICE)).isZero();
	}

}
