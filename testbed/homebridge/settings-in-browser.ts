import { existsSync } from 'node:fs';
import {
  type Browser,
  type BrowserContext,
  chromium,
  type ElementHandle,
  type FrameLocator,
  type Locator,
  type Page,
} from 'playwright-core';
import { PATIENCE_MS } from '../support/patience.ts';
import type { Ui } from './homebridge-ui.ts';

const CHROMIUM = '/usr/bin/chromium-headless-shell';
/** The size of the window, unless another one is asked for. */
const WINDOW = { width: 1280, height: 900 };
const BLANK = 'about:blank';
/** How long an entry of an open menu is waited for. */
const MENU_MS = 5_000;
/** No attempt to find a graphics card, and one process for all pages of a context: they are of the same site. */
const CHEAPLY = ['--disable-gpu', '--disable-site-isolation-trials', '--renderer-process-limit=1'];
const MISSING = `${CHROMIUM} is missing: install Debian's package "chromium-headless-shell"`;

/** Why this machine can run no browser; undefined under CI, where its absence is a failure. */
export function missingBrowser(): string | undefined {
  return process.env['CI'] || existsSync(CHROMIUM) ? undefined : MISSING;
}

/** Starts a real Chromium without a window. */
export function openBrowser(): Promise<Browser> {
  // Chromium does not run with its sandbox as root.
  const args = process.getuid?.() === 0 ? [...CHEAPLY, '--no-sandbox'] : CHEAPLY;
  return chromium.launch({ executablePath: CHROMIUM, args, timeout: PATIENCE_MS });
}

/** The opened settings of the plugin. Leaving its scope closes them; the page of the browser is kept for the next opening. */
export interface Settings extends AsyncDisposable {
  readonly page: Page;
  /** The dialogue of Homebridge UI around the plugin's page or form, with its buttons. */
  readonly dialogue: Locator;
  /** The plugin's own page in it. */
  readonly frame: FrameLocator;
  /** The errors in the console and the uncaught exceptions since the settings were opened. */
  readonly errors: readonly string[];
  /** All hosts that the page has requested something from, as `host:port`. */
  readonly hosts: ReadonlySet<string>;
}

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  /** Device pixels for each of the page's. */
  readonly scale?: number;
  /** The time in the browser; the machine's unless given. */
  readonly nowMs?: number;
  /** The browser's time zone; that of Paris unless given. */
  readonly zone?: string;
  /** Called with the page before it opens the settings. What it gives is disposed of when they are closed. */
  before?(page: Page): Promise<AsyncDisposable>;
}

/**
 * Opens the plugin's settings as a user does: the list of plugins, the menu of this plugin, its first entry. A page
 * whose settings were closed is used again, so that Homebridge UI is loaded only once.
 */
export async function openSettings(browser: Browser, ui: Ui, look: Look = {}): Promise<Settings> {
  const context = await contextOf(browser, look);
  const uiPage = takeIdle(context, ui) ?? (await openUiPage(context, ui));
  const { page, hosts } = uiPage;
  if (uiPage.language !== ui.language && !ui.isStandIn) await page.reload();
  uiPage.language = ui.language;
  const { width, height, dark = false } = look;
  await page.setViewportSize({ ...WINDOW, ...(width && { width }), ...(height && { height }) });
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
  const changes = await look.before?.(page);
  // Chromium hardly renders a page in the background.
  await page.bringToFront();
  const dialogue = page.locator(ui.isStandIn ? '.modal-content' : 'ngb-modal-window .modal-content').first();
  if (ui.isStandIn) await openStandIn(uiPage, ui);
  else await chooseSettings(uiPage, dialogue);
  const { errors } = uiPage;
  const element = await dialogue.elementHandle();
  const frame = page.frameLocator('iframe.plugin-iframe');
  const close = async () => {
    await changes?.[Symbol.asyncDispose]();
    const away = ui.isStandIn ? page.goto(BLANK) : putAway(uiPage, element);
    await away.then(() => idle.set(context, [...(idle.get(context) ?? []), uiPage])).catch(() => page.close());
  };
  return { page, dialogue, frame, errors, hosts, [Symbol.asyncDispose]: close };
}

/** A stand-in is nothing but the dialogue, and what it has shown before is forgotten. */
async function openStandIn(uiPage: UiPage, ui: Ui): Promise<void> {
  uiPage.errors = [];
  uiPage.hosts.clear();
  await uiPage.page.goto(ui.url);
}

/** Tries again when the menu disappears: Homebridge UI redraws the list of plugins when it has learnt more about them. */
async function chooseSettings(uiPage: UiPage, dialogue: Locator): Promise<void> {
  const card = uiPage.page.locator('app-plugin-card', { hasText: 'homebridge-linky-tic' });
  const entry = card.locator('[ngbdropdownitem]').first();
  for (let isChosen = false; !isChosen; ) {
    if (!(await entry.isVisible())) await card.locator('[ngbdropdowntoggle]').click();
    uiPage.errors = [];
    isChosen = await pressIfShown(entry).catch(() => false);
  }
  await dialogue.waitFor();
}

