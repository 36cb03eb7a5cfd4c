import { existsSync } from 'node:fs';
import {
  type Browser,
  type BrowserContext,
  chromium,
  type FrameLocator,
  type Locator,
  type Page,
} from 'playwright-core';
import type { Ui } from './ui.ts';

const CHROMIUM = '/usr/bin/chromium';
/** For something to be there, or to be there to be clicked. */
const PATIENCE_MS = 100_000;
const MISSING = `${CHROMIUM} is missing: install Debian's package "chromium"`;

/** Why there can be no browser here; undefined under CI, where its absence is a failure. */
export function missingBrowser(): string | undefined {
  return process.env['CI'] || existsSync(CHROMIUM) ? undefined : MISSING;
}

/** A real Chromium without a window. */
export function openBrowser(): Promise<Browser> {
  // Chromium refuses its sandbox to root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: CHROMIUM, args, timeout: PATIENCE_MS });
}

/** The plugin's settings, as somebody opened them. Leaving its scope closes the browser's window. */
export interface Settings extends AsyncDisposable {
  readonly page: Page;
  /** The dialogue of Homebridge UI that holds the page or the form, with its buttons. */
  readonly dialogue: Locator;
  /** What the plugin itself shows in it. */
  readonly frame: FrameLocator;
  /** What went wrong since it was opened: errors in the console and uncaught ones. */
  readonly errors: readonly string[];
  /** Where the browser went, from its start: `host:port`. */
  readonly hosts: ReadonlySet<string>;
}

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  /** Device pixels for each of the page's. */
  readonly scale?: number;
  /** What time it is in the browser; the machine's own unless said otherwise. */
  readonly nowMs?: number;
  /** Done to the browser's window before it goes anywhere. */
  before?(context: BrowserContext): Promise<void>;
}

/** Opens the plugin's settings the way a household does: the plugins, the menu of this one, its first entry. */
export async function openSettings(browser: Browser, ui: Ui, look: Look = {}): Promise<Settings> {
  const context = await contextOf(browser, look);
  const page = await context.newPage();
  const hosts = new Set<string>();
  page.on('request', (request) => note(hosts, request.url()));
  page.on('websocket', (socket) => note(hosts, socket.url()));
  await page.goto(`${ui.url}/plugins`);
  const card = page.locator('app-plugin-card', { hasText: 'homebridge-linky-tic' });
  await card.locator('[ngbdropdowntoggle]').click();
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
  await card.locator('[ngbdropdownitem]').first().click();
  const dialogue = page.locator('ngb-modal-window .modal-content').first();
  await dialogue.waitFor();
  const frame = page.frameLocator('iframe.plugin-iframe');
  const close = () => (look.before ? context.close() : page.close());
  return { page, dialogue, frame, errors, hosts, [Symbol.asyncDispose]: close };
}

const contexts = new WeakMap<Browser, Map<string, Promise<BrowserContext>>>();

/** Windows of one look have one browser's memory: Homebridge UI is fetched and compiled once, as in a household. */
function contextOf(browser: Browser, look: Look): Promise<BrowserContext> {
  if (look.before) return newContext(browser, look);
  const known = contexts.get(browser) ?? new Map<string, Promise<BrowserContext>>();
  contexts.set(browser, known);
  const key = JSON.stringify(look);
  const context = known.get(key) ?? newContext(browser, look);
  known.set(key, context);
  return context;
}

async function newContext(browser: Browser, look: Look): Promise<BrowserContext> {
  const { width = 1280, height = 900, dark = false, scale = 1, nowMs, before } = look;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    deviceScaleFactor: scale,
    reducedMotion: 'reduce',
    timezoneId: 'Europe/Paris',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  if (nowMs !== undefined) await context.clock.setSystemTime(nowMs);
  await before?.(context);
  return context;
}

/**
 * From now on the page's server does not answer, as when Homebridge UI is being restarted, for which somebody has words;
 * until what is given is called.
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

/** Addresses of the page itself (`data:`, `blob:`) lead nowhere. */
function note(hosts: Set<string>, url: string): void {
  const { host } = new URL(url);
  if (host !== '') hosts.add(host);
}
