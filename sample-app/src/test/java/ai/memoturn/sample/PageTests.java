package ai.memoturn.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.logging.LogEntry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page, used in a real browser. With the system property {@code sample.screenshot}
 * the picture of the README is written to that path, relative to the root of the project.
 */
class PageTests {

	private static RunningSample sample;

	private static Chromium browser;

	@BeforeAll
	static void start(@TempDir Path data, @TempDir Path browserProfile) {
		Assumptions.assumeTrue(Chromium.isInstalled(),
				"The page is not tested: there is no Chromium with ChromeDriver. Install both (Debian: chromium, "
						+ "chromium-driver), or name them with -Dsample.chromium=... -Dsample.chromedriver=...");
		// Nobody sets checkpoints for the one who forgets for good, which would hold it
		// up.
		sample = RunningSample.start(data,
				Stream
					.concat(Stream.of(RunningSample.QUICK_USERS), Stream.of("--sample.users[2].name=carol",
							"--sample.users[2].password={noop}carol", "--memoturn.embedded.maintenance-interval=200ms"))
					.toArray(String[]::new));
		browser = Chromium.start(browserProfile);
	}

	@AfterAll
	static void stop() {
		if (browser != null) {
			browser.close();
		}
		if (sample != null) {
			sample.close();
		}
	}

	@BeforeEach
	void open() {
		browser.forgetCookies();
		browser.resize(1280, 900, 1);
		browser.open("http://127.0.0.1:" + sample.port() + "/");
		browser.complaints();
	}

	@Test
	void aPersonCanUseIt() throws IOException {
		signIn("alice");
		write("instruction", "reply.tone", "I like answers that are short", "style");
		write("event", "", "Deployed version 2 to production", "release");
		browser.see("#recall-empty button", "I have been vegetarian since 2024").click();
		remember("Remembered.");
		browser.see("#recall-empty button", "I have been vegan since 2026").click();
		remember("It replaces what was current on the topic.");

		ask("What do I eat?", "user.diet");
		browser.see("#recall-status", "2 memories recalled.");
		assertThat(texts("#results .summary")).containsExactly("I have been vegan since 2026",
				"I like answers that are short");
		WebElement first = browser.see("#results li:first-child");
		assertThat(first.getText()).contains("fact", "user.diet", "0.0492", "topic", "keyword");

		browser.see("#results li:first-child .history").click();
		browser.see("#results .chain .replaced", "I have been vegetarian since 2024");
		assertThat(texts("#results .chain .text")).containsExactly("I have been vegan since 2026",
				"I have been vegetarian since 2024");
		assertThat(browser.see("#results .chain .current").getText()).contains("Current");
		setCheckpoint("before the trip");
		takePictureIfAskedFor();

		String id = browser.see("#results li:first-child").getDomAttribute("data-id");
		browser.see("#results li:first-child .forget").click();
		assertThat(browser.see("#confirm-text").getText()).isEqualTo("I have been vegan since 2026");
		browser.see("#confirm button", "Forget it").click();
		browser.see("#recall-status", "Forgotten.");
		ask("vegan", "user.diet");
		browser.see("#recall-status", "0 memories recalled.");
		browser.see("#trail li:first-child .about", "memory.forget · " + id + " · main");
		assertThat(texts("#trail .text")).startsWith("Forgotten", "Remembered");
		assertThat(texts("#trail .text")).filteredOn("Remembered"::equals).hasSizeGreaterThanOrEqualTo(4);

		signOut();
		assertThat(browser.evaluate("return document.body.textContent").toString())
			.doesNotContain("I like answers that are short")
			.doesNotContain("memory.forget");
		signIn("bob");
		ask("What do I eat? answers version", "reply.tone");
		browser.see("#recall-status", "0 memories recalled.");
		assertThat(complaints()).isEmpty();
	}

	@Test
	void aPersonCanTryThingsOnABranchAndGoBack() {
		signIn("bob");
		write("fact", "trip.city", "I want to see Lisbon", "travel");
		setCheckpoint("before <b>planning</b>");
		browser.see("#fork-name").sendKeys("porto");
		browser.see("#fork .primary").click();
		browser.see("#versions-status", "This is the branch porto.");
		browser.see("#branch-help", "until it goes at");
		browser.seeNo("#checkpoints li");
		write("fact", "trip.city", "I want to see Porto", "travel");
		ask("travel", "");
		browser.see("#results .summary", "I want to see Porto");

		browser.see("#branch option", "main").click();
		browser.see("#versions-status", "This is the branch main.");
		ask("travel", "");
		browser.see("#results .summary", "I want to see Lisbon");
		write("fact", "trip.city", "I want to see Faro", "travel");
		browser.see("#results .summary", "I want to see Faro");
		browser.see("#checkpoints button").click();
		assertThat(browser.see("#confirm-text").getText()).isEqualTo("before <b>planning</b>");
		browser.see("#confirm button", "Rewind").click();
		browser.see("#versions-status", "Back at before <b>planning</b>.");
		browser.see("#results .summary", "I want to see Lisbon");
		assertThat(texts("#checkpoints .text")).containsExactly("before <b>planning</b>");

		browser.see("#branch option", "porto").click();
		browser.see("#delete-branch").click();
		browser.see("#confirm button", "Delete it").click();
		browser.see("#versions-status", "The branch porto is gone.");
		assertThat(texts("#branch option")).containsExactly("main");
		assertThat(complaints()).isEmpty();
	}

