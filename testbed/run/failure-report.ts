import { AsyncLocalStorage } from 'node:async_hooks';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The log of a process of a test, and its folder if it has one. */
interface ProcessLog {
  readonly name: string;
  readonly folder?: string;
  said(): readonly string[];
}

/** The processes and folders of one test, or of the hooks of one file. */
interface Scope {
  readonly logs: ProcessLog[];
  /** Folders that are not used any more. They are removed unless the test fails. */
  readonly folders: string[];
}

/** How much of a log is printed, and of each line if there is a folder: the complete log is in a file there. */
const MOST_LINES = 200;
const MOST_CHARACTERS = 400;

const scopes = new AsyncLocalStorage<Scope>();

/** Has the log of a process printed if the current test fails. */
export function reportOnFailure(log: ProcessLog): void {
  scopes.getStore()?.logs.push(log);
}

/** Whether a test, or a hook of a file, is running. */
export const isInTest = () => scopes.getStore() !== undefined;

/** Removes a folder, but not before the current test has ended, and not if it fails: then the folder can be examined. */
export async function removeUnlessFailed(folder: string): Promise<void> {
  const scope = scopes.getStore();
  if (scope) scope.folders.push(folder);
  else await rm(folder, { recursive: true, force: true });
}

/**
 * Runs a test, or a file with its hooks. If it fails, the logs of its processes are printed, and their folders are kept.
 */
export async function withFailureReport(
  name: string,
  run: () => Promise<void>,
  hasFailed: () => boolean,
): Promise<void> {
  const scope: Scope = { logs: [], folders: [] };
  await scopes.run(scope, run);
  if (hasFailed()) await print(scope, name);
  else await Promise.all(scope.folders.map((folder) => rm(folder, { recursive: true, force: true })));
}

async function print({ logs }: Scope, title: string): Promise<void> {
  for (const [nth, { name, folder, said }] of logs.entries()) {
    const lines = said();
    const file = folder && join(folder, `${nth + 1} ${name}.log`);
    if (file) await writeFile(file, lines.join('\n')).catch(() => {});
    const shown = lines.slice(-MOST_LINES).map((line) => `  │ ${line.slice(0, file ? MOST_CHARACTERS : undefined)}`);
    const cut = lines.length - shown.length;
    const head = `${title}: ${name} said${cut > 0 ? `, after ${cut} lines` : ''}${folder ? ` (its folder: ${folder})` : ''}:`;
    process.stderr.write(`${[head, ...shown].join('\n')}\n\n`);
  }
}
