import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { houseHistory } from '../testbed/energy-history.ts';
import { startUi, type Ui } from '../testbed/homebridge/homebridge-ui.ts';
import { openBrowser, openSettings } from '../testbed/homebridge/settings-in-browser.ts';
import { writeHistory } from '../testbed/journal-history.ts';
import { pluginBlock } from '../testbed/support/plugin-block.ts';
import type { Version } from './compared-versions.ts';
import { processorNsOf, quantile } from './process-usage.ts';
import { type Cell, figure, type Table } from './table.ts';

/** The settings page that says "ready", and whose server answers one request at once. */
const EMPTY = fileURLToPath(new URL('../testbed/empty-page', import.meta.url));
const ROUNDS = 11;
const QUICK_ROUNDS = 3;
const DAYS = 30;
/** Where the first value stands on the plugin's page, and on the empty one. */
const FIRST_VALUE = '.meter .power strong:not(:empty), #value:not(:empty)';

/** What it takes to open the settings, up to the first value on the page. */
interface Opening {
  readonly tookMs: number;
  /** The processor time of the page's server, of the browser's renderer, and of both. */
  readonly serverMs: number;
  readonly rendererMs: number;
  readonly bothMs: number;
  /** Of the plugin's own files. */
  readonly bytes: number;
}

/** The time from the click on the plugin's settings to the first value, compared with an empty settings page. */
export async function settingsPageTable(quick: boolean, versions: readonly Version[]): Promise<Table> {
  const rounds = quick ? QUICK_ROUNDS : ROUNDS;
  await using ui = await startUi({
    language: 'en',
    config: pluginBlock({ meters: [{ name: 'Maison', port: 'demo' }] }),
    prepare: (storage) => writeHistory(storage, houseHistory('maison', Date.now(), DAYS)),
  });
  await using browser = await openBrowser();
  const cases = [{ name: 'an empty page', plugin: EMPTY }, ...versions];
  const openings = new Map<string, Opening[]>(cases.map(({ name }) => [name, []]));
  // In the first round the browser and Homebridge UI compile their own code.
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, plugin } of cases) {
      await ui.install(plugin);
      const found = await opened(browser, ui);
      if (round > 0) openings.get(name)?.push(found);
    }
  }
  const medians = new Map([...openings].map(([name, all]) => [name, medianOf(all)]));
  const [empty, ...pages] = [...medians.values()];
  const above = (of: (opening: Opening) => number) => pages.map((page) => of(page) - of(empty ?? page));
  return {
    title: 'The settings',
    says: `From the click on the plugin's settings to the first value on the page: the time, the processor time of the page's server, of the browser's renderer (which shows Homebridge UI, too) and of both, and the bytes of the plugin's files until then. The median of ${rounds} openings each, interleaved; Homebridge runs this version's plugin with the demo house and a journal of ${DAYS} days. What a page takes above the empty one follows${pages.length > 1 ? ', and that of this version as a share of the other one' : ''}.`,
    header: ['page', 'first value', 'processor of server', 'of renderer', 'of both', 'bytes'],
    rows: [
      ...[...medians].map(([name, median]) => [
        name,
        ...FIGURES.map((of) => figure(of(median), of === bytesOf ? 'kB' : 'ms')),
      ]),
      ...versions.map(({ name }, at) => [
        `${name}, above the empty page`,
        ...FIGURES.map((of) => figure(above(of)[at] ?? Number.NaN, of === bytesOf ? 'kB' : 'ms')),
      ]),
      ...(pages.length > 1 ? [['this version, as a share', ...FIGURES.map((of) => shareOf(above(of)))]] : []),
    ],
  };
}

const bytesOf = ({ bytes }: Opening) => bytes / 1_000;
const FIGURES: readonly ((opening: Opening) => number)[] = [
  ({ tookMs }) => tookMs,
  ({ serverMs }) => serverMs,
  ({ rendererMs }) => rendererMs,
  ({ bothMs }) => bothMs,
  bytesOf,
];

function shareOf([own = Number.NaN, other = Number.NaN]: readonly number[]): Cell {
  return figure((own / other) * 100, '%');
}

function medianOf(openings: readonly Opening[]): Opening {
  const median = (of: (opening: Opening) => number) => quantile(openings.map(of), 0.5);
  return {
    tookMs: median(({ tookMs }) => tookMs),
    serverMs: median(({ serverMs }) => serverMs),
    rendererMs: median(({ rendererMs }) => rendererMs),
    bothMs: median(({ bothMs }) => bothMs),
    bytes: median(({ bytes }) => bytes),
  };
}