	@Test
	void aPersonCanForgetATopicForGood() {
		signIn("carol", "carol");
		write("fact", "secret.<b>song</b>", "I sing in the shower", "sing");
		setCheckpoint("before forgetting");
		ask("sing", "");
		browser.see("#results .summary", "I sing in the shower");
		browser.see("#erase .primary").click();
		browser.see("#erase-topic-error", "Topic must not be blank.");
		browser.see("#erase-topic").sendKeys("secret.<b>song</b>");
		browser.see("#erase .primary").click();
		assertThat(browser.see("#confirm-text").getText()).isEqualTo("secret.<b>song</b>");
		browser.see("#confirm button", "Erase it").click();
		browser.see("#erase-status", "Forgotten: secret.<b>song</b>.");
		browser.seeNo("#results li");
		browser.see("#erasure-list [data-status=blocked] .when", "checkpoint before forgetting");
		assertThat(texts("#erasure-list .text")).containsExactly("secret.<b>song</b>");

		setCheckpoint("before forgetting");
		browser.see("#erasure-list [data-status=completed] .state", "Gone from everywhere");
		browser.see("#erasure-list summary").click();
		browser.see("#erasure-list .verification", "The receipt is verified.");
		assertThat(browser.see("#erasure-list pre").getText()).contains("\"topic_key\": \"secret.<b>song</b>\"",
				"\"clean\": true");
		browser.see("#erase-topic").sendKeys("secret.<b>song</b>");
		browser.see("#erase .primary").click();
		browser.see("#confirm button", "Erase it").click();
		browser.see("#erase-status", "There is nothing on that topic.");
		assertThat(complaints()).singleElement().asString().contains("/api/erasures", "404");
	}

	@Test
	void whenABranchCannotBeMadeThenItIsSaidAtTheField() {
		signIn("alice");
		browser.see("#fork-name").sendKeys("no spaces");
		browser.see("#fork .primary").click();
		browser.see("#fork-name-error", "New branch must be up to 64 letters");
		browser.see("#checkpoint .primary").click();
		browser.see("#checkpoint-name-error", "Checkpoint must not be blank.");
	}

	@Test
	void whenThePasswordIsWrongThenThePageSaysSo() {
		enter("alice", "looking-glass");
		browser.see("#sign-in-status", "Name or password is wrong.");
		assertThat(complaints()).isNotEmpty()
			.allSatisfy((complaint) -> assertThat(complaint).contains("/login", "401"));
		enter("alice", SampleClient.password("alice"));
		browser.see("#user", "alice");
	}

	@Test
	void whenTheSessionEndsThenThePageAsksToSignInAndKeepsWhatWasWritten() {
		signIn("alice");
		browser.see("#summary").sendKeys("a thought half written");
		browser.forgetCookies();
		ask("anything", "");
		browser.see("#sign-in-status", "You were signed out.");
		signIn("alice");
		assertThat(browser.see("#summary").getDomProperty("value")).isEqualTo("a thought half written");
	}

	@Test
	void whenSomethingIsWrongThenItIsSaidAtTheField() {
		signIn("bob");
		browser.see("#remember .primary").click();
		assertThat(browser.see("#summary-error").getText()).isEqualTo("Text must not be empty.");
		assertThat(browser.focused().getDomAttribute("id")).isEqualTo("summary");
		browser.see("#ask .primary").click();
		assertThat(browser.see("#q-error").getText()).isEqualTo("Question or topic must be given.");
		assertThat(complaints()).isEmpty();
	}

	@Test
	void whenATextLooksLikeMarkupThenItIsShownAsText() {
		signIn("bob");
		String markup = "<img src=x onerror=\"document.title='broken'\"> <b>zebra</b>";
		write("event", "", markup, "");
		ask("zebra", "");
		assertThat(browser.see("#results .summary").getText()).isEqualTo(markup);
		browser.see("#results .forget").click();
		assertThat(browser.see("#confirm-text").getText()).isEqualTo(markup);
		assertThat(browser.all("#results img, #results b, #confirm img")).isEmpty();
		assertThat(browser.evaluate("return document.title")).asString().doesNotContain("broken");
		assertThat(complaints()).isEmpty();
	}

