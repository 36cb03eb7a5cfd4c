/** A real Homebridge with the plugin in a temporary folder: `npm run demo`. See USAGE in options.ts. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unpackBlock } from '../src/journal/block.ts';
import type { Entry } from '../src/journal/entry.ts';
import { loadSqlite } from '../src/journal/sqlite.ts';
import { summaryOf } from '../src/reading/summary.ts';
import { languageFor } from '../src/texts/languages.ts';
import { textsIn } from '../src/texts/texts.ts';
import { COMMIT_SECONDS, homebridgeConfig, readOptions, USAGE } from './options.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const HOMEBRIDGE = join(ROOT, 'node_modules/homebridge/bin/homebridge.js');

/** The position of the last entry that was printed. */
let printed: number | undefined;
const options = optionsOrExit();
const storage = await mkdtemp(join(tmpdir(), 'linky-tic-demo-'));
try {
  await writeFile(join(storage, 'config.json'), JSON.stringify(homebridgeConfig(options, await freePort())));
  console.log(`The folder of this Homebridge, which linky-tic takes as --storage: ${storage}`);
  const homebridge = startHomebridge();
  const printing = setInterval(printNews, COMMIT_SECONDS * 1000);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => homebridge.kill('SIGTERM'));
  const [code] = await once(homebridge, 'exit');
  clearInterval(printing);
  process.exitCode = code ?? 1;
} finally {
  await rm(storage, { recursive: true, force: true });
}

function optionsOrExit(): ReturnType<typeof readOptions> {
  try {
    const given = readOptions();
    if (!given.help) return given;
    console.log(USAGE);
    process.exit(0);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

function startHomebridge(): ChildProcess {
  return spawn(process.execPath, [HOMEBRIDGE, '-U', storage, '-P', ROOT, '--strict-plugin-resolution'], {
    stdio: 'inherit',
  });
}

/** The last Reading since the last call, as a line; nothing while the meter is silent. */
function printNews(): void {
  const entry = newestEntry();
  if (!entry || entry.position === printed) return;
  printed = entry.position;
  console.log(
    `${new Date(entry.atMs).toLocaleTimeString()}  ${entry.meter}: ${summaryOf(entry.reading, textsIn[languageFor(options.language)].number)}`,
  );
}

/** The last Reading in the journal; undefined while the journal is being created. */
function newestEntry(): Entry | undefined {
  try {
    const db = new (loadSqlite().DatabaseSync)(join(storage, 'linky-tic.db'), { readOnly: true });
    try {
      const block = db.prepare('SELECT position, body FROM block ORDER BY position DESC LIMIT 1').get();
      return block && unpackBlock(Number(block['position']), block['body'] as Uint8Array).at(-1);
    } finally {
      db.close();
    }
  } catch {
    return undefined;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
