package ai.memoturn.embedded.memory;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.protocol.Section;
import org.junit.jupiter.api.Test;

import static ai.memoturn.embedded.fault.FaultAssertions.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sweeping expired tasks beside failures and other uses, and ingest beside deletion.
 */
class SweepTests extends WithNode {

	private static final ProfileAddress BOB = new ProfileAddress("acme", "bob", "main");

	@Test
	@Section({ "memory 6", "database 10" })
	void whenOneProfileFailsThenTheOthersAreSwept() {
		String stuck = this.node.store(Item.task("stuck", 1));
		String gone = this.node.service.ingest(BOB, List.of(Item.task("goes", 1).build()), false).items().get(0).id();
		this.node.store.write(Invariants.branch(this.node.store), false, (transaction) -> transaction
			.prepare("CREATE TRIGGER poison BEFORE DELETE ON __memoturn_memories BEGIN SELECT RAISE(ABORT, 'p'); END")
			.execute());
		assertThat(this.node.service.sweepExpired()).isZero();
		this.node.clock.advance(1000);
		assertThat(this.node.service.sweepExpired()).isEqualTo(1);
		assertThat(this.node.get(stuck).summary()).isEqualTo("stuck");
		assertFault(FaultCode.NOT_FOUND, () -> this.node.service.get(BOB, gone));
		this.node.store.write(Invariants.branch(this.node.store), false,
				(transaction) -> transaction.prepare("DROP TRIGGER poison").execute());
		assertThat(this.node.service.sweepExpired()).isEqualTo(1);
	}

	@Test
	void profilesThatAreNotOpenShouldBeLeftAlone() {
		String id = this.node.store(Item.task("waits", 1));
		MutableClock clock = this.node.clock;
		this.node.close();
		this.node = Node.open(this.directory, clock);
		clock.advance(1000);
		assertThat(this.node.service.sweepExpired()).isZero();
		assertThat(this.node.get(id).summary()).isEqualTo("waits");
		assertThat(this.node.service.sweepExpired()).isEqualTo(1);
	}

	@Test
	@Section("control 3.3")
	void whenProfileIsDeletedMeanwhileThenIngestMakesItAgain() {
		AtomicBoolean done = new AtomicBoolean();
		Callable<Boolean> deleting = () -> {
			try {
				for (int i = 0; i < 30; i++) {
					this.node.store.deleteDatabase("acme--alice", i);
					this.node.ingest(Item.event("x"));
				}
				return true;
			}
			finally {
				done.set(true);
			}
		};
		Callable<Boolean> ingesting = () -> {
			while (!done.get()) {
				assertThat(this.node.ingest(Item.event("dark")).items()).hasSize(1);
			}
			return true;
		};
		Callable<Boolean> sweeping = () -> {
			while (!done.get()) {
				this.node.service.sweepExpired();
			}
			return true;
		};
		assertThat(Concurrently.run(List.of(deleting, ingesting, ingesting, sweeping))).containsOnly(true);
		Invariants.check(this.node);
	}

}
