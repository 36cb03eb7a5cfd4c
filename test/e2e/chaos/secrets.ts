import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where a secret stands that must stand nowhere: in a line of what was said, or in any file but the one that the user
 * wrote.
 */
export function secretsIn(secrets: readonly string[], said: readonly string[], folder: string): readonly string[] {
  const isTold = (text: string) => secrets.some((secret) => text.includes(secret));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name !== 'config.json')
    .filter((name) => textsIn(join(folder, name)).some(isTold));
  return [...said.filter(isTold), ...files];
}

/** A file byte by byte and as text; nothing of what is no file, or is gone meanwhile. */
function textsIn(path: string): readonly string[] {
  try {
    if (!statSync(path).isFile()) return [];
    const bytes = readFileSync(path);
    return [bytes.toString('latin1'), bytes.toString('utf8')];
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