async function opened(browser: Browser, ui: Ui): Promise<Opening> {
  const session = await browser.newBrowserCDPSession();
  const rendererNs = async () => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return processInfo.reduce((sum, { type, id }) => sum + (type === 'renderer' ? processorNsOf(id) : 0), 0);
  };
  const clicked = Promise.withResolvers<{ readonly atMs: number; readonly ns: number }>();
  const shown = Promise.withResolvers<Shown & { readonly ns: number; readonly serverNs: number }>();
  const openings = await openSettings(browser, ui, {
    before: (page) =>
      watchOpening(page, {
        clicked: async (atMs) => clicked.resolve({ atMs, ns: await rendererNs() }),
        shown: async (found) =>
          shown.resolve({ ...found, serverNs: processorNsOf(serverOf(ui)), ns: await rendererNs() }),
      }),
  });
  await using _settings = openings;
  const [{ atMs: clickedMs, ns: beforeNs }, { atMs, bytes, ns, serverNs }] = await Promise.all([
    clicked.promise,
    shown.promise,
  ]);
  await session.detach();
  const [serverMs, rendererMs] = [serverNs / 1e6, (ns - beforeNs) / 1e6];
  return { tookMs: atMs - clickedMs, serverMs, rendererMs, bothMs: serverMs + rendererMs, bytes };
}

/** The first value on the page. */
interface Shown {
  readonly atMs: number;
  readonly bytes: number;
}

interface Watcher {
  clicked(atMs: number): Promise<void>;
  shown(found: Shown): Promise<void>;
}

/** Tells of the click on an entry of a plugin's menu, and of the first value on the plugin's page once it has been painted. */
async function watchOpening(page: Page, watcher: Watcher): Promise<AsyncDisposable> {
  const changes = new AsyncDisposableStack();
  changes.use(await page.exposeBinding('openingClicked', (_, atMs) => watcher.clicked(atMs)));
  changes.use(await page.exposeBinding('openingShown', (_, found) => watcher.shown(found)));
  changes.use(
    await page.addInitScript((firstValue) => {
      const own = globalThis as unknown as Watched;
      const now = () => performance.timeOrigin + performance.now();
      own.addEventListener(
        'click',
        ({ target }) => target.closest('[ngbdropdownitem]') && own.openingClicked(now()),
        true,
      );
      if (own.parent === own) return;
      const observer = new own.MutationObserver(() => {
        if (!own.document.querySelector(firstValue)) return;
        observer.disconnect();
        own.requestAnimationFrame(() => own.setTimeout(tell));
      });
      observer.observe(own.document, { subtree: true, childList: true, characterData: true });

      function tell(): void {
        const loaded = performance.getEntriesByType('resource') as unknown as readonly Loaded[];
        const files = loaded.filter(({ name }) => name.includes('/plugins/settings-ui/'));
        own.openingShown({ atMs: now(), bytes: files.reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0) });
      }
    }, FIRST_VALUE),
  );
  // Homebridge UI still knows the plugin that was installed before.
  await page.reload();
  return changes;
}

/** What the script above uses of the browser. */
interface Watched {
  readonly parent: unknown;
  readonly document: { querySelector(selector: string): unknown };
  readonly MutationObserver: new (
    then: () => void,
  ) => { observe(target: object, what: object): void; disconnect(): void };
  addEventListener(name: 'click', then: (event: Click) => void, captures: boolean): void;
  requestAnimationFrame(then: () => void): void;
  setTimeout(then: () => void): void;
  openingClicked(atMs: number): void;
  openingShown(found: Shown): void;
}

interface Click {
  readonly target: { closest(selector: string): unknown };
}

interface Loaded {
  readonly name: string;
  readonly decodedBodySize: number;
}

/** The process of the page's server, which Homebridge UI has forked. */
function serverOf({ storage }: Ui): number {
  const script = `${dirname(storage)}/node_modules/homebridge-linky-tic/homebridge-ui/server.js`;
  const pid = readdirSync('/proc').findLast((one) => /^\d+$/.test(one) && argumentsOf(one).includes(script));
  if (pid === undefined) throw new Error(`No process runs ${script}`);
  return Number(pid);
}

function argumentsOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
