import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, extname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { childClock, NO_DNS_PRELOAD } from '../child-clock/child-clock.ts';
import { PROJECT } from '../project.ts';
import { reportOnFailure } from '../run/failure-report.ts';
import { type Homebridge, linesOf, startHomebridge, temporaryStorage } from './homebridge.ts';
import { blockIn, configIn, configure, isServed, type Ui, type UiPlan, until, writeConfig } from './homebridge-ui.ts';

const FRAME = '/plugins/settings-ui/homebridge-linky-tic/';
const OWN = join(PROJECT, 'homebridge-ui/public');
const UI = join(PROJECT, 'node_modules/homebridge-config-ui-x/public');
const STYLES = readdirSync(UI).find((name) => /^styles-.*\.css$/.test(name)) ?? '';
const STAND_IN = readFileSync(new URL('ui-stand-in.html', import.meta.url), 'utf8').replace('STYLES', STYLES);
/** The labels of Homebridge UI's button, by its language. */
const SAVE: { readonly [language: string]: string } = { fr: 'Enregistrer', en: 'Save' };
const TYPES: { readonly [ending: string]: string } = {
  ...{ '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' },
};

/** What a stand-in needs: of the plan of a Homebridge UI, what has to do with the plugin's page. */
export type StandInPlan = Pick<UiPlan, 'language' | 'config' | 'aheadMs' | 'prepare'> & {
  /** Whether a real Homebridge runs the plugin meanwhile. */
  readonly runsPlugin?: boolean;
};

/**
 * Stands in for Homebridge UI around the plugin's page, which costs a tenth of the real one: a dialogue with a button that saves, the
 * page's own frame with the real client of `plugin-ui-utils` and the real styles, and the page's real server in a process of its own.
 * It has no list of plugins, no sessions and no forms: what depends on these is tested with `startUi`.
 */
export async function startStandIn(plan: StandInPlan): Promise<Ui> {
  const started = new AsyncDisposableStack();
  try {
    return await standIn(plan, started);
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}

async function standIn(plan: StandInPlan, started: AsyncDisposableStack): Promise<Ui> {
  const { aheadMs = 0 } = plan;
  const storage = join(started.use(await temporaryStorage()).path, 'storage');
  await mkdir(storage);
  await plan.prepare?.(storage);
  const clock = childClock({ aheadMs, imports: [NO_DNS_PRELOAD] });
  const homebridge = started.use(await homebridgeOf(plan, storage, clock));
  const answers = started.use(pageServer(storage, { ...clock.env, TZ: 'Europe/Paris' }));
  const config = () => configIn(storage);
  let { language } = plan;
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  started.defer(async () => {
    server.close();
    server.closeAllConnections();
  });
  const log = homebridge?.log ?? answers.log;
  reportOnFailure({ name: 'the page’s server', folder: storage, said: () => answers.log });
  return {
    ...{ isStandIn: true, storage, aheadMs, log },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    config,
    configure: (block) => configure(storage, block),
    get language() {
      return language;
    },
    async speak(chosen) {
      language = chosen;
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '', 'http://ui');
    if (request.method === 'POST') {
      const asked = JSON.parse(await text(request));
      const says =
        pathname === '/save' ? await configure(storage, { platform: 'LinkyTIC', ...asked }) : await answers.ask(asked);
      response.end(JSON.stringify(says ?? null));
    } else if (pathname === '/') {
      response.setHeader('Content-Type', 'text/html');
      response.end(STAND_IN);
    } else if (pathname === '/shown') {
      const blocks = [await blockIn({ config })].filter((block) => block !== undefined);
      response.end(JSON.stringify({ language, save: SAVE[language], schema: schemaIn(language), blocks }));
    } else if (pathname === `${FRAME}index.html`) {
      response.setHeader('Content-Type', 'text/html');
      response.end(frameOf(readFileSync(join(OWN, 'index.html'), 'utf8'), language));
    } else {
      giveFile(pathname, response);
    }
  }
}

/** The plugin's page as Homebridge UI wraps it. */
function frameOf(page: string, lang: string): string {
  return `<!doctype html>
<html>
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <script>window._homebridge = { plugin: { name: 'homebridge-linky-tic' }, serverEnv: { env: { lang: '${lang}' } } };</script>
    <script src="/assets/plugin-ui-utils/ui.js"></script>
    <script>window.addEventListener('load', () => window.parent.postMessage({ action: 'loaded' }, '*'));</script>
  </head>
  <body style="display:none;">${page}</body>
</html>`;
}

function schemaIn(language: string): object {
  const path = language === 'fr' ? 'schemas/config.schema.fr.json' : 'config.schema.json';
  return JSON.parse(readFileSync(join(PROJECT, path), 'utf8'));
}

/** Homebridge with the plugin, or only its settings. */
async function homebridgeOf(plan: StandInPlan, storage: string, clock: ReturnType<typeof childClock>) {
  const { config, runsPlugin = false } = plan;
  if (!runsPlugin) {
    await writeConfig(storage, { bridge: {}, accessories: [], platforms: config ? [config] : [] });
    return undefined;
  }
  const env = { NO_PROXY: '127.0.0.1', TZ: 'Europe/Paris' };
  const homebridge: Homebridge = await startHomebridge({ config: config ?? [], storage, clock, env });
  await until(
    () => isServed(storage),
    () => homebridge.isAlive,
  );
  return homebridge;
}

/** The file of the plugin's page with this name or, where it has none, that of Homebridge UI, as the real one looks for them. */
function giveFile(pathname: string, response: ServerResponse): void {
  const folders = pathname.startsWith(FRAME)
    ? [OWN, UI]
    : [join(UI, pathname.slice(1).replace(basename(pathname), ''))];
  for (const folder of folders) {
    try {
      const content = readFileSync(join(folder, basename(pathname)));
      response.writeHead(200, { 'Content-Type': TYPES[extname(pathname)] ?? 'application/octet-stream' }).end(content);
      return;
    } catch {
      // It is not in this folder.
    }
  }
  response.writeHead(404).end();
}

interface PageServer extends AsyncDisposable {
  readonly log: readonly string[];
  /** Gives a request of the page to the server, and its answer. */
  ask(request: { readonly requestId: string }): Promise<object>;
}

/** Forks the page's server as Homebridge UI does. */
function pageServer(storage: string, env: NodeJS.ProcessEnv): PageServer {
  const child = fork(join(PROJECT, 'homebridge-ui/server.js'), [], {
    silent: true,
    env: {
      ...{ ...process.env, ...env },
      ...{ HOMEBRIDGE_STORAGE_PATH: storage, HOMEBRIDGE_CONFIG_PATH: join(storage, 'config.json') },
    },
  });
  const waiting = new Map<string, (answer: object) => void>();
  child.on('message', ({ action, payload }: Message) => {
    if (action === 'response') waiting.get(payload.requestId)?.(payload);
    waiting.delete(payload.requestId);
  });
  return {
    log: linesOf(child),
    ask: (request) =>
      new Promise((resolve) => {
        waiting.set(request.requestId, resolve);
        child.send({ action: 'request', ...request });
      }),
    [Symbol.asyncDispose]: () => endOf(child),
  };
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'close');
}

interface Message {
  readonly action: string;
  readonly payload: { readonly requestId: string };
}
