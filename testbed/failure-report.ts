import { AsyncLocalStorage } from 'node:async_hooks';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a process of a test said, and its folder if it has one: what somebody wants to see when the test has failed. */
interface ProcessLog {
  readonly name: string;
  readonly folder?: string | undefined;
  said(): readonly string[];
}

/** What was started by one test, or by the hooks of one file. */
interface Scope {
  readonly witnesses: ProcessLog[];
  /** Folders that nobody uses any more. They go when the scope ends well. */
  readonly folders: string[];
}

/** So much of a log is printed, and of each line where there is a folder: the whole is in a file there. */
const MOST_LINES = 200;
const MOST_CHARACTERS = 400;

const scopes = new AsyncLocalStorage<Scope>();

/** The log of a process that a test has started, to be printed should the test fail. */
export function reportOnFailure(witness: ProcessLog): void {
  scopes.getStore()?.witnesses.push(witness);
}

/** Removes a folder; within a test only when that has not failed, so that it can be looked at. */
export async function removeUnlessFailed(folder: string): Promise<void> {
  const scope = scopes.getStore();
  if (scope) scope.folders.push(folder);
  else await rm(folder, { recursive: true, force: true });
}

/**
 * Runs a test, or all of a file around its tests. When it has failed, what its processes said is printed, and their folders
 * stay where they are.
 */
export async function withFailureReport(
  name: string,
  run: () => Promise<void>,
  hasFailed: () => boolean,
): Promise<void> {
  const scope: Scope = { witnesses: [], folders: [] };
  await scopes.run(scope, run);
  if (hasFailed()) await tell(scope, name);
  else await Promise.all(scope.folders.map((folder) => rm(folder, { recursive: true, force: true })));
}

async function tell({ witnesses }: Scope, title: string): Promise<void> {
  for (const [nth, { name, folder, said }] of witnesses.entries()) {
    const lines = said();
    const file = folder && join(folder, `${nth + 1} ${name}.log`);
    if (file) await writeFile(file, lines.join('\n')).catch(() => {});
    const shown = lines.slice(-MOST_LINES).map((line) => `  │ ${line.slice(0, file ? MOST_CHARACTERS : undefined)}`);
    const cut = lines.length - shown.length;
    const head = `${title}: ${name} said${cut > 0 ? `, after ${cut} lines` : ''}${folder ? ` (its folder: ${folder})` : ''}:`;
    process.stderr.write(`${[head, ...shown].join('\n')}\n\n`);
  }
}