	@Test
	void itCanBeUsedWithTheKeyboardAlone() {
		browser.see("#username");
		press("bob", Keys.TAB);
		press(SampleClient.password("bob"), Keys.ENTER);
		browser.see("#user", "bob");
		assertThat(browser.focused().getDomAttribute("id")).isEqualTo("summary");
		press("Okapi is shy", Keys.TAB, Keys.TAB, Keys.ENTER);
		browser.see("#remember-status", "Remembered.");
		press(Keys.TAB, Keys.TAB, Keys.TAB);
		press("okapi", Keys.ENTER);
		browser.see("#results .summary", "Okapi is shy");
		press(Keys.TAB, Keys.TAB, Keys.TAB, Keys.ENTER);
		browser.see("#results .chain", "It replaced nothing and nothing replaced it.");
		press(Keys.TAB, Keys.ENTER);
		browser.see("#confirm");
		assertThat(browser.focused().getText()).isEqualTo("Keep it");
		press(Keys.ESCAPE);
		browser.seeNo("#confirm");
		browser.see("#results .summary", "Okapi is shy");
		assertThat(browser.focused().getText()).startsWith("Forget");
		press(Keys.ENTER);
		browser.see("#confirm");
		press(Keys.TAB, Keys.ENTER);
		browser.see("#recall-status", "Forgotten.");
		browser.seeNo("#results li");
	}

	@Test
	void everyControlHasANameAndNothingOverflowsANarrowScreen() {
		browser.resize(360, 740, 1);
		browser.see("#username");
		assertFits();
		assertNamed("input, button");
		signIn("alice");
		write("fact", "narrow." + "topic".repeat(20), "A word without end: " + "endless".repeat(30), "narrow");
		setCheckpoint("endless".repeat(9));
		browser.see("#fork-name").sendKeys("b".repeat(64));
		browser.see("#fork .primary").click();
		browser.see("#versions-status", "This is the branch");
		ask("endless narrow", "");
		browser.see("#results .history").click();
		browser.see("#results .chain .current");
		assertFits();
		assertNamed("input, textarea, select, button, meter");
		browser.see("#results .forget").click();
		browser.see("#confirm");
		assertFits();
		assertNamed("#confirm, #confirm button");
	}

	private void assertNamed(String selector) {
		assertThat(browser.all(selector)).filteredOn(WebElement::isDisplayed)
			.isNotEmpty()
			.allSatisfy((control) -> assertThat(control.getAccessibleName()).as(control.getDomProperty("outerHTML"))
				.isNotBlank());
	}

	private void assertFits() {
		assertThat(browser.evaluate("return document.documentElement.scrollWidth")).isEqualTo(360L);
	}

	private void signIn(String user) {
		signIn(user, SampleClient.password(user));
	}

	private void signIn(String user, String password) {
		enter(user, password);
		browser.see("#user", user);
	}

	private void enter(String user, String password) {
		WebElement name = browser.see("#username");
		name.clear();
		name.sendKeys(user);
		WebElement secret = browser.see("#password");
		secret.clear();
		secret.sendKeys(password);
		browser.see("#sign-in button").click();
	}

	private void signOut() {
		browser.see("#sign-out button").click();
		browser.see("#username");
	}

	private void write(String type, String topic, String text, String keywords) {
		browser.see(".segments label:has([value=" + type + "])").click();
		if (!topic.isEmpty()) {
			browser.see("#topic").sendKeys(topic);
		}
		browser.see("#summary").sendKeys(text);
		browser.see("#keywords").sendKeys(keywords);
		remember("Remembered.");
	}

	private void setCheckpoint(String name) {
		browser.see("#checkpoint-name").sendKeys(name);
		browser.see("#checkpoint .primary").click();
		browser.see("#checkpoints .text", name);
	}

	private void remember(String expected) {
		browser.see("#remember .primary").click();
		browser.see("#remember-status", expected);
	}

	private void ask(String question, String topic) {
		WebElement q = browser.see("#q");
		q.clear();
		q.sendKeys(question);
		WebElement about = browser.see("#ask-topic");
		about.clear();
		about.sendKeys(topic);
		browser.see("#ask .primary").click();
	}

	private void press(CharSequence... keys) {
		for (CharSequence key : keys) {
			browser.focused().sendKeys(key);
		}
	}

	private List<String> texts(String selector) {
		return browser.all(selector).stream().map(WebElement::getText).toList();
	}

	private List<String> complaints() {
		return browser.complaints().stream().map(LogEntry::getMessage).toList();
	}

	private void takePictureIfAskedFor() throws IOException {
		String target = System.getProperty("sample.screenshot");
		if (target == null) {
			return;
		}
		browser.resize(1280, 1000, 1.5);
		browser.evaluate("window.scrollTo(0, 0); return true");
		Path file = Path.of("..").resolve(target);
		Files.createDirectories(file.toAbsolutePath().getParent());
		Files.write(file, browser.picture());
		browser.resize(1280, 900, 1);
	}

}
