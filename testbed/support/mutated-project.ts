import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../project.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Breaks a sentence that stands at the head of a part of the code, by replacing one text in that code. */
export interface Mutation {
  readonly sentence: number;
  /** What the code then does wrong. */
  readonly breaks: string;
  /** Relative to the project's folder. */
  readonly file: string;
  /** Must stand in the file exactly once. */
  readonly before: string;
  readonly after: string;
}

/** Copies parts of the project. Gives the folder, in which one text after the other can be replaced. */
export function copiedProject(parts: readonly string[]): string {
  const folder = temporaryFolder({ name: 'mutated', inMemory: true });
  for (const part of ['package.json', 'src', ...parts])
    cpSync(join(PROJECT, part), join(folder, part), { recursive: true });
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/**
 * Does something in a copy of the project with the text replaced, which is put back afterwards.
 * @throws when the text does not stand exactly once in its file
 */
export async function whileMutated<T>(
  folder: string,
  { file, before, after }: Mutation,
  work: () => Promise<T>,
): Promise<T> {
  const path = join(folder, file);
  const original = readFileSync(path, 'utf8');
  const pieces = original.split(before);
  if (pieces.length !== 2) throw new Error(`stands ${pieces.length - 1} times in ${file}: ${before}`);
  writeFileSync(path, pieces.join(after));
  try {
    return await work();
  } finally {
    writeFileSync(path, original);
  }
}
