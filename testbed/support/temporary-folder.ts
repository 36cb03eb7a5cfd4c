import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isInTest, removeUnlessFailed } from '../run/failure-report.ts';
import { MEMORY_FOLDER } from '../run/run-folder.ts';

/** Where files are in memory, if this machine has such a place: each commit to a journal waits for its disk. */
const memory = () => process.env[MEMORY_FOLDER] ?? (existsSync('/dev/shm') ? '/dev/shm' : tmpdir());

export interface FolderPlan {
  /** The first part of its name. */
  readonly name?: string;
  /** In memory, where that can be had, rather than on the disk. */
  readonly inMemory?: boolean;
}

/** Folders that no test has made, such as those of a benchmark. */
const folders: string[] = [];

/**
 * Makes an empty folder for the test, or the hook of a file, that asks for it. It goes when the test or the file is over,
 * unless that failed; one that was made elsewhere goes when the process ends.
 */
export function temporaryFolder({ name = 'linky', inMemory = false }: FolderPlan = {}): string {
  const folder = mkdtempSync(join(inMemory ? memory() : tmpdir(), `${name}-`));
  if (isInTest()) void removeUnlessFailed(folder);
  else if (folders.push(folder) === 1) process.once('exit', removeFolders);
  return folder;
}

function removeFolders(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