/**
 * Presses an entry of an open menu, and tells whether it was shown. A click with a timeout would not do: in a slow browser it may
 * open the dialogue after the time is over, and the next try would open another one, or be in vain behind this one.
 */
async function pressIfShown(entry: Locator): Promise<boolean> {
  await entry.waitFor({ timeout: MENU_MS });
  return entry.evaluate((element) => {
    if (!element.checkVisibility()) return false;
    (element as unknown as { click(): void }).click();
    return true;
  });
}

/** A page of the browser that shows Homebridge UI. */
interface UiPage {
  readonly page: Page;
  readonly hosts: Set<string>;
  language: string;
  /** The errors since the settings were opened last. */
  errors: string[];
  /** Whether a configuration was saved since then. */
  hasSaved: boolean;
}

const idle = new WeakMap<BrowserContext, UiPage[]>();

function takeIdle(context: BrowserContext, ui: Ui): UiPage | undefined {
  const pages = idle.get(context) ?? [];
  const at = pages.findIndex(({ page }) => page.url() === (ui.isStandIn ? BLANK : pluginsOf(ui)));
  return at < 0 ? undefined : pages.splice(at, 1)[0];
}

async function openUiPage(context: BrowserContext, ui: Ui): Promise<UiPage> {
  const page = await context.newPage();
  const uiPage: UiPage = { page, hosts: new Set(), language: ui.language, errors: [], hasSaved: false };
  page.on('request', (request) => {
    note(uiPage.hosts, request.url());
    uiPage.hasSaved ||= request.method() === 'POST' && request.url().includes('/config-editor/');
  });
  page.on('websocket', (socket) => note(uiPage.hosts, socket.url()));
  page.on('console', (message) => message.type() === 'error' && uiPage.errors.push(message.text()));
  page.on('pageerror', (error) => uiPage.errors.push(error.stack ?? error.message));
  if (!ui.isStandIn) await page.goto(pluginsOf(ui));
  return uiPage;
}

/** Closes the settings, and keeps the page for the next opening. */
async function putAway(uiPage: UiPage, dialogue: ElementHandle | null): Promise<void> {
  const { page } = uiPage;
  // After this, Playwright has reported every earlier request of the page, so `hasSaved` is final.
  await page.evaluate(() => {});
  // After something was saved, Homebridge UI replaces this dialogue by another one.
  if (uiPage.hasSaved) await dialogue?.waitForElementState('hidden');
  uiPage.hasSaved = false;
  const shown = page.locator('ngb-modal-window');
  await shown.locator('.modal-header').waitFor();
  const button = shown.locator('.modal-header .btn-close');
  // The dialogue that offers a child bridge to a new plugin has no close button.
  if ((await button.count()) === 0) await page.reload();
  else await button.click();
  await shown.waitFor({ state: 'detached' });
  // The list of plugins as a phone has it does not come back by itself.
  await page.setViewportSize(WINDOW);
}

function pluginsOf({ url }: Ui): string {
  return `${url}/plugins`;
}

const contexts = new WeakMap<Browser, Map<string, Promise<BrowserContext>>>();

/** Pages share a browser context where their looks allow it, so that Homebridge UI is fetched and compiled once. */
function contextOf(browser: Browser, look: Look): Promise<BrowserContext> {
  const known = contexts.get(browser) ?? new Map<string, Promise<BrowserContext>>();
  contexts.set(browser, known);
  const { scale = 1, nowMs, zone } = look;
  const key = JSON.stringify({ scale, nowMs, zone });
  const context = known.get(key) ?? newContext(browser, look);
  known.set(key, context);
  return context;
}

async function newContext(browser: Browser, look: Look): Promise<BrowserContext> {
  const { scale = 1, nowMs, zone = 'Europe/Paris' } = look;
  const context = await browser.newContext({
    deviceScaleFactor: scale,
    reducedMotion: 'reduce',
    timezoneId: zone,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  if (nowMs !== undefined) await context.clock.setSystemTime(nowMs);
  return context;
}

/**
 * Makes all requests of the page to its server fail, as while Homebridge UI restarts.
 * @param says the message of the error
 * @returns a function that ends it
 */
export async function loseServer({ frame }: Settings, says = 'offline'): Promise<() => Promise<void>> {
  const switchTo = (isAway: boolean) =>
    frame.locator('main').evaluate(
      (_, [isAway, says]) => {
        const { homebridge } = globalThis as unknown as { homebridge: { request?: unknown } };
        if (isAway) homebridge.request = () => Promise.reject(new Error(says));
        else delete homebridge.request;
      },
      [isAway, says] as const,
    );
  await switchTo(true);
  return () => switchTo(false);
}

/** Adds the host of a URL. URLs of the page itself (`data:`, `blob:`) have none. */
function note(hosts: Set<string>, url: string): void {
  const { host } = new URL(url);
  if (host !== '') hosts.add(host);
}
