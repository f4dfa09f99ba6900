package ai.memoturn.sample;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.remote.http.ClientConfig;

/**
 * A headless Chromium of the system, driven by the system's ChromeDriver: nothing is
 * downloaded.
 */
final class Chromium implements AutoCloseable {

	private static final List<String> BROWSERS = List.of("/usr/bin/chromium", "/usr/bin/chromium-browser",
			"/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");

	private static final List<String> DRIVERS = List.of("/usr/bin/chromedriver", "/usr/lib/chromium/chromedriver",
			"/usr/lib/chromium-browser/chromedriver", "/usr/local/bin/chromedriver", "/opt/homebrew/bin/chromedriver");

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final ChromeDriver driver;

	private Chromium(ChromeDriver driver) {
		this.driver = driver;
	}

	/**
	 * Return whether there is a browser and a driver for it, at one of the usual places
	 * or where the system properties {@code sample.chromium} and
	 * {@code sample.chromedriver} say.
	 * @return whether {@link #start} can be called
	 */
	static boolean isInstalled() {
		return find("sample.chromium", BROWSERS).isPresent() && find("sample.chromedriver", DRIVERS).isPresent();
	}

	static Chromium start(Path profile) {
		ChromeOptions options = new ChromeOptions();
		options.setBinary(find("sample.chromium", BROWSERS).orElseThrow().toFile());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
				"--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
				"--disable-sync", "--hide-scrollbars", "--lang=en-GB", "--user-data-dir=" + profile.toAbsolutePath());
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
		ChromeDriverService service = new ChromeDriverService.Builder()
			.usingDriverExecutable(find("sample.chromedriver", DRIVERS).orElseThrow().toFile())
			.usingAnyFreePort()
			.build();
		ChromeDriver driver = new ChromeDriver(service, options,
				ClientConfig.defaultConfig().connectionTimeout(PATIENCE).readTimeout(PATIENCE.multipliedBy(3)));
		driver.manage().timeouts().pageLoadTimeout(PATIENCE).scriptTimeout(PATIENCE);
		return new Chromium(driver);
	}

	private static Optional<Path> find(String property, List<String> usual) {
		return Optional.ofNullable(System.getProperty(property))
			.map(Stream::of)
			.orElseGet(usual::stream)
			.map(Path::of)
			.filter(Files::isExecutable)
			.findFirst();
	}

	void open(String url) {
		this.driver.get(url);
	}

	/**
	 * Set the size of the page, which can be smaller than a window.
	 */
	void resize(int width, int height, double scale) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", scale, "mobile", false));
	}

	/**
	 * Return the element once it can be seen.
	 */
	WebElement see(String selector) {
		return see(selector, "");
	}

	/**
	 * Return the element once it can be seen and its text contains what is expected.
	 */
	WebElement see(String selector, String text) {
		return Awaitility.await(selector + " with text '" + text + "'")
			.atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(50))
			.ignoreExceptionsInstanceOf(WebDriverException.class)
			.until(() -> all(selector).stream()
				.filter((element) -> element.isDisplayed() && element.getText().contains(text))
				.findFirst(), Optional::isPresent)
			.orElseThrow();
	}

	/**
	 * Wait until no such element can be seen.
	 */
	void seeNo(String selector) {
		Awaitility.await("no " + selector)
			.atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(50))
			.ignoreExceptionsInstanceOf(WebDriverException.class)
			.until(() -> all(selector).stream().noneMatch(WebElement::isDisplayed));
	}

	List<WebElement> all(String selector) {
		return this.driver.findElements(By.cssSelector(selector));
	}

	WebElement focused() {
		return this.driver.switchTo().activeElement();
	}

	Object evaluate(String script) {
		Object result = this.driver.executeScript(script);
		return (result != null) ? result : "";
	}

	/**
	 * Return what the browser complained about since this was last called.
	 */
	List<LogEntry> complaints() {
		return this.driver.manage().logs().get(LogType.BROWSER).getAll();
	}

	void forgetCookies() {
		this.driver.manage().deleteAllCookies();
	}

	byte[] picture() {
		return this.driver.getScreenshotAs(OutputType.BYTES);
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}
